#include "runtime/base/mask.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "tests/support/test.h"

static const char *masked(const char *text)
{
    static char shown[1000];
    struct buffer out = {0};

    mask_apply(text, strlen(text), &out);
    snprintf(shown, sizeof shown, "%s", buffer_text(&out));
    buffer_free(&out);
    return shown;
}

static void remember(enum log_level level, const char *line, void *context)
{
    (void)level;
    snprintf(context, 200, "%s", line);
}

TEST(a_secret_is_starred)
{
    CHECK_TEXT(masked("key s3cret!"), "key s3cret!");
    mask_add("s3cret", 6);
    CHECK_TEXT(masked("key s3cret!"), "key ***!");
    CHECK_TEXT(masked("s3cret s3cret"), "*** ***");
    CHECK_TEXT(masked("s3cre"), "s3cre");
    CHECK_TEXT(masked(""), "");
}

TEST(short_values_are_not_remembered)
{
    mask_add("abc", 3);
    CHECK_TEXT(masked("abc"), "abc");
}

TEST(a_short_secret_is_a_whole_word)
{
    mask_add("admin", 5);
    CHECK_TEXT(masked("admin_token admin administrator \"admin\""), "admin_token *** administrator \"***\"");
    mask_add("long-enough", 11);
    CHECK_TEXT(masked("xlong-enoughx"), "x***x");
}

TEST(the_longest_secret_wins)
{
    mask_add("token", 5);
    mask_add("token-with-more", 15);
    CHECK_TEXT(masked("token-with-more"), "***");
    CHECK_TEXT(masked("token-with"), "***-with");
}

static void keep_check(const char *text, size_t limit, const char *wanted)
{
    char *kept = mask_keep(text, strlen(text), limit);

    CHECK_TEXT(kept, wanted);
    mem_free(kept);
}

/* Masked first, so that no half of a secret is left; a euro sign is whole or not there. */
TEST(what_is_kept_is_masked_and_cut)
{
    mask_add("hunter2-secret", 14);
    keep_check("of hunter2-secret and more", 8, "of *** a");
    keep_check("of hunter2-secret", 5, "of **");
    keep_check("12\xE2\x82\xAC", 5, "12\xE2\x82\xAC");
    keep_check("12\xE2\x82\xAC", 4, "12");
    keep_check("12", 0, "");
    keep_check("", 5, "");
}

TEST(the_log_is_masked)
{
    char line[200] = "";

    mask_add("hunter22", 8);
    log_sink_set(remember, line);
    log_info("password hunter22");
    log_sink_set(NULL, NULL);
    CHECK(strstr(line, "password ***") != NULL);
}

TEST(the_first_secrets_outlast_a_flood)
{
    char text[32];

    for (int i = 0; i < 5000; i++)
        mask_add(text, (size_t)snprintf(text, sizeof text, "<flood %05d>", i));
    CHECK_TEXT(masked("s3cret"), "***");
    CHECK_TEXT(masked("<flood 04999>"), "***");
    CHECK_TEXT(masked("<flood 01000>"), "<flood 01000>");
}

TEST_MAIN(RUN(a_secret_is_starred); RUN(short_values_are_not_remembered); RUN(a_short_secret_is_a_whole_word);
          RUN(the_longest_secret_wins); RUN(what_is_kept_is_masked_and_cut); RUN(the_log_is_masked);
          RUN(the_first_secrets_outlast_a_flood))
