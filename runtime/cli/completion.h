/* Shell completion of swarm, from the tables of commands and options. */
#ifndef SWARM_CLI_COMPLETION_H
#define SWARM_CLI_COMPLETION_H

#include "runtime/cli/cli_command.h"

#include <stdbool.h>
#include <stddef.h>

/* Prints the completion for "bash", "zsh" or "fish" on stdout. False: it is none of them. */
bool completion_print(const char *shell, const struct command *const *commands, size_t count);

#endif
