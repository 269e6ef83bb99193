#include "compiler/emit/emit.h"

static void emit_stmt(struct emitter *emitter, const struct stmt *stmt);

/* Variables of a block end with it; the next block reuses their slots. */
void emit_block(struct emitter *emitter, const struct block *block)
{
    uint32_t locals = emitter->code.locals;

    for (const struct stmt *stmt = block->statements.first; stmt; stmt = stmt->next)
        emit_stmt(emitter, stmt);
    emitter->code.locals = locals;
}

/* ---- variables ---- */

static void emit_let(struct emitter *emitter, const struct stmt *stmt)
{
    emit_expr(emitter, stmt->let.value);
    code_op_a(emitter, OP_STORE, emit_declare(emitter, stmt->symbol));
}

static void emit_assign(struct emitter *emitter, const struct stmt *stmt)
{
    emit_target_keys(emitter, stmt->assign.target);
    emit_expr(emitter, stmt->assign.value);
    emit_target(emitter, stmt->assign.target);
}

/* ---- branches ---- */

static void emit_branch(struct emitter *emitter, const struct stmt *stmt)
{
    VEC(uint32_t) ends = {0};

    for (const struct if_arm *arm = stmt->branch.arms.first; arm; arm = arm->next) {
        uint32_t next;

        emit_expr(emitter, arm->condition);
        next = code_jump(emitter, OP_JUMP_IF_FALSE);
        emit_block(emitter, arm->block);
        if (arm->next || stmt->branch.otherwise)
            vec_push(&ends, code_jump(emitter, OP_JUMP));
        code_land(emitter, next);
    }
    if (stmt->branch.otherwise)
        emit_block(emitter, stmt->branch.otherwise);
    for (size_t i = 0; i < ends.count; i++)
        code_land(emitter, ends.items[i]);
    vec_free(&ends);
}

/* ---- loops ---- */

static void loop_begin(struct emitter *emitter, struct open_block *loop)
{
    *loop = (struct open_block){.outer = emitter->code.open,
                                .kind = OPEN_LOOP,
                                .height = emitter->code.height,
                                .again = code_here(emitter)};
    emitter->code.open = loop;
}

/* Jumps back to the start. `end` is the jump that leaves the loop. */
static void loop_end(struct emitter *emitter, struct open_block *loop, uint32_t end)
{
    code_op_a(emitter, OP_JUMP, loop->again);
    code_land(emitter, end);
    for (size_t i = 0; i < loop->breaks.count; i++)
        code_land(emitter, loop->breaks.items[i]);
    vec_free(&loop->breaks);
    emitter->code.open = loop->outer;
    emitter->code.height = loop->height;
}

static void emit_for_range(struct emitter *emitter, const struct stmt *stmt)
{
    uint32_t walk = code_local(emitter, 2);
    struct open_block loop;
    uint32_t end;

    emit_expr(emitter, stmt->loop.iterable->range.first);
    emit_expr(emitter, stmt->loop.iterable->range.last);
    code_op_a(emitter, OP_COUNT_FROM, walk);
    loop_begin(emitter, &loop);
    end = code_op_ab(emitter, OP_NEXT_COUNT, 0, walk);
    code_op_a(emitter, OP_STORE, emit_declare(emitter, stmt->symbol));
    emit_block(emitter, stmt->loop.body);
    loop_end(emitter, &loop, end);
}

static void emit_for_items(struct emitter *emitter, const struct stmt *stmt)
{
    uint32_t walk = code_local(emitter, 2);
    struct open_block loop;
    uint32_t end;

    emit_expr(emitter, stmt->loop.iterable);
    code_op_a(emitter, OP_ITERATE, walk);
    loop_begin(emitter, &loop);
    end = code_op_ab(emitter, stmt->loop.key.text ? OP_NEXT_PAIR : OP_NEXT_ITEM, 0, walk);
    code_op_a(emitter, OP_STORE, emit_declare(emitter, stmt->symbol));
    if (stmt->loop.key.text)
        code_op_a(emitter, OP_STORE, emit_declare(emitter, stmt->loop.key_symbol));
    emit_block(emitter, stmt->loop.body);
    loop_end(emitter, &loop, end);
}

static void emit_for(struct emitter *emitter, const struct stmt *stmt)
{
    uint32_t locals = emitter->code.locals;

    if (stmt->loop.iterable->kind == EXPR_RANGE && !stmt->loop.key.text)
        emit_for_range(emitter, stmt);
    else
        emit_for_items(emitter, stmt);
    emitter->code.locals = locals;
}

static void emit_while(struct emitter *emitter, const struct stmt *stmt)
{
    struct open_block loop;
    uint32_t end;

    loop_begin(emitter, &loop);
    emit_expr(emitter, stmt->while_loop.condition);
    end = code_jump(emitter, OP_JUMP_IF_FALSE);
    emit_block(emitter, stmt->while_loop.body);
    loop_end(emitter, &loop, end);
}

static void emit_repeat(struct emitter *emitter, const struct stmt *stmt)
{
    uint32_t locals = emitter->code.locals;
    uint32_t walk = code_local(emitter, 2);
    struct open_block loop;
    uint32_t end;

    code_op_a(emitter, OP_CONST, emit_constant(emitter, value_int(1)));
    emit_expr(emitter, stmt->repeat.times);
    code_op_a(emitter, OP_COUNT_FROM, walk);
    loop_begin(emitter, &loop);
    end = code_op_ab(emitter, OP_NEXT_COUNT, 0, walk);
    code_op(emitter, OP_POP);
    emit_block(emitter, stmt->repeat.body);
    loop_end(emitter, &loop, end);
    emitter->code.locals = locals;
}

/* Closes the blocks opened since the loop began, and drops the values of unfinished expressions from the
 * stack. */
