/* Options of other load testers, which swarm doesn't have. */
#ifndef SWARM_CLI_FOREIGN_OPTION_H
#define SWARM_CLI_FOREIGN_OPTION_H

#include <stdbool.h>
#include <stddef.h>

struct foreign_option {
    const char *word; /* with its dashes */
    bool takes_value;
    bool is_ignored;      /* the run is the same without it; false: it must not go on */
    const char *sentence; /* what to do instead */
};

/* The option of that name, with or without dashes at its start; `_` is `-`. NULL: none is known. */
const struct foreign_option *foreign_option_find(const char *word, size_t length);

/* Prints the sentence, as a warning or an error; `place` is where the option was written. Returns is_ignored.
 */
bool foreign_option_report(const struct foreign_option *option, const char *place);

#endif
