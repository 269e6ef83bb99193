#include "runtime/cluster/message/start_message.h"

#include "runtime/cluster/message/share_message.h"

#include <string.h>

enum {
    KEYS = 20, /* with those of the context */
    TEXT_MOST = 4096,
    CONSTANT_MOST = 1 << 20,
};

/* ---- writing ---- */

static void texts_write(msgpack_packer *packer, const char *key, const char *const *texts, size_t count)
{
    packed_write_word(packer, key);
    msgpack_pack_array(packer, count);
    for (size_t i = 0; i < count; i++)
        packed_write_text(packer, texts[i], strlen(texts[i]));
}

/* name, value, name, value */
static void constants_write(msgpack_packer *packer, const struct run_settings *settings)
{
    packed_write_word(packer, "constants");
    msgpack_pack_array(packer, 2 * settings->constant_count);
    for (size_t i = 0; i < settings->constant_count; i++) {
        packed_write_text(packer, settings->constants[i].name, strlen(settings->constants[i].name));
        packed_write_text(packer, settings->constants[i].value, strlen(settings->constants[i].value));
    }
}

static void context_write(msgpack_packer *packer, const struct start_message_context *context)
{
    packed_write_count(packer, "run", context->run);
    packed_write_count(packer, "elapsed_ns", (uint64_t)context->elapsed);
    packed_write_word(packer, "share");
    share_message_write(packer, context->share);
    packed_write_word(packer, "shared");
    if (context->shared->length > 0)
        msgpack_pack_str_body(packer, context->shared->data, context->shared->length); /* packed already */
    else
        msgpack_pack_nil(packer);
    packed_write_word(packer, "messages");
    msgpack_pack_array(packer, context->message_count);
    msgpack_pack_str_body(packer, context->messages->data, context->messages->length);
}

void start_message_write(msgpack_packer *packer, const struct run_settings *settings,
                         const struct start_message_context *context)
{
    const struct selection_settings *selection = &settings->selection;

    msgpack_pack_map(packer, KEYS);
    packed_write_optional(packer, "host", settings->client.host);
    packed_write_flag(packer, "host_wins", settings->client.host_wins);
    packed_write_flag(packer, "insecure", settings->client.insecure);
    packed_write_seconds(packer, "stop_timeout", settings->stop_timeout);
    packed_write_count(packer, "iterations", settings->iterations);
    packed_write_word(packer, "seed");
    msgpack_pack_uint64(packer, settings->seed);
    texts_write(packer, "kinds", selection->kinds, selection->kind_count);
    texts_write(packer, "tags", selection->tags, selection->tag_count);
    texts_write(packer, "exclude_tags", selection->exclude_tags, selection->exclude_tag_count);
    constants_write(packer, settings);
    packed_write_count(packer, "worker_index", settings->worker_index);
    packed_write_count(packer, "worker_count", settings->worker_count);
    packed_write_flag(packer, "has_load", settings->has_load);
    packed_write_seconds(packer, "run_time", settings->run_time);
    packed_write_seconds(packer, "step_time", settings->capacity.text ? settings->capacity.step_time : 0);
    context_write(packer, context);
}

/* ---- reading ---- */

const char *const *start_message_texts(struct run_settings *settings, const msgpack_object *list,
                                       size_t *count)
{
    const char **texts = arena_zalloc(&settings->arena, (list->via.array.size + 1) * sizeof *texts);

    *count = 0;
    for (uint32_t i = 0; i < list->via.array.size; i++) {
        const msgpack_object *text = &list->via.array.ptr[i];

        if (packed_is_text(text, TEXT_MOST))
            texts[(*count)++] = arena_strndup(&settings->arena, text->via.str.ptr, text->via.str.size);
    }
    return texts;
}

static void texts_apply(const msgpack_object *data, const char *key, struct run_settings *settings,
                        const char *const **texts, size_t *count)
{
    const msgpack_object *list = packed_get(data, key);

    if (list && list->type == MSGPACK_OBJECT_ARRAY)
        *texts = start_message_texts(settings, list, count);
}

static const char *text_take(struct run_settings *settings, const msgpack_object *text)
{
    return arena_strndup(&settings->arena, text->via.str.ptr, text->via.str.size);
}

static void constants_apply(const msgpack_object *list, struct run_settings *settings)
{
    struct run_setting *constants;
    size_t count = 0;

    if (!list || list->type != MSGPACK_OBJECT_ARRAY)
        return;
    constants = arena_zalloc(&settings->arena, (list->via.array.size / 2 + 1) * sizeof *constants);
    for (uint32_t i = 0; i + 1 < list->via.array.size; i += 2) {
        const msgpack_object *name = &list->via.array.ptr[i], *text = name + 1;

        if (packed_is_text(name, TEXT_MOST) && packed_is_text(text, CONSTANT_MOST))
            constants[count++] =
                (struct run_setting){.name = text_take(settings, name), .value = text_take(settings, text)};
    }
    settings->constants = constants;
    settings->constant_count = count;
}

static void host_apply(const msgpack_object *data, struct run_settings *settings)
{
    const msgpack_object *host = packed_get(data, "host");

    if (!packed_is_text(host, TEXT_MOST))
        return;
    settings->client.host = arena_strndup(&settings->arena, host->via.str.ptr, host->via.str.size);
    settings->client.host_wins = packed_is_true(packed_get(data, "host_wins"));
    run_settings_show(settings, "host", settings->client.host);
}

static void small_apply(const msgpack_object *data, const char *key, uint32_t *number)
{
    uint64_t count;

    if (packed_count(packed_get(data, key), &count) && count <= UINT32_MAX)
        *number = (uint32_t)count;
}

static void numbers_apply(const msgpack_object *data, struct run_settings *settings)
{
    const msgpack_object *seed = packed_get(data, "seed");
    uint64_t count, elapsed = 0;

    packed_count(packed_get(data, "elapsed_ns"), &elapsed);
    settings->load_began = instant_add(clock_now(), -(nanos)elapsed);
    packed_seconds(packed_get(data, "stop_timeout"), &settings->stop_timeout);
    packed_seconds(packed_get(data, "run_time"), &settings->run_time);
    packed_seconds(packed_get(data, "step_time"), &settings->capacity.step_time);
    settings->is_searched = settings->capacity.step_time > 0;
    if (packed_count(packed_get(data, "iterations"), &count))
        settings->iterations = count;
    if (seed && seed->type == MSGPACK_OBJECT_POSITIVE_INTEGER)
        settings->seed = seed->via.u64;
    small_apply(data, "worker_index", &settings->worker_index);
    small_apply(data, "worker_count", &settings->worker_count);
}

void start_message_apply(const msgpack_object *data, struct run_settings *settings)
{
    struct selection_settings *selection = &settings->selection;

    host_apply(data, settings);
    constants_apply(packed_get(data, "constants"), settings);
    numbers_apply(data, settings);
    settings->has_load = packed_is_true(packed_get(data, "has_load"));
    settings->client.insecure = settings->client.insecure || packed_is_true(packed_get(data, "insecure"));
    texts_apply(data, "kinds", settings, &selection->kinds, &selection->kind_count);
    texts_apply(data, "tags", settings, &selection->tags, &selection->tag_count);
    texts_apply(data, "exclude_tags", settings, &selection->exclude_tags, &selection->exclude_tag_count);
}
