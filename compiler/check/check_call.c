/* Calls: functions of the scenario, built-in functions, and functions of a response. */
#include "compiler/check/check.h"

#include "compiler/diag/foreign_words.h"
#include "compiler/module/stdlib.h"
#include "runtime/native/native.h"
#include "runtime/text/host_port.h"

#include <stdio.h>
#include <string.h>

/* ---- notes for call_graph.h ---- */

void check_reaches(struct checker *checker, struct unit *unit, span place, bool is_set)
{
    if (checker->place.unit && unit)
        vec_push(&checker->place.unit->edges,
                 ((struct unit_edge){.to = unit, .place = place, .is_set = is_set}));
}

bool check_is_host(const struct expr *expr)
{
    return expr->kind == EXPR_NAME && strcmp(expr->name.text, "host") == 0;
}

void check_host_text(struct checker *checker, const struct expr *expr)
{
    value host;

    if (fold_expr(&checker->folder, expr, &host) != FOLD_VALUE)
        return;
    if (host.type == VALUE_STRING && host_wrong(host.as.string->bytes, true))
        diag_report(checker->diags, E0730_BAD_HOST, expr->span, host.as.string->bytes,
                    host_wrong(host.as.string->bytes, true));
    value_release(host);
}

void check_uses_host(struct checker *checker, span place, bool is_tcp)
{
    struct unit *unit = checker->place.unit;

    if (!unit || (unit->uses_host && (is_tcp || !unit->host_is_tcp)))
        return;
    unit->host_use = place;
    unit->host_is_tcp = is_tcp;
    unit->uses_host = true;
}

void check_sends(struct checker *checker, span place)
{
    struct unit *unit = checker->place.unit;

    if (!unit)
        return;
    if (!unit->sends)
        unit->sending = place;
    unit->sends = true;
}

void check_needs_user(struct checker *checker, const char *name, span place)
{
    if (checker->place.unit)
        vec_push(&checker->place.unit->needs, ((struct unit_need){name, place}));
    else if (checker->place.is_before_run)
        diag_report(checker->diags, E0414_NO_USER, place);
}

/* ---- arguments ---- */

void check_argument_count(struct checker *checker, span place, const char *name, size_t least, size_t most,
                          size_t count)
{
    char takes[64];

    if (count >= least && count <= most)
        return;
    if (least == most)
        snprintf(takes, sizeof takes, "%zu argument%s", least, least == 1 ? "" : "s");
    else if (most == SIZE_MAX)
        snprintf(takes, sizeof takes, "at least %zu argument%s", least, least == 1 ? "" : "s");
    else
        snprintf(takes, sizeof takes, "%zu to %zu arguments", least, most);
    diag_report(checker->diags, E0313_ARGUMENT_COUNT, place, name, takes, (unsigned)count);
}

static bool check_arguments(struct checker *checker, const struct expr_list *arguments)
{
    bool may_fold = true;

    for (struct expr *argument = arguments->first; argument; argument = argument->next) {
        check_expr(checker, argument);
        may_fold &= argument->may_fold;
    }
    return may_fold;
}

static void check_argument(struct checker *checker, const struct expr *argument, const char *name,
                           unsigned types)
{
    if (!(argument->types & types))
        diag_report(checker->diags, E0312_ARGUMENT, argument->span, name, types_text(types, checker->arena),
                    types_text(argument->types, checker->arena));
}

/* ---- built-in functions ---- */

static unsigned letter_types(char letter)
{
    switch (letter) {
    case 's': return TYPE_STRING;
    case 'b': return TYPE_BOOL;
    case 'i': return TYPE_INT;
    case 'n': return TYPE_NUMBER;
    case 'o': return TYPE_NUMBER | TYPE_DURATION;
    case 'd': return TYPE_DURATION;
    case 'l': return TYPE_LIST;
    case 'm': return TYPE_MAP;
    case 'c': return TYPE_STRING | TYPE_LIST | TYPE_MAP;
    default: return TYPE_ANY;
    }
}

