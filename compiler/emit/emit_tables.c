/* The tables of the program under construction. Equal entries are stored once. */
#include "compiler/emit/emit.h"

#include "runtime/base/alloc.h"
#include "runtime/text/jsonpath.h"
#include "runtime/text/regex.h"
#include "runtime/text/xpath.h"

#include <string.h>

/* ---- constants ---- */

/* Makes the key of a scalar or string from its type and bytes; false for lists and maps, which aren't
 * compared. */
static bool constant_key(value v, struct buffer *key)
{
    char type = (char)v.type;

    buffer_append(key, &type, 1);
    switch (v.type) {
    case VALUE_NONE: return true;
    case VALUE_BOOL: return buffer_append(key, &v.as.boolean, sizeof v.as.boolean);
    case VALUE_INT: return buffer_append(key, &v.as.integer, sizeof v.as.integer);
    case VALUE_FLOAT: return buffer_append(key, &v.as.number, sizeof v.as.number);
    case VALUE_DURATION: return buffer_append(key, &v.as.duration, sizeof v.as.duration);
    case VALUE_STRING:
        return !(v.as.string->references & VALUE_PART) &&
               buffer_append(key, v.as.string->bytes, v.as.string->length);
    default: return false;
    }
}

/* Clones lists and maps, because they share parts with the constants of the checker. */
static uint32_t add_constant(struct emitter *emitter, value v)
{
    value own = value_clone(v);

    value_release(v);
    value_make_immortal(own);
    vec_push(&emitter->tables.constants, own);
    return (uint32_t)emitter->tables.constants.count - 1;
}

uint32_t emit_constant(struct emitter *emitter, value v)
{
    struct buffer key = {0};
    uint32_t index;

    if (constant_key(v, &key)) {
        index = (uint32_t)(size_t)strmap_get(&emitter->constant_index, key.data, key.length);
        if (index) {
            value_release(v);
        } else {
            index = add_constant(emitter, v) + 1;
            strmap_set(&emitter->constant_index, key.data, key.length, (void *)(size_t)index);
        }
        index--;
    } else {
        index = add_constant(emitter, v);
    }
    buffer_free(&key);
    return index;
}

uint32_t emit_text_constant(struct emitter *emitter, const char *text)
{
    return emit_constant(emitter, value_text(text));
}

/* ---- rows ---- */

uint32_t emit_row(struct emitter *emitter, const char *type, const char *name)
{
    struct buffer key = {0};
    size_t index;

    buffer_printf(&key, "%s %s", type, name);
    index = (size_t)strmap_get(&emitter->row_index, key.data, key.length);
    if (!index) {
        vec_push(&emitter->tables.rows, ((struct row_name){.type = type, .name = name}));
        index = emitter->tables.rows.count;
        strmap_set(&emitter->row_index, key.data, key.length, (void *)index);
    }
    buffer_free(&key);
    return (uint32_t)index - 1;
}

/* ---- patterns ---- */

uint32_t emit_regex(struct emitter *emitter, const char *text, size_t length, span place)
{
    size_t index = (size_t)strmap_get(&emitter->regex_index, text, length);
    struct regex_constant constant;
    struct regex_error error;

    if (index)
        return (uint32_t)index - 1;
    constant.regex = regex_compile(text, length, &error);
    if (!constant.regex) {
        diag_report(emitter->diags, E0320_BAD_REGEX, place, error.text);
        return UINT32_MAX;
    }
    constant.text = arena_strndup(emitter->arena, text, length);
    vec_push(&emitter->tables.regexes, constant);
    strmap_set(&emitter->regex_index, text, length, (void *)emitter->tables.regexes.count);
    return (uint32_t)emitter->tables.regexes.count - 1;
}

uint32_t emit_jsonpath(struct emitter *emitter, const char *text, size_t length, span place)
{
    size_t index = (size_t)strmap_get(&emitter->jsonpath_index, text, length);
    struct jsonpath_constant constant;
    struct jsonpath_error error;

    if (index)
        return (uint32_t)index - 1;
    constant.path = jsonpath_compile(text, length, &error);
    if (!constant.path) {
        diag_report(emitter->diags, E0321_BAD_JSONPATH, place, error.text);
        return UINT32_MAX;
    }
    constant.text = arena_strndup(emitter->arena, text, length);
    vec_push(&emitter->tables.jsonpaths, constant);
    strmap_set(&emitter->jsonpath_index, text, length, (void *)emitter->tables.jsonpaths.count);
    return (uint32_t)emitter->tables.jsonpaths.count - 1;
}

void emit_xpath(struct emitter *emitter, const char *text, size_t length, span place)
{
    struct xpath_error error;

    if (!xpath_check(text, length, &error))
        diag_report(emitter->diags, E0322_BAD_XPATH, place, error.text);
    code_op_a(emitter, OP_CONST, emit_constant(emitter, value_string(text, length)));
}

/* ---- places ---- */

uint32_t emit_line(struct emitter *emitter, span place)
{
    return source_line_number(emitter->sources, place);
}

/* Different uses of a set may give the same request different names. */
static void line_meet(struct scenario_line *line, uint32_t row)
{
    if (line->row != row)
        line->row = LINE_NO_ROW;
}

uint32_t emit_counted(struct emitter *emitter, enum line_kind kind, span place, const char *text,
                      uint32_t row)
{
    const uint32_t key[] = {(uint32_t)kind, place.file, place.offset};
    struct source_position position;
    size_t number = (size_t)strmap_get(&emitter->line_index, (const char *)key, sizeof key);

    if (number) {
        line_meet(&emitter->tables.lines.items[number - 1], row);
        return (uint32_t)number;
    }
    position = source_position(emitter->sources, place);
    vec_push(&emitter->tables.lines, ((struct scenario_line){.kind = kind,
                                                             .file = place.file,
                                                             .line = position.line,
                                                             .column = position.column,
                                                             .text = text,
                                                             .row = row,
                                                             .parent = emitter->owner_line}));
    number = emitter->tables.lines.count;
    strmap_set(&emitter->line_index, (const char *)key, sizeof key, (void *)number);
    return (uint32_t)number;
}

/* ---- into the program ---- */

static void *moved(struct emitter *emitter, void *items, size_t count, size_t size)
{
    void *copy = arena_zalloc(emitter->arena, count ? count * size : 1);

    if (count)
        memcpy(copy, items, count * size);
    mem_free(items);
    return copy;
}

#define MOVE(table)                                                                                          \
    do {                                                                                                     \
        emitter->program->table = moved(emitter, emitter->tables.table.items, emitter->tables.table.count,   \
                                        sizeof *emitter->tables.table.items);                                \
        emitter->program->table##_count = emitter->tables.table.count;                                       \
    } while (0)

void emit_finish_tables(struct emitter *emitter)
{
    MOVE(constants);
    MOVE(functions);
    MOVE(regexes);
    MOVE(jsonpaths);
    MOVE(requests);
    MOVE(tcp);
    MOVE(expectations);
    MOVE(transactions);
    MOVE(rows);
    MOVE(tasks);
    MOVE(sets);
    MOVE(kinds);
    MOVE(data);
    MOVE(shared);
    MOVE(counters);
    MOVE(pools);
    MOVE(messages);
    MOVE(setups);
    MOVE(teardowns);
    MOVE(thresholds);
    MOVE(config);
    MOVE(named_constants);
    MOVE(load);
    MOVE(lines);
}
