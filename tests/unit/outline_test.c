/* How often what stands on the lines of a scenario should be picked. */
#include "runtime/base/alloc.h"
#include "runtime/engine/outline.h"
#include "tests/support/program_text.h"

#include <inttypes.h>

/* The lines that are picked, by number, with the percentage that they should have; "-": they can't be. */
static void check_wanted(const char *text, struct run_settings settings, const char *wanted)
{
    struct program *program = program_of(text);
    struct buffer why = {0}, shown = {0};
    struct run_plan *plan =
        run_plan_new(program, &settings, &(struct run_plan_extras){.sends_nothing = true}, &why);
    struct scenario_outline outline = outline_new(plan, settings.users);

    for (size_t i = 0; i < outline.line_count; i++) {
        const struct scenario_line *line = &outline.lines[i];

        if (line->kind != LINE_KIND && (line->parent == 0 || line->kind < LINE_SET || line->kind > LINE_TASK))
            continue;
        buffer_printf(&shown, "%" PRIu32 " %s ", line->line, line->text);
        if (outline.wanted[i + 1] < 0)
            buffer_append_text(&shown, "-\n");
        else
            buffer_printf(&shown, "%.1f\n", 100 * outline.wanted[i + 1]);
    }
    CHECK_TEXT(buffer_text(&shown), wanted);
    buffer_free(&shown);
    buffer_free(&why);
    outline_free(&outline);
    run_plan_free(plan);
    program_free(program);
}

TEST(weights_sequences_and_kinds)
{
    check_wanted(
        "user A weight 3 {\n"
        "    task a weight 3 { wait 1s }\n"
        "    task never weight 0 { wait 1s }\n"
        "    sequence S {\n"
        "        task once { wait 1s }\n"
        "        task thrice times 3 { wait 1s }\n"
        "    }\n"
        "}\n"
        "user B { task b { wait 1s } }\n",
        (struct run_settings){0},
        "1 A 75.0\n2 a 75.0\n3 never 0.0\n4 S 25.0\n5 once 25.0\n6 thrice 75.0\n9 B 25.0\n9 b 100.0\n");
}

TEST(fixed_users_come_first)
{
    check_wanted("user A fixed 2 { task a { wait 1s } }\n"
                 "user B { task b { wait 1s } }\n",
                 (struct run_settings){.users = 8}, "1 A 25.0\n1 a 100.0\n2 B 75.0\n2 b 100.0\n");
}

TEST(kinds_and_tasks_that_take_no_part)
{
    static const char *const kinds[] = {"A"}, *const tags[] = {"x"};

    check_wanted(
        "user A { task a tags \"x\" { wait 1s }  task b { wait 1s } }\n"
        "user B { task b tags \"x\" { wait 1s } }\n",
        (struct run_settings){.selection = {.kinds = kinds, .kind_count = 1, .tags = tags, .tag_count = 1}},
        "1 A 100.0\n1 a 100.0\n1 b 0.0\n2 B 0.0\n2 b -\n");
}

/* Task `page` has half the picks of one use and all of the other, which is entered three times as often. */
TEST(uses_of_a_set_count_as_often_as_they_are_entered)
{
    check_wanted("taskset Pages(n) {\n"
                 "    task page { wait 1s }\n"
                 "    task more weight n { wait 1s }\n"
                 "}\n"
                 "user U {\n"
                 "    use Pages(1)\n"
                 "    use Pages(0) weight 3\n"
                 "}\n",
                 (struct run_settings){0},
                 "5 U 100.0\n6 Pages 25.0\n2 page 87.5\n3 more 12.5\n7 Pages 75.0\n");
}

TEST_MAIN(RUN(weights_sequences_and_kinds); RUN(fixed_users_come_first);
          RUN(kinds_and_tasks_that_take_no_part); RUN(uses_of_a_set_count_as_often_as_they_are_entered))
