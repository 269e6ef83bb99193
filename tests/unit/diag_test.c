#include "compiler/diag/diag.h"

#include "tests/support/test.h"

#include <string.h>

struct bench {
    struct source_set sources;
    struct diag_list diags;
    struct buffer text;
    uint32_t file;
};

static void bench_start(struct bench *bench, const char *text)
{
    memset(bench, 0, sizeof *bench);
    source_init(&bench->sources);
    source_add(&bench->sources, "x.swarm", text, strlen(text), &bench->file);
    diag_init(&bench->diags, &bench->sources);
}

static void bench_stop(struct bench *bench)
{
    buffer_free(&bench->text);
    diag_free(&bench->diags);
    source_free(&bench->sources);
}

static span at(const struct bench *bench, uint32_t offset, uint32_t length)
{
    return (span){bench->file, offset, length};
}

static const char *as_text(struct bench *bench)
{
    diag_write_text(&bench->diags, &bench->text, false);
    return buffer_text(&bench->text);
}

TEST(label_related_and_hint_are_shown)
{
    struct bench bench;
    bench_start(&bench, "var token = none\n\n\n\n\n\n\n\n\nlog tokn\n");
    struct diag *diag = diag_report(&bench.diags, E0203_UNKNOWN_VARIABLE, at(&bench, 29, 4), "tokn");
    diag_label(diag, "did you mean `%s`?", "token");
    diag_related(diag, at(&bench, 4, 5), "`%s` is declared here", "token");
    diag_hint(diag, "names are case-sensitive");
    CHECK_TEXT(as_text(&bench), "error[E0203]: there is no variable `tokn`\n"
                                "  --> x.swarm:10:5\n"
                                "   |\n"
                                "10 | log tokn\n"
                                "   |     ^^^^ did you mean `token`?\n"
                                "   |\n"
                                " 1 | var token = none\n"
                                "   |     ----- `token` is declared here\n"
                                "   = hint: names are case-sensitive\n");
    bench_stop(&bench);
}

TEST(the_caret_stands_below_tabs_and_wide_characters)
{
    struct bench bench;
    bench_start(&bench, "\t\"장\" x");
    diag_report(&bench.diags, E0102_BAD_CHARACTER, at(&bench, 7, 1), "x");
    CHECK_TEXT(as_text(&bench), "error[E0102]: unexpected character `x`\n"
                                " --> x.swarm:1:6\n"
                                "  |\n"
                                "1 |     \"장\" x\n"
                                "  |          ^\n");
    bench_stop(&bench);
}

TEST(a_span_over_lines_is_marked_to_the_end_of_its_first)
{
    struct bench bench;
    bench_start(&bench, "ab cd\nef");
    diag_report(&bench.diags, E0136_AFTER_RETURN, at(&bench, 3, 5));
    CHECK(strstr(as_text(&bench), "1 | ab cd\n  |    ^^\n") != NULL);
    bench_stop(&bench);
}

TEST(a_long_line_is_cut_around_the_caret)
{
    struct bench bench;
    char text[5001];
    memset(text, 'a', 5000);
    text[5000] = '\0';
    text[2500] = 'X';
    bench_start(&bench, text);
    diag_report(&bench.diags, E0102_BAD_CHARACTER, at(&bench, 2500, 1), "X");
    const char *shown = as_text(&bench);
    CHECK(strlen(shown) < 400);
    CHECK(strchr(shown, 'X') != NULL);
    bench_stop(&bench);
}

TEST(sorted_by_place_and_told_once)
{
    struct bench bench;
    bench_start(&bench, "abcdef");
    diag_report(&bench.diags, E0121_SEMICOLON, at(&bench, 4, 1));
    diag_report(&bench.diags, E0121_SEMICOLON, at(&bench, 1, 1));
    diag_report(&bench.diags, E0121_SEMICOLON, at(&bench, 4, 1));
    diag_sort(&bench.diags);
    CHECK_INT(bench.diags.count, 2);
    CHECK_INT(bench.diags.errors, 2);
    CHECK_INT(bench.diags.items[0]->place.span.offset, 1);
    bench_stop(&bench);
}

TEST(only_so_many_are_kept)
{
    struct bench bench;
    bench_start(&bench, "abcdef");
    for (uint32_t i = 0; i < DIAG_MAX_KEPT + 7; i++)
        diag_label(diag_report(&bench.diags, E0121_SEMICOLON, at(&bench, 0, i)), "%u", i);
    CHECK_INT(bench.diags.count, DIAG_MAX_KEPT);
    CHECK_INT(bench.diags.errors, DIAG_MAX_KEPT + 7);
    CHECK(strstr(as_text(&bench), "\nand 7 more errors\n") != NULL);
    bench_stop(&bench);
}

TEST(warnings_count_apart_and_can_be_errors)
{
    struct bench bench;
    bench_start(&bench, "abc");
    diag_report(&bench.diags, W0220_UNUSED_VARIABLE, at(&bench, 0, 1), "a");
    CHECK_INT(bench.diags.errors, 0);
    CHECK_INT(bench.diags.warnings, 1);
    bench.diags.warnings_are_errors = true;
    diag_report(&bench.diags, W0220_UNUSED_VARIABLE, at(&bench, 1, 1), "b");
    CHECK_INT(bench.diags.errors, 1);
    bench_stop(&bench);
}

TEST(json_holds_all_of_it)
{
    struct bench bench;
    bench_start(&bench, "var a\nlog \"\n");
    struct diag *diag = diag_report(&bench.diags, E0102_BAD_CHARACTER, at(&bench, 10, 1), "\"\x01\xff");
    diag_related(diag, at(&bench, 4, 1), "here");
    struct json_out json = json_out_new(&bench.text, 1);
    json_out_list(&json, NULL);
    diag_write_json(&bench.diags, &json);
    json_out_close(&json);
    CHECK_TEXT(buffer_text(&bench.text),
               "[\n  {\"code\": \"E0102\", \"severity\": \"error\", "
               "\"message\": \"unexpected character `\\\"\\u0001\xef\xbf\xbd`\", "
               "\"file\": \"x.swarm\", \"line\": 2, \"column\": 5, \"end_line\": 2, \"end_column\": 6, "
               "\"label\": null, \"hint\": null, "
               "\"related\": [{\"file\": \"x.swarm\", \"line\": 1, \"column\": 5, \"end_line\": 1, "
               "\"end_column\": 6, "
               "\"text\": \"here\"}]}\n]");
    bench_stop(&bench);
}

TEST(codes_are_found_in_any_case)
{
    enum diag_code code;
    CHECK(diag_code_parse("e0203", &code));
    CHECK_TEXT(diag_code_text(code), "E0203");
    CHECK(!diag_code_parse("E9999", &code));
}

TEST_MAIN(RUN(label_related_and_hint_are_shown); RUN(the_caret_stands_below_tabs_and_wide_characters);
          RUN(a_span_over_lines_is_marked_to_the_end_of_its_first); RUN(a_long_line_is_cut_around_the_caret);
          RUN(sorted_by_place_and_told_once); RUN(only_so_many_are_kept);
          RUN(warnings_count_apart_and_can_be_errors); RUN(json_holds_all_of_it);
          RUN(codes_are_found_in_any_case))
