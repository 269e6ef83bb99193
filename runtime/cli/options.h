/* The options of a command: those of options.def, and the values from all layers.
 *
 * Layers, the weakest first: defaults, `config` of the scenario, swarm.conf in the home directory, swarm.conf
 * in the current directory, --config FILE, the environment, the command line. A value is kept as text with
 * its origin, which messages name. It is checked when it is set, and converted by the getter of its kind. */
#ifndef SWARM_CLI_OPTIONS_H
#define SWARM_CLI_OPTIONS_H

#include "runtime/base/arena.h"
#include "runtime/base/clock.h"
#include "runtime/base/vec.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Commands that an option belongs to. */
enum { COMMAND_RUN = 1, COMMAND_TRY = 2, COMMAND_DEMO = 4, COMMAND_TARGET = 8 };

enum option_id {
#define OPTION(id, letter, kind, placeholder, initial, commands, section, help) OPTION_##id,
#define OLD_OPTION(word, id)
#include "runtime/cli/options.def"
#undef OPTION
#undef OLD_OPTION
    OPTION_COUNT
};

enum option_kind {
    OPTION_KIND_FLAG,
    OPTION_KIND_TEXT,
    OPTION_KIND_COUNT,
    OPTION_KIND_NUMBER,
    OPTION_KIND_TIME,
    OPTION_KIND_RATIO,
    OPTION_KIND_LIST,
    OPTION_KIND_WORDS,
    OPTION_KIND_REPEAT, /* a flag that counts: -v -vv */
};

struct option {
    const char *key; /* as in configuration files: spawn_rate; on the command line --spawn-rate */
    char letter;     /* 0: none */
    enum option_kind kind;
    const char *placeholder;
    const char *initial;
    unsigned commands;
    const char *section;
    const char *help;
};

struct old_option {
    const char *word; /* with its dashes */
    enum option_id id;
};

enum option_layer {
    LAYER_DEFAULT,
    LAYER_SCENARIO,
    LAYER_HOME,
    LAYER_FOLDER,
    LAYER_CONFIG,
    LAYER_ENVIRONMENT,
    LAYER_COMMAND,
};

struct option_value {
    enum option_layer layer;
    const char *text;  /* NULL: not given and no default; of a list: the last item */
    const char *place; /* "swarm.conf:3", "SWARM_USERS", "--users" */
    VEC(const char *) list;
};

struct options {
    unsigned command; /* COMMAND_… */
    struct option_value values[OPTION_COUNT];
    VEC(const char *) words; /* arguments that aren't options: the file, kinds of users */
    struct arena arena;
};

extern const struct option option_table[OPTION_COUNT];
extern const struct old_option old_options[]; /* ends with a NULL word */

/* Sets all options to their defaults. */
void options_init(struct options *options, unsigned command);
void options_free(struct options *options);

/* Sets the value of an option, unless a stronger layer has set it. FLAG: "true", "on", "yes", "1" or the
 * opposite. Copies `text` and `place`. False: the value isn't valid for the kind of option; a message on
 * stderr says so. */
bool options_set(struct options *options, enum option_id id, const char *text, enum option_layer layer,
                 const char *place);

/* The option with that key, or OPTION_COUNT. '-' and '_' are the same; case is ignored. */
enum option_id options_find(const char *key, size_t length);

/* The option that had this key once, which the log says, or OPTION_COUNT. `place` is where the key is. */
enum option_id options_find_old(const char *key, const char *place);

/* Writes the option as on the command line, "--spawn-rate", to `name` (of OPTION_NAME_MAX bytes) and returns
 * it. */
#define OPTION_NAME_MAX 40
const char *option_name(enum option_id id, char *name);

/* ---- the layers; false: there was an error, which is printed on stderr ---- */

/* Reads the command line after the name of the command. */
bool options_parse(struct options *options, int count, char **arguments);

/* Reads swarm.conf in the home directory and in the current directory, the environment, and the file of
 * --config. `swarm run` and `swarm try` read Locust's files and variables where there are none of swarm. */
bool options_gather(struct options *options);

/* ---- reading ---- */

bool options_given(const struct options *options, enum option_id id); /* in any layer except the defaults */
bool options_flag(const struct options *options, enum option_id id);
const char *options_text(const struct options *options, enum option_id id); /* or NULL */
uint64_t options_count(const struct options *options, enum option_id id);   /* 0 if not given */
double options_number(const struct options *options, enum option_id id);    /* NUMBER and RATIO */
nanos options_time(const struct options *options, enum option_id id);

/* ---- help.c ---- */

/* Prints the --help of a command on stdout. */
void options_help(unsigned command, const char *usage, const char *summary);

/* Prints the options of all commands on stdout, as lines of a man page (mdoc). */
void options_manual(void);

#endif
