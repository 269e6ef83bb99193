#include "runtime/cli/threshold_options.h"

#include "runtime/base/log.h"

#include <stdio.h>

bool option_is_for_run(const struct options *options, enum option_id id)
{
    return options->values[id].layer > LAYER_SCENARIO;
}

static bool thresholds_gather(struct scenario *scenario, const struct options *options)
{
    const struct option_value *given = &options->values[OPTION_threshold];
    for (size_t i = 0; i < given->list.count; i++)
        if (!threshold_text_add(given->list.items[i], &scenario->arena, &scenario->thresholds))
            return false;
    const char *stray = threshold_text_stray(&scenario->thresholds, scenario->program);
    if (stray)
        log_warning(
            "--threshold: no request or transaction is reported as `%s`; `swarmc names FILE` lists all names",
            stray);
    scenario->settings.thresholds = scenario->thresholds.items.items;
    scenario->settings.threshold_count = scenario->thresholds.items.count;
    return true;
}

/* A wrong row name is an error here: with it, no number of users would fail the condition and the search
 * would not end. */
static bool condition_gather(struct scenario *scenario, const char *condition)
{
    if (!condition_text_add(condition, &scenario->arena, &scenario->condition))
        return false;
    const char *stray = threshold_text_stray(&scenario->condition, scenario->program);
    if (stray)
        fprintf(stderr,
                "swarm: --find-capacity: no request or transaction is reported as `%s`; `swarmc names FILE` "
                "lists "
                "them all\n",
                stray);
    return !stray;
}

/* Users and times in the file are for normal runs, so they are ignored. On the command line they limit the
 * search. */
static bool capacity_choose(struct scenario *scenario, const struct options *options)
{
    const char *condition = options_text(options, OPTION_find_capacity);
    struct run_settings *settings = &scenario->settings;
    if (!condition)
        return true;
    if (!condition_gather(scenario, condition))
        return false;
    settings->capacity = (struct capacity_settings){
        .text = condition,
        .condition = scenario->condition.items.items,
        .condition_count = scenario->condition.items.count,
        .step_time = options_time(options, OPTION_step_time),
        .most_users = option_is_for_run(options, OPTION_users) ? settings->users : 0,
        .spawn_rate = option_is_for_run(options, OPTION_spawn_rate) ? settings->spawn_rate : 0,
    };
    settings->run_time = option_is_for_run(options, OPTION_run_time) ? settings->run_time : 0;
    if (scenario->program->thresholds_count > 0 || scenario->thresholds.items.count > 0)
        log_info("thresholds aren't evaluated during a capacity search");
    if (scenario->program->load_count > 0)
        log_info("the capacity search replaces `load { }` of the scenario");
    return true;
}

bool wanted_choose(struct scenario *scenario, const struct options *options)
{
    return thresholds_gather(scenario, options) && capacity_choose(scenario, options);
}
