/* swarmc's commands: one file cmd_NAME.c and one entry struct each; main.c lists them. */
#ifndef SWARM_COMPILER_COMMANDS_COMMAND_H
#define SWARM_COMPILER_COMMANDS_COMMAND_H

#include "runtime/base/buffer.h"

#include <stdbool.h>

struct diag_list;

/* Exit statuses. */
enum { COMMAND_OK = 0, COMMAND_ERRORS = 1, COMMAND_USAGE = 2 };

struct command {
    const char *name;
    const char *usage;   /* what follows `swarmc NAME` */
    const char *summary; /* one line for the list of commands */
    /* argv[0] is the command's name, argv[argc] NULL. Gives the exit status; -1 for wrong usage, after which
     * main shows the usage and leaves with COMMAND_USAGE. */
    int (*run)(int argc, char **argv);
};

extern const struct command command_check;
extern const struct command command_dis;
extern const struct command command_ast;
extern const struct command command_fmt;
extern const struct command command_explain;
extern const struct command command_names;

/* Writes the diagnostics to stderr, in color when that is a terminal and NO_COLOR isn't set. */
void command_show_diags(struct diag_list *diags);

/* Writes a buffer to stdout; false, with a message on stderr, when that fails. */
bool command_write(const struct buffer *out);

#endif
