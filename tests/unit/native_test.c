#include "runtime/native/native.h"

#include "runtime/base/mask.h"
#include "runtime/text/json.h"
#include "tests/support/test.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

static struct rng rng;
static struct native_context context = {&rng, "tests/data"};

/* The index of the function of that name, or -1. */
static int find(const char *name)
{
    for (int i = 0; i < NATIVE_COUNT; i++)
        if (strcmp(natives[i].name, name) == 0)
            return i;
    return -1;
}

/* What the function gives for arguments written as a JSON list, as ${} shows it, or its error. */
static const char *call(const char *name, const char *arguments)
{
    static struct buffer out;
    int id = find(name);
    value list, result = value_none();
    struct json_error wrong;
    const char *error;

    buffer_clear(&out);
    if (id < 0 || !json_decode(arguments, strlen(arguments), &list, &wrong))
        return "no such function, or not JSON";
    error = native_call(&context, (enum native_id)id, list.as.list->items, list.as.list->count, &result);
    if (error)
        buffer_append_text(&out, error);
    else
        value_show(result, &out);
    value_release(result);
    value_release(list);
    return buffer_text(&out);
}

/* The same of one argument that JSON can't write. */
static const char *call_with(const char *name, value argument)
{
    static struct buffer out;
    value result = value_none();
    const char *error = native_call(&context, (enum native_id)find(name), &argument, 1, &result);

    buffer_clear(&out);
    if (error)
        buffer_append_text(&out, error);
    else
        value_show(result, &out);
    value_release(result);
    value_release(argument);
    return buffer_text(&out);
}

TEST(every_function_has_a_name_of_its_own)
{
    for (int i = 0; i < NATIVE_COUNT; i++) {
        CHECK_INT(find(natives[i].name), i);
        CHECK(natives[i].function != NULL);
        CHECK(natives[i].least <= natives[i].most);
    }
}

TEST(types_of_arguments_are_checked)
{
    CHECK_TEXT(call("upper", "[5]"), "upper() takes a string, not an int");
    CHECK_TEXT(call("upper", "[null]"), "upper() takes a string, not none");
    CHECK_TEXT(call("len", "[5.5]"), "len() takes a string, list or map, not a float");
    CHECK_TEXT(call("replace", "[\"a\",\"b\",[]]"), "replace() takes a string as argument 3, not a list");
    CHECK_TEXT(call("random_int", "[1,123456789012345678901]"),
               "random_int() takes an int as argument 2 of at most 64 bits");
    CHECK_TEXT(call("floor", "[true]"), "floor() takes a number, not a bool");
    CHECK_TEXT(call_with("abs", value_text("x")), "abs() takes a number or a duration, not a string");
}

TEST(strings)
{
    CHECK_TEXT(call("len", "[\"h\xc3\xa9!\"]"), "3");
    CHECK_TEXT(call("len", "[[1,2]]"), "2");
    CHECK_TEXT(call("len", "[{\"a\":1}]"), "1");
    CHECK_TEXT(call("upper", "[\"aZ\xc3\xa9{\"]"), "AZ\xc3\x89{");
    CHECK_TEXT(call("lower", "[\"aZ[@\"]"), "az[@");
    CHECK_TEXT(call("trim", "[\" \\t a b\\r\\n\"]"), "a b");
    CHECK_TEXT(call("trim", "[\"  \"]"), "");
    CHECK_TEXT(call("replace", "[\"a.b.c\",\".\",\"--\"]"), "a--b--c");
    CHECK_TEXT(call("replace", "[\"aaa\",\"aa\",\"\"]"), "a");
    CHECK_TEXT(call("replace", "[\"a\",\"\",\"x\"]"), "replace() can't search for an empty string");
}

