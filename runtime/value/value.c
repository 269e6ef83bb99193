#include "runtime/value/value.h"

#include "runtime/base/alloc.h"
#include "runtime/base/vec.h"
#include "runtime/value/counted.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Below this depth, values are freed with an explicit list instead of recursion. */
#define RELEASE_DEPTH_MOST 200

struct pending {
    VEC(value) containers;
};

/* ---- strings ---- */

value value_string_reserve(size_t length)
{
    struct string *string;

    /* A length above the maximum is treated as out of memory. */
    string = mem_alloc(length < UINT32_MAX ? sizeof *string + length + 1 : SIZE_MAX);
    string->references = 1;
    string->length = (uint32_t)length;
    string->bytes[length] = '\0';
    return (value){.type = VALUE_STRING, .as.string = string};
}

value value_string(const char *bytes, size_t length)
{
    static struct string empty = {VALUE_IMMORTAL, 0, {0}};
    value v;

    if (length == 0)
        return (value){.type = VALUE_STRING, .as.string = &empty};
    v = value_string_reserve(length);
    memcpy(v.as.string->bytes, bytes, length);
    return v;
}

value value_text(const char *text)
{
    return value_string(text, strlen(text));
}

/* Behind the text and its NUL: the type, a NUL, 'n' if there is a name, the name, a NUL. */
value value_part(const char *bytes, size_t length, const char *type, const char *file_name)
{
    size_t type_size = strlen(type ? type : "") + 1, name_size = strlen(file_name ? file_name : "") + 1;
    value v = value_string_reserve(length + 1 + type_size + 1 + name_size);
    char *behind = v.as.string->bytes + length + 1;

    if (length > 0)
        memcpy(v.as.string->bytes, bytes, length);
    v.as.string->bytes[length] = '\0';
    v.as.string->length = (uint32_t)length;
    v.as.string->references |= VALUE_PART;
    memcpy(behind, type ? type : "", type_size);
    behind[type_size] = file_name ? 'n' : '\0';
    memcpy(behind + type_size + 1, file_name ? file_name : "", name_size);
    return v;
}

void value_part_of(value v, const char **type, const char **file_name)
{
    const char *behind;

    *type = *file_name = NULL;
    if (v.type != VALUE_STRING || !(v.as.string->references & VALUE_PART))
        return;
    behind = v.as.string->bytes + v.as.string->length + 1;
    *type = *behind ? behind : NULL;
    behind += strlen(behind) + 1;
    *file_name = *behind ? behind + 1 : NULL;
}

/* ---- counting ---- */

/* The reference count of v; NULL for a value without one. */
static uint32_t *value_references(value v)
{
    switch (v.type) {
    case VALUE_BIG:
    case VALUE_STRING: return &v.as.string->references;
    case VALUE_LIST: return &v.as.list->references;
    case VALUE_MAP: return &v.as.map->references;
    case VALUE_RESPONSE: return &v.as.object->references;
    default: return NULL;
    }
}

value value_copy(value v)
{
    uint32_t *references = value_references(v);

    if (references && *references < VALUE_IMMORTAL)
        ++*references;
    return v;
}

typedef bool release_step(value v); /* removes a reference; true if it was the last one */

static bool release_counted(value v)
{
    uint32_t *references = value_references(v);

    return references && *references < VALUE_IMMORTAL && (--*references & ~VALUE_PART) == 0;
}

static bool release_immortal(value v)
{
    uint32_t *references = value_references(v);

    /* A part that was never made immortal, or static memory. */
    if (!references || *references == VALUE_IMMORTAL)
        return false;
    return (--*references & ~(VALUE_IMMORTAL | VALUE_PART)) == 0;
}

static void value_drop(value v, release_step *step, struct pending *pending, unsigned depth);

static void list_drop(struct list *list, release_step *step, struct pending *pending, unsigned depth)
{
    for (uint32_t i = 0; i < list->count; i++)
        value_drop(list->items[i], step, pending, depth + 1);
    mem_free(list->items);
    mem_free(list);
}

static void map_drop(struct map *map, release_step *step, struct pending *pending, unsigned depth)
{
    for (uint32_t i = 0; i < map->count; i++) {
        value key = {.type = VALUE_STRING, .as.string = map->entries[i].key};

        value_drop(key, step, pending, depth + 1);
        value_drop(map->entries[i].value, step, pending, depth + 1);
    }
    map_discard(map);
}

