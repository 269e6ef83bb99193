/* Shares of a run over all workers that aren't numbers of users: arrivals, places of `max_users`, and tasks
 * of a limited number. They are dealt anew when workers come, leave or are lost. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/cluster/master/master_state.h"
#include "runtime/cluster/message/share_message.h"

#include <math.h>

#define LEAD (NANOS_PER_S / 2) /* a deal begins with a second that is at least this far away */
#define START_LATE NANOS_PER_S /* a node that starts later than that leaves out what is overdue */
#define CONFIRM_WITHIN (3 * NANOS_PER_S)

/* ---- what there is ---- */

bool run_is_dealt(const struct master *master)
{
    return master->run.has_arrivals || master->run.settings.iterations > 0;
}

static uint64_t places_of(const struct master *master)
{
    uint64_t most = master->run.program->load_max_users;

    return most > 0 ? most : ARRIVALS_MOST;
}

/* Tasks that workers of the run which have left had begun. */
static uint64_t tasks_used_elsewhere(const struct master *master)
{
    uint64_t used = 0;

    for (size_t i = 0; i < master->nodes.count; i++) {
        const struct node *node = master->nodes.items[i];

        if (node_is_of_run(master, node) && !node->part.takes_part)
            used += node->part.progress.begun;
    }
    return used;
}

static uint64_t tasks_of(const struct master *master)
{
    uint64_t all = master->run.settings.iterations, used = tasks_used_elsewhere(master);

    return used < all ? all - used : 0;
}

/* ---- sending ---- */

static nanos load_elapsed(const struct master *master)
{
    return instant_since(clock_now(), master->run.began);
}

/* The next full second that workers surely hear of before. */
static nanos deal_time(const struct master *master)
{
    nanos soon = load_elapsed(master) + LEAD;

    return (soon / NANOS_PER_S + 1) * NANOS_PER_S;
}

static void deal_send(struct master *master, struct node *node)
{
    struct frame_writer writer;

    node->part.dealt = clock_now();
    frame_begin(&writer, "swarm_deal", node->id);
    msgpack_pack_map(&writer.packer, 2);
    packed_write_count(&writer.packer, "run", master->run.number);
    packed_write_word(&writer.packer, "share");
    share_message_write(&writer.packer, &node->part.share);
    master_send(master, node, &writer);
}

/* Sends what has changed. Users that have ended because no task was left start again. */
static void part_deal(struct master *master, size_t part)
{
    struct node *node = master->run.parts.items[part];
    struct node_part *own = &node->part;
    bool has_more = own->share.serial > 0 && own->tasks.limit > own->share.tasks;

    if (own->share.max_users == own->places.limit && own->share.tasks == own->tasks.limit &&
        !own->is_dealt_anew)
        return;
    own->share.max_users = own->places.limit;
    own->share.tasks = own->tasks.limit;
    own->share.serial++;
    own->is_dealt_anew = false;
    deal_send(master, node);
    if (has_more && !master->run.has_arrivals)
        run_users_again(master, part);
}

/* ---- dealing ---- */

struct allotments {
    struct allotment *tasks, *places;
    uint64_t *used;
    size_t count;
};

static struct allotments allotments_take(const struct master *master)
{
    size_t count = master->run.parts.count;
    struct allotments all = {.tasks = mem_zalloc(count + 1, sizeof *all.tasks),
                             .places = mem_zalloc(count + 1, sizeof *all.places),
                             .used = mem_zalloc(count + 1, sizeof *all.used),
                             .count = count};

    for (size_t i = 0; i < count; i++) {
        all.tasks[i] = master->run.parts.items[i]->part.tasks;
        all.places[i] = master->run.parts.items[i]->part.places;
        all.used[i] = master->run.parts.items[i]->part.progress.begun;
    }
    return all;
}

static void allotments_put(struct master *master, struct allotments *all)
{
    for (size_t i = 0; i < all->count; i++) {
        master->run.parts.items[i]->part.tasks = all->tasks[i];
        master->run.parts.items[i]->part.places = all->places[i];
    }
    mem_free(all->tasks);
    mem_free(all->places);
    mem_free(all->used);
}

static void limits_move(struct master *master, bool is_new)
{
    struct allotments all = allotments_take(master);

    if (is_new) {
        allotments_aim(all.tasks, all.count, tasks_of(master), all.used);
        allotments_aim(all.places, all.count, places_of(master), NULL);
    }
    allotments_move(all.tasks, all.count, tasks_of(master));
    allotments_move(all.places, all.count, places_of(master));
    allotments_put(master, &all);
}

static uint32_t reactors_of_all(const struct master *master)
{
    uint32_t count = 0;

    for (size_t i = 0; i < master->run.parts.count; i++) {
        const struct node *node = master->run.parts.items[i];

        count += node->part.is_leaving ? 0 : node->reactors;
    }
    return count;
}

static void arrivals_deal(struct master *master, nanos from)
{
    uint32_t count = reactors_of_all(master), first = 0;

    for (size_t i = 0; i < master->run.parts.count; i++) {
        struct node *node = master->run.parts.items[i];
        struct run_share *share = &node->part.share;

        share->from = from;
        share->count = count > 0 ? count : 1;
        share->has_fixed = first == 0 && !node->part.is_leaving;
        share->first = node->part.is_leaving ? share->count : first;
        node->part.is_dealt_anew = true;
        first += node->part.is_leaving ? 0 : node->reactors;
    }
}

