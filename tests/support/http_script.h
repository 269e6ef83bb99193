/* A web server for the transport_*_test.c. The path of a request selects the response, correct or wrong. It
 * uses raw sockets, with or without TLS, and one thread per connection. */
#ifndef SWARM_TESTS_SUPPORT_HTTP_SCRIPT_H
#define SWARM_TESTS_SUPPORT_HTTP_SCRIPT_H

#include "runtime/base/alloc.h"
#include "runtime/base/buffer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <zlib.h>

#define SCRIPT_CONNECTIONS_MOST 256

struct script_server {
    int fd;
    int port;
    SSL_CTX *tls; /* NULL: plain */
    pthread_t thread;
    pthread_mutex_t lock;
    int open[SCRIPT_CONNECTIONS_MOST]; /* descriptors; -1: free */
    int accepted;
};

struct script_connection {
    struct script_server *server;
    int fd;
    int number; /* from 1 */
    int requests;
    SSL *ssl;
};

static bool script_write(struct script_connection *c, const void *bytes, size_t length)
{
    const char *at = bytes;

    while (length) {
        ssize_t n = c->ssl ? SSL_write(c->ssl, at, (int)length) : send(c->fd, at, length, MSG_NOSIGNAL);

        if (n <= 0)
            return false;
        at += n;
        length -= (size_t)n;
    }
    return true;
}

static bool script_text(struct script_connection *c, const char *text)
{
    return script_write(c, text, strlen(text));
}

static ssize_t script_read(struct script_connection *c, char *bytes, size_t length)
{
    return c->ssl ? SSL_read(c->ssl, bytes, (int)length) : recv(c->fd, bytes, length, 0);
}

static bool script_reset(struct script_connection *c)
{
    struct linger now = {.l_onoff = 1};

    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    return false;
}

/* Reads a request: the head, and a body of Content-Length bytes. False: the client has closed. */
static bool script_request(struct script_connection *c, struct buffer *in)
{
    const char *end = NULL, *given;
    size_t wanted;
    char bytes[4096];

    buffer_clear(in);
    for (;;) {
        ssize_t n;

        if (!end)
            end = in->length ? strstr(in->data, "\r\n\r\n") : NULL;
        if (end) {
            end = strstr(in->data, "\r\n\r\n");
            given = strcasestr(in->data, "\ncontent-length:");
            wanted =
                (size_t)(end + 4 - in->data) + (given && given < end ? strtoul(given + 16, NULL, 10) : 0);
            if (c->requests && memmem(in->data, in->length, "/once-abrupt", 12))
                return script_reset(c);
            if (in->length >= wanted)
                return true;
        }
        n = script_read(c, bytes, sizeof bytes);
        if (n <= 0)
            return false;
        buffer_append(in, bytes, (size_t)n);
        if (in->data[0] == 0x16) { /* a TLS handshake: answered as nginx does */
            script_text(c, "HTTP/1.1 400 Bad Request\r\n\r\n");
            return false;
        }
    }
}

static bool script_answer(struct script_connection *c, const char *status_and_headers, const void *body,
                          size_t length)
{
    struct buffer out = {0};
    bool sent;

    buffer_printf(&out, "HTTP/1.1 %s\r\nX-Connection: %d\r\nContent-Length: %zu\r\n\r\n", status_and_headers,
                  c->number, length);
    buffer_append(&out, body, length);
    sent = script_write(c, out.data, out.length);
    buffer_free(&out);
    return sent;
}

static bool script_say(struct script_connection *c, const char *status_and_headers, const char *body)
{
    return script_answer(c, status_and_headers, body, strlen(body));
}

/* A response, and a little later bytes that nobody has asked for. */
static bool script_late(struct script_connection *c, const char *what)
{
    if (!script_say(c, "200 OK", "first"))
        return false;
    usleep(20000);
    if (strcmp(what, "408") == 0)
        return script_say(c, "408 Request Timeout\r\nConnection: close", "") && false;
    if (strcmp(what, "answer") == 0)
        return script_say(c, "200 OK", "not yours");
    return script_text(c, strcmp(what, "crlf") == 0 ? "\r\n" : "left over");
}

