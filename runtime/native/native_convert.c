#include "runtime/base/utf8.h"
#include "runtime/native/native_table.h"
#include "runtime/text/json.h"
#include "runtime/text/number.h"

#include <math.h>
#include <string.h>

/* The text without blanks around it. */
static struct slice trimmed(const struct string *string)
{
    struct slice text = {string->bytes, string->length};

    while (text.length && strchr(" \t\r\n", text.bytes[0]) && text.bytes[0]) {
        text.bytes++;
        text.length--;
    }
    while (text.length && strchr(" \t\r\n", text.bytes[text.length - 1]) && text.bytes[text.length - 1])
        text.length--;
    return text;
}

static const char *int_of_string(const struct string *string, value *result)
{
    struct slice text = trimmed(string);
    int64_t number;

    switch (int_parse(text.bytes, text.length, &number)) {
    case NUMBER_OK: *result = value_int(number); return NULL;
    case NUMBER_TOO_LARGE: return "the number is too large for an int";
    default: return native_error("int() can't convert \"%.80s\" to an int", string->bytes);
    }
}

static const char *float_of_string(const struct string *string, value *result)
{
    struct slice text = trimmed(string);
    double number;

    if (!float_parse(text.bytes, text.length, &number))
        return native_error("float() can't convert \"%.80s\" to a float", string->bytes);
    *result = value_float(number);
    return NULL;
}

const char *native_int(struct native_context *context, const value *arguments, size_t count, value *result)
{
    value v = arguments[0];

    (void)context, (void)count;
    switch (v.type) {
    case VALUE_INT: *result = v; return NULL;
    case VALUE_BOOL: *result = value_int(v.as.boolean); return NULL;
    case VALUE_FLOAT: return native_whole(trunc(v.as.number), result);
    case VALUE_BIG: return "the number is too large for an int";
    case VALUE_STRING: return int_of_string(v.as.string, result);
    default: return native_error("int() can't convert %s", value_type_name(v.type));
    }
}

const char *native_float(struct native_context *context, const value *arguments, size_t count, value *result)
{
    value v = arguments[0];

    (void)context, (void)count;
    switch (v.type) {
    case VALUE_FLOAT: *result = v; return NULL;
    case VALUE_INT: *result = value_float((double)v.as.integer); return NULL;
    case VALUE_BOOL: *result = value_float(v.as.boolean); return NULL;
    case VALUE_BIG:
    case VALUE_STRING: return float_of_string(v.as.string, result);
    default: return native_error("float() can't convert %s", value_type_name(v.type));
    }
}

const char *native_string(struct native_context *context, const value *arguments, size_t count, value *result)
{
    struct buffer text = {0};

    (void)context, (void)count;
    if (arguments[0].type == VALUE_STRING) {
        *result = value_copy(arguments[0]);
        return NULL;
    }
    if (value_show(arguments[0], &text))
        return native_take_text(&text, result);
    buffer_free(&text);
    return "the value is nested too deeply for JSON";
}

const char *native_json_encode(struct native_context *context, const value *arguments, size_t count,
                               value *result)
{
    struct buffer text = {0};
    const char *error = value_json_text(arguments[0], &text);

    (void)context, (void)count;
    if (!error)
        return native_take_text(&text, result);
    buffer_free(&text);
    return error;
}

const char *native_json_decode(struct native_context *context, const value *arguments, size_t count,
                               value *result)
{
    const struct string *text = arguments[0].as.string;
    struct json_error error;
    value decoded;

    (void)context, (void)count;
    if (!json_decode(text->bytes, text->length, &decoded, &error))
        return native_error("this isn't JSON: %s, at byte %zu", error.text, error.offset);
    *result = decoded;
    return NULL;
}

const char *native_duration(struct native_context *context, const value *arguments, size_t count,
                            value *result)
{
    const struct string *text = arguments[0].as.string;
    nanos length;
    double seconds;

    (void)context, (void)count;
    if (duration_parse(text->bytes, text->length, &length)) {
        *result = value_duration(length);
        return NULL;
    }
    if (!float_parse(text->bytes, text->length, &seconds) || !(fabs(seconds) < 9e9))
        return native_error("duration() takes a text such as \"1m30s\", not \"%.60s\"", text->bytes);
    *result = value_duration((nanos)llround(seconds * NANOS_PER_S));
    return NULL;
}
