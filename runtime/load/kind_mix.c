#include "runtime/load/kind_mix.h"

#include "runtime/base/alloc.h"

#include <math.h>

void kind_mix_init(struct kind_mix *mix, const struct kind_share *shares, size_t count)
{
    *mix = (struct kind_mix){.kind_count = count};
    mix->kinds = mem_zalloc(count + 1, sizeof *mix->kinds);
    for (size_t i = 0; i < count; i++) {
        mix->kinds[i].fixed = shares[i].fixed;
        mix->kinds[i].weight = shares[i].fixed > 0 ? 0 : shares[i].weight;
        mix->total += mix->kinds[i].weight;
    }
}

void kind_mix_free(struct kind_mix *mix)
{
    mem_free(mix->kinds);
}

static uint32_t fixed_missing(const struct kind_mix *mix)
{
    for (uint32_t i = 0; i < mix->kind_count; i++) {
        if (mix->kinds[i].count < mix->kinds[i].fixed)
            return i;
    }
    return KIND_MIX_NONE;
}

/* Of the kinds whose part of `users` isn't full yet when rounded up, the one with the most weight per user.
 * Parts are compared without dividing first, so that whole numbers stay exact. */
static uint32_t quota_next(const struct kind_mix *mix, uint64_t users)
{
    uint32_t best = KIND_MIX_NONE;
    double best_weight = 0;

    for (uint32_t i = 0; i < mix->kind_count; i++) {
        const struct kind_mix_kind *kind = &mix->kinds[i];
        double per_user = kind->weight / ((double)kind->count + 1);

        if (!(kind->weight > 0) || (double)kind->count * mix->total >= kind->weight * (double)users)
            continue;
        if (per_user > best_weight) {
            best = i;
            best_weight = per_user;
        }
    }
    return best;
}

uint32_t kind_mix_spawn(struct kind_mix *mix)
{
    uint32_t kind = fixed_missing(mix);

    if (kind == KIND_MIX_NONE) {
        kind = quota_next(mix, mix->weighted + 1);
        mix->weighted += kind != KIND_MIX_NONE;
    }
    if (kind != KIND_MIX_NONE)
        mix->kinds[kind].count++;
    return kind;
}

/* How far a kind is above its part of `users`. */
static double surplus(const struct kind_mix *mix, const struct kind_mix_kind *kind, uint64_t users)
{
    return (double)kind->count - kind->weight / mix->total * (double)users;
}

static uint32_t weighted_spare(const struct kind_mix *mix)
{
    uint32_t most = KIND_MIX_NONE;
    double most_surplus = -INFINITY;

    for (uint32_t i = 0; i < mix->kind_count; i++) {
        const struct kind_mix_kind *kind = &mix->kinds[i];

        if (!(kind->weight > 0) || kind->count == 0)
            continue;
        /* Of equals the later one goes, as it came later. */
        if (surplus(mix, kind, mix->weighted - 1) >= most_surplus) {
            most = i;
            most_surplus = surplus(mix, kind, mix->weighted - 1);
        }
    }
    return most;
}

uint32_t kind_mix_remove(struct kind_mix *mix)
{
    uint32_t kind = weighted_spare(mix);

    if (kind != KIND_MIX_NONE) {
        mix->weighted--;
    } else {
        for (uint32_t i = 0; i < mix->kind_count; i++)
            kind = mix->kinds[i].count > 0 ? i : kind;
    }
    if (kind != KIND_MIX_NONE)
        mix->kinds[kind].count--;
    return kind;
}

void kind_mix_forget(struct kind_mix *mix, uint32_t kind, uint64_t count)
{
    struct kind_mix_kind *forgotten = &mix->kinds[kind];
    uint64_t gone = count < forgotten->count ? count : forgotten->count;

    forgotten->count -= gone;
    if (forgotten->weight > 0)
        mix->weighted -= gone;
}

uint64_t kind_mix_count(const struct kind_mix *mix)
{
    uint64_t count = 0;

    for (size_t i = 0; i < mix->kind_count; i++)
        count += mix->kinds[i].count;
    return count;
}

uint64_t kind_mix_fixed(const struct kind_mix *mix)
{
    uint64_t fixed = 0;

    for (size_t i = 0; i < mix->kind_count; i++)
        fixed += mix->kinds[i].fixed;
    return fixed;
}
