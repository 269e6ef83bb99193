/* A transport of HTTP, its loop, and a scripted server in the same process. For the transport_*_test.c. */
#ifndef SWARM_TESTS_SUPPORT_TRANSPORT_CLIENT_H
#define SWARM_TESTS_SUPPORT_TRANSPORT_CLIENT_H

#include "runtime/net/transport.h"

#include "tests/support/http_script.h"
#include "tests/support/test.h"

#include <ev.h>

#define CLIENT __attribute__((unused)) static
#define PATIENCE 15.

CLIENT struct ev_loop *loop;
CLIENT struct transport *transport;
CLIENT struct script_server server;

CLIENT struct http_response *answer; /* the last one; released with the next */
CLIENT int answers;                  /* completions so far */
CLIENT uint64_t answer_ticket;

CLIENT void answer_drop(void)
{
    if (answer)
        response_release(&answer->base);
    answer = NULL;
}

CLIENT void answered(void *context, void *owner, uint64_t ticket, struct response *response)
{
    CHECK(context == &server);
    CHECK(owner == &answer);
    answer_drop();
    answer = (struct http_response *)response;
    answer_ticket = ticket;
    answers++;
    ev_break(loop, EVBREAK_ONE);
}

CLIENT void gave_up(struct ev_loop *ev, ev_timer *timer, int events)
{
    (void)timer;
    (void)events;
    ev_break(ev, EVBREAK_ONE);
}

/* Runs the loop until there are `wanted` completions, or patience ends. */
CLIENT void await(int wanted)
{
    ev_tstamp end;
    ev_timer patience;

    ev_now_update(loop);
    end = ev_now(loop) + PATIENCE;
    ev_timer_init(&patience, gave_up, PATIENCE, 0.);
    ev_timer_start(loop, &patience);
    while (answers < wanted && ev_now(loop) < end)
        ev_run(loop, EVRUN_ONCE);
    ev_timer_stop(loop, &patience);
    CHECK_INT(answers, wanted);
}

/* Runs the loop for some time in which nothing needs to happen. */
CLIENT void linger(double seconds)
{
    ev_timer timer;

    ev_now_update(loop);
    ev_timer_init(&timer, gave_up, seconds, 0.);
    ev_timer_start(loop, &timer);
    ev_run(loop, 0);
    ev_timer_stop(loop, &timer);
}

CLIENT const char *url_to(const struct script_server *to, const char *target)
{
    static char urls[4][512];
    static unsigned turn;
    char *url = urls[turn++ % 4];

    snprintf(url, sizeof urls[0], "http%s://127.0.0.1:%d%s", to->tls ? "s" : "", to->port, target);
    return url;
}

CLIENT const char *url(const char *target)
{
    return url_to(&server, target);
}

CLIENT struct http_request get_of(const char *target)
{
    return (struct http_request){.method = "GET", .url = url(target), .redirects = HTTP_REDIRECTS_DEFAULT};
}

CLIENT const struct http_response *ask(struct session *session, const struct http_request *request)
{
    transport_submit(session, request, 7);
    await(answers + 1);
    CHECK(answer != NULL);
    return answer;
}

CLIENT struct session *session_with(const struct client_settings *settings)
{
    return session_new(transport, settings, &answer);
}

CLIENT const struct client_settings defaults = {.timeout = 60 * NANOS_PER_S,
                                                .connect_timeout = 10 * NANOS_PER_S,
                                                .redirects = 10,
                                                .keepalive = true,
                                                .compression = true,
                                                .cookies = true,
                                                .verify = true,
                                                .max_body = 1 << 20};

/* One GET in a session of its own. */
CLIENT const struct http_response *get_with(const struct client_settings *settings, const char *target)
{
    struct session *session = session_with(settings);
    struct http_request request = get_of(target);

    ask(session, &request);
    session_free(session);
    return answer;
}

CLIENT const struct http_response *get(const char *target)
{
    return get_with(&defaults, target);
}

CLIENT void up(void)
{
    script_start(&server, NULL);
    loop = ev_loop_new(EVFLAG_AUTO);
    transport = transport_new(loop, answered, &server);
    answers = 0;
}

CLIENT void down(void)
{
    answer_drop();
    transport_free(transport);
    ev_loop_destroy(loop);
    script_stop(&server);
}

CLIENT const char *header_of(const struct http_response *response, const char *name)
{
    static char copy[256];
    const char *text;
    size_t length;

    if (!http_header_find(response->headers, response->headers_length, name, &text, &length))
        return "(missing)";
    snprintf(copy, sizeof copy, "%.*s", (int)length, text);
    return copy;
}

CLIENT bool sent(const char *line)
{
    return answer && strstr(answer->base.body, line) != NULL;
}

CLIENT int times_sent(const char *text)
{
    int count = 0;

    for (const char *at = answer ? answer->base.body : ""; (at = strcasestr(at, text)); at++)
        count++;
    return count;
}

/* Of the last answer, in seconds. */
CLIENT double elapsed(void)
{
    return (double)instant_since(answer->base.end, answer->base.start) / NANOS_PER_S;
}

#endif
