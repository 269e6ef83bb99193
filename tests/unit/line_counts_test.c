/* What stands on the lines of a scenario, and how often it was done: runs on virtual time. */
#include "runtime/base/count_of.h"
#include "tests/support/program_text.h"
#include "tests/support/virtual_scheduler.h"

static const struct virtual_answer answers[] = {
    {"GET *odd", 200, 10 * NANOS_PER_MS, "{}"},
    {"GET *missing", 404, 10 * NANOS_PER_MS, ""},
    {"GET *gone", 0, 10 * NANOS_PER_MS, ""},
    {"GET *", 200, 10 * NANOS_PER_MS, "{\"id\": 5}"},
};

static const char *const kinds[] = {[LINE_REQUEST] = "request", [LINE_TRANSACTION] = "transaction",
                                    [LINE_KIND] = "kind",       [LINE_SET] = "set",
                                    [LINE_TASK] = "task",       [LINE_EXPECT] = "expect",
                                    [LINE_REQUIRE] = "require", [LINE_CAPTURE] = "capture",
                                    [LINE_FAIL] = "fail"};

static void line_show(const struct program *program, const struct scenario_line *line,
                      const struct line_counts *counts, struct buffer *shown)
{
    uint32_t number = (uint32_t)(line - program->lines) + 1;
    struct line_count count = line_counts_get(counts, number);

    buffer_printf(shown, "%" PRIu32 ":%" PRIu32 " %s %s: %" PRIu64 " %" PRIu64 "\n", line->line, line->column,
                  kinds[line->kind], line->text, count.passed, count.failed);
}

/* The lines of the program after so many tasks of one user, as they are numbered: place, kind, text, what
 * passed, what failed. */
static void check_lines(const char *text, uint64_t tasks, const char *wanted)
{
    struct program *program = program_of(text);
    struct virtual_settings settings = {
        .program = program,
        .run = {.users = 1, .iterations = tasks, .seed = 1, .client.host = "http://h"},
        .answers = answers,
        .answer_count = COUNT_OF(answers),
    };
    struct line_counts counts = {0};
    struct buffer shown = {0};
    char *told;

    line_counts_extend(&counts, (uint32_t)program->lines_count + 1);
    settings.counts = counts.items;
    told = virtual_run(&settings);
    for (size_t i = 0; i < program->lines_count; i++)
        line_show(program, &program->lines[i], &counts, &shown);
    CHECK_TEXT(buffer_text(&shown), wanted);
    buffer_free(&shown);
    line_counts_free(&counts);
    mem_free(told);
    program_free(program);
}

TEST(requests_and_expectations)
{
    check_lines("user U {\n"
                "    task t {\n"
                "        get \"/\" {\n"
                "            expect status == 200\n"
                "            expect elapsed < 5ms else \"slow\"\n"
                "            capture id = json(\"$.id\")\n"
                "        }\n"
                "    }\n"
                "}\n",
                3,
                "1:1 kind U: 1 0\n"
                "3:9 request GET /: 0 3\n"
                "4:13 expect expect status == 200: 3 0\n"
                "5:13 expect expect elapsed < 5ms: 0 3\n"
                "6:13 capture capture id = json(\"$.id\"): 3 0\n"
                "2:5 task t: 3 0\n");
}

/* A `fail` that runs counts as failed. */
TEST(what_ends_a_task_keeps_the_rest_from_running)
{
    check_lines("user U {\n"
                "    sequence S {\n"
                "        task capture {\n"
                "            get \"/odd\" { capture id = json(\"$.id\") }\n"
                "            get \"/never\"\n"
                "        }\n"
                "        task require {\n"
                "            get \"/\" { require status == 201  expect elapsed < 1s }\n"
                "        }\n"
                "        task fail {\n"
                "            get \"/\" {\n"
                "                if status == 200 { fail \"no ${status}\" }\n"
                "                expect elapsed < 1s\n"
                "            }\n"
                "            get \"/gone\" { expect status == 200 }\n"
                "            get \"/missing\"\n"
                "        }\n"
                "    }\n"
                "}\n",
                6,
                "1:1 kind U: 1 0\n"
                "2:5 set S: 1 0\n"
                "4:13 request GET /odd: 0 2\n"
                "4:26 capture capture id = json(\"$.id\"): 0 2\n"
                "5:13 request GET /never: 0 0\n"
                "3:9 task capture: 2 0\n"
                "8:13 request GET /: 0 2\n"
                "8:23 require require status == 201: 0 2\n"
                "8:46 expect expect elapsed < 1s: 0 0\n"
                "7:9 task require: 2 0\n"
                "11:13 request GET /: 0 2\n"
                "12:36 fail fail \"no ${status}\": 0 2\n"
                "13:17 expect expect elapsed < 1s: 0 0\n"
                "15:13 request GET /gone: 0 2\n"
                "15:27 expect expect status == 200: 0 0\n"
                "16:13 request GET /missing: 0 2\n"
                "10:9 task fail: 2 0\n");
}

