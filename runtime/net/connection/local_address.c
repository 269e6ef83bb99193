#include "runtime/net/connection/local_address.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static size_t list_count(const char *list)
{
    size_t count = 1;

    for (; *list; list++)
        count += *list == ',';
    return count;
}

static const char *list_next(const char *entry)
{
    size_t length = strcspn(entry, ",");

    return entry + length + (entry[length] == ',');
}

struct socket_address local_address_in_turn(const char *list, uint32_t number)
{
    struct socket_address local = {0};

    if (!list)
        return local;
    for (size_t turn = number % list_count(list); turn; turn--)
        list = list_next(list);
    socket_address_parse(list, strcspn(list, ","), 0, &local);
    return local;
}

/* Without this option, the kernel would reserve a port at once. No other connection could use that port,
 * not even to another server. */
bool local_address_bind(const struct socket_address *local, int fd, int family)
{
    if (!local->length || family == AF_UNIX)
        return true;
    if (local->as.any.sa_family != family) {
        errno = ENETUNREACH;
        return false;
    }
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &(int){1}, sizeof(int));
    return bind(fd, &local->as.any, local->length) == 0;
}

static bool is_ours(const struct socket_address *local)
{
    int fd = socket(local->as.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ours = fd >= 0 && bind(fd, &local->as.any, local->length) == 0;

    if (fd >= 0)
        close(fd);
    return ours;
}

const char *local_address_wrong(const char *list)
{
    static _Thread_local char why[128];

    for (; *list; list = list_next(list)) {
        int length = (int)strcspn(list, ",");
        struct socket_address local = {0};

        if (socket_address_parse(list, (size_t)length, 0, &local) && is_ours(&local))
            continue;
        snprintf(why, sizeof why, "`%.*s` isn't an %saddress%s", length, list, local.length ? "" : "IP ",
                 local.length ? " of this machine" : "");
        return why;
    }
    return NULL;
}
