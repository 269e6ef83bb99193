#include "runtime/engine/dispatch.h"

#include "runtime/base/alloc.h"

#include <math.h>

void dispatch_init(struct dispatch *dispatch, const struct kind *kinds, const bool *takes_part, size_t count)
{
    *dispatch = (struct dispatch){.kind_count = count};
    dispatch->kinds = mem_zalloc(count + 1, sizeof *dispatch->kinds);
    for (size_t i = 0; i < count; i++) {
        if (!takes_part[i])
            continue;
        dispatch->kinds[i].fixed = kinds[i].fixed;
        dispatch->kinds[i].weight = kinds[i].fixed > 0 ? 0 : kinds[i].weight;
        dispatch->total += dispatch->kinds[i].weight;
    }
}

void dispatch_free(struct dispatch *dispatch)
{
    mem_free(dispatch->kinds);
}

static uint32_t fixed_missing(const struct dispatch *dispatch)
{
    for (uint32_t i = 0; i < dispatch->kind_count; i++) {
        if (dispatch->kinds[i].count < dispatch->kinds[i].fixed)
            return i;
    }
    return DISPATCH_NONE;
}

/* Of the kinds whose part of `users` isn't full yet when rounded up, the one with the most weight per user.
 * Parts are compared without dividing first, so that whole numbers stay exact. */
static uint32_t quota_next(const struct dispatch *dispatch, uint64_t users)
{
    uint32_t best = DISPATCH_NONE;
    double best_weight = 0;

    for (uint32_t i = 0; i < dispatch->kind_count; i++) {
        const struct dispatch_kind *kind = &dispatch->kinds[i];
        double per_user = kind->weight / ((double)kind->count + 1);

        if (!(kind->weight > 0) || (double)kind->count * dispatch->total >= kind->weight * (double)users)
            continue;
        if (per_user > best_weight) {
            best = i;
            best_weight = per_user;
        }
    }
    return best;
}

uint32_t dispatch_spawn(struct dispatch *dispatch)
{
    uint32_t kind = fixed_missing(dispatch);

    if (kind == DISPATCH_NONE) {
        kind = quota_next(dispatch, dispatch->weighted + 1);
        dispatch->weighted += kind != DISPATCH_NONE;
    }
    if (kind != DISPATCH_NONE)
        dispatch->kinds[kind].count++;
    return kind;
}

/* How far a kind is above its part of `users`. */
static double surplus(const struct dispatch *dispatch, const struct dispatch_kind *kind, uint64_t users)
{
    return (double)kind->count - kind->weight / dispatch->total * (double)users;
}

static uint32_t weighted_spare(const struct dispatch *dispatch)
{
    uint32_t most = DISPATCH_NONE;
    double most_surplus = -INFINITY;

    for (uint32_t i = 0; i < dispatch->kind_count; i++) {
        const struct dispatch_kind *kind = &dispatch->kinds[i];

        if (!(kind->weight > 0) || kind->count == 0)
            continue;
        /* Of equals the later one goes, as it came later. */
        if (surplus(dispatch, kind, dispatch->weighted - 1) >= most_surplus) {
            most = i;
            most_surplus = surplus(dispatch, kind, dispatch->weighted - 1);
        }
    }
    return most;
}

uint32_t dispatch_remove(struct dispatch *dispatch)
{
    uint32_t kind = weighted_spare(dispatch);

    if (kind != DISPATCH_NONE) {
        dispatch->weighted--;
    } else {
        for (uint32_t i = 0; i < dispatch->kind_count; i++)
            kind = dispatch->kinds[i].count > 0 ? i : kind;
    }
    if (kind != DISPATCH_NONE)
        dispatch->kinds[kind].count--;
    return kind;
}

void dispatch_forget(struct dispatch *dispatch, uint32_t kind, uint64_t count)
{
    struct dispatch_kind *forgotten = &dispatch->kinds[kind];
    uint64_t gone = count < forgotten->count ? count : forgotten->count;

    forgotten->count -= gone;
    if (forgotten->weight > 0)
        dispatch->weighted -= gone;
}

uint64_t dispatch_count(const struct dispatch *dispatch)
{
    uint64_t count = 0;

    for (size_t i = 0; i < dispatch->kind_count; i++)
        count += dispatch->kinds[i].count;
    return count;
}

uint64_t dispatch_fixed(const struct dispatch *dispatch)
{
    uint64_t fixed = 0;

    for (size_t i = 0; i < dispatch->kind_count; i++)
        fixed += dispatch->kinds[i].fixed;
    return fixed;
}
