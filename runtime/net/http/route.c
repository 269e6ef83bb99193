#include "runtime/net/http/route.h"

#include "runtime/base/alloc.h"
#include "runtime/base/buffer.h"
#include "runtime/text/url.h"

#include <stdbool.h>
#include <string.h>

/* ---- addresses ---- */

/* Room for `count` addresses of the server; the caller sets them. */
static struct socket_address *addresses_make(struct route *route, size_t count)
{
    struct http_addresses *addresses = &route->addresses;

    mem_free(addresses->list);
    addresses->list = mem_alloc(count * sizeof *addresses->list);
    addresses->count = count;
    addresses->serial++;
    return addresses->list;
}

static void addresses_in_turn(struct route *route, uint32_t number)
{
    const struct resolved_name *name = route->name;
    struct socket_address *list = addresses_make(route, name->count);

    for (size_t i = 0; i < name->count; i++)
        list[i] = socket_address_with_port(resolved_address(name, i, number), route->addresses.port);
    route->generation = name->generation;
}

/* ---- the route ---- */

static bool route_leads_to(const struct route *route, const char *url)
{
    return route->server && strncmp(url, route->server, route->server_length) == 0 &&
           strchr("/?#", url[route->server_length]) != NULL; /* or its terminating NUL */
}

/* The backend decodes the others, and resolves them. */
static bool host_is_plain(const struct url_server *server)
{
    return !memchr(server->host, '%', server->host_length);
}

static void server_set(struct route *route, const char *url, const struct url_server *server)
{
    uint32_t serial = route->addresses.serial;
    struct url_server own;

    route_free(route);
    route->server_length = (size_t)(server->target - url);
    route->server = mem_strndup(url, route->server_length);
    url_server(route->server, &own);
    route->addresses = (struct http_addresses){
        .host = own.host, .host_length = own.host_length, .port = own.port, .serial = serial + 1};
}

static void route_set(struct route *route, struct resolver *resolver, const struct client_settings *settings,
                      const char *url, const struct url_server *server)
{
    struct socket_address given;

    server_set(route, url, server);
    if (server->numeric || server->socket || host_is_numeric(server->host, server->host_length) ||
        !host_is_plain(server))
        return;
    if (socket_address_given(settings->resolve, server->host, server->host_length, server->port, &given))
        *addresses_make(route, 1) = given;
    else
        route->name = resolver_find(resolver, server->host, server->host_length);
}

static enum route_state route_to(struct route *route, struct resolver *resolver,
                                 const struct client_settings *settings, const char *url, uint32_t number)
{
    struct url_server server;

    if (!route_leads_to(route, url)) {
        if (!url_server(url, &server))
            return ROUTE_INVALID;
        route_set(route, resolver, settings, url, &server);
    }
    if (!route->name)
        return ROUTE_READY;
    resolver_touch(route->name);
    if (route->name->state != RESOLVE_DONE)
        return route->name->state == RESOLVE_PENDING ? ROUTE_WAITING : ROUTE_FAILED;
    if (route->generation != route->name->generation)
        addresses_in_turn(route, number);
    return ROUTE_READY;
}

/* The proxy resolves the name of the server. */
enum route_state route_find(struct route *route, struct resolver *resolver,
                            const struct client_settings *settings, const char *url, uint32_t number)
{
    const char *scheme = settings->proxy ? strstr(settings->proxy, "://") : NULL;
    struct buffer proxy = {0};
    enum route_state state;

    if (!settings->proxy)
        return route_to(route, resolver, settings, url, number);
    buffer_printf(&proxy, "http://%s", scheme ? scheme + 3 : settings->proxy);
    state = route_to(route, resolver, settings, proxy.data, number);
    buffer_free(&proxy);
    return state;
}

void route_free(struct route *route)
{
    mem_free(route->server);
    mem_free(route->addresses.list);
    *route = (struct route){0};
}
