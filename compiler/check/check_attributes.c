/* Attributes of members: weight, fixed, times, tags, waits. */
#include "compiler/check/check.h"

/* ---- attributes ---- */

/* True if the number is constant and in range. The emitter checks parameters of a set. */
static bool known_number(struct checker *checker, struct expr *expr, double least, const char *what,
                         const char *range, double *number)
{
    value v;

    check_typed(checker, expr, TYPE_NUMBER, what);
    if (!check_known(checker, expr) || fold_expr(&checker->folder, expr, &v) != FOLD_VALUE)
        return false;
    *number = v.type == VALUE_INT ? (double)v.as.integer : v.type == VALUE_FLOAT ? v.as.number : 0;
    value_release(v);
    if (*number >= least)
        return true;
    diag_report(checker->diags, E0417_NUMBER_RANGE, expr->span, what, range);
    return false;
}

static void check_tags(struct checker *checker, struct attributes *attributes)
{
    for (struct expr *tag = attributes->tags.first; tag; tag = tag->next) {
        size_t length;
        const char *text;

        check_text(checker, tag);
        if (!expr_is_plain_string(tag)) {
            diag_report(checker->diags, E0317_NOT_CONSTANT, tag->span);
            continue;
        }
        text = expr_plain_text(tag, &length);
        strmap_set(&checker->tags, text, length, tag);
    }
}

void check_attributes(struct checker *checker, struct attributes *attributes, struct name name, bool is_set)
{
    double number;

    if (attributes->weight &&
        known_number(checker, attributes->weight, 0, "a weight", "0 or more", &number) && number == 0)
        diag_report(checker->diags, W0431_WEIGHT_ZERO, attributes->weight_span, name.text);
    if (attributes->fixed)
        known_number(checker, attributes->fixed, 0, "a number of users", "0 or more", &number);
    if (attributes->times)
        known_number(checker, attributes->times, 1, "`times`", "1 or more", &number);
    if (attributes->times && !is_set && checker->place.set && !checker->place.set->is_sequence)
        diag_report(checker->diags, W0434_TIMES_OUTSIDE, attributes->times_span);
    check_tags(checker, attributes);
}

/* ---- waits ---- */

/* True if the constant times are valid. */
static bool known_time(struct checker *checker, const struct expr *expr, nanos *time)
{
    value v;
    bool is_time;

    if (!expr || !expr->may_fold || fold_expr(&checker->folder, expr, &v) != FOLD_VALUE)
        return false;
    is_time = v.type == VALUE_DURATION;
    if (is_time)
        *time = v.as.duration;
    value_release(v);
    if (is_time && *time < 0)
        diag_report(checker->diags, E0417_NUMBER_RANGE, expr->span, "a wait", "0 or more");
    return is_time;
}

static void check_times(struct checker *checker, const struct wait *wait)
{
    nanos first, second;
    bool is_known = known_time(checker, wait->first, &first);

    if (!wait->second || !known_time(checker, wait->second, &second) || !is_known)
        return;
    if (wait->form == WAIT_FORM_BETWEEN && second < first)
        diag_report(checker->diags, E0417_NUMBER_RANGE, wait->second->span, "the second time of `between`",
                    "at least the first");
}

static void check_throughput(struct checker *checker, struct expr *rate)
{
    value v;
    double number;

    check_typed(checker, rate, TYPE_NUMBER, "a throughput");
    if (!rate->may_fold || fold_expr(&checker->folder, rate, &v) != FOLD_VALUE)
        return;
    number = v.type == VALUE_INT ? (double)v.as.integer : v.type == VALUE_FLOAT ? v.as.number : 1;
    value_release(v);
    if (number <= 0)
        diag_report(checker->diags, E0417_NUMBER_RANGE, rate->span, "a throughput", "greater than 0");
}

void check_wait(struct checker *checker, struct wait *wait, bool is_statement)
{
    if (wait->form == WAIT_FORM_THROUGHPUT) {
        check_throughput(checker, wait->first);
    } else if (wait->first && (is_statement || wait->first->kind != EXPR_NONE)) {
        check_typed(checker, wait->first, TYPE_DURATION, "a wait");
        if (wait->second)
            check_typed(checker, wait->second, TYPE_DURATION, "a wait");
        check_times(checker, wait);
    }
}
