/* How long a user waits between tasks: which wait applies, and when the next task is due. Pure functions. */
#ifndef SWARM_USER_WAIT_H
#define SWARM_USER_WAIT_H

#include "runtime/base/clock.h"
#include "runtime/program/program.h"
#include "runtime/user/active_set.h"

#include <stdbool.h>

/* A task that starts at most this late is on time: the loop wakes up at whole milliseconds and serves other
 * users too. A paced task then counts as started when it was due, so these delays don't add up. */
#define WAIT_TOLERANCE (5 * NANOS_PER_MS)

/* The innermost set that has a wait. NULL: no set has one, so the user doesn't wait. */
struct active_set *wait_set(struct active_set *innermost);

/* Whether any of the sets that the user is in has a pace. Only then does the start of a task matter. */
bool wait_is_paced(const struct active_set *innermost);

/* When the next task is due. `length` is the result of the wait function; a negative one counts as 0. After a
 * sleep it is `length` after `now`; paced, `length` after `last_start`, which may be in the past. */
instant wait_due(enum wait_kind kind, nanos length, instant now, instant last_start);

/* The start that the pace of the next task is based on, for a task that was due at `due` and starts at `now`:
 * `due` if it is on time, otherwise `now`, so that a late user doesn't run faster to catch up. */
instant wait_start(instant due, instant now);

#endif
