/* --annotate: the source with the numbers of its lines in a margin. */
#include "tests/support/console_run.h"

static const struct scenario_file files[] = {
    {"shop.swarm",
     "include \"login\"\n"
     "\n"
     "user Visitor {\n"
     "\ttask look weight 3 {\n"
     "        get \"/items\" { expect status == 200  require json(\"$\") is list else \"no list\" }\n"
     "    }\n"
     "    task never weight 0 { get \"/never\" }\n"
     "    task buy { transaction \"buy\" {\n"
     "        get \"/\x1b[31m\" { if status == 200 { fail \"no\" } }\r\n"
     "    } }\n"
     "}"},
    {"login.swarm", "fn login() { post \"/login\" }\n"},
    {"unused.swarm", "fn unused() { get \"/unused\" }\n"},
    {"std/http", NULL},
};

#define PICKED(kind_, line_, column_, name, count, part, wanted)                                             \
    {                                                                                                        \
        .kind = LINE_##kind_, .line = line_, .column = column_, .text = name, .passed = count,               \
        .share = part, .wanted_share = wanted                                                                \
    }
#define JUDGED(kind_, line_, column_, shown, held, broke)                                                    \
    {                                                                                                        \
        .kind = LINE_##kind_, .line = line_, .column = column_, .text = shown, .passed = held,               \
        .failed = broke, .share = -1, .wanted_share = -1                                                     \
    }
#define SENT(kind_, file_, line_, column_, name, fine, broke, rate, time)                                    \
    {                                                                                                        \
        .kind = LINE_##kind_, .file = file_, .line = line_, .column = column_, .text = name, .passed = fine, \
        .failed = broke, .per_second = rate, .p95 = time, .share = -1, .wanted_share = -1                    \
    }

static const struct snapshot_line lines[] = {
    PICKED(KIND, 3, 1, "Visitor", 12, 1, 1),
    PICKED(TASK, 4, 2, "look", 1234567, 0.7512, 0.75),
    SENT(REQUEST, 0, 5, 9, "GET /items", 1234500, 67, 20575.1, 45 * MS),
    JUDGED(EXPECT, 5, 24, "expect status == 200", 1234567, 0),
    JUDGED(REQUIRE, 5, 46, "require json(\"$\") is list", 1234500, 67),
    PICKED(TASK, 7, 5, "never", 0, 0, 0),
    SENT(REQUEST, 0, 7, 27, "GET /never", 0, 0, 0, 0),
    PICKED(TASK, 8, 5, "buy", 0, 0, 0.25),
    SENT(TRANSACTION, 0, 8, 16, "buy", 0, 0, 0, 0),
    SENT(REQUEST, 0, 9, 9, "GET /\x1b[31m", 0, 0, 0, 0),
    JUDGED(FAIL, 9, 43, "fail \"no\"", 0, 0),
    SENT(REQUEST, 1, 1, 14, "POST /login", 1, 0, 0.01, 3120 * NANOS_PER_US),
    SENT(REQUEST, 2, 1, 15, "GET /unused", 0, 0, 0, 0),
};

static const struct snapshot shown = {
    .files = files, .file_count = 4, .lines = lines, .line_count = sizeof lines / sizeof *lines};

static void check_annotated(const struct console_options *options, const char *wanted)
{
    struct buffer out = {0};

    console_annotated(&shown, options, &out);
    CHECK_TEXT(buffer_text(&out), wanted);
    buffer_free(&out);
}

/* A carriage return ends a line only before a newline. Elsewhere it is a space of the language. */
TEST(carriage_returns)
{
    static const struct scenario_file file = {"a.swarm", "a\rb\r\n\r\nc\r"};
    static const struct snapshot snapshot = {.files = &file, .file_count = 1};
    struct buffer out = {0};

    console_annotated(&snapshot, &pipe_plain, &out);
    CHECK(strstr(buffer_text(&out), "│ 1 a\\rb\n"));
    CHECK(strstr(buffer_text(&out), "│ 2\n"));
    CHECK(strstr(buffer_text(&out), "│ 3 c\n"));
    buffer_free(&out);
}