static unsigned check_native(struct checker *checker, struct expr *expr, const struct symbol *symbol)
{
    const struct native *native = &natives[symbol->index];
    const char *letter = native->arguments;

    expr->may_fold = check_arguments(checker, &expr->call.arguments) && native->when != NATIVE_RUN;
    check_argument_count(checker, expr->call.name.span, native->name, native->least,
                         native->most == 255 ? SIZE_MAX : native->most, expr->call.arguments.count);
    for (struct expr *argument = expr->call.arguments.first; argument && *letter; argument = argument->next) {
        check_argument(checker, argument, native->name, letter_types(*letter));
        letter += letter[1] != '\0';
    }
    if (strcmp(native->name, "chance") == 0)
        check_chance(checker, expr->call.arguments.first);
    return letter_types(native->result);
}

/* ---- next(NAME) ---- */

static unsigned check_next(struct checker *checker, struct expr *expr)
{
    struct expr *argument = expr->call.arguments.first;
    struct symbol *counter;
    struct diag *diag;

    check_argument_count(checker, expr->call.name.span, "next", 1, 1, expr->call.arguments.count);
    if (!argument)
        return TYPE_INT;
    if (argument->kind != EXPR_NAME) {
        diag = diag_report(checker->diags, E0318_EXPECTED_TYPE, argument->span, "the argument of `next`",
                           "the name of a counter", "something else");
        diag_hint(diag, "declare `counter NAME` at the top level");
        return TYPE_INT;
    }
    counter = scope_find(&checker->scopes, SPACE_COUNTER, argument->name.text);
    if (counter) {
        counter->is_used = true;
        argument->symbol = counter;
        return TYPE_INT;
    }
    diag = diag_report(checker->diags, E0207_UNKNOWN_COUNTER, argument->span, argument->name.text);
    counter = scope_nearest(&checker->scopes, SPACE_COUNTER, argument->name.text);
    if (counter)
        diag_label(diag, "did you mean `%s`?", counter->name);
    return TYPE_INT;
}

/* ---- push(NAME, value), pick(NAME) ---- */

static void report_no_pool(struct checker *checker, const struct expr *argument, const char *function)
{
    struct symbol *known =
        argument->kind == EXPR_NAME ? scope_find(&checker->scopes, SPACE_DATA, argument->name.text) : NULL;
    struct diag *diag;

    if (argument->kind != EXPR_NAME || known) {
        diag = diag_report(checker->diags, E0318_EXPECTED_TYPE, argument->span,
                           arena_printf(checker->arena, "the first argument of `%s`", function),
                           "the name of a pool", known ? "data" : "something else");
    } else {
        diag = diag_report(checker->diags, E0215_UNKNOWN_POOL, argument->span, argument->name.text);
        known = scope_nearest(&checker->scopes, SPACE_DATA, argument->name.text);
        if (known && known->kind == SYMBOL_POOL)
            diag_label(diag, "did you mean `%s`?", known->name);
    }
    diag_hint(diag, "declare `pool NAME` at the top level");
}

static unsigned check_pool_call(struct checker *checker, struct expr *expr, bool is_push)
{
    struct expr *first = expr->call.arguments.first;
    size_t count = is_push ? 2 : 1;
    struct symbol *pool;

    check_argument_count(checker, expr->call.name.span, expr->call.name.text, count, count,
                         expr->call.arguments.count);
    for (struct expr *more = first ? first->next : NULL; more; more = more->next)
        check_expr(checker, more);
    if (!first)
        return TYPE_ANY;
    pool = first->kind == EXPR_NAME ? scope_find(&checker->scopes, SPACE_DATA, first->name.text) : NULL;
    if (!pool || pool->kind != SYMBOL_POOL) {
        report_no_pool(checker, first, expr->call.name.text);
        return TYPE_ANY;
    }
    pool->is_used = true;
    first->symbol = pool;
    return is_push ? TYPE_NONE : TYPE_ANY;
}

/* ---- functions of a response ---- */

static unsigned accessor_types(enum accessor accessor)
{
    switch (accessor) {
    case ACCESSOR_HEADER:
    case ACCESSOR_COOKIE:
    case ACCESSOR_REGEX: return TYPE_STRING | TYPE_NONE;
    case ACCESSOR_HEADER_ALL:
    case ACCESSOR_REGEX_ALL:
    case ACCESSOR_XPATH_ALL: return TYPE_LIST;
    case ACCESSOR_REGEX_GROUPS: return TYPE_LIST | TYPE_NONE;
    default: return TYPE_ANY;
    }
}

