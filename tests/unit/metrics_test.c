/* /metrics on control's loop: before the first run, after a run and after the next one, from the same server.
 */
#include "runtime/net/transport.h"
#include "runtime/web/http_server.h"
#include "runtime/web/metrics.h"
#include "tests/support/program_text.h"
#include "tests/support/run_once.h"

#include <arpa/inet.h>
#include <ev.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* Each task of the one user fails with an error of the scenario, so that runs can be told apart by a number.
 */
#define FAILING "user U { wait 0s task t { fail \"no\" } }\n"

static int connection_open(const struct web_server *server)
{
    struct buffer url = {0};
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);

    web_server_url(server, &url);
    address.sin_port = htons((uint16_t)atoi(strrchr(buffer_text(&url), ':') + 1));
    CHECK(connect(fd, (struct sockaddr *)&address, sizeof address) == 0);
    fcntl(fd, F_SETFL, O_NONBLOCK);
    buffer_free(&url);
    return fd;
}

/* The whole page, read while control's loop turns. */
static void page_get(struct control *control, const struct web_server *server, struct buffer *page)
{
    static const char request[] = "GET /metrics HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
    int fd = connection_open(server);
    char piece[4096];
    ssize_t length;

    CHECK(write(fd, request, sizeof request - 1) == (ssize_t)sizeof request - 1);
    buffer_clear(page);
    while ((length = read(fd, piece, sizeof piece)) != 0) {
        if (length > 0)
            buffer_append(page, piece, (size_t)length);
        else
            ev_run(control_loop(control), EVRUN_NOWAIT);
    }
    close(fd);
}

static void check_errors(struct control *control, const struct web_server *server, const char *wanted)
{
    struct buffer page = {0};

    page_get(control, server, &page);
    CHECK(strstr(buffer_text(&page), "HTTP/1.1 200 OK"));
    CHECK(strstr(buffer_text(&page), wanted));
    buffer_free(&page);
}

TEST(the_server_outlives_runs)
{
    struct program *program = program_of(FAILING);
    const struct run_backend backend = engine_backend(program);
    struct control *control = control_new(&backend);
    struct buffer why = {0};
    struct web_server *server = metrics_serve(control, "127.0.0.1", 0, &why);

    CHECK_TEXT(buffer_text(&why), "");
    check_errors(control, server, "\nswarm_errors_total 0\n");
    snapshot_free(run_again(control, &(struct run_settings){.users = 1, .iterations = 3}));
    check_errors(control, server, "\nswarm_errors_total 3\n");
    snapshot_free(run_again(control, &(struct run_settings){.users = 1, .iterations = 5}));
    check_errors(control, server, "\nswarm_errors_total 5\n");
    web_server_free(server);
    control_free(control);
    program_free(program);
    buffer_free(&why);
}

TEST_MAIN(transport_setup(); RUN(the_server_outlives_runs))
