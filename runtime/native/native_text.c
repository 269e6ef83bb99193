#include "runtime/base/utf8.h"
#include "runtime/base/utf8_case.h"
#include "runtime/native/native_table.h"

#include <string.h>

const char *native_len(struct native_context *context, const value *arguments, size_t count, value *result)
{
    value v = arguments[0];
    size_t length;

    (void)context, (void)count;
    if (v.type == VALUE_STRING)
        length = utf8_length(v.as.string->bytes, v.as.string->length);
    else
        length = v.type == VALUE_LIST ? v.as.list->count : v.as.map->count;
    *result = value_int((int64_t)length);
    return NULL;
}

static value changed_case(const struct string *string, void (*change)(const char *, size_t, struct buffer *))
{
    struct buffer text = {0};
    value changed;

    change(string->bytes, string->length, &text);
    changed = value_string(buffer_text(&text), text.length);
    buffer_free(&text);
    return changed;
}

const char *native_upper(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context, (void)count;
    *result = changed_case(arguments[0].as.string, utf8_upper);
    return NULL;
}

const char *native_lower(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context, (void)count;
    *result = changed_case(arguments[0].as.string, utf8_lower);
    return NULL;
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

const char *native_trim(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const struct string *string = arguments[0].as.string;
    size_t start = 0, end = string->length;

    (void)context, (void)count;
    while (start < end && is_blank(string->bytes[start]))
        start++;
    while (end > start && is_blank(string->bytes[end - 1]))
        end--;
    *result = value_string(string->bytes + start, end - start);
    return NULL;
}

static value split_characters(const struct string *string)
{
    value list = value_list(string->length);
    size_t at = 0;

    while (at < string->length) {
        uint32_t code;
        size_t size = utf8_decode(string->bytes + at, string->length - at, &code);

        value_list_append(&list, value_string(string->bytes + at, size));
        at += size;
    }
    return list;
}

/* The first occurrence of `part`, or NULL. */
static const char *bytes_find(const char *bytes, const char *end, const struct string *part)
{
    return memmem(bytes, (size_t)(end - bytes), part->bytes, part->length);
}

static value split_at(const struct string *string, const struct string *separator)
{
    const char *at = string->bytes, *end = at + string->length, *found;
    value list = value_list(4);

    while ((found = bytes_find(at, end, separator))) {
        value_list_append(&list, value_string(at, (size_t)(found - at)));
        at = found + separator->length;
    }
    value_list_append(&list, value_string(at, (size_t)(end - at)));
    return list;
}

const char *native_split(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const struct string *string = arguments[0].as.string, *separator = arguments[1].as.string;

    (void)context, (void)count;
    *result = separator->length ? split_at(string, separator) : split_characters(string);
    return NULL;
}

const char *native_join(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const struct list *list = arguments[0].as.list;
    const struct string *separator = arguments[1].as.string;
    struct buffer text = {0};

    (void)context, (void)count;
    for (uint32_t i = 0; i < list->count; i++) {
        value item = list->items[i];

        if (item.type != VALUE_STRING) {
            buffer_free(&text);
            return native_error("join() takes a list of strings, but item %u is of type %s", i,
                                value_type_name(item.type));
        }
        if (i)
            buffer_append(&text, separator->bytes, separator->length);
        buffer_append(&text, item.as.string->bytes, item.as.string->length);
    }
    return native_take_text(&text, result);
}

const char *native_replace(struct native_context *context, const value *arguments, size_t count,
                           value *result)
{
    const struct string *string = arguments[0].as.string, *old = arguments[1].as.string;
    const struct string *replacement = arguments[2].as.string;
    const char *at = string->bytes, *end = at + string->length, *found;
    struct buffer text = {0};

    (void)context, (void)count;
    if (old->length == 0)
        return "replace() can't search for an empty string";
    while ((found = bytes_find(at, end, old))) {
        buffer_append(&text, at, (size_t)(found - at));
        buffer_append(&text, replacement->bytes, replacement->length);
        at = found + old->length;
    }
    buffer_append(&text, at, (size_t)(end - at));
    return native_take_text(&text, result);
}

const char *native_substring(struct native_context *context, const value *arguments, size_t count,
                             value *result)
{
    const struct string *string = arguments[0].as.string;
    int64_t length = count > 2 ? arguments[2].as.integer : INT64_MAX;
    struct slice part;

    (void)context;
    if (length < 0)
        return "substring() can't take a negative length";
    part = utf8_substring(string->bytes, string->length, arguments[1].as.integer, (size_t)length);
    *result = value_string(part.bytes, part.length);
    return NULL;
}

#define PAD_MOST 10000000

const char *native_pad(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const char *fill = count > 2 ? arguments[2].as.string->bytes : " ";
    size_t fill_length = count > 2 ? arguments[2].as.string->length : 1, length;
    int64_t wanted = arguments[1].as.integer;
    struct buffer text = {0}, out = {0};

    (void)context;
    if (utf8_length(fill, fill_length) != 1)
        return "pad() takes one character to fill with";
    if (wanted > PAD_MOST || wanted < -PAD_MOST)
        return "pad() makes at most 10 million characters";
    value_show(arguments[0], &text);
    length = utf8_length(buffer_text(&text), text.length);
    if (wanted < 0)
        buffer_append(&out, buffer_text(&text), text.length);
    for (size_t width = (size_t)(wanted < 0 ? -wanted : wanted); length < width; length++)
        buffer_append(&out, fill, fill_length);
    if (wanted >= 0)
        buffer_append(&out, buffer_text(&text), text.length);
    buffer_free(&text);
    return native_take_text(&out, result);
}
