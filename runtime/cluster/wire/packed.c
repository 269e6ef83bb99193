#include "runtime/cluster/wire/packed.h"

#include "runtime/base/utf8.h"

#include <math.h>
#include <string.h>

#define SECONDS_MOST 1e9
#define EXACT_MOST 9007199254740992.0 /* 2^53: up to here a float is exact */

/* ---- checking claims before memory is allocated for them ---- */

enum { NESTING_MOST = 32 };

struct scan {
    const unsigned char *at, *end;
};

/* A number of 1, 2, 4 or 8 bytes in network order. */
static bool scan_number(struct scan *scan, size_t size, uint64_t *number)
{
    *number = 0;
    if ((size_t)(scan->end - scan->at) < size)
        return false;
    while (size-- > 0)
        *number = *number << 8 | *scan->at++;
    return true;
}

static bool scan_skip(struct scan *scan, uint64_t length)
{
    if ((uint64_t)(scan->end - scan->at) < length)
        return false;
    scan->at += length;
    return true;
}

static bool scan_sized(struct scan *scan, size_t size, uint64_t more)
{
    uint64_t length;

    return scan_number(scan, size, &length) && scan_skip(scan, length + more);
}

static bool scan_value(struct scan *scan, unsigned depth);

/* Each value takes at least a byte, so a claim beyond the rest of the bytes is a lie. */
static bool scan_values(struct scan *scan, uint64_t count, unsigned depth)
{
    if (count > (uint64_t)(scan->end - scan->at) || depth >= NESTING_MOST)
        return false;
    while (count-- > 0) {
        if (!scan_value(scan, depth + 1))
            return false;
    }
    return true;
}

static bool scan_counted(struct scan *scan, size_t size, unsigned per_item, unsigned depth)
{
    uint64_t count;

    return scan_number(scan, size, &count) && scan_values(scan, count * per_item, depth);
}

/* The formats from 0xc0 to 0xdf. */
static bool scan_format(struct scan *scan, unsigned format, unsigned depth)
{
    switch (format) {
    case 0xc0:
    case 0xc2:
    case 0xc3: return true; /* nil, false, true */
    case 0xc4:
    case 0xd9: return scan_sized(scan, 1, 0); /* bin8, str8 */
    case 0xc5:
    case 0xda: return scan_sized(scan, 2, 0);
    case 0xc6:
    case 0xdb: return scan_sized(scan, 4, 0);
    case 0xc7: return scan_sized(scan, 1, 1); /* ext: its type, too */
    case 0xc8: return scan_sized(scan, 2, 1);
    case 0xc9: return scan_sized(scan, 4, 1);
    case 0xca: return scan_skip(scan, 4); /* float32 */
    case 0xcb: return scan_skip(scan, 8);
    case 0xcc:
    case 0xd0: return scan_skip(scan, 1); /* integers */
    case 0xcd:
    case 0xd1: return scan_skip(scan, 2);
    case 0xce:
    case 0xd2: return scan_skip(scan, 4);
    case 0xcf:
    case 0xd3: return scan_skip(scan, 8);
    case 0xd4: return scan_skip(scan, 2); /* ext of a fixed size */
    case 0xd5: return scan_skip(scan, 3);
    case 0xd6: return scan_skip(scan, 5);
    case 0xd7: return scan_skip(scan, 9);
    case 0xd8: return scan_skip(scan, 17);
    case 0xdc: return scan_counted(scan, 2, 1, depth); /* arrays */
    case 0xdd: return scan_counted(scan, 4, 1, depth);
    case 0xde: return scan_counted(scan, 2, 2, depth); /* maps */
    case 0xdf: return scan_counted(scan, 4, 2, depth);
    default: return false; /* 0xc1 is none */
    }
}

static bool scan_value(struct scan *scan, unsigned depth)
{
    uint64_t format;

    if (!scan_number(scan, 1, &format))
        return false;
    if (format <= 0x7f || format >= 0xe0) /* small integers */
        return true;
    if (format <= 0x8f)
        return scan_values(scan, (format & 0x0f) * 2, depth); /* map */
    if (format <= 0x9f)
        return scan_values(scan, format & 0x0f, depth); /* array */
    if (format <= 0xbf)
        return scan_skip(scan, format & 0x1f); /* str */
    return scan_format(scan, (unsigned)format, depth);
}

/* ---- reading ---- */

