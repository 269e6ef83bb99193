#include "runtime/web/metrics.h"

#include "runtime/control/control.h"
#include "runtime/report/prometheus/prometheus.h"
#include "runtime/web/http_server.h"

#include <string.h>

void metrics_answer(const struct control *control, struct web_answer *answer)
{
    struct snapshot *snapshot = control_snapshot(control);
    struct cluster_report cluster = control_cluster(control);

    answer->type = PROMETHEUS_TYPE;
    prometheus_write(snapshot, &answer->body);
    prometheus_workers(&cluster, &answer->body);
    snapshot_free(snapshot);
}

static void request_answer(void *context, const struct web_request *request, struct web_answer *answer)
{
    if (!web_request_is(request, "GET") && !web_request_is(request, "HEAD")) {
        answer->status = 405;
        web_answer_header(answer, "Allow", "GET, HEAD");
        buffer_append_text(&answer->body, "only GET and HEAD are supported\n");
    } else if (strcmp(request->path, "/metrics") != 0) {
        answer->status = 404;
        buffer_append_text(&answer->body, "not found; the metrics are at /metrics\n");
    } else {
        metrics_answer(context, answer);
    }
}

struct web_server *metrics_serve(struct control *control, const char *host, uint16_t port, struct buffer *why)
{
    const struct web_server_options options = {
        .host = host, .port = port, .handler = request_answer, .context = control};

    return web_server_new(control_loop(control), &options, why);
}
