#include "runtime/net/curl/curl_handle.h"

#include "runtime/base/alloc.h"
#include "runtime/text/url.h"

#include <string.h>

/* Replaces the Unix socket by "localhost", for the Host header and the cookies. */
static const char *url_behind_socket(const struct url_server *server, struct buffer *scratch)
{
    buffer_clear(scratch);
    buffer_printf(scratch, "http://localhost%s", server->target);
    return buffer_text(scratch);
}

/* libcurl's parser refuses some bytes that a raw target may contain. So it gets the repaired URL for the
 * connection and the cookies, and the raw target separately. */
static bool raw_apply(struct curl_handle *handle, const char *url, const struct url_server *server,
                      struct buffer *scratch)
{
    struct buffer target = {0};
    bool fine;

    buffer_printf(&target, "%s%s", *server->target == '/' ? "" : "/", server->target);
    buffer_clear(scratch);
    fine = url_resolve(NULL, url, strlen(url), false, scratch) == NULL;
    if (fine) {
        curl_easy_setopt(handle->easy, CURLOPT_URL, buffer_text(scratch));
        curl_easy_setopt(handle->easy, CURLOPT_REQUEST_TARGET, buffer_text(&target));
    }
    buffer_free(&target);
    return fine;
}

static void socket_apply(struct curl_handle *handle, const struct url_server *server, struct buffer *scratch)
{
    if (!server->socket && !handle->applied.socket)
        return;
    handle->applied.socket = server->socket != NULL;
    buffer_clear(scratch);
    url_decode(server->socket, server->socket_length, scratch);
    curl_easy_setopt(handle->easy, CURLOPT_UNIX_SOCKET_PATH, server->socket ? buffer_text(scratch) : NULL);
}

static bool target_set(struct curl_handle *handle, const struct http_request *request, struct buffer *scratch)
{
    const char *url = request->url;
    struct url_server server;
    struct buffer behind = {0};
    bool fine = true;

    if (!url_server(url, &server))
        return false;
    socket_apply(handle, &server, scratch);
    if (server.socket)
        url = url_behind_socket(&server, &behind);
    if (request->raw)
        fine = raw_apply(handle, url, &server, scratch);
    else
        curl_easy_setopt(handle->easy, CURLOPT_URL, url);
    buffer_free(&behind);
    return fine;
}

bool curl_target_apply(struct curl_handle *handle, const struct http_request *request, struct buffer *scratch)
{
    struct curl_applied *applied = &handle->applied;

    if (!curl_applied_changes(&applied->url, request->url) && applied->raw == request->raw)
        return true;
    if (applied->raw && !request->raw)
        curl_easy_setopt(handle->easy, CURLOPT_REQUEST_TARGET, NULL);
    applied->raw = request->raw;
    if (target_set(handle, request, scratch))
        return true;
    curl_applied_changes(&applied->url, NULL);
    return false;
}

/* libcurl reads the list at the start of the next transfer and stores the addresses in the multi handle. */
void curl_target_addresses(struct curl_handle *handle)
{
    const struct http_addresses *addresses = handle->exchange->addresses;
    struct buffer entry = {0};

    if (addresses->serial == handle->applied.addresses)
        return;
    handle->applied.addresses = addresses->serial;
    if (!addresses->count)
        return;
    buffer_printf(&entry, "%.*s:%u:", (int)addresses->host_length, addresses->host, addresses->port);
    for (size_t i = 0; i < addresses->count; i++) {
        buffer_append_text(&entry, i ? "," : "");
        socket_address_show(&addresses->list[i], &entry);
    }
    mem_free(handle->resolve.data);
    handle->resolve = (struct curl_slist){.data = buffer_steal(&entry)};
    curl_easy_setopt(handle->easy, CURLOPT_RESOLVE, &handle->resolve);
}
