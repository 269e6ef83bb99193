/* connect, send, receive, disconnect. */
#include "compiler/emit/emit.h"

static struct tcp_site site_of(struct emitter *emitter, const struct stmt *stmt, enum tcp_action action)
{
    return (struct tcp_site){.action = action,
                             .name_slot = SLOT_NONE,
                             .regex = REGEX_NONE,
                             .operand_slot = SLOT_NONE,
                             .port_slot = SLOT_NONE,
                             .timeout_slot = SLOT_NONE,
                             .max_slot = SLOT_NONE,
                             .file = stmt->span.file,
                             .line = emit_line(emitter, stmt->span)};
}

/* Pushes the value and returns its slot; SLOT_NONE if there is no value. */
static uint16_t emit_slot(struct emitter *emitter, struct tcp_site *site, const struct expr *expr)
{
    if (!expr)
        return SLOT_NONE;
    emit_expr(emitter, expr);
    return site->slots++;
}

/* ---- rows ---- */

/* A `connect` is TCP or UDP. A later statement may apply to either if the scenario has both. Without any
 * `connect`, TCP is assumed. */
static bool may_be(const struct emitter *emitter, const struct tcp_site *site, bool is_udp)
{
    const struct checker *checker = emitter->checker;

    if (site->action == TCP_CONNECT)
        return site->is_udp == is_udp;
    return is_udp ? checker->connects_udp : checker->connects_tcp || !checker->connects_udp;
}

/* Returns the name of the rows; if the name is only known at run time, its source text. */
static const char *emit_rows(struct emitter *emitter, struct tcp_site *site, const struct expr *as,
                             const char *otherwise)
{
    const char *name = as ? row_name(emitter, as, NULL) : otherwise;

    if (!name) {
        site->tcp_row = site->udp_row = ROW_DYNAMIC;
        site->name_slot = emit_slot(emitter, site, as);
        emitter->has_dynamic_rows = true;
        return text_as_written(emitter, as);
    }
    if (may_be(emitter, site, false))
        site->tcp_row = site->udp_row = emit_row(emitter, "TCP", name);
    if (may_be(emitter, site, true))
        site->udp_row = emit_row(emitter, "UDP", name);
    if (!may_be(emitter, site, false))
        site->tcp_row = site->udp_row;
    return name;
}

/* If the connection may be TCP or UDP, there are two rows; then the scenario line is linked to none. */
static void emit_rows_counted(struct emitter *emitter, const struct stmt *stmt, struct tcp_site *site,
                              const struct expr *as, const char *otherwise)
{
    const char *name = emit_rows(emitter, site, as, otherwise);
    bool is_udp = site->action == TCP_CONNECT ? site->is_udp : !may_be(emitter, site, false);

    site->counted_as = emit_counted(emitter, LINE_REQUEST, stmt->span,
                                    arena_printf(emitter->arena, "%s %s", is_udp ? "UDP" : "TCP", name),
                                    site->tcp_row == site->udp_row ? site->tcp_row : LINE_NO_ROW);
}

static void emit_site(struct emitter *emitter, const struct stmt *stmt, enum opcode op,
                      const struct tcp_site *site)
{
    vec_push(&emitter->tables.tcp, *site);
    code_at(emitter, stmt->span);
    code_op_a(emitter, op, (uint32_t)emitter->tables.tcp.count - 1);
}

/* ---- the statements ---- */

static void emit_connect(struct emitter *emitter, const struct stmt *stmt)
{
    struct tcp_site site = site_of(emitter, stmt, TCP_CONNECT);

    site.is_udp = stmt->connect.is_udp;
    site.is_tls = stmt->connect.is_tls;
    site.operand_slot = emit_slot(emitter, &site, stmt->connect.address);
    site.port_slot = emit_slot(emitter, &site, stmt->connect.port);
    site.timeout_slot = emit_slot(emitter, &site, stmt->connect.timeout);
    emit_rows_counted(emitter, stmt, &site, stmt->connect.name, "connect");
    emit_site(emitter, stmt, OP_CONNECT, &site);
}

static void emit_send(struct emitter *emitter, const struct stmt *stmt)
{
    struct tcp_site site = site_of(emitter, stmt, TCP_SEND);

    site.operand_slot = emit_slot(emitter, &site, stmt->send.value);
    emit_rows_counted(emitter, stmt, &site, stmt->send.name, "send");
    emit_site(emitter, stmt, OP_SEND, &site);
}

static enum tcp_goal goal_of(enum receive_kind kind)
{
    switch (kind) {
    case RECEIVE_UNTIL: return TCP_UNTIL;
    case RECEIVE_BYTES: return TCP_BYTES;
    case RECEIVE_MATCHING: return TCP_MATCHING;
    case RECEIVE_ALL: break;
    }
    return TCP_ALL;
}

/* Compiles a constant pattern. */
static void emit_goal(struct emitter *emitter, const struct receive *receive, struct tcp_site *site)
{
    value pattern = value_none();

    site->goal = goal_of(receive->kind);
    if (site->goal == TCP_MATCHING && receive->operand->may_fold &&
        emit_fold(emitter, receive->operand, &pattern) && pattern.type == VALUE_STRING)
        site->regex =
            emit_regex(emitter, pattern.as.string->bytes, pattern.as.string->length, receive->operand->span);
    else
        site->operand_slot = emit_slot(emitter, site, receive->operand);
    value_release(pattern);
}

static void emit_receive(struct emitter *emitter, const struct stmt *stmt)
{
    const struct receive *receive = &stmt->receive;
    struct tcp_site site = site_of(emitter, stmt, TCP_RECEIVE);
    uint32_t block;

    emit_captures(emitter, stmt->symbol);
    emit_goal(emitter, receive, &site);
    site.timeout_slot = emit_slot(emitter, &site, receive->timeout);
    site.max_slot = emit_slot(emitter, &site, receive->max);
    site.needs_response = emit_needs_response(receive->block);
    emit_rows_counted(emitter, stmt, &site, receive->name, "receive");
    emit_site(emitter, stmt, OP_RECEIVE, &site);
    block = code_jump(emitter, OP_BLOCK);
    if (receive->block)
        emit_response_block(emitter, receive->block);
    code_land(emitter, block);
    code_at(emitter, stmt->span);
    code_op(emitter, OP_REQUEST_END);
}

void emit_tcp(struct emitter *emitter, const struct stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_CONNECT: emit_connect(emitter, stmt); break;
    case STMT_SEND: emit_send(emitter, stmt); break;
    case STMT_RECEIVE: emit_receive(emitter, stmt); break;
    default: code_op(emitter, OP_DISCONNECT); break;
    }
}
