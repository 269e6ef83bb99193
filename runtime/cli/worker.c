#include "runtime/cli/worker.h"

#include "runtime/base/confine.h"
#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "runtime/cli/cli_command.h"
#include "runtime/cluster/worker/program_fetch.h"
#include "runtime/engine/engine.h"

#include <stdio.h>
#include <string.h>

#define TELL_WITHIN (3 * NANOS_PER_S) /* to tell a master that the program can't be compiled */

bool cluster_key_option(const struct options *options, struct cluster_key *key)
{
    struct buffer why = {0};
    bool is_fine = !options_given(options, OPTION_cluster_key) ||
                   cluster_key_read(options_text(options, OPTION_cluster_key), key, &why);

    if (!is_fine)
        fprintf(stderr, "swarm: %s: %s\n", options->values[OPTION_cluster_key].place, buffer_text(&why));
    buffer_free(&why);
    return is_fine;
}

static struct node_address master_address(const struct options *options, const struct cluster_key *key)
{
    return (struct node_address){.host = options_text(options, OPTION_master_host),
                                 .port = (uint16_t)options_count(options, OPTION_master_port),
                                 .key = key};
}

/* ---- the program ---- */

/* The place of the file among the options. NULL: there is none. */
static const char **file_place(struct options *options)
{
    if (options->values[OPTION_locustfile].text)
        return &options->values[OPTION_locustfile].text;
    return options->words.count > 0 ? &options->words.items[0] : NULL;
}

/* The options then name what was received. Those of this machine for includes don't count. */
static void program_use(struct options *options, const struct program_fetch *fetch)
{
    struct option_value *include_dirs = &options->values[OPTION_include_dir];
    size_t folder_count, variable_count;
    const char *const *folders = program_fetch_include_dirs(fetch, &folder_count);
    const char *const *variables = program_fetch_variables(fetch, &variable_count);

    *file_place(options) = program_fetch_main(fetch);
    include_dirs->list.count = 0;
    for (size_t i = 0; i < folder_count; i++)
        vec_push(&include_dirs->list, folders[i]);
    for (size_t i = 0; i < variable_count; i++)
        vec_push(&options->values[OPTION_var].list, variables[i]);
    confine_to(program_fetch_folder(fetch));
}

static int fetch_status(enum fetch_end end)
{
    switch (end) {
    case FETCH_OF_LOCUST:
        fputs("swarm: a master of Locust has no program for this worker; give a file in place of `-`\n",
              stderr);
        return EXIT_USAGE;
    case FETCH_NO_MASTER:
    case FETCH_REFUSED:
    case FETCH_FAILED: return EXIT_SETUP;
    case FETCH_RUNS:
    case FETCH_DONE:
    case FETCH_INTERRUPTED: break;
    }
    return EXIT_FINE;
}

/* The master hears it through the connection that the program came by, or through one of its own. */
static void compile_failed(const struct scenario *scenario, const struct options *options)
{
    const char *problem = buffer_text(&scenario->problem);
    struct cluster_key key = {0};
    struct program_fetch_options fetch = {.most_wait = TELL_WITHIN};

    if (scenario->received) {
        const char *folder = program_fetch_folder(scenario->received);
        size_t length = strlen(folder);

        program_fetch_problem(scenario->received,
                              strncmp(problem, folder, length) == 0 ? problem + length + 1 : problem);
    } else if (cluster_key_option(options, &key)) {
        fetch.master = master_address(options, &key);
        program_problem_tell(&fetch, problem);
    }
}

static int received_command(struct options *options, const struct cluster_key *key,
                            int (*command)(const struct scenario *scenario, const struct options *options))
{
    const struct program_fetch_options fetch_options = {
        .master = master_address(options, key),
        .most_wait = options_time(options, OPTION_master_max_wait),
    };
    struct buffer why = {0};
    struct program_fetch *fetch = program_fetch_new(&fetch_options, &why);
    enum fetch_end end = FETCH_FAILED;
    int status = EXIT_USAGE;

    if (!fetch)
        fprintf(stderr, "swarm: --master-host: %s\n", buffer_text(&why));
    else
        end = program_fetch_run(fetch);
    if (end == FETCH_DONE) {
        program_use(options, fetch);
        status = scenario_of_worker(options, fetch, command, compile_failed);
    } else if (fetch) {
        status = fetch_status(end);
    }
    program_fetch_free(fetch);
    buffer_free(&why);
    return status;
}

int worker_command(struct options *options,
                   int (*command)(const struct scenario *scenario, const struct options *options))
{
    const char **file = file_place(options);
    struct cluster_key key = {0};

    if (!file || strcmp(*file, "-") != 0)
        return scenario_of_worker(options, NULL, command, compile_failed);
    return cluster_key_option(options, &key) ? received_command(options, &key, command) : EXIT_USAGE;
}

/* ---- the link ---- */

/* Options that the master decides on. */
static void ignored_tell(const struct options *options)
{
    static const enum option_id masters[] = {OPTION_users, OPTION_spawn_rate, OPTION_run_time,
                                             OPTION_autostart, OPTION_find_capacity};

    for (size_t i = 0; i < COUNT_OF(masters); i++) {
        if (options->values[masters[i]].layer == LAYER_COMMAND)
            log_warning("%s has no effect with --worker: the master decides",
                        options->values[masters[i]].place);
    }
}

struct worker_link *worker_open(struct control *control, const struct scenario *scenario,
                                const struct program *const *program, const struct scenario_files *files,
                                const struct options *options, const struct cluster_key *key)
{
    struct program_fetch *received = scenario->received;
    const struct worker_link_options link_options = {
        .master = master_address(options, key),
        .most_wait = options_time(options, OPTION_master_max_wait),
        .program = scenario->program,
        .current = program,
        .files = files,
        .settings = &scenario->settings,
        .reactors = engine_reactors(&scenario->settings),
        .socket = received ? program_fetch_socket(received) : NULL,
        .id = received ? program_fetch_id(received) : NULL,
    };
    struct buffer why = {0};
    struct worker_link *link = worker_link_new(control, &link_options, &why);

    if (link)
        ignored_tell(options);
    else
        fprintf(stderr, "swarm: --master-host: %s\n", buffer_text(&why));
    buffer_free(&why);
    return link;
}

int worker_status(const struct worker_link *link)
{
    switch (worker_link_end(link)) {
    case WORKER_NO_MASTER:
    case WORKER_LOST:
    case WORKER_REFUSED:
    case WORKER_RUN_FAILED: return EXIT_SETUP;
    case WORKER_RUNS:
    case WORKER_QUIT:
    case WORKER_RUN_ENDED: break;
    }
    return EXIT_FINE;
}
