#include "runtime/net/http/route.h"

#include "runtime/base/alloc.h"
#include "runtime/base/buffer.h"
#include "runtime/text/url.h"

#include <stdbool.h>
#include <string.h>

/* ---- what the engine is told ---- */

static void server_append(const struct url_server *server, struct buffer *out)
{
    buffer_printf(out, "%.*s:%u:", (int)server->host_length, server->host, server->port);
}

static char *addresses_in_turn(const struct url_server *server, const struct resolved_name *name,
                               uint32_t number)
{
    struct buffer out = {0};

    server_append(server, &out);
    for (size_t i = 0; i < name->count; i++) {
        buffer_append_text(&out, i ? "," : "");
        socket_address_show(resolved_address(name, i, number), &out);
    }
    return buffer_steal(&out);
}

/* The address that `resolve` names for the server, as the engine wants to hear it; NULL: none. */
static char *address_given(const char *resolve, const struct url_server *server)
{
    struct socket_address address;
    struct buffer out = {0};

    if (!socket_address_given(resolve, server->host, server->host_length, server->port, &address))
        return NULL;
    server_append(server, &out);
    if (address.length)
        socket_address_show(&address, &out);
    return buffer_steal(&out);
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
