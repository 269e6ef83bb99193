#include "runtime/net/curl/curl_handle.h"

#include "runtime/base/alloc.h"
#include "runtime/net/http/content_coding.h"

#include <string.h>
#include <strings.h>

static bool name_is(const struct http_header *header, const char *name)
{
    return strcasecmp(header->name, name) == 0;
}

static bool request_has(const struct http_request *request, const char *name)
{
    for (size_t i = 0; i < request->header_count; i++)
        if (name_is(&request->headers[i], name))
            return true;
    return false;
}

/* In libcurl's notation, "Name:" suppresses a header, and "Name;" sends an empty one. */
static void line_write(const char *name, const char *text, struct buffer *out)
{
    bool empty = text[strspn(text, " \t")] == '\0';

    buffer_append_text(out, name);
    buffer_append_text(out, empty ? ";" : ": ");
    buffer_append(out, empty ? "" : text, empty ? 1 : strlen(text) + 1);
}

static void line_suppress(const char *name, struct buffer *out)
{
    buffer_append_text(out, name);
    buffer_append(out, ":", 2);
}

/* By default libcurl sends each body as a form, and long bodies with Expect: 100-continue; these lines
 * suppress both. */
static void body_lines_write(const struct http_request *request, struct buffer *out)
{
    if (!request_has(request, "Content-Type")) {
        if (request->body && request->content_type)
            line_write("Content-Type", request->content_type, out);
        else
            line_suppress("Content-Type", out);
    }
    if (!request_has(request, "Expect"))
        line_suppress("Expect", out);
}

static bool is_replaced(const struct http_exchange *exchange, const struct http_header *header)
{
    return name_is(header, "Cookie") || (exchange->request->auth && name_is(header, "Authorization"));
}

void curl_headers_write(const struct http_exchange *exchange, struct buffer *out)
{
    const struct http_request *request = exchange->request;

    if (exchange->settings->compression && !request_has(request, "Accept-Encoding"))
        line_write("Accept-Encoding", CONTENT_CODINGS, out);
    for (size_t i = 0; i < request->header_count; i++)
        if (!is_replaced(exchange, &request->headers[i]))
            line_write(request->headers[i].name, request->headers[i].value, out);
    if (exchange->authorization)
        line_write("Authorization", exchange->authorization, out);
    body_lines_write(request, out);
    if (!exchange->settings->keepalive && !request_has(request, "Connection"))
        line_write("Connection", "close", out);
}

struct curl_headers *curl_headers_new(const struct buffer *written)
{
    struct curl_headers *headers;
    struct curl_slist *nodes, **next;
    size_t count = 0;

    for (size_t i = 0; i < written->length; i++)
        count += written->data[i] == '\0';
    headers = mem_alloc(sizeof *headers + count * sizeof *nodes + written->length);
    nodes = (struct curl_slist *)(headers + 1);
    headers->text = (char *)(nodes + count);
    headers->length = written->length;
    if (written->length)
        memcpy(headers->text, written->data, written->length);
    next = &headers->first;
    for (char *line = headers->text; line < headers->text + headers->length; line += strlen(line) + 1) {
        nodes->data = line;
        *next = nodes;
        next = &nodes->next;
        nodes++;
    }
    *next = NULL;
    return headers;
}
