/* expect, require, capture, check. */
#include "compiler/check/check.h"

#include "compiler/module/stdlib.h"

#include <string.h>

static bool check_in_block(struct checker *checker, span place, const char *word, bool any_response)
{
    struct diag *diag;

    if (checker->place.response == RESPONSE_HTTP ||
        (any_response && checker->place.response == RESPONSE_BYTES))
        return true;
    diag = diag_report(checker->diags, E0410_OUTSIDE_BLOCK, place, word);
    if (checker->place.response == RESPONSE_BYTES)
        diag_hint(diag, "a `check` applies to the response of an HTTP request");
    else
        diag_hint(diag, "write it in the block of the request: `get \"/\" { %s … }`", word);
    return false;
}

/* The first word of a statement. */
static span word_of(const struct stmt *stmt, const char *word)
{
    return (span){stmt->span.file, stmt->span.offset, (uint32_t)strlen(word)};
}

/* Outside of a block, names of a response still resolve, so that there is only one error. */
static void check_judged(struct checker *checker, struct expr *condition, bool is_inside)
{
    size_t mark = scope_open(&checker->scopes);
    enum response_place before = checker->place.response;

    if (!is_inside) {
        check_bind_response(checker, RESPONSE_HTTP);
        checker->place.response = RESPONSE_HTTP;
    }
    check_expr(checker, condition);
    checker->place.response = before;
    scope_close(&checker->scopes, mark, NULL, NULL);
}

void check_expectation(struct checker *checker, struct stmt *stmt)
{
    const char *word = stmt->kind == STMT_EXPECT ? "expect" : "require";

    check_judged(checker, stmt->expect.condition, check_in_block(checker, word_of(stmt, word), word, true));
    check_truth(checker, stmt->expect.condition);
    check_text(checker, stmt->expect.otherwise);
}

/* Sets the type of the variable if the capture is its only assignment. */
static void settle_captured(struct checker *checker, struct symbol *symbol, const struct expr *captured)
{
    if (symbol->kind == SYMBOL_LOCAL && symbol->must_be_used &&
        check_assignments(checker, symbol->name) == 1 && symbol->types == TYPE_ANY &&
        (captured->types & ~(unsigned)TYPE_NONE))
        symbol->types = captured->types & ~(unsigned)TYPE_NONE;
}

void check_capture(struct checker *checker, struct stmt *stmt)
{
    struct expr *target = stmt->capture.target;
    struct symbol *symbol;

    bool is_inside = check_in_block(checker, word_of(stmt, "capture"), "capture", true);

    check_judged(checker, stmt->capture.value, is_inside);
    if (!is_inside)
        return;
    symbol = target->kind == EXPR_NAME ? check_captured(checker, target->name.text) : NULL;
    if (!symbol) {
        stmt->symbol = check_target(checker, target);
        return;
    }
    target->symbol = symbol;
    check_write(checker, target->span, symbol);
    settle_captured(checker, symbol, stmt->capture.value);
    stmt->symbol = symbol;
}

static void report_unknown_check(struct checker *checker, struct name name)
{
    struct diag *diag = diag_report(checker->diags, E0208_UNKNOWN_CHECK, name.span, name.text);
    struct symbol *nearest = scope_nearest(&checker->scopes, SPACE_CHECK, name.text);

    if (scope_find(&checker->scopes, SPACE_FUNCTION, name.text))
        diag_label(diag, "this is a function: `expect %s(…)`", name.text);
    else if (stdlib_declares("check", name.text))
        diag_label(diag, "write `include \"%s\"` at the top of the file",
                   stdlib_declares("check", name.text));
    else if (check_is_response_name(name.text))
        diag_label(diag, "write `expect %s …`", name.text);
    else if (nearest)
        diag_label(diag, "did you mean `%s`?", nearest->name);
    if (nearest)
        diag_related(diag, nearest->span, "`%s` is declared here", nearest->name);
}

void check_check(struct checker *checker, struct stmt *stmt)
{
    struct symbol *symbol = scope_find(&checker->scopes, SPACE_CHECK, stmt->check.name.text);

    check_in_block(checker, word_of(stmt, "check"), "check", false);
    for (struct expr *argument = stmt->check.arguments.first; argument; argument = argument->next)
        check_expr(checker, argument);
    if (!symbol) {
        report_unknown_check(checker, stmt->check.name);
        return;
    }
    symbol->is_used = true;
    stmt->symbol = symbol;
    check_argument_count(checker, stmt->check.name.span, symbol->name,
                         symbol->decl->function.parameters.count, symbol->decl->function.parameters.count,
                         stmt->check.arguments.count);
    check_reaches(checker, symbol->unit, stmt->span, false);
}
