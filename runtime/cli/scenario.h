/* The scenario of a command: compiled, its `config` applied, and what of it this version can't run said. */
#ifndef SWARM_CLI_SCENARIO_H
#define SWARM_CLI_SCENARIO_H

#include "runtime/cli/options.h"
#include "runtime/cli/threshold_text.h"
#include "runtime/model/run_settings.h"
#include "runtime/program/program.h"

#include <stdbool.h>

struct scenario {
    struct program *program;
    struct run_settings settings;
    struct threshold_list thresholds; /* of --threshold */
    struct threshold_list condition;  /* of --find-capacity */
    VEC(struct run_setting) shown;    /* settings for the head of reports */
    struct buffer resolve;            /* --resolve, joined */
    struct buffer local_ips;          /* --local-ips, likewise */
    struct arena arena;
};

/* Compiles the file that the command line names (the first word or -f; "-" is standard input), takes its
 * `config` into `options`, turns all options into run settings, and hands the scenario to `command`; further
 * words name kinds of users. Returns what `command` returns, or EXIT_USAGE after saying on stderr why it
 * wasn't called. */
int scenario_command(struct options *options,
                     int (*command)(const struct scenario *scenario, const struct options *options));

/* Compiles the file of the scenario again, with values of constants ("NAME=VALUE", NULL-terminated) in
 * addition to those of --var. The caller frees the program. NULL with what the compiler says appended to
 * `why`, if that can't be. */
struct program *scenario_compile_with(const struct scenario *scenario, const struct options *options,
                                      const char *const *overrides, struct buffer *why);

#endif
