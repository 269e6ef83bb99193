#include "runtime/cli/try_tcp.h"

#include "runtime/report/report.h"
#include "runtime/text/utf8.h"

#include <inttypes.h>
#include <string.h>

#define BYTES_SHOWN ((size_t)400)
#define HEX_SHOWN ((size_t)128)

/* ---- bytes ---- */

static bool is_text(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];

        if ((c < ' ' && !strchr("\n\r\t", c)) || c == '\0' || c == 0x7f)
            return false;
    }
    return utf8_valid(bytes, length);
}

static void text_append(const char *bytes, size_t length, struct buffer *out)
{
    for (size_t i = 0; i < length; i++) {
        switch (bytes[i]) {
        case '\n': buffer_append_text(out, "\\n"); break;
        case '\r': buffer_append_text(out, "\\r"); break;
        case '\t': buffer_append_text(out, "\\t"); break;
        default: buffer_append_char(out, bytes[i]); break;
        }
    }
}

static void hex_append(const char *bytes, size_t length, struct buffer *out)
{
    for (size_t i = 0; i < length; i++)
        buffer_printf(out, "%s%02x", i ? " " : "", (unsigned char)bytes[i]);
}

static size_t shorter(size_t length, size_t most)
{
    return length < most ? length : most;
}

static void bytes_append(const char *bytes, size_t length, struct buffer *out)
{
    size_t shown;

    if (length == 0)
        return;
    buffer_append_text(out, "      ");
    if (is_text(bytes, length)) {
        shown = shorter(length, BYTES_SHOWN);
        text_append(bytes, shown, out);
    } else {
        shown = shorter(length, HEX_SHOWN);
        hex_append(bytes, shown, out);
    }
    if (shown < length)
        buffer_printf(out, " … (%zu bytes)", length);
}

/* ---- lines ---- */

static void quoted_append(const struct tcp_request *tcp, struct buffer *line)
{
    buffer_append_text(line, " \"");
    if (is_text(tcp->bytes, tcp->length))
        text_append(tcp->bytes, tcp->length, line);
    else
        hex_append(tcp->bytes, tcp->length, line);
    buffer_append_char(line, '"');
}

static void receive_append(const struct tcp_request *tcp, struct buffer *line)
{
    switch (tcp->goal) {
    case TCP_UNTIL:
        buffer_append_text(line, "receive until");
        quoted_append(tcp, line);
        break;
    case TCP_BYTES: buffer_printf(line, "receive bytes %zu", tcp->count); break;
    case TCP_MATCHING: buffer_append_text(line, "receive matching"); break;
    case TCP_ALL: buffer_append_text(line, "receive all"); break;
    }
}

static void action_append(const struct tcp_request *tcp, struct buffer *line)
{
    switch (tcp->action) {
    case TCP_CONNECT:
        buffer_printf(line, "connect %s%s", tcp->is_udp ? "udp " : "", tcp->address);
        if (tcp->port)
            buffer_printf(line, " port %u", tcp->port);
        buffer_append_text(line, tcp->is_tls ? " tls" : "");
        break;
    case TCP_SEND: buffer_printf(line, "send %zu bytes", tcp->length); break;
    case TCP_RECEIVE: receive_append(tcp, line); break;
    case TCP_DISCONNECT: buffer_append_text(line, "disconnect"); break;
    }
}

static void outcome_append(const struct vm_event *event, struct buffer *line)
{
    static const char *const words[] = {"connected", "sent", "received"};
    const struct http_response *response = event->response;

    if (response->error)
        buffer_append_text(line, http_error_text(response->error));
    else
        buffer_append_text(line, words[event->tcp->action]);
    buffer_append_text(line, "  ");
    report_interval(instant_since(response->end, response->start), line);
    if (event->tcp->action == TCP_RECEIVE)
        buffer_printf(line, "  %zu bytes", response->body_length);
}

void try_tcp_text(const struct vm_event *event, struct buffer *line, struct buffer *bytes)
{
    const struct tcp_request *tcp = event->tcp;

    if (event->kind == VM_EVENT_TCP) {
        buffer_append_text(line, "  > ");
        action_append(tcp, line);
        if (tcp->action == TCP_SEND)
            bytes_append(tcp->bytes, tcp->length, bytes);
    } else if (event->response) {
        buffer_append_text(line, "  < ");
        outcome_append(event, line);
        bytes_append(event->response->body, event->response->body_length, bytes);
    }
}
