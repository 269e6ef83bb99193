/* The yardstick for HTTPS: one connection after the other, each with a full TLS handshake, one request and
 * its answer, by OpenSSL and blocking sockets. The context and its certificates are made once.
 *
 *     bare_tls PORT CA-FILE SECONDS */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static const char request[] = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";

static SSL_CTX *context_new(const char *ca)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());

    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    if (SSL_CTX_load_verify_file(context, ca) == 1)
        return context;
    fprintf(stderr, "bare_tls: no certificates in %s\n", ca);
    exit(1);
}

static int connected(uint16_t port)
{
    struct sockaddr_in to = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int made = socket(AF_INET, SOCK_STREAM, 0);

    if (made < 0 || connect(made, (struct sockaddr *)&to, sizeof to) != 0) {
        perror("bare_tls: connect");
        exit(1);
    }
    return made;
}

static bool answered(SSL *tls)
{
    char bytes[4096];

    if (SSL_connect(tls) != 1 || SSL_write(tls, request, sizeof request - 1) <= 0 ||
        SSL_read(tls, bytes, sizeof bytes) <= 0)
        return false;
    while (SSL_read(tls, bytes, sizeof bytes) > 0)
        ;
    SSL_shutdown(tls);
    return true;
}

static bool asked(SSL_CTX *context, uint16_t port)
{
    int fd = connected(port);
    SSL *tls = SSL_new(context);
    bool good;

    SSL_set_fd(tls, fd);
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(tls), "127.0.0.1");
    good = answered(tls);
    SSL_free(tls);
    close(fd);
    return good;
}

int main(int argc, char **argv)
{
    time_t end;
    SSL_CTX *context;

    if (argc != 4) {
        fputs("bare_tls PORT CA-FILE SECONDS\n", stderr);
        return 2;
    }
    context = context_new(argv[2]);
    end = time(NULL) + atoi(argv[3]);
    while (time(NULL) < end) {
        if (!asked(context, (uint16_t)atoi(argv[1]))) {
            fputs("bare_tls: no answer\n", stderr);
            return 1;
        }
    }
    SSL_CTX_free(context);
    return 0;
}
