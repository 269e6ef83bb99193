/* The JSON document of a fixed run, which tests/json.sh holds against the schema, and the writer that it is
 * made with. */
#include "runtime/report/json/json_report.h"

#include "runtime/base/file.h"
#include "runtime/text/json_out.h"
#include "tests/support/report_run.h"
#include "tests/support/test.h"

#include <math.h>

TEST(commas_and_nesting)
{
    struct buffer out = {0};
    struct json_out json = json_out_new(&out, 0);
    json_out_list(&json, NULL);
    json_out_object(&json, NULL);
    json_out_close(&json);
    json_out_object(&json, NULL);
    json_out_count(&json, "a", UINT64_MAX);
    json_out_list(&json, "b");
    json_out_bool(&json, NULL, true);
    json_out_null(&json, NULL);
    json_out_close(&json);
    json_out_text(&json, "c", NULL);
    json_out_close(&json);
    json_out_bool(&json, NULL, false);
    json_out_close(&json);
    CHECK_TEXT(buffer_text(&out),
               "[{}, {\"a\": 18446744073709551615, \"b\": [true, null], \"c\": null}, false]");
    buffer_free(&out);
}

TEST(compact_and_safe_in_html)
{
    struct buffer out = {0};
    struct json_out json = json_out_new_compact(&out);

    json_out_object(&json, NULL);
    json_out_list(&json, "a");
    json_out_count(&json, NULL, 1);
    json_out_count(&json, NULL, 2);
    json_out_close(&json);
    json_out_text(&json, "b", "</x>");
    json_out_close(&json);
    CHECK_TEXT(buffer_text(&out), "{\"a\":[1,2],\"b\":\"\\u003c/x>\"}");
    buffer_free(&out);
}

TEST(lines_down_to_a_depth)
{
    struct buffer out = {0};
    struct json_out json = json_out_new(&out, 2);
    json_out_object(&json, NULL);
    json_out_list(&json, "none");
    json_out_close(&json);
    json_out_list(&json, "list");
    json_out_list(&json, NULL);
    json_out_count(&json, NULL, 1);
    json_out_count(&json, NULL, 2);
    json_out_close(&json);
    json_out_count(&json, NULL, 3);
    json_out_close(&json);
    json_out_close(&json);
    CHECK_TEXT(buffer_text(&out), "{\n  \"none\": [],\n  \"list\": [\n    [1, 2],\n    3\n  ]\n}");
    buffer_free(&out);
}

static void text_check(const char *text, const char *want)
{
    struct buffer out = {0};
    struct json_out json = json_out_new(&out, 0);
    json_out_text(&json, NULL, text);
    CHECK_TEXT(buffer_text(&out), want);
    buffer_free(&out);
}

TEST(texts)
{
    text_check("", "\"\"");
    text_check("\"\\/\n\r\t\x01\x1f\x7f", "\"\\\"\\\\/\\n\\r\\t\\u0001\\u001f\\u007f\"");
    text_check("\xe2\x82\xac \xf0\x9f\x90\x9d", "\"\xe2\x82\xac \xf0\x9f\x90\x9d\"");
    text_check("\xff\xe2\x82 \xc0\xaf", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd \xef\xbf\xbd\xef\xbf\xbd\"");
    text_check("\xed\xa0\x80\xef\xbf\xbd", "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void number_check(double number, const char *want)
{
    struct buffer out = {0};
    struct json_out json = json_out_new(&out, 0);
    json_out_number(&json, NULL, number);
    CHECK_TEXT(buffer_text(&out), want);
    buffer_free(&out);
}

TEST(numbers)
{
    number_check(0.1, "0.1");
    number_check(0, "0.0");
    number_check(1.0 / 3, "0.3333333333333333");
    number_check(1e300, "1e+300");
    number_check(NAN, "null");
    number_check(INFINITY, "null");
    number_check(-INFINITY, "null");
}

static void fixed_check(int64_t value, unsigned places, const char *want, const char *want_compact)
{
    struct buffer out = {0}, compact = {0};
    struct json_out json = json_out_new(&out, 0), other = json_out_new_compact(&compact);

    json_out_fixed(&json, NULL, value, places);
    CHECK_TEXT(buffer_text(&out), want);
    json_out_fixed(&other, NULL, value, places);
    CHECK_TEXT(buffer_text(&compact), want_compact);
    buffer_free(&out);
    buffer_free(&compact);
}

TEST(fixed_numbers)
{
    fixed_check(0, 6, "0.0", "0");
    fixed_check(2000000, 6, "2.0", "2");
    fixed_check(1234567, 6, "1.234567", "1.234567");
    fixed_check(-1500, 3, "-1.5", "-1.5");
    fixed_check(7, 3, "0.007", "0.007");
    fixed_check(70, 0, "70.0", "70");
    fixed_check(999999999999999, 6, "999999999.999999", "999999999.999999");
    fixed_check(1000000000000000000, 6, "1000000000000.0", "1000000000000.0");
    fixed_check(INT64_MIN, 0, "-9.223372036854776e+18", "-9.223372036854776e+18");
}

static void compact_check(double number, const char *want)
{
    struct buffer out = {0};
    struct json_out json = json_out_new_compact(&out);

    json_out_number(&json, NULL, number);
    CHECK_TEXT(buffer_text(&out), want);
    buffer_free(&out);
}

/* 0.63% must not become 0.64% because the share was rounded before. */
TEST(compact_numbers)
{
    compact_check(0.0063499, "0.0063499");
    compact_check(1.0 / 3, "0.333333333");
    compact_check(1.0 / 3 + 7, "7.333333");
    compact_check(0, "0");
}

TEST(the_document_of_a_run)
{
    struct snapshot_row rows[2];
    struct snapshot snapshot = report_run(rows);
    struct buffer out = {0}, want = {0};
    CHECK_TEXT(file_read("tests/data/results.json", 1 << 20, &want) ? "unread" : "read", "read");
    json_write(&snapshot, &out);
    CHECK_TEXT(buffer_text(&out), buffer_text(&want));
    buffer_free(&out);
    buffer_free(&want);
}

TEST(while_the_run_goes_on)
{
    struct snapshot_row rows[2];
    struct snapshot snapshot = report_run(rows);
    struct buffer out = {0};
    snapshot.is_final = false;
    snapshot.end = "";
    snapshot.run_time = 0;
    snapshot.in_flight = 0;
    json_write(&snapshot, &out);
    CHECK(strstr(buffer_text(&out), "\"is_final\": false,\n  \"end_reason\": null,\n"));
    CHECK(strstr(buffer_text(&out), "\"run_time_s\": null,\n"));
    CHECK(
        strstr(buffer_text(&out), "\"in_flight\": {\n    \"requests\": 0,\n    \"oldest_ms\": null\n  },\n"));
    buffer_free(&out);
}

TEST_MAIN(RUN(commas_and_nesting); RUN(compact_and_safe_in_html); RUN(lines_down_to_a_depth); RUN(texts);
          RUN(numbers); RUN(fixed_numbers); RUN(compact_numbers); RUN(the_document_of_a_run);
          RUN(while_the_run_goes_on))
