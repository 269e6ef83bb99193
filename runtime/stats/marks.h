/* The events of a run that its charts show: phases of the load, changes of the number of users, resets. */
#ifndef SWARM_STATS_MARKS_H
#define SWARM_STATS_MARKS_H

#include "runtime/base/arena.h"
#include "runtime/base/clock.h"
#include "runtime/base/vec.h"

#include <stddef.h>

enum mark_kind { MARK_PHASE, MARK_USERS, MARK_RESET };

struct mark {
    nanos at; /* since the start of the run, or since its last reset */
    enum mark_kind kind;
    const char *text;
};

/* All-zero: none. */
struct marks {
    VEC(struct mark) list; /* their texts are owned */
};

/* Adds a mark; the text is copied. At most 200 are kept, further ones are dropped. */
void marks_add(struct marks *marks, nanos at, enum mark_kind kind, const char *text);

/* Adds `shift` to the time of each mark, and removes those before 0. */
void marks_shift(struct marks *marks, nanos shift);

/* A copy in the arena, with its texts. */
const struct mark *marks_copy(const struct marks *marks, struct arena *arena);

void marks_clear(struct marks *marks);

#endif
