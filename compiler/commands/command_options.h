/* The options that swarmc's check, dis and names share. */
#ifndef SWARM_COMPILER_COMMANDS_COMMAND_OPTIONS_H
#define SWARM_COMPILER_COMMANDS_COMMAND_OPTIONS_H

#include "compiler/compile.h"
#include "runtime/base/vec.h"

#include <stdbool.h>

struct command_options {
    VEC(const char *) include_dirs; /* ends with NULL, as the next */
    VEC(const char *) overrides;
    VEC(const char *) files;
    bool warnings_are_errors;
    bool is_json;
};

/* Reads -I DIR, --var NAME=VALUE, -W error, --format text|json and files. False for anything else, after
 * saying what it was, and without a file. Free it either way. */
bool command_options_read(struct command_options *options, int argc, char **argv);
void command_options_free(struct command_options *options);

/* What compile_file takes; points into `options`. */
struct compile_options command_compile_options(const struct command_options *options);

#endif
