/* What the page shows of a run, as JSON. */
#include "runtime/report/page/page_document.h"
#include "runtime/web/front_state.h"

void front_document_write(struct web_front *front, struct buffer *out)
{
    struct snapshot *snapshot = front_snapshot(front);
    const struct page_run run = {control_state_text(control_state(front->control)), front->run};

    page_document(snapshot, &run, out);
    snapshot_free(snapshot);
    front->log_sent = web_log_next(front->log);
}

void front_delta_write(struct web_front *front, bool has_point, struct buffer *out)
{
    struct json_out json = json_out_new(out, 0);

    (void)has_point;
    json_out_object(&json, NULL);
    json_out_count(&json, "run", front->run);
    json_out_count(&json, "seq", web_events_number(front->events) + 1);
    json_out_text(&json, "state", control_state_text(control_state(front->control)));
    if (front->snapshot) {
        json_out_number(&json, "elapsed_s", (double)front->snapshot->elapsed / NANOS_PER_S);
        json_out_count(&json, "users", front->snapshot->users);
    }
    json_out_list(&json, "log");
    front->log_sent = web_log_write(front->log, front->log_sent, &json);
    json_out_close(&json);
    json_out_close(&json);
}