TEST(split_and_join)
{
    CHECK_TEXT(call("split", "[\"a,b,,c\",\",\"]"), "[\"a\",\"b\",\"\",\"c\"]");
    CHECK_TEXT(call("split", "[\"\",\",\"]"), "[\"\"]");
    CHECK_TEXT(call("split", "[\"h\xc3\xa9\",\"\"]"), "[\"h\",\"\xc3\xa9\"]");
    CHECK_TEXT(call("split", "[\"a--b\",\"--\"]"), "[\"a\",\"b\"]");
    CHECK_TEXT(call("join", "[[\"a\",\"b\",\"\"],\", \"]"), "a, b, ");
    CHECK_TEXT(call("join", "[[],\",\"]"), "");
    CHECK_TEXT(call("join", "[[\"a\",1],\",\"]"),
               "join() takes a list of strings, but item 1 is of type int");
}

TEST(substrings)
{
    CHECK_TEXT(call("substring", "[\"h\xc3\xa9llo\",1]"), "\xc3\xa9llo");
    CHECK_TEXT(call("substring", "[\"h\xc3\xa9llo\",1,1]"), "\xc3\xa9");
    CHECK_TEXT(call("substring", "[\"hello\",-3,2]"), "ll");
    CHECK_TEXT(call("substring", "[\"hello\",9]"), "");
    CHECK_TEXT(call("substring", "[\"hello\",0,0]"), "");
    CHECK_TEXT(call("substring", "[\"hello\",0,-1]"), "substring() can't take a negative length");
}

TEST(conversions_to_numbers)
{
    CHECK_TEXT(call("int", "[\" 42\\n\"]"), "42");
    CHECK_TEXT(call("int", "[\"-9223372036854775808\"]"), "-9223372036854775808");
    CHECK_TEXT(call("int", "[\"9223372036854775808\"]"), "the number is too large for an int");
    CHECK_TEXT(call("int", "[-3.9]"), "-3");
    CHECK_TEXT(call("int", "[1e300]"), "the number is too large for an int");
    CHECK_TEXT(call("int", "[true]"), "1");
    CHECK_TEXT(call("int", "[\"3.5\"]"), "int() can't convert \"3.5\" to an int");
    CHECK_TEXT(call("int", "[\"\"]"), "int() can't convert \"\" to an int");
    CHECK_TEXT(call("int", "[null]"), "int() can't convert none");
    CHECK_TEXT(call_with("int", value_float(NAN)), "the number is too large for an int");
    CHECK_TEXT(call("float", "[\"1e3\"]"), "1000.0");
    CHECK_TEXT(call("float", "[\" .5 \"]"), "0.5");
    CHECK_TEXT(call("float", "[7]"), "7.0");
    CHECK_TEXT(call("float", "[123456789012345678901]"), "1.2345678901234568e+20");
    CHECK_TEXT(call("float", "[\"0x10\"]"), "float() can't convert \"0x10\" to a float");
    CHECK_TEXT(call("float", "[\"nan\"]"), "float() can't convert \"nan\" to a float");
}

TEST(conversions_to_text)
{
    CHECK_TEXT(call("string", "[1.0]"), "1.0");
    CHECK_TEXT(call("string", "[\"x\"]"), "x");
    CHECK_TEXT(call("string", "[[1,\"x\"]]"), "[1,\"x\"]");
    CHECK_TEXT(call_with("string", value_duration(1500 * NANOS_PER_MS)), "1.5s");
    CHECK_TEXT(call("json_encode", "[\"x\"]"), "\"x\"");
    CHECK_TEXT(call("json_encode", "[{\"a\":[1,null]}]"), "{\"a\":[1,null]}");
    CHECK_TEXT(call("json_decode", "[\"{\\\"a\\\": [1]}\"]"), "{\"a\":[1]}");
    CHECK_TEXT(call("json_decode", "[\"<html>\"]"), "this isn't JSON: a value is missing, at byte 0");
}

TEST(random_numbers_stay_within_their_bounds)
{
    for (int i = 0; i < 200; i++) {
        int drawn = atoi(call("random_int", "[3,5]"));
        double real = atof(call("random_float", "[-1,1.5]"));

        CHECK(drawn >= 3 && drawn <= 5);
        CHECK(real >= -1 && real < 1.5);
    }
    CHECK_TEXT(call("random_int", "[5,3]"), "random_int(): 5 is greater than 3");
    CHECK_TEXT(call("random_float", "[5,3]"), "random_float(): the first number is greater than the second");
    CHECK_TEXT(call("chance", "[1]"), "true");
    CHECK_TEXT(call("chance", "[0]"), "false");
    CHECK_TEXT(call("chance", "[1.5]"), "chance() takes a probability from 0 to 1");
}

