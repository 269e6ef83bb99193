#include "runtime/cli/cli_command.h"

#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "runtime/cli/csv_files.h"
#include "runtime/cli/exit_status.h"
#include "runtime/cli/master_front.h"
#include "runtime/cli/output_files.h"
#include "runtime/cli/run_log.h"
#include "runtime/cli/scenario.h"
#include "runtime/cli/scenario_backend.h"
#include "runtime/cli/scenario_collect.h"
#include "runtime/cli/terminal/terminal.h"
#include "runtime/cli/web_page.h"
#include "runtime/cli/worker.h"
#include "runtime/control/control.h"
#include "runtime/engine/engine.h"
#include "runtime/web/http_server.h"
#include "runtime/web/metrics.h"

#include <stdio.h>

/* What a run with other nodes needs. */
struct cluster_nodes {
    struct cluster_key key;
    struct scenario_files files;          /* for a master or a worker; else none */
    struct master *master;                /* NULL: no --master */
    const struct program *const *program; /* of the current or last run */
};

/* ---- the fronts of a run ---- */

struct fronts {
    struct control *control;
    struct terminal *terminal;
    struct csv_files *csv; /* NULL: no --csv */
    struct output_files outputs;
    struct web_server *metrics;  /* NULL: no --metrics-port */
    struct web_page *page;       /* NULL: --headless or --worker */
    struct worker_link *worker;  /* NULL: no --worker */
    struct master_front *master; /* NULL: no --master */
    struct control_observer observer;
};

static void metrics_log(const struct web_server *server)
{
    struct buffer url = {0};

    web_server_url(server, &url);
    log_info("Metrics for Prometheus: %s/metrics", buffer_text(&url));
    buffer_free(&url);
}

/* True without --metrics-port. */
static bool metrics_open(struct fronts *fronts, const struct options *options)
{
    const char *host = options_text(options, OPTION_web_host);
    uint16_t port = (uint16_t)options_count(options, OPTION_metrics_port);
    struct buffer why = {0};

    if (!options_given(options, OPTION_metrics_port))
        return true;
    fronts->metrics = metrics_serve(fronts->control, host, port, &why);
    if (!fronts->metrics)
        fprintf(stderr, "swarm: --metrics-port: %s\n", buffer_text(&why));
    buffer_free(&why);
    return fronts->metrics;
}

static void run_starting(void *context, const struct run_settings *settings)
{
    const struct fronts *fronts = context;

    (void)settings;
    if (fronts->metrics)
        metrics_log(fronts->metrics);
}

/* --headless: one run, then the program ends. */
static void run_ended(void *context, const struct snapshot *snapshot)
{
    const struct fronts *fronts = context;

    (void)snapshot;
    if (!fronts->page && !fronts->worker)
        control_leave(fronts->control);
}

/* Observers are called in the order in which they are added here. So the results are printed first, then
 * the log messages about files. */
static bool fronts_open(struct fronts *fronts, const struct scenario *scenario, const struct options *options,
                        const struct cluster_nodes *nodes)
{
    bool is_worker = options_flag(options, OPTION_worker);
    bool has_page = !options_flag(options, OPTION_headless) && !is_worker;
    struct terminal_options terminal = {.only_summary = options_flag(options, OPTION_only_summary),
                                        .is_json = options_flag(options, OPTION_json),
                                        .is_annotated = options_flag(options, OPTION_annotate),
                                        .only_at_exit = !options_flag(options, OPTION_headless) &&
                                                        !options_flag(options, OPTION_print_stats)};

    if (!metrics_open(fronts, options))
        return false;
    if (has_page && !(fronts->page = web_page_new(fronts->control, scenario, options)))
        return false;
    fronts->observer =
        (struct control_observer){.context = fronts, .starting = run_starting, .ended = run_ended};
    control_observe(fronts->control, &fronts->observer);
    control_observe(fronts->control, &run_log);
    if (nodes->master &&
        !(fronts->master = master_front_new(fronts->control, nodes->master, &scenario->settings, options)))
        return false;
    if (is_worker && !(fronts->worker = worker_open(fronts->control, scenario, nodes->program, &nodes->files,
                                                    options, &nodes->key)))
        return false;
    fronts->terminal = terminal_new(fronts->control, &terminal);
    fronts->csv = csv_files_new(fronts->control, options);
    output_files_observe(&fronts->outputs, fronts->control, options);
    return true;
}

static void fronts_close(struct fronts *fronts)
{
    csv_files_free(fronts->csv);
    terminal_free(fronts->terminal);
    web_page_free(fronts->page);
    worker_link_free(fronts->worker);
    master_front_free(fronts->master);
    web_server_free(fronts->metrics);
    control_free(fronts->control);
}

/* ---- the run ---- */

static bool results_failed(const struct fronts *fronts)
{
    return terminal_is_unwritable(fronts->terminal) || csv_files_failed(fronts->csv) ||
           fronts->outputs.has_failed;
}

/* The exit status of the last run. */
static int run_status(const struct fronts *fronts, const struct options *options)
{
    struct exit_rules rules = {.failure_status = (int)options_count(options, OPTION_exit_code_on_error),
                               .is_strict = options_flag(options, OPTION_strict_generator)};
    struct snapshot *snapshot = control_snapshot(fronts->control);
    int status = fronts->worker ? worker_status(fronts->worker) : exit_status_of(&snapshot->verdict, &rules);

    snapshot_free(snapshot);
    if (fronts->master && master_front_failed(fronts->master))
        return EXIT_SETUP;
    return results_failed(fronts) && status < EXIT_FAILURES ? EXIT_FAILURES : status;
}

