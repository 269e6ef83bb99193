/* The public call of the compiler: from a scenario's file to a program that the VM runs. */
#ifndef SWARM_COMPILER_COMPILE_H
#define SWARM_COMPILER_COMPILE_H

#include "compiler/diag.h"
#include "compiler/module.h"
#include "runtime/program/program.h"

#include <stdbool.h>

struct compile_options {
    const char *const *include_dirs; /* -I, in order, NULL at the end; may be NULL */
    const char *const *overrides;    /* --var NAME=VALUE, NULL at the end; may be NULL */
    bool warnings_are_errors;        /* -W error */
    bool for_run; /* the program is going to run: a missing environment variable and a scenario
                     without a user are errors */
};

/* A compilation: everything read and everything said about it. Spans of its diagnostics are looked up in
 * modules.sources. */
struct compilation {
    struct module_set modules; /* modules.diags: what the compiler has to say */
    struct program *program;   /* NULL where there were errors; owned until compilation_take */
};

/* Reads, checks and compiles the file at `path` ("-": standard input). False when there were errors: they are
 * in compilation->modules.diags, as warnings are in any case. Free it with compilation_free either way. */
bool compile_file(struct compilation *compilation, const char *path, const struct compile_options *options);

/* The same for a text in memory, for tests and fuzzing; `path` names it. */
bool compile_text(struct compilation *compilation, const char *path, const char *text, size_t length,
                  const struct compile_options *options);

/* Hands the program to the caller, who frees it with program_free. NULL where there were errors. */
struct program *compilation_take(struct compilation *compilation);

void compilation_free(struct compilation *compilation);

#endif
