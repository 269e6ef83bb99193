#include "compiler/check/check.h"

#include <string.h>

/* ---- blocks ---- */

static bool ends_block(const struct stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_BREAK:
    case STMT_CONTINUE:
    case STMT_RETURN:
    case STMT_INTERRUPT:
    case STMT_FAIL:
    case STMT_STOP: return true;
    default: return false;
    }
}

static void check_stmt(struct checker *checker, struct stmt *stmt);

void check_statements(struct checker *checker, struct block *block)
{
    for (struct stmt *stmt = block->statements.first; stmt; stmt = stmt->next) {
        check_stmt(checker, stmt);
        if (ends_block(stmt) && stmt->next)
            diag_report(checker->diags, W0430_UNREACHABLE, stmt->next->span);
    }
}

void check_block(struct checker *checker, struct block *block)
{
    size_t outer = checker->place.block;
    size_t mark = scope_open(&checker->scopes);

    checker->place.block = mark;
    check_statements(checker, block);
    scope_close(&checker->scopes, mark, check_leave_scope, checker);
    checker->place.block = outer;
}

/* ---- variables ---- */

static void check_let(struct checker *checker, struct stmt *stmt)
{
    unsigned types = check_expr(checker, stmt->let.value);
    bool changes = check_assignments(checker, stmt->let.name.text) > 0;
    struct symbol *symbol = check_local(checker, stmt->let.name, changes ? TYPE_ANY : types);

    symbol->rows = changes ? check_rows_given(checker, stmt->let.name.text, stmt->let.value)
                           : check_rows_of(stmt->let.value);
    symbol->must_be_used = true;
    stmt->symbol = symbol;
}

static void check_assign(struct checker *checker, struct stmt *stmt)
{
    check_expr(checker, stmt->assign.value);
    check_target(checker, stmt->assign.target);
}

/* ---- control ---- */

static void check_branch(struct checker *checker, struct stmt *stmt)
{
    for (struct if_arm *arm = stmt->branch.arms.first; arm; arm = arm->next) {
        check_condition(checker, arm->condition);
        check_block(checker, arm->block);
    }
    if (stmt->branch.otherwise)
        check_block(checker, stmt->branch.otherwise);
}

static void check_body(struct checker *checker, struct block *body)
{
    checker->place.loops++;
    check_block(checker, body);
    checker->place.loops--;
}

static unsigned item_types(const struct expr *iterable, bool is_pair)
{
    if (iterable->kind == EXPR_RANGE)
        return TYPE_INT;
    return iterable->types == TYPE_MAP && !is_pair ? TYPE_STRING : TYPE_ANY;
}

static void check_iterable(struct checker *checker, struct expr *iterable)
{
    unsigned types = check_expr(checker, iterable);
    struct diag *diag;

    if (types & (TYPE_LIST | TYPE_MAP))
        return;
    diag = diag_report(checker->diags, E0318_EXPECTED_TYPE, iterable->span, "the value after `in`",
                       types_text(TYPE_LIST | TYPE_MAP, checker->arena), types_text(types, checker->arena));
    if (iterable->kind == EXPR_INT)
        diag_label(diag, "write `1..%lld`", (long long)iterable->integer);
}

static void check_for(struct checker *checker, struct stmt *stmt)
{
    size_t outer = checker->place.block;
    size_t mark;

    check_iterable(checker, stmt->loop.iterable);
    mark = checker->place.block = scope_open(&checker->scopes);
    if (stmt->loop.key.text)
        stmt->loop.key_symbol = check_local(checker, stmt->loop.key, TYPE_INT | TYPE_STRING);
    stmt->symbol =
        check_local(checker, stmt->loop.value, item_types(stmt->loop.iterable, stmt->loop.key.text != NULL));
    check_body(checker, stmt->loop.body);
    scope_close(&checker->scopes, mark, NULL, NULL);
    checker->place.block = outer;
}

static void check_while(struct checker *checker, struct stmt *stmt)
{
    check_condition(checker, stmt->while_loop.condition);
    check_body(checker, stmt->while_loop.body);
    check_busy_loop(checker, stmt);
}

