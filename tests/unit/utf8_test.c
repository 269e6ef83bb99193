#include "runtime/base/count_of.h"
#include "runtime/base/utf8.h"

#include "tests/support/test.h"

static size_t sequence(const char *text)
{
    return utf8_sequence(text, strlen(text));
}

TEST(valid_sequences_have_their_length)
{
    CHECK_INT(sequence("a"), 1);
    CHECK_INT(sequence("\xc3\xa9"), 2);
    CHECK_INT(sequence("\xe2\x82\xac"), 3);
    CHECK_INT(sequence("\xf0\x9f\x98\x80"), 4);
    CHECK_INT(sequence("\xf4\x8f\xbf\xbf"), 4);
    CHECK_INT(utf8_sequence("\0", 1), 1);
}

TEST(invalid_sequences_have_none)
{
    static const char *const texts[] = {
        "\x80",             /* a continuation alone */
        "\xc0\x80",         /* overlong */
        "\xc1\xbf",         /* overlong */
        "\xe0\x9f\xbf",     /* overlong */
        "\xf0\x8f\xbf\xbf", /* overlong */
        "\xed\xa0\x80",     /* a surrogate */
        "\xf4\x90\x80\x80", /* past U+10FFFF */
        "\xf5\x80\x80\x80",
        "\xff",
        "\xe2\x82",
        "\xe2\x82x",
        "\xc3",
        "\xf0\x9f\x98",
    };

    for (size_t i = 0; i < COUNT_OF(texts); i++)
        CHECK_INT(sequence(texts[i]), 0);
    CHECK_INT(utf8_sequence("", 0), 0);
}

TEST(every_character_is_encoded_and_decoded)
{
    for (uint32_t code = 0; code <= 0x10ffff; code += code < 0x11000 ? 1 : 37) {
        char bytes[4];
        uint32_t decoded;
        size_t size = utf8_encode(code, bytes);

        if (code >= 0xd800 && code < 0xe000) {
            CHECK_INT(size, 3);
            CHECK_INT(utf8_sequence(bytes, size), 0);
            continue;
        }
        CHECK_INT(utf8_decode(bytes, size, &decoded), size);
        CHECK_INT(decoded, code);
    }
}

TEST(an_invalid_byte_is_a_character)
{
    uint32_t code;

    CHECK_INT(utf8_decode("\xff"
                          "a",
                          2, &code),
              1);
    CHECK_INT(code, UTF8_REPLACEMENT_CODE);
    CHECK_INT(utf8_length("\xe2\x82"
                          "a\xff",
                          4),
              4);
}

TEST(length_is_in_characters)
{
    CHECK_INT(utf8_length("", 0), 0);
    CHECK_INT(utf8_length("plain text over eight bytes", 27), 27);
    CHECK_INT(utf8_length("12345678\xc3\xa9\xf0\x9f\x98\x80", 14), 10);
    CHECK(utf8_valid("12345678\xc3\xa9", 10));
    CHECK(!utf8_valid("12345678\xc3", 9));
    CHECK(utf8_valid("", 0));
}

static const char *part(const char *text, int64_t start, size_t count)
{
    static char copy[100];
    struct slice found = utf8_substring(text, strlen(text), start, count);

    snprintf(copy, sizeof copy, "%.*s", (int)found.length, found.bytes);
    return copy;
}

TEST(substrings_are_of_characters)
{
    CHECK_TEXT(part("h\xc3\xa9llo", 1, 2), "\xc3\xa9l");
    CHECK_TEXT(part("h\xc3\xa9llo", -4, 1), "\xc3\xa9");
    CHECK_TEXT(part("h\xc3\xa9llo", -99, 2), "h\xc3\xa9");
    CHECK_TEXT(part("h\xc3\xa9llo", 3, SIZE_MAX), "lo");
    CHECK_TEXT(part("hello", 5, 1), "");
    CHECK_TEXT(part("hello", 99, 1), "");
    CHECK_TEXT(part("hello", INT64_MIN, 1), "h");
    CHECK_TEXT(part("hello", INT64_MAX, 1), "");
    CHECK_TEXT(part("", -1, 1), "");
}

static size_t width(const char *text)
{
    return utf8_width(text, strlen(text));
}

TEST(width_is_in_columns)
{
    CHECK_INT(width("plain"), 5);
    CHECK_INT(width("caf\xc3\xa9"), 4);
    CHECK_INT(width("e\xcc\x81"), 1);                /* e and a combining acute */
    CHECK_INT(width("\xe6\x97\xa5\xe6\x9c\xac"), 4); /* two ideographs */
    CHECK_INT(width("\xf0\x9f\x98\x80"), 2);         /* an emoji */
    CHECK_INT(width("\xef\xbc\xa1"), 2);             /* a fullwidth A */
    CHECK_INT(width("\xe2\x80\x8b"), 0);             /* zero width space */
    CHECK_INT(width("\xd0\x96\xce\xa9"), 2);         /* Cyrillic and Greek */
    CHECK_INT(width("\xff"), 1);
    CHECK_INT(width("\t\x7f"), 0);
}

TEST_MAIN(RUN(valid_sequences_have_their_length); RUN(invalid_sequences_have_none);
          RUN(every_character_is_encoded_and_decoded); RUN(an_invalid_byte_is_a_character);
          RUN(length_is_in_characters); RUN(substrings_are_of_characters); RUN(width_is_in_columns))
