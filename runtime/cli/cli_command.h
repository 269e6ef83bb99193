/* The commands of swarm: one file cmd_NAME.c per command. swarm.c has the table. */
#ifndef SWARM_CLI_CLI_COMMAND_H
#define SWARM_CLI_CLI_COMMAND_H

#include "runtime/cli/options.h"

/* Exit statuses, swarm(1) "EXIT STATUS". If several apply, the highest is used. */
enum exit_status {
    EXIT_FINE = 0,
    EXIT_FAILURES = 1,
    EXIT_USAGE = 2,
    EXIT_THRESHOLD = 3,
    EXIT_SETUP = 4,
    EXIT_GENERATOR = 5,
    EXIT_INTERRUPTED = 130,
};

struct command {
    const char *name;
    unsigned options;                    /* COMMAND_…: which options of options.def it accepts */
    const char *usage;                   /* one line */
    const char *summary;                 /* the text below the usage */
    int (*run)(struct options *options); /* returns the exit status */
};

extern const struct command command_run, command_try, command_demo, command_target;

#endif
