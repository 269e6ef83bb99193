#include "runtime/web/web_security.h"

#include <arpa/inet.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { HOST_LONGEST = 255 };

/* The name or address in "host:port" or "[::1]:port", in `name` (HOST_LONGEST + 1 bytes), with brackets
 * removed. False if it is malformed or too long. */
static bool host_name(const char *host, char *name)
{
    bool has_brackets = *host == '[';
    size_t length = has_brackets ? strcspn(host, "]") : strcspn(host, ":");
    const char *rest = host + length + (has_brackets && host[length] == ']');

    if (length > HOST_LONGEST || (*rest && *rest != ':') || (has_brackets && host[length] != ']'))
        return false;
    if (*rest && rest[1 + strspn(rest + 1, "0123456789")] != '\0')
        return false;
    memcpy(name, host + has_brackets, length - has_brackets);
    name[length - has_brackets] = '\0';
    return *name;
}

static bool is_address(const char *name)
{
    unsigned char address[sizeof(struct in6_addr)];

    return inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1;
}

/* With or without the domain. */
static bool is_machine(const char *name)
{
    char own[HOST_NAME_MAX + 1] = "";

    return gethostname(own, sizeof own - 1) == 0 && *own && strcasecmp(own, name) == 0;
}

bool web_host_is_own(const char *host, const char *own)
{
    char name[HOST_LONGEST + 1];

    if (!host)
        return true;
    if (!host_name(host, name))
        return false;
    return is_address(name) || strcasecmp(name, "localhost") == 0 || strcasecmp(name, own) == 0 ||
           is_machine(name);
}

/* Whether a URL, "scheme://host:port/…", is on the host that the request went to. */
static bool is_same_host(const char *url, const char *host)
{
    const char *at = strstr(url, "://");
    size_t length;

    if (!at || !host)
        return false;
    at += 3;
    length = strcspn(at, "/?#");
    return strlen(host) == length && strncasecmp(at, host, length) == 0;
}

bool web_is_cross_site(const struct web_origin *origin)
{
    const char *url = origin->origin ? origin->origin : origin->referer;

    if (origin->fetch_site) /* the browser itself says so */
        return strcmp(origin->fetch_site, "same-origin") != 0 && strcmp(origin->fetch_site, "none") != 0;
    return url && !is_same_host(url, origin->host) && !is_same_host(url, origin->forwarded_host);
}

bool web_is_unmarked_browser(const struct web_origin *origin)
{
    bool has_mark = origin->fetch_site || origin->origin || origin->referer;

    return !has_mark && origin->language && origin->agent && strncmp(origin->agent, "Mozilla/", 8) == 0;
}

bool web_host_is_loopback(const char *host)
{
    struct in_addr address;

    if (inet_pton(AF_INET, host, &address) == 1)
        return ntohl(address.s_addr) >> 24 == 127;
    return strcasecmp(host, "localhost") == 0 || strcmp(host, "::1") == 0;
}
