/* `thresholds { }`. The emitter checks the names of rows, because it knows them all. */
#include "compiler/check/check.h"

/* Suggests `failed < 5%` for `failed < 5`. */
static void check_ratio(struct checker *checker, const struct threshold_line *line)
{
    value v;
    double ratio;

    if (fold_expr(&checker->folder, line->value, &v) != FOLD_VALUE)
        return;
    ratio = v.type == VALUE_INT ? (double)v.as.integer : v.type == VALUE_FLOAT ? v.as.number : 0;
    value_release(v);
    if (ratio < 0 || ratio > 1)
        diag_hint(diag_report(checker->diags, E0715_BAD_THRESHOLD, line->value->span, "failed",
                              "a ratio from 0 to 1"),
                  "for example `%g%%`", ratio);
}

static void check_limit(struct checker *checker, struct threshold_line *line)
{
    bool is_time = line->metric == METRIC_PERCENTILE || line->metric == METRIC_AVG ||
                   line->metric == METRIC_MIN || line->metric == METRIC_MAX;
    unsigned wanted = is_time ? TYPE_DURATION : TYPE_NUMBER;
    unsigned types = check_expr(checker, line->value);
    const char *metric = source_text(&checker->modules->sources, line->metric_span);
    struct diag *diag;

    if (check_known(checker, line->value) && line->metric == METRIC_FAILED && (types & wanted))
        check_ratio(checker, line);
    if ((types & wanted) || line->is_unknown)
        return;
    diag = diag_report(checker->diags, E0715_BAD_THRESHOLD, line->value->span,
                       arena_strndup(checker->arena, metric, line->metric_span.length),
                       is_time ? "a duration" : "a number");
    if (is_time && line->value->kind == EXPR_INT)
        diag_hint(diag, "durations need a unit: `%lldms`", (long long)line->value->integer);
}

void check_thresholds(struct checker *checker, struct decl *decl)
{
    struct place before = context_enter(checker, NULL);

    checker->place.is_before_run = true;
    for (struct threshold_line *line = decl->thresholds.first; line; line = line->next) {
        check_text(checker, line->row);
        if (line->row)
            check_known(checker, line->row);
        check_limit(checker, line);
        check_threshold_limit(checker, line);
        if (!line->after)
            continue;
        check_typed(checker, line->after, TYPE_DURATION, "the time before an abort");
        check_known(checker, line->after);
    }
    context_leave(checker, &before);
}