/* Requests that share a row, and a request that has many. */
TEST(a_line_counts_what_it_sends_whatever_the_row)
{
    check_lines("user U {\n"
                "    task t {\n"
                "        get \"/\"\n"
                "        for i in [1, 2, 3] { get \"/${i}\" as \"page ${i}\" }\n"
                "        transaction \"buy ${iteration}\" { repeat 2 { get \"/\" } }\n"
                "        transaction \"look\" { get \"/missing\" }\n"
                "    }\n"
                "}\n",
                2,
                "1:1 kind U: 1 0\n"
                "3:9 request GET /: 2 0\n"
                "4:30 request GET page ${i}: 6 0\n"
                "5:9 transaction buy ${iteration}: 2 0\n"
                "5:53 request GET /: 4 0\n"
                "6:9 transaction look: 0 2\n"
                "6:30 request GET /missing: 0 2\n"
                "2:5 task t: 2 0\n");
}

/* The code of a set is in the program once for each way it is used, but on its lines only once. At the end
 * the set is entered for a task that doesn't begin. */
TEST(uses_of_a_set_add_up)
{
    check_lines("taskset Pages(path) {\n"
                "    task page { get \"${path}\" { expect status == 200 }  interrupt }\n"
                "}\n"
                "user U {\n"
                "    sequence S {\n"
                "        use Pages(\"/a\")\n"
                "        use Pages(\"/missing\")\n"
                "    }\n"
                "}\n",
                6,
                "4:1 kind U: 1 0\n"
                "5:5 set S: 1 0\n"
                "6:9 set Pages: 4 0\n"
                "1:1 set Pages: 7 0\n"
                "2:17 request GET /a: 3 3\n"
                "2:33 expect expect status == 200: 3 3\n"
                "2:5 task page: 6 0\n"
                "7:9 set Pages: 3 0\n");
}

TEST(hooks_and_functions_count_too)
{
    check_lines("fn login(name) { post \"/login\" { expect status == 200 } }\n"
                "fn unused() { get \"/unused\" }\n"
                "check fine { expect status < 300 }\n"
                "setup { login(\"admin\") }\n"
                "teardown { get \"/bye\" }\n"
                "user U {\n"
                "    on start { login(\"me\") }\n"
                "    task t { get \"/\" { check fine } }\n"
                "}\n",
                5,
                "1:18 request POST /login: 2 0\n"
                "1:34 expect expect status == 200: 2 0\n"
                "3:14 expect expect status < 300: 5 0\n"
                "5:12 request GET /bye: 1 0\n"
                "6:1 kind U: 1 0\n"
                "8:14 request GET /: 5 0\n"
                "8:5 task t: 5 0\n"
                "2:15 request GET /unused: 0 0\n");
}

/* The line of the expectation, or that of the request if no expectation is why. */
TEST(failures_know_their_line)
{
    struct program *program = program_of("user U {\n"
                                         "    task t {\n"
                                         "        get \"/\" {\n"
                                         "            expect status == 201\n"
                                         "        }\n"
                                         "        get \"/missing\"\n"
                                         "        get \"/gone\"\n"
                                         "    }\n"
                                         "}\n");
    static const struct row_name rows[] = {{"GET", "/"}, {"GET", "/missing"}, {"GET", "/gone"}};
    struct stats *stats = stats_new(rows, 3);
    char *told = virtual_run(&(struct virtual_settings){
        .program = program,
        .run = {.users = 1, .iterations = 1, .seed = 1, .client.host = "http://h"},
        .answers = answers,
        .answer_count = sizeof answers / sizeof *answers,
        .stats = stats,
    });

    CHECK_INT(stats->set->failures.tally.groups.count, 3);
    for (size_t i = 0; i < 3; i++) {
        static const uint32_t wanted[] = {4, 6, 7};

        CHECK_INT(program->lines[stats->set->failures.tally.groups.items[i].line - 1].line, wanted[i]);
    }
    mem_free(told);
    stats_free(stats);
    program_free(program);
}

TEST(tcp)
{
    check_lines("user U {\n"
                "    task t {\n"
                "        connect \"h:1\"\n"
                "        send \"hello\"\n"
                "        receive bytes 2 as \"two ${iteration}\" { expect body == \"no\" }\n"
                "        disconnect\n"
                "    }\n"
                "}\n",
                2,
                "1:1 kind U: 1 0\n"
                "3:9 request TCP connect: 2 0\n"
                "4:9 request TCP send: 2 0\n"
                "5:9 request TCP two ${iteration}: 0 2\n"
                "5:49 expect expect body == \"no\": 0 2\n"
                "2:5 task t: 2 0\n");
}

TEST_MAIN(RUN(requests_and_expectations); RUN(what_ends_a_task_keeps_the_rest_from_running);
          RUN(a_line_counts_what_it_sends_whatever_the_row); RUN(uses_of_a_set_add_up);
          RUN(hooks_and_functions_count_too); RUN(failures_know_their_line); RUN(tcp))
