/* The keys of `config { }` and `client { }` (settings.def), and the kinds of their values. */
#ifndef SWARM_COMPILER_CHECK_SETTINGS_H
#define SWARM_COMPILER_CHECK_SETTINGS_H

#include <stddef.h>

enum setting_kind {
    SETTING_FLAG,
    SETTING_TEXT,
    SETTING_FILE,
    SETTING_COUNT,
    SETTING_NUMBER,
    SETTING_TIME,
    SETTING_LIMIT,
    SETTING_RATIO,
    SETTING_LIST,
    SETTING_ENGINE,
    SETTING_HTTP,
    SETTING_BYTES,
};

struct setting_key {
    const char *key; /* NULL ends a table */
    enum setting_kind kind;
};

extern const struct setting_key config_keys[];
extern const struct setting_key client_keys[];

/* The entry of that key; NULL: it is unknown. */
const struct setting_key *setting_find(const struct setting_key *keys, const char *key);

/* "a number, 0 or more": for messages. */
const char *setting_kind_text(enum setting_kind kind);

#endif
