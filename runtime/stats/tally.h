/* Groups of equal texts, counted: what failures and errors have in common.
 *
 * A group is known by up to three texts and carries a detail that belongs to its first occurrence. At most
 * TALLY_GROUPS groups are kept; what doesn't fit is counted in one more group whose texts are `(other)`, so
 * memory doesn't grow with what a server answers. Texts are cut to TALLY_TEXT bytes (at a character), and
 * pass through mask_apply, when a group is made. Owned by one thread at a time. */
#ifndef SWARM_STATS_TALLY_H
#define SWARM_STATS_TALLY_H

#include "runtime/base/buffer.h"
#include "runtime/base/strmap.h"
#include "runtime/base/vec.h"

#include <stddef.h>
#include <stdint.h>

enum { TALLY_GROUPS = 1000, TALLY_TEXTS = 3, TALLY_TEXT = 4096 };

#define TALLY_OTHER "(other)"

struct tally_group {
    char *texts[TALLY_TEXTS]; /* owned, never NULL */
    char *detail;             /* owned, never NULL */
    uint64_t occurrences;
    int64_t first_seen; /* wall clock, nanoseconds since 1970 UTC */
    int64_t last_seen;
};

/* All-zero bytes are an empty tally. */
struct tally {
    VEC(struct tally_group *) groups; /* owned, in order of appearance */
    struct strmap by_key;             /* to the same groups */
    struct tally_group *other;        /* among them; NULL until needed */
    struct buffer key;                /* scratch */
};

/* What tally_add counts. Texts and detail are borrowed, need no NUL, and may be NULL with length 0. */
struct tally_event {
    struct {
        const char *bytes;
        size_t length;
    } texts[TALLY_TEXTS], detail;
    uint64_t occurrences;
    int64_t first_seen; /* wall clock */
    int64_t last_seen;
};

/* Counts the event's occurrences in its group, which is made if there is room. A detail that was seen earlier
 * than the group's replaces it. */
void tally_add(struct tally *tally, const struct tally_event *event);

/* Adds all groups of `from`. */
void tally_merge(struct tally *into, const struct tally *from);

/* Occurrences in all groups. */
uint64_t tally_occurrences(const struct tally *tally);

/* Empties it and gives the memory back. */
void tally_clear(struct tally *tally);

#endif
