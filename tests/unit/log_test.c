#include "runtime/base/log.h"

#include "tests/support/test.h"

#include <stdlib.h>
#include <unistd.h>

static char last[10000];
static int lines;

static void remember(enum log_level level, const char *line, void *context)
{
    (void)level, (void)context;
    snprintf(last, sizeof last, "%s", line);
    lines++;
}

/* What follows the date and time. */
static const char *message(void)
{
    const char *end = strstr(last, "] ");

    return end ? end + 2 : last;
}

TEST(lines_have_a_level)
{
    log_info("%d users", 3);
    CHECK_TEXT(message(), "INFO: 3 users");
    log_error("no");
    CHECK_TEXT(message(), "ERROR: no");
}

TEST(lines_below_the_level_are_dropped)
{
    lines = 0;
    log_debug("quiet");
    CHECK_INT(lines, 0);
    log_level_set(LOG_DEBUG);
    log_debug("loud");
    CHECK_INT(lines, 1);
    log_level_set(LOG_INFO);
}

TEST(levels_are_read_in_any_case)
{
    enum log_level level;

    CHECK(log_level_parse("warning", &level) && level == LOG_WARNING);
    CHECK(log_level_parse("CRITICAL", &level) && level == LOG_CRITICAL);
    CHECK(!log_level_parse("loud", &level));
    CHECK(!log_level_parse("", &level));
}

TEST(a_message_stays_one_line)
{
    log_info("a\nb\x1b[31mc");
    CHECK_TEXT(message(), "INFO: a b [31mc");
}

/* C1 controls, which some terminals obey, and what turns the direction of a line; the rest of UTF-8 stays. */
TEST(what_steers_a_terminal_is_blanked)
{
    log_info("a\xc2\x9b[2Jb\u202ec\u2066d\u061ce\u2028f");
    CHECK_TEXT(message(), "INFO: a  [2Jb   c   d  e   f");
    log_info("\u00e9\u00a0\u0621\u2026\u20ac\u5546\U0001f600\xc2");
    CHECK_TEXT(message(), "INFO: \u00e9\u00a0\u0621\u2026\u20ac\u5546\U0001f600\xc2");
}

TEST(a_long_message_is_cut)
{
    char *text = malloc(20001);

    memset(text, 'x', 20000);
    text[20000] = '\0';
    log_info("%s", text);
    CHECK_INT(strlen(message()), strlen("INFO: ") + 8191);
    free(text);
}

TEST(once_is_once_for_each_key)
{
    lines = 0;
    log_warning_once("first", "a");
    log_warning_once("first", "a");
    log_warning_once("second", "b");
    CHECK_INT(lines, 2);
}

TEST(lines_go_to_a_file)
{
    char path[] = "/tmp/swarm_log_test_XXXXXX", text[200] = "";
    int descriptor = mkstemp(path);
    FILE *file;

    CHECK(descriptor >= 0);
    CHECK(!log_file_open("/nonexistent/log"));
    CHECK(log_is_on_stderr());
    CHECK(log_file_open(path));
    CHECK(!log_is_on_stderr());
    log_sink_set(NULL, NULL);
    log_info("into the file");
    log_sink_set(remember, NULL);
    file = fdopen(descriptor, "r");
    CHECK(file && fgets(text, sizeof text, file));
    CHECK(strstr(text, "INFO: into the file\n") != NULL);
    if (file)
        fclose(file);
    unlink(path);
}

TEST_MAIN(log_sink_set(remember, NULL); RUN(lines_have_a_level); RUN(lines_below_the_level_are_dropped);
          RUN(levels_are_read_in_any_case); RUN(a_message_stays_one_line);
          RUN(what_steers_a_terminal_is_blanked); RUN(a_long_message_is_cut); RUN(once_is_once_for_each_key);
          RUN(lines_go_to_a_file))
