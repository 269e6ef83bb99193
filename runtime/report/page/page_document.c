#include "runtime/report/page/page_document.h"

#include "runtime/report/json/json_parts.h"
#include "runtime/report/page/page_parts.h"
#include "runtime/report/report.h"

/* ---- the run ---- */

void page_state(struct json_out *json, const struct page_run *run)
{
    json_out_text(json, "state", run->state);
    json_out_count(json, "run", run->number);
    json_out_bool(json, "can_change_users", run->can_change_users);
}

void page_progress(struct json_out *json, const struct snapshot *snapshot)
{
    json_clock(json, snapshot);
    json_seconds(json, "run_elapsed_s", snapshot->before_reset + snapshot->elapsed);
    json_seconds(json, "span_s", snapshot->span);
    json_progress(json, snapshot);
    json_out_count(json, "user_goal", snapshot->users_goal);
}

void page_verdicts(struct json_out *json, const struct snapshot *snapshot)
{
    json_thresholds(json, snapshot);
    json_capacity(json, &snapshot->capacity);
    json_health(json, &snapshot->health);
}

/* ---- rows ---- */

void page_row(struct json_out *json, const struct snapshot_row *row)
{
    json_row(json, row);
}

static void row_write(struct json_out *json, const struct snapshot *snapshot, const struct snapshot_row *row)
{
    json_out_object(json, NULL);
    page_row(json, row);
    page_distribution(json, row);
    page_row_history(json, snapshot, row);
    json_out_close(json);
}

void page_row_document(const struct snapshot *snapshot, const struct snapshot_row *row, struct buffer *out)
{
    struct json_out json = json_out_new_compact(out);

    row_write(&json, snapshot, row);
}

static void rows_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "rows");
    for (size_t i = 0; i < snapshot->row_count; i++)
        row_write(json, snapshot, &snapshot->rows[i]);
    json_out_close(json);
    json_out_object(json, "aggregated");
    page_row(json, &snapshot->aggregated);
    page_distribution(json, &snapshot->aggregated);
    json_out_close(json);
}

/* ---- failures and errors ---- */

static void place_write(struct json_out *json, const struct snapshot_failure *failure)
{
    if (failure->line == 0) {
        json_out_null(json, "line");
        return;
    }
    json_out_object(json, "line");
    json_out_count(json, "file", failure->file);
    json_out_count(json, "line", failure->line);
    json_out_close(json);
}

void page_failure(struct json_out *json, const struct snapshot_failure *failure)
{
    json_out_count(json, "id", failure->id);
    json_id(json, "row", failure->row);
    place_write(json, failure);
    json_failure(json, failure);
}

void page_error(struct json_out *json, const struct snapshot_error *error)
{
    json_out_count(json, "id", error->id);
    json_error(json, error);
}

static void failures_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "failures");
    for (size_t i = 0; i < snapshot->failure_count; i++) {
        json_out_object(json, NULL);
        page_failure(json, &snapshot->failures[i]);
        page_failure_history(json, snapshot, &snapshot->failures[i]);
        json_out_close(json);
    }
    json_out_close(json);
}

static void errors_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "errors");
    for (size_t i = 0; i < snapshot->error_count; i++) {
        json_out_object(json, NULL);
        page_error(json, &snapshot->errors[i]);
        json_out_close(json);
    }
    json_out_close(json);
}

void page_marks(struct json_out *json, const struct snapshot *snapshot)
{
    static const char *const kinds[] = {
        [MARK_PHASE] = "phase", [MARK_USERS] = "users", [MARK_RESET] = "reset"};

    json_out_list(json, "marks");
    for (size_t i = 0; i < snapshot->mark_count; i++) {
        json_out_object(json, NULL);
        json_seconds(json, "at_s", snapshot->marks[i].at);
        json_out_text(json, "kind", kinds[snapshot->marks[i].kind]);
        json_out_text(json, "text", snapshot->marks[i].text);
        json_out_close(json);
    }
    json_out_close(json);
}

void page_document(const struct snapshot *snapshot, const struct page_run *run, struct buffer *out)
{
    struct json_out json = json_out_new_compact(out);

    json_out_object(&json, NULL);
    page_state(&json, run);
    json_run(&json, snapshot);
    json_out_text(&json, "host", report_host(snapshot));
    json_out_text(&json, "source", snapshot->source);
    page_progress(&json, snapshot);
    rows_write(&json, snapshot);
    failures_write(&json, snapshot);
    errors_write(&json, snapshot);
    page_verdicts(&json, snapshot);
    json_cluster(&json, "cluster", &snapshot->cluster);
    json_lines(&json, snapshot);
    if (snapshot->share_count > 0)
        page_ratio(&json, snapshot->shares, snapshot->share_count);
    page_history(&json, snapshot);
    page_marks(&json, snapshot);
    json_out_close(&json);
}
