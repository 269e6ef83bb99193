/* The multi interface of libcurl on libev: sockets, timers, completed transfers.
 *
 * Belongs to one thread. `done` is called at the end of a transfer, but never from inside libcurl, so it may
 * add and remove handles. */
#ifndef SWARM_NET_CURL_CURL_LOOP_H
#define SWARM_NET_CURL_CURL_LOOP_H

#include "runtime/base/clock.h"
#include "runtime/net/connection/local_address.h"

#include <curl/curl.h>
#include <stdbool.h>

struct ev_loop;
struct curl_loop;
struct socket_watch;

struct curl_loop_events {
    void *context;
    /* A transfer has ended; its handle has been removed already. `socket` is that of its connection, which
     * may be used again; CURL_SOCKET_BAD: it is closed. */
    void (*done)(void *context, CURL *easy, CURLcode result, curl_socket_t socket);
    /* libcurl failed, and the state of all transfers is unknown. The callee must remove every handle that was
     * added, and may not add any. */
    void (*lost)(void *context);
};

struct curl_loop *curl_loop_new(struct ev_loop *loop, const struct curl_loop_events *events);

/* Before this, all handles must be removed, and cleaned up with their shares. */
void curl_loop_free(struct curl_loop *loop);

/* The sockets of a handle. Exists as long as the handle. */
struct curl_sockets {
    struct curl_loop *loop;
    int os_error; /* errno of a socket that couldn't be opened; the user of this header resets it to 0 */
    /* Set by the user of this header: whether the transfer may open one more socket. */
    bool (*may_open)(struct curl_sockets *sockets);
    struct socket_address local; /* set by the user of this header: local address of its connections */
    struct socket_watch *kept;   /* see curl_sockets_keep */
};

/* Makes a new handle open and close its sockets here. Fills `sockets`, except the members that its user sets.
 */
void curl_loop_adopt(struct curl_loop *loop, CURL *easy, struct curl_sockets *sockets);

/* The transfer has ended, and its socket stays open for the next one, which may use it before `until`. For
 * HTTP/1.x, where the server must not send anything in between. */
void curl_sockets_keep(struct curl_sockets *sockets, curl_socket_t socket, instant until);

/* Before a transfer: shuts down each socket that was kept too long, or that has unread bytes, which the
 * next request would take for its response (RFC 9112 section 9.2). libcurl then closes it. */
void curl_sockets_check(struct curl_sockets *sockets);

/* Starts the transfer. `done` is called at its end, but never before this returns. False: libcurl failed. */
bool curl_loop_add(struct curl_loop *loop, CURL *easy);

/* Ends a transfer. `done` isn't called. */
void curl_loop_remove(struct curl_loop *loop, CURL *easy);

/* Does the immediate work of libcurl. Must be called before the loop waits; the loop must not wait while
 * curl_loop_eager returns true. */
void curl_loop_turn(struct curl_loop *loop);
bool curl_loop_eager(const struct curl_loop *loop);

#endif
