#include "runtime/cli/terminal/screen.h"

#include "runtime/base/alloc.h"
#include "runtime/base/clock.h"
#include "runtime/base/log.h"
#include "runtime/base/terminal_color.h"
#include "runtime/cli/terminal/job_control.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes of log lines that are held while the terminal takes none; further lines are dropped. */
#define HELD_MOST ((size_t)64 << 10)

#define WIDTH_UNKNOWN 80 /* columns, if the terminal doesn't report its width */

/* The cursor stays at the start of the live line, and the line is written with wrapping turned off. If the
 * window gets narrower, the terminal may wrap the line itself. All of it is still after the cursor, so
 * that LIVE_CLEAR removes it. */
#define LIVE_CLEAR "\r\x1b[J"
#define LIVE_BEGIN "\x1b[?7l"
#define LIVE_END "\x1b[?7h\r"

struct screen {
    bool is_terminal; /* stdout is a terminal */
    int live_at;      /* descriptor of the terminal with the live line; -1: none */
    int terminal;     /* descriptor for all output to the terminal, doesn't block; -1: none */
    bool owns_log;
    pthread_mutex_t lock;  /* protects the members below: any thread may log */
    struct buffer unsent;  /* what the terminal hasn't taken yet of what was written to it */
    struct buffer live;    /* the live line on the screen; empty: none */
    struct buffer pending; /* results that the pipe hasn't taken yet */
    struct buffer held;    /* log lines that come after that */
    uint64_t dropped;      /* log lines since then that weren't held */
};

/* ---- what there is ---- */

static bool is_pipe(int descriptor)
{
    struct stat status;
    return fstat(descriptor, &status) == 0 && (S_ISFIFO(status.st_mode) || S_ISSOCK(status.st_mode));
}

static int live_descriptor(void)
{
    if (terminal_is_dumb())
        return -1;
    if (isatty(STDOUT_FILENO))
        return STDOUT_FILENO;
    return isatty(STDERR_FILENO) && !is_pipe(STDOUT_FILENO) ? STDERR_FILENO : -1;
}

static bool is_same_terminal(int one, int other)
{
    struct stat a, b;
    return isatty(one) && isatty(other) && fstat(one, &a) == 0 && fstat(other, &b) == 0 &&
           a.st_rdev == b.st_rdev;
}

static int window_width(int descriptor)
{
    struct winsize size = {0};
    const char *columns = getenv("COLUMNS");
    int width = columns ? atoi(columns) : 0;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return width > 0 ? width : WIDTH_UNKNOWN;
}

static struct console_options layout_of(int descriptor)
{
    return (struct console_options){
        .width = window_width(descriptor),
        .has_color = terminal_has_color(descriptor),
    };
}

struct console_options screen_results(const struct screen *screen)
{
    return screen->is_terminal ? layout_of(STDOUT_FILENO) : (struct console_options){0};
}

bool screen_live(const struct screen *screen, struct console_options *options)
{
    if (screen->live_at < 0 || !job_has_terminal(screen->live_at))
        return false;
    *options = layout_of(screen->live_at);
    return true;
}

/* ---- writing ---- */

static bool is_writable(int descriptor)
{
    struct pollfd poller = {.fd = descriptor, .events = POLLOUT};
    return poll(&poller, 1, 0) > 0;
}

/* Other programs may have made the terminal non-blocking; then this waits until it is writable. */
static bool write_all(int descriptor, const struct buffer *text)
{
    struct pollfd poller = {.fd = descriptor, .events = POLLOUT};
    for (size_t at = 0; at < text->length;) {
        ssize_t written = write(descriptor, text->data + at, text->length - at);
        if (written > 0)
            at += (size_t)written;
        else if (written < 0 && errno == EAGAIN)
            poll(&poller, 1, -1);
        else if (written < 0 && errno != EINTR)
            return false;
    }
    return true;
}

