/* Constants: evaluated on first use, and overridden by `--var`. */
#include "compiler/check/check.h"

#include "runtime/value/value_parse.h"

#include <stdlib.h>
#include <string.h>

/* Maximum length of a chain of constants that depend on each other. */
#define CONSTANT_DEPTH_MOST 1000

static unsigned type_of(value v)
{
    switch (v.type) {
    case VALUE_NONE: return TYPE_NONE;
    case VALUE_BOOL: return TYPE_BOOL;
    case VALUE_INT:
    case VALUE_BIG: return TYPE_INT;
    case VALUE_FLOAT: return TYPE_FLOAT;
    case VALUE_DURATION: return TYPE_DURATION;
    case VALUE_STRING: return TYPE_STRING;
    case VALUE_LIST: return TYPE_LIST;
    case VALUE_MAP: return TYPE_MAP;
    case VALUE_RESPONSE: return TYPE_RESPONSE;
    }
    return TYPE_ANY;
}

/* The value that --var gives to the name, or NULL. The last --var wins. */
static const char *override_of(const struct checker *checker, const char *name)
{
    const char *const *overrides = checker->options->overrides;
    const char *text = NULL;
    size_t length = strlen(name);

    for (size_t i = 0; overrides && overrides[i]; i++)
        if (strncmp(overrides[i], name, length) == 0 && overrides[i][length] == '=')
            text = overrides[i] + length + 1;
    return text;
}

/* Reads the text as the type that the constant has in the file. If that type can't be given on the command
 * line, the result is a string. */
static bool read_override(const char *text, unsigned types, value *v)
{
    switch (types) {
    case TYPE_INT:
    case TYPE_NUMBER: return value_parse(text, VALUE_INT, v);
    case TYPE_FLOAT: return value_parse(text, VALUE_FLOAT, v);
    case TYPE_BOOL: return value_parse(text, VALUE_BOOL, v);
    case TYPE_DURATION: return value_parse(text, VALUE_DURATION, v);
    default: return value_parse(text, VALUE_STRING, v);
    }
}

static void settle(struct symbol *symbol, value v)
{
    symbol->state = CONSTANT_KNOWN;
    symbol->constant = v;
    symbol->types = type_of(v);
}

/* The place of a part of the text of a --var. */
static span override_place(struct checker *checker, const char *text, size_t offset, size_t length)
{
    uint32_t file;

    if (source_add(&checker->modules->sources, "--var", text, strlen(text), &file) != SOURCE_LOADED)
        return SPAN_NOWHERE;
    source_set_option(&checker->modules->sources, file, 0, strlen(text));
    return (span){file, (uint32_t)offset, (uint32_t)length};
}

/* Reports the value in NAME=VALUE. */
static void report_value(struct checker *checker, const struct symbol *symbol, const char *value,
                         unsigned types)
{
    size_t before = strlen(symbol->name) + 1;
    struct diag *diag = diag_report(checker->diags, E0714_OVERRIDE_VALUE,
                                    override_place(checker, value - before, before, strlen(value)),
                                    symbol->name, value, types_text(types, checker->arena));

    if (types == TYPE_DURATION && *value && strspn(value, "0123456789") == strlen(value))
        diag_label(diag, "durations need a unit: `%ss`", value);
    diag_related(diag, symbol->span, "`%s` is declared here", symbol->name);
}

/* Replaces the constant's own value, which may fail to evaluate. */
static void override(struct checker *checker, struct symbol *symbol, const char *text, unsigned types)
{
    value v;

    if (read_override(text, types, &v))
        settle(symbol, v);
    else
        report_value(checker, symbol, text, types);
}

/* A value is unknown if it depends on the environment or on another constant that failed; that is already
 * reported. */
static void evaluate(struct checker *checker, struct symbol *symbol, const struct expr *expr)
{
    const char *text = override_of(checker, symbol->name);
    value v;

    symbol->state = CONSTANT_FAILED;
    if (text) {
        override(checker, symbol, text, expr->types);
        return;
    }
    switch (fold_expr(&checker->folder, expr, &v)) {
    case FOLD_VALUE: settle(symbol, v); break;
    case FOLD_FAILED:
        diag_report(checker->diags, E0316_IMPOSSIBLE, checker->folder.where, checker->folder.why);
        break;
    case FOLD_UNKNOWN: break;
    }
}

/* Checks the expression; evaluates the constants in it first. */
static void check_parts(struct checker *checker, struct expr *expr)
{
    struct place before = context_enter(checker, NULL);

    checker->place.is_before_run = true;
    checker->constant_depth++;
    check_expr(checker, expr);
    checker->constant_depth--;
    context_leave(checker, &before);
}

void check_constant(struct checker *checker, struct symbol *symbol)
{
    struct expr *expr = symbol->decl->constant.value;

    if (symbol->state == CONSTANT_BUSY)
        diag_report(checker->diags, E0213_CONSTANT_CYCLE, symbol->span, symbol->name);
    if (symbol->state != CONSTANT_UNSEEN)
        return;
    if (checker->constant_depth == CONSTANT_DEPTH_MOST) {
        diag_report(checker->diags, E0110_TOO_DEEP, symbol->span);
        symbol->state = CONSTANT_FAILED;
        return;
    }
    symbol->state = CONSTANT_BUSY;
    check_parts(checker, expr);
    if (check_known(checker, expr))
        evaluate(checker, symbol, expr);
    else
        symbol->state = CONSTANT_FAILED;
}

/* Reports a --var that names no constant, or has no value. */
static void check_override(struct checker *checker, const char *text)
{
    size_t length = strcspn(text, "=");
    const char *name = arena_strndup(checker->arena, text, length);
    const struct symbol *symbol = scope_find(&checker->scopes, SPACE_VARIABLE, name);
    const struct symbol *nearest = scope_nearest(&checker->scopes, SPACE_VARIABLE, name);
    struct diag *diag;

    if (symbol && symbol->kind == SYMBOL_CONST && text[length])
        return;
    if (symbol && symbol->kind == SYMBOL_CONST) {
        diag = diag_report(checker->diags, E0731_OVERRIDE_FORM, override_place(checker, text, 0, length));
        diag_label(diag, "write `%s=VALUE`", name);
        return;
    }
    diag =
        diag_report(checker->diags, E0713_UNKNOWN_OVERRIDE, override_place(checker, text, 0, length), name);
    if (nearest && nearest->kind == SYMBOL_CONST)
        diag_label(diag, "did you mean `%s`?", nearest->name);
}

/* Checks each --var. */
void check_overrides(struct checker *checker)
{
    const char *const *overrides = checker->options->overrides;

    for (size_t i = 0; overrides && overrides[i]; i++)
        check_override(checker, overrides[i]);
}