static bool script_gzip(struct script_connection *c, const char *text, size_t length)
{
    unsigned char packed[4096];
    z_stream z = {0};
    size_t size;

    deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    z.next_in = (unsigned char *)text;
    z.avail_in = (unsigned)length;
    z.next_out = packed;
    z.avail_out = sizeof packed;
    deflate(&z, Z_FINISH);
    size = sizeof packed - z.avail_out;
    deflateEnd(&z);
    return script_answer(c, "200 OK\r\nContent-Encoding: gzip", packed, size);
}

/* Sends more than the client reads, until it closes. */
static bool script_flood(struct script_connection *c, const char *head, const char *piece)
{
    static char block[65536];

    memset(block, *piece, sizeof block);
    script_text(c, head);
    for (int i = 0; i < 4000; i++)
        if (!script_write(c, block, sizeof block))
            return false;
    return false;
}

/* Waits until the client closes or the test ends. */
static bool script_hang(struct script_connection *c)
{
    struct pollfd gone = {.fd = c->fd, .events = POLLIN | POLLRDHUP};

    poll(&gone, 1, 20000);
    return false;
}

static bool script_who(struct script_connection *c)
{
    struct sockaddr_in peer = {0};
    socklen_t length = sizeof peer;
    char text[INET_ADDRSTRLEN];

    getpeername(c->fd, (struct sockaddr *)&peer, &length);
    return script_say(c, "200 OK", inet_ntop(AF_INET, &peer.sin_addr, text, sizeof text));
}

static bool script_digest(struct script_connection *c, const char *request)
{
    if (strstr(request, "Authorization: Digest username=\"ann\""))
        return script_say(c, "200 OK", "let in");
    return script_say(
        c,
        "401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\"\r\n"
        "Set-Cookie: round=1; Path=/",
        "not let in");
}

/* MS-NLMP: message 1 gets a challenge; message 3 is accepted for any user. */
static bool script_ntlm(struct script_connection *c, const char *request)
{
    static const unsigned char challenge[48] = "NTLMSSP\0\2\0\0\0\0\0\0\0\x30\0\0\0\2\2\0\0nonce123";
    const char *given = strstr(request, "Authorization: NTLM ");
    char text[256], *encoded;
    unsigned char message[1024];

    if (!given)
        return script_say(c, "401 Unauthorized\r\nWWW-Authenticate: NTLM", "not let in");
    given += strlen("Authorization: NTLM ");
    EVP_DecodeBlock(message, (const unsigned char *)given, (int)(strcspn(given, "\r") / 4 * 4));
    if (message[8] == 3)
        return script_say(c, memmem(message, sizeof message, "ann", 3) ? "200 OK" : "403 Forbidden",
                          "let in");
    encoded = text + sprintf(text, "401 Unauthorized\r\nWWW-Authenticate: NTLM ");
    EVP_EncodeBlock((unsigned char *)encoded, challenge, sizeof challenge);
    return script_say(c, text, "go on");
}

