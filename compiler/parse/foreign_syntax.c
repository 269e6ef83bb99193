/* Reports syntax of other languages and suggests the right one. */
#include "compiler/parse/ast_build.h"

static span text_span(struct parser *parser, const struct expr *expr, const char **text)
{
    *text = source_text(parser->job->sources, expr->span);
    return expr->span;
}

static struct diag *report(struct parser *parser, enum diag_code code, span place)
{
    return diag_report(parser->job->diags, code, place);
}

void foreign_def(struct parser *parser, span place)
{
    diag_label(report(parser, E0127_DEF, place), "write `fn`");
}

void foreign_elif(struct parser *parser, span place, const char *word)
{
    diag_label(diag_report(parser->job->diags, E0126_ELIF, place, word), "write `else if`");
}

void foreign_var_statement(struct parser *parser, span place)
{
    diag_label(report(parser, E0128_VAR_IN_BLOCK, place), "write `let`");
}

void foreign_send_timeout(struct parser *parser, span place)
{
    diag_label(diag_report(parser->job->diags, E0401_ATTRIBUTE_PLACE, place, "`send`", "timeout"),
               "use `timeout` in `client { }`");
}

void foreign_let_member(struct parser *parser, span place)
{
    diag_label(report(parser, E0129_LET_IN_SET, place), "write `var`");
}

void foreign_change(struct parser *parser, const struct expr *target, span place, enum binary_op op,
                    const struct expr *value)
{
    const char *sign = binary_op_text(op);
    const char *left;
    const char *right;
    span left_span = text_span(parser, target, &left);
    span right_span = text_span(parser, value, &right);
    struct diag *diag = diag_report(parser->job->diags, E0122_CHANGE_OPERATOR, place, sign);
    diag_label(diag, "write `%.*s = %.*s %s %.*s`", (int)left_span.length, left, (int)left_span.length, left,
               sign, (int)right_span.length, right);
}

void foreign_map_assign(struct parser *parser, span place)
{
    diag_label(report(parser, E0123_MAP_ASSIGN, place), "write `:`");
}

struct expr *foreign_chain(struct parser *parser, span place, struct expr *left, enum binary_op op,
                           span op_span, struct expr *right)
{
    span rest_span = span_join(op_span, right->span);
    struct diag *diag = report(parser, E0132_CHAINED_COMPARISON, rest_span);
    if (left->kind != EXPR_BINARY)
        return expr_error(parser, place);
    bool is_longer = left->binary.op == BINARY_AND; /* the parser made this `and`, from `a < b < c` */
    struct expr *middle = is_longer ? left->binary.right->binary.right : left->binary.right;
    const char *operand;
    span operand_span = text_span(parser, middle, &operand);
    diag_label(diag, "write `and %.*s %.*s`", (int)operand_span.length, operand, (int)rest_span.length,
               source_text(parser->job->sources, rest_span));
    struct expr *second = expr_binary(parser, rest_span, op, op_span, middle, right);
    return expr_binary(parser, place, BINARY_AND, op_span, left, second);
}

void foreign_not_word(struct parser *parser, span place, const struct expr *left, span word,
                      const struct expr *right)
{
    const char *operand;
    span left_span = text_span(parser, left, &operand);
    span rest = right != NULL ? span_join(word, right->span) : word;
    struct diag *diag = report(parser, E0134_NOT_WORD, place);
    diag_label(diag, "write `not (%.*s %.*s)`", (int)left_span.length, operand, (int)rest.length,
               source_text(parser->job->sources, rest));
}

/* Whether the statement is a request without a block. */
static bool is_bare_request(const struct stmt *stmt)
{
    const struct request *request =
        stmt->kind == STMT_EXPR && stmt->value->kind == EXPR_REQUEST ? stmt->value->request : NULL;

    return request && !request->block && request->clauses.count == 0;
}

void misplaced_clause(struct parser *parser, const struct clause *clause, const struct stmt *before)
{
    enum diag_code code = before ? E0130_LATE_CLAUSE : E0131_CLAUSE_OUTSIDE;
    const char *word = clause_kind_text(clause->kind);
    struct diag *diag = diag_report(parser->job->diags, code, clause->word, word);

    if (before && is_bare_request(before))
        diag_label(diag, "write it in braces after the URL: `{ %s … }`", word);
    else if (before)
        diag_label(diag, "clauses come before statements");
}
