#include "runtime/target/exchange.h"

#include "runtime/base/alloc.h"
#include "runtime/target/target_state.h"
#include "runtime/target/tokens.h"
#include "runtime/text/json.h"
#include "runtime/text/url.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The path of a request target: "/a?b" is "/a"; the absolute form of a proxy request (RFC 9112 section 3.2.2)
 * loses its scheme and host. */
static char *path_of(const char *uri)
{
    const char *scheme = *uri == '/' ? NULL : strstr(uri, "://");
    const char *path = scheme ? strchr(scheme + 3, '/') : uri;
    return path ? mem_strndup(path, strcspn(path, "?")) : mem_strdup("/");
}

/* Reserves the memory first, so that the segments don't move. */
static void decode_segments(struct exchange *exchange)
{
    buffer_reserve(&exchange->decoded, strlen(exchange->path) + 1);
    for (const char *rest = exchange->path; *rest; rest += strcspn(rest, "/")) {
        if (*rest == '/' && (rest++, *rest == '/' || !*rest))
            continue;
        if (exchange->segment_count < PATH_SEGMENTS_MAX) {
            exchange->segments[exchange->segment_count] = exchange->decoded.data + exchange->decoded.length;
            url_decode(rest, strcspn(rest, "/"), &exchange->decoded);
            buffer_append_char(&exchange->decoded, '\0');
        }
        exchange->segment_count++;
    }
}

struct exchange *exchange_make(struct target *target, const char *uri)
{
    struct exchange *exchange = mem_zalloc(1, sizeof *exchange);
    exchange->target = target;
    exchange->path = path_of(uri);
    buffer_init(&exchange->body, BODY_MAX);
    decode_segments(exchange);
    return exchange;
}

void exchange_free(struct exchange *exchange)
{
    if (exchange->response)
        MHD_destroy_response(exchange->response);
    buffer_free(&exchange->body);
    buffer_free(&exchange->decoded);
    mem_free(exchange->path);
    mem_free(exchange);
}

const char *exchange_header(struct exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_HEADER_KIND, name);
}

const char *exchange_query(struct exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_GET_ARGUMENT_KIND, name);
}

const char *exchange_cookie(struct exchange *exchange, const char *name)
{
    return MHD_lookup_connection_value(exchange->connection, MHD_COOKIE_KIND, name);
}

/* A decimal number; false if the text contains anything else. */
static bool read_int(const char *text, int64_t *number)
{
    char *end;
    errno = 0;
    *number = strtoll(text, &end, 10);
    return *text && !*end && !errno && !isspace((unsigned char)*text);
}

int64_t exchange_query_int(struct exchange *exchange, const char *name, int64_t fallback, int64_t low,
                           int64_t high)
{
    const char *text = exchange_query(exchange, name);
    int64_t number;
    if (!text || !read_int(text, &number))
        number = fallback;
    return number < low ? low : number > high ? high : number;
}

bool exchange_segment_int(struct exchange *exchange, size_t index, int64_t low, int64_t high, int64_t *number)
{
    if (read_int(exchange->segments[index], number) && *number >= low && *number <= high)
        return true;
    exchange_answer_error(exchange, MHD_HTTP_NOT_FOUND, "there is no item with this number");
    return false;
}

/* Adds a value to a map. If the name exists already, the value is appended after ", " (RFC 9110 section
 * 5.2). */
static enum MHD_Result collect(void *context, enum MHD_ValueKind kind, const char *name, size_t name_length,
                               const char *text, size_t length)
{
    value *map = context, before;
    (void)kind;
    struct buffer joined = {0};
    if (value_map_get(*map, name, name_length, &before) && value_show(before, &joined))
        buffer_append_text(&joined, ", ");
    buffer_append(&joined, text ? text : "", text ? length : 0);
    value_map_set(map, name, name_length, value_string(buffer_text(&joined), joined.length));
    buffer_free(&joined);
    return MHD_YES;
}

value exchange_values(struct exchange *exchange, enum MHD_ValueKind kind)
{
    value map = value_map(8);
    MHD_get_connection_values_n(exchange->connection, kind, collect, &map);
    return map;
}

bool exchange_body_parse(struct exchange *exchange, value *document)
{
    return json_decode(buffer_text(&exchange->body), exchange->body.length, document, NULL);
}

bool exchange_json(struct exchange *exchange, value *document)
{
    if (!exchange_body_parse(exchange, document)) {
        exchange_answer_error(exchange, MHD_HTTP_BAD_REQUEST, "the body isn't JSON");
        return false;
    }
    if (document->type == VALUE_MAP)
        return true;
    value_release(*document);
    exchange_answer_error(exchange, MHD_HTTP_BAD_REQUEST, "the body isn't a JSON object");
    return false;
}

bool exchange_authorized(struct exchange *exchange)
{
    const char *header = exchange_header(exchange, "x-nd-authorization");
    if (!header)
        header = exchange_header(exchange, "Authorization");
    if (header && strncasecmp(header, "Bearer ", 7) == 0 && token_is_ours(exchange->target, header + 7))
        return true;
    exchange_answer_error(exchange, MHD_HTTP_UNAUTHORIZED, "unknown token");
    exchange_answer_header(exchange, "WWW-Authenticate", "Bearer");
    return false;
}
