#include "runtime/cli/terminal/terminal.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/cli/terminal/job_control.h"
#include "runtime/cli/terminal/keyboard.h"
#include "runtime/cli/terminal/screen.h"

#include <ev.h>
#include <inttypes.h>
#include <signal.h>

#define TABLE_PERIOD 2 /* seconds between two tables, as in Locust */

struct terminal {
    bool only_summary;
    unsigned ticks;
    struct screen *screen;
    struct engine *engine; /* NULL: not attached */
    struct keyboard *keyboard;
    struct ev_signal resized, suspended;
};

/* ---- printing ---- */

/* False where there is none. */
static bool live_make(const struct terminal *terminal, const struct snapshot *snapshot, struct buffer *live)
{
    struct console_options options;
    if (!screen_live(terminal->screen, &options))
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

bool terminal_tick(struct terminal *terminal, const struct snapshot *snapshot)
{
    struct buffer results = {0}, live = {0};
    if (terminal->keyboard)
        keyboard_follow(terminal->keyboard);
    if (++terminal->ticks % TABLE_PERIOD == 0 && !terminal->only_summary)
        table_make(terminal, snapshot, &results);
    bool has_live = live_make(terminal, snapshot, &live);
    bool is_written = screen_show(terminal->screen, &results, has_live ? &live : NULL);
    buffer_free(&results);
    buffer_free(&live);
    return is_written;
}

/* Between two ticks. Before the first there is none. */
static void live_renew(struct terminal *terminal)
{
    struct buffer live = {0};
    if (!terminal->ticks)
        return;
    struct snapshot *snapshot = engine_snapshot(terminal->engine);
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
    int64_t change = key_change(key);
    if (change && engine_users_change(terminal->engine, change))
        log_info("Ramping to %" PRIu64 " user%s at a rate of %.2f per second",
                 engine_users_wanted(terminal->engine), engine_users_wanted(terminal->engine) == 1 ? "" : "s",
                 engine_spawn_rate(terminal->engine));
}

/* ---- signals; none of them shall keep the loop going ---- */

static void signal_watch(struct terminal *terminal, struct ev_signal *watcher)
{
    ev_signal_start(engine_loop(terminal->engine), watcher);
    ev_unref(engine_loop(terminal->engine));
}

static void signal_unwatch(struct terminal *terminal, struct ev_signal *watcher)
{
    if (!ev_is_active(watcher))
        return;
    ev_ref(engine_loop(terminal->engine));
    ev_signal_stop(engine_loop(terminal->engine), watcher);
}

static void window_resized(struct ev_loop *loop, struct ev_signal *watcher, int events)
{
    (void)loop;
    (void)events;
    live_renew(watcher->data);
}

/* The shell finds its terminal as it was. Its `fg` and `bg` bring us back to after job_suspend. */
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

/* A shell without job control has it ignored; so it stays. */
static bool is_ignored(int signal_number)
{
    struct sigaction action;
    return sigaction(signal_number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

/* ---- from beginning to end ---- */

struct terminal *terminal_new(bool only_summary)
{
    struct terminal *terminal = mem_zalloc(1, sizeof *terminal);
    terminal->only_summary = only_summary;
    terminal->screen = screen_new();
    return terminal;
}

void terminal_attach(struct terminal *terminal, struct engine *engine)
{
    terminal->engine = engine;
    terminal->keyboard = keyboard_new(engine_loop(engine), key_pressed, terminal);
    ev_signal_init(&terminal->resized, window_resized, SIGWINCH);
    ev_signal_init(&terminal->suspended, suspend_asked, SIGTSTP);
    terminal->resized.data = terminal->suspended.data = terminal;
    signal_watch(terminal, &terminal->resized);
    if (!is_ignored(SIGTSTP))
        signal_watch(terminal, &terminal->suspended);
}

void terminal_end(struct terminal *terminal)
{
    if (!terminal->engine)
        return;
    screen_show(terminal->screen, NULL, NULL);
    signal_unwatch(terminal, &terminal->resized);
    signal_unwatch(terminal, &terminal->suspended);
    keyboard_free(terminal->keyboard);
    terminal->keyboard = NULL;
    terminal->engine = NULL;
}

bool terminal_summary(struct terminal *terminal, const struct snapshot *snapshot)
{
    struct console_options options = screen_results(terminal->screen);
    struct buffer results = {0};
    console_summary(snapshot, &options, &results);
    bool is_written = screen_finish(terminal->screen, &results);
    buffer_free(&results);
    return is_written;
}

void terminal_free(struct terminal *terminal)
{
    terminal_end(terminal);
    screen_free(terminal->screen);
    mem_free(terminal);
}