TEST(without_a_terminal_no_line_is_wrapped)
{
    check_annotated(
        &pipe_plain,
        "\n"
        "shop.swarm\n"
        "requests failed    req/s    p95 │ requests, transactions\n"
        "  passed failed                 │ expect, require, capture\n"
        "  picked           share wanted │ tasks, sets, users\n"
        "                                │  1 include \"login\"\n"
        "                                │  2\n"
        "      12          100.0% 100.0% │  3 user Visitor {\n"
        " 1234567           75.1%  75.0% │  4     task look weight 3 {\n"
        " 1234567     67 20575.10     45 │  5         get \"/items\" { expect status == 200  require "
        "json(\"$\") is list else \"no list\" }\n"
        " 1234567      0                 │                           expect status == 200\n"
        " 1234500     67                 │                                                 require "
        "json(\"$\") is list\n"
        "                                │  6     }\n"
        "   never                        │  7     task never weight 0 { get \"/never\" }\n"
        "   never                        │                              GET /never\n"
        "   never                  25.0% │  8     task buy { transaction \"buy\" {\n"
        "   never                        │                   buy\n"
        "   never                        │  9         get \"/\\x1b[31m\" { if status == 200 { fail \"no\" } "
        "}\n"
        "   never                        │                                                 fail \"no\"\n"
        "                                │ 10     } }\n"
        "                                │ 11 }\n"
        "\n"
        "login.swarm\n"
        "       1      0     0.01   3.12 │  1 fn login() { post \"/login\" }\n");
}

TEST(eighty_columns)
{
    check_annotated(&narrow,
                    "\n"
                    "shop.swarm\n"
                    "requests failed    req/s    p95 │ requests, transactions\n"
                    "  passed failed                 │ expect, require, capture\n"
                    "  picked           share wanted │ tasks, sets, users\n"
                    "                                │  1 include \"login\"\n"
                    "                                │  2\n"
                    "      12          100.0% 100.0% │  3 user Visitor {\n"
                    " 1234567           75.1%  75.0% │  4     task look weight 3 {\n"
                    " 1234567     67 20575.10     45 │  5         get \"/items\" { expect status ==\n"
                    "                                │                200  require json(\"$\") is list\n"
                    "                                │                else \"no list\" }\n"
                    " 1234567      0                 │                         expect status == 200\n"
                    " 1234500     67                 │                         require json(\"$\") is\n"
                    "                                │                         list\n"
                    "                                │  6     }\n"
                    "   never                        │  7     task never weight 0 { get \"/never\" }\n"
                    "   never                        │                         GET /never\n"
                    "   never                  25.0% │  8     task buy { transaction \"buy\" {\n"
                    "   never                        │                   buy\n"
                    "   never                        │  9         get \"/\\x1b[31m\" { if status == 200\n"
                    "                                │                { fail \"no\" } }\n"
                    "   never                        │                         fail \"no\"\n"
                    "                                │ 10     } }\n"
                    "                                │ 11 }\n"
                    "\n"
                    "login.swarm\n"
                    "       1      0     0.01   3.12 │  1 fn login() { post \"/login\" }\n");
}

