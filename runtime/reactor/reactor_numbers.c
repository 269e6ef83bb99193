/* The numbers that a reactor sends to the control thread: statistics, states of users, waiting requests. */
#include "runtime/net/transport.h"
#include "runtime/reactor/reactor_state.h"
#include "runtime/reactor/record.h"

static void load_fill(struct reactor *reactor, struct reactor_load *load)
{
    instant now = clock_now(), oldest = now;
    nanos cpu = clock_thread_cpu();

    load->in_flight = transport_in_flight(reactor->base.transport, &oldest);
    load->oldest = instant_since(now, oldest);
    load->canceled = reactor->base.scheduler.canceled;
    load->canceled_oldest = reactor->base.scheduler.canceled_oldest;
    load->cpu = cpu - reactor->cpu;
    reactor->cpu = cpu;
    load->busy = reactor->base.busy;
    load->span = instant_since(now, reactor->taken);
    load->lag = reactor->base.lag;
    reactor->base.busy = reactor->base.lag = 0;
    reactor->taken = now;
}

struct waiting_list {
    struct stats *stats;
    struct message_stats *message;
};

static void waiting_add(void *context, const struct vm_report *open)
{
    struct waiting_list *list = context;

    vec_push(&list->message->waiting, record_waiting(list->stats, open));
}

/* Adds the requests in flight, with their waiting times since `since`. */
static void waiting_fill(struct reactor *reactor, instant since, struct message_stats *message)
{
    struct waiting_list list = {reactor->stats, message};

    if (since.ns != 0)
        user_pool_report_pending(&reactor->base.pool, since, waiting_add, &list);
}

void reactor_count_lines(struct reactor *reactor)
{
    uint32_t count = (uint32_t)reactor->plan->run.program->lines_count + 1;

    scheduler_counts_set(&reactor->base.scheduler, stats_lines(reactor->stats, count));
}

void reactor_hand_over(struct reactor *reactor, struct message_take *taking, bool is_last)
{
    struct message_stats *message = message_new(MESSAGE_STATS);

    stats_arrivals(reactor->stats, reactor->arrivals.started, reactor->arrivals.dropped);
    reactor->arrivals.started = reactor->arrivals.dropped = 0;
    message->set = stats_take(reactor->stats, taking->empty);
    taking->empty = NULL;
    reactor_count_lines(reactor);
    message->is_last = is_last;
    waiting_fill(reactor, taking->waiting_since, message);
    load_fill(reactor, &message->load);
    reactor_notify(reactor, &message->head);
}
