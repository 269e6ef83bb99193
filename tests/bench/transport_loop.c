/* The same as bare_curl through runtime/net: what the seam costs by itself, without a scenario.
 *
 *     transport_loop URL USERS SECONDS */
#include "runtime/net/transport.h"

#include <ev.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static struct ev_loop *loop;
static struct http_request request = {.method = "GET", .redirects = HTTP_REDIRECTS_DEFAULT};
static const struct client_settings settings = {.timeout = 60 * NANOS_PER_S,
                                                .connect_timeout = 10 * NANOS_PER_S,
                                                .redirects = 10,
                                                .keepalive = true,
                                                .compression = true,
                                                .cookies = true,
                                                .verify = true,
                                                .max_body = 16u << 20};
static unsigned long requests, failures;

static void answered(void *context, void *owner, uint64_t ticket, struct response *response)
{
    struct session **session = owner;

    (void)context;
    requests++;
    failures += http_response_of(response)->status != 200;
    response_release(response);
    transport_submit(*session, &request, ticket + 1);
}

static void time_up(struct ev_loop *ev, ev_timer *end, int events)
{
    (void)end;
    (void)events;
    ev_break(ev, EVBREAK_ALL);
}

static void report(void)
{
    struct rusage used;
    double microseconds;

    getrusage(RUSAGE_SELF, &used);
    microseconds = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
                   (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    printf("%lu requests, %lu failed, %.2f us CPU a request\n", requests, failures,
           requests ? microseconds / (double)requests : 0.);
}

int main(int count, char **arguments)
{
    struct transport *transport;
    struct session **sessions;
    int users;
    ev_timer end;

    if (count != 4) {
        fprintf(stderr, "usage: transport_loop URL USERS SECONDS\n");
        return 2;
    }
    transport_setup();
    loop = ev_default_loop(0);
    transport = transport_new(loop, answered, NULL);
    request.url = arguments[1];
    users = atoi(arguments[2]);
    sessions = calloc((size_t)users, sizeof(struct session *));
    for (int i = 0; i < users; i++) {
        sessions[i] = session_new(transport, &settings, &sessions[i]);
        transport_submit(sessions[i], &request, 0);
    }
    ev_timer_init(&end, time_up, atof(arguments[3]), 0.);
    ev_timer_start(loop, &end);
    ev_run(loop, 0);
    report();
    for (int i = 0; i < users; i++)
        session_free(sessions[i]);
    free(sessions);
    transport_free(transport);
    return 0;
}
