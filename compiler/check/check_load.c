/* `load { }`: the load over time. */
#include "compiler/check/check.h"

#include <math.h>

/* More than any machine can run; a larger number is probably a typing error. */
#define USERS_MOST 1e9
#define RATE_MOST 1e6
#define STEPS_MOST 1e6
#define LENGTH_MOST (100e3 * 3600 * (double)NANOS_PER_S) /* 100,000 h */

/* The range of a number in a load. */
struct amount {
    const char *what;
    double least, most;
    const char *range;
};

static const struct amount users_amount = {"the number of users", 0, USERS_MOST, "0 to 1000000000"};
static const struct amount rate_amount = {"the rate", 0, RATE_MOST, "0/s to 1000000/s"};
static const struct amount step_amount = {"the step", 1, USERS_MOST, "1 to 1000000000"};
static const struct amount bound_amount = {"`max_users`", 1, USERS_MOST, "1 to 1000000000"};
static const struct amount length_amount = {"the length of a phase", 0, INFINITY, "0 or more"};

/* State while the phases of a load are checked. */
struct load_check {
    const struct stage *users, *arrivals, *bound; /* the first of each; NULL: none */
    bool knows_level;
    double level;  /* users at the end of the phase */
    double times;  /* how often the phase repeats its duration: the number of steps, or 1 */
    double length; /* seconds of all phases so far, as far as known */
};

static bool amount_known(struct checker *checker, struct expr *expr, double *number)
{
    value v;

    if (!check_known(checker, expr) || fold_expr(&checker->folder, expr, &v) != FOLD_VALUE)
        return false;
    switch (v.type) {
    case VALUE_INT: *number = (double)v.as.integer; return true;
    case VALUE_FLOAT: *number = v.as.number; return true;
    case VALUE_DURATION: *number = (double)v.as.duration; return true;
    default: value_release(v); return false;
    }
}

/* True if the number is constant and in range. */
static bool check_amount(struct checker *checker, struct expr *expr, const struct amount *amount,
                         double *number)
{
    check_typed(checker, expr, amount == &length_amount ? TYPE_DURATION : TYPE_NUMBER, amount->what);
    if (!amount_known(checker, expr, number))
        return false;
    if (*number >= amount->least && *number <= amount->most)
        return true;
    diag_report(checker->diags, E0716_BAD_STAGE, expr->span, amount->what, amount->range);
    return false;
}

/* ---- users or arrivals ---- */

static bool is_arrivals(const struct stage *stage)
{
    return stage->kind == STAGE_RATE || (stage->kind == STAGE_RAMP && stage->value->kind == EXPR_RATE);
}

static bool is_users(const struct stage *stage)
{
    return stage->kind == STAGE_STEP || (stage->kind == STAGE_RAMP && stage->value->kind != EXPR_RATE);
}

static void report_mixed(struct checker *checker, const struct stage *stage, const struct stage *first,
                         const char *what)
{
    diag_related(diag_report(checker->diags, E0717_MIXED_LOAD, stage->span), first->span,
                 "the load has %s here", what);
}

static void check_sort(struct checker *checker, struct load_check *load, const struct stage *stage)
{
    if (is_users(stage) && load->arrivals && !load->users)
        report_mixed(checker, stage, load->arrivals, "arrivals");
    if (is_arrivals(stage) && load->users && !load->arrivals)
        report_mixed(checker, stage, load->users, "users");
    if (is_users(stage) && !load->users)
        load->users = stage;
    if (is_arrivals(stage) && !load->arrivals)
        load->arrivals = stage;
}

/* ---- phases ---- */

static void check_ramp(struct checker *checker, struct load_check *load, const struct stage *stage)
{
    bool is_rate = is_arrivals(stage);
    const struct amount *amount = is_rate ? &rate_amount : &users_amount;

    load->knows_level = check_amount(checker, stage->value, amount, &load->level) && !is_rate;
}

/* Counts the steps if all numbers are constant. */
static void steps_count(struct checker *checker, struct load_check *load, const struct stage *stage,
                        double change, double step)
{
    load->times = fmax(ceil(change / step), 1);
    if (load->times > STEPS_MOST)
        diag_report(checker->diags, E0716_BAD_STAGE, stage->span, "the number of steps", "1 to 1000000");
}

static void check_step(struct checker *checker, struct load_check *load, const struct stage *stage)
{
    double step, before = load->level;
    bool knows_before = load->knows_level;
    bool knows_step = check_amount(checker, stage->value, &step_amount, &step);

    load->knows_level = check_amount(checker, stage->limit, &users_amount, &load->level);
    if (knows_before && load->knows_level && knows_step)
        steps_count(checker, load, stage, load->level - before, step);
    if (knows_before && load->knows_level && load->level <= before)
        diag_hint(diag_report(checker->diags, E0719_STEP_DOWN, stage->limit->span, before),
                  "to decrease the number of users, write `ramp to %.0f users over …`", load->level);
}

static void check_bound(struct checker *checker, struct load_check *load, const struct stage *stage)
{
    double bound;

    check_amount(checker, stage->value, &bound_amount, &bound);
    if (load->bound)
        diag_related(diag_report(checker->diags, E0712_SECOND_SETTING, stage->span, "max_users"),
                     load->bound->span, "the first is here");
    load->bound = stage;
}

/* Reports a load that is too long for the clock. */
static void check_length(struct checker *checker, struct load_check *load, const struct stage *stage)
{
    double before = load->length, duration;

    if (!stage->duration || !check_amount(checker, stage->duration, &length_amount, &duration))
        return;
    load->length += duration * fmin(load->times, STEPS_MOST);
    if (before <= LENGTH_MOST && load->length > LENGTH_MOST)
        diag_report(checker->diags, E0716_BAD_STAGE, stage->span, "the length", "at most 100000h");
}

static void check_stage(struct checker *checker, struct load_check *load, const struct stage *stage)
{
    double number;

    load->times = 1;
    check_sort(checker, load, stage);
    switch (stage->kind) {
    case STAGE_RAMP: check_ramp(checker, load, stage); break;
    case STAGE_HOLD: break;
    case STAGE_STEP: check_step(checker, load, stage); break;
    case STAGE_RATE: check_amount(checker, stage->value, &rate_amount, &number); break;
    case STAGE_MAX_USERS: check_bound(checker, load, stage); break;
    }
    check_length(checker, load, stage);
}

/* ---- all of it ---- */

void check_declare_load(struct checker *checker, const struct decl *decl)
{
    if (checker->load) {
        diag_related(diag_report(checker->diags, E0712_SECOND_SETTING, decl->word, "load"),
                     checker->load->word, "the first is here");
        return;
    }
    checker->load = decl;
    for (const struct stage *stage = decl->load.first; stage; stage = stage->next)
        checker->has_arrivals |= is_arrivals(stage);
}

void check_load(struct checker *checker, struct decl *decl)
{
    struct place before = context_enter(checker, NULL);
    struct load_check load = {.knows_level = true};

    checker->place.is_before_run = true;
    for (const struct stage *stage = decl->load.first; stage; stage = stage->next)
        check_stage(checker, &load, stage);
    if (load.bound && !load.arrivals)
        diag_hint(diag_report(checker->diags, E0718_USELESS_BOUND, load.bound->span),
                  "`ramp to … users` and `step` set the number of users themselves");
    context_leave(checker, &before);
}
