/* `load { }`: how load changes over time. */
#include "compiler/check.h"

static void check_amount(struct checker *checker, struct expr *expr, const char *what)
{
    value v;
    double number;

    check_typed(checker, expr, TYPE_NUMBER, what);
    if (!check_known(checker, expr) || fold_expr(&checker->folder, expr, &v) != FOLD_VALUE)
        return;
    number = v.type == VALUE_INT ? (double)v.as.integer : v.type == VALUE_FLOAT ? v.as.number : 0;
    if (number < 0)
        diag_report(checker->diags, E0716_BAD_STAGE, expr->span, what, "0 or more");
    value_release(v);
}

static void check_duration(struct checker *checker, struct expr *expr)
{
    check_typed(checker, expr, TYPE_DURATION, "the length of a phase");
    check_known(checker, expr);
}

void check_load(struct checker *checker, struct decl *decl)
{
    struct place before = place_enter(checker, NULL);

    checker->place.is_before_run = true;
    for (struct stage *stage = decl->load.first; stage; stage = stage->next) {
        if (stage->value)
            check_amount(checker, stage->value,
                         stage->value->kind == EXPR_RATE ? "the rate" : "the number of users");
        if (stage->limit)
            check_amount(checker, stage->limit, "the number of users");
        if (stage->duration)
            check_duration(checker, stage->duration);
    }
    place_leave(checker, &before);
}
