#include "runtime/text/json_out.h"

#include "runtime/base/decimal.h"
#include "runtime/base/utf8.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#define EXACT_MOST 1000000000000000 /* a double is exact for whole numbers below this */
#define COMPACT_MOST 1e9

struct json_out json_out_new(struct buffer *out, unsigned lines)
{
    return (struct json_out){.out = out, .lines = lines};
}

struct json_out json_out_new_compact(struct buffer *out)
{
    return (struct json_out){.out = out, .is_compact = true};
}

/* ---- between values ---- */

static void line_break(struct json_out *json, unsigned depth)
{
    buffer_append_char(json->out, '\n');
    for (unsigned i = 0; i < depth; i++)
        buffer_append_text(json->out, "  ");
}

static void key_append(struct json_out *json, const char *key)
{
    buffer_append_char(json->out, '"');
    buffer_append_text(json->out, key);
    buffer_append_text(json->out, json->is_compact ? "\":" : "\": ");
}

static void list_mark(struct json_out *json, unsigned depth, bool is_list)
{
    uint64_t bit = (uint64_t)1 << depth % 64, *marks = &json->lists[depth / 64];

    *marks = is_list ? *marks | bit : *marks & ~bit;
}

static bool list_is_marked(const struct json_out *json, unsigned depth)
{
    return json->lists[depth / 64] >> depth % 64 & 1;
}

/* Writes everything before a value: comma, line break, name. */
static void value_begin(struct json_out *json, const char *key)
{
    bool has_line = json->depth > 0 && json->depth <= json->lines;
    if (json->has_member)
        buffer_append_text(json->out, has_line || json->is_compact ? "," : ", ");
    if (has_line)
        line_break(json, json->depth);
    if (key && json->depth > 0 && !list_is_marked(json, json->depth - 1))
        key_append(json, key);
    json->has_member = true;
}

static void container_open(struct json_out *json, const char *key, bool is_list)
{
    value_begin(json, key);
    buffer_append_char(json->out, is_list ? '[' : '{');
    list_mark(json, json->depth++, is_list);
    json->has_member = false;
}

void json_out_object(struct json_out *json, const char *key)
{
    container_open(json, key, false);
}

void json_out_list(struct json_out *json, const char *key)
{
    container_open(json, key, true);
}

void json_out_close(struct json_out *json)
{
    bool has_line = json->has_member && json->depth <= json->lines;
    json->depth--;
    if (has_line)
        line_break(json, json->depth);
    buffer_append_char(json->out, list_is_marked(json, json->depth) ? ']' : '}');
    json->has_member = true;
}

/* ---- values ---- */

static const char *escape_for(uint32_t code)
{
    switch (code) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case UTF8_REPLACEMENT_CODE: return UTF8_REPLACEMENT;
    default: return NULL;
    }
}

/* The number of bytes at the start that need no escape. Only ASCII is counted. */
static size_t plain_length(const char *text)
{
    size_t length = 0;

    while (text[length] >= 0x20 && text[length] < 0x7f && !strchr("\"\\<", text[length]))
        length++;
    return length;
}

static void string_append(const char *text, bool escapes_markup, struct buffer *out)
{
    size_t length = strlen(text), taken;
    buffer_append_char(out, '"');
    for (size_t at = 0; at < length; at += taken) {
        uint32_t code;
        taken = plain_length(text + at);
        if (taken > 0) {
            buffer_append(out, text + at, taken);
            continue;
        }
        taken = utf8_decode(text + at, length - at, &code);
        const char *escape = escape_for(code);
        if (escape)
            buffer_append_text(out, escape);
        else if (code < 0x20 || code == 0x7f || (code == '<' && escapes_markup))
            buffer_printf(out, "\\u%04" PRIx32, code);
        else
            buffer_append(out, text + at, taken);
    }
    buffer_append_char(out, '"');
}

void json_out_text(struct json_out *json, const char *key, const char *text)
{
    value_begin(json, key);
    if (text)
        string_append(text, json->is_compact, json->out);
    else
        buffer_append_text(json->out, "null");
}

void json_out_count(struct json_out *json, const char *key, uint64_t count)
{
    value_begin(json, key);
    count_show(count, json->out);
}

void json_out_fixed(struct json_out *json, const char *key, int64_t value, unsigned places)
{
    if (value >= EXACT_MOST || value <= -EXACT_MOST) {
        json_out_number(json, key, (double)value / pow(10, places));
        return;
    }
    value_begin(json, key);
    size_t before = json->out->length;
    fixed_show(value, places, json->out);
    if (!json->is_compact && !memchr(json->out->data + before, '.', json->out->length - before))
        buffer_append_text(json->out, ".0");
}

void json_out_number(struct json_out *json, const char *key, double number)
{
    if (json->is_compact && fabs(number) < COMPACT_MOST) {
        unsigned places = fabs(number) < 1 ? 9 : 6; /* a share is shown in percent, with two decimals */

        json_out_fixed(json, key, llround(number * pow(10, places)), places);
        return;
    }
    value_begin(json, key);
    if (isfinite(number))
        float_show(number, json->out);
    else
        buffer_append_text(json->out, "null");
}

void json_out_bool(struct json_out *json, const char *key, bool boolean)
{
    value_begin(json, key);
    buffer_append_text(json->out, boolean ? "true" : "false");
}

void json_out_null(struct json_out *json, const char *key)
{
    value_begin(json, key);
    buffer_append_text(json->out, "null");
}
