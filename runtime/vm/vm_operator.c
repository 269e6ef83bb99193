#include "runtime/base/clock.h"
#include "runtime/text/regex.h"
#include "runtime/vm/vm_state.h"

#include <string.h>

#define UNORDERED 2 /* *order of value_compare for NaN */

/* While an expectation is evaluated, a comparison with a missing value is false instead of a runtime
 * error. The expectation fails, and its actual value is none. */
static bool fails_quietly(const struct vm *vm, value a)
{
    return vm->has_actual && a.type == VALUE_NONE;
}

static const char *quietly_false(value *result)
{
    *result = value_bool(false);
    return NULL;
}

const char *vm_compare(struct vm *vm, enum vm_comparison comparison, value a, value b, value *result)
{
    bool holds = false;
    int order;
    const char *error;

    if (fails_quietly(vm, a) || fails_quietly(vm, b))
        return quietly_false(result);
    error = value_compare(a, b, &order);
    if (error)
        return error;
    switch (comparison) {
    case VM_LESS: holds = order < 0; break;
    case VM_LESS_EQUAL: holds = order <= 0; break;
    case VM_GREATER: holds = order > 0 && order != UNORDERED; break;
    case VM_GREATER_EQUAL: holds = order >= 0 && order != UNORDERED; break;
    }
    *result = value_bool(holds);
    return NULL;
}

/* ---- text ---- */

const char *vm_contains(struct vm *vm, value container, value item, value *result)
{
    bool holds;
    const char *error;

    if (fails_quietly(vm, container) || (container.type != VALUE_LIST && fails_quietly(vm, item)))
        return quietly_false(result);
    error = value_in(item, container, &holds);
    if (!error)
        *result = value_bool(holds);
    return error;
}

static const char *check_texts(struct vm *vm, const char *what, value a, value b)
{
    if (a.type == VALUE_STRING && b.type == VALUE_STRING)
        return NULL;
    return vm_error_text(vm, "%s compares strings, not %s and %s", what, value_type_name(a.type),
                         value_type_name(b.type));
}

const char *vm_starts_with(struct vm *vm, value text, value start, value *result)
{
    const char *error;

    if (fails_quietly(vm, text))
        return quietly_false(result);
    error = check_texts(vm, "startswith", text, start);
    if (error)
        return error;
    *result = value_bool(text.as.string->length >= start.as.string->length &&
                         memcmp(text.as.string->bytes, start.as.string->bytes, start.as.string->length) == 0);
    return NULL;
}

const char *vm_ends_with(struct vm *vm, value text, value end, value *result)
{
    const char *error;
    size_t length;

    if (fails_quietly(vm, text))
        return quietly_false(result);
    error = check_texts(vm, "endswith", text, end);
    if (error)
        return error;
    length = end.as.string->length;
    *result = value_bool(
        text.as.string->length >= length &&
        memcmp(text.as.string->bytes + text.as.string->length - length, end.as.string->bytes, length) == 0);
    return NULL;
}

const char *vm_matches(struct vm *vm, const struct regex *regex, value text, value *result)
{
    bool found;
    const char *error;

    if (fails_quietly(vm, text))
        return quietly_false(result);
    if (text.type != VALUE_STRING)
        return vm_error_text(vm, "matches searches in a string, not in %s", value_type_name(text.type));
    error = regex_search(regex, text.as.string->bytes, text.as.string->length, 0, &found, NULL, 0);
    if (!error)
        *result = value_bool(found);
    return error;
}

const char *vm_matches_text(struct vm *vm, value text, value pattern, value *result)
{
    struct regex_error wrong;
    struct regex *regex;
    const char *error;

    if (pattern.type != VALUE_STRING)
        return vm_error_text(vm, "a pattern must be a string, not %s", value_type_name(pattern.type));
    regex = regex_compile(pattern.as.string->bytes, pattern.as.string->length, &wrong);
    if (!regex)
        return vm_error_text(vm, "invalid regex: %s", wrong.text);
    error = vm_matches(vm, regex, text, result);
    regex_free(regex);
    return error;
}

const char *vm_concat(struct vm *vm, const value *values, size_t count, value *result)
{
    struct buffer *text = &vm->text;

    buffer_clear(text);
    for (size_t i = 0; i < count; i++)
        if (!value_show(values[i], text))
            return text->overflowed ? "the string is longer than 64 MiB"
                                    : "the value is nested too deeply to be printed";
    *result = value_string(buffer_text(text), text->length);
    return NULL;
}

/* ---- lists and maps ---- */

value vm_list(const value *values, size_t count)
{
    value list = value_list(count);

    for (size_t i = 0; i < count; i++)
        value_list_append(&list, value_dup(values[i]));
    return list;
}

const char *vm_map(struct vm *vm, const value *pairs, size_t count, value *result)
{
    value map = value_map(count);

    for (size_t i = 0; i < count; i++) {
        value key = pairs[2 * i];

        if (key.type != VALUE_STRING) {
            value_release(map);
            return vm_error_text(vm, "the key of a map must be a string, not %s", value_type_name(key.type));
        }
        value_map_put(&map, key, value_dup(pairs[2 * i + 1]));
    }
    *result = map;
    return NULL;
}

const char *vm_index(struct vm *vm, value container, value key, value *result)
{
    if (container.type != VALUE_RESPONSE)
        return value_index(container, key, result);
    if (key.type == VALUE_STRING && vm_response_member(response_of(container), key.as.string->bytes, result))
        return NULL;
    return vm_error_text(vm, "a response has no member %s",
                         key.type == VALUE_STRING ? key.as.string->bytes : value_type_name(key.type));
}

bool vm_is(value v, uint32_t types)
{
    enum value_type type = v.type == VALUE_BIG ? VALUE_INT : v.type;

    return (types >> type) & 1;
}

const char *vm_bounded(value result)
{
    if ((result.type == VALUE_STRING || result.type == VALUE_BIG) && result.as.string->length > VM_STRING_MAX)
        return "the string is longer than 64 MiB";
    if (result.type == VALUE_LIST && result.as.list->count > VM_LIST_MAX)
        return "the list has more than 10 million items";
    return NULL;
}

/* ---- context ---- */

value vm_context(const struct vm *vm, enum context_field field)
{
    const struct vm_environment *environment = vm->environment;

    switch (field) {
    case CONTEXT_USER_ID: return value_int((int64_t)environment->user_id);
    case CONTEXT_USER_KIND: return value_text(environment->kind ? environment->kind : "");
    case CONTEXT_ITERATION: return value_int(environment->iteration);
    case CONTEXT_WORKER_INDEX: return value_int(environment->common->worker_index);
    case CONTEXT_WORKER_COUNT: return value_int(environment->common->worker_count);
    case CONTEXT_HOST: return environment->base_url ? value_text(environment->base_url) : value_none();
    case CONTEXT_RUN_ELAPSED:
        return value_duration(instant_since(clock_now(), environment->common->run_start));
    case CONTEXT_FIELD_COUNT: break;
    }
    return value_none();
}
