/* The yardstick for TCP: the least code that keeps N connections sending a line and waiting for one, with
 * libev; nothing looked at, nothing recorded.
 *
 *     bare_echo PORT CONNECTIONS SECONDS */
#include <arpa/inet.h>
#include <errno.h>
#include <ev.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char line[] = "hello, is anybody there?\n";

static void line_send(int descriptor)
{
    if (send(descriptor, line, sizeof line - 1, MSG_NOSIGNAL) != sizeof line - 1) {
        perror("bare_echo: send");
        exit(1);
    }
}

static void ready(struct ev_loop *loop, ev_io *io, int events)
{
    char bytes[4096];
    ssize_t got = recv(io->fd, bytes, sizeof bytes, 0);

    (void)events;
    if (got == 0 || (got < 0 && errno != EAGAIN))
        ev_io_stop(loop, io);
    else if (got > 0 && memchr(bytes, '\n', (size_t)got))
        line_send(io->fd);
}

static int connected(uint16_t port)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int made = socket(AF_INET, SOCK_STREAM, 0), on = 1;

    if (made < 0 || connect(made, (struct sockaddr *)&to, sizeof to) != 0) {
        perror("bare_echo: connect");
        exit(1);
    }
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return made;
}

static void over(struct ev_loop *loop, ev_timer *timer, int events)
{
    (void)timer;
    (void)events;
    ev_break(loop, EVBREAK_ALL);
}

int main(int argc, char **argv)
{
    struct ev_loop *loop = ev_default_loop(0);
    int connections = argc > 2 ? atoi(argv[2]) : 0;
    ev_io *ios = calloc(connections > 0 ? (size_t)connections : 1, sizeof *ios);
    ev_timer end;

    if (argc != 4 || !ios) {
        fprintf(stderr, "bare_echo PORT CONNECTIONS SECONDS\n");
        return 2;
    }
    for (int i = 0; i < connections; i++) {
        ev_io_init(&ios[i], ready, connected((uint16_t)atoi(argv[1])), EV_READ);
        ev_io_start(loop, &ios[i]);
        line_send(ios[i].fd);
    }
    ev_timer_init(&end, over, atof(argv[3]), 0.);
    ev_timer_start(loop, &end);
    ev_run(loop, 0);
    free(ios);
    return 0;
}
