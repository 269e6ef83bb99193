/* The keys of `config { }` are the options of `swarm run`: the compiler's table and the command line's agree.
 */
#include "compiler/check/settings.h"
#include "runtime/base/count_of.h"
#include "tests/support/test.h"

struct known_option {
    const char *key;
    const char *kind;
    bool is_of_run;
};

/* Words of the table; test.h has a RUN of its own. */
#pragma push_macro("RUN")
#undef RUN
enum { RUN = 1, TRY = 2, DEMO = 4, TARGET = 8 };

static const struct known_option options[] = {
#define OPTION(id, letter, kind, placeholder, initial, commands, section, help)                              \
    {#id, #kind, ((commands)&RUN) != 0},
#define OLD_OPTION(word, id)
#include "runtime/cli/options.def"
};
#pragma pop_macro("RUN")

/* What says which file to run, or asks a question instead of running, can't stand in the file. */
static const char *const elsewhere[] = {"locustfile", "include_dir", "var", "config",
                                        "list",       "version",     "help"};

static const struct known_option *option_of(const char *key)
{
    for (size_t i = 0; i < COUNT_OF(options); i++)
        if (strcmp(options[i].key, key) == 0)
            return &options[i];
    return NULL;
}

static bool stands_elsewhere(const char *key)
{
    for (size_t i = 0; i < COUNT_OF(elsewhere); i++)
        if (strcmp(elsewhere[i], key) == 0)
            return true;
    return false;
}

static const char *kind_text(enum setting_kind kind)
{
    static const char *const texts[] = {
        [SETTING_FLAG] = "FLAG",     [SETTING_TEXT] = "TEXT",   [SETTING_COUNT] = "COUNT",
        [SETTING_NUMBER] = "NUMBER", [SETTING_TIME] = "TIME",   [SETTING_RATIO] = "RATIO",
        [SETTING_LIST] = "LIST",     [SETTING_ENGINE] = "TEXT",
    };

    return kind < COUNT_OF(texts) ? texts[kind] : "";
}

TEST(settings_are_options)
{
    for (const struct setting_key *key = config_keys; key->key; key++) {
        const struct known_option *option = option_of(key->key);

        if (!option)
            printf("# %s\n", key->key);
        CHECK(option != NULL);
        if (option && strcmp(option->kind, "WORDS") != 0)
            CHECK_TEXT(kind_text(key->kind), option->kind);
        if (option && strcmp(option->kind, "WORDS") == 0)
            CHECK_INT(key->kind, SETTING_LIST);
    }
}

TEST(options_are_settings)
{
    for (size_t i = 0; i < COUNT_OF(options); i++) {
        bool is_setting = setting_find(config_keys, options[i].key) != NULL;

        if (is_setting == stands_elsewhere(options[i].key) && options[i].is_of_run)
            printf("# %s\n", options[i].key);
        if (options[i].is_of_run)
            CHECK(is_setting != stands_elsewhere(options[i].key));
    }
}

TEST(each_kind_has_words)
{
    for (int kind = 0; kind <= SETTING_BYTES; kind++)
        CHECK(*setting_kind_text((enum setting_kind)kind) != '\0');
}

TEST_MAIN(RUN(settings_are_options); RUN(options_are_settings); RUN(each_kind_has_words);)
