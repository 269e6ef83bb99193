/* How a kind of user talks: the `client { }` of a user or of the run, with the defaults of LANGUAGE.md
 * section 2. Plain data, made by the compiler and overridden by options; the strings belong to its maker, the
 * program. */
#ifndef SWARM_MODEL_CLIENT_SETTINGS_H
#define SWARM_MODEL_CLIENT_SETTINGS_H

#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stdint.h>

enum client_backend { CLIENT_BACKEND_AUTO, CLIENT_BACKEND_CURL, CLIENT_BACKEND_FAST };
enum client_http { CLIENT_HTTP_1_1, CLIENT_HTTP_2 };

struct client_settings {
    nanos timeout;         /* a whole request, redirects included; 60 s */
    nanos connect_timeout; /* 10 s */
    uint32_t redirects;    /* maximum that is followed; 10 */
    enum client_http http;
    bool keepalive;   /* on */
    bool compression; /* on: sends Accept-Encoding, undoes it */
    bool cookies;     /* on: a jar per user */
    bool verify;      /* on: the server's certificate */
    uint64_t
        max_body; /* bytes of a body that are kept, after decompression; more fails the request; 16 MiB */
    enum client_backend backend;
    const char *ca;        /* PEM file, NULL: the system's */
    const char *cert;      /* PEM file or NULL */
    const char *key;       /* PEM file or NULL */
    const char *proxy;     /* URL or NULL */
    const char *resolve;   /* host:port:address, comma separated, or NULL */
    const char *local_ips; /* addresses of this machine that users take in turn, comma separated, or NULL */
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
