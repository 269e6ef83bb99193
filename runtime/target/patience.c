#include "runtime/target/exchange.h"
#include "runtime/target/handlers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { JOB_MS = 1000, JOB_MS_MAX = 3600 * 1000, TRIES_MAX = 100 };

static int64_t now_ms(void)
{
    return instant_since(clock_now(), (instant){0}) / NANOS_PER_MS;
}

static void answer_job(struct exchange *exchange, unsigned status, int64_t due)
{
    value answer = value_map(2);
    bool done = now_ms() >= due;
    member(&answer, "id", value_int(due));
    member(&answer, "state", value_text(done ? "done" : "running"));
    exchange_answer_json(exchange, status, answer);
}

/* The id of a job is the time when it is done, so the server keeps no list of jobs. */
void patience_job_start(struct exchange *exchange)
{
    char where[40];
    int64_t due = now_ms() + exchange_query_int(exchange, "ms", JOB_MS, 0, JOB_MS_MAX);
    snprintf(where, sizeof where, "/jobs/%" PRId64, due);
    answer_job(exchange, MHD_HTTP_ACCEPTED, due);
    exchange_answer_header(exchange, "Location", where);
}

void patience_job_show(struct exchange *exchange)
{
    int64_t due;
    if (exchange_segment_int(exchange, 1, 0, INT64_MAX, &due))
        answer_job(exchange, MHD_HTTP_OK, due);
}

/* A cookie counts the tries of each client. /unsteady/3 is busy twice and answers the third time. */
void patience_unsteady(struct exchange *exchange)
{
    int64_t needed;
    char cookie[64];
    const char *before = exchange_cookie(exchange, "tries");
    if (!exchange_segment_int(exchange, 1, 1, TRIES_MAX, &needed))
        return;
    int64_t tries = (before ? strtoll(before, NULL, 10) : 0) + 1;
    if (tries >= needed || tries < 1)
        exchange_answer_static(exchange, MHD_HTTP_OK, "application/json", "{\"steady\":true}");
    else
        exchange_answer_error(exchange, MHD_HTTP_SERVICE_UNAVAILABLE, "try again");
    snprintf(cookie, sizeof cookie, "tries=%" PRId64 "; Path=/unsteady", tries < needed ? tries : 0);
    exchange_answer_header(exchange, "Set-Cookie", cookie);
}
