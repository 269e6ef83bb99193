#include "runtime/cli/worker.h"

#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "runtime/cli/cli_command.h"
#include "runtime/engine/engine.h"

#include <stdio.h>

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
                                const struct options *options, const struct cluster_key *key)
{
    const struct worker_link_options link_options = {
        .master = {.host = options_text(options, OPTION_master_host),
                   .port = (uint16_t)options_count(options, OPTION_master_port),
                   .key = key},
        .program = scenario->program,
        .settings = &scenario->settings,
        .reactors = engine_reactors(&scenario->settings),
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
