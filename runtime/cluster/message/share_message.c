#include "runtime/cluster/message/share_message.h"

/* Limits are far below the values at which sums could overflow. */
#define COUNT_MOST ((uint64_t)1 << 53)

void share_message_write(msgpack_packer *packer, const struct run_share *share)
{
    msgpack_pack_map(packer, 7);
    packed_write_count(packer, "serial", share->serial);
    packed_write_count(packer, "from_ns", (uint64_t)share->from);
    packed_write_count(packer, "first", share->first);
    packed_write_count(packer, "count", share->count);
    packed_write_flag(packer, "has_fixed", share->has_fixed);
    packed_write_count(packer, "max_users", share->max_users);
    packed_write_count(packer, "tasks", share->tasks);
}

void progress_message_write(msgpack_packer *packer, const struct run_progress *progress)
{
    msgpack_pack_map(packer, 6);
    packed_write_count(packer, "serial", progress->serial);
    packed_write_count(packer, "tasks", progress->tasks);
    packed_write_count(packer, "begun", progress->begun);
    packed_write_count(packer, "ended", progress->ended);
    packed_write_count(packer, "arriving", progress->arriving);
    packed_write_count(packer, "strained_ns", (uint64_t)progress->strained);
}

static bool count_read(const msgpack_object *data, const char *key, uint64_t *count)
{
    return packed_count(packed_get(data, key), count) && *count <= COUNT_MOST;
}

bool share_message_read(const msgpack_object *data, struct run_share *share)
{
    uint64_t from, first, count;

    *share = (struct run_share){0};
    if (!data || !count_read(data, "serial", &share->serial) ||
        !packed_count(packed_get(data, "from_ns"), &from) || from > INT64_MAX ||
        !count_read(data, "first", &first) || first > UINT32_MAX / 2 || !count_read(data, "count", &count) ||
        count > UINT32_MAX / 2)
        return false;
    share->from = (nanos)from;
    share->first = (uint32_t)first;
    share->count = (uint32_t)count;
    share->has_fixed = packed_is_true(packed_get(data, "has_fixed"));
    return count_read(data, "max_users", &share->max_users) && count_read(data, "tasks", &share->tasks);
}

bool progress_message_read(const msgpack_object *data, struct run_progress *progress)
{
    uint64_t strained = 0;

    packed_count(packed_get(data, "strained_ns"), &strained);
    progress->strained = (nanos)strained;
    return data && count_read(data, "serial", &progress->serial) &&
           count_read(data, "tasks", &progress->tasks) && count_read(data, "begun", &progress->begun) &&
           count_read(data, "ended", &progress->ended) && count_read(data, "arriving", &progress->arriving);
}
