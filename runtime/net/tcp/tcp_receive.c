/* Decides when a receive is complete. */
#include "runtime/net/tcp/tcp_state.h"

#include "runtime/text/regex.h"

#include <string.h>

struct look {
    bool found;
    enum net_error error;
    size_t length; /* length of the result */
    size_t taken;  /* bytes that the result takes from the inbox */
};

static size_t bytes_most(const struct tcp *tcp)
{
    const struct tcp_request *request = tcp->current.request;

    return request->max ? request->max : (size_t)tcp->settings->max_body;
}

/* Continues where the last search ended. */
static struct look look_for_text(struct tcp *tcp)
{
    const struct tcp_request *request = tcp->current.request;
    struct tcp_inbox *inbox = &tcp->inbox;
    const char *hit = NULL;

    if (inbox->length >= request->length)
        hit = memmem(inbox->bytes + inbox->searched, inbox->length - inbox->searched, request->bytes,
                     request->length);
    if (hit) {
        size_t before = (size_t)(hit - inbox->bytes);

        return (struct look){.found = true, .length = before, .taken = before + request->length};
    }
    inbox->searched = inbox->length < request->length ? 0 : inbox->length - request->length + 1;
    /* Only the last bytes may be the start of the text. */
    return (struct look){.length = inbox->searched};
}

static struct look look_for_match(struct tcp *tcp)
{
    const char *bytes = tcp->inbox.bytes;
    size_t length = tcp->inbox.length;
    struct regex_match match;
    bool found;

    tcp->inbox.searched = length;
    if (regex_search(tcp->current.request->regex, bytes, length, 0, &found, &match, 1))
        return (struct look){.error = NET_ERROR_PATTERN};
    if (!found)
        return (struct look){.length = length};
    return (struct look){.found = true, .length = match.end, .taken = match.end};
}

static struct look look_for_bytes(const struct tcp *tcp, size_t length)
{
    size_t count = tcp->current.request->count;

    if (length < count)
        return (struct look){.length = tcp->current.request->max ? count : 0};
    return (struct look){.found = true, .length = count, .taken = count};
}

/* All of a connection is received once. */
static bool has_ended(const struct tcp *tcp)
{
    return !tcp_is_open(tcp) && tcp->closed_by == NET_ERROR_ENDED && !tcp->all_received;
}

static struct look look_at(struct tcp *tcp, bool is_all)
{
    size_t length = tcp->inbox.length;

    switch (tcp->current.request->goal) {
    case TCP_UNTIL: return look_for_text(tcp);
    case TCP_BYTES: return look_for_bytes(tcp, length);
    case TCP_MATCHING:
        /* While more bytes arrive, matching waits: matching all of them again for each piece would take
         * quadratic time. Without new bytes there is no match, even for a pattern that matches empty text. */
        if (length == tcp->inbox.searched || !(is_all || length > bytes_most(tcp)))
            return (struct look){0};
        return look_for_match(tcp);
    case TCP_ALL: break;
    }
    return (struct look){
        .found = tcp->is_udp ? length > 0 : has_ended(tcp), .length = length, .taken = length};
}

static bool is_too_much(const struct tcp *tcp, const struct look *look)
{
    if (tcp->current.request->goal == TCP_BYTES && !tcp->current.request->max)
        return false;
    return look->length > bytes_most(tcp);
}

static void found(struct tcp *tcp, const struct look *look)
{
    tcp->all_received |= tcp->current.request->goal == TCP_ALL;
    tcp_finish_received(tcp, look->length, look->taken);
}

void tcp_receive_try(struct tcp *tcp, bool is_all)
{
    bool is_open = tcp_is_open(tcp);
    struct look look;

    if (!is_open && tcp->inbox.length == 0 && tcp->current.request->goal != TCP_ALL) {
        tcp_finish(tcp, tcp->closed_by);
        return;
    }
    look = look_at(tcp, is_all || !is_open);
    if (look.error)
        tcp_break(tcp, look.error);
    else if (is_too_much(tcp, &look))
        tcp_break(tcp, NET_ERROR_FLOOD);
    else if (look.found)
        found(tcp, &look);
    else if (!is_open)
        tcp_finish(tcp, tcp->closed_by);
    else
        tcp_inbox_keep(&tcp->inbox);
}
