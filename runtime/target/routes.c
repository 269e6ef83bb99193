#include "runtime/target/routes.h"

#include "runtime/base/count_of.h"
#include "runtime/target/exchange.h"
#include "runtime/target/handlers.h"

#include <string.h>

enum access { OPEN, TOKEN /* requires a token from a login */ };

struct route {
    const char *method; /* "*": any */
    const char *path;   /* a segment "*" matches any segment */
    enum access access;
    void (*handler)(struct exchange *exchange);
};

/* clang-format off */
static const struct route routes[] = {
    {"GET",    "/",                  OPEN,  page_home},
    {"GET",    "/html",              OPEN,  page_html},
    {"GET",    "/json",              OPEN,  page_json},

    {"POST",   "/auth/login",        OPEN,  account_login_json},
    {"POST",   "/login",             OPEN,  account_login_form},
    {"GET",    "/account",           OPEN,  account_show},
    {"POST",   "/oauth/token",       OPEN,  account_oauth_token},

    {"GET",    "/api/song",          TOKEN, music_songs},
    {"GET",    "/api/album",         TOKEN, music_albums},
    {"GET",    "/api/playlist",      TOKEN, music_playlist_list},
    {"POST",   "/api/playlist",      TOKEN, music_playlist_create},
    {"GET",    "/api/playlist/*",    TOKEN, music_playlist_show},
    {"PUT",    "/api/playlist/*",    TOKEN, music_playlist_change},
    {"DELETE", "/api/playlist/*",    TOKEN, music_playlist_delete},

    {"GET",    "/items",             OPEN,  shop_items},
    {"GET",    "/items/*",           OPEN,  shop_item},
    {"GET",    "/comments",          OPEN,  shop_comments},
    {"POST",   "/comments",          OPEN,  shop_comment},
    {"GET",    "/board",             OPEN,  shop_board},
    {"POST",   "/board",             OPEN,  shop_board_write},

    {"GET",    "/notice/all",        OPEN,  notices_all},
    {"GET",    "/notice/list",       OPEN,  notices_list},
    {"POST",   "/accounts/device",   OPEN,  device_register},
    {"PUT",    "/accounts/device",   OPEN,  device_change},
    {"GET",    "/accounts/device/*", OPEN,  device_show},

    {"GET",    "/chunked",           OPEN,  stream_chunked},
    {"GET",    "/slow",              OPEN,  stream_slow},
    {"GET",    "/close",             OPEN,  stream_close},
    {"GET",    "/bytes/*",           OPEN,  stream_bytes},
    {"GET",    "/gzip",              OPEN,  body_gzip},
    {"GET",    "/deflate",           OPEN,  body_deflate},
    {"*",      "/delay/*",           OPEN,  body_delay},
    {"*",      "/status/*",          OPEN,  body_status},

    {"POST",   "/jobs",              OPEN,  patience_job_start},
    {"GET",    "/jobs/*",            OPEN,  patience_job_show},
    {"GET",    "/unsteady/*",        OPEN,  patience_unsteady},
    {"POST",   "/unsteady/*",        OPEN,  patience_unsteady},

    {"GET",    "/redirect/*",        OPEN,  navigation_redirect},
    {"*",      "/redirect-to",       OPEN,  navigation_redirect_to},
    {"GET",    "/cookies",           OPEN,  navigation_cookies},
    {"GET",    "/cookies/set",       OPEN,  navigation_cookies_set},

    {"*",      "/echo",              OPEN,  mirror_echo},
    {"GET",    "/headers",           OPEN,  mirror_headers},
    {"GET",    "/basic-auth/*/*",    OPEN,  mirror_basic_auth},
    {"GET",    "/bearer",            OPEN,  mirror_bearer},
};
/* clang-format on */

enum { ROUTE_COUNT = COUNT_OF(routes) };

static bool path_matches(const char *pattern, const struct exchange *exchange)
{
    size_t segment = 0;
    for (; *pattern && pattern[1]; segment++) {
        size_t length = strcspn(++pattern, "/");
        if (segment == exchange->segment_count || segment == PATH_SEGMENTS_MAX)
            return false;
        const char *got = exchange->segments[segment];
        bool any = length == 1 && *pattern == '*';
        if (!any && (strncmp(got, pattern, length) != 0 || got[length]))
            return false;
        pattern += length;
    }
    return segment == exchange->segment_count;
}

static bool method_matches(const char *allowed, const char *method)
{
    return strcmp(allowed, "*") == 0 || strcmp(allowed, method) == 0 ||
           (strcmp(allowed, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

/* Appends to a list of methods for `Allow`. */
static void allow(struct buffer *allowed, const char *method)
{
    if (allowed->length)
        buffer_append_text(allowed, ", ");
    buffer_append_text(allowed, strcmp(method, "GET") == 0 ? "GET, HEAD" : method);
}

/* The route of the path and method. If the path exists only with other methods, `allowed` lists them;
 * otherwise it is empty. */
static const struct route *route_find(const struct exchange *exchange, struct buffer *allowed)
{
    for (size_t i = 0; i < ROUTE_COUNT; i++) {
        if (!path_matches(routes[i].path, exchange))
            continue;
        if (method_matches(routes[i].method, exchange->method))
            return &routes[i];
        allow(allowed, routes[i].method);
    }
    return NULL;
}

static void answer_without_route(struct exchange *exchange, struct buffer *allowed)
{
    bool asked = strcmp(exchange->method, "OPTIONS") == 0;
    if (!allowed->length && !(asked && strcmp(exchange->path, "*") == 0)) {
        exchange_answer_error(exchange, MHD_HTTP_NOT_FOUND, "there is nothing at this path");
        return;
    }
    allow(allowed, "OPTIONS");
    if (asked)
        exchange_answer_empty(exchange, MHD_HTTP_NO_CONTENT);
    else
        exchange_answer_error(exchange, MHD_HTTP_METHOD_NOT_ALLOWED, "this method isn't supported");
    exchange_answer_header(exchange, "Allow", buffer_text(allowed));
}

void routes_serve(struct exchange *exchange)
{
    struct buffer allowed = {0};
    const struct route *route = route_find(exchange, &allowed);
    if (!route)
        answer_without_route(exchange, &allowed);
    else if (route->access == OPEN || exchange_authorized(exchange))
        route->handler(exchange);
    buffer_free(&allowed);
}
