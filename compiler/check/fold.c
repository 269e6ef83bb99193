#include "compiler/check/fold_internal.h"

#include "compiler/check/scope.h"
#include "runtime/base/alloc.h"
#include "runtime/native/native.h"

#include <stdlib.h>
#include <string.h>

char *fold_directory(const struct source_set *sources, uint32_t file)
{
    const struct source_file *source = source_file(sources, file);
    const char *slash = source->is_embedded ? NULL : strrchr(source->path, '/');

    if (!slash)
        return mem_strdup(".");
    return mem_strndup(source->path, slash == source->path ? 1 : (size_t)(slash - source->path));
}

static enum fold_result fold_fail(struct constant_folding *folder, const struct expr *expr, const char *why)
{
    folder->why = why;
    folder->where = expr->span;
    return FOLD_FAILED;
}

enum fold_result fold_outcome(struct constant_folding *folder, const struct expr *expr, const char *why)
{
    return why ? fold_fail(folder, expr, why) : FOLD_VALUE;
}

/* ---- literals ---- */

static enum fold_result fold_part(struct constant_folding *folder, const struct string_part *part,
                                  struct buffer *text)
{
    enum fold_result folded;
    value v;

    if (!part->expr) {
        buffer_append(text, part->text, part->length);
        return FOLD_VALUE;
    }
    folded = fold_expr(folder, part->expr, &v);
    if (folded != FOLD_VALUE)
        return folded;
    value_show(v, text);
    value_release(v);
    return FOLD_VALUE;
}

static enum fold_result fold_string(struct constant_folding *folder, const struct expr *expr, value *result)
{
    struct buffer text = {0};
    enum fold_result folded = FOLD_VALUE;

    for (const struct string_part *part = expr->string.parts.first; part && folded == FOLD_VALUE;
         part = part->next)
        folded = fold_part(folder, part, &text);
    if (folded == FOLD_VALUE)
        *result = value_string(buffer_text(&text), text.length);
    buffer_free(&text);
    return folded;
}

static enum fold_result fold_list(struct constant_folding *folder, const struct expr *expr, value *result)
{
    value list = value_list(expr->list.items.count);

    for (const struct expr *item = expr->list.items.first; item; item = item->next) {
        value v;
        enum fold_result folded = fold_expr(folder, item, &v);

        if (folded != FOLD_VALUE) {
            value_release(list);
            return folded;
        }
        value_list_append(&list, v);
    }
    *result = list;
    return FOLD_VALUE;
}

static enum fold_result fold_pair(struct constant_folding *folder, const struct map_pair *pair, value *map)
{
    value key, v;
    enum fold_result folded = fold_expr(folder, pair->key, &key);

    if (folded != FOLD_VALUE)
        return folded;
    folded = fold_expr(folder, pair->value, &v);
    if (folded == FOLD_VALUE)
        value_map_put(map, key, v);
    value_release(key);
    return folded;
}

static enum fold_result fold_map(struct constant_folding *folder, const struct expr *expr, value *result)
{
    value map = value_map(expr->map.entries.count);
    enum fold_result folded = FOLD_VALUE;

    for (const struct map_pair *pair = expr->map.entries.first; pair && folded == FOLD_VALUE;
         pair = pair->next)
        folded = fold_pair(folder, pair, &map);
    if (folded == FOLD_VALUE)
        *result = map;
    else
        value_release(map);
    return folded;
}

/* ---- names ---- */

static enum fold_result fold_name(struct constant_folding *folder, const struct expr *expr, value *result)
{
    const struct symbol *symbol = expr->symbol;

    if (symbol && symbol->kind == SYMBOL_CONST && symbol->state == CONSTANT_KNOWN) {
        *result = value_copy(symbol->constant);
        return FOLD_VALUE;
    }
    if (symbol && symbol->kind == SYMBOL_PARAMETER && !symbol->is_assigned && folder->arguments &&
        folder->arguments[symbol->index].is_known) {
        *result = value_copy(folder->arguments[symbol->index].value);
        return FOLD_VALUE;
    }
    return FOLD_UNKNOWN;
}

static enum fold_result fold_access(struct constant_folding *folder, const struct expr *expr,
                                    const struct expr *container, const struct expr *index, value *result)
{
    value object, key;
    enum fold_result folded = fold_expr(folder, container, &object);

    if (folded != FOLD_VALUE)
        return folded;
    if (index)
        folded = fold_expr(folder, index, &key);
    else
        key = value_text(expr->member.name.text);
    if (folded == FOLD_VALUE) {
        folded = fold_outcome(folder, expr, value_index(object, key, result));
        value_release(key);
    }
    value_release(object);
    return folded;
}