TEST(the_same_seed_gives_the_same_choices)
{
    char first[100];

    rng_seed(&rng, 9, 1, RNG_CODE);
    snprintf(first, sizeof first, "%s", call("random_string", "[20]"));
    CHECK_INT(strlen(first), 20);
    CHECK(strcmp(call("random_string", "[20]"), first) != 0);
    rng_seed(&rng, 9, 1, RNG_CODE);
    CHECK_TEXT(call("random_string", "[20]"), first);
}

TEST(random_strings_are_of_their_alphabet)
{
    const char *text = call("random_string", "[50,\"\xc3\xa9x\"]");
    bool accented = strstr(text, "\xc3\xa9"), plain = strchr(text, 'x');

    CHECK_INT(strspn(text, "\xc3\xa9x"), strlen(text));
    CHECK(accented && plain);
    CHECK_TEXT(call("random_string", "[0]"), "");
    CHECK_TEXT(call("random_string", "[3,\"a\"]"), "aaa");
    CHECK_TEXT(call("random_string", "[3,\"\"]"), "random_string() has no characters to choose from");
    CHECK_TEXT(call("random_string", "[-1]"), "random_string() takes a length from 0 to 16777216");
}

TEST(choices_and_shuffles)
{
    bool moved = false;

    CHECK_TEXT(call("choice", "[[7]]"), "7");
    CHECK_TEXT(call("choice", "[[]]"), "choice() from an empty list");
    CHECK_TEXT(call("shuffle", "[[]]"), "[]");
    for (int i = 0; i < 20; i++) {
        char shuffled[100], sorted[120];

        snprintf(shuffled, sizeof shuffled, "%s", call("shuffle", "[[1,2,3,4,5]]"));
        moved |= strcmp(shuffled, "[1,2,3,4,5]") != 0;
        snprintf(sorted, sizeof sorted, "[%s]", shuffled);
        CHECK_TEXT(call("sort", sorted), "[1,2,3,4,5]");
    }
    CHECK(moved);
}

TEST(uuids_are_of_version_4)
{
    const char *uuid = call("uuid", "[]");

    CHECK_INT(strlen(uuid), 36);
    CHECK_INT(strspn(uuid, "0123456789abcdef-"), 36);
    CHECK(uuid[8] == '-' && uuid[13] == '-' && uuid[18] == '-' && uuid[23] == '-');
    CHECK(uuid[14] == '4');
    CHECK(strchr("89ab", uuid[19]) != NULL);
}

TEST(time_of_day)
{
    struct tm broken = {0};
    const char *text;

    CHECK_FLOAT(atof(call("now", "[]")), (double)time(NULL), 2);
    text = call("timestamp", "[]");
    CHECK_INT(strlen(text), 20);
    CHECK(strptime(text, "%Y-%m-%dT%H:%M:%SZ", &broken) != NULL);
    CHECK_FLOAT((double)timegm(&broken), (double)time(NULL), 2);
    CHECK_TEXT(call("timestamp", "[\"%%-x\"]"), "%-x");
    CHECK_TEXT(call("timestamp", "[\"\"]"), "");
}

