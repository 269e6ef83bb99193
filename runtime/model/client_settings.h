/* How the users of a kind connect: `client { }` of a user or of the run. Plain data, created by the compiler
 * and overridden by options. The program owns the strings. The comments give the defaults. */
#ifndef SWARM_MODEL_CLIENT_SETTINGS_H
#define SWARM_MODEL_CLIENT_SETTINGS_H

#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stdint.h>

enum client_backend { CLIENT_BACKEND_AUTO, CLIENT_BACKEND_CURL, CLIENT_BACKEND_FAST };
enum client_http { CLIENT_HTTP_1_1, CLIENT_HTTP_2 };

struct client_settings {
    nanos timeout;         /* of a request, its redirects included; 60 s */
    nanos connect_timeout; /* 10 s */
    uint32_t redirects;    /* at most; 10 */
    enum client_http http;
    bool keepalive;    /* on */
    bool compression;  /* on: sends Accept-Encoding and decodes bodies */
    bool cookies;      /* on: each user has a cookie jar */
    bool verify;       /* on: verifies the server's certificate */
    uint64_t max_body; /* maximum size of a decoded body in bytes; a larger one is an error; 16 MiB */
    enum client_backend backend;
    const char *ca;        /* PEM file with trusted certificates; NULL: those of the system */
    const char *cert;      /* PEM file or NULL */
    const char *key;       /* PEM file or NULL */
    const char *proxy;     /* URL or NULL */
    const char *resolve;   /* host:port:address, comma separated, or NULL */
    const char *local_ips; /* addresses of this machine, comma separated, which users take in turn; or NULL */
};

#define CLIENT_SETTINGS_DEFAULT                                                                              \
    ((struct client_settings){.timeout = 60 * NANOS_PER_S,                                                   \
                              .connect_timeout = 10 * NANOS_PER_S,                                           \
                              .redirects = 10,                                                               \
                              .keepalive = true,                                                             \
                              .compression = true,                                                           \
                              .cookies = true,                                                               \
                              .verify = true,                                                                \
                              .max_body = 16u << 20})

#endif
