/* Rows and numbers for workers: what they ask for, and what a lost one may have used. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/cluster/master/master_state.h"

#include <inttypes.h>

/* ---- for the book ---- */

static struct lease_range deal(void *context, uint32_t item, uint64_t most)
{
    return engine_lease_deal(((struct master *)context)->run.engine, item, most);
}

static void take_back(void *context, uint32_t item, struct lease_range range)
{
    engine_lease_take_back(((struct master *)context)->run.engine, item, range);
}

static void answer_send(struct master *master, const struct node *node, const struct lease_answer *answer)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_lease", node->id);
    msgpack_pack_map(&writer.packer, 4);
    packed_write_count(&writer.packer, "item", answer->item);
    packed_write_count(&writer.packer, "serial", answer->serial);
    packed_write_count(&writer.packer, "first", answer->range.first);
    packed_write_count(&writer.packer, "count", answer->range.count);
    master_send(master, node, &writer);
}

static void recall_send(struct master *master, const struct node *node, const struct lease_answer *recall)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_recall", node->id);
    msgpack_pack_map(&writer.packer, 2);
    packed_write_count(&writer.packer, "item", recall->item);
    packed_write_count(&writer.packer, "serial", recall->serial);
    master_send(master, node, &writer);
}

static void answer(void *context, uint32_t index, const struct lease_answer *answer)
{
    struct master *master = context;
    const struct node *node = master->nodes.items[index];

    if (answer->is_recall)
        recall_send(master, node, answer);
    else
        answer_send(master, node, answer);
}

/* ---- begin and end ---- */

static void lost_forget(struct master *master)
{
    for (size_t i = 0; i < master->report.remarks.count; i++)
        mem_free((char *)master->report.remarks.items[i].text);
    master->report.remarks.count = 0;
}

void leases_begin(struct master *master)
{
    const struct lease_book_events events = {
        .context = master, .deal = deal, .take_back = take_back, .answer = answer};

    lost_forget(master);
    lease_book_free(master->leases);
    master->leases = lease_book_new(engine_lease_items(master->run.program), &events);
}

void leases_free(struct master *master)
{
    lost_forget(master);
    vec_free(&master->report.remarks);
    lease_book_free(master->leases);
    master->leases = NULL;
}

/* ---- notes ---- */

static bool count_read(const msgpack_object *data, const char *key, uint64_t *count)
{
    return packed_count(packed_get(data, key), count);
}

/* Locust's workers lease nothing, and some items aren't leased. */
static bool note_read(const struct master *master, const struct node *node, const msgpack_object *data,
                      struct lease_note *note)
{
    uint64_t item;

    if (!master->run.engine || !node->part.takes_part || !node->is_swarm ||
        !count_read(data, "item", &item) || item > UINT32_MAX ||
        !engine_lease_name(master->run.engine, (uint32_t)item))
        return false;
    note->item = (uint32_t)item;
    return count_read(data, "used", &note->used) && count_read(data, "serial", &note->serial);
}

void node_lease(struct master *master, struct node *node, const msgpack_object *data)
{
    struct lease_note note = {0};

    if (note_read(master, node, data, &note) && count_read(data, "wanted", &note.wanted) &&
        count_read(data, "waiting", &note.waiting))
        lease_book_note(master->leases, node->index, &note);
}

void node_return(struct master *master, struct node *node, const msgpack_object *data)
{
    struct lease_note note = {.is_return = true};

    if (note_read(master, node, data, &note) && count_read(data, "kept", &note.kept))
        lease_book_note(master->leases, node->index, &note);
}

void leases_check(struct master *master)
{
    if (master->run.engine && master->leases)
        lease_book_repeat(master->leases);
}

/* ---- lost workers ---- */

static void loss_tell(struct master *master, const struct node *node, uint32_t item, uint64_t count)
{
    bool is_data = item < master->run.program->data_count;
    struct buffer text = {0};

    buffer_printf(&text, "of %s, up to %" PRIu64 " %s%s of `%s` may have been used", node_text(node), count,
                  is_data ? "row" : "number", count == 1 ? "" : "s",
                  engine_lease_name(master->run.engine, item));
    log_warning("%s", buffer_text(&text));
    master_remark(master, &text);
}

void leases_lose(struct master *master, const struct node *node)
{
    for (uint32_t i = 0; master->run.engine && i < engine_lease_items(master->run.program); i++) {
        uint64_t count = lease_book_forget(master->leases, node->index, i);

        if (count > 0)
            loss_tell(master, node, i, count);
    }
}
