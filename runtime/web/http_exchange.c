#include "runtime/web/http_exchange.h"

#include "runtime/base/alloc.h"
#include "runtime/web/web_fields.h"

#include <stdlib.h>
#include <string.h>

enum { BODY_MOST = 64 << 10, IGNORED_MOST = 1 << 20 }; /* bytes */

struct http_exchange *http_exchange_new(const char *target)
{
    struct http_exchange *exchange = mem_zalloc(1, sizeof *exchange);
    size_t length = strcspn(target, "?");
    struct buffer path = {0};

    exchange->is_valid = web_path_decode(target, length, &path);
    exchange->path = buffer_steal(&path);
    exchange->query = mem_strdup(target[length] ? target + length + 1 : "");
    buffer_init(&exchange->request.body, BODY_MOST);
    exchange->request.path = exchange->path;
    exchange->request.query = exchange->query;
    return exchange;
}

void http_exchange_free(struct http_exchange *exchange)
{
    if (!exchange)
        return;
    mem_free(exchange->path);
    mem_free(exchange->query);
    buffer_free(&exchange->request.body);
    mem_free(exchange);
}

void http_exchange_begin(struct http_exchange *exchange, struct MHD_Connection *connection,
                         const char *method)
{
    exchange->has_begun = true;
    exchange->request.connection = connection;
    exchange->request.method = method;
}

bool http_exchange_is_too_large(const char *content_length)
{
    return content_length && strtoull(content_length, NULL, 10) > BODY_MOST + IGNORED_MOST;
}

bool http_exchange_receive(struct http_exchange *exchange, const char *bytes, size_t length)
{
    if (buffer_append(&exchange->request.body, bytes, length))
        return true;
    exchange->ignored += length;
    return exchange->ignored <= IGNORED_MOST;
}
