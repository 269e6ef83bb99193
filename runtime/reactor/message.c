#include "runtime/reactor/message.h"

#include "runtime/base/alloc.h"

#include <inttypes.h>

static size_t message_size(enum message_kind kind)
{
    switch (kind) {
    case MESSAGE_SETUP:
    case MESSAGE_TEARDOWN:
    case MESSAGE_HOOKS_AWAIT:
    case MESSAGE_HOOKS_CUT:
    case MESSAGE_STOP:
    case MESSAGE_STOPPED: return sizeof(struct message);
    case MESSAGE_SPAWN: return sizeof(struct message_spawn);
    case MESSAGE_ARRIVE: return sizeof(struct message_arrive);
    case MESSAGE_REMOVE: return sizeof(struct message_remove);
    case MESSAGE_TAKE:
    case MESSAGE_QUIT: return sizeof(struct message_take);
    case MESSAGE_LEASED:
    case MESSAGE_LEASE_LOW: return sizeof(struct message_lease);
    case MESSAGE_HOOKS_ENDED: return sizeof(struct message_hooks_ended);
    case MESSAGE_USERS_ENDED: return sizeof(struct message_users_ended);
    case MESSAGE_STATS: return sizeof(struct message_stats);
    case MESSAGE_STOP_RUN: return sizeof(struct message_stop_run);
    case MESSAGE_SHARED: return sizeof(struct message_shared);
    case MESSAGE_PUBLISH: return sizeof(struct message_publish);
    }
    return sizeof(struct message);
}

void *message_new(enum message_kind kind)
{
    struct message *message = mem_zalloc(1, message_size(kind));

    message->kind = kind;
    return message;
}

struct message_shared *message_shared_new(const value *values, size_t count)
{
    struct message_shared *message = message_new(MESSAGE_SHARED);

    message->values = mem_zalloc(count + 1, sizeof *message->values);
    message->count = count;
    for (size_t i = 0; i < count; i++)
        message->values[i] = value_clone(values[i]);
    return message;
}

struct message_publish *message_publish_new(const char *type, value v)
{
    struct message_publish *message = message_new(MESSAGE_PUBLISH);

    message->type = mem_strdup(type);
    message->v = value_clone(v);
    return message;
}

/* ---- freeing ---- */

static void stats_content_free(struct message_stats *message)
{
    stats_set_free(message->set);
    vec_free(&message->waiting);
}

static void shared_content_free(struct message_shared *message)
{
    for (size_t i = 0; i < message->count; i++)
        value_release(message->values[i]);
    mem_free(message->values);
}

static void publish_content_free(struct message_publish *message)
{
    mem_free(message->type);
    value_release(message->v);
}

void message_free(struct message *message)
{
    switch (message->kind) {
    case MESSAGE_SPAWN: vec_free(&((struct message_spawn *)message)->spawns); break;
    case MESSAGE_TAKE:
    case MESSAGE_QUIT: stats_set_free(((struct message_take *)message)->empty); break;
    case MESSAGE_STATS: stats_content_free((struct message_stats *)message); break;
    case MESSAGE_STOP_RUN: mem_free(((struct message_stop_run *)message)->why); break;
    case MESSAGE_SHARED: shared_content_free((struct message_shared *)message); break;
    case MESSAGE_PUBLISH: publish_content_free((struct message_publish *)message); break;
    case MESSAGE_SETUP:
    case MESSAGE_TEARDOWN:
    case MESSAGE_HOOKS_AWAIT:
    case MESSAGE_HOOKS_CUT:
    case MESSAGE_ARRIVE:
    case MESSAGE_REMOVE:
    case MESSAGE_STOP:
    case MESSAGE_HOOKS_ENDED:
    case MESSAGE_USERS_ENDED:
    case MESSAGE_STOPPED:
    case MESSAGE_LEASED:
    case MESSAGE_LEASE_LOW: break;
    }
    mem_free(message);
}

/* ---- for the log ---- */

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

static void spawn_print(const struct message_spawn *message, struct buffer *out)
{
    buffer_printf(out, "spawn %zu user%s", message->spawns.count, plural(message->spawns.count));
}

static void remove_print(const struct message_remove *message, struct buffer *out)
{
    buffer_printf(out, "remove %" PRIu64 " user%s of kind %" PRIu32, message->count, plural(message->count),
                  message->user_kind);
}

static void arrive_print(const struct message_arrive *message, struct buffer *out)
{
    buffer_printf(out, "start the arrivals from id %" PRIu64 " on, shared by %" PRIu32 " reactors",
                  message->first_id, message->reactors);
}

static void users_ended_print(const struct message_users_ended *message, struct buffer *out)
{
    buffer_printf(out, "%" PRIu64 " user%s of kind %" PRIu32 " ended, %" PRIu64 " of them unasked",
                  message->count, plural(message->count), message->user_kind, message->by_itself);
}

static void stats_print(const struct message_stats *message, struct buffer *out)
{
    buffer_printf(out, "%sstatistics: %" PRIu64 " requests in flight, %zu waiting",
                  message->is_last ? "last " : "", message->load.in_flight, message->waiting.count);
}

void message_print(const struct message *message, struct buffer *out)
{
    switch (message->kind) {
    case MESSAGE_SETUP: buffer_append_text(out, "run setup"); break;
    case MESSAGE_TEARDOWN: buffer_append_text(out, "run teardown"); break;
    case MESSAGE_HOOKS_AWAIT: buffer_append_text(out, "say when the hooks have ended"); break;
    case MESSAGE_HOOKS_CUT: buffer_append_text(out, "cut the hooks"); break;
    case MESSAGE_SPAWN: spawn_print((const struct message_spawn *)message, out); break;
    case MESSAGE_ARRIVE: arrive_print((const struct message_arrive *)message, out); break;
    case MESSAGE_REMOVE: remove_print((const struct message_remove *)message, out); break;
    case MESSAGE_STOP: buffer_append_text(out, "stop all users"); break;
    case MESSAGE_TAKE: buffer_append_text(out, "hand over the statistics"); break;
    case MESSAGE_QUIT: buffer_append_text(out, "hand over the last statistics and quit"); break;
    case MESSAGE_LEASED:
        buffer_printf(out, "leased: item %" PRIu32, ((const struct message_lease *)message)->item);
        break;
    case MESSAGE_LEASE_LOW:
        buffer_printf(out, "more is needed of item %" PRIu32, ((const struct message_lease *)message)->item);
        break;
    case MESSAGE_HOOKS_ENDED:
        buffer_printf(out, "the hooks ended%s",
                      ((const struct message_hooks_ended *)message)->has_failed ? " with a failure" : "");
        break;
    case MESSAGE_USERS_ENDED: users_ended_print((const struct message_users_ended *)message, out); break;
    case MESSAGE_STOPPED: buffer_append_text(out, "no user is left"); break;
    case MESSAGE_STATS: stats_print((const struct message_stats *)message, out); break;
    case MESSAGE_STOP_RUN:
        buffer_printf(out, "stop the run: %s", ((const struct message_stop_run *)message)->why);
        break;
    case MESSAGE_SHARED:
        buffer_printf(out, "%zu shared values", ((const struct message_shared *)message)->count);
        break;
    case MESSAGE_PUBLISH:
        buffer_printf(out, "publish %s", ((const struct message_publish *)message)->type);
        break;
    }
}
