/* Log lines on a terminal that takes no output for a while: each is printed, or counted as dropped. */
#include "runtime/cli/terminal/job_control.c"
#include "runtime/cli/terminal/screen.c"

#include "tests/support/test.h"

#include <fcntl.h>
#include <termios.h>

/* The process has the slave side as stdout and stderr; `master` is the side of the terminal. */
struct pseudo_terminal {
    int master;
    int out, err; /* copies of the real descriptors */
};

static struct pseudo_terminal terminal_open(void)
{
    struct pseudo_terminal terminal = {.master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
    struct termios mode;
    int slave;

    CHECK(grantpt(terminal.master) == 0 && unlockpt(terminal.master) == 0);
    slave = open(ptsname(terminal.master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    CHECK(slave >= 0 && tcgetattr(slave, &mode) == 0);
    mode.c_oflag &= ~(tcflag_t)OPOST;
    CHECK(tcsetattr(slave, TCSANOW, &mode) == 0);
    fflush(stdout);
    terminal.out = dup(STDOUT_FILENO);
    terminal.err = dup(STDERR_FILENO);
    dup2(slave, STDOUT_FILENO);
    dup2(slave, STDERR_FILENO);
    close(slave);
    return terminal;
}

static void terminal_close(const struct pseudo_terminal *terminal)
{
    dup2(terminal->out, STDOUT_FILENO);
    dup2(terminal->err, STDERR_FILENO);
    close(terminal->out);
    close(terminal->err);
    close(terminal->master);
}

/* Reads all that the terminal shows until a text is in it. */
struct reading {
    int master;
    const char *until;
    struct buffer seen;
};

static void *read_until(void *context)
{
    struct reading *reading = context;
    char bytes[4096];
    ssize_t length;

    while (!strstr(buffer_text(&reading->seen), reading->until) &&
           (length = read(reading->master, bytes, sizeof bytes)) > 0)
        buffer_append(&reading->seen, bytes, (size_t)length);
    return NULL;
}

static uint64_t times_in(const char *text, const char *part)
{
    uint64_t times = 0;

    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        times++;
    return times;
}

static void wait_for_terminal(void)
{
    while (!is_writable(STDERR_FILENO))
        poll(&(struct pollfd){.fd = STDERR_FILENO, .events = POLLOUT}, 1, -1);
}

/* Shows the screen, as a run does each second, until all held lines are out. */
static void show_all(struct screen *screen)
{
    while (screen->held.length > 0 || screen->unsent.length > 0) {
        wait_for_terminal();
        screen_show(screen, NULL, NULL);
    }
}

static void log_the_end(struct screen *screen)
{
    show_all(screen);
    log_info("the end");
    show_all(screen);
}

/* Logs lines until three are dropped. Returns how many lines it has logged. */
static uint64_t log_too_much(struct screen *screen)
{
    uint64_t logged = 0;

    while (screen->dropped < 3) {
        log_info("one line of the log with %d bytes of text behind it: %0200d", 200, 0);
        logged++;
    }
    return logged;
}

/* What the terminal took before it stopped, what was held meanwhile, and what was dropped are all lines. */
TEST(dropped_lines_are_counted)
{
    struct pseudo_terminal terminal = terminal_open();
    struct reading reading = {.master = terminal.master, .until = "the end"};
    struct screen *screen = screen_new();
    uint64_t logged = log_too_much(screen);
    const char *told;
    pthread_t reader;

    pthread_create(&reader, NULL, read_until, &reading);
    log_the_end(screen);
    pthread_join(reader, NULL);
    screen_free(screen);
    terminal_close(&terminal);
    told = strstr(buffer_text(&reading.seen), "WARNING: 3 log lines were dropped");
    CHECK(told);
    CHECK_INT(times_in(buffer_text(&reading.seen), "one line of the log") + 3, logged);
    CHECK_INT(times_in(buffer_text(&reading.seen), "dropped"), 1);
    CHECK(told && strstr(told, "the end")); /* they are missing where the line says so */
    buffer_free(&reading.seen);
}

TEST(a_terminal_that_takes_all_drops_nothing)
{
    struct pseudo_terminal terminal = terminal_open();
    struct reading reading = {.master = terminal.master, .until = "the end"};
    struct screen *screen = screen_new();
    pthread_t reader;

    pthread_create(&reader, NULL, read_until, &reading);
    log_info("a line");
    log_the_end(screen);
    pthread_join(reader, NULL);
    screen_free(screen);
    terminal_close(&terminal);
    CHECK_INT(times_in(buffer_text(&reading.seen), "a line"), 1);
    CHECK(!strstr(buffer_text(&reading.seen), "dropped"));
    buffer_free(&reading.seen);
}

static void tests_set_up(void)
{
    setenv("TERM", "xterm", 1);
}

TEST_MAIN(tests_set_up(); RUN(dropped_lines_are_counted); RUN(a_terminal_that_takes_all_drops_nothing))
