#include "runtime/text/url_parts.h"

#include "runtime/text/host_ascii.h"

#include "runtime/text/url.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

static const unsigned char classes[256] = {
    ['A' ... 'Z'] = URL_UNRESERVED | URL_LEGAL | URL_FORM,
    ['a' ... 'z'] = URL_UNRESERVED | URL_LEGAL | URL_FORM,
    ['0' ... '9'] = URL_UNRESERVED | URL_LEGAL | URL_FORM,
    ['-'] = URL_UNRESERVED | URL_LEGAL | URL_FORM,
    ['.'] = URL_UNRESERVED | URL_LEGAL | URL_FORM,
    ['_'] = URL_UNRESERVED | URL_LEGAL | URL_FORM,
    ['~'] = URL_UNRESERVED | URL_LEGAL,
    ['*'] = URL_LEGAL | URL_FORM,
    ['!'] = URL_LEGAL,
    ['$'] = URL_LEGAL,
    ['&'] = URL_LEGAL,
    ['\''] = URL_LEGAL,
    ['('] = URL_LEGAL,
    [')'] = URL_LEGAL,
    ['+'] = URL_LEGAL,
    [','] = URL_LEGAL,
    [';'] = URL_LEGAL,
    ['='] = URL_LEGAL,
    [':'] = URL_LEGAL,
    ['@'] = URL_LEGAL,
    ['/'] = URL_LEGAL,
    ['?'] = URL_LEGAL,
    ['['] = URL_LEGAL,
    [']'] = URL_LEGAL,
};

bool url_byte_is(char c, enum url_byte kind)
{
    return (classes[(unsigned char)c] & kind) != 0;
}

static bool letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

size_t url_scheme_length(const char *text, size_t length)
{
    size_t i = 0;

    if (length == 0 || !letter(*text))
        return 0;
    while (i < length &&
           (letter(text[i]) || digit(text[i]) || text[i] == '+' || text[i] == '-' || text[i] == '.'))
        i++;
    return i < length && text[i] == ':' ? i : 0;
}

bool url_is_absolute(const char *text, size_t length)
{
    size_t scheme = url_scheme_length(text, length);

    return scheme && length - scheme >= 3 && memcmp(text + scheme, "://", 3) == 0;
}

const char *span_until(const char *text, const char *end, char byte)
{
    const char *found = memchr(text, byte, (size_t)(end - text));

    return found ? found : end;
}

struct url_parts url_parts_of(const char *text, size_t length)
{
    size_t scheme = url_scheme_length(text, length);
    const char *authority = text + scheme + 3, *end = span_until(text, text + length, '#');
    const char *query = span_until(authority, end, '?');
    const char *path = span_until(authority, query, '/');

    return (struct url_parts){.scheme = {text, scheme},
                              .authority = {authority, (size_t)(path - authority)},
                              .path = {path, (size_t)(query - path)},
                              .has_query = query < end,
                              .query = {query + (query < end), (size_t)(end - query) - (query < end)}};
}

static struct span authority_host(struct span authority, const char **port)
{
    const char *end = authority.text + authority.length, *host = authority.text;
    const char *at = memrchr(authority.text, '@', authority.length);

    if (at)
        host = at + 1;
    *port = host < end && *host == '[' ? span_until(host, end, ']') : span_until(host, end, ':');
    if (*port < end && **port == ']')
        ++*port;
    return (struct span){host, (size_t)(*port - host)};
}

/* The port number after the ':'; 0 if it is empty ("host:" is "host", RFC 3986 section 3.2.3); -1 if it is
 * invalid. */
static int port_number(const char *text, const char *end)
{
    int port = 0;

    if (text < end && *text++ != ':')
        return -1;
    if (text == end)
        return 0;
    for (; text < end; text++) {
        if (!digit(*text))
            return -1;
        port = port * 10 + (*text - '0');
        if (port > UINT16_MAX)
            return -1;
    }
    return port > 0 ? port : -1;
}

void url_authority_append(struct span authority, struct buffer *out)
{
    const char *port, *end = authority.text + authority.length;
    struct span host = authority_host(authority, &port);

    buffer_append(out, authority.text, (size_t)(host.text - authority.text));
    host_ascii(host.text, host.length, out);
    buffer_append(out, port, (size_t)(end - port));
}

static bool host_is_possible(struct span host)
{
    struct buffer ascii = {0};
    bool is_possible = host_ascii(host.text, host.length, &ascii);

    buffer_free(&ascii);
    return is_possible;
}

static bool host_is_valid(struct span host)
{
    bool bracket = host.text[0] == '[';

    if (bracket != (host.text[host.length - 1] == ']') || (bracket && host.length < 4))
        return false;
    for (const char *c = host.text; c < host.text + host.length; c++)
        if ((!url_byte_is(*c, URL_LEGAL) && *c != '%' && (unsigned char)*c < 0x80) || *c == '@')
            return false;
    return true;
}

static const char *check_authority(struct span authority)
{
    const char *port;
    struct span host = authority_host(authority, &port);

    if (host.length == 0)
        return "the URL has no host";
    if (!host_is_valid(host))
        return "the host of the URL contains an invalid character";
    if (!host_is_possible(host))
        return "the host of the URL isn't a possible name";
    if (port_number(port, authority.text + authority.length) < 0)
        return "the port of the URL isn't a number from 1 to 65535";
    return NULL;
}

static bool scheme_is(struct span scheme, const char *name)
{
    return scheme.length == strlen(name) && strncasecmp(scheme.text, name, scheme.length) == 0;
}

const char *url_parts_check(const struct url_parts *parts)
{
    if (!scheme_is(parts->scheme, "http") && !scheme_is(parts->scheme, "https") &&
        !scheme_is(parts->scheme, URL_UNIX))
        return "only http:// and https:// URLs are supported";
    return check_authority(parts->authority);
}

bool url_server(const char *url, struct url_server *server)
{
    size_t length = strlen(url);
    struct url_parts parts;
    const char *port;
    struct span host;

    if (!url_is_absolute(url, length))
        return false;
    parts = url_parts_of(url, length);
    if (url_parts_check(&parts))
        return false;
    host = authority_host(parts.authority, &port);
    server->secure = scheme_is(parts.scheme, "https");
    server->port = (uint16_t)port_number(port, parts.authority.text + parts.authority.length);
    if (!server->port)
        server->port = server->secure ? 443 : 80;
    server->numeric = host.text[0] == '[';
    server->host = host.text + server->numeric;
    server->host_length = host.length - (server->numeric ? 2 : 0);
    server->target = parts.authority.text + parts.authority.length;
    server->socket = NULL;
    server->socket_length = 0;
    if (scheme_is(parts.scheme, URL_UNIX)) {
        server->socket = host.text;
        server->socket_length = host.length;
        server->host = "localhost";
        server->host_length = strlen("localhost");
    }
    return true;
}

bool url_same_server(const struct url_server *a, const struct url_server *b)
{
    return a->secure == b->secure && a->port == b->port && a->host_length == b->host_length &&
           strncasecmp(a->host, b->host, a->host_length) == 0 && a->socket_length == b->socket_length &&
           (!a->socket || memcmp(a->socket, b->socket, a->socket_length) == 0);
}
