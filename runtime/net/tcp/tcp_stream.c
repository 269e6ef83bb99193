/* Bytes to and from an open connection. */
#include "runtime/net/tcp/tcp_state.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* Memory for the rest that a connection keeps for what is to come. */
#define MEMORY_KEPT ((size_t)4 << 10)

/* ---- watching ---- */

static bool is_doing(const struct tcp *tcp, enum tcp_action action)
{
    return tcp->request && tcp->request->action == action;
}

/* A peer that answers while it is still being sent to takes no more before somebody reads: an echo. */
static bool has_room(const struct tcp *tcp)
{
    return tcp->rest_length < TCP_KEPT_MOST ||
           (is_doing(tcp, TCP_SEND) && tcp->rest_length < tcp->settings->max_body);
}

/* TCP is read all the time, so that a close is noticed and the kernel's buffer isn't all there is; datagrams
 * only when one is asked for, since they can't be pushed back. */
static bool reads(const struct tcp *tcp)
{
    if (!tcp->is_udp && has_room(tcp))
        return true;
    return is_doing(tcp, TCP_RECEIVE);
}

void tcp_stream_watch(struct tcp *tcp)
{
    if (tcp->state != TCP_OPEN)
        return;
    tcp_watch(tcp, (reads(tcp) ? tcp->reads_on : 0) | (is_doing(tcp, TCP_SEND) ? tcp->writes_on : 0));
    /* What has been decrypted already makes no socket readable. */
    if (tcp->ssl && reads(tcp) && tcp_tls_has_pending(tcp))
        ev_feed_event(tcp->hub->loop, &tcp->io, EV_READ);
}

/* ---- what has come ---- */

static ssize_t piece_read(struct tcp *tcp, char *bytes, size_t length)
{
    ssize_t got;

    do
        got = tcp->ssl ? tcp_tls_read(tcp, bytes, length) : recv(tcp->io.fd, bytes, length, 0);
    while (got < 0 && errno == EINTR);
    return got;
}

/* Moves what is kept to the front once most of the memory before it is free. */
static void kept_append(struct tcp *tcp, const char *bytes, size_t length)
{
    size_t gone = (size_t)(tcp->rest - tcp->kept.data);

    if (gone > tcp->kept.length / 2) {
        memmove(tcp->kept.data, tcp->rest, tcp->rest_length);
        tcp->kept.length = tcp->rest_length;
        gone = 0;
    }
    buffer_append(&tcp->kept, bytes, length);
    tcp->rest = tcp->kept.data + gone;
    tcp->rest_length += length;
}

/* So many bytes have come, and are in the scratch. */
static void rest_add(struct tcp *tcp, size_t length)
{
    if (tcp->rest_length) {
        kept_append(tcp, tcp->hub->scratch, length);
        return;
    }
    tcp->rest = tcp->hub->scratch;
    tcp->rest_length = length;
}

/* Rather than in the scratch. */
static bool is_kept(const struct tcp *tcp)
{
    return tcp->rest < tcp->hub->scratch || tcp->rest > tcp->hub->scratch + TCP_SCRATCH;
}

void tcp_keep(struct tcp *tcp)
{
    if (tcp->rest_length == 0 || is_kept(tcp))
        return;
    buffer_clear(&tcp->kept);
    buffer_append(&tcp->kept, tcp->rest, tcp->rest_length);
    tcp->rest = tcp->kept.data;
}

void tcp_rest_take(struct tcp *tcp, size_t taken)
{
    tcp->rest += taken;
    tcp->rest_length -= taken;
    tcp->looked = 0;
    if (tcp->rest_length == 0 && is_kept(tcp) && tcp->kept.capacity > MEMORY_KEPT)
        tcp_rest_forget(tcp);
}

void tcp_rest_forget(struct tcp *tcp)
{
    buffer_free(&tcp->kept);
    tcp->rest = "";
    tcp->rest_length = 0;
}

