#include "runtime/model/http_response.h"

#include "runtime/base/alloc.h"
#include "runtime/base/count_of.h"

#include <string.h>
#include <strings.h>

/* A longer body isn't copied. */
#define PACKED_BODY_MOST ((size_t)4 << 10)

static const struct {
    int status;
    const char *text;
} status_texts[] = {
    {100, "Continue"},
    {101, "Switching Protocols"},
    {102, "Processing"},
    {103, "Early Hints"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {203, "Non-Authoritative Information"},
    {204, "No Content"},
    {205, "Reset Content"},
    {206, "Partial Content"},
    {207, "Multi-Status"},
    {208, "Already Reported"},
    {226, "IM Used"},
    {300, "Multiple Choices"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {305, "Use Proxy"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {402, "Payment Required"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {407, "Proxy Authentication Required"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {424, "Failed Dependency"},
    {425, "Too Early"},
    {426, "Upgrade Required"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {451, "Unavailable For Legal Reasons"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
    {506, "Variant Also Negotiates"},
    {507, "Insufficient Storage"},
    {508, "Loop Detected"},
    {511, "Network Authentication Required"},
};

static void text_free(const struct http_response *response, char *text)
{
    uintptr_t behind = (uintptr_t)(response + 1), at = (uintptr_t)text;

    if (at < behind || at >= behind + response->packed)
        mem_free(text);
}

static void response_destroy(struct object *object)
{
    struct http_response *response = (struct http_response *)object;

    text_free(response, response->url);
    text_free(response, response->headers);
    text_free(response, response->base.body);
    value_release(response->peer);
    value_release(response->certificate);
    response_forget_parsed(&response->base);
    mem_free(response);
}

static bool response_show(const struct object *object, struct buffer *out)
{
    return buffer_printf(out, "%d", ((const struct http_response *)object)->status);
}

static char *text_pack(char **place, const char *text, size_t length)
{
    char *packed = *place;

    if (length)
        memcpy(packed, text, length);
    packed[length] = '\0';
    *place += length + 1;
    return packed;
}

struct http_response *http_response_pack(const struct http_response *draft, struct buffer *body)
{
    bool taken = body->length > PACKED_BODY_MOST;
    size_t url_length = strlen(draft->url), length = body->length;
    size_t size = url_length + draft->headers_length + 2 + (taken ? 0 : length + 1);
    struct http_response *response = mem_alloc(sizeof *response + size);
    char *place = (char *)(response + 1);

    *response = *draft;
    response->peer = value_copy(draft->peer);
    response->certificate = value_copy(draft->certificate);
    response->base.object =
        (struct object){.references = 1, .destroy = response_destroy, .show = response_show};
    response->packed = size;
    response->url = text_pack(&place, draft->url, url_length);
    response->headers = text_pack(&place, draft->headers, draft->headers_length);
    response->base.body = taken ? buffer_steal(body) : text_pack(&place, body->data, length);
    response->base.body_length = length;
    return response;
}

static bool blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

bool http_header_find(const char *headers, size_t headers_length, const char *name, const char **text,
                      size_t *length)
{
    const char *line = headers, *end = headers + headers_length;
    size_t name_length = strlen(name);

    while (line < end) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *stop = newline ? newline : end, *colon = line + name_length;

        if ((size_t)(stop - line) > name_length && *colon == ':' &&
            strncasecmp(line, name, name_length) == 0) {
            for (*text = colon + 1; *text < stop && blank(**text);)
                ++*text;
            while (stop > *text && blank(stop[-1]))
                stop--;
            *length = (size_t)(stop - *text);
            return true;
        }
        line = newline ? newline + 1 : end;
    }
    return false;
}

const char *http_status_text(int status)
{
    for (size_t i = 0; i < COUNT_OF(status_texts); i++)
        if (status_texts[i].status == status)
            return status_texts[i].text;
    return "";
}
