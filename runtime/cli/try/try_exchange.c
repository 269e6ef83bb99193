#include "runtime/cli/try/try_view.h"

#include "runtime/report/report.h"
#include "runtime/text/body_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- heads ---- */

static const char *line_end(const char *line, const char *end)
{
    const char *newline = memchr(line, '\n', (size_t)(end - line));

    return newline ? newline : end;
}

static bool header_parse(const char *line, const char *stop, struct try_header *header)
{
    const char *colon = memchr(line, ':', (size_t)(stop - line));

    if (!colon)
        return false;
    *header = (struct try_header){.name = line, .name_length = (size_t)(colon - line)};
    for (colon++; colon < stop && (*colon == ' ' || *colon == '\t'); colon++)
        ;
    while (stop > colon && (stop[-1] == '\r' || stop[-1] == ' ' || stop[-1] == '\t'))
        stop--;
    header->text = colon;
    header->text_length = (size_t)(stop - colon);
    return true;
}

bool try_header_next(const struct buffer *head, size_t *at, struct try_header *header)
{
    const char *start = buffer_text(head), *end = start + head->length;

    while (*at < head->length) {
        const char *line = start + *at, *stop = line_end(line, end);
        bool is_first = *at == 0;

        *at = (size_t)(stop - start) + 1;
        if (!is_first && header_parse(line, stop, header))
            return true;
    }
    return false;
}

static bool header_is(const struct try_header *header, const char *name)
{
    return strlen(name) == header->name_length && strncasecmp(header->name, name, header->name_length) == 0;
}

/* True for headers that are shown at low detail. For requests, headers that every client sends are hidden.
 * For responses, only the headers in `telling` are shown. */
static bool header_is_telling(const struct try_header *header, bool is_request)
{
    static const char *const usual[] = {"Host",           "User-Agent", "Accept", "Accept-Encoding",
                                        "Content-Length", "Connection", NULL};
    static const char *const telling[] = {"Content-Type", "Location",         "Set-Cookie",
                                          "Retry-After",  "WWW-Authenticate", NULL};

    for (const char *const *name = is_request ? usual : telling; *name; name++)
        if (header_is(header, *name))
            return !is_request;
    return is_request;
}

static void head_first_print(const struct try_view *view, const struct buffer *head)
{
    struct buffer line = {0};

    buffer_printf(&line, "      %.*s", (int)strcspn(buffer_text(head), "\r\n"), buffer_text(head));
    try_line(view, TRY_DIM, &line);
}

static void head_print(const struct try_view *view, const struct buffer *head, bool is_request)
{
    struct try_header header;
    struct buffer line = {0};
    size_t at = 0;

    if (!view->shows_secrets)
        try_secrets_of_head(head);
    if (view->detail >= TRY_EXACT && head->length)
        head_first_print(view, head);
    while (try_header_next(head, &at, &header)) {
        if (view->detail == TRY_SHORT && !header_is_telling(&header, is_request))
            continue;
        buffer_printf(&line, "      %.*s:%s", (int)header.name_length, header.name,
                      header.text_length ? " " : "");
        if (view->shows_secrets)
            buffer_append(&line, header.text, header.text_length);
        else
            try_header_masked(&header, &line);
        try_line(view, TRY_DIM, &line);
    }
}

/* ---- requests ---- */

void try_exchange_free(struct try_exchange *exchange)
{
    buffer_free(&exchange->sent);
    buffer_free(&exchange->received);
}

void try_request(struct try_view *view, const struct http_request *request)
{
    struct buffer line = {0};

    buffer_clear(&view->exchange.sent);
    buffer_clear(&view->exchange.received);
    view->exchange.request = request;
    view->exchange.is_shown = false;
    if (!view->shows_secrets)
        try_secrets_of_request(request);
    buffer_printf(&line, "  > %s %s", request->method, request->url);
    try_line(view, TRY_BOLD, &line);
    fflush(stdout);
}

/* Makes the text of a request that wasn't sent. */
static void sent_make(const struct http_request *request, struct buffer *sent)
{
    buffer_printf(sent, "%s %s\r\n", request->method, request->url);
    for (size_t i = 0; i < request->header_count; i++)
        buffer_printf(sent, "%s: %s\r\n", request->headers[i].name, request->headers[i].value);
    if (request->body && request->content_type)
        buffer_printf(sent, "Content-Type: %s\r\n", request->content_type);
    if (request->cookies)
        buffer_printf(sent, "Cookie: %s\r\n", request->cookies);
    if (request->auth == HTTP_AUTH_BEARER)
        buffer_printf(sent, "Authorization: Bearer %s\r\n", request->auth_secret);
}

static void sent_print(struct try_view *view)
{
    struct try_exchange *exchange = &view->exchange;
    const struct http_request *request = exchange->request;

    exchange->is_shown = true;
    head_print(view, &exchange->sent, true);
    try_body(view, request->body, request->body ? request->body_length : 0);
    if (view->shows_curl)
        try_curl(view, request, &exchange->sent);
}

/* ---- what goes over the wire ---- */

static int status_of(const struct buffer *head)
{
    const char *blank = strchr(buffer_text(head), ' ');

    return blank ? atoi(blank + 1) : 0;
}

/* Prints a response that isn't the last: a redirect, or the challenge of DIGEST. */
static void interim_print(const struct try_view *view)
{
    int status = status_of(&view->exchange.received);
    struct buffer line = {0};

    if (status == 0)
        return;
    buffer_printf(&line, "  < %d %s", status, http_status_text(status));
    try_line(view, TRY_PLAIN, &line);
    head_print(view, &view->exchange.received, false);
}