static unsigned check_accessor(struct checker *checker, struct expr *expr, enum accessor accessor)
{
    bool has_group = accessor == ACCESSOR_REGEX || accessor == ACCESSOR_REGEX_ALL;
    struct expr *first = expr->call.arguments.first;

    check_arguments(checker, &expr->call.arguments);
    if (!first && accessor == ACCESSOR_JSON) {
        diag_label(
            diag_report(checker->diags, E0313_ARGUMENT_COUNT, expr->call.name.span, "json", "1 argument", 0u),
            "the whole body is `json(\"$\")`");
        return TYPE_ANY;
    }
    check_argument_count(checker, expr->call.name.span, expr->call.name.text, 1, has_group ? 2 : 1,
                         expr->call.arguments.count);
    if (!first)
        return TYPE_ANY;
    check_argument(checker, first, expr->call.name.text, TYPE_STRING);
    if (first->next && has_group) {
        check_argument(checker, first->next, expr->call.name.text, TYPE_INT);
        check_known(checker, first->next);
    }
    if (accessor == ACCESSOR_JSON)
        check_jsonpath(checker, first);
    if (accessor == ACCESSOR_XPATH || accessor == ACCESSOR_XPATH_ALL)
        check_xpath(checker, first);
    if (has_group || accessor == ACCESSOR_REGEX_GROUPS)
        check_regex(checker, first);
    return accessor_types(accessor);
}

/* The others also read strings, lists and maps. */
static bool accessor_needs_response(enum accessor accessor)
{
    return accessor == ACCESSOR_HEADER || accessor == ACCESSOR_HEADER_ALL || accessor == ACCESSOR_COOKIE;
}

static unsigned check_bare_accessor(struct checker *checker, struct expr *expr, struct symbol *symbol)
{
    if (checker->place.response != RESPONSE_HTTP) {
        struct diag *diag =
            diag_report(checker->diags, E0410_OUTSIDE_BLOCK, expr->call.name.span, symbol->name);

        if (checker->place.response == RESPONSE_BYTES &&
            !accessor_needs_response((enum accessor)symbol->index))
            diag_hint(diag, "the received bytes are the string `body`: `body.%s(…)`", symbol->name);
        else if (checker->place.response == RESPONSE_BYTES)
            diag_hint(diag, "the received bytes are the string `body`");
        else
            diag_hint(diag, "for a response in a variable, write `r.%s(…)`", symbol->name);
    }
    return check_accessor(checker, expr, (enum accessor)symbol->index);
}

/* ---- calls behind a `.` ---- */

/* Appends the path of a member, as in "self.client". */
static void path_append(const struct expr *expr, struct buffer *path)
{
    if (expr->kind == EXPR_NAME)
        buffer_append_text(path, expr->name.text);
    else if (expr->kind == EXPR_MEMBER) {
        path_append(expr->member.object, path);
        buffer_printf(path, ".%s", expr->member.name.text);
    }
}

static const struct expr *path_root(const struct expr *expr)
{
    while (expr->kind == EXPR_MEMBER)
        expr = expr->member.object;
    return expr;
}

/* Reports a call of an object that doesn't exist, as `self.client.get("/")`. False: the object exists. */
static bool report_foreign_object(struct checker *checker, struct expr *expr)
{
    struct name name = expr->call.name;
    struct buffer path = {0};
    const char *advice;
    struct diag *diag;

    if (!check_is_unknown(checker, path_root(expr->call.object)))
        return false;
    path_append(expr->call.object, &path);
    buffer_printf(&path, ".%s", name.text);
    advice = foreign_advice(FOREIGN_CALL, buffer_text(&path));
    diag = diag_report(checker->diags, E0204_UNKNOWN_FUNCTION, span_join(expr->call.object->span, name.span),
                       buffer_text(&path));
    if (!advice)
        advice = foreign_advice(FOREIGN_METHOD, name.text);
    if (advice)
        diag_label(diag, "%s", advice);
    buffer_free(&path);
    return true;
}

