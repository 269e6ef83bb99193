#include "runtime/text/host_port.h"

#include "runtime/base/count_of.h"
#include "runtime/text/url.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

bool port_parse(const char *text, size_t length, uint16_t *port)
{
    unsigned number = 0;

    if (length == 0 || length > 5 || strspn(text, "0123456789") < length)
        return false;
    for (size_t i = 0; i < length; i++)
        number = 10 * number + (unsigned)(text[i] - '0');
    *port = (uint16_t)number;
    return number > 0 && number <= UINT16_MAX;
}

/* Parses what follows the host: nothing, or ":port". A slash at the end is accepted, because browsers add
 * it. */
static bool rest_parse(const char *rest, uint16_t *port)
{
    size_t length = strlen(rest);

    if (length > 0 && rest[length - 1] == '/')
        length--;
    return length == 0 ? *port != 0 : *rest == ':' && port_parse(rest + 1, length - 1, port);
}

static const char *scheme_skip(const char *text)
{
    if (strncasecmp(text, "tcp://", 6) == 0 || strncasecmp(text, "udp://", 6) == 0)
        return text + 6;
    return text;
}

bool host_port_parse(const char *text, uint16_t port, struct host_port *address)
{
    const char *host = scheme_skip(text), *end = host + strcspn(host, ":/");

    if (*host == '[') {
        host++;
        end = strchr(host, ']');
        if (!end)
            return false;
    } else if (*end == ':' && strchr(end + 1, ':')) { /* IPv6 without brackets, so without a port */
        end = host + strcspn(host, "/");
    }
    *address = (struct host_port){.host = host, .host_length = (size_t)(end - host), .port = port};
    return end > host && rest_parse(end + (*end == ']'), &address->port);
}

/* "http//x", "http:/x" and "http://http://x". */
static const char *scheme_wrong(const char *host)
{
    size_t length = strncasecmp(host, "https", 5) == 0 ? 5 : strncasecmp(host, "http", 4) == 0 ? 4 : 0;
    const char *rest = host + length;

    if (length == 0)
        return NULL;
    if (strncmp(rest, "//", 2) == 0 || (strncmp(rest, ":/", 2) == 0 && rest[2] != '/'))
        return "`://` follows the scheme";
    if (strncmp(rest, "://", 3) == 0 &&
        (strncasecmp(rest + 3, "http:/", 6) == 0 || strncasecmp(rest + 3, "https:/", 7) == 0))
        return "the scheme is written twice";
    return NULL;
}

/* A name with an empty part, and addresses that can't be. */
static const char *name_wrong(const struct url_server *server)
{
    unsigned char address[sizeof(struct in6_addr)];
    char name[256];

    if (server->socket || server->host_length >= sizeof name)
        return server->socket ? NULL : "the name of the host is too long";
    memcpy(name, server->host, server->host_length);
    name[server->host_length] = '\0';
    if (server->numeric)
        return strchr(name, '%') || inet_pton(AF_INET6, name, address) == 1 ? NULL
                                                                            : "it isn't an IPv6 address";
    if (strspn(name, "0123456789.") == server->host_length && strchr(name, '.'))
        return inet_pton(AF_INET, name, address) == 1 ? NULL : "it isn't an IPv4 address";
    return *name == '.' || strstr(name, "..") ? "the name of the host has an empty part" : NULL;
}

static const char *server_wrong(const char *url)
{
    struct url_server server;

    return url_server(url, &server) ? name_wrong(&server) : NULL;
}

const char *url_wrong(const char *url)
{
    struct buffer resolved = {0};
    const char *wrong = scheme_wrong(url);

    if (!wrong)
        wrong = url_resolve("localhost", url, strlen(url), false, &resolved);
    if (!wrong)
        wrong = server_wrong(buffer_text(&resolved));
    buffer_free(&resolved);
    return wrong;
}

const char *proxy_wrong(const char *proxy)
{
    static const char *const schemes[] = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
    const char *colon = strstr(proxy, "://");
    bool is_known = !colon;

    for (size_t i = 0; colon && i < COUNT_OF(schemes); i++)
        is_known |= strlen(schemes[i]) == (size_t)(colon - proxy) &&
                    strncasecmp(proxy, schemes[i], strlen(schemes[i])) == 0;
    if (!is_known)
        return "its scheme must be http, https, socks4, socks4a, socks5 or socks5h";
    return host_wrong(colon ? colon + 3 : proxy, false);
}

bool resolve_fits(const char *text)
{
    size_t host = strcspn(text, ":");
    size_t port = text[host] ? strspn(text + host + 1, "0123456789") : 0;
    const char *rest = text + host + port + 1;
    uint16_t number;

    return host > 0 && port > 0 && port_parse(text + host + 1, port, &number) && rest[0] == ':' &&
           rest[1] != '\0';
}

const char *host_wrong(const char *host, bool may_be_tcp)
{
    struct buffer scratch = {0};
    struct host_port address;
    const char *wrong = scheme_wrong(host);

    if (!wrong && strcspn(host, "?#") < strlen(host))
        wrong = "a host has no `?` and no `#`";
    if (!wrong && (!may_be_tcp || scheme_skip(host) == host)) {
        wrong = url_resolve(host, "/", 1, false, &scratch);
        if (!wrong)
            wrong = server_wrong(buffer_text(&scratch));
    } else if (!wrong && !host_port_parse(host, 1, &address))
        wrong = "it isn't tcp://host:port";
    buffer_free(&scratch);
    return wrong;
}
