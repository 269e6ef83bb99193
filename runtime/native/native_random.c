#include "runtime/base/alloc.h"
#include "runtime/base/utf8.h"
#include "runtime/native/native_table.h"

#include <stdio.h>

#define RANDOM_STRING_LONGEST (16 << 20) /* characters */

const char *native_random_int(struct native_context *context, const value *arguments, size_t count,
                              value *result)
{
    int64_t low = arguments[0].as.integer, high = arguments[1].as.integer;

    (void)count;
    if (low > high)
        return native_error("random_int(): %lld is greater than %lld", (long long)low, (long long)high);
    *result = value_int(rng_between(context->rng, low, high));
    return NULL;
}

const char *native_random_float(struct native_context *context, const value *arguments, size_t count,
                                value *result)
{
    value low, high;
    double start, span;

    (void)count;
    native_float(context, &arguments[0], 1, &low);
    native_float(context, &arguments[1], 1, &high);
    start = low.as.number;
    span = high.as.number - start;
    if (!(span >= 0))
        return "random_float(): the first number is greater than the second";
    *result = value_float(start + rng_unit(context->rng) * span);
    return NULL;
}

/* The characters of the text, in an array that the caller frees. */
static struct slice *characters(const struct string *string, size_t *count)
{
    struct slice *all = mem_alloc(string->length * sizeof *all);
    size_t at = 0;

    for (*count = 0; at < string->length; ++*count) {
        uint32_t code;
        size_t size = utf8_decode(string->bytes + at, string->length - at, &code);

        all[*count] = (struct slice){string->bytes + at, size};
        at += size;
    }
    return all;
}

static void characters_draw(struct rng *rng, int64_t length, const struct string *alphabet,
                            struct buffer *out)
{
    size_t count;
    struct slice *all = characters(alphabet, &count);

    for (int64_t i = 0; i < length; i++) {
        struct slice drawn = all[rng_below(rng, count)];

        buffer_append(out, drawn.bytes, drawn.length);
    }
    mem_free(all);
}

/* Fast path for the default alphabet. */
static value alphanumeric_draw(struct rng *rng, int64_t length)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    value text = value_string_reserve((size_t)length);

    for (int64_t i = 0; i < length; i++)
        text.as.string->bytes[i] = alphabet[rng_below(rng, sizeof alphabet - 1)];
    return text;
}

const char *native_random_string(struct native_context *context, const value *arguments, size_t count,
                                 value *result)
{
    int64_t length = arguments[0].as.integer;
    struct buffer text = {0};

    if (length < 0 || length > RANDOM_STRING_LONGEST)
        return native_error("random_string() takes a length from 0 to %d", RANDOM_STRING_LONGEST);
    if (count == 1) {
        *result = alphanumeric_draw(context->rng, length);
        return NULL;
    }
    if (arguments[1].as.string->length == 0)
        return "random_string() has no characters to choose from";
    characters_draw(context->rng, length, arguments[1].as.string, &text);
    return native_take_text(&text, result);
}

const char *native_choice(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const struct list *list = arguments[0].as.list;

    (void)count;
    if (list->count == 0)
        return "choice() from an empty list";
    *result = value_copy(list->items[rng_below(context->rng, list->count)]);
    return NULL;
}

/* Fisher-Yates shuffle, from the end. */
const char *native_shuffle(struct native_context *context, const value *arguments, size_t count,
                           value *result)
{
    const struct list *list = arguments[0].as.list;
    value shuffled = value_list(list->count), *items = shuffled.as.list->items;

    (void)count;
    for (uint32_t i = 0; i < list->count; i++)
        value_list_append(&shuffled, value_copy(list->items[i]));
    for (uint32_t i = list->count; i > 1; i--) {
        uint32_t other = (uint32_t)rng_below(context->rng, i);
        value moved = items[i - 1];

        items[i - 1] = items[other];
        items[other] = moved;
    }
    *result = shuffled;
    return NULL;
}

const char *native_chance(struct native_context *context, const value *arguments, size_t count, value *result)
{
    value probability;

    (void)count;
    native_float(context, arguments, 1, &probability);
    if (!(probability.as.number >= 0 && probability.as.number <= 1))
        return "chance() takes a probability from 0 to 1";
    *result = value_bool(rng_unit(context->rng) < probability.as.number);
    return NULL;
}

const char *native_uuid(struct native_context *context, const value *arguments, size_t count, value *result)
{
    uint64_t high = rng_next(context->rng), low = rng_next(context->rng);
    char text[37];

    (void)arguments, (void)count;
    high = (high & ~UINT64_C(0xf000)) | 0x4000;               /* version 4 */
    low = (low & ~(UINT64_C(3) << 62)) | (UINT64_C(2) << 62); /* variant of RFC 9562 */
    snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(high >> 32),
             (unsigned)(high >> 16 & 0xffff), (unsigned)(high & 0xffff), (unsigned)(low >> 48),
             (unsigned long long)(low & 0xffffffffffff));
    *result = value_text(text);
    return NULL;
}
