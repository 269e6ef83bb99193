/* The page's document of a fixed run. */
#include "runtime/report/page/page_document.h"

#include "runtime/base/file.h"
#include "runtime/text/json.h"
#include "tests/support/report_run.h"
#include "tests/support/test.h"

static const struct page_run last_run = {.state = "stopped", .number = 1};

/* tests/data/page.json has line breaks, so only the values are compared. */
TEST(the_document_of_a_run)
{
    struct snapshot_row rows[2];
    struct snapshot snapshot = report_run(rows);
    struct buffer out = {0}, text = {0};
    value got, want;

    CHECK_TEXT(file_read("tests/data/page.json", 1 << 20, &text) ? "unread" : "read", "read");
    page_document(&snapshot, &last_run, &out);
    CHECK(json_decode(text.data, text.length, &want, NULL));
    CHECK(json_decode(out.data, out.length, &got, NULL));
    CHECK(value_equal(got, want));
    value_release(got);
    value_release(want);
    buffer_free(&out);
    buffer_free(&text);
}

TEST(a_document_may_stand_in_html)
{
    struct snapshot *snapshot = snapshot_new_empty();
    struct buffer out = {0};

    snapshot->source = "a\n</script><!--\xff";
    page_document(snapshot, &(struct page_run){.state = "ready"}, &out);
    CHECK(!strpbrk(buffer_text(&out), "<\n"));
    CHECK(strstr(buffer_text(&out), "\"source\":\"a\\n\\u003c/script>\\u003c!--\xef\xbf\xbd\""));
    snapshot_free(snapshot);
    buffer_free(&out);
}

TEST(before_the_first_run)
{
    struct snapshot *snapshot = snapshot_new_empty();
    struct buffer out = {0};
    value document;

    page_document(snapshot, &(struct page_run){.state = "ready"}, &out);
    CHECK(json_decode(buffer_text(&out), out.length, &document, NULL));
    CHECK(strstr(buffer_text(&out), "\"state\":\"ready\",\"run\":0,"));
    CHECK(strstr(buffer_text(&out), "\"rows\":[],\"aggregated\":{\"id\":null,"));
    value_release(document);
    snapshot_free(snapshot);
    buffer_free(&out);
}

TEST_MAIN(RUN(the_document_of_a_run); RUN(a_document_may_stand_in_html); RUN(before_the_first_run))
