/* Names that every scenario has: fields of responses and built-in objects. */
#include "compiler/check/check.h"
#include "runtime/base/count_of.h"

#include "runtime/native/native.h"

#include <string.h>

static const char *const accessor_names[ACCESSOR_COUNT] = {
    [ACCESSOR_JSON] = "json",
    [ACCESSOR_HEADER] = "header",
    [ACCESSOR_COOKIE] = "cookie",
    [ACCESSOR_REGEX] = "regex",
    [ACCESSOR_REGEX_ALL] = "regex_all",
    [ACCESSOR_XPATH] = "xpath",
    [ACCESSOR_XPATH_ALL] = "xpath_all",
    [ACCESSOR_HEADER_ALL] = "header_all",
    [ACCESSOR_REGEX_GROUPS] = "regex_groups",
};

static void bind_function(struct checker *checker, enum symbol_kind kind, const char *name, uint32_t index)
{
    struct symbol *symbol = symbol_new(&checker->scopes, kind, (struct name){.text = name});

    symbol->index = index;
    scope_bind(&checker->scopes, symbol);
}

void check_bind_builtins(struct checker *checker)
{
    for (uint32_t i = 0; i < NATIVE_COUNT; i++)
        bind_function(checker, SYMBOL_NATIVE, natives[i].name, i);
    for (uint32_t i = 0; i < ACCESSOR_COUNT; i++)
        bind_function(checker, SYMBOL_ACCESSOR, accessor_names[i], i);
    bind_function(checker, SYMBOL_NEXT, "next", 0);
    bind_function(checker, SYMBOL_PUSH, "push", 0);
    bind_function(checker, SYMBOL_PICK, "pick", 0);
}

/* ---- the response ---- */

struct response_name {
    const char *name;
    enum response_field field;
    unsigned types;
    bool of_bytes; /* also available after `receive` */
};

static const struct response_name response_names[] = {
    {"status", RESPONSE_STATUS, TYPE_INT, false},
    {"elapsed", RESPONSE_ELAPSED, TYPE_DURATION, true},
    {"body", RESPONSE_BODY, TYPE_STRING, true},
    {"size", RESPONSE_SIZE, TYPE_INT, true},
    {"url", RESPONSE_URL, TYPE_STRING, false},
    {"headers", RESPONSE_HEADERS, TYPE_MAP, false},
    {"bytes", RESPONSE_RAW_BODY, TYPE_STRING, true},
    {"error", RESPONSE_ERROR, TYPE_STRING, false},
    {"first_byte", RESPONSE_FIRST_BYTE, TYPE_DURATION, false},
    {"version", RESPONSE_VERSION, TYPE_STRING | TYPE_NONE, false},
    {"peer", RESPONSE_PEER, TYPE_STRING | TYPE_NONE, false},
    {"certificate", RESPONSE_CERTIFICATE, TYPE_MAP | TYPE_NONE, false},
    {"redirects", RESPONSE_REDIRECTS, TYPE_INT, false},
};

#define RESPONSE_NAMES COUNT_OF(response_names)

/* `error` is only bound for a response used as a value: inside a block there is always a response. */
void check_bind_response(struct checker *checker, enum response_place response)
{
    for (size_t i = 0; i < RESPONSE_NAMES; i++) {
        const struct response_name *known = &response_names[i];
        struct symbol *symbol;

        if (known->field == RESPONSE_ERROR || (response == RESPONSE_BYTES && !known->of_bytes))
            continue;
        symbol = symbol_new(&checker->scopes, SYMBOL_RESPONSE, (struct name){.text = known->name});
        symbol->index = known->field;
        symbol->types = known->types;
        scope_bind(&checker->scopes, symbol);
    }
}

const char *check_response_member(const char *name, unsigned *types)
{
    struct suggest search;

    suggest_start(&search, name);
    for (size_t i = 0; i < RESPONSE_NAMES; i++) {
        suggest_offer(&search, response_names[i].name);
        if (strcmp(response_names[i].name, name) != 0)
            continue;
        *types = response_names[i].types;
        return NULL;
    }
    *types = TYPE_ANY;
    return search.best ? search.best : "";
}

bool check_is_response_name(const char *name)
{
    unsigned types;

    return check_response_member(name, &types) == NULL && strcmp(name, "error") != 0;
}

/* ---- user, worker, run ---- */

struct context_part {
    const char *object; /* "" for a name without an object */
    struct symbol symbol;
};

static const struct context_part context_parts[] = {
    {"user", {.kind = SYMBOL_CONTEXT, .name = "id", .index = CONTEXT_USER_ID, .types = TYPE_INT}},
    {"user", {.kind = SYMBOL_CONTEXT, .name = "kind", .index = CONTEXT_USER_KIND, .types = TYPE_STRING}},
    {"worker", {.kind = SYMBOL_CONTEXT, .name = "index", .index = CONTEXT_WORKER_INDEX, .types = TYPE_INT}},
    {"worker", {.kind = SYMBOL_CONTEXT, .name = "count", .index = CONTEXT_WORKER_COUNT, .types = TYPE_INT}},
    {"run",
     {.kind = SYMBOL_CONTEXT, .name = "elapsed", .index = CONTEXT_RUN_ELAPSED, .types = TYPE_DURATION}},
    {"", {.kind = SYMBOL_CONTEXT, .name = "iteration", .index = CONTEXT_ITERATION, .types = TYPE_INT}},
    {"", {.kind = SYMBOL_CONTEXT, .name = "host", .index = CONTEXT_HOST, .types = TYPE_STRING | TYPE_NONE}},
};

const struct symbol *check_context_part(const char *object, const char *part)
{
    for (size_t i = 0; i < COUNT_OF(context_parts); i++)
        if (strcmp(context_parts[i].object, object) == 0 && strcmp(context_parts[i].symbol.name, part) == 0)
            return &context_parts[i].symbol;
    return NULL;
}

bool check_is_context(const char *object, const char **parts)
{
    if (strcmp(object, "user") == 0)
        *parts = "`user.id`, `user.kind`, and each `var` of the user as `user.NAME`";
    else if (strcmp(object, "worker") == 0)
        *parts = "`worker.index` and `worker.count`";
    else if (strcmp(object, "run") == 0)
        *parts = "`run.elapsed`";
    else
        return false;
    return true;
}
