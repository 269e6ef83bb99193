#include "runtime/net/transport.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/net/curl/curl_memory.h"
#include "runtime/net/curl/http_curl.h"
#include "runtime/net/http/session.h"
#include "runtime/net/tcp/tcp.h"

#include <signal.h>

struct transport {
    struct resolver *resolver;
    struct http_hub *http;
    struct tcp_hub *tcp;
    uint32_t sessions; /* made so far */
};

struct session {
    struct http_session http;
    struct transport *transport;
    struct tcp *tcp; /* NULL before the first `connect` */
};

/* ---- transports ---- */

void transport_setup(void)
{
    signal(SIGPIPE, SIG_IGN); /* OpenSSL writes to sockets that the peer has closed */
    curl_memory_init();
}

static void name_known(void *context, const struct resolved_name *name)
{
    struct transport *transport = context;

    http_hub_resolved(transport->http, name);
    tcp_hub_resolved(transport->tcp, name);
}

struct transport *transport_new(struct ev_loop *loop, transport_done *done, void *context)
{
    struct transport *transport = mem_zalloc(1, sizeof *transport);
    struct http_backend backend = http_curl_new(loop, &http_session_events);

    transport->resolver = resolver_new(loop, name_known, transport);
    transport->http = http_hub_new(loop, transport->resolver, &backend, done, context);
    transport->tcp = tcp_hub_new(loop, transport->resolver, done, context);
    return transport;
}

void transport_announce(struct transport *transport, transport_soon *soon)
{
    tcp_hub_announce(transport->tcp, soon);
}

void transport_watch(struct transport *transport, http_watcher *watcher, void *context)
{
    http_hub_watch(transport->http, watcher, context);
}

void transport_free(struct transport *transport)
{
    http_hub_free(transport->http);
    tcp_hub_free(transport->tcp);
    resolver_free(transport->resolver);
    mem_free(transport);
}

size_t transport_in_flight(const struct transport *transport, instant *oldest)
{
    instant of_tcp = INSTANT_NEVER;
    size_t http = http_hub_in_flight(transport->http, oldest),
           tcp = tcp_hub_in_flight(transport->tcp, &of_tcp);

    if (tcp && (!http || instant_before(of_tcp, *oldest)))
        *oldest = of_tcp;
    return http + tcp;
}

/* ---- sessions ---- */

struct session *session_new(struct transport *transport, const struct client_settings *settings, void *owner)
{
    struct session *session = mem_zalloc(1, sizeof *session);

    if (settings->backend == CLIENT_BACKEND_FAST)
        log_warning_once("engine fast", "this version has no `engine fast`; it uses libcurl");
    session->transport = transport;
    http_session_init(&session->http, transport->http, settings, owner, transport->sessions++);
    return session;
}

void session_free(struct session *session)
{
    tcp_free(session->tcp);
    http_session_clear(&session->http);
    mem_free(session);
}

void transport_submit(struct session *session, const struct http_request *request, uint64_t ticket)
{
    http_submit(&session->http, request, ticket);
}

bool transport_act(struct session *session, const struct tcp_request *request, uint64_t ticket,
                   struct response **response)
{
    const struct http_session *http = &session->http;

    if (!session->tcp)
        session->tcp =
            tcp_new(session->transport->tcp, http->exchange.settings, http->owner, http->exchange.number);
    return tcp_act(session->tcp, request, ticket, response);
}

instant transport_begun(const struct session *session)
{
    instant begun;

    if (session->tcp && tcp_begun(session->tcp, &begun))
        return begun;
    return http_begun(&session->http, &begun) ? begun : clock_now();
}

instant transport_cancel(struct session *session)
{
    instant begun = transport_begun(session), unused;

    if (!session->tcp || !tcp_cancel(session->tcp, &unused))
        http_cancel(&session->http);
    return begun;
}

const struct cookie_jar *session_cookies(const struct session *session)
{
    return &session->http.cookies;
}

void session_forget_cookies(struct session *session, const char *name)
{
    if (name)
        cookie_jar_remove(&session->http.cookies, name);
    else
        cookie_jar_clear(&session->http.cookies);
}
