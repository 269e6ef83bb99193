/* The public call of the compiler: from a scenario's file to a program that the VM runs. */
#ifndef SWARM_COMPILER_COMPILE_H
#define SWARM_COMPILER_COMPILE_H

#include "compiler/diag/diag.h"
#include "compiler/module/compile_options.h"
#include "compiler/module/module.h"
#include "runtime/program/program.h"

#include <stdbool.h>

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