static bool run_start(const struct fronts *fronts, const struct run_settings *settings)
{
    struct buffer why = {0};
    bool has_started = control_start(fronts->control, settings, &why);

    if (!has_started)
        fprintf(stderr, "swarm: %s\n", buffer_text(&why));
    buffer_free(&why);
    return has_started;
}

/* With a web page, runs are started there, and with a master by it. */
static bool first_run_start(const struct fronts *fronts, const struct scenario *scenario,
                            const struct options *options)
{
    if (fronts->worker || (fronts->page && !options_flag(options, OPTION_autostart)))
        return true;
    if (!fronts->master)
        return run_start(fronts, &scenario->settings);
    master_front_start(fronts->master);
    return true;
}

static void master_make(const struct scenario *scenario, const struct options *options,
                        struct scenario_backend *context, struct cluster_nodes *nodes)
{
    const struct master_options master = {
        .address = {.host = options_text(options, OPTION_master_bind_host),
                    .port = (uint16_t)options_count(options, OPTION_master_bind_port),
                    .key = &nodes->key},
        .program = scenario->program,
        .files = &nodes->files,
        .compile = scenario_backend_program,
        .context = context,
    };

    if (options_flag(options, OPTION_master))
        nodes->master = master_new(&master);
}

static int run_all(const struct scenario *scenario, const struct options *options,
                   struct scenario_backend *context, const struct cluster_nodes *nodes)
{
    struct run_backend backend = nodes->master ? master_backend(nodes->master) : scenario_backend(context);
    struct fronts fronts = {.control = control_new(&backend)};
    int status = EXIT_USAGE;

    if (fronts_open(&fronts, scenario, options, nodes) && first_run_start(&fronts, scenario, options)) {
        control_run(fronts.control);
        terminal_exit(fronts.terminal);
        status = run_status(&fronts, options);
    }
    fronts_close(&fronts);
    scenario_backend_clear(context);
    return status;
}

static int run_with_nodes(const struct scenario *scenario, const struct options *options)
{
    struct cluster_nodes nodes = {0};
    struct scenario_backend context;
    bool has_nodes = options_flag(options, OPTION_master) || options_flag(options, OPTION_worker);
    int status = EXIT_USAGE;

    scenario_backend_init(&context, scenario, options);
    nodes.program = &context.current;
    scenario_files_init(&nodes.files);
    if (cluster_key_option(options, &nodes.key) &&
        (!has_nodes || scenario_collect(scenario, options, &nodes.files))) {
        master_make(scenario, options, &context, &nodes);
        status = run_all(scenario, options, &context, &nodes);
    }
    master_free(nodes.master);
    scenario_files_free(&nodes.files);
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

/* Options of the web page that --headless makes useless. Others, such as its port, are often in a
 * configuration file that is for both. */
static void headless_tell(const struct options *options)
{
    static const enum option_id useless[] = {OPTION_open, OPTION_autoquit, OPTION_baseline};
    char name[OPTION_NAME_MAX];

    if (!options_flag(options, OPTION_headless))
        return;
    if (options_flag(options, OPTION_autostart))
        log_info("--headless implies --autostart");
    for (size_t i = 0; i < COUNT_OF(useless); i++)
        if (options_given(options, useless[i]))
            log_warning("%s has no effect with --headless", option_name(useless[i], name));
}

static bool role_refused(const struct options *options, enum option_id id, const char *why)
{
    fprintf(stderr, "swarm: %s: %s\n", options->values[id].place, why);
    return false;
}

static bool roles_check(const struct options *options)
{
    bool is_master = options_flag(options, OPTION_master);

    if (is_master && options_flag(options, OPTION_worker))
        return role_refused(options, OPTION_worker, "a process is a master or a worker, not both");
    return true;
}

static int run_scenario(const struct scenario *scenario, const struct options *options)
{
    if (options_flag(options, OPTION_list) || options_flag(options, OPTION_show_task_ratio))
        return run_show(scenario, options);
    if (!roles_check(options))
        return EXIT_USAGE;
    if (!outputs_check(options, &scenario->settings) || !csv_files_check(options, &scenario->settings))
        return EXIT_USAGE;
    headless_tell(options);
    return run_with_nodes(scenario, options);
}

static int run_run(struct options *options)
{
    bool is_worker = options_flag(options, OPTION_worker) && !options_flag(options, OPTION_master);

    return is_worker ? worker_command(options, run_scenario) : scenario_command(options, run_scenario);
}

const struct command command_run = {
    .name = "run",
    .options = COMMAND_RUN,
    .usage = "swarm run FILE [KIND …] [options]",
    .summary =
        "Run a scenario. A web page starts runs and shows them; with --headless, one run starts at once, "
        "and\n"
        "the results are printed. KIND is a kind of user to run; default: all kinds.\n"
        "Ctrl-C stops the run and prints all results; a second Ctrl-C stops it at once. Keys: w and W add\n"
        "1 or 10 users, s and S remove them.",
    .run = run_run,
};
