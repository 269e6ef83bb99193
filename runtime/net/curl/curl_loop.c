#include "runtime/net/curl/curl_loop.h"

#include "runtime/base/alloc.h"
#include "runtime/base/clock.h"
#include "runtime/base/log.h"

#include <errno.h>
#include <ev.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Idle connections kept per user: a few hosts with two each. */
#define CONNECTIONS_PER_USER 8L

/* Rounds per turn: the first one starts new transfers, the second one handles what they need at once. */
#define TURN_ROUNDS 4

/* Reads that empty a socket which is given up. */
#define DROPPED_READS 256

/* If a timer has fired and libcurl hasn't set another one, libcurl is called again after this time. */
#define TIMER_RETRY (10 * NANOS_PER_MS)

/* A watcher for each descriptor number that was ever used.
 *
 * libcurl removes a socket at the end of each response and adds it again for the next request. The watcher
 * of a socket that swarm opened stays active in between, which saves a system call per request. It stops
 * if bytes arrive that libcurl doesn't want, or when the socket is closed. swarm isn't told when libcurl
 * closes sockets of its own, so their watchers stop at once. */
struct socket_watch {
    ev_io io;
    struct curl_loop *loop;
    int wanted; /* EV_READ, EV_WRITE; 0: libcurl has removed it */
    bool ours;
    struct curl_sockets *keeper; /* has it in its list `kept`; NULL: none */
    struct socket_watch *next_kept;
    instant until; /* when it was kept long enough */
};

struct curl_loop {
    struct ev_loop *loop;
    struct curl_loop_events events;
    CURLM *multi;
    ev_timer timer;
    instant due;   /* when libcurl must be called; valid if `timed` */
    instant armed; /* when `timer` fires; valid while it is active */
    bool timed;
    bool eager;                    /* libcurl must be called at once */
    struct socket_watch **watches; /* by descriptor */
    size_t watch_capacity;
};

static void multi_open(struct curl_loop *loop);

/* ---- finished transfers ---- */

static void transfers_drain(struct curl_loop *loop)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(loop->multi, &left))) {
        CURL *easy = message->easy_handle;
        CURLcode result = message->data.result;
        curl_socket_t socket = CURL_SOCKET_BAD;

        curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &socket); /* isn't known after the removal */
        curl_multi_remove_handle(loop->multi, easy);
        loop->events.done(loop->events.context, easy, result, socket);
    }
}

/* After an error, the state of all transfers is uncertain: they all end, and a new multi handle is
 * created. */
static void multi_lost(struct curl_loop *loop, CURLMcode code)
{
    log_warning_once("curl multi", "libcurl failed (%s): the requests in flight fail",
                     curl_multi_strerror(code));
    loop->events.lost(loop->events.context);
    curl_multi_cleanup(loop->multi);
    multi_open(loop);
}

static void multi_act(struct curl_loop *loop, curl_socket_t socket, int what)
{
    int running;
    CURLMcode code = curl_multi_socket_action(loop->multi, socket, what, &running);

    if (code == CURLM_OK)
        transfers_drain(loop);
    else
        multi_lost(loop, code);
}

/* ---- time ---- */

static void timer_arm(struct curl_loop *loop, instant when)
{
    nanos after = instant_since(when, clock_now());

    /* libev adds the delay to the start of its turn, which may be in the past. */
    ev_now_update(loop->loop);
    ev_timer_stop(loop->loop, &loop->timer);
    ev_timer_set(&loop->timer, after > 0 ? (double)after / NANOS_PER_S : 0., 0.);
    ev_timer_start(loop->loop, &loop->timer);
    loop->armed = when;
}

/* A later time than the current one isn't set until the timer has fired: most timeouts are replaced before
 * they expire. */
static int timer_wanted(CURLM *multi, long milliseconds, void *context)
{
    struct curl_loop *loop = context;

    (void)multi;
    loop->eager = milliseconds == 0;
    loop->timed = milliseconds > 0;
    if (!loop->timed)
        return 0;
    loop->due = instant_add(clock_now(), milliseconds * NANOS_PER_MS);
    if (!ev_is_active(&loop->timer) || instant_before(loop->due, loop->armed))
        timer_arm(loop, loop->due);
    return 0;
}

