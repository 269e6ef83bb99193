#include "runtime/base/buffer.h"
#include "runtime/target/exchange.h"
#include "runtime/target/handlers.h"

#include <inttypes.h>
#include <stdio.h>

enum { REDIRECTS_MAX = 100 };

static void answer_redirect(struct exchange *exchange, unsigned status, const char *where)
{
    exchange_answer_empty(exchange, status);
    if (!exchange_answer_header(exchange, "Location", where))
        exchange_answer_error(exchange, MHD_HTTP_BAD_REQUEST, "this isn't a valid Location");
}

/* /redirect/3 redirects to /redirect/2 and so on to /redirect/0, which answers 200. */
void navigation_redirect(struct exchange *exchange)
{
    int64_t left;
    char where[32];
    if (!exchange_segment_int(exchange, 1, 0, REDIRECTS_MAX, &left))
        return;
    if (!left) {
        exchange_answer_static(exchange, MHD_HTTP_OK, "application/json", "{\"arrived\":true}");
        return;
    }
    snprintf(where, sizeof where, "/redirect/%" PRId64, left - 1);
    answer_redirect(exchange, MHD_HTTP_FOUND, where);
}

void navigation_redirect_to(struct exchange *exchange)
{
    const char *where = exchange_query(exchange, "url");
    unsigned status = (unsigned)exchange_query_int(exchange, "status", MHD_HTTP_FOUND, 300, 399);
    if (where && *where)
        answer_redirect(exchange, status, where);
    else
        exchange_answer_error(exchange, MHD_HTTP_BAD_REQUEST, "`url` is missing");
}

void navigation_cookies(struct exchange *exchange)
{
    value answer = value_map(1);
    member(&answer, "cookies", exchange_values(exchange, MHD_COOKIE_KIND));
    exchange_answer_json(exchange, MHD_HTTP_OK, answer);
}

static enum MHD_Result set_cookie(void *context, enum MHD_ValueKind kind, const char *name, const char *text)
{
    struct buffer cookie = {0};
    (void)kind;
    buffer_printf(&cookie, "%s=%s; Path=/", name, text ? text : "");
    bool set = exchange_answer_header(context, "Set-Cookie", buffer_text(&cookie));
    buffer_free(&cookie);
    return set ? MHD_YES : MHD_NO;
}

/* Sets a cookie for each parameter of the query, then redirects to /cookies, which shows them. */
void navigation_cookies_set(struct exchange *exchange)
{
    answer_redirect(exchange, MHD_HTTP_FOUND, "/cookies");
    MHD_get_connection_values(exchange->connection, MHD_GET_ARGUMENT_KIND, set_cookie, exchange);
}
