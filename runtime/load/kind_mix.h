/* Which kind of user spawns next, and which goes: kinds with `fixed N` first, in the order written, then the
 * others in a mix that is right at every moment. Pure.
 *
 * The mix is that of the quota method of apportionment (Balinski and Young, "The Quota Method of
 * Apportionment", 1975): after every spawn each kind has its exact part of all users, rounded up or down. So
 * 7:3 is 7:3 after ten users and never off by one whole user before. */
#ifndef SWARM_LOAD_KIND_MIX_H
#define SWARM_LOAD_KIND_MIX_H

#include "runtime/model/kind_share.h"

#include <stddef.h>
#include <stdint.h>

struct kind_mix_kind {
    double weight;  /* 0: none */
    uint64_t fixed; /* 0: by weight */
    uint64_t count; /* spawned and not removed; those that ended by themselves aren't replaced */
};

struct kind_mix {
    struct kind_mix_kind *kinds;
    size_t kind_count;
    uint64_t weighted; /* users of kinds by weight */
    double total;      /* of the weights */
};

#define KIND_MIX_NONE UINT32_MAX

/* `shares` are by kind, and copied. */
void kind_mix_init(struct kind_mix *mix, const struct kind_share *shares, size_t count);
void kind_mix_free(struct kind_mix *mix);

/* The kind of the next user, counted as spawned; KIND_MIX_NONE when only fixed kinds take part and all of
 * them are there. */
uint32_t kind_mix_spawn(struct kind_mix *mix);

/* The kind that loses a user, counted as removed: the one furthest above its part, so that removing
 * keeps the mix, and a fixed one only when no other is left; KIND_MIX_NONE when nobody is. */
uint32_t kind_mix_remove(struct kind_mix *mix);

/* So many users of a kind that have ended by themselves aren't counted any more: others may come for them. */
void kind_mix_forget(struct kind_mix *mix, uint32_t kind, uint64_t count);

/* How many users of kinds with `fixed` there are to be. */
uint64_t kind_mix_fixed(const struct kind_mix *mix);

/* Users of all kinds that are counted. */
uint64_t kind_mix_count(const struct kind_mix *mix);

#endif