TEST(base64)
{
    CHECK_TEXT(call("base64", "[\"\"]"), "");
    CHECK_TEXT(call("base64", "[\"f\"]"), "Zg==");
    CHECK_TEXT(call("base64", "[\"fo\"]"), "Zm8=");
    CHECK_TEXT(call("base64", "[\"foobar\"]"), "Zm9vYmFy");
    CHECK_TEXT(call("base64_decode", "[\"Zm9vYmFy\"]"), "foobar");
    CHECK_TEXT(call("base64_decode", "[\"Zm9v\\nYg==\"]"), "foob");
    CHECK_TEXT(call("base64_decode", "[\"Zg\"]"), "f");
    CHECK_TEXT(call("hex", "[\"~~~?\"]"), "7e7e7e3f");
    CHECK_TEXT(call("base64_decode", "[\"fn5-Pw\"]"), "~~~?");
    CHECK_TEXT(call("base64_decode", "[\"fn5+Pw==\"]"), "~~~?");
    CHECK_TEXT(call("base64_decode", "[\"Z\"]"), "this isn't base64");
    CHECK_TEXT(call("base64_decode", "[\"Zg=\"]"), "this isn't base64");
    CHECK_TEXT(call("base64_decode", "[\"Zg==Zg==\"]"), "this isn't base64");
    CHECK_TEXT(call("base64_decode", "[\"Z!==\"]"), "this isn't base64");
}

TEST(url_and_html)
{
    CHECK_TEXT(call("url_encode", "[\"a b/\xc3\xa9~-._\"]"), "a%20b%2F%C3%A9~-._");
    CHECK_TEXT(call("url_encode", "[5]"), "5");
    CHECK_TEXT(call("url_encode", "[null]"), "url_encode() can't take none");
    CHECK_TEXT(call("url_decode", "[\"a%20b%2f%C3%A9+\"]"), "a b/\xc3\xa9+");
    CHECK_TEXT(call("url_decode", "[\"100%, %4, %zz%\"]"), "100%, %4, %zz%");
    CHECK_TEXT(call("html_escape", "[\"<a href='x'>\\\"&\"]"), "&lt;a href=&#x27;x&#x27;&gt;&quot;&amp;");
    CHECK_TEXT(call("hex_decode", "[\"4a4B\"]"), "JK");
    CHECK_TEXT(call("hex_decode", "[\"4a4\"]"), "hex_decode() takes an even number of digits");
    CHECK_TEXT(call("hex_decode", "[\"4g\"]"), "hex_decode() takes only hexadecimal digits");
}

/* The digest of the argument in hexadecimal. */
static const char *digest(const char *name, const char *arguments)
{
    value list, bytes = value_none();

    json_decode(arguments, strlen(arguments), &list, NULL);
    native_call(&context, (enum native_id)find(name), list.as.list->items, list.as.list->count, &bytes);
    value_release(list);
    return call_with("hex", bytes);
}

