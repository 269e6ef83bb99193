/* The scenario in the JSON document: its files, and the numbers of their lines. */
#include "runtime/report/json/json_parts.h"

static const char *kind_text(enum line_kind kind)
{
    switch (kind) {
    case LINE_REQUEST: return "request";
    case LINE_TRANSACTION: return "transaction";
    case LINE_KIND: return "kind";
    case LINE_SET: return "set";
    case LINE_TASK: return "task";
    case LINE_EXPECT: return "expect";
    case LINE_REQUIRE: return "require";
    case LINE_CAPTURE: return "capture";
    case LINE_FAIL: break;
    }
    return "fail";
}

void json_id(struct json_out *json, const char *key, uint32_t id)
{
    if (id == SNAPSHOT_NO_ROW)
        json_out_null(json, key);
    else
        json_out_count(json, key, id);
}

static void share_write(struct json_out *json, const char *key, double share)
{
    if (share < 0)
        json_out_null(json, key);
    else
        json_out_number(json, key, share);
}

void json_line_numbers(struct json_out *json, const struct snapshot_line *line)
{
    switch (line->kind) {
    case LINE_REQUEST:
    case LINE_TRANSACTION:
        json_out_count(json, "requests", line->passed + line->failed);
        json_out_count(json, "failures", line->failed);
        json_out_number(json, "requests_per_s", line->per_second);
        json_time_measured(json, "p95_ms", line->p95 > 0, line->p95);
        break;
    case LINE_KIND:
    case LINE_SET:
    case LINE_TASK:
        json_out_count(json, "picks", line->passed);
        share_write(json, "share", line->share);
        share_write(json, "wanted_share", line->wanted_share);
        break;
    case LINE_EXPECT:
    case LINE_REQUIRE:
    case LINE_CAPTURE:
    case LINE_FAIL:
        json_out_count(json, "passed", line->passed);
        json_out_count(json, "failed", line->failed);
        break;
    }
}

static void line_write(struct json_out *json, const struct snapshot_line *line)
{
    json_out_object(json, NULL);
    json_out_count(json, "file", line->file);
    json_out_count(json, "line", line->line);
    json_out_count(json, "column", line->column);
    json_out_text(json, "kind", kind_text(line->kind));
    json_out_text(json, "text", line->text);
    json_id(json, "row", line->row);
    json_line_numbers(json, line);
    json_out_close(json);
}

void json_lines(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "files");
    for (size_t i = 0; i < snapshot->file_count; i++) {
        json_out_object(json, NULL);
        json_out_text(json, "path", snapshot->files[i].path);
        json_out_text(json, "source", snapshot->files[i].source);
        json_out_close(json);
    }
    json_out_close(json);
    json_out_list(json, "lines");
    for (size_t i = 0; i < snapshot->line_count; i++)
        line_write(json, &snapshot->lines[i]);
    json_out_close(json);
}
