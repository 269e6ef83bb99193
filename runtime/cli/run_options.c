#include "runtime/cli/run_options.h"

#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "runtime/base/rng.h"
#include "runtime/cli/threshold_options.h"
#include "runtime/net/connection/local_address.h"
#include "runtime/text/host_port.h"
#include "runtime/text/url.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static uint64_t seed_choose(const struct options *options)
{
    return options_given(options, OPTION_seed) ? options_count(options, OPTION_seed) : (uint32_t)rng_system();
}

static bool engine_choose(struct run_settings *settings, const struct options *options)
{
    const char *word = options_text(options, OPTION_engine);
    if (!options_given(options, OPTION_engine) || strcmp(word, "auto") == 0)
        return true;
    settings->client.has_http_backend = true;
    settings->client.http_backend = strcmp(word, "fast") == 0 ? CLIENT_BACKEND_FAST : CLIENT_BACKEND_CURL;
    if (strcmp(word, "fast") == 0)
        log_warning("--engine fast: this version has no `engine fast`; it uses libcurl");
    else if (strcmp(word, "curl") != 0)
        fprintf(stderr, "swarm: --engine: `%s` must be auto, curl or fast\n", word);
    return strcmp(word, "fast") == 0 || strcmp(word, "curl") == 0;
}

/* The compiler has already checked a host of `config { }`. */
static bool host_is_usable(const struct options *options)
{
    const char *host = options_text(options, OPTION_host), *wrong = host ? host_wrong(host, true) : NULL;

    if (wrong)
        fprintf(stderr, "swarm: %s: requests can't be sent to `%s`: %s\n", options->values[OPTION_host].place,
                host, wrong);
    return !wrong;
}

/* Whether an option sets the number of users, which `load { }` does as well. */
static bool sets_users(enum option_id id)
{
    return id == OPTION_users || id == OPTION_spawn_rate;
}

/* `-u` and `-r` on the command line replace `load { }`, and so does a capacity search. The run time never
 * does: it limits whatever runs. */
static void load_choose(struct scenario *scenario, const struct options *options)
{
    bool has_users = options->values[OPTION_users].layer == LAYER_COMMAND ||
                     options->values[OPTION_spawn_rate].layer == LAYER_COMMAND;

    scenario->settings.has_load =
        scenario->program->load_count > 0 && !options_given(options, OPTION_find_capacity);
    if (scenario->settings.has_load && has_users) {
        scenario->settings.has_load = false;
        log_info("-u and -r on the command line replace `load { }` of the scenario");
    }
}

/* The items of a list, separated by commas; NULL: none. */
static const char *list_join(const struct options *options, enum option_id id, struct buffer *out)
{
    const struct option_value *given = &options->values[id];
    for (size_t i = 0; i < given->list.count; i++)
        buffer_printf(out, "%s%s", i ? "," : "", given->list.items[i]);
    return given->list.count > 0 ? buffer_text(out) : NULL;
}

static bool local_ips_choose(struct scenario *scenario, const struct options *options)
{
    const char *list = list_join(options, OPTION_local_ips, &scenario->local_ips);
    const char *wrong = list ? local_address_wrong(list) : NULL;
    if (wrong)
        fprintf(stderr, "swarm: --local-ips: %s\n", wrong);
    scenario->settings.client.local_ips = list;
    return !wrong;
}

static bool tag_is_used(const struct program *program, const char *tag)
{
    for (size_t i = 0; i < program->sets_count; i++)
        for (size_t j = 0; j < program->sets[i].member_count; j++)
            for (const char *const *own = program->sets[i].members[j].tags; own && *own; own++)
                if (strcmp(*own, tag) == 0)
                    return true;
    return false;
}

