/* tests/data/jsonpath/cases.txt */
#include "runtime/text/json.h"
#include "runtime/text/jsonpath.h"
#include "tests/support/cases.h"

static const char file[] = "tests/data/jsonpath/cases.txt";

static void select_from(const struct test_case *test, const struct jsonpath *path, struct buffer *out)
{
    const struct buffer *text = &test->fields[2];
    value root, result = value_none();

    if (!json_decode(text->data, text->length, &root, NULL)) {
        buffer_append_text(out, "the case's document isn't JSON");
        return;
    }
    jsonpath_value(path, root, &result);
    value_json(result, out);
    value_release(result);
    value_release(root);
}

/* The same straight out of the text, where the path allows it. */
static void scan_agrees(const struct test_case *test, const struct jsonpath *path)
{
    const struct buffer *text = &test->fields[2];
    struct buffer out = {0};
    value result;
    bool found;

    if (!jsonpath_is_scannable(path))
        return;
    CHECK(jsonpath_scan(path, text->data, text->length, &result, &found));
    value_json(result, &out);
    case_check(test, buffer_text(&out), buffer_text(&test->fields[3]));
    value_release(result);
    buffer_free(&out);
}

static void jsonpath_case(const struct test_case *test)
{
    const struct buffer *text = &test->fields[1];
    bool is_path = test->count == 4;
    struct jsonpath_error error;
    struct jsonpath *path = jsonpath_compile(buffer_text(text), text->length, &error);
    struct buffer out = {0};

    if (!path) {
        CHECK(error.offset <= text->length && error.text[0]);
        case_check(test, "refused", is_path ? buffer_text(&test->fields[3]) : "refused");
        return;
    }
    if (is_path) {
        select_from(test, path, &out);
        scan_agrees(test, path);
    }
    case_check(test, is_path ? buffer_text(&out) : "accepted", buffer_text(&test->fields[is_path ? 3 : 2]));
    buffer_free(&out);
    jsonpath_free(path);
}

#define CASES(name, prefix, least)                                                                           \
    TEST(name)                                                                                               \
    {                                                                                                        \
        CHECK(cases_run(file, prefix, jsonpath_case) >= (least));                                            \
    }

CASES(names_after_a_dot, "basic_", 39)
CASES(names_in_brackets, "name_", 60)
CASES(indexes, "index_", 28)
CASES(wildcards, "wildcard_", 15)
CASES(slices, "slice_", 42)
CASES(several_in_brackets, "several_", 18)
CASES(descendants, "descendant_", 20)
CASES(blanks, "blank_", 29)
CASES(filters_of_existence, "exists_", 24)
CASES(filters_of_equality, "equal_", 27)
CASES(filters_of_inequality, "unequal_", 5)
CASES(filters_of_order, "less_", 13)
CASES(filters_of_order_turned, "greater_", 5)
CASES(comparisons_between_what_can_be, "compare_", 34)
CASES(and_or_not, "logic_", 23)
CASES(function_length, "length_", 15)
CASES(function_count, "count_", 13)
CASES(function_match, "match_", 21)
CASES(function_search, "search_", 8)
CASES(function_value, "value_", 6)
CASES(functions_that_are_not, "function_", 6)
CASES(filters_in_their_places, "filter_", 16)

TEST_MAIN(RUN(names_after_a_dot); RUN(names_in_brackets); RUN(indexes); RUN(wildcards); RUN(slices);
          RUN(several_in_brackets); RUN(descendants); RUN(blanks); RUN(filters_of_existence);
          RUN(filters_of_equality); RUN(filters_of_inequality); RUN(filters_of_order);
          RUN(filters_of_order_turned); RUN(comparisons_between_what_can_be); RUN(and_or_not);
          RUN(function_length); RUN(function_count); RUN(function_match); RUN(function_search);
          RUN(function_value); RUN(functions_that_are_not); RUN(filters_in_their_places))