bool packed_read(const char *bytes, size_t length, msgpack_unpacked *read)
{
    struct scan scan = {.at = (const unsigned char *)bytes, .end = (const unsigned char *)bytes + length};
    size_t offset = 0;

    if (!scan_value(&scan, 0) || scan.at != scan.end)
        return false;
    msgpack_unpacked_init(read);
    if (msgpack_unpack_next(read, bytes, length, &offset) == MSGPACK_UNPACK_SUCCESS && offset == length)
        return true;
    msgpack_unpacked_destroy(read);
    return false;
}

bool packed_is(const msgpack_object *object, const char *text)
{
    return object && object->type == MSGPACK_OBJECT_STR && object->via.str.size == strlen(text) &&
           memcmp(object->via.str.ptr, text, object->via.str.size) == 0;
}

const msgpack_object *packed_get(const msgpack_object *map, const char *key)
{
    if (!map || map->type != MSGPACK_OBJECT_MAP)
        return NULL;
    for (uint32_t i = map->via.map.size; i > 0; i--) {
        if (packed_is(&map->via.map.ptr[i - 1].key, key))
            return &map->via.map.ptr[i - 1].val;
    }
    return NULL;
}

bool packed_is_text(const msgpack_object *object, size_t most)
{
    return object && object->type == MSGPACK_OBJECT_STR && object->via.str.size <= most &&
           !memchr(object->via.str.ptr, 0, object->via.str.size) &&
           utf8_valid(object->via.str.ptr, object->via.str.size);
}

bool packed_number(const msgpack_object *object, double *number)
{
    if (!object)
        return false;
    switch (object->type) {
    case MSGPACK_OBJECT_POSITIVE_INTEGER: *number = (double)object->via.u64; return true;
    case MSGPACK_OBJECT_NEGATIVE_INTEGER: *number = (double)object->via.i64; return true;
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64: *number = object->via.f64; return isfinite(object->via.f64);
    default: return false;
    }
}

bool packed_count(const msgpack_object *object, uint64_t *count)
{
    double number;

    if (!packed_number(object, &number) || number < 0 || number > EXACT_MOST)
        return false;
    *count = (uint64_t)number;
    return true;
}

bool packed_is_true(const msgpack_object *object)
{
    return object && object->type == MSGPACK_OBJECT_BOOLEAN && object->via.boolean;
}

bool packed_seconds(const msgpack_object *object, nanos *time)
{
    double seconds;

    if (!packed_number(object, &seconds) || seconds < 0 || seconds > SECONDS_MOST)
        return false;
    *time = (nanos)(seconds * NANOS_PER_S);
    return true;
}

/* ---- writing ---- */

static int bytes_write(void *out, const char *bytes, size_t length)
{
    return buffer_append(out, bytes, length) ? 0 : -1;
}

msgpack_packer packed_writer(struct buffer *out)
{
    msgpack_packer packer;

    msgpack_packer_init(&packer, out, bytes_write);
    return packer;
}

static void text_repair(const char *bytes, size_t length, struct buffer *out)
{
    while (length > 0) {
        size_t sequence = utf8_sequence(bytes, length), taken = sequence ? sequence : 1;

        if (sequence)
            buffer_append(out, bytes, sequence);
        else
            buffer_append_text(out, UTF8_REPLACEMENT);
        bytes += taken;
        length -= taken;
    }
}

void packed_write_text(msgpack_packer *packer, const char *bytes, size_t length)
{
    struct buffer repaired = {0};

    if (utf8_valid(bytes, length)) {
        msgpack_pack_str_with_body(packer, bytes, length);
        return;
    }
    text_repair(bytes, length, &repaired);
    msgpack_pack_str_with_body(packer, repaired.data, repaired.length);
    buffer_free(&repaired);
}

void packed_write_word(msgpack_packer *packer, const char *word)
{
    msgpack_pack_str_with_body(packer, word, strlen(word));
}

void packed_write_count(msgpack_packer *packer, const char *key, uint64_t count)
{
    packed_write_word(packer, key);
    msgpack_pack_uint64(packer, count);
}

void packed_write_number(msgpack_packer *packer, const char *key, double number)
{
    packed_write_word(packer, key);
    msgpack_pack_double(packer, number);
}

void packed_write_flag(msgpack_packer *packer, const char *key, bool is_set)
{
    packed_write_word(packer, key);
    if (is_set)
        msgpack_pack_true(packer);
    else
        msgpack_pack_false(packer);
}

void packed_write_seconds(msgpack_packer *packer, const char *key, nanos time)
{
    packed_write_number(packer, key, (double)time / NANOS_PER_S);
}

void packed_write_optional(msgpack_packer *packer, const char *key, const char *text)
{
    packed_write_word(packer, key);
    if (text)
        packed_write_text(packer, text, strlen(text));
    else
        msgpack_pack_nil(packer);
}
