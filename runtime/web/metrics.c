#include "runtime/web/metrics.h"

#include "runtime/engine/engine.h"
#include "runtime/report/prometheus/prometheus.h"
#include "runtime/web/http_server.h"

#include <string.h>

static void metrics_answer(void *context, const char *path, struct web_answer *answer)
{
    const struct engine *engine = context;
    if (strcmp(path, "/metrics") != 0) {
        answer->status = 404;
        buffer_append_text(&answer->body, "not found; the metrics are at /metrics\n");
        return;
    }
    struct snapshot *snapshot = engine_snapshot(engine);
    answer->type = PROMETHEUS_TYPE;
    prometheus_write(snapshot, &answer->body);
    snapshot_free(snapshot);
}

struct web_server *metrics_serve(struct engine *engine, const char *host, uint16_t port, struct buffer *why)
{
    return web_server_new(engine_loop(engine), host, port, metrics_answer, engine, why);
}
