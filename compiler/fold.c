#include "compiler/fold.h"

#include "compiler/scope.h"
#include "runtime/base/alloc.h"
#include "runtime/native/native.h"
#include "runtime/text/regex.h"

#include <stdlib.h>
#include <string.h>

char *fold_folder(const struct source_set *sources, uint32_t file)
{
    const struct source_file *source = source_file(sources, file);
    const char *slash = source->is_embedded ? NULL : strrchr(source->path, '/');

    if (!slash)
        return mem_strdup(".");
    return mem_strndup(source->path, slash == source->path ? 1 : (size_t)(slash - source->path));
}

static enum fold_result fail(struct folder *folder, const struct expr *expr, const char *why)
{
    folder->why = why;
    folder->where = expr->span;
    return FOLD_FAILED;
}

/* A result or the reason why there is none. */
static enum fold_result outcome(struct folder *folder, const struct expr *expr, const char *why)
{
    return why ? fail(folder, expr, why) : FOLD_VALUE;
}

/* ---- literals ---- */

static enum fold_result fold_part(struct folder *folder, const struct string_part *part, struct buffer *text)
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

static enum fold_result fold_string(struct folder *folder, const struct expr *expr, value *result)
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

static enum fold_result fold_list(struct folder *folder, const struct expr *expr, value *result)
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

static enum fold_result fold_pair(struct folder *folder, const struct map_pair *pair, value *map)
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

static enum fold_result fold_map(struct folder *folder, const struct expr *expr, value *result)
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

static enum fold_result fold_name(struct folder *folder, const struct expr *expr, value *result)
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

static enum fold_result fold_access(struct folder *folder, const struct expr *expr,
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
        folded = outcome(folder, expr, value_index(object, key, result));
        value_release(key);
    }
    value_release(object);
    return folded;
}

/* ---- operators ---- */

static const char *order(enum binary_op op, value left, value right, value *result)
{
    int order;
    const char *why = value_compare(left, right, &order);

    if (why)
        return why;
    switch (op) {
    case BINARY_LESS: *result = value_bool(order < 0); break;
    case BINARY_LESS_EQUAL: *result = value_bool(order <= 0); break;
    case BINARY_GREATER: *result = value_bool(order == 1); break;
    default: *result = value_bool(order == 0 || order == 1); break;
    }
    return NULL;
}

static const char *membership(value item, value container, bool wanted, value *result)
{
    bool is_in = false;
    const char *why = value_in(item, container, &is_in);

    *result = value_bool(is_in == wanted);
    return why;
}

static const char *edge(value text, value part, bool at_end, value *result)
{
    const struct string *whole = text.as.string, *piece = part.as.string;
    size_t offset;

    if (text.type != VALUE_STRING || part.type != VALUE_STRING)
        return "`startswith` and `endswith` compare strings";
    offset = at_end && whole->length >= piece->length ? whole->length - piece->length : 0;
    *result = value_bool(whole->length >= piece->length &&
                         memcmp(whole->bytes + offset, piece->bytes, piece->length) == 0);
    return NULL;
}

static const char *match(value text, value pattern, value *result)
{
    struct regex_error error;
    struct regex *regex;
    const char *why;
    bool found = false;

    if (text.type != VALUE_STRING || pattern.type != VALUE_STRING)
        return "`matches` compares strings";
    regex = regex_compile(pattern.as.string->bytes, pattern.as.string->length, &error);
    if (!regex)
        return "the pattern is wrong";
    why = regex_search(regex, text.as.string->bytes, text.as.string->length, 0, &found, NULL, 0);
    regex_free(regex);
    *result = value_bool(found);
    return why;
}

static const char *compute(enum binary_op op, value left, value right, value *result)
{
    switch (op) {
    case BINARY_ADD: return value_add(left, right, result);
    case BINARY_SUBTRACT: return value_subtract(left, right, result);
    case BINARY_MULTIPLY: return value_multiply(left, right, result);
    case BINARY_DIVIDE: return value_divide(left, right, result);
    case BINARY_MODULO: return value_modulo(left, right, result);
    case BINARY_EQUAL: *result = value_bool(value_equal(left, right)); return NULL;
    case BINARY_NOT_EQUAL: *result = value_bool(!value_equal(left, right)); return NULL;
    case BINARY_IN: return membership(left, right, true, result);
    case BINARY_NOT_IN: return membership(left, right, false, result);
    case BINARY_CONTAINS: return membership(right, left, true, result);
    case BINARY_STARTSWITH: return edge(left, right, false, result);
    case BINARY_ENDSWITH: return edge(left, right, true, result);
    case BINARY_MATCHES: return match(left, right, result);
    default: return order(op, left, right, result);
    }
}

static enum fold_result fold_truth(struct folder *folder, const struct expr *expr, bool *result)
{
    value v;
    enum fold_result folded = fold_expr(folder, expr, &v);

    if (folded != FOLD_VALUE)
        return folded;
    folded = outcome(folder, expr, value_truth(v, result));
    value_release(v);
    return folded;
}

static enum fold_result fold_logic(struct folder *folder, const struct expr *expr, value *result)
{
    bool truth = false;
    bool is_and = expr->binary.op == BINARY_AND;
    enum fold_result folded = fold_truth(folder, expr->binary.left, &truth);

    if (folded == FOLD_VALUE && truth == is_and)
        folded = fold_truth(folder, expr->binary.right, &truth);
    *result = value_bool(truth);
    return folded;
}