/* ---- sending ---- */

static ssize_t piece_send(struct tcp *tcp, const char *bytes, size_t length)
{
    if (tcp->ssl)
        return tcp_tls_write(tcp, bytes, length);
    return send(tcp->io.fd, bytes, length, MSG_NOSIGNAL);
}

/* What the peer said before it went is still there, and with TLS may be the reason. */
static void send_failed(struct tcp *tcp, enum net_error error)
{
    ssize_t got = !tcp->is_udp;

    while (got > 0 && tcp->rest_length < TCP_KEPT_MOST) {
        got = piece_read(tcp, tcp->hub->scratch, TCP_SCRATCH);
        if (got > 0)
            rest_add(tcp, (size_t)got);
        tcp_keep(tcp);
    }
    tcp_break(tcp, got < 0 && errno == EPROTO ? NET_ERROR_TLS_BROKEN : error);
}

/* A datagram goes as a whole, and may be empty. */
void tcp_stream_send(struct tcp *tcp)
{
    const struct tcp_request *request = tcp->request;

    do {
        ssize_t sent = piece_send(tcp, request->bytes + tcp->sent, request->length - tcp->sent);

        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            break;
        if (sent < 0) {
            send_failed(tcp, tcp_error_of(errno));
            return;
        }
        tcp->sent += (size_t)sent;
    } while (tcp->sent < request->length);
    if (tcp->sent == request->length)
        tcp_finish(tcp, NET_OK);
    else
        tcp_stream_watch(tcp);
}

/* ---- receiving ---- */

static void datagram_read(struct tcp *tcp)
{
    ssize_t got = piece_read(tcp, tcp->hub->scratch, TCP_SCRATCH);

    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return;
    if (got < 0) {
        tcp_break(tcp, tcp_error_of(errno));
        return;
    }
    rest_add(tcp, (size_t)got);
    if (got == 0 && tcp->request->goal == TCP_ALL)
        tcp_finish_received(tcp, 0, 0);
    else
        tcp_receive_look(tcp, true);
}

/* The connection is over; what was received until then is still there. */
static void stream_over(struct tcp *tcp, enum net_error why)
{
    tcp_close(tcp, why);
    if (is_doing(tcp, TCP_RECEIVE))
        tcp_receive_look(tcp, true);
    else if (tcp->request)
        tcp_finish(tcp, why);
}

/* Whether what was read is all that is to be had at once. Only a match asks; where the piece is full, nobody
 * knows. */
static bool is_all(const struct tcp *tcp, size_t got)
{
    char next;

    if (got < TCP_SCRATCH || tcp->request->goal != TCP_MATCHING)
        return true;
    if (tcp->ssl)
        return !tcp_tls_has_pending(tcp);
    return recv(tcp->io.fd, &next, 1, MSG_PEEK) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

/* One piece a turn, so that a peer that floods keeps nobody else waiting. */
static void stream_read(struct tcp *tcp)
{
    ssize_t got = piece_read(tcp, tcp->hub->scratch, TCP_SCRATCH);

    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        tcp_stream_watch(tcp);
        return;
    }
    if (got <= 0) {
        stream_over(tcp, got == 0 ? NET_ERROR_ENDED : tcp_error_of(errno));
        return;
    }
    rest_add(tcp, (size_t)got);
    if (is_doing(tcp, TCP_RECEIVE)) {
        tcp_receive_look(tcp, is_all(tcp, (size_t)got));
        return;
    }
    tcp_keep(tcp);
    tcp_stream_watch(tcp);
}

void tcp_stream_ready(struct tcp *tcp, int events)
{
    if ((events & tcp->writes_on) && is_doing(tcp, TCP_SEND))
        tcp_stream_send(tcp);
    else if (reads(tcp) && tcp->is_udp)
        datagram_read(tcp);
    else if (reads(tcp))
        stream_read(tcp);
}
