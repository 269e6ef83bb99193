/* The options of the compiler. Plain data; the strings are borrowed. */
#ifndef SWARM_COMPILER_MODULE_COMPILE_OPTIONS_H
#define SWARM_COMPILER_MODULE_COMPILE_OPTIONS_H

#include <stdbool.h>

struct source_set;

struct compile_options {
    const char *const *include_dirs; /* -I, in order, NULL at the end; may be NULL */
    const char *const *overrides;    /* --var NAME=VALUE, NULL at the end; may be NULL */
    const struct source_set
        *earlier;             /* files of an earlier compilation, which aren't read again; may be NULL */
    bool warnings_are_errors; /* -W error */
    bool for_run; /* the program will run: a missing environment variable and a scenario without a user are
                     errors */
};

#endif