static enum fold_result fold_binary(struct folder *folder, const struct expr *expr, value *result)
{
    value left, right;
    enum fold_result folded;

    if (expr->binary.op == BINARY_AND || expr->binary.op == BINARY_OR)
        return fold_logic(folder, expr, result);
    folded = fold_expr(folder, expr->binary.left, &left);
    if (folded != FOLD_VALUE)
        return folded;
    folded = fold_expr(folder, expr->binary.right, &right);
    if (folded == FOLD_VALUE) {
        folded = outcome(folder, expr, compute(expr->binary.op, left, right, result));
        value_release(right);
    }
    value_release(left);
    return folded;
}

static enum fold_result fold_unary(struct folder *folder, const struct expr *expr, value *result)
{
    value v;
    bool truth = false;
    enum fold_result folded = fold_expr(folder, expr->unary.operand, &v);

    if (folded != FOLD_VALUE)
        return folded;
    switch (expr->unary.op) {
    case UNARY_NEGATE: folded = outcome(folder, expr, value_negate(v, result)); break;
    case UNARY_NOT:
        folded = outcome(folder, expr, value_truth(v, &truth));
        *result = value_bool(!truth);
        break;
    case UNARY_EXISTS: *result = value_bool(v.type != VALUE_NONE); break;
    }
    value_release(v);
    return folded;
}

unsigned fold_type_mask(unsigned types)
{
    unsigned mask = 0;

    mask |= types & TYPE_NONE ? 1u << VALUE_NONE : 0;
    mask |= types & TYPE_BOOL ? 1u << VALUE_BOOL : 0;
    mask |= types & TYPE_INT ? 1u << VALUE_INT | 1u << VALUE_BIG : 0;
    mask |= types & TYPE_FLOAT ? 1u << VALUE_FLOAT : 0;
    mask |= types & TYPE_DURATION ? 1u << VALUE_DURATION : 0;
    mask |= types & TYPE_STRING ? 1u << VALUE_STRING : 0;
    mask |= types & TYPE_LIST ? 1u << VALUE_LIST : 0;
    mask |= types & TYPE_MAP ? 1u << VALUE_MAP : 0;
    mask |= types & TYPE_RESPONSE ? 1u << VALUE_RESPONSE : 0;
    return mask;
}

static enum fold_result fold_is(struct folder *folder, const struct expr *expr, value *result)
{
    value v;
    enum fold_result folded = fold_expr(folder, expr->is.value, &v);

    if (folded != FOLD_VALUE)
        return folded;
    *result = value_bool(((fold_type_mask(expr->is.types) >> v.type) & 1) != expr->is.negated);
    value_release(v);
    return FOLD_VALUE;
}

static enum fold_result fold_range(struct folder *folder, const struct expr *expr, value *result)
{
    value first, last;
    enum fold_result folded = fold_expr(folder, expr->range.first, &first);

    if (folded != FOLD_VALUE)
        return folded;
    folded = fold_expr(folder, expr->range.last, &last);
    if (folded == FOLD_VALUE) {
        folded = outcome(folder, expr, value_range(first, last, result));
        value_release(last);
    }
    value_release(first);
    return folded;
}

static enum fold_result fold_conditional(struct folder *folder, const struct expr *expr, value *result)
{
    bool truth = false;
    enum fold_result folded = fold_truth(folder, expr->conditional.condition, &truth);

    if (folded != FOLD_VALUE)
        return folded;
    return fold_expr(folder, truth ? expr->conditional.then : expr->conditional.otherwise, result);
}

static enum fold_result fold_rate(struct folder *folder, const struct expr *expr, value *result)
{
    value count;
    enum fold_result folded = fold_expr(folder, expr->rate.count, &count);
    double per_second = (double)expr->rate.per / (double)NANOS_PER_S;

    if (folded == FOLD_VALUE)
        *result =
            value_float((count.type == VALUE_INT ? (double)count.as.integer : count.as.number) / per_second);
    return folded;
}

/* ---- calls ---- */

/* A missing variable stops `run`; `check` says so and goes on as if it were empty. */
static enum fold_result fold_missing_environment(struct folder *folder, const struct expr *expr,
                                                 const value *arguments, const char *why, value *result)
{
    if (folder->for_run)
        return fail(folder, expr, why);
    diag_report(folder->diags, N0630_ENVIRONMENT_UNSET, expr->span, arguments[0].as.string->bytes);
    *result = value_text("");
    return FOLD_VALUE;
}

static bool is_missing_environment(enum native_id id, const value *arguments, size_t count)
{
    return (id == NATIVE_env || id == NATIVE_secret) && count == 1 && arguments[0].type == VALUE_STRING &&
           !getenv(arguments[0].as.string->bytes);
}

static enum fold_result call_native(struct folder *folder, const struct expr *expr, enum native_id id,
                                    const value *arguments, size_t count, value *result)
{
    char *directory = fold_folder(folder->sources, expr->span.file);
    struct native_context context = {.folder = directory};
    const char *why = native_call(&context, id, arguments, count, result);
    enum fold_result folded = outcome(folder, expr, why);

    if (why && is_missing_environment(id, arguments, count))
        folded = fold_missing_environment(folder, expr, arguments, why, result);
    mem_free(directory);
    return folded;
}

static enum fold_result fold_call(struct folder *folder, const struct expr *expr, value *result)
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

enum fold_result fold_expr(struct folder *folder, const struct expr *expr, value *result)
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
