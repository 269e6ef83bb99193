/* Rows and numbers of a run over many nodes: what a worker asks its master for, and what a master deals. */
#include "runtime/engine/engine_state.h"
#include "runtime/user/lease_stock.h"

uint32_t engine_lease_items(const struct program *program)
{
    return (uint32_t)(program->data_count + program->counters_count);
}

static struct lease_stock *stock_of(const struct engine *engine, uint32_t item)
{
    return engine->plan->leases && item < engine_lease_items(engine->program) ? engine->plan->leases[item]
                                                                              : NULL;
}

/* ---- a worker ---- */

static bool is_worker(const struct engine *engine)
{
    return engine->plan->leases && !engine->has_nodes;
}

static void ask(struct engine *engine, uint32_t item, bool is_repeat)
{
    struct lease_stock *stock = stock_of(engine, item);
    struct lease_note note;

    if (stock && lease_stock_ask(stock, clock_now(), is_repeat, &note))
        engine->events.lease(engine->events.context, &note);
}

void engine_lease_low(struct engine *engine, const struct message_lease *message)
{
    if (engine->phase < ENGINE_CLOSING)
        ask(engine, message->item, false);
}

void engine_leases_repeat(struct engine *engine)
{
    for (uint32_t i = 0; is_worker(engine) && i < engine_lease_items(engine->program); i++)
        ask(engine, i, true);
}

static void give_back(struct engine *engine, struct lease_stock *stock, uint64_t serial)
{
    struct lease_note note;

    lease_stock_return(stock, serial, &note);
    engine->events.lease(engine->events.context, &note);
}

void engine_leases_return(struct engine *engine)
{
    for (uint32_t i = 0; is_worker(engine) && i < engine_lease_items(engine->program); i++) {
        if (engine->plan->leases[i])
            give_back(engine, engine->plan->leases[i], 0);
    }
}

/* The users that wait are on the reactors. */
static void leased_tell(struct engine *engine, uint32_t item)
{
    for (uint32_t i = 0; i < engine->reactor_count; i++) {
        struct message_lease *message = message_new(MESSAGE_LEASED);

        message->item = item;
        reactor_send(engine->reactors[i].reactor, &message->head);
    }
}

void engine_lease(struct engine *engine, const struct lease_answer *answer)
{
    struct lease_stock *stock = stock_of(engine, answer->item);

    if (!stock || !is_worker(engine) || engine->phase >= ENGINE_CLOSING)
        return;
    if (answer->is_recall) {
        give_back(engine, stock, answer->serial);
        return;
    }
    lease_stock_answer(stock, answer);
    leased_tell(engine, answer->item);
}

/* ---- a master ---- */

const char *engine_lease_name(const struct engine *engine, uint32_t item)
{
    const struct program *program = engine->program;

    if (!stock_of(engine, item))
        return NULL;
    return item < program->data_count ? program->data[item].name
                                      : program->counters[item - program->data_count];
}

struct lease_range engine_lease_deal(struct engine *engine, uint32_t item, uint64_t most)
{
    return lease_stock_deal(stock_of(engine, item), most);
}

void engine_lease_take_back(struct engine *engine, uint32_t item, struct lease_range range)
{
    lease_stock_take_back(stock_of(engine, item), range);
}
