#include "runtime/net/connection/local_address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct local_address address_parse(const char *text, size_t length)
{
    struct local_address local = {0};
    struct sockaddr_in *v4 = (struct sockaddr_in *)&local.address;
    struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&local.address;
    char copy[INET6_ADDRSTRLEN];

    if (length >= sizeof copy)
        return local;
    memcpy(copy, text, length);
    copy[length] = '\0';
    if (inet_pton(AF_INET, copy, &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        local.length = sizeof *v4;
    } else if (inet_pton(AF_INET6, copy, &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        local.length = sizeof *v6;
    }
    return local;
}

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

struct local_address local_address_in_turn(const char *list, uint32_t number)
{
    if (!list)
        return (struct local_address){0};
    for (size_t turn = number % list_count(list); turn; turn--)
        list = list_next(list);
    return address_parse(list, strcspn(list, ","));
}

/* Without the option the kernel would take a port at once, that no other connection can have, wherever it
 * goes. */
bool local_address_bind(const struct local_address *local, int fd, int family)
{
    if (!local->length || family == AF_UNIX)
        return true;
    if (local->address.ss_family != family) {
        errno = ENETUNREACH;
        return false;
    }
    setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &(int){1}, sizeof(int));
    return bind(fd, (const struct sockaddr *)&local->address, local->length) == 0;
}

static bool is_ours(const struct local_address *local)
{
    int fd = socket(local->address.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ours = fd >= 0 && bind(fd, (const struct sockaddr *)&local->address, local->length) == 0;

    if (fd >= 0)
        close(fd);
    return ours;
}

const char *local_address_wrong(const char *list)
{
    static _Thread_local char why[128];

    for (; *list; list = list_next(list)) {
        int length = (int)strcspn(list, ",");
        struct local_address local = address_parse(list, (size_t)length);

        if (local.length && is_ours(&local))
            continue;
        snprintf(why, sizeof why, "`%.*s` isn't an %saddress%s", length, list, local.length ? "" : "IP ",
                 local.length ? " of this machine" : "");
        return why;
    }
    return NULL;
}
