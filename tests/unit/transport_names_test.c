/* Names, proxies and TLS: who is asked. */
#include "runtime/text/url.h"

#include "tests/support/certificate.h"
#include "tests/support/transport_client.h"

/* ---- names ---- */

static const struct http_response *get_at(const struct client_settings *settings, const char *host)
{
    struct session *session = session_with(settings);
    struct http_request request = get_of("/echo");
    char text[128];

    snprintf(text, sizeof text, "http://%s:%d/echo", host, server.port);
    request.url = text;
    ask(session, &request);
    session_free(session);
    return answer;
}

TEST(names_are_resolved)
{
    struct session *sessions[20];
    struct http_request request;
    char text[64];

    up();
    CHECK_INT(get_at(&defaults, "localhost")->status, 200);
    CHECK(answer->base.dns > 0);
    CHECK_INT(get_at(&defaults, "LOCALHOST")->status, 200);
    CHECK_INT(get_at(&defaults, "localhost")->base.dns, 0); /* known by now */
    CHECK_INT(get_at(&defaults, "nobody.invalid")->base.error, NET_ERROR_RESOLVE);
    CHECK_INT(get_at(&defaults, "nobody.invalid")->base.error, NET_ERROR_RESOLVE);
    CHECK(elapsed() < .1);
    transport_free(transport);
    transport = transport_new(loop, answered, &server);
    request = get_of("/");
    snprintf(text, sizeof text, "http://localhost:%d/", server.port);
    request.url = text;
    answers = 0;
    for (int i = 0; i < 20; i++) {
        sessions[i] = session_with(&defaults);
        transport_submit(sessions[i], &request, 1);
    }
    transport_cancel(sessions[3]);
    await(19);
    for (int i = 0; i < 20; i++)
        session_free(sessions[i]);
    down();
}

TEST(names_may_be_given)
{
    struct client_settings settings = defaults;
    char resolve[128];

    up();
    snprintf(resolve, sizeof resolve, "other.invalid:80:192.0.2.1,shop.invalid:%d:127.0.0.1", server.port);
    settings.resolve = resolve;
    CHECK_INT(get_at(&settings, "shop.invalid")->status, 200);
    CHECK(sent("\r\nHost: shop.invalid:"));
    CHECK_INT(get_at(&settings, "other.invalid")->base.error, NET_ERROR_RESOLVE);
    down();
}

/* A proxy gets the absolute URL and finds the host by itself. */
TEST(a_proxy_is_asked)
{
    struct client_settings settings = defaults;
    char proxy[64];

    up();
    snprintf(proxy, sizeof proxy, "localhost:%d", server.port);
    settings.proxy = proxy;
    get_at(&settings, "shop.invalid");
    CHECK_INT(answer->status, 200);
    CHECK(strncmp(answer->base.body, "GET http://shop.invalid:", 24) == 0);
    down();
}

TEST(urls_that_are_none)
{
    struct http_request request = {.method = "GET", .redirects = HTTP_REDIRECTS_DEFAULT};
    struct session *session;

    up();
    session = session_with(&defaults);
    request.url = "ftp://127.0.0.1/";
    CHECK_INT(ask(session, &request)->base.error, NET_ERROR_URL);
    request.url = "http://";
    CHECK_INT(ask(session, &request)->base.error, NET_ERROR_URL);
    request.raw = true;
    CHECK_INT(ask(session, &request)->base.error, NET_ERROR_URL);
    session_free(session);
    down();
}

/* ---- TLS ---- */

static const struct http_response *get_secure(const struct client_settings *settings,
                                              const struct script_server *secure)
{
    struct session *session = session_with(settings);
    struct http_request request = get_of("/");

    request.url = url_to(secure, "/plain");
    ask(session, &request);
    ask(session, &request);
    session_free(session);
    return answer;
}

TEST(tls_trusts_whom_it_is_told_to)
{
    char ca[] = "/tmp/swarm_transport_test_XXXXXX";
    SSL_CTX *tls = tls_new(ca);
    struct client_settings settings = defaults;
    struct script_server secure, plain;
    struct http_request request;
    struct session *session;

    up();
    script_start(&secure, tls);
    CHECK_INT(get_secure(&settings, &secure)->base.error, NET_ERROR_CERTIFICATE);
    settings.verify = false;
    CHECK_TEXT(get_secure(&settings, &secure)->base.body, "hello");
    settings.verify = true;
    settings.ca = ca;
    CHECK_TEXT(get_secure(&settings, &secure)->base.body, "hello");
    CHECK(answer->reused);
    CHECK_INT(answer->base.tls, 0);
    session = session_with(&settings);
    request = get_of("/");
    request.url = url_to(&secure, "/plain");
    ask(session, &request);
    CHECK(answer->base.tls > answer->base.connect && answer->base.tls <= answer->first_byte);
    session_free(session);
    plain = (struct script_server){.tls = tls, .port = server.port};
    CHECK_INT(get_secure(&settings, &plain)->base.error, NET_ERROR_TLS);
    script_stop(&secure);
    SSL_CTX_free(tls);
    remove(ca);
    down();
}

TEST(certificates_are_parsed_once_for_all_users)
{
    char ca[] = "/tmp/swarm_transport_test_XXXXXX";
    SSL_CTX *tls = tls_new(ca);
    struct client_settings settings = defaults;
    struct script_server secure;

    up();
    script_start(&secure, tls);
    settings.ca = ca;
    settings.keepalive = false;
    CHECK_TEXT(get_secure(&settings, &secure)->base.body, "hello");
    remove(ca);
    CHECK_TEXT(get_secure(&settings, &secure)->base.body, "hello");
    CHECK_INT(answer->base.error, NET_OK);
    settings.ca = "/nonexistent.pem";
    CHECK_INT(get_secure(&settings, &secure)->base.error, NET_ERROR_CERTIFICATE_FILE);
    settings.verify = false;
    CHECK_TEXT(get_secure(&settings, &secure)->base.body, "hello");
    script_stop(&secure);
    SSL_CTX_free(tls);
    down();
}

TEST_MAIN(transport_setup(); RUN(names_are_resolved); RUN(names_may_be_given); RUN(a_proxy_is_asked);
          RUN(urls_that_are_none); RUN(tls_trusts_whom_it_is_told_to);
          RUN(certificates_are_parsed_once_for_all_users))
