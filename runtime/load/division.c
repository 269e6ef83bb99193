#include "runtime/load/division.h"

#include "runtime/base/alloc.h"

#include <stdbool.h>
#include <string.h>

typedef unsigned __int128 wide; /* a product of two uint64_t */

void division_init(struct division *division, size_t kind_count)
{
    *division = (struct division){.users = population_new(kind_count)};
}

void division_free(struct division *division)
{
    for (size_t i = 0; i < division->parts.count; i++)
        population_free(&division->parts.items[i].population);
    vec_free(&division->parts);
    population_free(&division->users);
}

void division_join(struct division *division, uint64_t size)
{
    struct division_part part = {.size = size, .population = population_new(division->users.kind_count)};

    vec_push(&division->parts, part);
    division->size += size;
}

void division_leave(struct division *division, size_t part)
{
    struct division_part *left = &division->parts.items[part];

    for (size_t i = 0; i < division->users.kind_count; i++)
        division->users.counts[i] -= left->population.counts[i];
    division->size -= left->size;
    population_free(&left->population);
    division->parts.count--;
    memmove(left, left + 1, (division->parts.count - part) * sizeof *left);
}

/* ---- one user ---- */

static uint64_t count_of(const struct division *division, size_t part, uint32_t kind)
{
    return division->parts.items[part].population.counts[kind];
}

static void count_change(struct division *division, size_t part, uint32_t kind, uint64_t count)
{
    struct division_part *changed = &division->parts.items[part];
    uint64_t before = changed->population.counts[kind];

    changed->population.counts[kind] = count;
    changed->users += count - before;
    division->users.counts[kind] += count - before;
}

/* True if part `a` would have fewer users relative to its size than part `b`, if each got `more` of them. */
static bool is_emptier(const struct division *division, size_t a, size_t b, uint32_t kind, uint64_t more)
{
    const struct division_part *parts = division->parts.items;
    wide load_a = (wide)(count_of(division, a, kind) + more) * parts[b].size;
    wide load_b = (wide)(count_of(division, b, kind) + more) * parts[a].size;

    if (load_a != load_b)
        return load_a < load_b;
    return (wide)parts[a].users * parts[b].size < (wide)parts[b].users * parts[a].size;
}

/* The part that gets the next user if there are `users` of that kind: among the parts below their exact
 * share, the one that then has the fewest users relative to its size. This is the quota method of
 * apportionment (Balinski and Young, "The Quota Method of Apportionment", 1975). With it, a growing number
 * is balanced at each step, and no user moves. */
static size_t part_to_grow(const struct division *division, uint32_t kind, uint64_t users)
{
    size_t found = DIVISION_NONE;

    for (size_t i = 0; i < division->parts.count; i++) {
        if ((wide)count_of(division, i, kind) * division->size >= (wide)users * division->parts.items[i].size)
            continue;
        if (found == DIVISION_NONE || is_emptier(division, i, found, kind, 1))
            found = i;
    }
    return found;
}

/* The reverse: among the parts above their exact share of `users`, the one with the most users relative to
 * its size. */
static size_t part_to_shrink(const struct division *division, uint32_t kind, uint64_t users)
{
    size_t found = DIVISION_NONE;

    for (size_t i = 0; i < division->parts.count; i++) {
        if ((wide)count_of(division, i, kind) * division->size <= (wide)users * division->parts.items[i].size)
            continue;
        if (found == DIVISION_NONE || !is_emptier(division, i, found, kind, 0))
            found = i;
    }
    return found;
}

size_t division_add(struct division *division, uint32_t kind)
{
    size_t part = part_to_grow(division, kind, division->users.counts[kind] + 1);

    count_change(division, part, kind, count_of(division, part, kind) + 1);
    return part;
}

size_t division_remove(struct division *division, uint32_t kind)
{
    size_t part;

    if (division->users.counts[kind] == 0)
        return DIVISION_NONE;
    part = part_to_shrink(division, kind, division->users.counts[kind] - 1);
    count_change(division, part, kind, count_of(division, part, kind) - 1);
    return part;
}

void division_lose(struct division *division, size_t part, uint32_t kind, uint64_t count)
{
    uint64_t before = count_of(division, part, kind);

    count_change(division, part, kind, count < before ? before - count : 0);
}

/* ---- all users of a kind ---- */

/* Limits a part to its exact share of `users`, rounded down and up. */
static uint64_t part_clamp(struct division *division, size_t part, uint32_t kind, uint64_t users)
{
    wide share = (wide)users * division->parts.items[part].size;
    uint64_t least = (uint64_t)(share / division->size), most = least + (share % division->size > 0);
    uint64_t before = count_of(division, part, kind);
    uint64_t after = before < least ? least : before > most ? most : before;

    count_change(division, part, kind, after);
    return after > before ? after - before : before - after;
}

/* Only these users move: those outside of these limits, and then the difference to `users`. */
static uint64_t kind_fit(struct division *division, uint32_t kind, uint64_t users)
{
    uint64_t moves = 0;

    for (size_t i = 0; i < division->parts.count; i++)
        moves += part_clamp(division, i, kind, users);
    for (; division->users.counts[kind] < users; moves++) {
        size_t part = part_to_grow(division, kind, users);

        count_change(division, part, kind, count_of(division, part, kind) + 1);
    }
    for (; division->users.counts[kind] > users; moves++) {
        size_t part = part_to_shrink(division, kind, users);

        count_change(division, part, kind, count_of(division, part, kind) - 1);
    }
    return moves;
}

uint64_t division_fit(struct division *division, const struct population *population)
{
    uint64_t moves = 0;

    for (uint32_t i = 0; i < population->kind_count && division->parts.count > 0; i++)
        moves += kind_fit(division, i, population->counts[i]);
    return moves;
}