/* ---- calls ---- */

/* Without this variable `run` stops. `check` reports it and treats the value as unknown. */
static enum fold_result fold_missing_environment(struct constant_folding *folder, const struct expr *expr,
                                                 const value *arguments, const char *why)
{
    if (folder->for_run)
        return fold_fail(folder, expr, why);
    diag_report(folder->diags, N0630_ENVIRONMENT_UNSET, expr->span, arguments[0].as.string->bytes);
    folder->is_missing = true;
    return FOLD_UNKNOWN;
}

static bool is_missing_environment(enum native_id id, const value *arguments, size_t count)
{
    return (id == NATIVE_env || id == NATIVE_secret) && count == 1 && arguments[0].type == VALUE_STRING &&
           !getenv(arguments[0].as.string->bytes);
}

/* The file of a call of read() or file(). */
static void note_input(struct constant_folding *folder, const char *directory, value path)
{
    struct buffer whole = {0};

    if (path.as.string->bytes[0] != '/' && strcmp(directory, ".") != 0)
        buffer_printf(&whole, "%s/", directory);
    buffer_append_text(&whole, path.as.string->bytes);
    source_input(folder->sources, buffer_text(&whole));
    buffer_free(&whole);
}

static enum fold_result call_native(struct constant_folding *folder, const struct expr *expr,
                                    enum native_id id, const value *arguments, size_t count, value *result)
{
    char *directory = fold_directory(folder->sources, expr->span.file);
    struct native_context context = {.folder = directory};
    const char *why = native_call(&context, id, arguments, count, result);
    enum fold_result folded = fold_outcome(folder, expr, why);

    if (!why && (id == NATIVE_read || id == NATIVE_file))
        note_input(folder, directory, arguments[0]);
    if (why && is_missing_environment(id, arguments, count))
        folded = fold_missing_environment(folder, expr, arguments, why);
    mem_free(directory);
    return folded;
}

static enum fold_result fold_call(struct constant_folding *folder, const struct expr *expr, value *result)
{
    size_t count = expr->call.arguments.count, known = 0;
    enum fold_result folded = FOLD_VALUE;
    value *arguments;

    if (!expr->symbol || expr->symbol->kind != SYMBOL_NATIVE ||
        natives[expr->symbol->index].when == NATIVE_RUN)
        return FOLD_UNKNOWN;
    arguments = mem_zalloc(count + 1, sizeof *arguments);
    for (const struct expr *argument = expr->call.arguments.first; argument; argument = argument->next) {
        folded = fold_expr(folder, argument, &arguments[known]);
        if (folded != FOLD_VALUE)
            break;
        known++;
    }
    if (folded == FOLD_VALUE)
        folded = call_native(folder, expr, (enum native_id)expr->symbol->index, arguments, count, result);
    while (known)
        value_release(arguments[--known]);
    mem_free(arguments);
    return folded;
}

/* ---- the dispatch ---- */

enum fold_result fold_expr(struct constant_folding *folder, const struct expr *expr, value *result)
{
    if (!expr->may_fold)
        return FOLD_UNKNOWN;
    switch (expr->kind) {
    case EXPR_NONE: *result = value_none(); return FOLD_VALUE;
    case EXPR_BOOL: *result = value_bool(expr->boolean); return FOLD_VALUE;
    case EXPR_INT: *result = value_int(expr->integer); return FOLD_VALUE;
    case EXPR_FLOAT: *result = value_float(expr->floating); return FOLD_VALUE;
    case EXPR_DURATION: *result = value_duration(expr->duration); return FOLD_VALUE;
    case EXPR_RATE: return fold_rate(folder, expr, result);
    case EXPR_STRING: return fold_string(folder, expr, result);
    case EXPR_LIST: return fold_list(folder, expr, result);
    case EXPR_MAP: return fold_map(folder, expr, result);
    case EXPR_NAME: return fold_name(folder, expr, result);
    case EXPR_MEMBER: return fold_access(folder, expr, expr->member.object, NULL, result);
    case EXPR_INDEX: return fold_access(folder, expr, expr->index.object, expr->index.index, result);
    case EXPR_CALL: return fold_call(folder, expr, result);
    case EXPR_UNARY: return fold_unary(folder, expr, result);
    case EXPR_BINARY: return fold_binary(folder, expr, result);
    case EXPR_IS: return fold_is(folder, expr, result);
    case EXPR_RANGE: return fold_range(folder, expr, result);
    case EXPR_CONDITIONAL: return fold_conditional(folder, expr, result);
    case EXPR_ERROR:
    case EXPR_TAKE:
    case EXPR_REQUEST: return FOLD_UNKNOWN;
    }
    return FOLD_UNKNOWN;
}
