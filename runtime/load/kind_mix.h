/* The kinds of users in the order in which they start: first the kinds with a fixed number, in the order of
 * the program, then all others, mixed by weight. Pure functions.
 *
 * The mix is smooth weighted round robin: the next user has the kind that is furthest below its exact share
 * of all weighted users, the new one included. If several are equal, it is the first in the program. With
 * weights 3 and 1 the order is A A B A. No other choice at that moment brings the counts closer to the exact
 * shares. A kind is never a whole user above its share. With five or more kinds of very different weights,
 * one may be a little more than a user below it for a while; the maximum was 1.5 users in a million random
 * mixes of up to 32 kinds. Whole-numbered weights give exact shares after each sum of weights. */
#ifndef SWARM_LOAD_KIND_MIX_H
#define SWARM_LOAD_KIND_MIX_H

#include "runtime/model/kind_share.h"

#include <stddef.h>
#include <stdint.h>

#define KIND_MIX_NONE UINT32_MAX

struct kind_mix_kind {
    struct kind_share share;
    uint64_t count; /* users of this kind so far */
};

struct kind_mix {
    struct kind_mix_kind *kinds;
    size_t kind_count;
    uint64_t weighted;   /* users by weight so far */
    double total_weight; /* of the kinds without a fixed number; 0: there are none */
};

/* `shares` are by kind, and copied. kind_mix_free frees the mix. */
void kind_mix_init(struct kind_mix *mix, const struct kind_share *shares, size_t kind_count);
void kind_mix_free(struct kind_mix *mix);

/* Makes the counts of `to` those of `from`, which has the same shares. */
void kind_mix_copy_counts(struct kind_mix *to, const struct kind_mix *from);

/* The kind of the next user. KIND_MIX_NONE: all fixed numbers are reached and no kind has a weight. The time
 * it takes depends only on the number of kinds. */
uint32_t kind_mix_next(struct kind_mix *mix);

/* Sum of all fixed numbers, in users. */
uint64_t kind_mix_fixed(const struct kind_mix *mix);

#endif
