/* Detects probes for files outside the root of a server. */
#ifndef SWARM_TARGET_HOSTILE_H
#define SWARM_TARGET_HOSTILE_H

#include <stdbool.h>

/* Whether the path contains "..", a NUL, another control character or a backslash, or names a file that
 * probes look for. It is checked as sent, and percent-decoded once or more (attackers encode twice). */
bool path_is_hostile(const char *path);

#endif
