#include "runtime/net/curl/curl_handle.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Servers say by `Keep-Alive: timeout=5` when they close an idle connection (RFC 2068 section 19.7.1.1). A
 * request that they get just then fails, so connections are given up a tenth earlier. */
#define KEPT_PART 0.9

/* As libcurl's own limit. */
#define KEPT_MOST (118 * NANOS_PER_S)

enum { TIMEOUT_MOST = 1000000 }; /* seconds */

/* The parameter `timeout` in seconds. False: there is none that makes sense. */
static bool timeout_find(const char *text, size_t length, unsigned long *seconds)
{
    static const char name[] = "timeout";

    for (const char *at = text, *end = text + length; at < end; at++) {
        char *after;

        if ((size_t)(end - at) <= sizeof name || strncasecmp(at, name, sizeof name - 1) != 0)
            continue;
        at += sizeof name - 1;
        at += strspn(at, " \t");
        if (*at != '=')
            continue;
        *seconds = strtoul(at + 1, &after, 10);
        return after > at + 1 && *seconds <= TIMEOUT_MOST;
    }
    return false;
}

static nanos time_kept(const struct http_response *response)
{
    const char *text;
    size_t length;
    unsigned long seconds;

    if (!http_header_find(response->headers, response->headers_length, "Keep-Alive", &text, &length) ||
        !timeout_find(text, length, &seconds) || seconds * NANOS_PER_S >= KEPT_MOST)
        return KEPT_MOST;
    return (nanos)((double)seconds * NANOS_PER_S * KEPT_PART);
}

static bool is_http_1(const struct http_response *response)
{
    return response->version == HTTP_VERSION_1_0 || response->version == HTTP_VERSION_1_1;
}

void curl_kept_note(struct curl_handle *handle, curl_socket_t socket)
{
    const struct http_response *response = &handle->exchange->draft;

    if (socket == CURL_SOCKET_BAD || response->base.error || !is_http_1(response))
        return;
    curl_sockets_keep(&handle->sockets, socket, instant_add(response->base.end, time_kept(response)));
}
