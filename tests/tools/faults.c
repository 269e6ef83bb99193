/* A web server that does wrong what the path names, for tests/faults.sh: one answer a connection, many at
 * once.
 *
 *   faults THREADS      prints its port; goes on until its input ends */
#include "runtime/base/count_of.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zlib.h>

#define BLOCK ((size_t)64 << 10)
#define BLOCKS 1000     /* of what has no end */
#define PATIENCE 30000  /* ms until a client is given up that was to give up first */
#define TRICKLE_MS 1000 /* between two bytes */

#define CHUNKED "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
#define LENGTH(n) "HTTP/1.1 200 OK\r\nContent-Length: " n "\r\n\r\n"

static int listener;

/* ---- on the wire ---- */

static bool say_bytes(int fd, const void *bytes, size_t length)
{
    for (const char *at = bytes; length;) {
        ssize_t sent = send(fd, at, length, MSG_NOSIGNAL);

        if (sent <= 0)
            return false;
        at += sent;
        length -= (size_t)sent;
    }
    return true;
}

static bool say(int fd, const char *text)
{
    return say_bytes(fd, text, strlen(text));
}

/* Waits until the client closes or the time is over. True: it is still connected. */
static bool pause_for(int fd, int milliseconds)
{
    struct pollfd client = {.fd = fd, .events = POLLRDHUP};

    return poll(&client, 1, milliseconds) == 0;
}

static void reset(int fd)
{
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
}

/* ---- faults of their own ---- */

static void trickle(int fd, const char *text)
{
    for (; *text && say_bytes(fd, text, 1) && pause_for(fd, TRICKLE_MS); text++)
        ;
}

static void repeat(int fd, const char *head, const char *piece)
{
    static _Thread_local char block[BLOCK];
    size_t length = strlen(piece), filled = 0;

    while (filled + length <= sizeof block) {
        memcpy(block + filled, piece, length);
        filled += length;
    }
    if (!say(fd, head))
        return;
    for (int i = 0; i < BLOCKS && say_bytes(fd, block, filled); i++)
        ;
}

/* A megabyte of zeros in a few bytes. */
static void bomb(int fd)
{
    static char plenty[1 << 20];
    unsigned char packed[8192];
    char head[128];
    z_stream z = {.next_in = (unsigned char *)plenty,
                  .avail_in = sizeof plenty,
                  .next_out = packed,
                  .avail_out = sizeof packed};
    size_t size;

    deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    deflate(&z, Z_FINISH);
    size = sizeof packed - z.avail_out;
    deflateEnd(&z);
    snprintf(head, sizeof head, "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %zu\r\n\r\n",
             size);
    if (say(fd, head))
        say_bytes(fd, packed, size);
}

/* ---- by path ---- */

/* Responses with a fixed text, and what follows it. */
static const struct answer {
    const char *path;
    const char *text;
    enum { THEN_CLOSE, THEN_RESET, THEN_HANG } then;
} answers[] = {
    {"/fine", LENGTH("4") "fine", THEN_CLOSE},
    {"/closed", "", THEN_CLOSE},
    {"/reset", "", THEN_RESET},
    {"/hang", "", THEN_HANG},
    {"/cut-status", "HTTP/1.", THEN_CLOSE},
    {"/cut-header", "HTTP/1.1 200 OK\r\nContent-Le", THEN_CLOSE},
    {"/cut-body", LENGTH("100") "only this", THEN_CLOSE},
    {"/cut-chunk", CHUNKED "64\r\nonly this", THEN_CLOSE},
    {"/cut-chunks", CHUNKED "4\r\nonly\r\n", THEN_CLOSE},
    {"/reset-header", "HTTP/1.1 200 OK\r\nContent-Le", THEN_RESET},
    {"/reset-body", LENGTH("100") "only this", THEN_RESET},
    {"/hang-header", "HTTP/1.1 200 OK\r\n", THEN_HANG},
    {"/hang-body", LENGTH("100") "only this", THEN_HANG},
    {"/too-long", LENGTH("4") "four, and what nobody waits for", THEN_CLOSE},
    {"/negative-length", LENGTH("-4") "four", THEN_CLOSE},
    {"/no-length", LENGTH("four") "four", THEN_CLOSE},
    {"/garbage", "\x01\x02\x03 what is this?\r\n\r\n", THEN_CLOSE},
    {"/smtp", "220 mail.example.org ESMTP\r\n", THEN_CLOSE},
    {"/bad-status", "HTTP/1.1 abc\r\n\r\n", THEN_CLOSE},
    {"/bad-chunk", CHUNKED "zz\r\nfour\r\n0\r\n\r\n", THEN_CLOSE},
    {"/huge-chunk", CHUNKED "fffffffffffffffff\r\nfour\r\n", THEN_CLOSE},
    {"/bad-gzip", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 8\r\n\r\nnot gzip",
     THEN_CLOSE},
    {"/odd-encoding", "HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\nContent-Length: 4\r\n\r\nsbhe",
     THEN_CLOSE},
    {"/circle", "HTTP/1.1 302 Found\r\nLocation: /circle\r\nContent-Length: 0\r\n\r\n", THEN_CLOSE},
    {"/nowhere", "HTTP/1.1 302 Found\r\nLocation: mailto:ann@example.org\r\nContent-Length: 0\r\n\r\n",
     THEN_CLOSE},
};

