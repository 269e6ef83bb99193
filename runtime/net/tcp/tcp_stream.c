/* Bytes to and from an open connection. */
#include "runtime/net/tcp/tcp_state.h"

#define KEPT_MOST ((size_t)256 << 10) /* bytes that are kept before a receive */

/* ---- watching ---- */

/* While sending, the peer's responses must be read, too: an echo server stops reading until its own output
 * is read. */
static bool has_room(const struct tcp *tcp)
{
    return tcp->inbox.length < KEPT_MOST ||
           (tcp_is_doing(tcp, TCP_SEND) && tcp->inbox.length < tcp->settings->max_body);
}

/* TCP is always read, to notice a close and to keep more bytes than the kernel does. Datagrams are only
 * read for a receive, because the kernel can't take them back. */
static bool reads(const struct tcp *tcp)
{
    if (!tcp->is_udp && has_room(tcp))
        return true;
    return tcp_is_doing(tcp, TCP_RECEIVE);
}

void tcp_stream_watch(struct tcp *tcp)
{
    if (tcp_is_open(tcp))
        connection_watch(&tcp->connection, (reads(tcp) ? CONNECTION_READ : 0u) |
                                               (tcp_is_doing(tcp, TCP_SEND) ? CONNECTION_WRITE : 0u));
}

/* ---- sending ---- */

/* If the peer sent something before it closed, it can still be received; with TLS it may be the reason of
 * the close. */
static void send_failed(struct tcp *tcp)
{
    enum net_error error = tcp->connection.error;
    enum connection_result result = tcp->is_udp ? CONNECTION_WAIT : CONNECTION_DONE;
    const char *bytes;
    size_t length;

    while (result == CONNECTION_DONE && tcp->inbox.length < KEPT_MOST) {
        result = connection_read(&tcp->connection, &bytes, &length);
        if (result == CONNECTION_DONE)
            tcp_inbox_add(&tcp->inbox, bytes, length);
        tcp_inbox_keep(&tcp->inbox);
    }
    if (result == CONNECTION_FAILED && tcp->connection.error == NET_ERROR_TLS_BROKEN)
        error = NET_ERROR_TLS_BROKEN;
    tcp_break(tcp, error);
}

void tcp_stream_send(struct tcp *tcp)
{
    const struct tcp_request *request = tcp->current.request;

    switch (connection_write(&tcp->connection, request->bytes, request->length, &tcp->current.sent)) {
    case CONNECTION_DONE: tcp_finish(tcp, NET_OK); break;
    case CONNECTION_WAIT: tcp_stream_watch(tcp); break;
    case CONNECTION_FAILED: send_failed(tcp); break;
    }
}

/* ---- receiving ---- */

/* An empty datagram also ends a `receive all` over UDP. */
static void datagram_came(struct tcp *tcp, const char *bytes, size_t length)
{
    tcp_inbox_add(&tcp->inbox, bytes, length);
    if (length == 0 && tcp->current.request->goal == TCP_ALL)
        tcp_finish_received(tcp, 0, 0);
    else
        tcp_receive_try(tcp, true);
}

/* True if no more bytes can be read now. Only a match needs to know, and only after a full buffer or
 * a full record of TLS it is uncertain. */
static bool is_all(const struct tcp *tcp, size_t length)
{
    if (length % CONNECTION_PIECE != 0 || tcp->current.request->goal != TCP_MATCHING)
        return true;
    return !connection_has_more(&tcp->connection);
}

static void bytes_came(struct tcp *tcp, const char *bytes, size_t length)
{
    tcp_inbox_add(&tcp->inbox, bytes, length);
    if (tcp_is_doing(tcp, TCP_RECEIVE)) {
        tcp_receive_try(tcp, is_all(tcp, length));
        return;
    }
    tcp_inbox_keep(&tcp->inbox);
    tcp_stream_watch(tcp);
}

/* The connection has ended. The bytes before can still be received. */
static void read_failed(struct tcp *tcp)
{
    enum net_error error = tcp->connection.error;

    tcp_close(tcp, error);
    if (tcp_is_doing(tcp, TCP_RECEIVE) && !tcp->is_udp)
        tcp_receive_try(tcp, true);
    else if (tcp->current.request)
        tcp_finish(tcp, error);
}

/* What seemed to be more bytes was a part of a record. */
static void nothing_came(struct tcp *tcp)
{
    if (tcp_is_doing(tcp, TCP_RECEIVE) && tcp->current.request->goal == TCP_MATCHING)
        tcp_receive_try(tcp, true);
    else
        tcp_stream_watch(tcp);
}

/* Reads one piece per turn, so that a fast peer doesn't delay others. */
static void stream_read(struct tcp *tcp)
{
    const char *bytes;
    size_t length;

    switch (connection_read(&tcp->connection, &bytes, &length)) {
    case CONNECTION_DONE:
        if (tcp->is_udp)
            datagram_came(tcp, bytes, length);
        else
            bytes_came(tcp, bytes, length);
        break;
    case CONNECTION_WAIT: nothing_came(tcp); break;
    case CONNECTION_FAILED: read_failed(tcp); break;
    }
}

void tcp_stream_ready(struct tcp *tcp, unsigned events)
{
    if ((events & CONNECTION_WRITE) && tcp_is_doing(tcp, TCP_SEND))
        tcp_stream_send(tcp);
    else if (reads(tcp))
        stream_read(tcp);
}
