/* Resolves names and members. */
#include "compiler/check/check.h"

#include "compiler/diag/foreign_words.h"
#include "runtime/base/count_of.h"

#include <string.h>

/* ---- unknown names ---- */

/* The word of this language for `null`, `True` and the like of other languages; NULL if there is none. */
static const char *constant_meant(const char *name)
{
    static const char *const words[][2] = {{"null", "none"}, {"nil", "none"},   {"undefined", "none"},
                                           {"None", "none"}, {"True", "true"},  {"False", "false"},
                                           {"TRUE", "true"}, {"FALSE", "false"}};

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strcmp(words[i][0], name) == 0)
            return words[i][1];
    return NULL;
}

/* A word that other tools use for the response, which has no name in the block of its request. */
static bool is_response_word(const char *name)
{
    static const char *const words[] = {"response", "resp", "res", "rsp", "r", "result", "answer"};

    for (size_t i = 0; i < COUNT_OF(words); i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return false;
}

/* Advice for a name that other tools use; NULL: none. */
static const char *name_advice(const struct checker *checker, const char *name)
{
    const char *part = foreign_advice(FOREIGN_PART, name);

    if (part && checker->place.response == RESPONSE_HTTP)
        return part;
    if (is_response_word(name))
        return checker->place.response == RESPONSE_HTTP
                   ? "a response has no name in its block: write `status`, `body`, `json(\"$.path\")`"
                   : "give the response a name: `let r = get \"/\"`";
    return foreign_advice(FOREIGN_VALUE, name);
}

static void hint_at_other_space(struct checker *checker, struct diag *diag, const char *name)
{
    const char *advice = name_advice(checker, name);

    if (constant_meant(name))
        diag_label(diag, "write `%s`", constant_meant(name));
    else if (check_is_response_name(name))
        diag_label(diag, checker->place.response == RESPONSE_BYTES
                             ? "only for an HTTP response; use `body`, `elapsed` or `size` here"
                             : "available only in the block of a request");
    else if (scope_find(&checker->scopes, SPACE_DATA, name))
        diag_label(diag, "this is data: `take %s` returns a row", name);
    else if (scope_find(&checker->scopes, SPACE_COUNTER, name))
        diag_label(diag, "this is a counter: `next(%s)` returns a number", name);
    else if (strmap_get(&checker->user_variables, name, strlen(name)))
        diag_label(diag, "this is a `var` of the user: write `user.%s`", name);
    else if (advice)
        diag_label(diag, "%s", advice);
    else if (scope_find(&checker->scopes, SPACE_FUNCTION, name))
        diag_label(diag, "this is a function: `%s(…)`", name);
    else if (check_is_context(name, &(const char *){NULL}))
        diag_label(diag, "it has only members, such as `user.id`, `worker.index`, `run.elapsed`");
}

static void report_unknown_variable(struct checker *checker, struct name name)
{
    struct diag *diag = diag_report(checker->diags, E0203_UNKNOWN_VARIABLE, name.span, name.text);
    struct symbol *nearest;

    hint_at_other_space(checker, diag, name.text);
    if (*diag->place.text)
        return;
    nearest = scope_nearest(&checker->scopes, SPACE_VARIABLE, name.text);
    if (!nearest)
        return;
    diag_label(diag, "did you mean `%s`?", nearest->name);
    if (nearest->span.length)
        diag_related(diag, nearest->span, "`%s` is declared here", nearest->name);
}

/* ---- names ---- */

/* Reports state of a user or set in code that runs once per run. A parameter is allowed there if all uses
 * pass the same value; the emitter checks that. */
static void check_state(struct checker *checker, span place, const struct symbol *symbol)
{
    if (!checker->place.has_user)
        check_needs_user(checker, symbol->kind == SYMBOL_SET_VARIABLE ? NULL : symbol->name, place);
}

static void warn_of_response_name(struct checker *checker, const struct expr *expr,
                                  const struct symbol *symbol)
{
    const struct symbol *hidden = symbol->hidden;
    struct diag *diag;

    if (symbol->kind != SYMBOL_RESPONSE || !hidden || hidden->kind == SYMBOL_RESPONSE)
        return;
    diag =
        diag_report(checker->diags, W0221_SHADOWED, expr->span, symbol->name, symbol_kind_text(hidden->kind));
    diag_label(diag, "refers to the response");
    diag_related(diag, hidden->span, "`%s` is declared here", symbol->name);
}

static bool symbol_may_fold(const struct symbol *symbol)
{
    return symbol->kind == SYMBOL_CONST || (symbol->kind == SYMBOL_PARAMETER && !symbol->is_assigned);
}

static unsigned check_symbol(struct checker *checker, struct expr *expr, struct symbol *symbol)
{
    symbol->is_used = true;
    expr->symbol = symbol;
    if (symbol->kind == SYMBOL_CONST)
        check_constant(checker, symbol);
    if (symbol->kind == SYMBOL_USER_VARIABLE || symbol->kind == SYMBOL_SET_VARIABLE)
        check_state(checker, expr->span, symbol);
    warn_of_response_name(checker, expr, symbol);
    expr->may_fold = symbol_may_fold(symbol);
    return symbol->types;
}

unsigned check_name(struct checker *checker, struct expr *expr)
{
    struct symbol *symbol = scope_find(&checker->scopes, SPACE_VARIABLE, expr->name.text);
    const struct symbol *context;

    if (symbol)
        return check_symbol(checker, expr, symbol);
    context = check_context_part("", expr->name.text);
    if (!context) {
        report_unknown_variable(checker, expr->name);
        return TYPE_ANY;
    }
    expr->symbol = context;
    if (context->index == CONTEXT_ITERATION)
        check_needs_user(checker, NULL, expr->span);
    return context->types;
}

/* ---- user.NAME, worker.index … ---- */

static void report_unknown_user_variable(struct checker *checker, struct name name)
{
    struct diag *diag = diag_report(checker->diags, E0210_UNKNOWN_USER_VARIABLE, name.span, name.text);
    const struct strmap_entry *entry;
    struct suggest search;
    size_t position = 0;

    suggest_start(&search, name.text);
    while ((entry = strmap_next(&checker->user_variables, &position)))
        suggest_offer(&search, entry->key);
    if (search.best)
        diag_label(diag, "did you mean `%s`?", search.best);
    else
        diag_label(diag, "declare `var %s = …` in the user", name.text);
}

static unsigned check_user_variable(struct checker *checker, struct expr *expr)
{
    struct name name = expr->member.name;
    struct symbol *symbol = strmap_get(&checker->user_variables, name.text, strlen(name.text));

    if (symbol) {
        symbol->is_used = true;
        expr->symbol = symbol;
        check_needs_user(checker, name.text, name.span);
        return symbol->types;
    }
    report_unknown_user_variable(checker, name);
    return TYPE_ANY;
}

static unsigned check_context_member(struct checker *checker, struct expr *expr, const char *object,
                                     const char *parts)
{
    struct name name = expr->member.name;
    const struct symbol *part = check_context_part(object, name.text);

    if (part) {
        expr->symbol = part;
        if (strcmp(object, "user") == 0)
            check_needs_user(checker, NULL, expr->span);
        return part->types;
    }
    if (strcmp(object, "user") == 0)
        return check_user_variable(checker, expr);
    object = arena_printf(checker->arena, "`%s`", object);
    diag_hint(diag_report(checker->diags, E0214_UNKNOWN_PART, name.span, object, name.text),
              "the members are %s", parts);
    return TYPE_ANY;
}

/* ---- members of values ---- */

static unsigned check_response_part(struct checker *checker, struct name name)
{
    unsigned types;
    const char *nearest = check_response_member(name.text, &types);
    struct diag *diag;

    if (!nearest)
        return types;
    diag = diag_report(checker->diags, E0214_UNKNOWN_PART, name.span, "a response", name.text);
    if (foreign_advice(FOREIGN_PART, name.text))
        diag_label(diag, "%s", foreign_advice(FOREIGN_PART, name.text));
    else if (*nearest)
        diag_label(diag, "did you mean `%s`?", nearest);
    else
        diag_hint(
            diag,
            "the members are `status`, `elapsed`, `first_byte`, `body`, `bytes`, `size`, `url`, `version`, "
            "`peer`, `certificate`, `redirects`, `headers` and `error`");
    return types;
}

bool check_is_unknown(const struct checker *checker, const struct expr *expr)
{
    return expr->kind == EXPR_NAME && !scope_find(&checker->scopes, SPACE_VARIABLE, expr->name.text) &&
           !check_context_part("", expr->name.text);
}

/* Reports `response.status` in the block of a request. False: it isn't of this sort. */
static bool report_response_member(struct checker *checker, const struct expr *expr)
{
    const struct expr *object = expr->member.object;
    const char *part = expr->member.name.text;
    unsigned types;
    struct diag *diag;

    if (!check_is_unknown(checker, object) || !is_response_word(object->name.text) ||
        checker->place.response != RESPONSE_HTTP)
        return false;
    diag = diag_report(checker->diags, E0203_UNKNOWN_VARIABLE, object->span, object->name.text);
    if (!check_response_member(part, &types))
        diag_label(diag, "a response has no name in its block: write `%s`", part);
    else
        diag_label(diag, "%s", name_advice(checker, foreign_advice(FOREIGN_PART, part) ? part : "response"));
    return true;
}

/* Says what could be meant by a member of a string, a number or a list. */
static void hint_at_member(struct checker *checker, struct diag *diag, struct name name, unsigned types)
{
    const char *advice = foreign_advice(FOREIGN_METHOD, name.text);

    if (advice)
        diag_label(diag, "%s", advice);
    else if (types == TYPE_STRING && checker->place.response == RESPONSE_HTTP)
        diag_label(diag, "a field of JSON is `json(\"$.%s\")`", name.text);
}

static unsigned check_value_member(struct checker *checker, struct expr *expr)
{
    struct expr *object = expr->member.object;
    struct name name = expr->member.name;
    unsigned types;

    if (report_response_member(checker, expr))
        return TYPE_ANY;
    types = check_expr(checker, object);
    expr->may_fold = object->may_fold;
    if (check_rows_of(object))
        return check_column(checker, check_rows_of(object), name);
    if (types == TYPE_RESPONSE)
        return check_response_part(checker, name);
    if (types == TYPE_NONE)
        diag_report(checker->diags, E0314_MEMBER_OF_NONE, object->span, name.text);
    else if (!(types & (TYPE_MAP | TYPE_RESPONSE)))
        hint_at_member(
            checker,
            diag_report(checker->diags, E0315_NO_MEMBERS, object->span, types_text(types, checker->arena)),
            name, types);
    return TYPE_ANY;
}

unsigned check_member_of(struct checker *checker, struct expr *expr)
{
    struct expr *object = expr->member.object;
    const char *parts;

    if (object->kind == EXPR_NAME && !scope_find(&checker->scopes, SPACE_VARIABLE, object->name.text) &&
        check_is_context(object->name.text, &parts))
        return check_context_member(checker, expr, object->name.text, parts);
    return check_value_member(checker, expr);
}

/* ---- what is given a value ---- */

static void report_target(struct checker *checker, span place, const struct symbol *symbol)
{
    const char *written =
        arena_strndup(checker->arena, source_text(&checker->modules->sources, place), place.length);
    struct diag *diag = diag_report(checker->diags, E0211_ASSIGNMENT, place, written);

    if (symbol->kind != SYMBOL_CONST)
        return;
    diag_label(diag, "this is a constant");
    diag_related(diag, symbol->span, "`%s` is declared here", symbol->name);
}

void check_write(struct checker *checker, span place, struct symbol *symbol)
{
    switch (symbol->kind) {
    case SYMBOL_CONST:
    case SYMBOL_CONTEXT:
    case SYMBOL_RESPONSE: report_target(checker, place, symbol); break;
    case SYMBOL_SHARED:
        if (!checker->place.writes_shared)
            diag_hint(diag_report(checker->diags, E0212_SHARED_WRITTEN, place),
                      "send the value with `publish` and write it in `on message`");
        break;
    case SYMBOL_USER_VARIABLE:
    case SYMBOL_SET_VARIABLE: check_state(checker, place, symbol); break;
    case SYMBOL_PARAMETER: symbol->is_assigned = true; break;
    default: break;
    }
}

/* Reports `json = { … }`, a clause written with `=`. False: it isn't of this sort. */
static bool report_clause_target(struct checker *checker, const struct expr *target)
{
    static const char *const clauses[] = {"json", "body",    "query",     "form",      "headers", "cookies",
                                          "auth", "timeout", "redirects", "multipart", NULL};

    if (checker->place.response != RESPONSE_HTTP || !check_is_unknown(checker, target))
        return false;
    for (size_t i = 0; clauses[i]; i++)
        if (strcmp(clauses[i], target->name.text) == 0) {
            diag_label(diag_report(checker->diags, E0203_UNKNOWN_VARIABLE, target->span, target->name.text),
                       "to send it, write `%s` without `=`", target->name.text);
            return true;
        }
    return false;
}

static struct symbol *target_of_name(struct checker *checker, struct expr *target)
{
    struct symbol *symbol = scope_find(&checker->scopes, SPACE_VARIABLE, target->name.text);
    bool was_used = symbol && symbol->is_used;

    check_name(checker, target);
    if (symbol)
        symbol->is_used = was_used;
    return (struct symbol *)target->symbol;
}

/* The variable at the root of the target. In m.key and l[0] the variable is also read. */
struct symbol *check_target(struct checker *checker, struct expr *target)
{
    struct expr *root = target;
    struct symbol *symbol;

    if (target->kind == EXPR_NAME && report_clause_target(checker, target))
        return NULL;
    if (target->kind == EXPR_NAME) {
        symbol = target_of_name(checker, target);
    } else {
        check_expr(checker, target);
        while ((root->kind == EXPR_MEMBER || root->kind == EXPR_INDEX) && !root->symbol)
            root = root->kind == EXPR_MEMBER ? root->member.object : root->index.object;
        symbol = (struct symbol *)root->symbol;
    }
    if (!symbol)
        return NULL;
    check_write(checker, root->span, symbol);
    return symbol;
}
