#include "runtime/reactor/alarm.h"

#include "runtime/base/log.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/timerfd.h>
#include <sysexits.h>
#include <unistd.h>

/* If the read fails, this is a spurious wake-up: the timer was set again after it had expired. */
static void timer_came(struct ev_loop *loop, struct ev_io *watcher, int events)
{
    struct alarm *alarm = watcher->data;
    uint64_t times;

    (void)loop;
    (void)events;
    if (read(watcher->fd, &times, sizeof times) == sizeof times)
        alarm->rang(alarm->context);
}

void alarm_init(struct alarm *alarm, struct ev_loop *loop, void (*rang)(void *context), void *context)
{
    int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);

    if (timer < 0) {
        log_error("can't create a timer: %s", strerror(errno));
        exit(EX_OSERR);
    }
    *alarm = (struct alarm){.loop = loop, .rang = rang, .context = context};
    ev_io_init(&alarm->io, timer_came, timer, EV_READ);
    alarm->io.data = alarm;
    ev_io_start(loop, &alarm->io);
}

/* clock_now uses CLOCK_MONOTONIC, as this timer does. */
static void timer_set(const struct alarm *alarm, int64_t when)
{
    struct itimerspec setting = {
        .it_value = {.tv_sec = (time_t)(when / NANOS_PER_S), .tv_nsec = (long)(when % NANOS_PER_S)}};

    timerfd_settime(alarm->io.fd, TFD_TIMER_ABSTIME, &setting, NULL);
}

void alarm_set(struct alarm *alarm, instant when)
{
    /* A time of 0 would stop the timer. */
    timer_set(alarm, when.ns > 0 ? when.ns : 1);
}

void alarm_stop(struct alarm *alarm)
{
    timer_set(alarm, 0);
}

void alarm_free(struct alarm *alarm)
{
    ev_io_stop(alarm->loop, &alarm->io);
    close(alarm->io.fd);
}
