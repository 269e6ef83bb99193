#include "runtime/cli/options.h"

#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "runtime/text/host_port.h"
#include "runtime/value/value_parse.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RUN COMMAND_RUN
#define TRY COMMAND_TRY
#define DEMO COMMAND_DEMO
#define TARGET COMMAND_TARGET

const struct option option_table[OPTION_COUNT] = {
#define OLD_OPTION(word, id)
#define OPTION(id, letter, kind, placeholder, initial, commands, section, help)                              \
    [OPTION_##id] = {#id, letter, OPTION_KIND_##kind, placeholder, initial, commands, section, help},
#include "runtime/cli/options.def"
#undef OPTION
#undef OLD_OPTION
};

const struct old_option old_options[] = {
#define OPTION(id, letter, kind, placeholder, initial, commands, section, help)
#define OLD_OPTION(word, id) {word, OPTION_##id},
#include "runtime/cli/options.def"
#undef OPTION
#undef OLD_OPTION
    {NULL, OPTION_COUNT},
};

void options_init(struct options *options, unsigned command)
{
    *options = (struct options){.command = command};
    arena_init(&options->arena);
    for (int id = 0; id < OPTION_COUNT; id++)
        options->values[id].text = option_table[id].initial;
}

void options_free(struct options *options)
{
    for (int id = 0; id < OPTION_COUNT; id++)
        vec_free(&options->values[id].list);
    vec_free(&options->words);
    arena_free(&options->arena);
}

const char *option_name(enum option_id id, char *name)
{
    snprintf(name, OPTION_NAME_MAX, "--%s", option_table[id].key);
    for (char *c = name; *c; c++)
        *c = *c == '_' ? '-' : *c;
    return name;
}

static bool option_key_equal(const char *key, const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = word[i] == '-' ? '_' : (char)tolower((unsigned char)word[i]);
        if (key[i] != c)
            return false;
    }
    return key[length] == '\0';
}

enum option_id options_find(const char *key, size_t length)
{
    for (int id = 0; id < OPTION_COUNT; id++)
        if (option_key_equal(option_table[id].key, key, length))
            return (enum option_id)id;
    return OPTION_COUNT;
}

static bool is_old_key(const struct old_option *old, const char *key)
{
    const char *word = old->word;

    if (strncmp(word, "--", 2) != 0 || strlen(word + 2) != strlen(key))
        return false;
    for (word += 2; *word; word++, key++) {
        char c = *key == '_' ? '-' : (char)tolower((unsigned char)*key);

        if (c != *word)
            return false;
    }
    return true;
}

enum option_id options_find_old(const char *key, const char *place)
{
    for (const struct old_option *old = old_options; old->word; old++) {
        if (!is_old_key(old, key))
            continue;
        log_warning("%s: `%s` is now called `%s`", place, key, option_table[old->id].key);
        return old->id;
    }
    return OPTION_COUNT;
}

/* ---- values of each kind: parse, or say what is wanted ---- */

static bool flag_parse(const char *text, bool *flag)
{
    static const char *const on[] = {"true", "on", "yes", "1"}, *const off[] = {"false", "off", "no", "0"};
    for (size_t i = 0; i < COUNT_OF(on); i++) {
        *flag = strcasecmp(text, on[i]) == 0;
        if (*flag || strcasecmp(text, off[i]) == 0)
            return true;
    }
    return false;
}

static bool count_parse(const char *text, uint64_t *count)
{
    *count = 0;
    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text == '_')
            continue;
        if (*text < '0' || *text > '9' || *count > (UINT64_MAX - 9) / 10)
            return false;
        *count = *count * 10 + (uint64_t)(*text - '0');
    }
    return true;
}

static bool amount_parse(const char *text, double *number)
{
    return number_parse(text, number) && *number >= 0;
}

static bool ratio_parse(const char *text, double *ratio)
{
    char *end;
    *ratio = strtod(text, &end);
    if (end != text && *end == '%') {
        *ratio /= 100;
        end++;
    }
    return end != text && *end == '\0' && *ratio >= 0 && *ratio <= 1;
}

static bool option_value_fits(enum option_kind kind, const char *text)
{
    bool flag;
    uint64_t count;
    double number;
    nanos time;
    switch (kind) {
    case OPTION_KIND_FLAG: return flag_parse(text, &flag);
    case OPTION_KIND_COUNT:
    case OPTION_KIND_REPEAT: return count_parse(text, &count);
    case OPTION_KIND_NUMBER: return amount_parse(text, &number);
    case OPTION_KIND_TIME: return time_parse(text, &time);
    case OPTION_KIND_RATIO: return ratio_parse(text, &number);
    case OPTION_KIND_TEXT:
    case OPTION_KIND_LIST:
    case OPTION_KIND_WORDS: return true;
    }
    return false;
}