static struct open_block *close_up_to_loop(struct emitter *emitter)
{
    struct open_block *open = emitter->code.open;

    for (; open->kind != OPEN_LOOP; open = open->outer)
        if (open->kind == OPEN_REQUEST)
            code_op(emitter, OP_REQUEST_END);
        else
            code_op_a(emitter, OP_TRANSACTION_END, open->transaction);
    while (emitter->code.height > open->height)
        code_op(emitter, OP_POP);
    return open;
}

static void emit_loop_jump(struct emitter *emitter, const struct stmt *stmt)
{
    uint32_t height = emitter->code.height;
    struct open_block *loop = close_up_to_loop(emitter);

    if (stmt->kind == STMT_CONTINUE)
        code_op_a(emitter, OP_JUMP, loop->again);
    else
        vec_push(&loop->breaks, code_jump(emitter, OP_JUMP));
    emitter->code.height = height;
}

/* ---- the task and the run ---- */

static void emit_return(struct emitter *emitter, const struct stmt *stmt)
{
    if (stmt->value)
        emit_expr(emitter, stmt->value);
    else
        code_op_a(emitter, OP_CONST, emit_constant(emitter, value_none()));
    code_op(emitter, OP_RETURN);
}

static void emit_wait(struct emitter *emitter, const struct stmt *stmt)
{
    emit_wait_length(emitter, &stmt->wait);
    code_op(emitter, OP_SLEEP);
}

static void emit_expr_statement(struct emitter *emitter, const struct stmt *stmt)
{
    if (stmt->value->kind == EXPR_REQUEST) {
        emit_request(emitter, stmt->value->request, false);
        return;
    }
    emit_expr(emitter, stmt->value);
    code_op(emitter, OP_POP);
}

static uint32_t transaction_site(struct emitter *emitter, const struct stmt *stmt)
{
    struct transaction_site site = {.row = ROW_DYNAMIC};
    const char *name = row_name(emitter, stmt->transaction.name, NULL);

    if (name)
        site.row = emit_row(emitter, "TXN", name);
    else
        emit_expr(emitter, stmt->transaction.name);
    site.slots = name == NULL;
    site.counted_as = emit_counted(emitter, LINE_TRANSACTION, stmt->span,
                                   name ? name : text_as_written(emitter, stmt->transaction.name), site.row);
    emitter->has_dynamic_rows |= name == NULL;
    vec_push(&emitter->tables.transactions, site);
    return (uint32_t)emitter->tables.transactions.count - 1;
}

static void emit_transaction(struct emitter *emitter, const struct stmt *stmt)
{
    uint32_t site = transaction_site(emitter, stmt);
    struct open_block open = {.outer = emitter->code.open, .kind = OPEN_TRANSACTION, .transaction = site};

    code_op_a(emitter, OP_TRANSACTION_BEGIN, site);
    open.height = emitter->code.height;
    emitter->code.open = &open;
    emit_block(emitter, stmt->transaction.body);
    emitter->code.open = open.outer;
    code_op_a(emitter, OP_TRANSACTION_END, site);
}

static void emit_publish(struct emitter *emitter, const struct stmt *stmt)
{
    emit_expr(emitter, stmt->publish.type);
    emit_expr(emitter, stmt->publish.value);
    code_op(emitter, OP_PUBLISH);
}

static void emit_forget(struct emitter *emitter, const struct stmt *stmt)
{
    if (stmt->forget.cookie)
        emit_expr(emitter, stmt->forget.cookie);
    if (stmt->forget.cookie)
        code_op(emitter, OP_FORGET_COOKIE);
    else
        code_op_a(emitter, OP_FORGET, stmt->forget.kind == FORGET_SESSION);
}

/* ---- the dispatch ---- */

static void emit_stmt(struct emitter *emitter, const struct stmt *stmt)
{
    code_at(emitter, stmt->span);
    switch (stmt->kind) {
    case STMT_LET: emit_let(emitter, stmt); break;
    case STMT_ASSIGN: emit_assign(emitter, stmt); break;
    case STMT_IF: emit_branch(emitter, stmt); break;
    case STMT_FOR: emit_for(emitter, stmt); break;
    case STMT_WHILE: emit_while(emitter, stmt); break;
    case STMT_REPEAT: emit_repeat(emitter, stmt); break;
    case STMT_BREAK:
    case STMT_CONTINUE: emit_loop_jump(emitter, stmt); break;
    case STMT_RETURN: emit_return(emitter, stmt); break;
    case STMT_WAIT: emit_wait(emitter, stmt); break;
    case STMT_LOG:
        emit_expr(emitter, stmt->value);
        code_op(emitter, OP_LOG);
        break;
    case STMT_INTERRUPT: code_op_a(emitter, OP_INTERRUPT, stmt->later); break;
    case STMT_FAIL: emit_fail(emitter, stmt); break;
    case STMT_STOP: code_op(emitter, stmt->whole_run ? OP_STOP_RUN : OP_STOP_USER); break;
    case STMT_TRANSACTION: emit_transaction(emitter, stmt); break;
    case STMT_PUBLISH: emit_publish(emitter, stmt); break;
    case STMT_FORGET: emit_forget(emitter, stmt); break;
    case STMT_EXPR: emit_expr_statement(emitter, stmt); break;
    case STMT_EXPECT:
    case STMT_REQUIRE: emit_expectation(emitter, stmt); break;
    case STMT_CAPTURE: emit_capture(emitter, stmt); break;
    case STMT_CHECK: emit_check(emitter, stmt); break;
    case STMT_CONNECT:
    case STMT_SEND:
    case STMT_RECEIVE:
    case STMT_DISCONNECT: emit_tcp(emitter, stmt); break;
    }
}