/* Prints the next request of the chain, such as "GET /next at shop.example:8080". */
static void next_print(const struct try_view *view)
{
    const struct buffer *sent = &view->exchange.sent;
    struct try_header header;
    struct buffer line = {0};
    size_t at = 0, first = strcspn(buffer_text(sent), "\r\n");
    const char *version = memrchr(buffer_text(sent), ' ', first);

    buffer_append_text(&line, "  > ");
    buffer_append(&line, buffer_text(sent), version ? (size_t)(version - sent->data) : first);
    while (try_header_next(sent, &at, &header))
        if (header_is(&header, "Host"))
            buffer_printf(&line, " at %.*s", (int)header.text_length, header.text);
    try_line(view, TRY_BOLD, &line);
}

static void head_goes_out(struct try_view *view, const char *bytes, size_t length)
{
    struct try_exchange *exchange = &view->exchange;

    if (exchange->is_shown)
        interim_print(view);
    buffer_clear(&exchange->received);
    buffer_clear(&exchange->sent);
    buffer_append(&exchange->sent, bytes, length);
    if (!exchange->is_shown) {
        sent_print(view);
        return;
    }
    next_print(view);
    head_print(view, &exchange->sent, true);
}

void try_wire(struct try_view *view, enum http_wire kind, const char *bytes, size_t length)
{
    struct buffer *received = &view->exchange.received;

    if (!view->exchange.request)
        return;
    if (kind == HTTP_WIRE_SENT) {
        head_goes_out(view, bytes, length);
        return;
    }
    if (length >= 5 && memcmp(bytes, "HTTP/", 5) == 0)
        buffer_clear(received); /* the bytes so far are a 1xx response */
    buffer_append(received, bytes, length);
}

/* ---- responses ---- */

static void phase_append(struct buffer *line, const char *name, nanos time, const char **separator)
{
    if (time <= 0)
        return;
    buffer_printf(line, "%s%s ", *separator, name);
    report_interval(time, line);
    *separator = ", ";
}

/* Appends the times of the phases, each since the start: "(connect 0.12 ms, first byte 1.5 ms)". */
static void phases_append(const struct http_response *response, struct buffer *line)
{
    const char *separator = "  (";

    phase_append(line, "dns", response->base.dns, &separator);
    phase_append(line, "connect", response->base.connect, &separator);
    phase_append(line, "tls", response->base.tls, &separator);
    phase_append(line, "first byte", response->first_byte, &separator);
    buffer_append_text(line, *separator == ',' ? ")" : "");
}

static void outcome_print(const struct try_view *view, const struct http_response *response)
{
    bool bad = response->base.error != NET_OK || response->status >= 400;
    struct buffer line = {0};

    buffer_append_text(&line, "  < ");
    if (response->base.error == NET_OK)
        buffer_printf(&line, "%d %s", response->status, http_status_text(response->status));
    else
        net_error_write(response->base.error, response->base.reason, &line);
    buffer_append_text(&line, "  ");
    report_interval(instant_since(response->base.end, response->base.start), &line);
    phases_append(response, &line);
    buffer_append_text(&line, "  ");
    try_count(&line, response->base.body_length, "byte");
    if (response->redirects > 0) {
        buffer_append_text(&line, "  after ");
        try_count(&line, response->redirects, "redirect");
        buffer_printf(&line, ": %s", response->url);
    }
    try_line(view, bad ? TRY_BAD : TRY_GOOD, &line);
}

static void connection_print(const struct try_view *view, const struct http_response *response)
{
    struct buffer line = {0};

    buffer_printf(&line, "      (%s connection, %" PRIu64 " bytes sent, %" PRIu64 " received)",
                  response->reused ? "kept" : "new", response->base.bytes_sent, response->bytes_received);
    try_line(view, TRY_DIM, &line);
}

/* If a hook has sent a request meanwhile, the bytes of both are mixed; then only the response itself is
 * shown. */
static void exchange_resume(struct try_exchange *exchange, const struct http_request *request,
                            const struct http_response *response)
{
    exchange->request = request;
    exchange->is_shown = true;
    buffer_clear(&exchange->received);
    buffer_printf(&exchange->received, "HTTP %d\r\n", response->status);
    buffer_append(&exchange->received, response->headers, response->headers_length);
}

static void body_print(const struct try_view *view, const struct http_response *response)
{
    struct buffer decoded = {0};
    const char *type = NULL;
    size_t length = 0;
    struct slice text;

    http_header_find(response->headers, response->headers_length, "Content-Type", &type, &length);
    text = body_text(type, length, response->base.body, response->base.body_length, &decoded);
    if (!view->shows_secrets)
        try_secrets_of_body(text.bytes, text.length);
    try_body(view, text.bytes, text.length);
    buffer_free(&decoded);
}

void try_response(struct try_view *view, const struct http_request *request, const struct response *answer)
{
    const struct http_response *response = http_response_of(answer);
    struct try_exchange *exchange = &view->exchange;

    if (exchange->request != request) {
        struct buffer line = {0};

        exchange_resume(exchange, request, response);
        buffer_printf(&line, "  (of %s %s)", request->method, request->url);
        try_line(view, TRY_PLAIN, &line);
    }
    if (!exchange->is_shown) {
        sent_make(exchange->request, &exchange->sent);
        sent_print(view);
    }
    outcome_print(view, response);
    if (view->detail >= TRY_EXACT)
        connection_print(view, response);
    if (!view->shows_secrets)
        try_secrets_of_body(response->base.body, response->base.body_length);
    head_print(view, &exchange->received, false);
    body_print(view, response);
    exchange->request = NULL;
}