static const char *option_wants(enum option_kind kind)
{
    switch (kind) {
    case OPTION_KIND_FLAG: return "on or off";
    case OPTION_KIND_COUNT:
    case OPTION_KIND_REPEAT: return "an integer, 0 or more";
    case OPTION_KIND_NUMBER: return "a number, 0 or more";
    case OPTION_KIND_TIME: return "a time: 90s, 1h30m, 250ms, or a number of seconds";
    case OPTION_KIND_RATIO: return "a ratio: 0.05 or 5%";
    case OPTION_KIND_TEXT:
    case OPTION_KIND_LIST:
    case OPTION_KIND_WORDS: break;
    }
    return "a string";
}

static bool port_fits(enum option_id id, const char *text)
{
    static const enum option_id ports[] = {OPTION_port,     OPTION_chat,        OPTION_metrics_port,
                                           OPTION_web_port, OPTION_master_port, OPTION_master_bind_port};
    uint64_t port;
    for (size_t i = 0; i < COUNT_OF(ports); i++)
        if (id == ports[i])
            return count_parse(text, &port) && port <= UINT16_MAX;
    return true;
}

/* Why no run can use this value, although it has the right kind; NULL: it can. */
static const char *option_value_refused(enum option_id id, const char *text)
{
    if (id == OPTION_users && strspn(text, "0_") == strlen(text))
        return "a run needs at least 1 user";
    if (id == OPTION_spawn_rate && strtod(text, NULL) <= 0)
        return "the rate must be greater than 0";
    if (id == OPTION_processes && strspn(text, "0_") == strlen(text))
        return "a run needs at least 1 reactor";
    if (id == OPTION_workers && strspn(text, "0_") == strlen(text))
        return "a server needs at least 1 worker";
    if (id == OPTION_step_time && strspn(text, "0_.smh") == strlen(text))
        return "the time must be greater than 0";
    if (id == OPTION_iterations && strspn(text, "0_") == strlen(text))
        return "a run needs at least 1 task";
    if (id == OPTION_resolve && !resolve_fits(text))
        return "the format is HOST:PORT:ADDR";
    if (!port_fits(id, text))
        return "a port must be a number from 0 to 65535";
    return NULL;
}

bool options_set(struct options *options, enum option_id id, const char *text, enum option_layer layer,
                 const char *place)
{
    const struct option *option = &option_table[id];
    struct option_value *value = &options->values[id];
    if (!option_value_fits(option->kind, text)) {
        fprintf(stderr, "swarm: %s: `%s` isn't %s\n", place, text, option_wants(option->kind));
        return false;
    }
    const char *refused = option_value_refused(id, text);
    if (refused) {
        fprintf(stderr, "swarm: %s: `%s`: %s\n", place, text, refused);
        return false;
    }
    if (layer < value->layer)
        return true;
    bool is_list = option->kind == OPTION_KIND_LIST || option->kind == OPTION_KIND_WORDS;
    if (is_list && layer > value->layer)
        value->list.count = 0; /* the list of a stronger layer replaces that of a weaker one */
    value->layer = layer;
    value->text = arena_strndup(&options->arena, text, strlen(text));
    value->place = arena_strndup(&options->arena, place, strlen(place));
    if (is_list)
        vec_push(&value->list, value->text);
    return true;
}

/* ---- reading ---- */

bool options_given(const struct options *options, enum option_id id)
{
    return options->values[id].layer != LAYER_DEFAULT;
}

bool options_flag(const struct options *options, enum option_id id)
{
    bool flag = false;
    const char *text = options->values[id].text;
    return text && flag_parse(text, &flag) && flag;
}

const char *options_text(const struct options *options, enum option_id id)
{
    return options->values[id].text;
}

uint64_t options_count(const struct options *options, enum option_id id)
{
    uint64_t count = 0;
    const char *text = options->values[id].text;
    return text && count_parse(text, &count) ? count : 0;
}

double options_number(const struct options *options, enum option_id id)
{
    double number = 0;
    const char *text = options->values[id].text;
    bool ratio = option_table[id].kind == OPTION_KIND_RATIO;
    return text && (ratio ? ratio_parse(text, &number) : amount_parse(text, &number)) ? number : 0;
}

nanos options_time(const struct options *options, enum option_id id)
{
    nanos time = 0;
    const char *text = options->values[id].text;
    return text && time_parse(text, &time) ? time : 0;
}