static void timer_fired(struct ev_loop *ev, ev_timer *timer, int events)
{
    struct curl_loop *loop = timer->data;
    instant now = clock_now();

    (void)ev;
    (void)events;
    if (!loop->timed)
        return;
    if (!instant_before(now, loop->due)) {
        loop->due = instant_add(now, TIMER_RETRY);
        multi_act(loop, CURL_SOCKET_TIMEOUT, 0);
    }
    if (loop->timed && !ev_is_active(timer))
        timer_arm(loop, loop->due);
}

/* ---- sockets ---- */

static void socket_ready(struct ev_loop *ev, ev_io *io, int events)
{
    struct socket_watch *watch = (struct socket_watch *)io;
    int what = ((events & EV_READ) ? CURL_CSELECT_IN : 0) | ((events & EV_WRITE) ? CURL_CSELECT_OUT : 0);

    if (watch->wanted)
        multi_act(watch->loop, io->fd, what);
    else
        ev_io_stop(ev, io);
}

static struct socket_watch *socket_watch_new(struct curl_loop *loop, curl_socket_t socket)
{
    struct socket_watch *watch = mem_zalloc(1, sizeof *watch);

    ev_io_init(&watch->io, socket_ready, socket, 0);
    watch->loop = loop;
    loop->watches[socket] = watch;
    return watch;
}

static struct socket_watch *socket_watch_of(struct curl_loop *loop, curl_socket_t socket)
{
    size_t place = (size_t)socket, before = loop->watch_capacity;

    if (place >= before) {
        loop->watch_capacity = place + 1 > before * 2 ? place + 64 : before * 2;
        loop->watches = mem_realloc(loop->watches, loop->watch_capacity * sizeof(struct socket_watch *));
        memset(loop->watches + before, 0, (loop->watch_capacity - before) * sizeof(struct socket_watch *));
    }
    return loop->watches[place] ? loop->watches[place] : socket_watch_new(loop, socket);
}

static int events_of(int what)
{
    switch (what) {
    case CURL_POLL_IN: return EV_READ;
    case CURL_POLL_OUT: return EV_WRITE;
    case CURL_POLL_INOUT: return EV_READ | EV_WRITE;
    default: return 0; /* CURL_POLL_REMOVE */
    }
}

static int socket_wanted(CURL *easy, curl_socket_t socket, int what, void *context, void *assigned)
{
    struct curl_loop *loop = context;
    struct socket_watch *watch = socket_watch_of(loop, socket);

    (void)easy;
    (void)assigned;
    watch->wanted = events_of(what);
    if (!watch->wanted && watch->ours)
        return 0;
    if (watch->wanted && ev_is_active(&watch->io) && watch->io.events == watch->wanted)
        return 0;
    ev_io_stop(loop->loop, &watch->io);
    if (watch->wanted) {
        ev_io_set(&watch->io, socket, watch->wanted);
        ev_io_start(loop->loop, &watch->io);
    }
    return 0;
}

static curl_socket_t socket_open(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct curl_sockets *sockets = context;
    int fd;

    (void)purpose;
    if (!sockets->may_open(sockets))
        return CURL_SOCKET_BAD;
    fd = socket(address->family, address->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK, address->protocol);
    if (fd < 0 || !local_address_bind(&sockets->local, fd, address->family)) {
        sockets->os_error = errno;
        if (fd >= 0)
            close(fd);
        return CURL_SOCKET_BAD;
    }
    socket_watch_of(sockets->loop, fd)->ours = true;
    return fd;
}

static void kept_remove(struct socket_watch *watch)
{
    struct socket_watch **place = watch->keeper ? &watch->keeper->kept : NULL;

    watch->keeper = NULL;
    for (; place && *place; place = &(*place)->next_kept) {
        if (*place != watch)
            continue;
        *place = watch->next_kept;
        return;
    }
}

