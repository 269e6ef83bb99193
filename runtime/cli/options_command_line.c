/* Options from the command line. */
#include "runtime/cli/options.h"

#include "compiler/diag/suggest.h"
#include "runtime/base/buffer.h"
#include "runtime/base/log.h"
#include "runtime/cli/foreign_option.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- the command line ---- */

/* The arguments that haven't been read yet. */
struct arguments {
    int count;
    char **words;
};

static bool argument_is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0';
}

static bool option_belongs(const struct options *options, enum option_id id)
{
    return option_table[id].commands & options->command;
}

static enum option_id option_by_letter(const struct options *options, char letter)
{
    for (int id = 0; id < OPTION_COUNT; id++)
        if (option_table[id].letter == letter && option_belongs(options, (enum option_id)id))
            return (enum option_id)id;
    return OPTION_COUNT;
}

static enum option_id option_by_old_name(const struct options *options, const char *word, size_t length)
{
    char name[OPTION_NAME_MAX];
    for (const struct old_option *old = old_options; old->word; old++)
        if (strlen(old->word) == length && strncmp(old->word, word, length) == 0 &&
            option_belongs(options, old->id)) {
            log_warning("%s is now called %s", old->word, option_name(old->id, name));
            return old->id;
        }
    return OPTION_COUNT;
}

static void option_suggest(const struct options *options, const char *wanted)
{
    char names[OPTION_COUNT][OPTION_NAME_MAX];
    struct suggest search;

    suggest_start(&search, wanted);
    for (int id = 0; id < OPTION_COUNT; id++)
        if (option_belongs(options, (enum option_id)id))
            suggest_offer(&search, option_name((enum option_id)id, names[id]));
    fprintf(stderr, "swarm: unknown option %s", wanted);
    fprintf(stderr, search.best ? "; did you mean %s?\n" : "; --help lists all options\n", search.best);
}

/* False: the command can't go on without the option. */
static bool option_unknown(const struct options *options, const char *word, struct arguments *rest)
{
    size_t length = strcspn(word, "=");
    const struct foreign_option *foreign = word[1] == '-' ? foreign_option_find(word, length) : NULL;
    char wanted[OPTION_NAME_MAX];

    snprintf(wanted, sizeof wanted, "%.*s", (int)length, word);
    if (!foreign) {
        option_suggest(options, wanted);
        return false;
    }
    if (foreign->takes_value && !word[length] && rest->count > 0 && !argument_is_option(rest->words[0])) {
        rest->words++;
        rest->count--;
    }
    return foreign_option_report(foreign, wanted);
}

/* `word` is "--name", "--name=value", "-x" or "-xvalue"; *value is the joined value, or NULL. Options of
 * the command take precedence over old names. */
static enum option_id option_recognize(const struct options *options, const char *word, const char **value)
{
    const char *equals = strchr(word, '=');
    size_t length = equals ? (size_t)(equals - word) : strlen(word);
    bool is_long = word[1] == '-';
    enum option_id id = is_long ? options_find(word + 2, length - 2) : option_by_letter(options, word[1]);

    *value = equals ? equals + 1 : NULL;
    if (id == OPTION_COUNT || !option_belongs(options, id))
        id = option_by_old_name(options, word, length);
    else if (!is_long)
        *value = word[2] == '=' ? word + 3 : word[2] ? word + 2 : NULL;
    return id;
}

static bool option_take_words(struct options *options, enum option_id id, struct arguments *rest,
                              const char *place)
{
    while (rest->count > 0 && !argument_is_option(rest->words[0])) {
        if (!options_set(options, id, rest->words[0], LAYER_COMMAND, place))
            return false;
        rest->words++;
        rest->count--;
    }
    return true;
}

/* "-v", "-vv" and "-v -v" add up; "--verbose=2" sets a number. */
static bool option_repeat(struct options *options, enum option_id id, const char *joined, const char *place)
{
    const struct option_value *value = &options->values[id];
    char letter[] = {option_table[id].letter, '\0'}, count[24];
    size_t letters = joined ? strspn(joined, letter) : 0;
    if (joined && (joined[letters] != '\0' || letters == 0))
        return options_set(options, id, joined, LAYER_COMMAND, place);
    uint64_t before = value->layer == LAYER_COMMAND ? options_count(options, id) : 0;
    snprintf(count, sizeof count, "%" PRIu64, before + 1 + letters);
    return options_set(options, id, count, LAYER_COMMAND, place);
}

static bool option_parse(struct options *options, const char *word, struct arguments *rest)
{
    const char *value;
    char place[OPTION_NAME_MAX];
    enum option_id id = option_recognize(options, word, &value);
    if (id == OPTION_COUNT)
        return option_unknown(options, word, rest);
    const struct option *option = &option_table[id];
    snprintf(place, sizeof place, "%.*s", word[1] == '-' ? (int)strcspn(word, "=") : 2, word);
    if (option->kind == OPTION_KIND_WORDS && !value)
        return option_take_words(options, id, rest, place);
    if (option->kind == OPTION_KIND_REPEAT)
        return option_repeat(options, id, value, place);
    if (option->kind == OPTION_KIND_FLAG)
        return options_set(options, id, value ? value : "true", LAYER_COMMAND, place);
    if (!value && rest->count == 0) {
        fprintf(stderr, "swarm: %s needs a value: %s %s\n", place, place, option->placeholder);
        return false;
    }
    if (!value) {
        value = *rest->words++;
        rest->count--;
    }
    return options_set(options, id, value, LAYER_COMMAND, place);
}

bool options_parse(struct options *options, int count, char **arguments)
{
    struct arguments rest = {count, arguments};
    bool only_words = false;
    while (rest.count > 0) {
        const char *word = *rest.words++;
        rest.count--;
        if (!only_words && strcmp(word, "--") == 0)
            only_words = true;
        else if (only_words || !argument_is_option(word))
            vec_push(&options->words, word);
        else if (!option_parse(options, word, &rest))
            return false;
    }
    return true;
}
