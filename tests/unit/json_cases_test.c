/* tests/data/json/cases.txt */
#include "runtime/base/alloc.h"
#include "runtime/text/json.h"
#include "tests/support/cases.h"

static const char path[] = "tests/data/json/cases.txt";

static void json_case(const struct test_case *test)
{
    const struct buffer *text = &test->fields[1];
    const char *want = buffer_text(&test->fields[2]);
    struct buffer out = {0};
    /* A copy without room behind it, so that reading too far is seen. */
    char *copy = mem_alloc(text->length);
    value v;

    if (text->length)
        memcpy(copy, text->data, text->length);
    if (!json_decode(copy, text->length, &v, NULL))
        buffer_append_text(&out, "refused");
    else if (strcmp(want, "accepted") == 0)
        buffer_append_text(&out, "accepted");
    else
        value_json(v, &out);
    case_check(test, buffer_text(&out), want);
    value_release(v);
    buffer_free(&out);
    mem_free(copy);
}

TEST(what_must_be_accepted_is)
{
    CHECK(cases_run(path, "y_", json_case) >= 92);
}

TEST(what_must_be_refused_is)
{
    CHECK(cases_run(path, "n_", json_case) >= 198);
}

TEST(what_is_left_open_is_as_we_say)
{
    CHECK(cases_run(path, "i_", json_case) >= 25);
}

TEST_MAIN(RUN(what_must_be_accepted_is); RUN(what_must_be_refused_is); RUN(what_is_left_open_is_as_we_say))
