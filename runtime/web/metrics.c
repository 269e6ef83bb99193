#include "runtime/web/metrics.h"

#include "runtime/control/control.h"
#include "runtime/report/prometheus/prometheus.h"
#include "runtime/web/http_server.h"

#include <string.h>

static void metrics_answer(void *context, const char *path, struct web_answer *answer)
{
    const struct control *control = context;
    if (strcmp(path, "/metrics") != 0) {
        answer->status = 404;
        buffer_append_text(&answer->body, "not found; the metrics are at /metrics\n");
        return;
    }
    struct snapshot *snapshot = control_snapshot(control);
    answer->type = PROMETHEUS_TYPE;
    prometheus_write(snapshot, &answer->body);
    snapshot_free(snapshot);
}

struct web_server *metrics_serve(struct control *control, const char *host, uint16_t port, struct buffer *why)
{
    return web_server_new(control_loop(control), host, port, metrics_answer, control, why);
}
