/* The options of a command: what options.def lists, with the values that the layers gave them.
 *
 * Layers, weakest first: defaults, the scenario's `config`, swarm.conf in the home folder and then here,
 * --config FILE, the environment, the command line. A value is kept as text with the place it came from, so
 * that a complaint can name it; it is checked when it is set, and read by the getter of its kind. */
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
#define OPTION(id, letter, kind, placeholder, initial, commands, state, section, help) OPTION_##id,
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

enum option_state { OPTION_STATE_READY, OPTION_STATE_LATER, OPTION_STATE_AWAITED };

struct option {
    const char *key; /* as in files: spawn_rate; on the command line --spawn-rate */
    char letter;     /* 0: none */
    enum option_kind kind;
    const char *placeholder;
    const char *initial;
    unsigned commands;
    enum option_state state;
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
    const char *text;  /* NULL: not given and no default; of a list the last one */
    const char *place; /* "swarm.conf:3", "SWARM_USERS", "--users" */
    VEC(const char *) list;
};

struct options {
    unsigned command; /* COMMAND_… */
    struct option_value values[OPTION_COUNT];
    VEC(const char *) words; /* what isn't an option: the file, kinds of users */
    struct arena arena;
};

extern const struct option option_table[OPTION_COUNT];
extern const struct old_option old_options[]; /* ends with a NULL word */

/* All defaults. */
void options_init(struct options *options, unsigned command);
void options_free(struct options *options);

/* Gives the option a value unless a stronger layer has. FLAG: "true" "on" "yes" "1" or the contrary. Copies
 * `text` and `place`. False after saying on stderr what is wrong with it: the value isn't of the option's
 * kind. */
bool options_set(struct options *options, enum option_id id, const char *text, enum option_layer layer,
                 const char *place);

/* The option with that key ('-' and '_' alike, case ignored), or OPTION_COUNT. */
enum option_id options_find(const char *key, size_t length);

/* The option as one types it, "--spawn-rate", in `name` (of OPTION_NAME_MAX bytes); returns it. */
#define OPTION_NAME_MAX 40
const char *option_name(enum option_id id, char *name);

/* ---- the layers (options_layers.c); false after saying on stderr what is wrong ---- */

/* The command line behind the command's name. */
bool options_parse(struct options *options, int count, char **arguments);

/* swarm.conf in the home folder and here, the file of --config, the environment. */
bool options_gather(struct options *options);

/* ---- reading ---- */

bool options_given(const struct options *options, enum option_id id); /* beyond its default */
bool options_flag(const struct options *options, enum option_id id);
const char *options_text(const struct options *options, enum option_id id); /* or NULL */
uint64_t options_count(const struct options *options, enum option_id id);   /* 0 when not given */
double options_number(const struct options *options, enum option_id id);    /* NUMBER and RATIO */
nanos options_time(const struct options *options, enum option_id id);

/* Says once for each given option of a later version that it isn't there yet. False when one of them is
 * AWAITED. */
bool options_available(const struct options *options);

/* ---- help.c ---- */

/* The whole --help of a command to stdout. */
void options_help(unsigned command, const char *usage, const char *summary);

/* The options of all commands as the lines of a man page (mdoc), and as words for completion: to stdout. */
void options_manual(void);
void options_completion(void);

#endif