static void value_destroy(value v, release_step *step, struct pending *pending, unsigned depth)
{
    bool container = v.type == VALUE_LIST || v.type == VALUE_MAP;

    if (container && depth > RELEASE_DEPTH_MOST)
        vec_push(&pending->containers, v);
    else if (v.type == VALUE_LIST)
        list_drop(v.as.list, step, pending, depth);
    else if (v.type == VALUE_MAP)
        map_drop(v.as.map, step, pending, depth);
    else if (v.type == VALUE_RESPONSE)
        v.as.object->destroy(v.as.object);
    else
        mem_free(v.as.string);
}

static void value_drop(value v, release_step *step, struct pending *pending, unsigned depth)
{
    if (step(v))
        value_destroy(v, step, pending, depth);
}

/* A scenario can nest lists without limit (`l = [l]` in a loop), so recursion could overflow the stack. */
static void value_free_all(value v, release_step *step)
{
    struct pending pending = {0};

    value_destroy(v, step, &pending, 0);
    while (pending.containers.count)
        value_destroy(vec_pop(&pending.containers), step, &pending, 0);
    vec_free(&pending.containers);
}

void value_release(value v)
{
    if (v.type >= VALUE_BIG && release_counted(v))
        value_free_all(v, release_counted);
}

void value_free_immortal(value v)
{
    if (release_immortal(v))
        value_free_all(v, release_immortal);
}

void value_make_immortal(value v)
{
    uint32_t *references = value_references(v);

    if (!references || *references >= VALUE_IMMORTAL)
        return;
    *references |= VALUE_IMMORTAL;
    if (v.type == VALUE_LIST) {
        for (uint32_t i = 0; i < v.as.list->count; i++)
            value_make_immortal(v.as.list->items[i]);
    } else if (v.type == VALUE_MAP) {
        for (uint32_t i = 0; i < v.as.map->count; i++) {
            value_make_immortal((value){.type = VALUE_STRING, .as.string = v.as.map->entries[i].key});
            value_make_immortal(v.as.map->entries[i].value);
        }
    }
}

/* ---- cloning ---- */

static value clone_at(value v, unsigned depth);

static value string_clone(value v)
{
    const char *type, *file_name;
    value copy;

    value_part_of(v, &type, &file_name);
    copy = type || file_name ? value_part(v.as.string->bytes, v.as.string->length, type, file_name)
                             : value_string(v.as.string->bytes, v.as.string->length);
    copy.type = v.type;
    return copy;
}

static value list_clone(const struct list *list, unsigned depth)
{
    value copy = value_list(list->count);

    for (uint32_t i = 0; i < list->count; i++)
        value_list_append(&copy, clone_at(list->items[i], depth + 1));
    return copy;
}

static value map_clone(const struct map *map, unsigned depth)
{
    value copy = value_map(map->count);

    for (uint32_t i = 0; i < map->count; i++) {
        const struct map_entry *entry = &map->entries[i];

        value_map_set(&copy, entry->key->bytes, entry->key->length, clone_at(entry->value, depth + 1));
    }
    return copy;
}

static value clone_at(value v, unsigned depth)
{
    if (depth > VALUE_NESTING_MAX)
        return value_none();
    switch (v.type) {
    case VALUE_BIG:
    case VALUE_STRING: return string_clone(v);
    case VALUE_LIST: return list_clone(v.as.list, depth);
    case VALUE_MAP: return map_clone(v.as.map, depth);
    case VALUE_RESPONSE: return value_none();
    default: return v;
    }
}

value value_clone(value v)
{
    return clone_at(v, 0);
}

/* ---- the rest ---- */

const char *value_type_name(enum value_type type)
{
    static const char *const names[] = {
        [VALUE_NONE] = "none",         [VALUE_BOOL] = "bool",   [VALUE_INT] = "int",
        [VALUE_BIG] = "int",           [VALUE_FLOAT] = "float", [VALUE_DURATION] = "duration",
        [VALUE_STRING] = "string",     [VALUE_LIST] = "list",   [VALUE_MAP] = "map",
        [VALUE_RESPONSE] = "response",
    };

    return names[type];
}

const char *value_error(const char *format, ...)
{
    static _Thread_local char text[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return text;
}
