#include "compiler/check/settings.h"

#include <string.h>

const struct setting_key config_keys[] = {
#define SETTING(key, kind) {#key, SETTING_##kind},
#define CLIENT_SETTING(key, kind)
#include "compiler/check/settings.def"
#undef SETTING
#undef CLIENT_SETTING
    {NULL, SETTING_TEXT},
};

const struct setting_key client_keys[] = {
#define SETTING(key, kind)
#define CLIENT_SETTING(key, kind) {#key, SETTING_##kind},
#include "compiler/check/settings.def"
#undef SETTING
#undef CLIENT_SETTING
    {NULL, SETTING_TEXT},
};

const struct setting_key *setting_find(const struct setting_key *keys, const char *key)
{
    for (; keys->key; keys++)
        if (strcmp(keys->key, key) == 0)
            return keys;
    return NULL;
}

const char *setting_kind_text(enum setting_kind kind)
{
    switch (kind) {
    case SETTING_FLAG: return "`on` or `off`";
    case SETTING_TEXT: return "a string";
    case SETTING_FILE: return "the path of a file";
    case SETTING_COUNT: return "an integer, 0 or more";
    case SETTING_NUMBER: return "a number, 0 or more";
    case SETTING_TIME: return "a duration, such as `90s` or `1h30m`";
    case SETTING_LIMIT: return "a duration greater than 0, such as `60s`";
    case SETTING_RATIO: return "a number from 0 to 1, such as `5%`";
    case SETTING_LIST: return "one or more strings";
    case SETTING_ENGINE: return "`auto`, `curl` or `fast`";
    case SETTING_HTTP: return "\"1.1\" or \"2\"";
    case SETTING_BYTES: return "a number of bytes, such as `16MiB`";
    }
    return "";
}
