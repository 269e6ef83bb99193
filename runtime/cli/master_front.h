/* `swarm run --master`: leads workers, and starts the run of --headless or --autostart when enough of them
 * are ready. */
#ifndef SWARM_CLI_MASTER_FRONT_H
#define SWARM_CLI_MASTER_FRONT_H

#include "runtime/cli/options.h"
#include "runtime/cluster/master/master.h"
#include "runtime/control/control.h"
#include "runtime/model/run_settings.h"

#include <stdbool.h>

struct master_front;

/* Listens for workers. Everything is borrowed, and outlives the front. NULL: it can't listen; the reason is
 * printed on stderr. */
struct master_front *master_front_new(struct control *control, struct master *master,
                                      const struct run_settings *settings, const struct options *options);

/* Starts a run as soon as --expect-workers are ready. After --expect-workers-max-wait it gives up and calls
 * control_leave. */
void master_front_start(struct master_front *front);

/* Whether the run couldn't be started; the log says why. */
bool master_front_failed(const struct master_front *front);

/* Tells all workers to quit. Must be called before control_free. NULL is allowed. */
void master_front_free(struct master_front *front);

#endif
