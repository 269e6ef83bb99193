#include "runtime/load/arrival_share.h"

#include "runtime/base/alloc.h"

static void position_copy(struct arrival_position *to, const struct arrival_position *from)
{
    to->walk = from->walk;
    to->passed = from->passed;
    kind_mix_copy_counts(&to->mix, &from->mix);
}

void arrival_share_init(struct arrival_share *share, const struct timetable *timetable,
                        const struct kind_share *shares, size_t kind_count, uint64_t seed,
                        struct arrival_deal deal)
{
    struct kind_share *arriving = mem_zalloc(kind_count + 1, sizeof *arriving);

    for (size_t i = 0; i < kind_count; i++)
        arriving[i].weight = shares[i].fixed > 0 ? 0 : shares[i].weight;
    *share = (struct arrival_share){0};
    timetable_walk_init(&share->at.walk, timetable, seed);
    kind_mix_init(&share->at.mix, arriving, kind_count);
    kind_mix_init(&share->before.mix, arriving, kind_count);
    position_copy(&share->before, &share->at);
    vec_push(&share->deals, deal);
    mem_free(arriving);
}

void arrival_share_free(struct arrival_share *share)
{
    kind_mix_free(&share->at.mix);
    kind_mix_free(&share->before.mix);
    vec_free(&share->deals);
}

/* NULL: it isn't dealt. */
static const struct arrival_deal *deal_at(const struct arrival_share *share, nanos time)
{
    for (size_t i = share->deals.count; i > 0; i--) {
        if (share->deals.items[i - 1].from <= time)
            return &share->deals.items[i - 1];
    }
    return NULL;
}

/* The parts take turns. The first turn depends on the kind, so that single arrivals of many kinds don't
 * all go to the same part. */
static bool is_own(const struct arrival_share *share, const struct arrival *arrival)
{
    const struct arrival_deal *deal = deal_at(share, arrival->time);
    uint64_t turn = share->at.mix.kinds[arrival->kind].count + arrival->kind;

    return deal && turn % deal->count == deal->index;
}

bool arrival_share_next(struct arrival_share *share, struct arrival *arrival)
{
    position_copy(&share->before, &share->at);
    while (timetable_walk_next(&share->at.walk, &arrival->time)) {
        arrival->number = share->at.passed++;
        arrival->kind = kind_mix_next(&share->at.mix);
        if (is_own(share, arrival))
            return true;
    }
    return false;
}

void arrival_share_deal(struct arrival_share *share, struct arrival_deal deal)
{
    while (share->deals.count > 0 && share->deals.items[share->deals.count - 1].from >= deal.from)
        share->deals.count--;
    vec_push(&share->deals, deal);
    position_copy(&share->at, &share->before);
}