void shares_begin(struct master *master)
{
    if (!run_is_dealt(master))
        return;
    arrivals_deal(master, 0);
    limits_move(master, true);
}

void shares_divide(struct master *master)
{
    if (!run_is_dealt(master))
        return;
    arrivals_deal(master, deal_time(master));
    limits_move(master, true);
}

void shares_tell(struct master *master)
{
    for (size_t i = 0; run_is_dealt(master) && i < master->run.parts.count; i++)
        part_deal(master, i);
}

void shares_deal(struct master *master)
{
    shares_divide(master);
    shares_tell(master);
}

/* The start message has the share. */
const struct run_share *share_of_part(struct master *master, struct node *node)
{
    struct node_part *own = &node->part;

    if (own->progress.serial == 0 && load_elapsed(master) > START_LATE &&
        own->share.from < load_elapsed(master))
        own->share.from = deal_time(master);
    own->share.max_users = own->places.limit;
    own->share.tasks = own->tasks.limit;
    own->share.serial++;
    own->is_dealt_anew = false;
    own->dealt = clock_now();
    return &own->share;
}

void share_forget(struct node *node)
{
    uint64_t begun = node->part.progress.begun;

    node->part.places = (struct allotment){0};
    node->part.tasks = (struct allotment){.limit = begun, .held = begun};
}

/* It may come back. Then it shouldn't start what others start meanwhile. */
void share_withdraw(struct master *master, struct node *node)
{
    struct node_part *own = &node->part;

    if (!run_is_dealt(master) || !node->is_swarm)
        return;
    own->share.from = load_elapsed(master);
    own->share.first = own->share.count;
    own->share.has_fixed = false;
    own->share.max_users = own->places.limit = 0;
    own->share.tasks = own->tasks.limit = own->progress.begun;
    own->share.serial++;
    deal_send(master, node);
}

/* ---- what changes cost ---- */

/* Arrivals of all workers that are due from a time on until the next deal. */
static double arrivals_due(const struct master *master, instant since)
{
    const struct program *program = master->run.program;
    nanos begin = instant_since(since, master->run.began);
    struct timetable timetable;
    double due;

    timetable_init(&timetable, program->load, program->load_count);
    due = timetable_due(&timetable, deal_time(master)) - timetable_due(&timetable, begin > 0 ? begin : 0);
    timetable_free(&timetable);
    return due;
}

void share_cost_note(struct master *master, const struct node *node, instant since)
{
    struct buffer text = {0};
    double share = (double)node->reactors / (node->reactors + reactors_of_all(master));

    if (!master->run.has_arrivals)
        return;
    buffer_printf(&text, "at most %.0f arrivals of %s weren't started, until others took its share",
                  ceil(arrivals_due(master, since) * share), node_text(node));
    log_warning("%s", buffer_text(&text));
    master_remark(master, &text);
}

/* ---- reports ---- */

static bool are_all_tasks_done(const struct master *master)
{
    uint64_t ended = tasks_used_elsewhere(master);

    for (size_t i = 0; i < master->run.parts.count; i++)
        ended += master->run.parts.items[i]->part.progress.ended;
    return ended >= master->run.settings.iterations;
}

void tasks_check(struct master *master)
{
    if (master->run.is_open && master->run.settings.iterations > 0 && are_all_tasks_done(master))
        master->run.local.stop(master->run.engine, "all iterations have finished", false);
}

/* True: others may get more. */
static bool share_confirm(struct node_part *part, const struct run_progress *progress)
{
    uint64_t tasks = part->tasks.held, places = part->places.held;

    part->dealt = (instant){0};
    allotment_confirm(&part->tasks, progress->tasks);
    allotment_confirm(&part->places, progress->arriving);
    return part->tasks.held != tasks || part->places.held != places;
}

void node_progress(struct master *master, struct node *node, const msgpack_object *data)
{
    struct node_part *own = &node->part;
    struct run_progress progress;

    if (!progress_message_read(data, &progress) || progress.begun < own->progress.begun)
        return;
    own->progress = progress;
    if (!master->run.is_open || !own->takes_part || !run_is_dealt(master))
        return;
    if (progress.serial == own->share.serial && share_confirm(own, &progress)) {
        limits_move(master, false);
        shares_tell(master);
    }
    if (progress.ended >= progress.tasks)
        tasks_check(master);
}

void node_leaving(struct master *master, struct node *node, const msgpack_object *data)
{
    (void)data;
    if (!master->run.is_open || !node->part.takes_part || node->part.is_leaving)
        return;
    node->part.is_leaving = true;
    if (!run_is_dealt(master))
        return;
    share_cost_note(master, node, clock_now());
    shares_deal(master);
}

static bool is_unconfirmed(const struct node *node)
{
    return node->state == NODE_READY && node->part.dealt.ns &&
           instant_since(clock_now(), node->part.dealt) > CONFIRM_WITHIN;
}

/* A worker that has never confirmed a share may have missed the start. */
void shares_check(struct master *master)
{
    if (!master->run.is_open || !run_is_dealt(master))
        return;
    limits_move(master, false);
    shares_tell(master);
    tasks_check(master);
    for (size_t i = 0; i < master->run.parts.count; i++) {
        struct node *node = master->run.parts.items[i];

        if (is_unconfirmed(node) && node->part.progress.serial > 0)
            deal_send(master, node);
        else if (is_unconfirmed(node))
            run_start_again(master, i);
    }
}
