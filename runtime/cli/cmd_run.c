#include "runtime/cli/command.h"

#include "runtime/base/log.h"
#include "runtime/cli/outputs.h"
#include "runtime/cli/scenario.h"
#include "runtime/cli/terminal.h"
#include "runtime/cli/verdict.h"

#include <inttypes.h>
#include <stdio.h>

/* ---- what the engine tells ---- */

struct watch {
    struct engine *engine;
    struct terminal *terminal;
    const struct run_settings *settings;
    bool unwritable; /* stdout is gone: said once, and the run ends */
};

static void watch_unwritable(struct watch *watch)
{
    if (watch->unwritable)
        return;
    watch->unwritable = true;
    log_error("the results can't be written to standard output: the run ends");
    engine_stop(watch->engine, "the results can't be written");
}

static void watch_began(void *context)
{
    const struct watch *watch = context;
    const struct run_settings *settings = watch->settings;
    if (!settings->has_load)
        log_info("Ramping to %" PRIu64 " user%s at a rate of %.2f per second", settings->users,
                 settings->users == 1 ? "" : "s", settings->spawn_rate);
}

static void watch_tick(void *context, const struct snapshot *snapshot)
{
    struct watch *watch = context;
    if (!watch->unwritable && !terminal_tick(watch->terminal, snapshot))
        watch_unwritable(watch);
}

static void watch_users_reached(void *context, uint64_t users)
{
    (void)context;
    log_info("All users spawned: %" PRIu64, users);
}

static void watch_stopping(void *context, const char *why)
{
    (void)context;
    log_info("Stopping: %s", why);
}

/* ---- the run ---- */

static int run_engine(const struct scenario *scenario, const struct options *options)
{
    struct buffer why = {0};
    struct watch watch = {.settings = &scenario->settings};
    struct engine_observer observer = {&watch, watch_began, watch_tick, watch_users_reached, watch_stopping};
    watch.engine = engine_new(scenario->program, &scenario->settings, &observer, &why);
    if (!watch.engine) {
        fprintf(stderr, "swarm: %s\n", buffer_text(&why));
        buffer_free(&why);
        return EXIT_USAGE;
    }
    watch.terminal = terminal_new(options_flag(options, OPTION_only_summary));
    terminal_keys(watch.terminal, watch.engine);
    enum engine_end end = engine_run(watch.engine);

    struct snapshot *snapshot = engine_snapshot(watch.engine);
    struct verdict_rules rules = {.failure_status = (int)options_count(options, OPTION_exit_code_on_error),
                                  .is_strict = options_flag(options, OPTION_strict_generator)};
    int status = verdict_status(end, snapshot, &rules);
    bool is_told = terminal_summary(watch.terminal, snapshot);
    if (!(outputs_write(options, &scenario->settings, snapshot) && is_told) && status < EXIT_FAILURES)
        status = EXIT_FAILURES;
    snapshot_free(snapshot);
    terminal_free(watch.terminal);
    engine_free(watch.engine);
    buffer_free(&why);
    return status;
}

static int run_show(const struct scenario *scenario, const struct options *options)
{
    struct buffer out = {0}, why = {0};
    int status = EXIT_FINE;
    if (options_flag(options, OPTION_list)) {
        for (size_t i = 0; i < scenario->program->kinds_count; i++)
            printf("%s\n", scenario->program->kinds[i].name);
    } else if (engine_task_ratio(scenario->program, &scenario->settings, &out, &why)) {
        fputs(buffer_text(&out), stdout);
    } else {
        fprintf(stderr, "swarm: %s\n", buffer_text(&why));
        status = EXIT_USAGE;
    }
    buffer_free(&out);
    buffer_free(&why);
    return status;
}

static int run_scenario(const struct scenario *scenario, const struct options *options)
{
    if (options_flag(options, OPTION_list) || options_flag(options, OPTION_show_task_ratio))
        return run_show(scenario, options);
    if (!outputs_check(options, &scenario->settings))
        return EXIT_USAGE;
    if (!options_flag(options, OPTION_headless))
        log_info("this version has no web page yet: running as with --headless");
    return run_engine(scenario, options);
}

static int run_run(struct options *options)
{
    return scenario_command(options, run_scenario);
}

const struct command command_run = {
    .name = "run",
    .options = COMMAND_RUN,
    .usage = "swarm run FILE [KIND …] [options]",
    .summary =
        "Run a scenario and print what the server made of it. KINDs are the users to run; default: all.\n"
        "Ctrl-C ends the run with all results printed, a second one at once. Keys: w W add 1 or 10 users,\n"
        "s S remove them.",
    .run = run_run,
};
