#include "runtime/net/curl/curl_handle.h"

#include "runtime/base/alloc.h"

#include <string.h>

/* Limit for all header blocks of a transfer together. libcurl limits a single line to 100 KiB. */
#define HEADERS_MOST ((uint64_t)256 << 10)

/* From this size, libcurl sends a body separately from its headers. */
#define BODY_WITH_HEADERS ((size_t)64 << 10)

/* Enough for the headers of a typical response. */
#define HEADERS_USUAL ((size_t)500)

/* The status of a line such as "HTTP/1.1 200 OK" or "HTTP/2 200". */
static int status_parse(const char *line, size_t length)
{
    const char *space = memchr(line, ' ', length);
    int status = 0;

    if (!space)
        return 0;
    for (const char *c = space + 1; c < line + length && *c >= '0' && *c <= '9' && status < 1000; c++)
        status = status * 10 + (*c - '0');
    return status;
}

/* Interim responses (1xx) and the first round of DIGEST come before the final one. */
static void block_begin(struct curl_handle *handle, const char *line, size_t length)
{
    if (handle->status >= 200)
        handle->events->followed(handle->exchange);
    buffer_clear(&handle->exchange->headers);
    buffer_clear(&handle->exchange->body);
    handle->status = status_parse(line, length);
    handle->in_headers = true;
    curl_origin_note(handle);
    curl_easy_getinfo(handle->easy, CURLINFO_REQUEST_SIZE, &handle->sent_before);
}

static size_t header_received(char *line, size_t size, size_t count, void *context)
{
    struct curl_handle *handle = context;
    size_t length = size * count;

    handle->header_bytes += length;
    if (handle->header_bytes > HEADERS_MOST) {
        handle->stopped = NET_ERROR_HEADER_TOO_LARGE;
        return 0;
    }
    if (!handle->in_headers && length >= 5 && memcmp(line, "HTTP/", 5) == 0)
        block_begin(handle, line, length);
    else if (length == 0 || line[0] == '\r' || line[0] == '\n')
        handle->in_headers = false;
    else
        buffer_append(&handle->exchange->headers, line, length);
    return length;
}

static size_t body_received(char *bytes, size_t size, size_t count, void *context)
{
    struct curl_handle *handle = context;
    size_t length = size * count;

    if (length > handle->exchange->settings->max_body - handle->exchange->body.length) {
        handle->stopped = NET_ERROR_BODY_TOO_LARGE;
        return 0;
    }
    buffer_append(&handle->exchange->body, bytes, length);
    return length;
}

void curl_answer_prepare(struct curl_handle *handle)
{
    curl_easy_setopt(handle->easy, CURLOPT_HEADERFUNCTION, header_received);
    curl_easy_setopt(handle->easy, CURLOPT_HEADERDATA, handle);
    curl_easy_setopt(handle->easy, CURLOPT_WRITEFUNCTION, body_received);
    curl_easy_setopt(handle->easy, CURLOPT_WRITEDATA, handle);
    curl_easy_setopt(handle->easy, CURLOPT_ERRORBUFFER, handle->error);
}

void curl_answer_begin(struct curl_handle *handle)
{
    buffer_clear(&handle->exchange->headers);
    buffer_clear(&handle->exchange->body);
    buffer_reserve(&handle->exchange->headers, HEADERS_USUAL);
    handle->header_bytes = 0;
    handle->status = 0;
    handle->sent_before = 0;
    handle->in_headers = false;
    handle->stopped = NET_OK;
    handle->sockets.os_error = 0;
}

static nanos time_of(CURL *easy, CURLINFO which, nanos offset)
{
    curl_off_t microseconds = 0;

    curl_easy_getinfo(easy, which, &microseconds);
    return microseconds > 0 ? offset + microseconds * NANOS_PER_US : 0;
}

/* libcurl measures from the start of the transfer, the response from the start of the request. */
static void phases_read(const struct curl_handle *handle, struct http_response *draft)
{
    nanos offset = instant_since(handle->begun, draft->base.start);
    long connections = 0;

    curl_easy_getinfo(handle->easy, CURLINFO_NUM_CONNECTS, &connections);
    draft->reused = connections == 0 && handle->status;
    draft->base.connect = draft->base.tls = 0;
    if (connections) {
        draft->base.connect = time_of(handle->easy, CURLINFO_CONNECT_TIME_T, offset);
        draft->base.tls = time_of(handle->easy, CURLINFO_APPCONNECT_TIME_T, offset);
    }
    draft->first_byte = time_of(handle->easy, CURLINFO_STARTTRANSFER_TIME_T, offset);
}

/* libcurl counts a short body as part of the headers, and a longer one as upload. */
static void bytes_count(const struct curl_handle *handle, struct http_response *draft)
{
    curl_off_t received = 0, uploaded = 0;
    long requested = 0;

    curl_easy_getinfo(handle->easy, CURLINFO_SIZE_DOWNLOAD_T, &received);
    curl_easy_getinfo(handle->easy, CURLINFO_REQUEST_SIZE, &requested);
    if (handle->exchange->request->body_length >= BODY_WITH_HEADERS)
        curl_easy_getinfo(handle->easy, CURLINFO_SIZE_UPLOAD_T, &uploaded);
    draft->bytes_received += handle->header_bytes + (uint64_t)received;
    draft->base.bytes_sent += (uint64_t)requested + (uint64_t)uploaded;
}

/* The texts belong to the exchange's buffers. */
static void texts_refer(struct http_exchange *exchange)
{
    struct http_response *draft = &exchange->draft;
    size_t length = exchange->headers.length;
    char *headers = exchange->headers.data;

    while (length && (headers[length - 1] == '\r' || headers[length - 1] == '\n'))
        length--;
    draft->headers = headers;
    draft->headers_length = length;
}

/* If a response ends within its headers, libcurl reports success. */
static enum net_error error_of(const struct curl_handle *handle, CURLcode result)
{
    enum net_error error = curl_error_of(handle, result);

    return error == NET_OK && handle->in_headers ? NET_ERROR_PARTIAL : error;
}

void curl_answer_finish(struct curl_handle *handle, CURLcode result)
{
    struct http_exchange *exchange = handle->exchange;
    struct http_response *draft = &exchange->draft;

    draft->base.end = clock_now();
    draft->base.error = error_of(handle, result);
    draft->base.reason = curl_error_reason(handle, draft->base.error);
    draft->status = handle->status;
    if (draft->base.error)
        buffer_clear(&exchange->body);
    texts_refer(exchange);
    phases_read(handle, draft);
    curl_origin_read(handle, draft);
    bytes_count(handle, draft);
}