static void buffer_drop(struct buffer *buffer, size_t length)
{
    buffer->length -= length;
    memmove(buffer->data, buffer->data + length, buffer->length);
}

/* Writes as much as the terminal takes. False with errno: it can't be written, and the rest is forgotten. */
static bool unsent_write(struct screen *screen)
{
    while (screen->unsent.length > 0 && is_writable(screen->terminal)) {
        ssize_t written = write(screen->terminal, screen->unsent.data, screen->unsent.length);

        if (written < 0 && errno == EAGAIN)
            return true;
        if (written < 0 && errno != EINTR) {
            buffer_clear(&screen->unsent);
            return false;
        }
        if (written > 0)
            buffer_drop(&screen->unsent, (size_t)written);
    }
    return true;
}

/* A descriptor of the same terminal that doesn't block. O_NONBLOCK on the descriptor itself would apply to
 * all programs on the terminal. */
static int terminal_reopen(int descriptor)
{
    const char *path = descriptor >= 0 ? ttyname(descriptor) : NULL;
    int own = path ? open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC) : -1;

    return own >= 0 ? own : descriptor;
}

/* The length of the whole lines that a writable pipe takes at once. */
static size_t piece_of(const struct buffer *text)
{
    size_t most = text->length < PIPE_BUF ? text->length : PIPE_BUF;
    const char *end = memrchr(text->data, '\n', most);
    return end ? (size_t)(end - text->data) + 1 : most;
}

static bool pending_write(struct buffer *pending)
{
    while (pending->length && is_writable(STDOUT_FILENO)) {
        ssize_t written = write(STDOUT_FILENO, pending->data, piece_of(pending));
        if (written < 0 && errno == EAGAIN)
            return true;
        if (written < 0 && errno != EINTR)
            return false;
        if (written > 0)
            buffer_drop(pending, (size_t)written);
    }
    return true;
}

/* ---- the live line ---- */

/* If swarm is in the background, the shell has overwritten the live line; then nothing is cleared. */
static void live_clear(struct screen *screen, struct buffer *out)
{
    if (screen->live.length && job_has_terminal(screen->live_at))
        buffer_append_text(out, LIVE_CLEAR);
    else
        buffer_clear(&screen->live);
}

static void live_draw(const struct screen *screen, struct buffer *out)
{
    if (screen->live.length)
        buffer_printf(out, LIVE_BEGIN "%s" LIVE_END, buffer_text(&screen->live));
}

static void live_set(struct screen *screen, const struct buffer *live)
{
    buffer_clear(&screen->live);
    if (live)
        buffer_append(&screen->live, buffer_text(live), live->length);
}

/* Ends the held lines with a line about those that are missing. */
static void dropped_tell(struct screen *screen)
{
    if (screen->dropped == 0)
        return;
    log_line_begin(&screen->held, LOG_WARNING, clock_wall());
    buffer_printf(&screen->held, "%" PRIu64 " log line%s dropped, because the terminal took no output\n",
                  screen->dropped, screen->dropped == 1 ? " was" : "s were");
    screen->dropped = 0;
}

/* Log lines go above the live line. */
static void held_write(struct screen *screen)
{
    if (!unsent_write(screen) || screen->unsent.length > 0 || screen->held.length == 0)
        return;
    dropped_tell(screen);
    live_clear(screen, &screen->unsent);
    buffer_append(&screen->unsent, buffer_text(&screen->held), screen->held.length);
    live_draw(screen, &screen->unsent);
    buffer_clear(&screen->held);
    unsent_write(screen);
}

static void line_hold(struct screen *screen, const char *line)
{
    if (screen->held.length < HELD_MOST)
        buffer_printf(&screen->held, "%s\n", line);
    else
        screen->dropped++;
}

/* A terminal that takes nothing, as after Ctrl-S, doesn't hold up the thread that logs. */
static void log_above(enum log_level level, const char *line, void *context)
{
    struct screen *screen = context;

    (void)level;
    pthread_mutex_lock(&screen->lock);
    held_write(screen);
    line_hold(screen, line);
    held_write(screen);
    pthread_mutex_unlock(&screen->lock);
}

