/* expect, require, capture, check, fail. */
#include "compiler/emit/emit.h"

#include "compiler/tree/walk.h"

/* ---- which expectation it is ---- */

static uint32_t add_expectation(struct emitter *emitter, enum expectation_kind kind, const char *text,
                                const char *source, span place)
{
    static const enum line_kind kinds[] = {[EXPECTATION_EXPECT] = LINE_EXPECT,
                                           [EXPECTATION_REQUIRE] = LINE_REQUIRE,
                                           [EXPECTATION_CAPTURE] = LINE_CAPTURE,
                                           [EXPECTATION_FAIL] = LINE_FAIL};
    struct expectation expectation = {
        .kind = kind, .text = text, .source = source, .file = place.file, .line = emit_line(emitter, place)};

    expectation.counted_as = emit_counted(emitter, kinds[kind], place, source, LINE_NO_ROW);
    vec_push(&emitter->tables.expectations, expectation);
    return (uint32_t)emitter->tables.expectations.count - 1;
}

/* ---- whether it reads the status ---- */

static void find_status(void *context, struct expr *expr)
{
    bool *reads = context;

    if (expr->kind == EXPR_NAME && expr->symbol && expr->symbol->kind == SYMBOL_RESPONSE &&
        expr->symbol->index == RESPONSE_STATUS)
        *reads = true;
}

static bool reads_status(struct expr *condition)
{
    bool reads = false;
    struct walker walker = {.expr = find_status, .stays_out_of_requests = true, .context = &reads};

    walk_expr(&walker, condition);
    return reads;
}

/* ---- the statements ---- */

static span without_else(const struct stmt *stmt)
{
    return span_join((span){stmt->span.file, stmt->span.offset, 0}, stmt->expect.condition->span);
}

void emit_expectation(struct emitter *emitter, const struct stmt *stmt)
{
    const struct expr *otherwise = stmt->expect.otherwise;
    const char *source = source_on_one_line(emitter, without_else(stmt));
    uint32_t index =
        add_expectation(emitter, stmt->kind == STMT_EXPECT ? EXPECTATION_EXPECT : EXPECTATION_REQUIRE,
                        otherwise ? text_as_written(emitter, otherwise) : source, source, stmt->span);
    uint32_t holds;

    emit_noted(emitter, stmt->expect.condition);
    code_at(emitter, stmt->span);
    holds = code_op_ab(emitter, OP_EXPECT, 0, reads_status(stmt->expect.condition));
    if (otherwise)
        emit_expr(emitter, otherwise);
    else
        code_op_a(emitter, OP_CONST, emit_constant(emitter, value_none()));
    code_op_a(emitter, OP_EXPECT_FAILED, index);
    code_land(emitter, holds);
}

void emit_capture(struct emitter *emitter, const struct stmt *stmt)
{
    const char *source = source_on_one_line(emitter, stmt->span);
    uint32_t index = add_expectation(emitter, EXPECTATION_CAPTURE, source, source, stmt->span);

    emit_target_keys(emitter, stmt->capture.target);
    emit_expr(emitter, stmt->capture.value);
    code_op_a(emitter, OP_CAPTURE, index);
    emit_target(emitter, stmt->capture.target);
}

void emit_check(struct emitter *emitter, const struct stmt *stmt)
{
    for (const struct expr *argument = stmt->check.arguments.first; argument; argument = argument->next)
        emit_expr(emitter, argument);
    code_at(emitter, stmt->span);
    code_op_ab(emitter, OP_CALL, stmt->symbol->index, (uint32_t)stmt->check.arguments.count);
    code_op(emitter, OP_POP);
}

/* In the block of a request, `fail` fails the request; elsewhere, the task. */
void emit_fail(struct emitter *emitter, const struct stmt *stmt)
{
    emit_expr(emitter, stmt->value);
    if (emitter->code.responses) {
        const char *source = source_on_one_line(emitter, stmt->span);

        code_op_a(emitter, OP_FAIL_REQUEST,
                  add_expectation(emitter, EXPECTATION_FAIL, text_as_written(emitter, stmt->value), source,
                                  stmt->span));
    } else {
        code_op(emitter, OP_FAIL_TASK);
    }
}
