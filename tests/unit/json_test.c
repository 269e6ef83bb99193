#include "runtime/base/count_of.h"
#include "runtime/text/json.h"

#include "runtime/base/alloc.h"
#include "tests/support/test.h"

#include <math.h>

/* The text decoded and written again, or where and why it isn't JSON. */
static const char *decoded_bytes(const char *text, size_t length)
{
    static struct buffer out;
    struct json_error error;
    /* A copy without room behind it, so that reading too far is seen. */
    char *copy = mem_alloc(length);
    value v;

    memcpy(copy, text, length);
    buffer_clear(&out);
    if (json_decode(copy, length, &v, &error))
        value_json(v, &out);
    else
        buffer_printf(&out, "%zu: %s", error.offset, error.text);
    value_release(v);
    mem_free(copy);
    return buffer_text(&out);
}

static const char *decoded(const char *text)
{
    return decoded_bytes(text, strlen(text));
}

static bool accepted(const char *text)
{
    value v;
    bool fine = json_decode(text, strlen(text), &v, NULL);

    value_release(v);
    return fine;
}

TEST(every_kind_of_value)
{
    CHECK_TEXT(decoded("{\"a\": [1, -2.5, true, false, null, \"x\"], \"b\": {}}"),
               "{\"a\":[1,-2.5,true,false,null,\"x\"],\"b\":{}}");
    CHECK_TEXT(decoded("[]"), "[]");
    CHECK_TEXT(decoded(" \t\r\n7 "), "7");
    CHECK_TEXT(decoded("\"\""), "\"\"");
    CHECK_TEXT(decoded("\xef\xbb\xbf{}"), "{}");
}

TEST(numbers)
{
    CHECK_TEXT(decoded("[0,-0,9223372036854775807,-9223372036854775808]"),
               "[0,0,9223372036854775807,-9223372036854775808]");
    CHECK_TEXT(decoded("[9223372036854775808,-9223372036854775809,123456789012345678901234567890]"),
               "[9223372036854775808,-9223372036854775809,123456789012345678901234567890]");
    CHECK_TEXT(decoded("[1.0,1e3,1E+2,1e-2,-0.0,0e1]"), "[1.0,1000.0,100.0,0.01,-0.0,0.0]");
    CHECK_TEXT(decoded("[0.1,3.141592653589793,2.2250738585072014e-308,5e-324,1.7976931348623157e308]"),
               "[0.1,3.141592653589793,2.2250738585072014e-308,5e-324,1.7976931348623157e+308]");
    CHECK_TEXT(decoded("[1e400,-1e99999999999]"), "[null,null]");
    CHECK_TEXT(decoded("123456789012345678.5e-3"), "123456789012345.67");
}

TEST(escapes)
{
    CHECK_TEXT(decoded("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""), "\"\\\"\\\\/\\b\\f\\n\\r\\t\"");
    CHECK_TEXT(decoded("\"\\u0041\\u00e9\\u20AC\""), "\"A\xc3\xa9\xe2\x82\xac\"");
    CHECK_TEXT(decoded("\"\\ud83d\\ude00\""), "\"\xf0\x9f\x98\x80\"");
    CHECK_TEXT(decoded("\"a\\u0000b\""), "\"a\\u0000b\"");
}

TEST(lone_surrogates_survive)
{
    CHECK_TEXT(decoded("\"\\ud800\""), "\"\\ud800\"");
    CHECK_TEXT(decoded("\"\\ud800\\n\""), "\"\\ud800\\n\"");
    CHECK_TEXT(decoded("\"\\ud800\\ud800\\udc00\""), "\"\\ud800\xf0\x90\x80\x80\"");
    CHECK_TEXT(decoded("\"\\udc00\\ud800\""), "\"\\udc00\\ud800\"");
}

TEST(invalid_utf8_is_kept)
{
    value v;

    CHECK(json_decode("\"\xff\xc3\"", 4, &v, NULL));
    CHECK_INT(v.as.string->length, 2);
    CHECK(memcmp(v.as.string->bytes, "\xff\xc3", 2) == 0);
    value_release(v);
}

TEST(the_last_of_equal_keys_wins)
{
    CHECK_TEXT(decoded("{\"a\":1,\"b\":2,\"a\":3}"), "{\"a\":3,\"b\":2}");
    CHECK_TEXT(decoded("{\"a\":{\"x\":1},\"\\u0061\":{}}"), "{\"a\":{}}");
}

/* What the public suite of Nicolas Seriot has parsers refuse, in cases of our own. */
TEST(what_is_not_json_is_refused)
{
    static const char *const texts[] = {
        "",
        " ",
        "[",
        "]",
        "{",
        "}",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1,,2]",
        "[1 2]",
        "[1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\" 1}",
        "{\"a\":1,}",
        "{,}",
        "{a:1}",
        "{1:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1]",
        "{\"a\":1}}",
        "1 2",
        "[] []",
        "[]x",
        "tru",
        "True",
        "nul",
        "nulll",
        "truefalse",
        "NaN",
        "Infinity",
        "-Infinity",
        "-",
        "+1",
        "01",
        "-01",
        "00",
        "1.",
        ".5",
        "-.5",
        "1.e3",
        "1e",
        "1e+",
        "1E-",
        "0x10",
        "1_000",
        "--1",
        "1.2.3",
        "1ee3",
        "-a",
        "\"",
        "\"a",
        "'a'",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\",
        "\"\\u",
        "\"\\ud800\\u1\"",
        "\"\n\"",
        "\"\t\"",
        "\"\x1f\"",
        "// c\n1",
        "/* c */1",
        "[1]//",
        "\xff",
        "\xef\xbb",
        "\302\2401", /* octal: a hexadecimal escape would take the 1 as a digit */
        "\f1",
        "\v1",
        "[\"a\",\n4\n,1,",
        "[\"\",]",
        "{\"a\":\"b\"}#",
        "{\"a\":1,\"b\"",
        "*",
        "undefined",
    };

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        if (accepted(texts[i]))
            printf("# accepted: %s\n", texts[i]);
        CHECK(!accepted(texts[i]));
    }
}

