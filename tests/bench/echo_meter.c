/* What an echo over TCP costs a client: a server that sends back what it receives, counts the lines, and
 * reads the client's CPU clock (user + system, all threads).
 *
 *     echo_meter CONNECTIONS SECONDS COMMAND…      PORT in the command stands for the server's port
 *
 * Starts the client and measures for SECONDS once all connections are there, so that start and end count for
 * nobody; prints microseconds per line. Server and client have a core each, where there are two.
 *
 * The server never sleeps. Waking one that does costs whoever sends, and how often it sleeps depends on how
 * fast the client is, so that would be in the figures of some clients and not of others. */
#include <arpa/inet.h>
#include <errno.h>
#include <ev.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PATIENCE 20. /* seconds for all connections */
#define WARM_UP .5   /* seconds from then on */

struct moment {
    uint64_t lines;
    int64_t cpu; /* the client's, nanoseconds */
};

static struct {
    int connections; /* still to come */
    double seconds;
    pid_t client;
    uint64_t lines;
    struct moment start;
    ev_timer timer;
} meter;

static _Noreturn void fail(const char *what)
{
    perror(what);
    if (meter.client > 0)
        kill(meter.client, SIGKILL);
    exit(1);
}

/* ---- the window ---- */

static struct moment now(void)
{
    struct timespec cpu;
    clockid_t clock;

    if (clock_getcpuclockid(meter.client, &clock) || clock_gettime(clock, &cpu))
        fail("echo_meter: the client has ended");
    return (struct moment){meter.lines, (int64_t)cpu.tv_sec * 1000000000 + cpu.tv_nsec};
}

static void over(struct ev_loop *loop, ev_timer *timer, int events)
{
    struct moment end = now();

    (void)timer, (void)events;
    if (end.lines > meter.start.lines)
        printf("%.3f\n", (double)(end.cpu - meter.start.cpu) / 1e3 / (double)(end.lines - meter.start.lines));
    ev_break(loop, EVBREAK_ALL);
}

static void begins(struct ev_loop *loop, ev_timer *timer, int events)
{
    (void)events;
    meter.start = now();
    ev_timer_init(timer, over, meter.seconds, 0.);
    ev_timer_start(loop, timer);
}

static void all_connected(struct ev_loop *loop)
{
    ev_timer_stop(loop, &meter.timer);
    ev_timer_init(&meter.timer, begins, WARM_UP, 0.);
    ev_timer_start(loop, &meter.timer);
}

static void lost_patience(struct ev_loop *loop, ev_timer *timer, int events)
{
    (void)loop, (void)timer, (void)events;
    errno = ETIMEDOUT;
    fail("echo_meter: connections");
}

/* ---- the server ---- */

static void client_ready(struct ev_loop *loop, ev_io *io, int events)
{
    char bytes[4096];
    ssize_t got = recv(io->fd, bytes, sizeof bytes, MSG_DONTWAIT);

    (void)events;
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0 || send(io->fd, bytes, (size_t)got, MSG_NOSIGNAL) != got) {
        ev_io_stop(loop, io);
        close(io->fd);
        free(io);
        return;
    }
    for (const char *at = bytes; (at = memchr(at, '\n', (size_t)(bytes + got - at))) != NULL; at++)
        meter.lines++;
}

static void accept_ready(struct ev_loop *loop, ev_io *listening, int events)
{
    int on = 1, made = accept(listening->fd, NULL, NULL);
    ev_io *io = made < 0 ? NULL : malloc(sizeof *io);

    (void)events;
    if (!io)
        fail("echo_meter: accept");
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ev_io_init(io, client_ready, made, EV_READ);
    ev_io_start(loop, io);
    if (--meter.connections == 0)
        all_connected(loop);
}

static int listen_somewhere(uint16_t *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    int made = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (made < 0 || bind(made, (struct sockaddr *)&at, size) || listen(made, 4096) ||
        getsockname(made, (struct sockaddr *)&at, &size))
        fail("echo_meter: listen");
    *port = ntohs(at.sin_port);
    return made;
}

/* That it is active keeps the loop from waiting. */
static void never_idle(struct ev_loop *loop, ev_idle *idle, int events)
{
    (void)loop, (void)idle, (void)events;
}

/* ---- the client ---- */

static void core_take(int core)
{
    cpu_set_t cores;

    CPU_ZERO(&cores);
    CPU_SET(core % (int)sysconf(_SC_NPROCESSORS_ONLN), &cores);
    sched_setaffinity(0, sizeof cores, &cores);
}

static const char *argument(const char *given, const char *port)
{
    const char *hole = strstr(given, "PORT");
    char *text;

    if (!hole || asprintf(&text, "%.*s%s%s", (int)(hole - given), given, port, hole + 4) < 0)
        return given;
    return text;
}

static void client_start(char **command, uint16_t port)
{
    char number[8];

    snprintf(number, sizeof number, "%u", port);
    for (char **word = command; *word; word++)
        *word = (char *)argument(*word, number);
    meter.client = fork();
    if (meter.client < 0)
        fail("echo_meter: fork");
    if (meter.client > 0)
        return;
    core_take(1);
    if (!freopen("/dev/null", "w", stdout))
        _exit(127);
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

int main(int argc, char **argv)
{
    struct ev_loop *loop = ev_default_loop(0);
    uint16_t port;
    ev_io listening;
    ev_idle idle;

    if (argc < 4 || atoi(argv[1]) < 1) {
        fprintf(stderr, "echo_meter CONNECTIONS SECONDS COMMAND…\n");
        return 2;
    }
    meter.connections = atoi(argv[1]);
    meter.seconds = atof(argv[2]);
    ev_io_init(&listening, accept_ready, listen_somewhere(&port), EV_READ);
    ev_io_start(loop, &listening);
    ev_idle_init(&idle, never_idle);
    ev_idle_start(loop, &idle);
    ev_timer_init(&meter.timer, lost_patience, PATIENCE, 0.);
    ev_timer_start(loop, &meter.timer);
    client_start(argv + 3, port);
    core_take(0);
    ev_run(loop, 0);
    kill(meter.client, SIGKILL);
    waitpid(meter.client, NULL, 0);
    return 0;
}
