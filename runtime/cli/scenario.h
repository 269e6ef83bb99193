/* Compiles the scenario of a command and turns options into settings. */
#ifndef SWARM_CLI_SCENARIO_H
#define SWARM_CLI_SCENARIO_H

#include "compiler/diag/source.h"
#include "runtime/cli/options.h"
#include "runtime/cli/threshold_text.h"
#include "runtime/model/run_settings.h"
#include "runtime/program/program.h"

#include <stdbool.h>

struct program_fetch;

struct scenario {
    const char *path; /* of the main file; "-": standard input */
    struct program_fetch
        *received;         /* the program is from a master; NULL: it is from this machine. Borrowed */
    struct buffer problem; /* why it can't be compiled: the first error, as a sentence */
    struct program *program;
    struct source_set sources; /* the files as they were read at the start; also for later compilations */
    struct run_settings settings;
    struct threshold_list thresholds; /* from --threshold */
    struct threshold_list condition;  /* from --find-capacity */
    VEC(struct run_setting) shown;    /* settings shown in reports */
    struct buffer resolve;            /* all --resolve, joined */
    struct buffer local_ips;          /* all --local-ips, joined */
    struct arena arena;
};

/* Compiles the file of the command line (the first word or -f; "-" is standard input), adds its `config` to
 * `options`, converts all options to run settings, and calls `command`. Further words are kinds of users.
 * Returns the result of `command`. If it can't call it, it prints the reason on stderr and returns
 * EXIT_USAGE. */
int scenario_command(struct options *options,
                     int (*command)(const struct scenario *scenario, const struct options *options));

/* The same for a worker. `received`: what the file was received with; NULL: it is a file of this machine. If
 * it doesn't compile, `failed` is called first. */
int scenario_of_worker(struct options *options, struct program_fetch *received,
                       int (*command)(const struct scenario *scenario, const struct options *options),
                       void (*failed)(const struct scenario *scenario, const struct options *options));

/* Compiles the scenario again, as it was read at the start, with values of constants ("NAME=VALUE",
 * NULL-terminated) in addition to those of --var. The caller frees the program. NULL with a sentence about
 * the first error appended to `why`, if that can't be. */
struct program *scenario_compile_with(const struct scenario *scenario, const struct options *options,
                                      const char *const *overrides, struct buffer *why);

#endif