static void report_method(struct checker *checker, struct expr *expr, const struct symbol *symbol)
{
    struct name name = expr->call.name;
    struct diag *diag = diag_report(checker->diags, E0204_UNKNOWN_FUNCTION, name.span, name.text);
    const char *advice = foreign_advice(FOREIGN_METHOD, name.text);

    if (advice)
        diag_label(diag, "%s", advice);
    else if (symbol)
        diag_hint(diag, "values have no methods; write `%s(x%s)`", name.text,
                  expr->call.arguments.count > 0 ? ", …" : "");
}

/* r.json(…), "text".regex(…) */
static unsigned check_method(struct checker *checker, struct expr *expr)
{
    struct name name = expr->call.name;
    struct symbol *symbol = scope_find(&checker->scopes, SPACE_FUNCTION, name.text);
    unsigned types, wanted;

    if (report_foreign_object(checker, expr))
        return TYPE_ANY;
    types = check_expr(checker, expr->call.object);
    if (!symbol || symbol->kind != SYMBOL_ACCESSOR) {
        report_method(checker, expr, symbol);
        check_arguments(checker, &expr->call.arguments);
        return TYPE_ANY;
    }
    wanted = accessor_needs_response((enum accessor)symbol->index)
                 ? TYPE_RESPONSE
                 : TYPE_RESPONSE | TYPE_STRING | TYPE_LIST | TYPE_MAP;
    if (!(types & wanted))
        diag_report(checker->diags, E0318_EXPECTED_TYPE, expr->call.object->span, "the value before the `.`",
                    wanted == TYPE_RESPONSE ? "a response" : "a response, a string, a list or a map",
                    types_text(types, checker->arena));
    expr->symbol = symbol;
    return check_accessor(checker, expr, (enum accessor)symbol->index);
}

/* ---- the functions of the scenario ---- */

static unsigned check_function_call(struct checker *checker, struct expr *expr, struct symbol *symbol)
{
    const struct decl *decl = symbol->decl;

    check_arguments(checker, &expr->call.arguments);
    check_argument_count(checker, expr->call.name.span, symbol->name, decl->function.parameters.count,
                         decl->function.parameters.count, expr->call.arguments.count);
    check_reaches(checker, symbol->unit, expr->span, false);
    if (checker->place.is_before_run)
        diag_report(checker->diags, E0317_NOT_CONSTANT, expr->span);
    return TYPE_ANY;
}

static unsigned check_unknown_function(struct checker *checker, struct expr *expr)
{
    struct name name = expr->call.name;
    struct symbol *nearest = scope_nearest(&checker->scopes, SPACE_FUNCTION, name.text);
    struct diag *diag = diag_report(checker->diags, E0204_UNKNOWN_FUNCTION, name.span, name.text);
    const char *advice = foreign_advice(FOREIGN_CALL, name.text);

    if (!advice)
        check_arguments(checker, &expr->call.arguments);
    if (scope_find(&checker->scopes, SPACE_CHECK, name.text))
        diag_label(diag, "this is a check: `check %s`", name.text);
    else if (stdlib_declares("fn", name.text))
        diag_label(diag, "write `include \"%s\"` at the top of the file", stdlib_declares("fn", name.text));
    else if (advice)
        diag_label(diag, "%s", advice);
    else if (nearest)
        diag_label(diag, "did you mean `%s`?", nearest->name);
    if (!advice && nearest && nearest->span.length)
        diag_related(diag, nearest->span, "`%s` is declared here", nearest->name);
    return TYPE_ANY;
}

unsigned check_call(struct checker *checker, struct expr *expr)
{
    struct symbol *symbol;

    if (expr->call.object)
        return check_method(checker, expr);
    symbol = scope_find(&checker->scopes, SPACE_FUNCTION, expr->call.name.text);
    if (!symbol)
        return check_unknown_function(checker, expr);
    symbol->is_used = true;
    expr->symbol = symbol;
    switch (symbol->kind) {
    case SYMBOL_NATIVE: return check_native(checker, expr, symbol);
    case SYMBOL_ACCESSOR: return check_bare_accessor(checker, expr, symbol);
    case SYMBOL_NEXT: return check_next(checker, expr);
    case SYMBOL_PUSH: return check_pool_call(checker, expr, true);
    case SYMBOL_PICK: return check_pool_call(checker, expr, false);
    default: return check_function_call(checker, expr, symbol);
    }
}
