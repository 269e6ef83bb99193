/* libcurl's multi interface driven by libev: sockets, timers, finished transfers.
 *
 * Belongs to one thread. Transfers end in `done`, which is never called from inside libcurl, so it may add
 * and remove handles. */
#ifndef SWARM_NET_CURL_CURL_LOOP_H
#define SWARM_NET_CURL_CURL_LOOP_H

#include "runtime/net/connection/local_address.h"

#include <curl/curl.h>
#include <stdbool.h>

struct ev_loop;
struct curl_loop;

struct curl_loop_events {
    void *context;
    /* A transfer ended; its handle has been removed already. */
    void (*done)(void *context, CURL *easy, CURLcode result);
    /* libcurl failed and the state of no transfer is certain: every handle that was added must be removed
     * now, and none may be added meanwhile. */
    void (*lost)(void *context);
};

struct curl_loop *curl_loop_new(struct ev_loop *loop, const struct curl_loop_events *events);

/* All handles must have been removed, and cleaned up with their shares. */
void curl_loop_free(struct curl_loop *loop);

/* A handle's part in opening sockets; it lives as long as the handle. */
struct curl_sockets {
    struct curl_loop *loop;
    int os_error; /* the errno of a socket that couldn't be opened; for the user to set to 0 */
    /* The user's: whether the transfer may open one more. */
    bool (*may_open)(struct curl_sockets *sockets);
    struct socket_address local; /* the user's: where its connections come from */
};

/* Makes a new handle open and close its sockets here. Fills `sockets`, but for what is the user's. */
void curl_loop_adopt(struct curl_loop *loop, CURL *easy, struct curl_sockets *sockets);

/* Starts the transfer; it ends in `done`, not before this returns. False where libcurl can't. */
bool curl_loop_add(struct curl_loop *loop, CURL *easy);

/* Ends a transfer without `done`. */
void curl_loop_remove(struct curl_loop *loop, CURL *easy);

/* Does what libcurl wants done at once. To be called before the loop waits, which it may not while
 * curl_loop_eager. */
void curl_loop_turn(struct curl_loop *loop);
bool curl_loop_eager(const struct curl_loop *loop);

#endif
