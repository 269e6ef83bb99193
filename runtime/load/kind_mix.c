#include "runtime/load/kind_mix.h"

#include "runtime/base/alloc.h"

#include <string.h>

void kind_mix_init(struct kind_mix *mix, const struct kind_share *shares, size_t kind_count)
{
    *mix = (struct kind_mix){.kind_count = kind_count};
    mix->kinds = mem_zalloc(kind_count + 1, sizeof *mix->kinds);
    for (size_t i = 0; i < kind_count; i++) {
        mix->kinds[i].share = shares[i];
        mix->total_weight += shares[i].fixed > 0 ? 0 : shares[i].weight;
    }
}

void kind_mix_free(struct kind_mix *mix)
{
    mem_free(mix->kinds);
    *mix = (struct kind_mix){0};
}

void kind_mix_copy_counts(struct kind_mix *to, const struct kind_mix *from)
{
    memcpy(to->kinds, from->kinds, from->kind_count * sizeof *from->kinds);
    to->weighted = from->weighted;
}

static uint32_t fixed_next(const struct kind_mix *mix)
{
    for (uint32_t i = 0; i < mix->kind_count; i++) {
        if (mix->kinds[i].count < mix->kinds[i].share.fixed)
            return i;
    }
    return KIND_MIX_NONE;
}

/* Shares are compared as multiples of the total weight: division would round, and integer weights must be
 * compared exactly. */
static uint32_t weighted_next(const struct kind_mix *mix)
{
    double users = (double)mix->weighted + 1, most = 0;
    uint32_t next = KIND_MIX_NONE;

    for (uint32_t i = 0; i < mix->kind_count; i++) {
        const struct kind_mix_kind *kind = &mix->kinds[i];
        double missing = kind->share.weight * users - (double)kind->count * mix->total_weight;

        if (kind->share.fixed > 0 || !(kind->share.weight > 0))
            continue;
        if (next == KIND_MIX_NONE || missing > most) {
            next = i;
            most = missing;
        }
    }
    return next;
}

uint32_t kind_mix_next(struct kind_mix *mix)
{
    uint32_t next = fixed_next(mix);

    if (next == KIND_MIX_NONE) {
        next = weighted_next(mix);
        mix->weighted += next != KIND_MIX_NONE;
    }
    if (next != KIND_MIX_NONE)
        mix->kinds[next].count++;
    return next;
}

uint64_t kind_mix_fixed(const struct kind_mix *mix)
{
    uint64_t fixed = 0;

    for (size_t i = 0; i < mix->kind_count; i++)
        fixed += mix->kinds[i].share.fixed;
    return fixed;
}
