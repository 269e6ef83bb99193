/* The compiler's public call: what it gives, what it refuses, what it lets options change. */
#include "compiler/compile.h"
#include "runtime/base/mask.h"
#include "tests/support/test.h"

#include <stdlib.h>

static const struct compile_options plain = {0};

static bool compiles(struct compilation *compilation, const char *text, const struct compile_options *options)
{
    return compile_text(compilation, "scenario.swarm", text, strlen(text), options);
}

/* The codes of all diagnostics in their order, "E0203 W0431". */
static void check_codes(const char *text, const struct compile_options *options, const char *codes)
{
    struct compilation compilation;
    struct buffer got = {0};

    compiles(&compilation, text, options);
    diag_sort(&compilation.modules.diags);
    for (size_t i = 0; i < compilation.modules.diags.count; i++)
        buffer_printf(&got, "%s%s", i ? " " : "", diag_code_text(compilation.modules.diags.items[i]->code));
    CHECK_TEXT(buffer_text(&got), codes);
    buffer_free(&got);
    compilation_free(&compilation);
}

TEST(a_program_outlives_its_compilation)
{
    struct compilation compilation;
    struct program *program;

    CHECK(compiles(&compilation, "user V { task home { get \"/x\" } }", &plain));
    program = compilation_take(&compilation);
    compilation_free(&compilation);
    CHECK_INT(program->rows_count, 1);
    CHECK_TEXT(program->rows[0].type, "GET");
    CHECK_TEXT(program->rows[0].name, "/x");
    CHECK_TEXT(program->kinds[0].name, "V");
    CHECK_TEXT(program->files[0].path, "scenario.swarm");
    CHECK_TEXT(program->files[0].source, "user V { task home { get \"/x\" } }");
    program_free(program);
}

TEST(an_error_leaves_no_program)
{
    struct compilation compilation;

    CHECK(!compiles(&compilation, "user V { task home { log x } }", &plain));
    CHECK(compilation_take(&compilation) == NULL);
    compilation_free(&compilation);
}

TEST(all_mistakes_are_told_at_once)
{
    check_codes(
        "user V { task home { log x  log y  get \"/\" { expect elapsed < 4 } } task old weight 0 { } }",
        &plain, "E0203 E0203 E0310 W0431");
}

TEST(warnings_may_be_errors)
{
    struct compile_options strict = {.warnings_are_errors = true};
    struct compilation compilation;

    CHECK(!compiles(&compilation, "user V { task a { get \"/\" } task b weight 0 { } }", &strict));
    CHECK_INT(compilation.modules.diags.errors, 1);
    compilation_free(&compilation);
}

TEST(an_override_has_the_type_of_its_constant)
{
    const char *const overrides[] = {"limit=7", "pause=1m30s", "ratio=5%", "name=7", "fast=on", NULL};
    struct compile_options options = {.overrides = overrides};
    struct compilation compilation;
    const struct program *program;
    struct buffer shown = {0};

    CHECK(compiles(&compilation,
                   "const limit = 1 const pause = 1s const ratio = 0.5 const name = \"a\" const fast = false "
                   "user V { wait 1s task home { log [limit, pause, ratio, name, fast] } }",
                   &options));
    program = compilation.program;
    for (size_t i = 0; i < program->constants_count; i++)
        if (program->constants[i].type == VALUE_LIST)
            value_show(program->constants[i], &shown);
    CHECK_TEXT(buffer_text(&shown), "[7,90000,0.05,\"7\",true]");
    buffer_free(&shown);
    compilation_free(&compilation);
}

