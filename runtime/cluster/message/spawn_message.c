#include "runtime/cluster/message/spawn_message.h"

static const msgpack_object *list_get(const msgpack_object *options, const char *key)
{
    const msgpack_object *list = packed_get(options, key);

    return list && list->type == MSGPACK_OBJECT_ARRAY && list->via.array.size > 0 ? list : NULL;
}

static void host_read(const msgpack_object *host, struct spawn_message *message)
{
    if (!packed_is_text(host, SPAWN_HOST_MOST) || host->via.str.size == 0)
        return;
    message->host = host->via.str.ptr;
    message->host_length = host->via.str.size;
}

const char *spawn_message_read(const msgpack_object *data, struct spawn_message *message)
{
    const msgpack_object *options = packed_get(data, "parsed_options");

    *message = (struct spawn_message){.users = packed_get(data, "user_classes_count"),
                                      .tags = list_get(options, "tags"),
                                      .exclude_tags = list_get(options, "exclude_tags")};
    if (!packed_number(packed_get(data, "timestamp"), &message->timestamp))
        return "it has no timestamp";
    if (!message->users || message->users->type != MSGPACK_OBJECT_MAP)
        return "it has no user_classes_count";
    host_read(packed_get(data, "host"), message);
    message->has_stop_timeout = packed_seconds(packed_get(data, "stop_timeout"), &message->stop_timeout);
    return NULL;
}
