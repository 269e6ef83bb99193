/* The text of the standard library, embedded in both programs; made by stdlib/embed.sh. */
#ifndef SWARM_COMPILER_MODULE_STDLIB_H
#define SWARM_COMPILER_MODULE_STDLIB_H

#include <stddef.h>

struct stdlib_file {
    const char *name; /* as in an include: "std/http"; NULL ends the list */
    const char *text;
    size_t length;
};

extern const struct stdlib_file stdlib_files[];

/* The file that declares that name by that word, such as "fn" or "check"; NULL: none. */
const char *stdlib_declares(const char *word, const char *name);

#endif