/* ---- showing ---- */

/* Replaces the live line by the results and a new live line, in one write if both go to the same terminal,
 * to avoid flicker. */
static bool terminal_show(struct screen *screen, const struct buffer *results, const struct buffer *live)
{
    live_clear(screen, &screen->unsent);
    if (results && screen->is_terminal)
        buffer_append(&screen->unsent, buffer_text(results), results->length);
    live_set(screen, live);
    live_draw(screen, &screen->unsent);
    return unsent_write(screen) || !screen->is_terminal;
}

/* The last output. Waits until the terminal has taken it. */
static bool terminal_finish(struct screen *screen, const struct buffer *results)
{
    bool is_written;

    dropped_tell(screen);
    live_clear(screen, &screen->unsent);
    buffer_append(&screen->unsent, buffer_text(&screen->held), screen->held.length);
    buffer_clear(&screen->held);
    if (results && screen->is_terminal)
        buffer_append(&screen->unsent, buffer_text(results), results->length);
    live_set(screen, NULL);
    is_written = write_all(screen->terminal, &screen->unsent);
    buffer_clear(&screen->unsent);
    return is_written || !screen->is_terminal;
}

/* Drops the results if older ones haven't been written yet. */
static bool file_show(struct screen *screen, const struct buffer *results)
{
    if (results && !screen->pending.length)
        buffer_append(&screen->pending, buffer_text(results), results->length);
    return pending_write(&screen->pending);
}

bool screen_show(struct screen *screen, const struct buffer *results, const struct buffer *live)
{
    bool is_written = true;
    pthread_mutex_lock(&screen->lock);
    if (!screen->is_terminal)
        is_written = file_show(screen, results);
    if (screen->terminal >= 0) {
        held_write(screen);
        if (screen->unsent.length == 0 && is_writable(screen->terminal))
            is_written = terminal_show(screen, results, live) && is_written;
    }
    pthread_mutex_unlock(&screen->lock);
    return is_written;
}

bool screen_finish(struct screen *screen, const struct buffer *results)
{
    bool is_written = true;
    pthread_mutex_lock(&screen->lock);
    if (screen->terminal >= 0)
        is_written = terminal_finish(screen, results);
    if (!screen->is_terminal) {
        buffer_append(&screen->pending, buffer_text(results), results->length);
        is_written = write_all(STDOUT_FILENO, &screen->pending);
        buffer_clear(&screen->pending);
    }
    pthread_mutex_unlock(&screen->lock);
    return is_written;
}

/* ---- making ---- */

struct screen *screen_new(void)
{
    struct screen *screen = mem_zalloc(1, sizeof *screen);
    fflush(stdout); /* keep the order of earlier output */
    pthread_mutex_init(&screen->lock, NULL);
    screen->is_terminal = isatty(STDOUT_FILENO);
    screen->live_at = live_descriptor();
    screen->terminal = terminal_reopen(screen->is_terminal ? STDOUT_FILENO : screen->live_at);
    screen->owns_log =
        screen->live_at >= 0 && is_same_terminal(screen->live_at, STDERR_FILENO) && log_is_on_stderr();
    if (screen->owns_log)
        log_sink_set(log_above, screen);
    return screen;
}

void screen_free(struct screen *screen)
{
    if (screen->owns_log)
        log_sink_set(NULL, NULL);
    if (screen->live.length || screen->held.length || screen->unsent.length)
        terminal_finish(screen, NULL);
    if (screen->terminal > STDERR_FILENO)
        close(screen->terminal);
    pthread_mutex_destroy(&screen->lock);
    buffer_free(&screen->unsent);
    buffer_free(&screen->live);
    buffer_free(&screen->pending);
    buffer_free(&screen->held);
    mem_free(screen);
}
