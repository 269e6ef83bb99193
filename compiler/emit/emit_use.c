/* `use`: a set is compiled once for each combination of constant arguments and tags. */
#include "compiler/emit/emit.h"

#include <string.h>

static struct known_argument *fold_arguments(struct emitter *emitter, const struct expr_list *list)
{
    struct known_argument *arguments = arena_zalloc(emitter->arena, (list->count + 1) * sizeof *arguments);
    struct known_argument *argument = arguments;

    for (const struct expr *expr = list->first; expr; expr = expr->next, argument++) {
        value v;
        uint32_t constant;

        if (!expr->may_fold || !emit_fold(emitter, expr, &v))
            continue;
        constant = emit_constant(emitter, v);
        argument->is_known = true;
        argument->value = emitter->tables.constants.items[constant];
    }
    return arguments;
}

static uint32_t emit_argument_list(struct emitter *emitter, const struct set_member *use)
{
    if (!use->use.arguments.count)
        return FUNCTION_NONE;
    code_begin(emitter, arena_printf(emitter->arena, "use %s", use->use.name.text), use->use.name.span, 0);
    for (const struct expr *expr = use->use.arguments.first; expr; expr = expr->next)
        emit_expr(emitter, expr);
    code_op_a(emitter, OP_LIST, (uint32_t)use->use.arguments.count);
    code_op(emitter, OP_RETURN);
    return code_end(emitter, FUNCTION_NONE);
}

/* ---- which uses are the same ---- */

/* Appends a key of the value: keys are equal only for equal values of equal types. */
static void append_key(value v, struct buffer *key)
{
    char type = (char)v.type;

    buffer_append(key, &type, 1);
    switch (v.type) {
    case VALUE_LIST:
        for (uint32_t i = 0; i < v.as.list->count; i++)
            append_key(v.as.list->items[i], key);
        break;
    case VALUE_MAP:
        for (uint32_t i = 0; i < v.as.map->count; i++) {
            append_key((value){.type = VALUE_STRING, .as.string = v.as.map->entries[i].key}, key);
            append_key(v.as.map->entries[i].value, key);
        }
        break;
    default: value_json(v, key); break;
    }
    buffer_append(key, "", 1);
}

/* Appends the name of the set and its constant arguments. */
static void append_arguments(const struct symbol *symbol, const struct known_argument *arguments,
                             struct buffer *key)
{
    buffer_append(key, symbol->name, strlen(symbol->name) + 1);
    for (size_t i = 0; i < symbol->set->parameters.count; i++)
        if (arguments[i].is_known)
            append_key(arguments[i].value, key);
        else
            buffer_append_char(key, '?');
}

/* Makes the key of a set with these arguments and tags. *is_first: no other use has the same arguments. */
static void append_use(struct emitter *emitter, const struct symbol *symbol,
                       const struct known_argument *arguments, const char *const *tags, bool *is_first,
                       struct buffer *key)
{
    append_arguments(symbol, arguments, key);
    *is_first = strmap_set(&emitter->argument_index, key->data, key->length, emitter) == NULL;
    for (size_t i = 0; i < emit_tag_count(tags); i++)
        buffer_append(key, tags[i], strlen(tags[i]) + 1);
}

static uint32_t emit_new_set(struct emitter *emitter, const struct symbol *symbol,
                             const struct known_argument *arguments, const char *const *tags, bool is_first)
{
    const struct known_argument *outer = emitter->folder.arguments;
    uint32_t level = emitter->level, line = emitter->owner_line;
    const char *name = arena_printf(emitter->arena, "%s", symbol->name);
    struct set_scope before;
    uint32_t set, declared;

    emitter->level = emitter->owner_line = 0;
    emitter->folder.arguments = arguments;
    declared = emit_counted(emitter, LINE_SET, symbol->set->span, name, LINE_NO_ROW);
    before = set_scope_enter(emitter, name, tags, declared);
    set = emit_set(emitter, symbol->set, is_first);
    emitter->tables.sets.items[set].counted_as = declared;
    set_scope_leave(emitter, before);
    emitter->folder.arguments = outer;
    emitter->level = level;
    emitter->owner_line = line;
    return set;
}

/* The index of the set with these arguments and tags, which is compiled on first use. */
static uint32_t emit_used_set(struct emitter *emitter, const struct symbol *symbol,
                              const struct known_argument *arguments, const char *const *tags)
{
    struct buffer key = {0};
    size_t index;
    bool is_first;

    append_use(emitter, symbol, arguments, tags, &is_first, &key);
    index = (size_t)strmap_get(&emitter->set_index, key.data, key.length);
    if (index == 0) {
        index = (size_t)emit_new_set(emitter, symbol, arguments, tags, is_first) + 1;
        strmap_set(&emitter->set_index, key.data, key.length, (void *)index);
    }
    buffer_free(&key);
    return (uint32_t)index - 1;
}

struct member emit_use(struct emitter *emitter, const struct set_member *tree)
{
    struct member member = emit_member_with(emitter, &tree->use.attributes, true);
    const struct known_argument *arguments = fold_arguments(emitter, &tree->use.arguments);

    member.counted_as = emit_counted(emitter, LINE_SET, tree->span,
                                     arena_printf(emitter->arena, "%s", tree->use.name.text), LINE_NO_ROW);
    member.arguments = emit_argument_list(emitter, tree);
    member.index = emit_used_set(emitter, tree->symbol, arguments, member.tags);
    return member;
}
