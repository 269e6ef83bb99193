#include "runtime/model/http_response.h"

#include "runtime/base/alloc.h"
#include "runtime/text/xpath.h"

#include <string.h>
#include <strings.h>

/* Bytes that a spare response has room for at least and at the most. */
#define SPARE_LEAST ((size_t)512)
#define SPARE_MOST ((size_t)64 << 10)

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
    text_free(response, response->body);
    value_release(response->json);
    xpath_page_free(response->page);
    mem_free(response);
}

static bool response_show(const struct object *object, struct buffer *out)
{
    return buffer_printf(out, "%d", ((const struct http_response *)object)->status);
}

struct http_response *http_response_new(void)
{
    struct http_response *response = mem_alloc(sizeof *response);
    instant now = clock_now();

    *response = (struct http_response){
        .object = {.references = 1, .destroy = response_destroy, .show = response_show},
        .url = mem_zalloc(1, 1),
        .headers = mem_zalloc(1, 1),
        .body = mem_zalloc(1, 1),
        .start = now,
        .end = now,
        .json = value_none(),
        .json_state = RESPONSE_JSON_UNREAD,
    };
    return response;
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
    response->object = (struct object){.references = 1, .destroy = response_destroy, .show = response_show};
    response->packed = size;
    response->url = text_pack(&place, draft->url, url_length);
    response->headers = text_pack(&place, draft->headers, draft->headers_length);
    response->body = taken ? buffer_steal(body) : text_pack(&place, body->data, length);
    response->body_length = length;
    return response;
}

static struct http_response *received_new(size_t length)
{
    size_t size = length < SPARE_LEAST ? SPARE_LEAST : length + 1;
    struct http_response *response = mem_alloc(sizeof *response + size);

    *response = (struct http_response){
        .object = {.references = 1, .destroy = response_destroy, .show = response_show},
        .body = (char *)(response + 1),
        .packed = size,
    };
    return response;
}

/* What a scenario may have made of it. */
static void spare_forget(struct http_response *response)
{
    value_release(response->json);
    response->json = value_none();
    response->json_state = RESPONSE_JSON_UNREAD;
    response->json_scans = 0;
    xpath_page_free(response->page);
    response->page = NULL;
}

static struct http_response *spare_take(struct http_response **spare, size_t length)
{
    struct http_response *response = *spare;

    if (length >= SPARE_MOST)
        return received_new(length);
    if (response && response->object.references == 1 && length < response->packed) {
        spare_forget(response);
    } else {
        if (response)
            http_response_release(response);
        response = *spare = received_new(length);
    }
    response->object.references = 2;
    return response;
}

/* The empty texts are the end of the body. */
struct http_response *http_response_received(struct http_response **spare, const char *bytes, size_t length)
{
    struct http_response *response = spare_take(spare, length);
    char *end = response->body + length;

    response->url = response->headers = end;
    response->body_length = length;
    if (length)
        memcpy(response->body, bytes, length);
    *end = '\0';
    return response;
}

value http_response_value(struct http_response *response)
{
    return (value){.type = VALUE_RESPONSE, .as.object = &response->object};
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
    for (size_t i = 0; i < sizeof status_texts / sizeof *status_texts; i++)
        if (status_texts[i].status == status)
            return status_texts[i].text;
    return "";
}