static void check_repeat(struct checker *checker, struct stmt *stmt)
{
    check_typed(checker, stmt->repeat.times, TYPE_INT, "the number after `repeat`");
    check_body(checker, stmt->repeat.body);
}

static void check_jump(struct checker *checker, struct stmt *stmt)
{
    if (!checker->place.loops)
        diag_report(checker->diags, E0411_OUTSIDE_LOOP, stmt->span,
                    stmt->kind == STMT_BREAK ? "break" : "continue");
}

static void check_return(struct checker *checker, struct stmt *stmt)
{
    if (!stmt->value)
        return;
    check_expr(checker, stmt->value);
    if (!checker->place.returns_value)
        diag_hint(diag_report(checker->diags, E0412_RETURNED_VALUE, stmt->value->span),
                  "write `return` without a value");
}

/* ---- the task and the run ---- */

static void check_wait_statement(struct checker *checker, struct stmt *stmt)
{
    check_wait(checker, &stmt->wait, true);
    if (checker->place.unit)
        checker->place.unit->waits = true;
}

static void check_interrupt(struct checker *checker, struct stmt *stmt)
{
    if (!checker->place.unit)
        return;
    vec_push(&checker->place.unit->interrupts, stmt->span);
    if (checker->place.may_interrupt)
        return;
    if (checker->place.has_user)
        diag_report(checker->diags, E0413_NOT_ENCLOSED, stmt->span);
    else
        diag_report(checker->diags, E0414_NO_USER, stmt->span);
}

static void check_stop(struct checker *checker, struct stmt *stmt)
{
    if (!checker->place.unit)
        return;
    checker->place.unit->stops = true;
    if (!stmt->whole_run)
        check_needs_user(checker, NULL, stmt->span);
}

static void check_transaction(struct checker *checker, struct stmt *stmt)
{
    check_text(checker, stmt->transaction.name);
    if (!stmt->transaction.name->may_fold)
        diag_hint(diag_report(checker->diags, W0520_NAME_WITH_HOLE, stmt->transaction.name->span),
                  "a transaction with a fixed name is one row");
    check_block(checker, stmt->transaction.body);
}

static void check_publish(struct checker *checker, struct stmt *stmt)
{
    check_text(checker, stmt->publish.type);
    check_expr(checker, stmt->publish.value);
}

static void check_forget(struct checker *checker, struct stmt *stmt)
{
    if (stmt->forget.cookie)
        check_text(checker, stmt->forget.cookie);
}

/* An unused value is discarded. The grammar refuses a name or an operator alone as a statement. */
static void check_stmt(struct checker *checker, struct stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_LET: check_let(checker, stmt); break;
    case STMT_ASSIGN: check_assign(checker, stmt); break;
    case STMT_IF: check_branch(checker, stmt); break;
    case STMT_FOR: check_for(checker, stmt); break;
    case STMT_WHILE: check_while(checker, stmt); break;
    case STMT_REPEAT: check_repeat(checker, stmt); break;
    case STMT_BREAK:
    case STMT_CONTINUE: check_jump(checker, stmt); break;
    case STMT_RETURN: check_return(checker, stmt); break;
    case STMT_WAIT: check_wait_statement(checker, stmt); break;
    case STMT_LOG:
    case STMT_FAIL: check_placeholders(checker, stmt->value, false); /* fall through */
    case STMT_EXPR: check_expr(checker, stmt->value); break;
    case STMT_INTERRUPT: check_interrupt(checker, stmt); break;
    case STMT_STOP: check_stop(checker, stmt); break;
    case STMT_TRANSACTION: check_transaction(checker, stmt); break;
    case STMT_PUBLISH: check_publish(checker, stmt); break;
    case STMT_FORGET: check_forget(checker, stmt); break;
    case STMT_EXPECT:
    case STMT_REQUIRE: check_expectation(checker, stmt); break;
    case STMT_CAPTURE: check_capture(checker, stmt); break;
    case STMT_CHECK: check_check(checker, stmt); break;
    case STMT_CONNECT: check_connect(checker, stmt); break;
    case STMT_SEND: check_send(checker, stmt); break;
    case STMT_RECEIVE: check_receive(checker, stmt); break;
    case STMT_DISCONNECT: break;
    }
}
