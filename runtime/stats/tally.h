/* Counts of equal texts, in groups; for failures and errors.
 *
 * Up to three texts identify a group. It has a detail, that of its first occurrence. At most TALLY_GROUPS
 * groups are kept. Further ones are counted in one more group, whose last text is `(other)` and whose other
 * texts and detail are empty, so the responses of a server can't increase memory without limit. The texts of
 * a new group pass through mask_apply and are cut to TALLY_TEXT bytes. Belongs to one thread at a time. */
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
    uint32_t line;            /* as in tally_event */
    uint64_t occurrences;
    int64_t first_seen; /* wall clock, nanoseconds since 1970 UTC */
    int64_t last_seen;
};

/* Zero bytes are an empty tally. */
struct tally {
    VEC(struct tally_group) groups; /* in order of appearance */
    struct strmap by_key;           /* to the number of the group + 1 */
    struct buffer key;              /* scratch */
};

/* Borrowed bytes without a NUL; NULL with length 0 is allowed. */
struct tally_text {
    const char *bytes;
    size_t length;
};

/* The argument of tally_add. */
struct tally_event {
    struct tally_text texts[TALLY_TEXTS];
    struct tally_text detail;
    size_t detail_limit; /* maximum number of bytes to keep; 0: TALLY_TEXT */
    uint32_t line;       /* the number of a line of the scenario (model/scenario_line.h); 0: none */
    uint64_t occurrences;
    int64_t first_seen; /* wall clock */
    int64_t last_seen;
};

/* Adds the occurrences of the event to its group, which is created if there is room. Detail and line
 * of the earliest occurrence are kept. */
void tally_add(struct tally *tally, const struct tally_event *event);

/* Adds all groups of `from`. */
void tally_merge(struct tally *into, const struct tally *from);

/* Occurrences in all groups. */
uint64_t tally_occurrences(const struct tally *tally);

/* Empties the tally and frees its memory. */
void tally_clear(struct tally *tally);

#endif
