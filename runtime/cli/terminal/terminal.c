#include "runtime/cli/terminal/terminal.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/cli/terminal/job_control.h"
#include "runtime/cli/terminal/keyboard.h"
#include "runtime/cli/terminal/screen.h"
#include "runtime/report/json/json_report.h"

#include <errno.h>
#include <ev.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>

#define TABLE_PERIOD 2 /* seconds between two tables, as in Locust */

struct terminal {
    struct terminal_options options;
    struct control *control;
    struct control_observer observer;
    struct screen *screen;
    struct keyboard *keyboard; /* NULL: no run */
    struct ev_signal resized, suspended;
    unsigned ticks;     /* seconds of the run so far */
    bool is_unwritable; /* writing to stdout failed */
};

/* ---- printing ---- */

/* False if there is no live line. */
static bool live_make(const struct terminal *terminal, const struct snapshot *snapshot, struct buffer *live)
{
    struct console_options options;
    if (terminal->options.only_at_exit || !screen_live(terminal->screen, &options))
        return false;
    console_live_line(snapshot, &options, live);
    return true;
}

static void table_make(const struct terminal *terminal, const struct snapshot *snapshot,
                       struct buffer *results)
{
    struct console_options options = screen_results(terminal->screen);
    console_requests(snapshot, &options, results);
    buffer_append_char(results, '\n');
}

/* errno has the reason. Has no effect on a run that has ended. */
static void unwritable(struct terminal *terminal)
{
    if (terminal->is_unwritable)
        return;
    terminal->is_unwritable = true;
    log_error("can't write the results to standard output: %s", strerror(errno));
    control_stop(terminal->control, "can't write the results");
}

static bool tick_show(struct terminal *terminal, const struct snapshot *snapshot)
{
    struct buffer results = {0}, live = {0};
    bool has_tables =
        !terminal->options.only_summary && !terminal->options.is_json && !terminal->options.only_at_exit;

    if (++terminal->ticks % TABLE_PERIOD == 0 && has_tables)
        table_make(terminal, snapshot, &results);
    bool has_live = live_make(terminal, snapshot, &live);
    bool is_written = screen_show(terminal->screen, &results, has_live ? &live : NULL);
    buffer_free(&results);
    buffer_free(&live);
    return is_written;
}

static void run_ticked(void *context, const struct snapshot *snapshot)
{
    struct terminal *terminal = context;

    if (terminal->is_unwritable)
        return;
    if (terminal->keyboard)
        keyboard_follow(terminal->keyboard);
    if (!tick_show(terminal, snapshot))
        unwritable(terminal);
}

/* Updates the live line between two ticks, after the first tick. */
static void live_renew(struct terminal *terminal)
{
    struct buffer live = {0};
    if (!terminal->ticks || terminal->options.only_at_exit)
        return;
    struct snapshot *snapshot = control_snapshot(terminal->control);
    if (live_make(terminal, snapshot, &live))
        screen_show(terminal->screen, NULL, &live);
    snapshot_free(snapshot);
    buffer_free(&live);
}

/* ---- keys ---- */

static int64_t key_change(char key)
{
    switch (key) {
    case 'w': return 1;
    case 'W': return 10;
    case 's': return -1;
    case 'S': return -10;
    default: return 0;
    }
}

static void key_pressed(void *context, char key)
{
    struct terminal *terminal = context;

    control_change_users(terminal->control, key_change(key));
}

/* ---- signals; their watchers don't keep the loop running ---- */

static void signal_watch(struct terminal *terminal, struct ev_signal *watcher)
{
    ev_signal_start(control_loop(terminal->control), watcher);
    ev_unref(control_loop(terminal->control));
}

static void signal_unwatch(struct terminal *terminal, struct ev_signal *watcher)
{
    if (!ev_is_active(watcher))
        return;
    ev_ref(control_loop(terminal->control));
    ev_signal_stop(control_loop(terminal->control), watcher);
}

