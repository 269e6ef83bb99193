#include "runtime/engine/capacity_choice.h"

enum {
    PRECISION = 20,         /* the result is known to 1/20 of it, which is 5 % */
    CONFIRMATION_STEP = 10, /* after a failed confirmation, 1/10 fewer users are tried */
};

void capacity_choice_init(struct capacity_choice *choice, uint64_t most)
{
    *choice = (struct capacity_choice){.users = 1, .most = most};
}

static void search_end(struct capacity_choice *choice, enum capacity_end end)
{
    choice->phase = CAPACITY_OVER;
    choice->end = end;
}

/* Not even one user met the condition. */
static void search_end_without_result(struct capacity_choice *choice)
{
    search_end(choice, choice->is_generator_limited ? CAPACITY_GENERATOR : CAPACITY_NONE);
}

static void confirm(struct capacity_choice *choice)
{
    choice->phase = CAPACITY_CONFIRMING;
    choice->users = choice->met;
}

static void narrow(struct capacity_choice *choice)
{
    uint64_t gap = choice->missed - choice->met;

    if (gap <= 1 || gap <= choice->met / PRECISION) {
        confirm(choice);
        return;
    }
    choice->phase = CAPACITY_NARROWING;
    choice->users = choice->met + gap / 2;
}

static void met_learn(struct capacity_choice *choice)
{
    choice->met = choice->users;
    if (choice->missed > 0)
        narrow(choice);
    else if (choice->users >= choice->most)
        confirm(choice);
    else
        choice->users = choice->users > choice->most / 2 ? choice->most : choice->users * 2;
}

static void missed_learn(struct capacity_choice *choice, bool is_generator_limited)
{
    choice->missed = choice->users;
    choice->is_generator_limited = is_generator_limited;
    if (choice->met == 0)
        search_end_without_result(choice);
    else
        narrow(choice);
}

static void confirmed(struct capacity_choice *choice)
{
    if (choice->missed == 0)
        search_end(choice, CAPACITY_AT_LEAST);
    else
        search_end(choice, choice->is_generator_limited ? CAPACITY_GENERATOR : CAPACITY_FOUND);
}

static void not_confirmed(struct capacity_choice *choice, bool is_generator_limited)
{
    uint64_t fewer = choice->met / CONFIRMATION_STEP;

    choice->missed = choice->met;
    choice->is_generator_limited = is_generator_limited;
    choice->met -= fewer > 0 ? fewer : 1;
    if (choice->met == 0)
        search_end_without_result(choice);
    else
        confirm(choice);
}

void capacity_choice_learn(struct capacity_choice *choice, enum capacity_outcome outcome)
{
    bool is_met = outcome == CAPACITY_MET, is_generator_limited = outcome == CAPACITY_GENERATOR_LIMITED;

    if (choice->phase == CAPACITY_CONFIRMING && is_met)
        confirmed(choice);
    else if (choice->phase == CAPACITY_CONFIRMING)
        not_confirmed(choice, is_generator_limited);
    else if (is_met)
        met_learn(choice);
    else
        missed_learn(choice, is_generator_limited);
}
