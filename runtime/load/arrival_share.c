#include "runtime/load/arrival_share.h"

#include "runtime/base/alloc.h"

void arrival_share_init(struct arrival_share *share, const struct timetable *timetable,
                        const struct kind_share *shares, size_t kind_count, uint64_t seed, uint32_t index,
                        uint32_t count)
{
    struct kind_share *arriving = mem_zalloc(kind_count + 1, sizeof *arriving);

    for (size_t i = 0; i < kind_count; i++)
        arriving[i].weight = shares[i].fixed > 0 ? 0 : shares[i].weight;
    *share = (struct arrival_share){.index = index, .count = count};
    timetable_walk_init(&share->walk, timetable, seed);
    kind_mix_init(&share->mix, arriving, kind_count);
    mem_free(arriving);
}

void arrival_share_free(struct arrival_share *share)
{
    kind_mix_free(&share->mix);
}

/* The parts take turns. The first turn depends on the kind, so that single arrivals of many kinds don't
 * all go to the same part. */
static bool is_own(const struct arrival_share *share, uint32_t kind)
{
    return (share->mix.kinds[kind].count + kind) % share->count == share->index;
}

bool arrival_share_next(struct arrival_share *share, struct arrival *arrival)
{
    while (timetable_walk_next(&share->walk, &arrival->time)) {
        arrival->number = share->passed++;
        arrival->kind = kind_mix_next(&share->mix);
        if (is_own(share, arrival->kind))
            return true;
    }
    return false;
}
