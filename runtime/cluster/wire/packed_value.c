#include "runtime/cluster/wire/packed_value.h"

#include "runtime/base/utf8.h"

#include <stdlib.h>

enum { NESTING_MOST = 16 }; /* a frame may have 32 levels */

/* ---- writing ---- */

static void value_write(msgpack_packer *packer, value v, unsigned depth);

static void string_write(msgpack_packer *packer, const struct string *string)
{
    if (utf8_valid(string->bytes, string->length))
        msgpack_pack_str_with_body(packer, string->bytes, string->length);
    else
        msgpack_pack_bin_with_body(packer, string->bytes, string->length);
}

static void list_write(msgpack_packer *packer, const struct list *list, unsigned depth)
{
    msgpack_pack_array(packer, list->count);
    for (uint32_t i = 0; i < list->count; i++)
        value_write(packer, list->items[i], depth + 1);
}

static void map_write(msgpack_packer *packer, const struct map *map, unsigned depth)
{
    msgpack_pack_map(packer, map->count);
    for (uint32_t i = 0; i < map->count; i++) {
        packed_write_text(packer, map->entries[i].key->bytes, map->entries[i].key->length);
        value_write(packer, map->entries[i].value, depth + 1);
    }
}

static void value_write(msgpack_packer *packer, value v, unsigned depth)
{
    if (depth >= NESTING_MOST) {
        msgpack_pack_nil(packer);
        return;
    }
    switch (v.type) {
    case VALUE_BOOL: v.as.boolean ? msgpack_pack_true(packer) : msgpack_pack_false(packer); break;
    case VALUE_INT: msgpack_pack_int64(packer, v.as.integer); break;
    case VALUE_BIG: msgpack_pack_double(packer, strtod(v.as.string->bytes, NULL)); break;
    case VALUE_FLOAT: msgpack_pack_double(packer, v.as.number); break;
    case VALUE_DURATION: msgpack_pack_double(packer, (double)v.as.duration / NANOS_PER_MS); break;
    case VALUE_STRING: string_write(packer, v.as.string); break;
    case VALUE_LIST: list_write(packer, v.as.list, depth); break;
    case VALUE_MAP: map_write(packer, v.as.map, depth); break;
    case VALUE_NONE:
    case VALUE_RESPONSE: msgpack_pack_nil(packer); break;
    }
}

void packed_write_value(msgpack_packer *packer, value v)
{
    value_write(packer, v, 0);
}

/* ---- reading ---- */

static value list_read(const msgpack_object_array *array)
{
    value list = value_list(array->size);

    for (uint32_t i = 0; i < array->size; i++)
        value_list_append(&list, packed_value(&array->ptr[i]));
    return list;
}

static value map_read(const msgpack_object_map *entries)
{
    value map = value_map(entries->size);

    for (uint32_t i = 0; i < entries->size; i++) {
        value key = packed_value(&entries->ptr[i].key);
        struct buffer text = {0};

        value_show(key, &text);
        value_map_set(&map, buffer_text(&text), text.length, packed_value(&entries->ptr[i].val));
        buffer_free(&text);
        value_release(key);
    }
    return map;
}

value packed_value(const msgpack_object *object)
{
    switch (object->type) {
    case MSGPACK_OBJECT_BOOLEAN: return value_bool(object->via.boolean);
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
        return object->via.u64 <= INT64_MAX ? value_int((int64_t)object->via.u64)
                                            : value_float((double)object->via.u64);
    case MSGPACK_OBJECT_NEGATIVE_INTEGER: return value_int(object->via.i64);
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64: return value_float(object->via.f64);
    case MSGPACK_OBJECT_STR: return value_string(object->via.str.ptr, object->via.str.size);
    case MSGPACK_OBJECT_BIN: return value_string(object->via.bin.ptr, object->via.bin.size);
    case MSGPACK_OBJECT_ARRAY: return list_read(&object->via.array);
    case MSGPACK_OBJECT_MAP: return map_read(&object->via.map);
    default: return value_none();
    }
}
