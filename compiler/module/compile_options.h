/* The options of the compiler. Plain data; the strings are borrowed. */
#ifndef SWARM_COMPILER_MODULE_COMPILE_OPTIONS_H
#define SWARM_COMPILER_MODULE_COMPILE_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

struct source_set;

struct compile_options {
    const char *const *include_dirs; /* -I, in order, NULL at the end; may be NULL */
    const char *const *overrides;    /* --var NAME=VALUE, NULL at the end; may be NULL */
    const struct source_set
        *earlier;             /* files of an earlier compilation, which aren't read again; may be NULL */
    size_t from, to;          /* of the text of an option: what the user wrote of it; 0, 0: it is a file */
    bool warnings_are_errors; /* -W error */
    bool for_run; /* the program will run: a missing environment variable and a scenario without a user are
                     errors */
};

#endif
