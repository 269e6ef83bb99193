/* What the page shows of a run, as JSON: the document and the changes of report/page, and what only the front
 * knows. */
#include "runtime/report/page/page_delta.h"
#include "runtime/report/page/page_document.h"
#include "runtime/report/page/page_parts.h"
#include "runtime/web/front_state.h"

static struct page_run run_of(const struct web_front *front)
{
    return (struct page_run){.state = control_state_text(control_state(front->control)),
                             .number = front->run,
                             .can_change_users = front_can_change_users(front)};
}

/* ---- the whole ---- */

/* Appends members to the object that `out` ends with: those of the object that `more` holds. */
static void members_append(struct buffer *out, const struct buffer *more)
{
    out->data[out->length - 1] = ',';
    buffer_append(out, more->data + 1, more->length - 1);
}

static void ratio_append(const struct web_scenario *scenario, struct buffer *out)
{
    struct buffer ratio = {0};
    struct json_out json = json_out_new_compact(&ratio);

    json_out_object(&json, NULL);
    page_ratio(&json, scenario->shares, scenario->share_count);
    json_out_close(&json);
    members_append(out, &ratio);
    buffer_free(&ratio);
}

void front_document_write(struct web_front *front, struct buffer *out)
{
    struct snapshot *snapshot = control_snapshot(front->control);
    const struct page_run run = run_of(front);

    page_document(snapshot, &run, out);
    if (snapshot->share_count == 0) /* before the first run */
        ratio_append(front->options.scenario, out);
    snapshot_free(snapshot);
}

void front_delta_write(struct web_front *front, const struct snapshot *before, const struct snapshot *now,
                       struct buffer *out)
{
    const struct page_run run = run_of(front);
    struct buffer more = {0};
    struct json_out json = json_out_new_compact(&more);

    page_delta(before, now, &run, web_events_number(front->events) + 1, out);
    json_out_object(&json, NULL);
    json_out_list(&json, "log");
    front->log_sent = web_log_write(front->log, front->log_sent, &json);
    json_out_close(&json);
    json_out_close(&json);
    members_append(out, &more);
    buffer_free(&more);
}
