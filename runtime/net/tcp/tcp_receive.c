/* When a receive has what it waits for. */
#include "runtime/net/tcp/tcp_state.h"

#include "runtime/text/regex.h"

#include <string.h>

struct look {
    bool found;
    enum net_error error;
    size_t length; /* bytes that were received */
    size_t taken;  /* bytes that are gone with them */
};

static size_t bytes_most(const struct tcp *tcp)
{
    return tcp->request->max ? tcp->request->max : (size_t)tcp->settings->max_body;
}

/* Bytes that were looked at aren't looked at again. */
static struct look look_for_text(struct tcp *tcp, const char *bytes, size_t length)
{
    const struct tcp_request *request = tcp->request;
    const char *hit = NULL;

    if (length >= request->length)
        hit = memmem(bytes + tcp->looked, length - tcp->looked, request->bytes, request->length);
    if (hit) {
        size_t before = (size_t)(hit - bytes);

        return (struct look){.found = true, .length = before, .taken = before + request->length};
    }
    tcp->looked = length < request->length ? 0 : length - request->length + 1;
    /* Of what is there, only the last bytes may belong to the text. */
    return (struct look){.length = tcp->looked};
}

static struct look look_for_match(const struct tcp *tcp, const char *bytes, size_t length)
{
    struct regex_match match;
    bool found;

    if (regex_search(tcp->request->regex, bytes, length, 0, &found, &match, 1))
        return (struct look){.error = NET_ERROR_PATTERN};
    if (!found)
        return (struct look){.length = length};
    return (struct look){.found = true, .length = match.end, .taken = match.end};
}

static struct look look_for_bytes(const struct tcp *tcp, size_t length)
{
    size_t count = tcp->request->count;

    if (length < count)
        return (struct look){.length = tcp->request->max ? count : 0};
    return (struct look){.found = true, .length = count, .taken = count};
}

/* All of a connection is received once. */
static bool has_ended(const struct tcp *tcp)
{
    return tcp->state == TCP_CLOSED && tcp->why == NET_ERROR_ENDED && !tcp->all_received;
}

static struct look look_at(struct tcp *tcp, bool is_all)
{
    const char *bytes = tcp->rest;
    size_t length = tcp->rest_length;

    switch (tcp->request->goal) {
    case TCP_UNTIL: return look_for_text(tcp, bytes, length);
    case TCP_BYTES: return look_for_bytes(tcp, length);
    case TCP_MATCHING:
        /* While bytes pour in it is for later: to match all of them again for each piece would be quadratic.
         * Before the first has come there is nothing to look at, even for a pattern that takes nothing. */
        if (length == 0 || !(is_all || length > bytes_most(tcp)))
            return (struct look){0};
        return look_for_match(tcp, bytes, length);
    case TCP_ALL: break;
    }
    return (struct look){
        .found = tcp->is_udp ? length > 0 : has_ended(tcp), .length = length, .taken = length};
}

static bool is_too_much(const struct tcp *tcp, const struct look *look)
{
    if (tcp->request->goal == TCP_BYTES && !tcp->request->max)
        return false;
    return look->length > bytes_most(tcp);
}

static void found(struct tcp *tcp, const struct look *look)
{
    tcp->all_received |= tcp->request->goal == TCP_ALL;
    tcp_finish_received(tcp, look->length, look->taken);
}

void tcp_receive_look(struct tcp *tcp, bool is_all)
{
    struct look look;

    if (tcp->state == TCP_CLOSED && tcp->rest_length == 0 && tcp->request->goal != TCP_ALL) {
        tcp_finish(tcp, tcp->why);
        return;
    }
    look = look_at(tcp, is_all || tcp->state == TCP_CLOSED);
    if (look.error)
        tcp_break(tcp, look.error);
    else if (is_too_much(tcp, &look))
        tcp_break(tcp, NET_ERROR_FLOOD);
    else if (look.found)
        found(tcp, &look);
    else if (tcp->state == TCP_CLOSED)
        tcp_finish(tcp, tcp->why);
    else
        tcp_keep(tcp);
}
