#include "runtime/cli/try/try_view.h"

#include "runtime/base/mask.h"
#include "runtime/base/utf8.h"
#include "runtime/report/report.h"
#include "runtime/text/host_port.h"

#include <string.h>

#define INDENT "      "
#define TEXT_SHOWN ((size_t)4 << 10) /* bytes shown, unless all are requested */
#define HEX_SHOWN ((size_t)1 << 10)

/* ---- bytes ---- */

static bool is_text(const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)bytes[i];

        if (c == '\0' || c == 0x7f || (c < ' ' && !strchr("\n\r\t", c)))
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

/* The number of bytes to show, at most `length`. Characters aren't cut. */
static size_t shown_of(const struct try_view *view, const struct buffer *bytes, bool text)
{
    size_t most = text ? TEXT_SHOWN : HEX_SHOWN;

    if (view->detail > TRY_SHORT || bytes->length <= most)
        return bytes->length;
    while (text && most > 0 && (bytes->data[most] & 0xc0) == 0x80)
        most--;
    return most;
}

/* Secrets are masked before bytes are cut or written in hexadecimal. */
static void bytes_print(const struct try_view *view, const char *what, const char *bytes, size_t length)
{
    struct buffer masked = {0}, line = {0};
    bool text = is_text(bytes, length);
    size_t shown;

    if (length == 0)
        return;
    try_secrets_of_body(bytes, length);
    if (view->shows_secrets)
        buffer_append(&masked, bytes, length);
    else
        mask_apply(bytes, length, &masked);
    shown = shown_of(view, &masked, text);
    buffer_printf(&line, INDENT "%s", what);
    (text ? text_append : hex_append)(masked.data, shown, &line);
    if (shown < masked.length)
        buffer_printf(&line, " … (%zu bytes; -v shows them all)", length);
    try_line(view, TRY_DIM, &line);
    buffer_free(&masked);
}

/* ---- what is about to be done ---- */

/* Text is quoted, bytes aren't. */
static void quoted_append(const struct tcp_request *tcp, struct buffer *line)
{
    if (is_text(tcp->bytes, tcp->length)) {
        buffer_append_char(line, '"');
        text_append(tcp->bytes, tcp->length, line);
        buffer_append_char(line, '"');
    } else {
        hex_append(tcp->bytes, tcp->length, line);
    }
}

static void receive_append(const struct tcp_request *tcp, struct buffer *line)
{
    switch (tcp->goal) {
    case TCP_UNTIL:
        buffer_append_text(line, "receive until ");
        quoted_append(tcp, line);
        break;
    case TCP_BYTES: buffer_printf(line, "receive bytes %zu", tcp->count); break;
    case TCP_MATCHING:
        buffer_append_text(line, "receive matching ");
        quoted_append(tcp, line);
        break;
    case TCP_ALL: buffer_append_text(line, "receive all"); break;
    }
}

/* The port is shown separately only if the address doesn't contain it. */
static void connect_append(const struct tcp_request *tcp, struct buffer *line)
{
    struct host_port address;

    buffer_printf(line, "connect %s%s", tcp->is_udp ? "udp " : "", tcp->address);
    if (tcp->port && !host_port_parse(tcp->address, 0, &address))
        buffer_printf(line, " port %u", tcp->port);
    buffer_append_text(line, tcp->is_tls ? " tls" : "");
}

void try_tcp(const struct try_view *view, const struct tcp_request *tcp)
{
    struct buffer line = {0};

    buffer_append_text(&line, "  > ");
    switch (tcp->action) {
    case TCP_CONNECT: connect_append(tcp, &line); break;
    case TCP_SEND:
        buffer_append_text(&line, "send ");
        try_count(&line, tcp->length, "byte");
        break;
    case TCP_RECEIVE: receive_append(tcp, &line); break;
    case TCP_DISCONNECT: buffer_append_text(&line, "disconnect"); break;
    }
    try_line(view, TRY_BOLD, &line);
    if (tcp->action == TCP_SEND)
        bytes_print(view, "", tcp->bytes, tcp->length);
}

/* ---- what came of it ---- */

static void outcome_print(const struct try_view *view, const struct tcp_request *tcp,
                          const struct response *response)
{
    static const char *const words[] = {"connected", "sent", "received"};
    struct buffer line = {0};

    buffer_append_text(&line, "  < ");
    if (response->error)
        net_error_write(response->error, response->reason, &line);
    else
        buffer_append_text(&line, words[tcp->action]);
    buffer_append_text(&line, "  ");
    report_interval(instant_since(response->end, response->start), &line);
    if (tcp->action == TCP_RECEIVE && !response->error) {
        buffer_append_text(&line, "  ");
        try_count(&line, response->body_length, "byte");
    }
    try_line(view, response->error ? TRY_BAD : TRY_GOOD, &line);
}

void try_tcp_done(const struct try_view *view, const struct tcp_request *tcp, const struct response *response)
{
    struct buffer line = {0};

    if (response) {
        outcome_print(view, tcp, response);
        bytes_print(view, response->error ? "so far: " : "", response->body, response->body_length);
    } else if (tcp->action == TCP_CONNECT) {
        buffer_append_text(&line, "  < already connected");
        try_line(view, TRY_GOOD, &line);
    }
}