/* Sends the response of a target. False: the connection is to be closed. */
static bool script_act(struct script_connection *c, const char *target, const struct buffer *in)
{
    char text[256], zeros[100];
    int n;

    if (strcmp(target, "/plain") == 0)
        return script_say(c, "200 OK\r\nContent-Type: text/plain", "hello");
    if (strcmp(target, "/echo") == 0 || strncmp(target, "/echo?", 6) == 0)
        return script_answer(c, "200 OK", in->data, in->length);
    if (strcmp(target, "/too-long") == 0)
        return script_text(c, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfourHTTP/1.1 500 Extra\r\n\r\n");
    if (strcmp(target, "/empty") == 0)
        return script_say(c, "204 No Content", "");
    if (strcmp(target, "/missing") == 0)
        return script_say(c, "404 Not Found", "no");
    if (strcmp(target, "/head") == 0)
        return script_text(c, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
    if (strcmp(target, "/chunked") == 0)
        return script_text(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n "
                              "world\r\n0\r\nX-Trailer: t\r\n\r\n");
    if (strcmp(target, "/badchunk") == 0)
        return script_text(c, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n");
    if (strcmp(target, "/interim") == 0)
        return script_text(c, "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n") &&
               script_say(c, "200 OK", "final");
    if (strcmp(target, "/until-close") == 0)
        return script_text(c, "HTTP/1.1 200 OK\r\n\r\nto the end") && false;
    if (strcmp(target, "/nothing") == 0)
        return false;
    if (strcmp(target, "/reset") == 0)
        return script_reset(c);
    if (strcmp(target, "/partial") == 0)
        return script_text(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this") && false;
    if (strcmp(target, "/partial-header") == 0)
        return script_text(c, "HTTP/1.1 200 OK\r\nContent-Le") && false;
    if (strcmp(target, "/garbage") == 0)
        return script_text(c, "\x01\x02 what is this?\r\n\r\n") && false;
    if (strcmp(target, "/hang") == 0)
        return script_hang(c);
    if (strcmp(target, "/hang-in-body") == 0)
        return script_text(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly") && script_hang(c);
    if (strcmp(target, "/big-line") == 0)
        return script_flood(c, "HTTP/1.1 200 OK\r\nX-Long: ", "a");
    if (strcmp(target, "/big-header") == 0) {
        script_text(c, "HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 1000000 && script_text(c, "X-Many: of them\r\n"); i++)
            ;
        return false;
    }
    if (strcmp(target, "/endless") == 0)
        return script_flood(c, "HTTP/1.1 200 OK\r\n\r\n", "b");
    if (strcmp(target, "/long") == 0) {
        char *body = mem_alloc(300000);
        bool sent;

        memset(body, 'x', 300000);
        sent = script_answer(c, "200 OK", body, 300000);
        mem_free(body);
        return sent;
    }
    if (strcmp(target, "/gzip") == 0)
        return script_gzip(c, "packed hello", 12);
    if (strcmp(target, "/bomb") == 0) {
        static char plenty[100000];

        return script_gzip(c, plenty, sizeof plenty);
    }
    if (strcmp(target, "/bad-gzip") == 0)
        return script_say(c, "200 OK\r\nContent-Encoding: gzip", "this isn't gzip at all");
    if (strcmp(target, "/unknown-encoding") == 0)
        return script_say(c, "200 OK\r\nContent-Encoding: rot13", "uryyb");
    if (sscanf(target, "/redirect/%d", &n) == 1) {
        snprintf(text, sizeof text,
                 n > 1 ? "302 Found\r\nLocation: /redirect/%d" : "302 Found\r\nLocation: ../plain", n - 1);
        return script_say(c, text, "moved");
    }
    if (sscanf(target, "/%d-to-echo", &n) == 1) {
        snprintf(text, sizeof text, "%d Moved\r\nLocation: /echo", n);
        return script_say(c, text, "moved");
    }
    if (sscanf(target, "/to-port/%d/%99s", &n, zeros) == 2) {
        snprintf(text, sizeof text, "307 Moved\r\nLocation: http://127.0.0.1:%d/%s", n, zeros);
        return script_say(c, text, "moved");
    }
    if (sscanf(target, "/cookie-to-name/%d", &n) == 1) {
        snprintf(text, sizeof text,
                 "302 Found\r\nSet-Cookie: hop=1; Path=/\r\nLocation: http://localhost:%d/echo", n);
        return script_say(c, text, "moved");
    }
    if (strcmp(target, "/cookie-to-echo") == 0)
        return script_say(c, "302 Found\r\nSet-Cookie: hop=1; Path=/\r\nLocation: /echo", "moved");
    if (strcmp(target, "/to-nowhere") == 0)
        return script_say(c, "302 Found\r\nLocation: mailto:ann@example.org", "moved");
    if (strcmp(target, "/no-location") == 0)
        return script_say(c, "302 Found", "stay");
    if (strcmp(target, "/cookies") == 0)
        return script_say(c,
                          "200 OK\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: deep=2; Path=/deep\r\n"
                          "Set-Cookie: a=3; Path=/deep; HttpOnly",
                          "set");
    if (strcmp(target, "/who") == 0)
        return script_who(c);
    if (strcmp(target, "/digest") == 0)
        return script_digest(c, in->data);
    if (strcmp(target, "/ntlm") == 0)
        return script_ntlm(c, in->data);
    if (strcmp(target, "/negotiate") == 0)
        return script_say(c, "401 Unauthorized\r\nWWW-Authenticate: Negotiate", "not let in");
    if (strcmp(target, "/close") == 0)
        return script_say(c, "200 OK\r\nConnection: close", "bye") && false;
    if (strcmp(target, "/once") == 0) /* a connection answers once */
        return c->requests == 1 && script_answer(c, "200 OK", in->data, in->length);
    if (strcmp(target, "/once-reset") == 0)
        return c->requests == 1 ? script_answer(c, "200 OK", in->data, in->length) : script_reset(c);
    if (strcmp(target, "/then-close") == 0) /* without announcing the close */
        return script_say(c, "200 OK", "bye") && false;
    if (strncmp(target, "/late/", 6) == 0)
        return script_late(c, target + 6);
    if (strcmp(target, "/keep/1") == 0)
        return script_say(c, "200 OK\r\nKeep-Alive: max=100, timeout=1", "kept");
    return script_answer(c, "200 OK", in->data, in->length); /* raw targets */
}

static void script_serve(struct script_connection *c)
{
    struct buffer in = {0};

    if (!c->ssl || SSL_accept(c->ssl) == 1) {
        while (script_request(c, &in)) {
            char target[512] = "";

            sscanf(in.data, "%*s %500s", target);
            c->requests++;
            if (!script_act(c, target, &in))
                break;
        }
    }
    buffer_free(&in);
}

static void *script_connection_run(void *context)
{
    struct script_connection *c = context;
    struct script_server *server = c->server;

    script_serve(c);
    if (c->ssl)
        SSL_free(c->ssl);
    pthread_mutex_lock(&server->lock);
    for (int i = 0; i < SCRIPT_CONNECTIONS_MOST; i++)
        if (server->open[i] == c->fd)
            server->open[i] = -1;
    close(c->fd);
    mem_free(c);
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

static void script_accepted(struct script_server *server, int fd)
{
    struct script_connection *c = mem_zalloc(1, sizeof *c);
    pthread_attr_t detached;
    pthread_t thread;

    pthread_mutex_lock(&server->lock);
    c->server = server;
    c->fd = fd;
    c->number = ++server->accepted;
    for (int i = 0; i < SCRIPT_CONNECTIONS_MOST; i++) {
        if (server->open[i] < 0) {
            server->open[i] = fd;
            break;
        }
    }
    if (server->tls) {
        c->ssl = SSL_new(server->tls);
        SSL_set_fd(c->ssl, fd);
    }
    pthread_mutex_unlock(&server->lock);
    pthread_attr_init(&detached);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    pthread_create(&thread, &detached, script_connection_run, c);
    pthread_attr_destroy(&detached);
}

static void *script_run(void *context)
{
    struct script_server *server = context;
    int fd;

    while ((fd = accept4(server->fd, NULL, NULL, SOCK_CLOEXEC)) >= 0 || errno == ECONNABORTED)
        if (fd >= 0)
            script_accepted(server, fd);
    return NULL;
}

static void script_listen(struct script_server *server, const void *address, socklen_t length, SSL_CTX *tls)
{
    *server = (struct script_server){.tls = tls};
    for (int i = 0; i < SCRIPT_CONNECTIONS_MOST; i++)
        server->open[i] = -1;
    pthread_mutex_init(&server->lock, NULL);
    server->fd = socket(((const struct sockaddr *)address)->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bind(server->fd, address, length);
    listen(server->fd, 1024);
}

static void script_start(struct script_server *server, SSL_CTX *tls)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;

    script_listen(server, &address, sizeof address, tls);
    getsockname(server->fd, (struct sockaddr *)&address, &length);
    server->port = ntohs(address.sin_port);
    pthread_create(&server->thread, NULL, script_run, server);
}

__attribute__((unused)) static void script_start_unix(struct script_server *server, const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    memccpy(address.sun_path, path, '\0', sizeof address.sun_path - 1);
    script_listen(server, &address, sizeof address, NULL);
    pthread_create(&server->thread, NULL, script_run, server);
}

/* How many connections are open now; with `end`, all are shut down first. */
static int script_open_count(struct script_server *server, bool end)
{
    int count = 0;

    pthread_mutex_lock(&server->lock);
    for (int i = 0; i < SCRIPT_CONNECTIONS_MOST; i++) {
        count += server->open[i] >= 0;
        if (end && server->open[i] >= 0)
            shutdown(server->open[i], SHUT_RDWR);
    }
    pthread_mutex_unlock(&server->lock);
    return count;
}

__attribute__((unused)) static int script_accepted_count(struct script_server *server)
{
    int count;

    pthread_mutex_lock(&server->lock);
    count = server->accepted;
    pthread_mutex_unlock(&server->lock);
    return count;
}

static void script_stop(struct script_server *server)
{
    shutdown(server->fd, SHUT_RDWR);
    pthread_join(server->thread, NULL);
    close(server->fd);
    while (script_open_count(server, true))
        usleep(1000);
    pthread_mutex_destroy(&server->lock);
}

#endif
