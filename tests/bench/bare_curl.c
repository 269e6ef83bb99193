/* The yardstick: the least code that keeps N users asking for one URL with libcurl's multi interface on
 * libev, a connection cache per user, nothing looked at, nothing recorded.
 *
 *     bare_curl URL USERS SECONDS
 *
 * Prints the requests done, and the CPU (user + system) that one took in microseconds. */
#include <curl/curl.h>
#include <ev.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

struct watch {
    ev_io io;
};

static struct ev_loop *loop;
static CURLM *multi;
static ev_timer timer;
static unsigned long requests, failures;

static void drain(void)
{
    CURLMsg *message;
    int left;

    while ((message = curl_multi_info_read(multi, &left))) {
        CURL *easy = message->easy_handle;

        requests++;
        failures += message->data.result != CURLE_OK;
        curl_multi_remove_handle(multi, easy);
        curl_multi_add_handle(multi, easy);
    }
}

static void act(curl_socket_t socket, int what)
{
    int running;

    curl_multi_socket_action(multi, socket, what, &running);
    drain();
}

static void socket_ready(struct ev_loop *ev, ev_io *io, int events)
{
    (void)ev;
    act(io->fd, ((events & EV_READ) ? CURL_CSELECT_IN : 0) | ((events & EV_WRITE) ? CURL_CSELECT_OUT : 0));
}

static void timer_fired(struct ev_loop *ev, ev_timer *fired, int events)
{
    (void)ev;
    (void)fired;
    (void)events;
    act(CURL_SOCKET_TIMEOUT, 0);
}

static int timer_wanted(CURLM *from, long milliseconds, void *context)
{
    (void)from;
    (void)context;
    ev_timer_stop(loop, &timer);
    if (milliseconds >= 0) {
        ev_timer_set(&timer, (double)milliseconds / 1000.0, 0.);
        ev_timer_start(loop, &timer);
    }
    return 0;
}

static int socket_wanted(CURL *easy, curl_socket_t socket, int what, void *context, void *assigned)
{
    struct watch *watch = assigned;
    int events = ((what & CURL_POLL_IN) ? EV_READ : 0) | ((what & CURL_POLL_OUT) ? EV_WRITE : 0);

    (void)easy;
    (void)context;
    if (what == CURL_POLL_REMOVE) {
        if (watch)
            ev_io_stop(loop, &watch->io);
        free(watch);
        return 0;
    }
    if (!watch) {
        watch = calloc(1, sizeof *watch);
        ev_io_init(&watch->io, socket_ready, socket, events);
        curl_multi_assign(multi, socket, watch);
    } else {
        ev_io_stop(loop, &watch->io);
        ev_io_set(&watch->io, socket, events);
    }
    ev_io_start(loop, &watch->io);
    return 0;
}

static size_t discard(char *bytes, size_t size, size_t count, void *context)
{
    (void)bytes;
    (void)context;
    return size * count;
}

static void user_start(const char *url)
{
    CURL *easy = curl_easy_init();
    CURLSH *share = curl_share_init();

    curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
    curl_easy_setopt(easy, CURLOPT_SHARE, share);
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
    curl_multi_add_handle(multi, easy);
}

static void time_up(struct ev_loop *ev, ev_timer *end, int events)
{
    (void)end;
    (void)events;
    ev_break(ev, EVBREAK_ALL);
}

static void report(void)
{
    struct rusage used;
    double microseconds;

    getrusage(RUSAGE_SELF, &used);
    microseconds = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
                   (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    printf("%lu requests, %lu failed, %.2f us CPU a request\n", requests, failures,
           requests ? microseconds / (double)requests : 0.);
}

/* What the system takes back at the end isn't given back singly: it would only be measured. */
int main(int count, char **arguments)
{
    ev_timer end;

    if (count != 4) {
        fprintf(stderr, "usage: bare_curl URL USERS SECONDS\n");
        return 2;
    }
    curl_global_init(CURL_GLOBAL_DEFAULT);
    loop = ev_default_loop(0);
    multi = curl_multi_init();
    ev_timer_init(&timer, timer_fired, 0., 0.);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket_wanted);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer_wanted);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 8L);
    for (int users = atoi(arguments[2]); users > 0; users--)
        user_start(arguments[1]);
    ev_timer_init(&end, time_up, atof(arguments[3]), 0.);
    ev_timer_start(loop, &end);
    ev_run(loop, 0);
    report();
    return 0;
}
