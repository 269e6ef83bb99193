/* The options that swarmc's check, dis and names share. */
#ifndef SWARM_COMPILER_COMMANDS_COMMAND_OPTIONS_H
#define SWARM_COMPILER_COMMANDS_COMMAND_OPTIONS_H

#include "compiler/compile.h"
#include "runtime/base/vec.h"

#include <stdbool.h>

struct command_options {
    VEC(const char *) include_dirs; /* ends with NULL, like the next one */
    VEC(const char *) overrides;
    VEC(const char *) files;
    bool warnings_are_errors;
    bool is_json;
};

/* Reads -I DIR, --var NAME=VALUE, -W error, --format text|json and files. False: there was something else, or
 * no file; a message is on stderr. Free the options in both cases. */
bool command_options_read(struct command_options *options, int argc, char **argv);
void command_options_free(struct command_options *options);

/* The options of compile_file; points into `options`. */
struct compile_options command_compile_options(const struct command_options *options);

#endif
