/* How long a user waits between tasks: whose wait holds, and when the next task should start. Pure. */
#ifndef SWARM_USER_WAIT_H
#define SWARM_USER_WAIT_H

#include "runtime/base/clock.h"
#include "runtime/program/program.h"
#include "runtime/user/visit.h"

#include <stdbool.h>

/* A user woken this late is still on time: the loop wakes at whole milliseconds, and has others to see to. A
 * paced task then counts as started when it should have, so that the loop's ticks don't add up to a slower
 * pace. */
#define WAIT_TOLERANCE (5 * NANOS_PER_MS)

/* The visit of the innermost set that has a wait, or NULL: nobody waits. */
struct visit *wait_visit(struct visit *innermost);

/* Whether any of the sets that the user is in paces, so that the start of a task matters. */
bool wait_is_paced(const struct visit *innermost);

/* When the next task should start, `length` being what the set's wait function gave: after a sleep, that long
 * after `now`; paced, that long after `last_start`, which may have passed. Negative lengths count as 0. */
instant wait_due(enum wait_kind kind, nanos length, instant now, instant last_start);

/* The start that the pace of the next task is reckoned from, when a task due at `due` starts at `now`: `due`
 * if it is on time, `now` if it is late, so that it never speeds up to catch up. */
instant wait_start(instant due, instant now);

#endif
