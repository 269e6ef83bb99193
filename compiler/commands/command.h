/* The commands of swarmc: one file cmd_NAME.c and one struct each. swarmc.c has the list. */
#ifndef SWARM_COMPILER_COMMANDS_COMMAND_H
#define SWARM_COMPILER_COMMANDS_COMMAND_H

#include "runtime/base/buffer.h"

#include <stdbool.h>

struct diag_list;

/* Exit statuses. */
enum { COMMAND_OK = 0, COMMAND_ERRORS = 1, COMMAND_USAGE = 2 };

struct command {
    const char *name;
    const char *usage;   /* the text after `swarmc NAME` */
    const char *summary; /* one line for the list of commands */
    /* argv[0] is the name of the command, argv[argc] is NULL. Returns the exit status; -1 for wrong usage:
     * main then prints the usage and exits with COMMAND_USAGE. */
    int (*run)(int argc, char **argv);
};

extern const struct command command_check;
extern const struct command command_dis;
extern const struct command command_ast;
extern const struct command command_fmt;
extern const struct command command_explain;
extern const struct command command_names;

/* Prints the diagnostics on stderr, in color if it is a terminal and NO_COLOR isn't set. */
void command_show_diags(struct diag_list *diags);

/* Writes a buffer to stdout. False: it failed; a message is on stderr. */
bool command_write(const struct buffer *out);

#endif
