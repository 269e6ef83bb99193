#include "runtime/cli/terminal.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/report/console.h"

#include <ev.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#define LINE_CLEAR "\r\033[K"
#define TABLE_PERIOD 2 /* seconds between two tables, as in Locust */

struct terminal {
    bool only_summary;
    bool is_terminal; /* stdout is one: there is a live line */
    bool owns_log;    /* log lines make room for the live line */
    unsigned ticks;
    struct buffer text; /* of what is being printed */
    struct engine *engine;
    ev_io keys;
};

/* ---- the keyboard: one key at a time, put back whatever way the program ends ---- */

static struct termios keyboard_before;
static bool keyboard_changed;

static void keyboard_restore(void)
{
    if (keyboard_changed)
        tcsetattr(STDIN_FILENO, TCSANOW, &keyboard_before);
    keyboard_changed = false;
}

/* Not for a process in the background: changing the terminal would stop it. */
static bool keyboard_take(void)
{
    if (!isatty(STDIN_FILENO) || tcgetpgrp(STDIN_FILENO) != getpgrp() ||
        tcgetattr(STDIN_FILENO, &keyboard_before) != 0)
        return false;
    struct termios raw = keyboard_before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    if (tcsetattr(STDIN_FILENO, TCSANOW, &raw) != 0)
        return false;
    keyboard_changed = true;
    atexit(keyboard_restore);
    return true;
}

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

static void keys_read(struct ev_loop *loop, ev_io *watcher, int events)
{
    (void)events;
    struct terminal *terminal = watcher->data;
    char typed[32];
    ssize_t count = read(STDIN_FILENO, typed, sizeof typed);
    if (count <= 0)
        ev_io_stop(loop, watcher);
    for (ssize_t i = 0; i < count; i++)
        if (key_change(typed[i]))
            engine_users_change(terminal->engine, key_change(typed[i]));
}

void terminal_keys(struct terminal *terminal, struct engine *engine)
{
    if (!keyboard_take())
        return;
    terminal->engine = engine;
    terminal->keys.data = terminal;
    ev_io_init(&terminal->keys, keys_read, STDIN_FILENO, EV_READ);
    ev_io_start(engine_loop(engine), &terminal->keys);
    ev_unref(engine_loop(engine)); /* nobody typing shall not keep the run going */
}

static void keys_stop(struct terminal *terminal)
{
    if (!terminal->engine)
        return;
    ev_ref(engine_loop(terminal->engine));
    ev_io_stop(engine_loop(terminal->engine), &terminal->keys);
    terminal->engine = NULL;
}

/* ---- printing ---- */

static void log_over_live_line(enum log_level level, const char *line, void *context)
{
    (void)level;
    (void)context;
    fprintf(stderr, LINE_CLEAR "%s\n", line);
}

struct terminal *terminal_new(bool only_summary)
{
    struct terminal *terminal = mem_zalloc(1, sizeof *terminal);
    terminal->only_summary = only_summary;
    terminal->is_terminal = isatty(STDOUT_FILENO);
    terminal->owns_log = terminal->is_terminal && isatty(STDERR_FILENO);
    buffer_init(&terminal->text, 0);
    if (terminal->owns_log)
        log_sink_set(log_over_live_line, NULL);
    return terminal;
}

void terminal_free(struct terminal *terminal)
{
    keys_stop(terminal);
    keyboard_restore();
    if (terminal->owns_log)
        log_sink_set(NULL, NULL);
    buffer_free(&terminal->text);
    mem_free(terminal);
}

/* Asked for each time, since windows change their size. */
static struct console_options terminal_console(const struct terminal *terminal)
{
    struct winsize size = {0};
    if (!terminal->is_terminal)
        return (struct console_options){0};
    ioctl(STDOUT_FILENO, TIOCGWINSZ, &size);
    const char *no_color = getenv("NO_COLOR");
    return (struct console_options){.width = size.ws_col, .has_colour = !no_color || !*no_color};
}

static bool terminal_flush(struct terminal *terminal)
{
    const struct buffer *text = &terminal->text;
    return fwrite(buffer_text(text), 1, text->length, stdout) == text->length && fflush(stdout) == 0;
}

bool terminal_tick(struct terminal *terminal, const struct snapshot *snapshot)
{
    struct console_options console = terminal_console(terminal);
    buffer_clear(&terminal->text);
    terminal->ticks++;
    if (terminal->is_terminal)
        buffer_append_text(&terminal->text, LINE_CLEAR);
    if (!terminal->only_summary && terminal->ticks % TABLE_PERIOD == 0) {
        console_requests(snapshot, &console, &terminal->text);
        buffer_append_char(&terminal->text, '\n');
    }
    if (terminal->is_terminal)
        console_live_line(snapshot, &console, &terminal->text);
    return terminal_flush(terminal);
}

bool terminal_summary(struct terminal *terminal, const struct snapshot *snapshot)
{
    struct console_options console = terminal_console(terminal);
    buffer_clear(&terminal->text);
    if (terminal->is_terminal)
        buffer_append_text(&terminal->text, LINE_CLEAR);
    console_summary(snapshot, &console, &terminal->text);
    return terminal_flush(terminal);
}
