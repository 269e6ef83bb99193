/* The scenario of a command: compiled, its `config` applied, and what of it this version can't run said. */
#ifndef SWARM_CLI_SCENARIO_H
#define SWARM_CLI_SCENARIO_H

#include "runtime/cli/options.h"
#include "runtime/engine/engine.h"
#include "runtime/program/program.h"

#include <stdbool.h>

struct scenario {
    struct program *program;
    struct run_settings settings;
    VEC(struct threshold) thresholds; /* of --threshold */
    VEC(struct run_setting) shown;    /* settings for the head of reports */
    struct buffer resolve;            /* --resolve, joined */
    struct buffer local_ips;          /* --local-ips, likewise */
    struct arena arena;
};

/* Compiles `path` ("-": standard input), takes its `config` into `options`, and turns all options into run
 * settings. EXIT_FINE, or EXIT_USAGE after saying on stderr why not. `options` must outlive it;
 * scenario_close in either case. */
int scenario_open(struct scenario *scenario, struct options *options, const char *path);
void scenario_close(struct scenario *scenario);

/* The file that the command line names: the first word or -f. NULL after saying that there is none.
 * `*first_kind` is the index of the first word that names a kind of user. */
const char *scenario_path(const struct options *options, size_t *first_kind);

#endif
