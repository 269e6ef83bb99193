#include "runtime/native/native_table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct native natives[NATIVE_COUNT] = {
#define NATIVE(name, least, most, arguments, result, when)                                                   \
    [NATIVE_##name] = {#name, arguments, native_##name, NATIVE_##when, least, most, result},
#include "runtime/native/natives.def"
#undef NATIVE
};

const char *native_error(const char *format, ...)
{
    static _Thread_local char text[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return text;
}

const char *native_take_text(struct buffer *text, value *result)
{
    *result = value_string(buffer_text(text), text->length);
    buffer_free(text);
    return NULL;
}

/* 2^63, the first float above the range of int. */
#define INT_BEYOND 9223372036854775808.0

const char *native_whole(double number, value *result)
{
    if (!(number >= -INT_BEYOND && number < INT_BEYOND))
        return "the number is too large for an int";
    *result = value_int((int64_t)number);
    return NULL;
}

/* ---- the types of arguments ---- */

/* A letter of natives.def: the types that it represents, and their name in error messages. */
struct letter {
    char letter;
    unsigned types; /* bits 1 << value_type */
    const char *words;
};

#define BIT(type) (1u << VALUE_##type)
#define NUMBERS (BIT(INT) | BIT(BIG) | BIT(FLOAT))

static const struct letter letters[] = {
    {'a', ~0u, "anything"},
    {'s', BIT(STRING), "a string"},
    {'b', BIT(BOOL), "a bool"},
    {'i', BIT(INT), "an int"},
    {'n', NUMBERS, "a number"},
    {'o', NUMBERS | BIT(DURATION), "a number or a duration"},
    {'d', BIT(DURATION), "a duration"},
    {'l', BIT(LIST), "a list"},
    {'m', BIT(MAP), "a map"},
    {'c', BIT(STRING) | BIT(LIST) | BIT(MAP), "a string, list or map"},
};

static const struct letter *letter_find(char letter)
{
    const struct letter *found = letters;

    while (found->letter != letter)
        found++;
    return found;
}

static const char *article(enum value_type type)
{
    return type == VALUE_NONE ? "" : type == VALUE_INT || type == VALUE_BIG ? "an " : "a ";
}

static const char *type_error(const struct native *native, const struct letter *letter, size_t position,
                              enum value_type got)
{
    char where[48] = "";

    if (native->most > 1)
        snprintf(where, sizeof where, " as argument %zu", position + 1);
    if (got == VALUE_BIG)
        return native_error("%s() takes an int%s of at most 64 bits", native->name, where);
    return native_error("%s() takes %s%s, not %s%s", native->name, letter->words, where, article(got),
                        value_type_name(got));
}

const char *native_call(struct native_context *context, enum native_id id, const value *arguments,
                        size_t count, value *result)
{
    const struct native *native = &natives[id];
    const char *type = native->arguments;

    for (size_t i = 0; i < count; i++) {
        const struct letter *letter = letter_find(*type);

        if (!(letter->types >> arguments[i].type & 1))
            return type_error(native, letter, i, arguments[i].type);
        if (type[1])
            type++;
    }
    return native->function(context, arguments, count, result);
}
