/* What has happened at which moment of a run, for its charts: phases of the load, changes of the number of
 * users, resets of the statistics. */
#ifndef SWARM_WEB_FRONT_MARKS_H
#define SWARM_WEB_FRONT_MARKS_H

#include "runtime/base/vec.h"
#include "runtime/text/json_out.h"

#include <stddef.h>

struct front_mark {
    double at_s;      /* since the start of the run, or its last reset */
    const char *kind; /* "phase", "users" or "reset" */
    char *text;       /* owned */
};

/* All-zero: none. At most 200 are kept. */
struct front_marks {
    VEC(struct front_mark) list;
    size_t sent; /* so many have been written */
};

void front_marks_clear(struct front_marks *marks);
void front_marks_add(struct front_marks *marks, double at_s, const char *kind, const char *text);

/* Writes those from number `from` on as the member `marks`, and counts all as written. */
void front_marks_write(struct front_marks *marks, size_t from, struct json_out *json);

#endif