TEST(constants_of_the_main_file_are_listed)
{
    const char *const overrides[] = {"rate=8", NULL};
    struct compile_options options = {.overrides = overrides};
    struct compilation compilation;
    const struct named_constant *constants;

    CHECK(compiles(&compilation,
                   "const rate = 2 * 3\nconst path = \"/\"\nconst list = [1]\nconst pause = 1500ms\n"
                   "user V { wait pause task home { log [rate, path, list] } }",
                   &options));
    constants = compilation.program->named_constants;
    CHECK_INT(compilation.program->named_constants_count, 3);
    CHECK_TEXT(constants[0].name, "rate");
    CHECK_TEXT(constants[0].type, "int");
    CHECK_TEXT(constants[0].text, "8");
    CHECK_INT(constants[1].line, 2);
    CHECK_TEXT(constants[2].name, "pause");
    CHECK_TEXT(constants[2].text, "1.5s");
    compilation_free(&compilation);
}

TEST(an_override_must_fit)
{
    const char *const wrong[] = {"limit=many", NULL};
    const char *const unknown[] = {"lmit=1", NULL};
    struct compile_options wrong_options = {.overrides = wrong}, unknown_options = {.overrides = unknown};

    check_codes("const limit = 1 user V { task home { get \"/${limit}\" } }", &wrong_options, "E0714");
    check_codes("const limit = 1 user V { task home { get \"/${limit}\" } }", &unknown_options, "E0713");
}

TEST(the_environment_must_be_set_for_a_run)
{
    const char *text = "user V { task home { get \"/${env(\"SWARM_TEST_UNSET\")}\" } }";
    struct compile_options run = {.for_run = true};

    unsetenv("SWARM_TEST_UNSET");
    check_codes(text, &plain, "N0630");
    check_codes(text, &run, "E0316");
    check_codes("const n = int(env(\"SWARM_TEST_UNSET\")) config { users n } user V weight n { task home { "
                "get \"/\" } }",
                &plain, "N0630");
    setenv("SWARM_TEST_UNSET", "x", 1);
    check_codes(text, &run, "");
    unsetenv("SWARM_TEST_UNSET");
}

TEST(a_file_of_functions_compiles_without_a_user)
{
    struct compile_options run = {.for_run = true};

    check_codes("fn double(x) { return x * 2 }", &plain, "");
    check_codes("fn double(x) { return x * 2 }", &run, "E0419");
    check_codes("", &plain, "");
}

TEST(what_nobody_gets_to_is_looked_at_and_left_out)
{
    struct compilation compilation;

    CHECK(
        compiles(&compilation, "fn unused() { get \"/unused\" } user V { task home { get \"/\" } }", &plain));
    CHECK_INT(compilation.program->rows_count, 1);
    CHECK_INT(compilation.program->requests_count, 1);
    compilation_free(&compilation);
    check_codes("fn unused() { log 1 / 0 } user V { task home { get \"/\" } }", &plain, "E0316");
}

TEST(a_use_in_vain_is_not_a_second_mistake)
{
    check_codes("user V { use Nowhere }", &plain, "E0205");
    check_codes("const a = b const b = a user V { task home { get \"/${a}\" } }", &plain, "E0213");
}

/* Reports show the source also if the request was never sent. */
TEST(passwords_in_the_source_are_masked)
{
    struct compilation compilation;
    struct buffer shown = {0};

    CHECK(compiles(&compilation,
                   "const PASSWORD = \"tr0ub4dor\"\n"
                   "user U { task t { get \"http://h/\" { auth basic(\"ann\", PASSWORD) } } }\n",
                   &plain));
    mask_apply("ann:tr0ub4dor", 13, &shown);
    CHECK_TEXT(buffer_text(&shown), "ann:***");
    buffer_free(&shown);
    compilation_free(&compilation);
}

TEST_MAIN(RUN(a_program_outlives_its_compilation); RUN(an_error_leaves_no_program);
          RUN(all_mistakes_are_told_at_once); RUN(warnings_may_be_errors);
          RUN(an_override_has_the_type_of_its_constant); RUN(constants_of_the_main_file_are_listed);
          RUN(an_override_must_fit); RUN(the_environment_must_be_set_for_a_run);
          RUN(a_file_of_functions_compiles_without_a_user);
          RUN(what_nobody_gets_to_is_looked_at_and_left_out); RUN(a_use_in_vain_is_not_a_second_mistake);
          RUN(passwords_in_the_source_are_masked))