static bool answer_by_table(int fd, const char *path)
{
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        if (strcmp(path, answers[i].path) != 0)
            continue;
        say(fd, answers[i].text);
        if (answers[i].then == THEN_RESET)
            reset(fd);
        else if (answers[i].then == THEN_HANG)
            pause_for(fd, PATIENCE);
        return true;
    }
    return false;
}

static void answer(int fd, const char *path)
{
    if (answer_by_table(fd, path))
        return;
    if (strcmp(path, "/slow") == 0) {
        if (pause_for(fd, 100))
            say(fd, LENGTH("4") "slow");
    } else if (strcmp(path, "/trickle") == 0) {
        trickle(fd, LENGTH("4") "four");
    } else if (strcmp(path, "/trickle-body") == 0) {
        if (say(fd, LENGTH("100")))
            trickle(fd, "one byte a second");
    } else if (strcmp(path, "/endless") == 0) {
        repeat(fd, "HTTP/1.1 200 OK\r\n\r\n", "more ");
    } else if (strcmp(path, "/endless-chunks") == 0) {
        repeat(fd, CHUNKED, "5\r\nmore \r\n");
    } else if (strcmp(path, "/endless-line") == 0) {
        repeat(fd, "HTTP/1.1 200 OK\r\nX-Long: ", "a");
    } else if (strcmp(path, "/endless-headers") == 0) {
        repeat(fd, "HTTP/1.1 200 OK\r\n", "X-Many: of them\r\n");
    } else if (strcmp(path, "/endless-interim") == 0) {
        repeat(fd, "", "HTTP/1.1 102 Processing\r\n\r\n");
    } else if (strcmp(path, "/bomb") == 0) {
        bomb(fd);
    } else {
        say(fd, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
    }
}

/* ---- connections ---- */

/* Reads the head of the request; bodies aren't sent here. */
static bool request_read(int fd, char *path)
{
    char head[4096];
    size_t length = 0;

    for (;;) {
        ssize_t got = recv(fd, head + length, sizeof head - 1 - length, 0);

        if (got <= 0)
            return false;
        length += (size_t)got;
        head[length] = '\0';
        if (strstr(head, "\r\n\r\n"))
            return sscanf(head, "%*s %99s", path) == 1;
    }
}

static void *serve(void *context)
{
    char path[100];

    (void)context;
    for (;;) {
        int fd = accept(listener, NULL, NULL);

        if (fd < 0)
            continue;
        if (request_read(fd, path))
            answer(fd, path);
        close(fd);
    }
    return NULL;
}

static int listen_anywhere(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;

    listener = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 || listen(listener, 4096) != 0)
        return 0;
    getsockname(listener, (struct sockaddr *)&address, &length);
    return ntohs(address.sin_port);
}

int main(int count, char **arguments)
{
    int threads = count > 1 ? atoi(arguments[1]) : 64, port = listen_anywhere();

    if (!port) {
        perror("faults");
        return 1;
    }
    for (int i = 0; i < threads; i++) {
        pthread_t thread;

        if (pthread_create(&thread, NULL, serve, NULL) == 0)
            pthread_detach(thread);
    }
    printf("http://127.0.0.1:%d\n", port);
    fflush(stdout);
    while (getchar() != EOF)
        ;
    return 0;
}