static int socket_close(void *context, curl_socket_t socket)
{
    struct curl_loop *loop = context;

    if ((size_t)socket < loop->watch_capacity && loop->watches[socket]) {
        struct socket_watch *watch = loop->watches[socket];

        ev_io_stop(loop->loop, &watch->io);
        kept_remove(watch);
        watch->wanted = 0;
        watch->ours = false;
    }
    return close(socket);
}

/* ---- kept connections ---- */

void curl_sockets_keep(struct curl_sockets *sockets, curl_socket_t socket, instant until)
{
    struct socket_watch *watch = socket_watch_of(sockets->loop, socket);

    if (!watch->ours)
        return;
    kept_remove(watch);
    watch->until = until;
    watch->keeper = sockets;
    watch->next_kept = sockets->kept;
    sockets->kept = watch;
}

static bool has_unread(int fd)
{
    char byte;

    return recv(fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

/* Some versions of libcurl look for the end of the connection behind what is unread. */
static void socket_drop(int fd)
{
    char bytes[4096];

    shutdown(fd, SHUT_RDWR);
    for (int i = 0; i < DROPPED_READS && recv(fd, bytes, sizeof bytes, MSG_DONTWAIT) > 0; i++)
        continue;
}

void curl_sockets_check(struct curl_sockets *sockets)
{
    instant now = sockets->kept ? clock_now() : (instant){0};

    for (struct socket_watch *watch = sockets->kept, *next; watch; watch = next) {
        next = watch->next_kept;
        if (instant_before(now, watch->until) && !has_unread(watch->io.fd))
            continue;
        kept_remove(watch);
        socket_drop(watch->io.fd);
    }
}

/* ---- the whole ---- */

static void multi_open(struct curl_loop *loop)
{
    loop->multi = curl_multi_init();
    loop->timed = loop->eager = false;
    curl_multi_setopt(loop->multi, CURLMOPT_SOCKETFUNCTION, socket_wanted);
    curl_multi_setopt(loop->multi, CURLMOPT_SOCKETDATA, loop);
    curl_multi_setopt(loop->multi, CURLMOPT_TIMERFUNCTION, timer_wanted);
    curl_multi_setopt(loop->multi, CURLMOPT_TIMERDATA, loop);
    curl_multi_setopt(loop->multi, CURLMOPT_MAXCONNECTS, CONNECTIONS_PER_USER);
}

struct curl_loop *curl_loop_new(struct ev_loop *ev, const struct curl_loop_events *events)
{
    struct curl_loop *loop = mem_zalloc(1, sizeof *loop);

    loop->loop = ev;
    loop->events = *events;
    ev_timer_init(&loop->timer, timer_fired, 0., 0.);
    loop->timer.data = loop;
    multi_open(loop);
    return loop;
}

void curl_loop_free(struct curl_loop *loop)
{
    curl_multi_cleanup(loop->multi);
    ev_timer_stop(loop->loop, &loop->timer);
    for (size_t i = 0; i < loop->watch_capacity; i++) {
        if (loop->watches[i])
            ev_io_stop(loop->loop, &loop->watches[i]->io);
        mem_free(loop->watches[i]);
    }
    mem_free(loop->watches);
    mem_free(loop);
}

void curl_loop_adopt(struct curl_loop *loop, CURL *easy, struct curl_sockets *sockets)
{
    sockets->loop = loop;
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, socket_open);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, sockets);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, socket_close);
    curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, loop);
}

bool curl_loop_add(struct curl_loop *loop, CURL *easy)
{
    if (curl_multi_add_handle(loop->multi, easy) != CURLM_OK)
        return false;
    loop->eager = true;
    return true;
}

void curl_loop_remove(struct curl_loop *loop, CURL *easy)
{
    curl_multi_remove_handle(loop->multi, easy);
}

void curl_loop_turn(struct curl_loop *loop)
{
    for (int round = 0; loop->eager && round < TURN_ROUNDS; round++) {
        loop->eager = false;
        multi_act(loop, CURL_SOCKET_TIMEOUT, 0);
    }
}

bool curl_loop_eager(const struct curl_loop *loop)
{
    return loop->eager;
}
