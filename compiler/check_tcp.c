/* connect, send, receive, disconnect. */
#include "compiler/check.h"

static void note_sending(struct checker *checker, span place)
{
    check_sends(checker, place);
    check_needs_user(checker, NULL, place);
}

static void check_name_of(struct checker *checker, struct expr *name)
{
    if (!name)
        return;
    check_text(checker, name);
    if (!name->may_fold)
        diag_report(checker->diags, W0520_NAME_WITH_HOLE, name->span);
}

static void check_timeout(struct checker *checker, struct expr *timeout)
{
    if (timeout)
        check_typed(checker, timeout, TYPE_DURATION, "a timeout");
}

void check_connect(struct checker *checker, struct stmt *stmt)
{
    note_sending(checker, stmt->span);
    checker->connects_udp |= stmt->connect.is_udp;
    checker->connects_tcp |= !stmt->connect.is_udp;
    if (stmt->connect.is_udp && stmt->connect.is_tls)
        diag_label(diag_report(checker->diags, E0514_UDP_WITH_TLS, stmt->span), "leave out `udp` or `tls`");
    check_typed(checker, stmt->connect.address, TYPE_STRING, "an address");
    if (stmt->connect.port)
        check_typed(checker, stmt->connect.port, TYPE_INT | TYPE_STRING, "a port");
    check_timeout(checker, stmt->connect.timeout);
    check_name_of(checker, stmt->connect.name);
}

void check_send(struct checker *checker, struct stmt *stmt)
{
    note_sending(checker, stmt->span);
    check_typed(checker, stmt->send.value, TYPE_STRING, "what is sent");
    check_name_of(checker, stmt->send.name);
}

static void check_receive_operand(struct checker *checker, struct receive *receive)
{
    switch (receive->kind) {
    case RECEIVE_UNTIL: check_typed(checker, receive->operand, TYPE_STRING, "a delimiter"); break;
    case RECEIVE_BYTES: check_typed(checker, receive->operand, TYPE_INT, "a number of bytes"); break;
    case RECEIVE_MATCHING:
        check_typed(checker, receive->operand, TYPE_STRING, "a pattern");
        check_regex(checker, receive->operand);
        break;
    case RECEIVE_ALL: break;
    }
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
    note_sending(checker, stmt->span);
    check_receive_operand(checker, &stmt->receive);
    check_timeout(checker, stmt->receive.timeout);
    if (stmt->receive.max)
        check_typed(checker, stmt->receive.max, TYPE_INT, "the most to receive");
    check_name_of(checker, stmt->receive.name);
    if (stmt->receive.block)
        check_bytes_block(checker, stmt);
}
