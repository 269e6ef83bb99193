#include "runtime/net/http/route.h"

#include "runtime/base/alloc.h"
#include "runtime/base/buffer.h"
#include "runtime/text/url.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- what the engine is told ---- */

static void address_append(const char *address, size_t length, struct buffer *out)
{
    bool bare = memchr(address, ':', length) && *address != '[';

    buffer_append_text(out, bare ? "[" : "");
    buffer_append(out, address, length);
    buffer_append_text(out, bare ? "]" : "");
}

static bool is_ipv6(const char *address)
{
    return strchr(address, ':') != NULL;
}

/* How many addresses from the first on are of its family. Turns are taken among these: the preferred family
 * stays preferred. */
static size_t family_size(const struct resolved_name *name)
{
    size_t size = 1;

    while (size < name->count && is_ipv6(name->addresses[size]) == is_ipv6(name->addresses[0]))
        size++;
    return size;
}

static char *addresses_in_turn(const struct url_server *server, const struct resolved_name *name,
                               uint32_t number)
{
    size_t family = family_size(name);
    struct buffer out = {0};

    buffer_printf(&out, "%.*s:%u:", (int)server->host_length, server->host, server->port);
    for (size_t i = 0; i < name->count; i++) {
        const char *address = name->addresses[i < family ? (i + number) % family : i];

        buffer_append_text(&out, i ? "," : "");
        address_append(address, strlen(address), &out);
    }
    return buffer_steal(&out);
}

/* The address that `resolve` names for the server ("host:port:address", comma separated), as the engine
 * wants to hear it; NULL: none. */
static char *address_given(const char *resolve, const struct url_server *server)
{
    struct buffer out = {0};

    for (const char *entry = resolve; entry && *entry;) {
        size_t length = strcspn(entry, ","), host = server->host_length;
        char port[8];
        size_t port_length = (size_t)snprintf(port, sizeof port, ":%u:", server->port);

        if (length > host + port_length && strncasecmp(entry, server->host, host) == 0 &&
            memcmp(entry + host, port, port_length) == 0) {
            buffer_append(&out, entry, host + port_length);
            address_append(entry + host + port_length, length - host - port_length, &out);
            return buffer_steal(&out);
        }
        entry += length + (entry[length] == ',');
    }
    return NULL;
}

/* ---- the way ---- */

static bool route_leads_to(const struct route *route, const char *url)
{
    return route->server && strncmp(url, route->server, route->server_length) == 0 &&
           strchr("/?#", url[route->server_length]) != NULL; /* the NUL included */
}

/* Names that libcurl rewrites before it looks them up can't be looked up for it. */
static bool host_is_plain(const struct url_server *server)
{
    for (size_t i = 0; i < server->host_length; i++)
        if ((unsigned char)server->host[i] >= 0x80 || server->host[i] == '%')
            return false;
    return true;
}

static void route_set(struct route *route, struct resolver *resolver, const struct client_settings *settings,
                      const char *url, const struct url_server *server, char **addresses)
{
    route_free(route);
    route->server_length = (size_t)(server->target - url);
    route->server = mem_strndup(url, route->server_length);
    if (server->numeric || server->socket || host_is_numeric(server->host, server->host_length) ||
        !host_is_plain(server))
        return;
    *addresses = address_given(settings->resolve, server);
    if (!*addresses)
        route->name = resolver_find(resolver, server->host, server->host_length);
}

static enum route_state route_to(struct route *route, struct resolver *resolver,
                                 const struct client_settings *settings, const char *url, uint32_t number,
                                 char **addresses)
{
    struct url_server server = {0};

    if (!route_leads_to(route, url)) {
        if (!url_server(url, &server))
            return ROUTE_INVALID;
        route_set(route, resolver, settings, url, &server, addresses);
    }
    if (!route->name)
        return ROUTE_READY;
    resolver_touch(route->name);
    if (route->name->state != RESOLVE_DONE)
        return route->name->state == RESOLVE_PENDING ? ROUTE_WAITING : ROUTE_FAILED;
    if (route->generation != route->name->generation && url_server(url, &server)) {
        *addresses = addresses_in_turn(&server, route->name, number);
        route->generation = route->name->generation;
    }
    return ROUTE_READY;
}

/* With a proxy it is the proxy that has to be found; the server's name is its matter. */
enum route_state route_find(struct route *route, struct resolver *resolver,
                            const struct client_settings *settings, const char *url, uint32_t number,
                            char **addresses)
{
    const char *scheme = settings->proxy ? strstr(settings->proxy, "://") : NULL;
    struct buffer proxy = {0};
    enum route_state state;

    *addresses = NULL;
    if (!settings->proxy)
        return route_to(route, resolver, settings, url, number, addresses);
    buffer_printf(&proxy, "http://%s", scheme ? scheme + 3 : settings->proxy);
    state = route_to(route, resolver, settings, proxy.data, number, addresses);
    buffer_free(&proxy);
    return state;
}

void route_free(struct route *route)
{
    mem_free(route->server);
    *route = (struct route){0};
}
