/* Whether output may be in color. */
#ifndef SWARM_BASE_TERMINAL_COLOR_H
#define SWARM_BASE_TERMINAL_COLOR_H

#include <stdbool.h>

/* Whether TERM names a terminal that can only print text: it is `dumb` or unset. */
bool terminal_is_dumb(void);

/* Whether the descriptor is a terminal with colors: not dumb, and NO_COLOR (no-color.org) is unset or empty.
 */
bool terminal_has_color(int descriptor);

#endif
