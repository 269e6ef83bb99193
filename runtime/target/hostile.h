/* Paths that no browser asks for: a probe for files outside the server's root. */
#ifndef SWARM_TARGET_HOSTILE_H
#define SWARM_TARGET_HOSTILE_H

#include <stdbool.h>

/* Whether the path, as sent or percent-decoded once or several times over (attackers encode twice), has "..",
 * a NUL, another control character or a backslash in it, or names a file that probes are after. */
bool path_is_hostile(const char *path);

#endif
