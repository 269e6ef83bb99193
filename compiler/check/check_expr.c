#include "compiler/check/check.h"

#include <string.h>

/* ---- literals that hold expressions ---- */

static unsigned check_string(struct checker *checker, struct expr *expr)
{
    expr->may_fold = true;
    for (struct string_part *part = expr->string.parts.first; part; part = part->next) {
        if (!part->expr)
            continue;
        check_expr(checker, part->expr);
        expr->may_fold &= part->expr->may_fold;
    }
    return TYPE_STRING;
}

static unsigned check_list(struct checker *checker, struct expr *expr)
{
    expr->may_fold = true;
    for (struct expr *item = expr->list.items.first; item; item = item->next) {
        check_expr(checker, item);
        expr->may_fold &= item->may_fold;
    }
    return TYPE_LIST;
}

static void check_second_key(struct checker *checker, struct strmap *seen, const struct expr *key)
{
    size_t length;
    const char *text;

    if (!expr_is_plain_string(key))
        return;
    text = expr_plain_text(key, &length);
    if (strmap_set(seen, text, length, (void *)key))
        diag_report(checker->diags, W0331_SECOND_KEY, key->span, text);
}

static unsigned check_map(struct checker *checker, struct expr *expr)
{
    struct strmap seen = {0};

    expr->may_fold = true;
    for (struct map_pair *pair = expr->map.entries.first; pair; pair = pair->next) {
        check_expr(checker, pair->key);
        check_expr(checker, pair->value);
        check_second_key(checker, &seen, pair->key);
        expr->may_fold &= pair->key->may_fold && pair->value->may_fold;
    }
    strmap_free(&seen);
    return TYPE_MAP;
}

/* ---- access ---- */

static unsigned check_index(struct checker *checker, struct expr *expr)
{
    struct expr *object = expr->index.object, *index = expr->index.index;
    unsigned types = check_expr(checker, object);
    unsigned index_types = check_expr(checker, index);

    expr->may_fold = object->may_fold && index->may_fold;
    if (types == TYPE_NONE) {
        diag_report(checker->diags, E0314_MEMBER_OF_NONE, object->span, "[…]");
    } else if (!(types & (TYPE_LIST | TYPE_MAP | TYPE_STRING))) {
        struct diag *diag =
            diag_report(checker->diags, E0315_NO_MEMBERS, object->span, types_text(types, checker->arena));

        if (types == TYPE_RESPONSE)
            diag_label(diag,
                       "a part of a response is `r.status`, `r.json(\"$.path\")`, `r.header(\"Name\")`");
    } else {
        unsigned wanted =
            (types & (TYPE_LIST | TYPE_STRING) ? TYPE_INT : 0) | (types & TYPE_MAP ? TYPE_STRING : 0);

        if (!(index_types & wanted))
            diag_report(checker->diags, E0318_EXPECTED_TYPE, index->span, "the index",
                        types_text(wanted, checker->arena), types_text(index_types, checker->arena));
        return types == TYPE_STRING ? TYPE_STRING | TYPE_NONE : TYPE_ANY;
    }
    return TYPE_ANY;
}

static unsigned check_range(struct checker *checker, struct expr *expr)
{
    check_typed(checker, expr->range.first, TYPE_INT, "the start of a range");
    check_typed(checker, expr->range.last, TYPE_INT, "the end of a range");
    expr->may_fold = expr->range.first->may_fold && expr->range.last->may_fold;
    return TYPE_LIST;
}

static unsigned check_conditional(struct checker *checker, struct expr *expr)
{
    unsigned types;

    check_condition(checker, expr->conditional.condition);
    types = check_expr(checker, expr->conditional.then);
    types |= check_expr(checker, expr->conditional.otherwise);
    expr->may_fold = expr->conditional.condition->may_fold && expr->conditional.then->may_fold &&
                     expr->conditional.otherwise->may_fold;
    return types;
}

static unsigned check_is(struct checker *checker, struct expr *expr)
{
    check_expr(checker, expr->is.value);
    check_compared(expr->is.value);
    expr->may_fold = expr->is.value->may_fold;
    return TYPE_BOOL;
}

static unsigned check_take(struct checker *checker, struct expr *expr)
{
    struct symbol *data = scope_find(&checker->scopes, SPACE_DATA, expr->take.text);

    if (!data) {
        struct symbol *nearest = scope_nearest(&checker->scopes, SPACE_DATA, expr->take.text);
        struct diag *diag = diag_report(checker->diags, E0206_UNKNOWN_DATA, expr->take.span, expr->take.text);

        if (nearest) {
            diag_label(diag, "did you mean `%s`?", nearest->name);
            diag_related(diag, nearest->span, "`%s` is declared here", nearest->name);
        }
        return TYPE_ANY;
    }
    data->is_used = true;
    expr->symbol = data;
    return data->types;
}