TEST(colors)
{
    static const struct console_options colored = {.has_color = true};

    check_annotated(
        &colored,
        "\n"
        "\x1b[1mshop.swarm\x1b[0m\n"
        "\x1b[1mrequests\x1b[0m \x1b[1mfailed\x1b[0m    \x1b[1mreq/s\x1b[0m    \x1b[1mp95\x1b[0m\x1b[2m │ "
        "\x1b[0m\x1b[2mrequests, transactions\x1b[0m\n"
        "  \x1b[1mpassed\x1b[0m \x1b[1mfailed\x1b[0m                \x1b[2m │ \x1b[0m\x1b[2mexpect, require, "
        "capture\x1b[0m\n"
        "  \x1b[1mpicked\x1b[0m           \x1b[1mshare\x1b[0m \x1b[1mwanted\x1b[0m\x1b[2m │ "
        "\x1b[0m\x1b[2mtasks, sets, users\x1b[0m\n"
        "                               \x1b[2m │ \x1b[0m \x1b[2m1\x1b[0m include \"login\"\n"
        "                               \x1b[2m │ \x1b[0m \x1b[2m2\x1b[0m\n"
        "      12          100.0% 100.0%\x1b[2m │ \x1b[0m \x1b[2m3\x1b[0m user Visitor {\n"
        " 1234567           75.1%  75.0%\x1b[2m │ \x1b[0m \x1b[2m4\x1b[0m     task look weight 3 {\n"
        " 1234567     \x1b[31m67\x1b[0m 20575.10     45\x1b[2m │ \x1b[0m \x1b[2m5\x1b[0m         get "
        "\"/items\" { expect status == 200  require json(\"$\") is list else \"no list\" }\n"
        " 1234567      0                \x1b[2m │ \x1b[0m                          \x1b[2mexpect status == "
        "200\x1b[0m\n"
        " 1234500     \x1b[31m67\x1b[0m                \x1b[2m │ \x1b[0m                                     "
        "           \x1b[2mrequire json(\"$\") is list\x1b[0m\n"
        "                               \x1b[2m │ \x1b[0m \x1b[2m6\x1b[0m     }\n"
        "   \x1b[2mnever\x1b[0m                       \x1b[2m │ \x1b[0m \x1b[2m7\x1b[0m     task never "
        "weight 0 { get \"/never\" }\n"
        "   \x1b[33mnever\x1b[0m                       \x1b[2m │ \x1b[0m                             "
        "\x1b[2mGET /never\x1b[0m\n"
        "   \x1b[33mnever\x1b[0m                  25.0%\x1b[2m │ \x1b[0m \x1b[2m8\x1b[0m     task buy { "
        "transaction \"buy\" {\n"
        "   \x1b[33mnever\x1b[0m                       \x1b[2m │ \x1b[0m                  \x1b[2mbuy\x1b[0m\n"
        "   \x1b[33mnever\x1b[0m                       \x1b[2m │ \x1b[0m \x1b[2m9\x1b[0m         get "
        "\"/\\x1b[31m\" { if status == 200 { fail \"no\" } }\n"
        "   \x1b[2mnever\x1b[0m                       \x1b[2m │ \x1b[0m                                      "
        "          \x1b[2mfail \"no\"\x1b[0m\n"
        "                               \x1b[2m │ \x1b[0m\x1b[2m10\x1b[0m     } }\n"
        "                               \x1b[2m │ \x1b[0m\x1b[2m11\x1b[0m }\n"
        "\n"
        "\x1b[1mlogin.swarm\x1b[0m\n"
        "       1      0     0.01   3.12\x1b[2m │ \x1b[0m \x1b[2m1\x1b[0m fn login() { post \"/login\" }\n");
}

TEST(a_terminal_of_one_column)
{
    static const struct console_options options = {.width = 1};
    struct buffer out = {0};

    console_annotated(&shown, &options, &out);
    CHECK(strstr(buffer_text(&out), "user Visitor {\n"));
    buffer_free(&out);
}

TEST(nothing_to_show)
{
    struct snapshot empty = {0};
    struct buffer out = {0};

    console_annotated(&empty, &narrow, &out);
    CHECK_INT(out.length, 0);
    buffer_free(&out);
}

TEST_MAIN(RUN(carriage_returns); RUN(without_a_terminal_no_line_is_wrapped); RUN(eighty_columns); RUN(colors);
          RUN(a_terminal_of_one_column); RUN(nothing_to_show))
