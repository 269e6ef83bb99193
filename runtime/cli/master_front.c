#include "runtime/cli/master_front.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"

#include <ev.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct master_front {
    struct control *control;
    struct master *master;
    const struct run_settings *settings;
    uint64_t expected;
    nanos most_wait; /* 0: no limit */
    struct ev_timer look;
    instant since;
    size_t last_count; /* of ready workers, as logged */
    bool has_failed;
};

static void give_up(struct master_front *front, const char *why)
{
    log_error("%s", why);
    front->has_failed = true;
    ev_timer_stop(control_loop(front->control), &front->look);
    control_leave(front->control);
}

static void start(struct master_front *front)
{
    struct buffer why = {0};

    ev_timer_stop(control_loop(front->control), &front->look);
    if (!control_start(front->control, front->settings, &why))
        give_up(front, buffer_text(&why));
    buffer_free(&why);
}

static void look(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct master_front *front = watcher->data;
    size_t ready = master_workers(front->master);

    (void)loop, (void)events;
    if (ready >= front->expected) {
        start(front);
        return;
    }
    if (ready != front->last_count)
        log_info("Waiting for workers to be ready, %zu of %" PRIu64 " connected", ready, front->expected);
    front->last_count = ready;
    if (front->most_wait > 0 && instant_since(clock_now(), front->since) >= front->most_wait)
        give_up(front, "Gave up waiting for workers");
}

static void warn_of_strangers(const char *host, bool has_key)
{
    if (!has_key && strncmp(host, "127.", 4) != 0 && strcmp(host, "::1") != 0 &&
        strcmp(host, "localhost") != 0)
        log_warning("anyone who reaches this port can join or disturb a run; "
                    "--cluster-key prevents that");
}

struct master_front *master_front_new(struct control *control, struct master *master,
                                      const struct run_settings *settings, const struct options *options)
{
    struct master_front *front;
    struct buffer why = {0};
    const char *host = options_text(options, OPTION_master_bind_host);

    if (!master_listen(master, control_loop(control), &why)) {
        fprintf(stderr, "swarm: --master-bind-host, --master-bind-port: %s\n", buffer_text(&why));
        buffer_free(&why);
        return NULL;
    }
    front = mem_zalloc(1, sizeof *front);
    front->control = control;
    front->master = master;
    front->settings = settings;
    front->expected = options_count(options, OPTION_expect_workers);
    front->most_wait = options_time(options, OPTION_expect_workers_max_wait);
    front->last_count = SIZE_MAX;
    ev_timer_init(&front->look, look, 0.0, 0.1);
    front->look.data = front;
    log_info("Listening for workers on %s port %u", host, master_port(master));
    warn_of_strangers(host, options_given(options, OPTION_cluster_key));
    return front;
}

void master_front_start(struct master_front *front)
{
    front->since = clock_now();
    ev_timer_start(control_loop(front->control), &front->look);
}

bool master_front_failed(const struct master_front *front)
{
    return front->has_failed;
}

void master_front_free(struct master_front *front)
{
    if (!front)
        return;
    ev_timer_stop(control_loop(front->control), &front->look);
    master_close(front->master);
    mem_free(front);
}
