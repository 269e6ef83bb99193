/* Prints a TCP port of 127.0.0.1 that nobody listens on. It lies below those from which the kernel takes the
 * ports of clients, so that no connection of another test gets it before the server does. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORT_FIRST = 10000, PORT_END = 32000, TRIES = 1000 };

static bool is_free(in_port_t port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
    int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    bool is_bound;

    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    is_bound =
        bind(listener, (const struct sockaddr *)&address, sizeof address) == 0 && listen(listener, 1) == 0;
    close(listener);
    return is_bound;
}

int main(void)
{
    for (int i = 0; i < TRIES; i++) {
        unsigned random = 0;
        in_port_t port;

        if (getrandom(&random, sizeof random, 0) != sizeof random)
            break;
        port = (in_port_t)(PORT_FIRST + random % (PORT_END - PORT_FIRST));
        if (is_free(port)) {
            printf("%d\n", port);
            return EXIT_SUCCESS;
        }
    }
    fputs("free_port: no free port found\n", stderr);
    return EXIT_FAILURE;
}
