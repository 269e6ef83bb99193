#include "runtime/net/http/session.h"

#include "runtime/base/alloc.h"
#include "runtime/net/curl/http_curl.h"

static struct session *session_at(struct ring *link)
{
    return ring_entry(link, struct session, flight);
}

/* ---- ends ---- */

void session_finished(struct session *session)
{
    session->state = SESSION_FINISHED;
    ring_append(&session->transport->finished, &session->finished);
}

void session_fail(struct session *session, enum net_error error)
{
    session->draft.base.error = error;
    session->draft.base.end = clock_now();
    session_finished(session);
}

void session_lost(void *context)
{
    struct transport *transport = context;

    for (struct ring *link = transport->flight.next; link != &transport->flight; link = link->next) {
        struct session *session = session_at(link);

        if (session->state != SESSION_RUNNING)
            continue;
        http_curl_cancel(session);
        session_fail(session, NET_ERROR_OTHER);
    }
}

/* ---- time ----
 *
 * A session's alarm isn't set for each request: it stays where it was set once, and when it goes off it looks
 * after the request of that moment and is set again only if there is one. libcurl's own limits would cost two
 * places in its tree of timers for each request, which with thousands of users is a cache miss a level. */

static instant connect_end(const struct session *session)
{
    return instant_add(session->begun, session->settings->connect_timeout);
}

static void alarm_set(struct session *session, instant now)
{
    instant when = connect_end(session);
    nanos after;

    if (!instant_before(now, when) || instant_before(session->deadline, when))
        when = session->deadline;
    if (ev_is_active(&session->alarm) && !instant_before(when, session->alarm_at))
        return;
    after = instant_since(when, now);
    ev_timer_stop(session->transport->loop, &session->alarm);
    ev_timer_set(&session->alarm, after > 0 ? (double)after / NANOS_PER_S : 0., 0.);
    ev_timer_start(session->transport->loop, &session->alarm);
    session->alarm_at = when;
}

static enum net_error overdue(const struct session *session, instant now)
{
    if (!instant_before(now, session->deadline))
        return NET_ERROR_TIMEOUT;
    if (instant_before(now, connect_end(session)))
        return NET_OK;
    if (session->state == SESSION_RESOLVING)
        return NET_ERROR_RESOLVE;
    return http_curl_is_connected(session) ? NET_OK : NET_ERROR_CONNECT_TIMEOUT;
}

static void alarm_rang(struct ev_loop *loop, ev_timer *alarm, int events)
{
    struct session *session = alarm->data;
    instant now = clock_now();
    enum net_error error;

    (void)loop;
    (void)events;
    if (session->state != SESSION_RESOLVING && session->state != SESSION_RUNNING)
        return;
    error = overdue(session, now);
    if (!error) {
        alarm_set(session, now);
        return;
    }
    if (session->state == SESSION_RUNNING)
        http_curl_expire(session);
    session_fail(session, error);
}

void session_alarm_init(struct session *session)
{
    ev_timer_init(&session->alarm, alarm_rang, 0., 0.);
    session->alarm.data = session;
}

/* ---- beginnings ---- */

static void session_run(struct session *session)
{
    session->state = SESSION_RUNNING;
    if (!http_curl_start(session->transport->curl, session))
        session_fail(session, session->draft.base.error);
}

static void session_set_out(struct session *session)
{
    char *addresses = NULL;
    enum route_state state = route_find(&session->route, session->transport->resolver, session->settings,
                                        session->request->url, session->number, &addresses);

    if (addresses) {
        mem_free(session->addresses);
        session->addresses = addresses;
    }
    switch (state) {
    case ROUTE_READY: session_run(session); break;
    case ROUTE_WAITING: session->state = SESSION_RESOLVING; break;
    case ROUTE_FAILED: session_fail(session, NET_ERROR_RESOLVE); break;
    case ROUTE_INVALID: session_fail(session, NET_ERROR_URL); break;
    }
}

void session_begin(struct session *session)
{
    alarm_set(session, session->begun);
    session_set_out(session);
}

void session_resolved(void *context, const struct resolved_name *name)
{
    struct transport *transport = context;

    for (struct ring *link = transport->flight.next; link != &transport->flight; link = link->next) {
        struct session *session = session_at(link);

        if (session->state != SESSION_RESOLVING || session->route.name != name)
            continue;
        session->draft.base.dns = instant_since(clock_now(), session->draft.base.start);
        session_set_out(session);
    }
}