TEST(nul_bytes_are_refused)
{
    CHECK_TEXT(decoded_bytes("1\0", 2), "1: there is more after the value");
    CHECK_TEXT(decoded_bytes("\"a\0b\"", 5), "2: a control character must be escaped in a string");
    CHECK_TEXT(decoded_bytes("[1,\0]", 5), "3: a value is missing");
}

TEST(errors_say_where)
{
    CHECK_TEXT(decoded(""), "0: a value is missing");
    CHECK_TEXT(decoded("[1, 2"), "5: a comma or `]` is missing");
    CHECK_TEXT(decoded("{\"a\": 1 \"b\""), "8: a comma or `}` is missing");
    CHECK_TEXT(decoded("{\"a\" 1}"), "5: a colon is missing after the key");
    CHECK_TEXT(decoded("{a: 1}"), "1: a key in quotes is missing");
    CHECK_TEXT(decoded("[01]"), "1: a number can't have leading zeros");
    CHECK_TEXT(decoded("[\"ab\\q\"]"), "4: there is no such escape");
    CHECK_TEXT(decoded("[\"abc"), "1: the string that starts here has no end");
    CHECK_TEXT(decoded("<html>"), "0: a value is missing");
}

/* `depth` lists in one another. */
static bool nested(size_t depth, bool close)
{
    char *text = mem_alloc(depth * 2);
    value v;
    bool fine;

    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    fine = json_decode(text, close ? depth * 2 : depth, &v, NULL);
    value_release(v);
    mem_free(text);
    return fine;
}

TEST(nesting_is_bounded)
{
    CHECK(nested(VALUE_NESTING_MAX, true));
    CHECK(!nested(VALUE_NESTING_MAX + 1, true));
    CHECK(!nested(1000000, false));
}

/* Strings of all lengths around the eight bytes that are looked at together, with the end anywhere. */
TEST(strings_of_every_length_and_place)
{
    for (size_t length = 0; length < 40; length++) {
        for (size_t special = 0; special <= length; special++) {
            struct buffer text = {0}, again = {0};
            value v;

            buffer_append_char(&text, '"');
            for (size_t i = 0; i < length; i++)
                buffer_append_text(&text, i == special ? "\\n" : i % 3 ? "\xc3\xa9" : "x");
            buffer_append_char(&text, '"');
            CHECK(json_decode(text.data, text.length, &v, NULL));
            value_json(v, &again);
            CHECK_TEXT(buffer_text(&again), buffer_text(&text));
            value_release(v);
            CHECK(!json_decode(text.data, text.length - 1, &v, NULL));
            buffer_free(&text);
            buffer_free(&again);
        }
    }
}

TEST(floats_read_back_exactly)
{
    uint64_t bits = 0x3ff0000000000001;

    for (int i = 0; i < 20000; i++) {
        struct buffer text = {0};
        double number;
        value v;

        bits = bits * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        memcpy(&number, &bits, sizeof number);
        if (isfinite(number)) {
            value_json(value_float(number), &text);
            CHECK(json_decode(text.data, text.length, &v, NULL));
            CHECK(v.type == VALUE_FLOAT && memcmp(&v.as.number, &number, sizeof number) == 0);
        }
        buffer_free(&text);
    }
}

TEST_MAIN(RUN(every_kind_of_value); RUN(numbers); RUN(escapes); RUN(lone_surrogates_survive);
          RUN(invalid_utf8_is_kept); RUN(the_last_of_equal_keys_wins); RUN(what_is_not_json_is_refused);
          RUN(nul_bytes_are_refused); RUN(errors_say_where); RUN(nesting_is_bounded);
          RUN(strings_of_every_length_and_place); RUN(floats_read_back_exactly))