static void window_resized(struct ev_loop *loop, struct ev_signal *watcher, int events)
{
    (void)loop;
    (void)events;
    live_renew(watcher->data);
}

/* Restores the terminal for the shell. After `fg` or `bg`, job_suspend returns. */
static void suspend_asked(struct ev_loop *loop, struct ev_signal *watcher, int events)
{
    struct terminal *terminal = watcher->data;
    (void)loop;
    (void)events;
    screen_show(terminal->screen, NULL, NULL);
    keyboard_release(terminal->keyboard);
    signal_unwatch(terminal, watcher);
    job_suspend();
    signal_watch(terminal, watcher);
    keyboard_follow(terminal->keyboard);
    live_renew(terminal);
}

/* A shell without job control ignores the signal; then swarm ignores it too. */
static bool is_ignored(int signal_number)
{
    struct sigaction action;
    return sigaction(signal_number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* ---- a run ---- */

static void run_starting(void *context, const struct run_settings *settings)
{
    struct terminal *terminal = context;

    (void)settings;
    terminal->ticks = 0;
    terminal->keyboard = keyboard_new(control_loop(terminal->control), key_pressed, terminal);
    signal_watch(terminal, &terminal->resized);
    if (!is_ignored(SIGTSTP))
        signal_watch(terminal, &terminal->suspended);
}

/* Removes the keyboard and the live line. */
static void run_leave(struct terminal *terminal)
{
    if (!terminal->keyboard)
        return;
    screen_show(terminal->screen, NULL, NULL);
    signal_unwatch(terminal, &terminal->resized);
    signal_unwatch(terminal, &terminal->suspended);
    keyboard_free(terminal->keyboard);
    terminal->keyboard = NULL;
}

static void results_print(struct terminal *terminal, const struct snapshot *snapshot)
{
    struct console_options layout = screen_results(terminal->screen);
    struct buffer results = {0};

    if (terminal->options.is_json)
        json_write(snapshot, &results);
    else
        console_summary(snapshot, &layout, &results);
    if (terminal->options.is_annotated && !terminal->options.is_json)
        console_annotated(snapshot, &layout, &results);
    if (!screen_finish(terminal->screen, &results))
        unwritable(terminal);
    buffer_free(&results);
}

static void run_ended(void *context, const struct snapshot *snapshot)
{
    struct terminal *terminal = context;

    run_leave(terminal);
    if (!terminal->options.only_at_exit)
        results_print(terminal, snapshot);
}

/* ---- from beginning to end ---- */

struct terminal *terminal_new(struct control *control, const struct terminal_options *options)
{
    struct terminal *terminal = mem_zalloc(1, sizeof *terminal);

    terminal->options = *options;
    terminal->control = control;
    terminal->screen = screen_new();
    ev_signal_init(&terminal->resized, window_resized, SIGWINCH);
    ev_signal_init(&terminal->suspended, suspend_asked, SIGTSTP);
    terminal->resized.data = terminal->suspended.data = terminal;
    terminal->observer = (struct control_observer){
        .context = terminal, .starting = run_starting, .tick = run_ticked, .ended = run_ended};
    control_observe(control, &terminal->observer);
    return terminal;
}

void terminal_exit(struct terminal *terminal)
{
    struct snapshot *snapshot;

    if (!terminal->options.only_at_exit || !control_settings(terminal->control))
        return;
    snapshot = control_snapshot(terminal->control);
    results_print(terminal, snapshot);
    snapshot_free(snapshot);
}

bool terminal_is_unwritable(const struct terminal *terminal)
{
    return terminal->is_unwritable;
}

void terminal_free(struct terminal *terminal)
{
    if (!terminal)
        return;
    control_unobserve(terminal->control, &terminal->observer);
    run_leave(terminal);
    screen_free(terminal->screen);
    mem_free(terminal);
}
