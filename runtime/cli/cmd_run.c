#include "runtime/cli/cli_command.h"

#include "runtime/base/log.h"
#include "runtime/cli/csv_files.h"
#include "runtime/cli/exit_status.h"
#include "runtime/cli/output_files.h"
#include "runtime/cli/scenario.h"
#include "runtime/cli/terminal/terminal.h"
#include "runtime/web/http_server.h"
#include "runtime/web/metrics.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- what the engine tells ---- */

struct watch {
    struct engine_observer observer;
    struct engine *engine;
    struct terminal *terminal;
    struct csv_files *csv;
    struct web_server *metrics; /* NULL: nobody asked for it */
    const struct run_settings *settings;
    bool is_json;    /* stdout is for the document and nothing else */
    bool unwritable; /* stdout is gone: said once, and the run ends */
};

/* errno says why. Nothing happens to a run that is over. */
static void watch_unwritable(struct watch *watch)
{
    if (watch->unwritable)
        return;
    watch->unwritable = true;
    log_error("can't write the results to standard output: %s", strerror(errno));
    engine_stop(watch->engine, "can't write the results");
}

static void watch_began(void *context)
{
    const struct watch *watch = context;
    const struct run_settings *settings = watch->settings;
    if (settings->capacity.text)
        log_info("Searching the maximum number of users that meet %s", settings->capacity.text);
    else if (!settings->has_load)
        log_info("Ramping to %" PRIu64 " user%s at a rate of %.2f per second", settings->users,
                 settings->users == 1 ? "" : "s", settings->spawn_rate);
}

static void watch_tick(void *context, const struct snapshot *snapshot)
{
    struct watch *watch = context;
    csv_files_write(watch->csv, snapshot);
    if (!watch->unwritable && !terminal_tick(watch->terminal, snapshot))
        watch_unwritable(watch);
}

static void watch_users_reached(void *context, uint64_t users)
{
    const struct watch *watch = context;
    if (!watch->settings->capacity.text) /* the search tells of its steps */
        log_info("All users spawned: %" PRIu64, users);
}

static void watch_stopping(void *context, const char *why)
{
    (void)context;
    log_info("Stopping: %s", why);
}

/* ---- metrics ---- */

static void metrics_tell(const struct web_server *server)
{
    struct buffer url = {0};
    web_server_url(server, &url);
    log_info("Metrics for Prometheus: %s/metrics", buffer_text(&url));
    buffer_free(&url);
}

/* Nothing to do where nobody asked for them. */
static bool metrics_open(struct watch *watch, const struct options *options)
{
    struct buffer why = {0};
    const char *host = options_text(options, OPTION_web_host);
    uint16_t port = (uint16_t)options_count(options, OPTION_metrics_port);
    if (!options_given(options, OPTION_metrics_port))
        return true;
    watch->metrics = metrics_serve(watch->engine, host, port, &why);
    if (watch->metrics)
        metrics_tell(watch->metrics);
    else
        fprintf(stderr, "swarm: --metrics-port: %s\n", buffer_text(&why));
    buffer_free(&why);
    return watch->metrics;
}

/* ---- the run ---- */

/* Nobody shall take the files of the last run for those of this one while it is still being set up. */
static void csv_begin(struct watch *watch, const struct options *options)
{
    struct snapshot *snapshot = engine_snapshot(watch->engine);
    watch->csv = csv_files_new(options, watch->settings);
    csv_files_write(watch->csv, snapshot);
    snapshot_free(snapshot);
}

static bool watch_open(struct watch *watch, const struct scenario *scenario, const struct options *options)
{
    struct buffer why = {0};
    watch->engine = engine_new(scenario->program, &scenario->settings, &watch->observer, &why);
    if (!watch->engine)
        fprintf(stderr, "swarm: %s\n", buffer_text(&why));
    buffer_free(&why);
    if (!watch->engine || !metrics_open(watch, options))
        return false;
    watch->terminal = terminal_new(watch->is_json || options_flag(options, OPTION_only_summary));
    terminal_attach(watch->terminal, watch->engine);
    csv_begin(watch, options);
    return true;
}

static void watch_close(struct watch *watch)
{
    csv_files_free(watch->csv);
    if (watch->terminal)
        terminal_free(watch->terminal);
    web_server_free(watch->metrics);
    engine_free(watch->engine);
}

/* The results in all their forms; returns the exit status. */
static int run_report(struct watch *watch, const struct options *options, enum run_end end)
{
    struct snapshot *snapshot = engine_snapshot(watch->engine);
    struct verdict_rules rules = {.failure_status = (int)options_count(options, OPTION_exit_code_on_error),
                                  .is_strict = options_flag(options, OPTION_strict_generator)};
    int status = verdict_status(end, snapshot, &rules);
    terminal_end(watch->terminal);
    bool is_told =
        watch->is_json ? outputs_print_json(snapshot) : terminal_summary(watch->terminal, snapshot);
    if (!is_told)
        watch_unwritable(watch);
    bool csv_is_written = csv_files_write(watch->csv, snapshot);
    bool is_written = outputs_write(options, watch->settings, snapshot) && csv_is_written;
    snapshot_free(snapshot);
    return !(is_told && is_written) && status < EXIT_FAILURES ? EXIT_FAILURES : status;
}

static int run_engine(const struct scenario *scenario, const struct options *options)
{
    int status = EXIT_USAGE;
    struct watch watch = {.settings = &scenario->settings, .is_json = options_flag(options, OPTION_json)};
    watch.observer =
        (struct engine_observer){&watch, watch_began, watch_tick, watch_users_reached, watch_stopping};
    if (watch_open(&watch, scenario, options))
        status = run_report(&watch, options, engine_run(watch.engine));
    watch_close(&watch);
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
    if (!outputs_check(options, &scenario->settings) || !csv_files_check(options, &scenario->settings))
        return EXIT_USAGE;
    if (!options_flag(options, OPTION_headless))
        log_info("this version has no web page; the run starts as with --headless");
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
        "Run a scenario and print the results. KIND is a kind of user to run; default: all kinds.\n"
        "Ctrl-C stops the run and prints all results; a second Ctrl-C stops it at once. Keys: w and W add\n"
        "1 or 10 users, s and S remove them.",
    .run = run_run,
};
