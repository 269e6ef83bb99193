#include "runtime/text/regex.h"

#include "tests/support/test.h"

#include <pthread.h>

static struct regex *compiled(const char *pattern)
{
    struct regex_error error;
    struct regex *regex = regex_compile(pattern, strlen(pattern), &error);

    if (!regex)
        printf("# %s: %zu: %s\n", pattern, error.offset, error.text);
    return regex;
}

typedef const char *finder(const struct regex *regex, const char *subject, size_t length, int group,
                           value *result);

/* What the finder gives, as text, or its error. */
static const char *find(finder *apply, const char *pattern, const char *subject, int group)
{
    static struct buffer out;
    struct regex *regex = compiled(pattern);
    value result = value_none();
    const char *error = apply(regex, subject, strlen(subject), group, &result);

    buffer_clear(&out);
    if (error)
        buffer_append_text(&out, error);
    else
        value_show(result, &out);
    value_release(result);
    regex_free(regex);
    return buffer_text(&out);
}

static const char *first(const char *pattern, const char *subject, int group)
{
    return find(regex_value, pattern, subject, group);
}

static const char *all(const char *pattern, const char *subject, int group)
{
    return find(regex_value_all, pattern, subject, group);
}

TEST(the_first_group_is_the_default)
{
    CHECK_TEXT(first("id=(\\d+)", "x id=42 id=43", -1), "42");
    CHECK_TEXT(first("id=\\d+", "x id=42", -1), "id=42");
    CHECK_TEXT(first("id=(\\d+)", "x id=42", 0), "id=42");
    CHECK_TEXT(first("(a)(b)", "ab", 2), "b");
    CHECK_TEXT(first("(a)(b)", "ab", 3), "the regex doesn't have that group");
}

TEST(without_a_match_there_is_none)
{
    CHECK_TEXT(first("id=(\\d+)", "nothing", -1), "none");
    CHECK_TEXT(first("a(x)?", "a", 1), "none");
    CHECK_TEXT(first("(x)|(a)", "a", 1), "none");
    CHECK_TEXT(first("x*", "", 0), "");
}

TEST(all_matches_are_a_list)
{
    CHECK_TEXT(all("(\\d)\\w", "1a 2b 3", -1), "[\"1\",\"2\"]");
    CHECK_TEXT(all("z", "abc", -1), "[]");
    CHECK_TEXT(all("b*", "abc", 0), "[\"\",\"b\",\"\",\"\"]");
    CHECK_TEXT(all("x*", "\xc3\xa9", 0), "[\"\",\"\"]");
    CHECK_TEXT(all("(a)|b", "aba", -1), "[\"a\",\"a\"]");
}

TEST(places_of_groups)
{
    struct regex *regex = compiled("(a)(x)?(b)");
    struct regex_match matches[4];
    bool found;

    CHECK(regex_search(regex, "--ab--", 6, 0, &found, matches, 4) == NULL && found);
    CHECK_INT(matches[0].start, 2);
    CHECK_INT(matches[0].end, 4);
    CHECK_INT(matches[1].start, 2);
    CHECK(matches[2].start == SIZE_MAX);
    CHECK_INT(matches[3].end, 4);
    CHECK(regex_search(regex, "--ab--", 6, 3, &found, matches, 4) == NULL && !found);
    regex_free(regex);
}

TEST(negated_types_match_characters_beyond_ascii)
{
    CHECK_TEXT(first("a (\\S+) b", "a Z\xc3\xbcrich\xe6\x97\xa5 b", -1), "Z\xc3\xbcrich\xe6\x97\xa5");
    CHECK_TEXT(first("^\\D+", "\xc3\xbc\xf0\x9f\x98\x80z1", -1), "\xc3\xbc\xf0\x9f\x98\x80z");
    CHECK_TEXT(first("\\W", "a\xc3\xbc", -1), "\xc3\xbc");
    CHECK_TEXT(first("\\S+", "a\xff\xc3\xbc", -1), "a");
    CHECK_TEXT(all("\\S", "\xc3\xbc\xff\xe6\x97\xa5", -1), "[\"\xc3\xbc\",\"\xe6\x97\xa5\"]");
}

TEST(text_is_utf8_and_invalid_bytes_are_taken)
{
    CHECK_TEXT(first("^.$", "\xc3\xa9", 0), "\xc3\xa9");
    CHECK_TEXT(first("b+",
                     "\xff"
                     "bb\xc3",
                     0),
               "bb");
    CHECK_TEXT(all("[a-z]",
                   "a\xff\xfe"
                   "b",
                   0),
               "[\"a\",\"b\"]");
    CHECK_TEXT(first("\xff(.)",
                     "\xff"
                     "a",
                     1),
               "a"); /* a pattern of bytes */
}

TEST(mistakes_say_where)
{
    struct regex_error error;

    CHECK(regex_compile("a(b", 3, &error) == NULL);
    CHECK_INT(error.offset, 3);
    CHECK_TEXT(error.text, "missing closing parenthesis");
    CHECK(regex_compile("[z-a]", 5, &error) == NULL);
    CHECK_INT(error.offset, 3);
    CHECK(strlen(error.text) > 10);
}

TEST(a_pattern_that_backtracks_too_much_is_given_up)
{
    CHECK_TEXT(first("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 0),
               "the regex needs too many steps for this text: it backtracks too much");
    CHECK_TEXT(all("(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", 0),
               "the regex needs too many steps for this text: it backtracks too much");
}

TEST(many_groups_fit)
{
    char pattern[500] = "";

    for (int i = 0; i < 100; i++)
        strcat(pattern, "(a)");
    CHECK_TEXT(
        first(pattern,
              "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
              "aaaaaaaaaa",
              100),
        "a");
}

static void *match_often(void *context)
{
    const struct regex *regex = context;
    size_t failures = 0;

    for (int i = 0; i < 2000; i++) {
        value v = value_none();

        failures += regex_value(regex, "id=77;", 6, -1, &v) != NULL || v.type != VALUE_STRING ||
                    strcmp(v.as.string->bytes, "77") != 0;
        value_release(v);
    }
    return failures ? context : NULL;
}

TEST(threads_share_an_expression)
{
    struct regex *regex = compiled("id=(\\d+)");
    pthread_t others[3];
    void *failed;

    for (int i = 0; i < 3; i++)
        pthread_create(&others[i], NULL, match_often, regex);
    CHECK(match_often(regex) == NULL);
    for (int i = 0; i < 3; i++) {
        pthread_join(others[i], &failed);
        CHECK(failed == NULL);
    }
    regex_free(regex);
}

TEST_MAIN(RUN(the_first_group_is_the_default); RUN(without_a_match_there_is_none);
          RUN(all_matches_are_a_list); RUN(places_of_groups);
          RUN(negated_types_match_characters_beyond_ascii); RUN(text_is_utf8_and_invalid_bytes_are_taken);
          RUN(mistakes_say_where); RUN(a_pattern_that_backtracks_too_much_is_given_up); RUN(many_groups_fit);
          RUN(threads_share_an_expression))
