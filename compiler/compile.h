/* The public interface of the compiler: compiles the file of a scenario to a program for the VM. */
#ifndef SWARM_COMPILER_COMPILE_H
#define SWARM_COMPILER_COMPILE_H

#include "compiler/diag/diag.h"
#include "compiler/module/compile_options.h"
#include "compiler/module/module.h"
#include "runtime/program/program.h"

#include <stdbool.h>

/* A compilation with its files and diagnostics. Spans of its diagnostics refer to modules.sources. */
struct compilation {
    struct module_set modules; /* modules.diags: the diagnostics */
    struct program *program;   /* NULL if there were errors; owned until compilation_take */
};

/* Reads, checks and compiles the file at `path` ("-": standard input). False: there were errors. Errors and
 * warnings are in compilation->modules.diags. Free it with compilation_free in both cases. */
bool compile_file(struct compilation *compilation, const char *path, const struct compile_options *options);

/* The same for a text in memory, for tests and fuzzing. `path` is its name. */
bool compile_text(struct compilation *compilation, const char *path, const char *text, size_t length,
                  const struct compile_options *options);

/* Returns the program. The caller frees it with program_free. NULL: there were errors. */
struct program *compilation_take(struct compilation *compilation);

/* Moves the files to `sources`, which the caller frees with source_free. The diagnostics can't be printed
 * after that. */
void compilation_take_sources(struct compilation *compilation, struct source_set *sources);

void compilation_free(struct compilation *compilation);

#endif
