#include "runtime/net/curl/curl_handle.h"

#include "runtime/base/alloc.h"

#include <openssl/evp.h>
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

/* In libcurl's notation "Name:" takes a header away that it would send, "Name;" sends an empty one. */
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

static void basic_write(const struct http_request *request, struct buffer *out)
{
    struct buffer plain = {0};
    size_t length;
    char *place;

    buffer_printf(&plain, "%s:%s", request->auth_user ? request->auth_user : "",
                  request->auth_secret ? request->auth_secret : "");
    buffer_append_text(out, "Authorization: Basic ");
    length = (plain.length + 2) / 3 * 4;
    place = buffer_reserve(out, length + 1);
    EVP_EncodeBlock((unsigned char *)place, (const unsigned char *)plain.data, (int)plain.length);
    buffer_commit(out, length + 1); /* with the NUL that EVP_EncodeBlock wrote */
    buffer_free(&plain);
}

static void authorization_write(const struct http_request *request, struct buffer *out)
{
    if (request->auth == HTTP_AUTH_BASIC) {
        basic_write(request, out);
    } else if (request->auth == HTTP_AUTH_BEARER) {
        buffer_append_text(out, "Authorization: Bearer ");
        buffer_append(out, request->auth_secret, strlen(request->auth_secret) + 1);
    }
}

/* libcurl calls every body a form and waits for leave to send a long one; neither was asked for. */
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

void curl_lines_write(const struct http_request *request, const struct client_settings *settings,
                      struct buffer *out)
{
    for (size_t i = 0; i < request->header_count; i++) {
        const struct http_header *header = &request->headers[i];

        if (name_is(header, "Cookie") || (request->auth && name_is(header, "Authorization")))
            continue;
        line_write(header->name, header->value, out);
    }
    authorization_write(request, out);
    body_lines_write(request, out);
    if (!settings->keepalive && !request_has(request, "Connection"))
        line_write("Connection", "close", out);
}

struct curl_lines *curl_lines_new(const struct buffer *written)
{
    struct curl_lines *lines;
    struct curl_slist *nodes, **next;
    size_t count = 0;

    for (size_t i = 0; i < written->length; i++)
        count += written->data[i] == '\0';
    lines = mem_alloc(sizeof *lines + count * sizeof *nodes + written->length);
    nodes = (struct curl_slist *)(lines + 1);
    lines->text = (char *)(nodes + count);
    lines->length = written->length;
    if (written->length)
        memcpy(lines->text, written->data, written->length);
    next = &lines->first;
    for (char *line = lines->text; line < lines->text + lines->length; line += strlen(line) + 1) {
        nodes->data = line;
        *next = nodes;
        next = &nodes->next;
        nodes++;
    }
    *next = NULL;
    return lines;
}
