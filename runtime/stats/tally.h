/* Groups of equal texts, counted: what failures and errors have in common.
 *
 * A group is known by up to three texts and carries a detail that belongs to its first occurrence. At most
 * TALLY_GROUPS groups are kept; what doesn't fit is counted in one more group whose last text is `(other)`
 * and whose others and detail are empty, so memory doesn't grow with what a server answers. When a group is
 * made, its texts pass through mask_apply and are cut to TALLY_TEXT bytes. Owned by one thread at a time. */
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
    VEC(struct tally_group) groups; /* in order of appearance */
    struct strmap by_key;           /* to the group's number + 1 */
    struct buffer key;              /* scratch */
};

/* Borrowed bytes without a NUL; NULL with length 0 is fine. */
struct tally_text {
    const char *bytes;
    size_t length;
};

/* What tally_add counts. */
struct tally_event {
    struct tally_text texts[TALLY_TEXTS];
    struct tally_text detail;
    size_t detail_limit; /* bytes of it to keep; 0: TALLY_TEXT */
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