TEST(digests)
{
    CHECK_TEXT(digest("md5", "[\"\"]"), "d41d8cd98f00b204e9800998ecf8427e");
    CHECK_TEXT(digest("sha1", "[\"abc\"]"), "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK_TEXT(digest("sha256", "[\"abc\"]"),
               "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    /* RFC 4231, test case 2 */
    CHECK_TEXT(digest("hmac_sha256", "[\"Jefe\",\"what do ya want for nothing?\"]"),
               "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(collections)
{
    CHECK_TEXT(call("keys", "[{\"b\":1,\"a\":2}]"), "[\"b\",\"a\"]");
    CHECK_TEXT(call("values", "[{\"b\":1,\"a\":[2]}]"), "[1,[2]]");
    CHECK_TEXT(call("range", "[2,4]"), "[2,3,4]");
    CHECK_TEXT(call("sort", "[[3,1.5,2]]"), "[1.5,2,3]");
    CHECK_TEXT(call("sort", "[[\"b\",\"a\",\"\"]]"), "[\"\",\"a\",\"b\"]");
    CHECK_TEXT(call("sort", "[[1,\"a\"]]"), "int and string can't be compared");
    CHECK_TEXT(call("sort", "[[null]]"), "none and none can't be compared");
    CHECK_TEXT(call("sum", "[[1,2,3]]"), "6");
    CHECK_TEXT(call("sum", "[1,2.5]"), "3.5");
    CHECK_TEXT(call("sum", "[[]]"), "0");
    CHECK_TEXT(call("sum", "[[9223372036854775807,1]]"), "the result is too large for an int");
    CHECK_TEXT(call("sum", "[\"a\"]"), "sum() takes numbers or durations, not string");
    CHECK_TEXT(call("min", "[3,1,2]"), "1");
    CHECK_TEXT(call("max", "[[3,1,2]]"), "3");
    CHECK_TEXT(call("max", "[\"a\",\"b\"]"), "b");
    CHECK_TEXT(call("max", "[[]]"), "max() of an empty list");
    CHECK_TEXT(call("min", "[1,\"a\"]"), "string and int can't be compared");
}

TEST(nan_is_not_sorted)
{
    value list = value_list(2);

    value_list_append(&list, value_float(1));
    value_list_append(&list, value_float(NAN));
    CHECK_TEXT(call_with("sort", list), "nan can't be compared");
}

TEST(numbers)
{
    CHECK_TEXT(call("abs", "[-5]"), "5");
    CHECK_TEXT(call("abs", "[-0.5]"), "0.5");
    CHECK_TEXT(call_with("abs", value_duration(-NANOS_PER_MS)), "1ms");
    CHECK_TEXT(call("abs", "[-9223372036854775808]"), "the result is too large for an int");
    CHECK_TEXT(call("round", "[2.5]"), "3");
    CHECK_TEXT(call("round", "[-2.5]"), "-3");
    CHECK_TEXT(call("round", "[2.345,2]"), "2.35");
    CHECK_TEXT(call("round", "[1234,-2]"), "1200");
    CHECK_TEXT(call("round", "[7,2]"), "7");
    CHECK_TEXT(call("round", "[1.5,400]"), "1.5");
    CHECK_TEXT(call("round", "[1e300]"), "the number is too large for an int");
    CHECK_TEXT(call("floor", "[-1.5]"), "-2");
    CHECK_TEXT(call("ceil", "[-1.5]"), "-1");
    CHECK_TEXT(call("ceil", "[3]"), "3");
    CHECK_TEXT(call("floor", "[123456789012345678901]"), "123456789012345678901");
}

TEST(surroundings)
{
    struct buffer out = {0};

    setenv("SWARM_NATIVE_TEST", "s3same", 1);
    CHECK_TEXT(call("env", "[\"SWARM_NATIVE_TEST\"]"), "s3same");
    CHECK_TEXT(call("env", "[\"SWARM_NATIVE_TEST\",1]"), "s3same");
    CHECK_TEXT(call("env", "[\"SWARM_NOT_SET\",1]"), "1");
    CHECK_TEXT(call("env", "[\"SWARM_NOT_SET\"]"), "the environment variable SWARM_NOT_SET isn't set");
    mask_apply("s3same", 6, &out);
    CHECK_TEXT(buffer_text(&out), "s3same");
    CHECK_TEXT(call("secret", "[\"SWARM_NATIVE_TEST\"]"), "s3same");
    buffer_clear(&out);
    mask_apply("s3same", 6, &out);
    CHECK_TEXT(buffer_text(&out), "***");
    buffer_free(&out);
}

TEST(files)
{
    CHECK(strstr(call("read", "[\"metrics.txt\"]"), "swarm_build_info") != NULL);
    CHECK(strstr(call("file", "[\"metrics.txt\"]"), "swarm_build_info") != NULL);
    CHECK_TEXT(call("read", "[\"csv/nothing.csv\"]"), "csv/nothing.csv: No such file or directory");
    CHECK_TEXT(call("read", "[\"/\"]"), "/: Is a directory");
    CHECK_TEXT(call("read", "[\"a\\u0000b\"]"), "a path can't contain NUL bytes");
}

TEST_MAIN(rng_seed(&rng, 1, 1, RNG_CODE); RUN(every_function_has_a_name_of_its_own);
          RUN(types_of_arguments_are_checked); RUN(strings); RUN(split_and_join); RUN(substrings);
          RUN(conversions_to_numbers); RUN(conversions_to_text); RUN(random_numbers_stay_within_their_bounds);
          RUN(the_same_seed_gives_the_same_choices); RUN(random_strings_are_of_their_alphabet);
          RUN(choices_and_shuffles); RUN(uuids_are_of_version_4); RUN(time_of_day); RUN(base64);
          RUN(url_and_html); RUN(digests); RUN(collections); RUN(nan_is_not_sorted); RUN(numbers);
          RUN(surroundings); RUN(files))