static unsigned check_request_value(struct checker *checker, struct expr *expr)
{
    check_request(checker, expr->request);
    return TYPE_RESPONSE;
}

static unsigned check_rate(struct checker *checker, struct expr *expr)
{
    check_typed(checker, expr->rate.count, TYPE_NUMBER, "a rate");
    expr->may_fold = expr->rate.count->may_fold;
    return TYPE_FLOAT;
}

/* ---- the dispatch ---- */

static unsigned check_literal(struct expr *expr)
{
    expr->may_fold = true;
    switch (expr->kind) {
    case EXPR_NONE: return TYPE_NONE;
    case EXPR_BOOL: return TYPE_BOOL;
    case EXPR_INT: return TYPE_INT;
    case EXPR_FLOAT: return TYPE_FLOAT;
    default: return TYPE_DURATION;
    }
}

static unsigned check_kind(struct checker *checker, struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_ERROR: return TYPE_ANY;
    case EXPR_NONE:
    case EXPR_BOOL:
    case EXPR_INT:
    case EXPR_FLOAT:
    case EXPR_DURATION: return check_literal(expr);
    case EXPR_RATE: return check_rate(checker, expr);
    case EXPR_STRING: return check_string(checker, expr);
    case EXPR_LIST: return check_list(checker, expr);
    case EXPR_MAP: return check_map(checker, expr);
    case EXPR_NAME: return check_name(checker, expr);
    case EXPR_MEMBER: return check_member_of(checker, expr);
    case EXPR_INDEX: return check_index(checker, expr);
    case EXPR_CALL: return check_call(checker, expr);
    case EXPR_UNARY: return check_unary(checker, expr);
    case EXPR_BINARY: return check_binary(checker, expr);
    case EXPR_IS: return check_is(checker, expr);
    case EXPR_RANGE: return check_range(checker, expr);
    case EXPR_CONDITIONAL: return check_conditional(checker, expr);
    case EXPR_TAKE: return check_take(checker, expr);
    case EXPR_REQUEST: return check_request_value(checker, expr);
    }
    return TYPE_ANY;
}

unsigned check_expr(struct checker *checker, struct expr *expr)
{
    expr->types = check_kind(checker, expr);
    return expr->types;
}

/* ---- expected types ---- */

/* What a condition could be, in place of a value that is none. */
static void hint_at_condition(const struct checker *checker, struct diag *diag, const struct expr *expr)
{
    const char *text =
        arena_strndup(checker->arena, source_text(&checker->modules->sources, expr->span), expr->span.length);
    bool is_status = strcmp(text, "status") == 0 || strcmp(text, "(status)") == 0;

    if (expr->kind == EXPR_INT)
        diag_hint(diag, "write `%s` or a comparison", expr->integer ? "true" : "false");
    else if (is_status)
        diag_hint(diag, "write a comparison, such as `status == 200` or `status < 400`");
    else if (expr->types & TYPE_NONE)
        diag_hint(diag, "write `%s exists`", text);
    else if (expr->types == TYPE_STRING && expr->kind != EXPR_STRING)
        diag_hint(diag, "write a comparison, such as `%s != \"\"`", text);
    else if (!(expr->types & ~(unsigned)TYPE_NUMBER) && expr->kind != EXPR_FLOAT)
        diag_hint(diag, "write a comparison, such as `%s > 0`", text);
    else if (expr->types == TYPE_RESPONSE)
        diag_hint(diag, "write a comparison of its status: `r.status == 200`");
}

void check_truth(struct checker *checker, const struct expr *expr)
{
    if ((expr->types & TYPE_BOOL) || expr->types == TYPE_NONE)
        return;
    hint_at_condition(
        checker,
        diag_report(checker->diags, E0311_CONDITION, expr->span, types_text(expr->types, checker->arena)),
        expr);
}

void check_condition(struct checker *checker, struct expr *expr)
{
    check_expr(checker, expr);
    check_truth(checker, expr);
}

unsigned check_typed(struct checker *checker, struct expr *expr, unsigned types, const char *what)
{
    unsigned found = check_expr(checker, expr);
    struct diag *diag;

    if (found & types)
        return found;
    diag = diag_report(checker->diags, E0318_EXPECTED_TYPE, expr->span, what,
                       types_text(types, checker->arena), types_text(found, checker->arena));
    if (types == TYPE_DURATION && expr->kind == EXPR_INT)
        diag_hint(diag, "durations need a unit: `%llds`, `%lldms`", (long long)expr->integer,
                  (long long)expr->integer);
    return found;
}

void check_text(struct checker *checker, struct expr *string)
{
    if (!string)
        return;
    check_expr(checker, string);
    check_placeholders(checker, string, false);
}

bool check_known(struct checker *checker, const struct expr *expr)
{
    if (expr->may_fold || expr->kind == EXPR_ERROR)
        return expr->may_fold;
    diag_report(checker->diags, E0317_NOT_CONSTANT, expr->span);
    return false;
}