/* The compiler has already checked tags of `config`. */
static void tags_question(const struct program *program, const struct option_value *given)
{
    if (given->layer == LAYER_SCENARIO)
        return;
    for (size_t i = 0; i < given->list.count; i++)
        if (!tag_is_used(program, given->list.items[i]))
            log_warning("%s: no task has the tag `%s`%s", given->place, given->list.items[i],
                        strchr(given->list.items[i], ',') ? "; separate several tags with spaces" : "");
}

static void setting_show(struct scenario *scenario, const char *name, const char *text)
{
    struct run_setting setting = {name, text};
    vec_push(&scenario->shown, setting);
}

/* The host without its password. */
static const char *host_shown(struct arena *arena, const char *host)
{
    struct buffer shown = {0};
    url_show(host, strlen(host), &shown);
    const char *text = arena_strndup(arena, buffer_text(&shown), shown.length);
    buffer_free(&shown);
    return text;
}

/* True if the option has an effect in this run. `load` overrides what sets the users. A capacity search only
 * heeds what isn't from the scenario. */
static bool is_effective(const struct scenario *scenario, const struct options *options, enum option_id id)
{
    bool is_search = options_given(options, OPTION_find_capacity);
    if (id == OPTION_step_time)
        return is_search;
    if (is_search && (sets_users(id) || id == OPTION_run_time))
        return option_is_for_run(options, id);
    return options_text(options, id) && !(sets_users(id) && scenario->settings.has_load);
}

/* Collects the settings that reports show. */
static void settings_show(struct scenario *scenario, const struct options *options)
{
    static const enum option_id shown[] = {OPTION_find_capacity, OPTION_step_time, OPTION_users,
                                           OPTION_spawn_rate,    OPTION_run_time,  OPTION_stop_timeout,
                                           OPTION_iterations,    OPTION_processes};
    const char *host = options_text(options, OPTION_host);
    if (host)
        setting_show(scenario, "host", host_shown(&scenario->arena, host));
    for (size_t i = 0; i < COUNT_OF(shown); i++)
        if (is_effective(scenario, options, shown[i]))
            setting_show(scenario, option_table[shown[i]].key, options_text(options, shown[i]));
    if (scenario->settings.has_load)
        setting_show(scenario, "load", "from the scenario");
    setting_show(scenario, "seed", arena_printf(&scenario->arena, "%" PRIu64, scenario->settings.seed));
    scenario->settings.settings = scenario->shown.items;
    scenario->settings.setting_count = scenario->shown.count;
}

bool run_settings_make(struct scenario *scenario, const struct options *options, const char *path)
{
    const struct option_value *tags = &options->values[OPTION_tags];
    const struct option_value *exclude = &options->values[OPTION_exclude_tags];
    scenario->settings = (struct run_settings){
        .users = options_count(options, OPTION_users),
        .spawn_rate = options_number(options, OPTION_spawn_rate),
        .run_time = options_time(options, OPTION_run_time),
        .stop_timeout = options_time(options, OPTION_stop_timeout),
        .iterations = options_count(options, OPTION_iterations),
        .client.host = options_text(options, OPTION_host),
        .client.host_wins = options->values[OPTION_host].layer > LAYER_SCENARIO,
        .seed = seed_choose(options),
        .reactors = (uint32_t)options_count(options, OPTION_processes),
        .reset_stats = options_flag(options, OPTION_reset_stats),
        .recent_times = options_flag(options, OPTION_csv_full_history),
        .selection.tags = tags->list.items,
        .selection.tag_count = tags->list.count,
        .selection.exclude_tags = exclude->list.items,
        .selection.exclude_tag_count = exclude->list.count,
        .client.insecure = options_flag(options, OPTION_insecure),
        .scenario = path,
    };
    tags_question(scenario->program, tags);
    tags_question(scenario->program, exclude);
    load_choose(scenario, options);
    scenario->settings.client.resolve = list_join(options, OPTION_resolve, &scenario->resolve);
    settings_show(scenario, options);
    return host_is_usable(options) && engine_choose(&scenario->settings, options) &&
           local_ips_choose(scenario, options) && wanted_choose(scenario, options);
}
