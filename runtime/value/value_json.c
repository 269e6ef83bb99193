#include "runtime/base/decimal.h"
#include "runtime/base/utf8.h"
#include "runtime/value/counted.h"

#include <math.h>
#include <string.h>

enum { SHOWN_MOST = 12 /* bytes before those that aren't text, in a message */ };

/* How a byte is written in a JSON string. 0: as it is; 'u': \u00XX; '8': start of a UTF-8 sequence, which
 * is checked; otherwise a backslash and this letter. */
static const char escapes[256] = {
    [0 ... 7] = 'u', ['\b'] = 'b',      ['\t'] = 't', ['\n'] = 'n',  [11] = 'u',          ['\f'] = 'f',
    ['\r'] = 'r',    [14 ... 31] = 'u', ['"'] = '"',  ['\\'] = '\\', [128 ... 255] = '8',
};

/* A lone surrogate can only come from an escape, so it is written as an escape again. */
static bool is_surrogate(const char *text, size_t length)
{
    const unsigned char *bytes = (const unsigned char *)text;

    return length >= 3 && bytes[0] == 0xed && (bytes[1] & 0xe0) == 0xa0 && (bytes[2] & 0xc0) == 0x80;
}

static bool surrogate_append(const unsigned char *bytes, size_t length, struct buffer *out)
{
    if (!is_surrogate((const char *)bytes, length))
        return false;
    buffer_printf(out, "\\u%04x", 0xd000u | (bytes[1] & 0x3fu) << 6 | (bytes[2] & 0x3fu));
    return true;
}

/* Appends the JSON text for the sequence at the start of `bytes`; returns its length in `bytes`. */
static size_t sequence_append(const char *bytes, size_t length, struct buffer *out)
{
    size_t sequence = utf8_sequence(bytes, length);

    if (sequence) {
        buffer_append(out, bytes, sequence);
        return sequence;
    }
    if (surrogate_append((const unsigned char *)bytes, length, out))
        return 3;
    buffer_append_text(out, UTF8_REPLACEMENT);
    return 1;
}

/* Appends the JSON text for the byte at `at`; returns the number of bytes read. */
static size_t escape_append(const struct string *string, size_t at, char kind, struct buffer *out)
{
    char pair[2] = {'\\', kind};

    if (kind == '8')
        return sequence_append(string->bytes + at, string->length - at, out);
    if (kind == 'u')
        buffer_printf(out, "\\u%04x", (unsigned char)string->bytes[at]);
    else
        buffer_append(out, pair, 2);
    return 1;
}

static bool string_write(const struct string *string, struct buffer *out)
{
    size_t plain = 0, at = 0;

    buffer_append_char(out, '"');
    while (at < string->length) {
        char kind = escapes[(unsigned char)string->bytes[at]];

        if (!kind) {
            at++;
            continue;
        }
        buffer_append(out, string->bytes + plain, at - plain);
        plain = at += escape_append(string, at, kind, out);
    }
    buffer_append(out, string->bytes + plain, string->length - plain);
    buffer_append_char(out, '"');
    return !out->overflowed;
}

static bool number_write(double number, struct buffer *out)
{
    return isfinite(number) ? float_show(number, out) : buffer_append_text(out, "null");
}

/* Milliseconds as an int if they are whole, otherwise as a float. */
static bool milliseconds_write(nanos duration, struct buffer *out)
{
    if (duration % NANOS_PER_MS == 0)
        return buffer_printf(out, "%lld", (long long)(duration / NANOS_PER_MS));
    return float_show((double)duration / (double)NANOS_PER_MS, out);
}

static bool write_at(value v, struct buffer *out, unsigned depth);

static bool list_write(const struct list *list, struct buffer *out, unsigned depth)
{
    buffer_append_char(out, '[');
    for (uint32_t i = 0; i < list->count; i++) {
        if (i)
            buffer_append_char(out, ',');
        if (!write_at(list->items[i], out, depth + 1))
            return false;
    }
    return buffer_append_char(out, ']');
}

static bool map_write(const struct map *map, struct buffer *out, unsigned depth)
{
    buffer_append_char(out, '{');
    for (uint32_t i = 0; i < map->count; i++) {
        if (i)
            buffer_append_char(out, ',');
        string_write(map->entries[i].key, out);
        buffer_append_char(out, ':');
        if (!write_at(map->entries[i].value, out, depth + 1))
            return false;
    }
    return buffer_append_char(out, '}');
}

static bool write_at(value v, struct buffer *out, unsigned depth)
{
    bool container = v.type == VALUE_LIST || v.type == VALUE_MAP;

    if (container && depth >= VALUE_NESTING_MAX)
        return false;
    switch (v.type) {
    case VALUE_BOOL: return buffer_append_text(out, v.as.boolean ? "true" : "false");
    case VALUE_INT: return buffer_printf(out, "%lld", (long long)v.as.integer);
    case VALUE_BIG: return buffer_append(out, v.as.string->bytes, v.as.string->length);
    case VALUE_FLOAT: return number_write(v.as.number, out);
    case VALUE_DURATION: return milliseconds_write(v.as.duration, out);
    case VALUE_STRING: return string_write(v.as.string, out);
    case VALUE_LIST: return list_write(v.as.list, out, depth);
    case VALUE_MAP: return map_write(v.as.map, out, depth);
    default: return buffer_append_text(out, "null");
    }
}

/* ---- strings that aren't text ---- */

/* The length of the text at the start, which is followed by a byte that isn't text. */
static size_t text_length(const struct string *string)
{
    size_t at = 0, size = 1;

    for (; at < string->length && size; at += size) {
        size = utf8_sequence(string->bytes + at, string->length - at);
        if (!size && is_surrogate(string->bytes + at, string->length - at))
            size = 3;
    }
    return at;
}

static const char *string_refuse(const struct string *string)
{
    size_t length = text_length(string), start = length > SHOWN_MOST ? length - SHOWN_MOST : 0;
    unsigned char byte = (unsigned char)string->bytes[length];

    while (start < length && ((unsigned char)string->bytes[start] & 0xc0) == 0x80)
        start++;
    if (length == string->length)
        return NULL;
    if (length == 0)
        return value_error("a string isn't UTF-8, so it can't be JSON: it starts with the byte 0x%02x", byte);
    return value_error("a string isn't UTF-8, so it can't be JSON: the byte 0x%02x after `%.*s`", byte,
                       (int)(length - start), string->bytes + start);
}

/* NULL: all strings are text. */
static const char *refuse_at(value v)
{
    const char *error = NULL;

    if (v.type == VALUE_STRING && !utf8_valid(v.as.string->bytes, v.as.string->length))
        return string_refuse(v.as.string);
    for (uint32_t i = 0; !error && v.type == VALUE_LIST && i < v.as.list->count; i++)
        error = refuse_at(v.as.list->items[i]);
    for (uint32_t i = 0; !error && v.type == VALUE_MAP && i < v.as.map->count; i++) {
        error = refuse_at((value){.type = VALUE_STRING, .as.string = v.as.map->entries[i].key});
        if (!error)
            error = refuse_at(v.as.map->entries[i].value);
    }
    return error;
}

const char *value_json_text(value v, struct buffer *out)
{
    if (!value_json(v, out) && !out->overflowed)
        return "the value is nested too deeply for JSON";
    return refuse_at(v);
}

bool value_json(value v, struct buffer *out)
{
    return write_at(v, out, 0);
}
