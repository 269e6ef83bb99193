/* What a capacity search needs to know of the workers. */
#include "runtime/base/alloc.h"
#include "runtime/cluster/master/master_state.h"

enum { WAITING_MOST = 1000, NAME_MOST = 4096 };

void node_waiting_forget(struct node *node)
{
    for (size_t i = 0; i < node->waiting.count; i++) {
        mem_free((char *)node->waiting.items[i].name.type);
        mem_free((char *)node->waiting.items[i].name.name);
    }
    node->waiting.count = 0;
}

static char *text_copy(const msgpack_object *text)
{
    return mem_strndup(text->via.str.ptr, text->via.str.size);
}

/* [type, name, age_ns] */
static void waiting_read(struct node *node, const msgpack_object *object)
{
    const msgpack_object *items = object->via.array.ptr;
    struct waiting waiting = {0};
    uint64_t age;

    if (object->type != MSGPACK_OBJECT_ARRAY || object->via.array.size != 3 ||
        !packed_is_text(&items[0], NAME_MOST) || !packed_is_text(&items[1], NAME_MOST) ||
        !packed_count(&items[2], &age))
        return;
    waiting.name.type = text_copy(&items[0]);
    waiting.name.name = text_copy(&items[1]);
    waiting.age = (nanos)age;
    vec_push(&node->waiting, waiting);
}

void node_waiting(struct node *node, const msgpack_object *list)
{
    node_waiting_forget(node);
    if (!list || list->type != MSGPACK_OBJECT_ARRAY)
        return;
    for (uint32_t i = 0; i < list->via.array.size && i < WAITING_MOST; i++)
        waiting_read(node, &list->via.array.ptr[i]);
}

/* They have waited on since the report. */
const struct waiting *master_waiting(void *context, nanos age, size_t *count)
{
    struct master *master = context;
    instant now = clock_now();

    master->report.waiting.count = 0;
    for (size_t i = 0; i < master->run.parts.count; i++) {
        const struct node *node = master->run.parts.items[i];

        for (size_t j = 0; j < node->waiting.count; j++) {
            struct waiting waiting = node->waiting.items[j];

            waiting.age += instant_since(now, node->numbers.last);
            if (waiting.age >= age)
                vec_push(&master->report.waiting, waiting);
        }
    }
    *count = master->report.waiting.count;
    return master->report.waiting.items;
}

nanos master_strained(void *context, bool begins)
{
    struct master *master = context;
    nanos most = 0;

    for (size_t i = 0; i < master->run.parts.count; i++) {
        struct node_part *part = &master->run.parts.items[i]->part;

        if (begins)
            part->strained_before = part->progress.strained;
        else if (part->progress.strained - part->strained_before > most)
            most = part->progress.strained - part->strained_before;
    }
    return most;
}
