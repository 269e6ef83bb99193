/* connect, send, receive, disconnect. */
#include "compiler/check/check.h"

#include "runtime/model/tcp_request.h"
#include "runtime/text/host_port.h"

#include <string.h>

static void check_name_of(struct checker *checker, struct expr *name)
{
    if (!name)
        return;
    check_text(checker, name);
    if (!name->may_fold)
        diag_report(checker->diags, W0520_NAME_WITH_HOLE, name->span);
}

/* ---- values known before the run ---- */

/* True if the expression is a constant of that type; then the caller releases *v. */
static bool is_known(struct checker *checker, const struct expr *expr, enum value_type type, value *v)
{
    if (!expr->may_fold || fold_expr(&checker->folder, expr, v) != FOLD_VALUE)
        return false;
    if (v->type == type)
        return true;
    value_release(*v);
    return false;
}

static void note_range(struct checker *checker, const struct expr *expr, const char *what, const char *range)
{
    diag_report(checker->diags, E0417_NUMBER_RANGE, expr->span, what, range);
}

/* The number of bytes if it is constant, otherwise -1. */
static int64_t check_count(struct checker *checker, struct expr *expr, const char *what, int64_t least)
{
    value v;

    check_typed(checker, expr, TYPE_INT, what);
    if (!is_known(checker, expr, VALUE_INT, &v))
        return -1;
    if (v.as.integer < least || v.as.integer > (int64_t)TCP_RECEIVE_MOST)
        note_range(checker, expr, what, least ? "from 1 to 64 MiB" : "from 0 to 64 MiB");
    return v.as.integer;
}

static void check_port(struct checker *checker, struct expr *expr)
{
    uint16_t port;
    value v;
    bool is_port = true;

    check_typed(checker, expr, TYPE_INT | TYPE_STRING, "a port");
    if (is_known(checker, expr, VALUE_INT, &v)) {
        is_port = v.as.integer >= 1 && v.as.integer <= UINT16_MAX;
    } else if (is_known(checker, expr, VALUE_STRING, &v)) {
        is_port = port_parse(v.as.string->bytes, v.as.string->length, &port);
        value_release(v);
    }
    if (!is_port)
        note_range(checker, expr, "a port", "from 1 to 65535");
}

static void check_address(struct checker *checker, struct expr *expr, bool has_port)
{
    struct host_port parts;
    value v;

    check_typed(checker, expr, TYPE_STRING, "an address");
    if (!is_known(checker, expr, VALUE_STRING, &v))
        return;
    if (strlen(v.as.string->bytes) < v.as.string->length ||
        !host_port_parse(v.as.string->bytes, has_port, &parts))
        diag_label(diag_report(checker->diags, E0515_BAD_ADDRESS, expr->span),
                   "`host:port`, or a host with `port N` after it");
    value_release(v);
}

static void check_delimiter(struct checker *checker, struct expr *expr)
{
    value v;

    check_typed(checker, expr, TYPE_STRING, "a delimiter");
    if (!is_known(checker, expr, VALUE_STRING, &v))
        return;
    if (v.as.string->length == 0)
        note_range(checker, expr, "a delimiter", "at least one byte long");
    value_release(v);
}

/* ---- the statements ---- */

void check_connect(struct checker *checker, struct stmt *stmt)
{
    check_sends(checker, stmt->span);
    checker->connects_udp |= stmt->connect.is_udp;
    checker->connects_tcp |= !stmt->connect.is_udp;
    if (stmt->connect.is_udp && stmt->connect.is_tls)
        diag_label(diag_report(checker->diags, E0514_UDP_WITH_TLS, stmt->span), "leave out `udp` or `tls`");
    check_address(checker, stmt->connect.address, stmt->connect.port != NULL);
    if (check_is_host(stmt->connect.address))
        check_uses_host(checker, stmt->connect.address->span, true);
    if (stmt->connect.port)
        check_port(checker, stmt->connect.port);
    if (stmt->connect.timeout)
        check_timeout(checker, stmt->connect.timeout);
    check_name_of(checker, stmt->connect.name);
}

void check_send(struct checker *checker, struct stmt *stmt)
{
    check_sends(checker, stmt->span);
    check_typed(checker, stmt->send.value, TYPE_STRING, "the text to send");
    check_name_of(checker, stmt->send.name);
}

/* The number of bytes to receive; -1 if unknown. */
static int64_t check_receive_operand(struct checker *checker, struct receive *receive)
{
    switch (receive->kind) {
    case RECEIVE_UNTIL: check_delimiter(checker, receive->operand); break;
    case RECEIVE_BYTES: return check_count(checker, receive->operand, "a number of bytes", 0);
    case RECEIVE_MATCHING:
        check_typed(checker, receive->operand, TYPE_STRING, "a pattern");
        check_regex(checker, receive->operand);
        break;
    case RECEIVE_ALL: break;
    }
    return -1;
}

static void check_most(struct checker *checker, struct expr *max, int64_t wanted)
{
    int64_t most = check_count(checker, max, "the value of `max`", 1);

    if (most >= 1 && most < wanted)
        note_range(checker, max, "the value of `max`", "at least the number of bytes to receive");
}

static void check_bytes_block(struct checker *checker, struct stmt *stmt)
{
    struct place before = checker->place;
    size_t mark;

    stmt->symbol = check_captures(checker, stmt->receive.block);
    mark = scope_open(&checker->scopes);
    checker->place.response = RESPONSE_BYTES;
    check_bind_response(checker, RESPONSE_BYTES);
    check_block(checker, stmt->receive.block);
    scope_close(&checker->scopes, mark, NULL, NULL);
    checker->place = before;
}

void check_receive(struct checker *checker, struct stmt *stmt)
{
    int64_t wanted;

    check_sends(checker, stmt->span);
    wanted = check_receive_operand(checker, &stmt->receive);
    if (stmt->receive.timeout)
        check_timeout(checker, stmt->receive.timeout);
    if (stmt->receive.max)
        check_most(checker, stmt->receive.max, wanted);
    check_name_of(checker, stmt->receive.name);
    if (stmt->receive.block)
        check_bytes_block(checker, stmt);
}
