#include "compiler/check/scope.h"

#include <string.h>

void scopes_init(struct scopes *scopes, struct arena *arena)
{
    memset(scopes, 0, sizeof *scopes);
    for (int i = 0; i < SPACE_COUNT; i++)
        strmap_init(&scopes->spaces[i]);
    scopes->arena = arena;
}

void scopes_free(struct scopes *scopes)
{
    for (int i = 0; i < SPACE_COUNT; i++)
        strmap_free(&scopes->spaces[i]);
    vec_free(&scopes->open);
}

struct symbol *symbol_new(struct scopes *scopes, enum symbol_kind kind, struct name name)
{
    struct symbol *symbol = arena_zalloc(scopes->arena, sizeof *symbol);

    symbol->kind = kind;
    symbol->name = name.text;
    symbol->span = name.span;
    symbol->types = TYPE_ANY;
    return symbol;
}

enum name_space symbol_space(enum symbol_kind kind)
{
    switch (kind) {
    case SYMBOL_FUNCTION:
    case SYMBOL_NATIVE:
    case SYMBOL_ACCESSOR:
    case SYMBOL_PUSH:
    case SYMBOL_PICK:
    case SYMBOL_NEXT: return SPACE_FUNCTION;
    case SYMBOL_CHECK: return SPACE_CHECK;
    case SYMBOL_SET: return SPACE_SET;
    case SYMBOL_USER: return SPACE_USER;
    case SYMBOL_POOL:
    case SYMBOL_DATA: return SPACE_DATA;
    case SYMBOL_COUNTER: return SPACE_COUNTER;
    default: return SPACE_VARIABLE;
    }
}

const char *symbol_kind_text(enum symbol_kind kind)
{
    switch (kind) {
    case SYMBOL_CONST: return "constant";
    case SYMBOL_SHARED: return "shared value";
    case SYMBOL_PARAMETER: return "parameter";
    case SYMBOL_CONTEXT:
    case SYMBOL_RESPONSE: return "built-in value";
    case SYMBOL_FUNCTION: return "function";
    case SYMBOL_NATIVE:
    case SYMBOL_ACCESSOR:
    case SYMBOL_PUSH:
    case SYMBOL_PICK:
    case SYMBOL_NEXT: return "built-in function";
    case SYMBOL_CHECK: return "check";
    case SYMBOL_SET: return "task set";
    case SYMBOL_USER: return "user";
    case SYMBOL_POOL: return "pool";
    case SYMBOL_DATA: return "data";
    case SYMBOL_COUNTER: return "counter";
    default: return "variable";
    }
}

void scope_bind(struct scopes *scopes, struct symbol *symbol)
{
    struct strmap *space = &scopes->spaces[symbol_space(symbol->kind)];

    symbol->hidden = strmap_set(space, symbol->name, strlen(symbol->name), symbol);
    symbol->place = scopes->open.count;
    vec_push(&scopes->open, symbol);
}

struct symbol *scope_find(const struct scopes *scopes, enum name_space space, const char *name)
{
    return strmap_get(&scopes->spaces[space], name, strlen(name));
}

size_t scope_open(struct scopes *scopes)
{
    return scopes->open.count;
}

void scope_close(struct scopes *scopes, size_t mark, void (*leave)(void *context, struct symbol *symbol),
                 void *context)
{
    while (scopes->open.count > mark) {
        struct symbol *symbol = vec_pop(&scopes->open);
        struct strmap *space = &scopes->spaces[symbol_space(symbol->kind)];

        strmap_set(space, symbol->name, strlen(symbol->name), symbol->hidden);
        if (leave)
            leave(context, symbol);
    }
}

bool scope_is_inside(const struct scopes *scopes, size_t mark, const struct symbol *symbol)
{
    return symbol->place >= mark && symbol->place < scopes->open.count &&
           scopes->open.items[symbol->place] == symbol;
}

struct symbol *scope_nearest(const struct scopes *scopes, enum name_space space, const char *name)
{
    struct suggest search;
    const struct strmap_entry *entry;
    size_t position = 0;
    struct symbol *nearest = NULL;

    if (!name[1])
        return NULL; /* one letter: every other letter is one edit away */
    suggest_start(&search, name);
    while ((entry = strmap_next(&scopes->spaces[space], &position))) {
        const char *before = search.best;

        if (!entry->value)
            continue;
        suggest_offer(&search, ((struct symbol *)entry->value)->name);
        if (search.best != before)
            nearest = entry->value;
    }
    return nearest;
}
