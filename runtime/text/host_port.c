#include "runtime/text/host_port.h"

#include "runtime/text/url.h"

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

const char *host_wrong(const char *host, bool may_be_tcp)
{
    struct buffer scratch = {0};
    struct host_port address;
    const char *wrong = NULL;

    if (!may_be_tcp || scheme_skip(host) == host)
        wrong = url_resolve(host, "/", 1, false, &scratch);
    else if (!host_port_parse(host, 1, &address))
        wrong = "it isn't tcp://host:port";
    buffer_free(&scratch);
    return wrong;
}
