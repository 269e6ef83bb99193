#include "runtime/engine/capacity_choice.h"

enum { WITHIN = 20 }; /* held / WITHIN: 5 % */

void capacity_choice_init(struct capacity_choice *capacity, uint64_t most)
{
    *capacity = (struct capacity_choice){.users = 1, .most = most};
}

static void capacity_end(struct capacity_choice *capacity, enum capacity_end end)
{
    capacity->phase = CAPACITY_OVER;
    capacity->end = end;
}

static void confirming_begin(struct capacity_choice *capacity)
{
    capacity->phase = CAPACITY_CONFIRMING;
    capacity->users = capacity->held;
}

static bool is_narrow(const struct capacity_choice *capacity)
{
    uint64_t gap = capacity->broken - capacity->held;

    return gap <= 1 || gap <= capacity->held / WITHIN;
}

static void narrowing_go_on(struct capacity_choice *capacity)
{
    if (is_narrow(capacity)) {
        confirming_begin(capacity);
        return;
    }
    capacity->phase = CAPACITY_NARROWING;
    capacity->users = capacity->held + (capacity->broken - capacity->held) / 2;
}

static void held_learn(struct capacity_choice *capacity)
{
    capacity->held = capacity->users;
    if (capacity->broken > 0)
        narrowing_go_on(capacity);
    else if (capacity->users >= capacity->most)
        confirming_begin(capacity);
    else
        capacity->users = capacity->users > capacity->most / 2 ? capacity->most : capacity->users * 2;
}

static void broken_learn(struct capacity_choice *capacity, bool is_limit)
{
    capacity->broken = capacity->users;
    capacity->is_limit = is_limit;
    if (capacity->held == 0)
        capacity_end(capacity, is_limit ? CAPACITY_GENERATOR : CAPACITY_NONE);
    else
        narrowing_go_on(capacity);
}

/* Either it holds for longer too, or a tenth less is tried. */
static void confirmation_learn(struct capacity_choice *capacity, enum capacity_outcome outcome)
{
    if (outcome == CAPACITY_HELD) {
        capacity_end(capacity, capacity->broken == 0 ? CAPACITY_AT_LEAST
                               : capacity->is_limit  ? CAPACITY_GENERATOR
                                                     : CAPACITY_FOUND);
        return;
    }
    capacity->broken = capacity->held;
    capacity->is_limit = outcome == CAPACITY_STRAINED;
    capacity->held -= capacity->held / 10 > 0 ? capacity->held / 10 : 1;
    if (capacity->held == 0)
        capacity_end(capacity, capacity->is_limit ? CAPACITY_GENERATOR : CAPACITY_NONE);
    else
        confirming_begin(capacity);
}

void capacity_choice_learn(struct capacity_choice *capacity, enum capacity_outcome outcome)
{
    if (capacity->phase == CAPACITY_CONFIRMING)
        confirmation_learn(capacity, outcome);
    else if (outcome == CAPACITY_HELD)
        held_learn(capacity);
    else
        broken_learn(capacity, outcome == CAPACITY_STRAINED);
}
