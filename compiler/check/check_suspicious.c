/* Warnings about what is valid, but hardly what the author meant. */
#include "compiler/check/check.h"

#include "compiler/tree/walk.h"

#include <ctype.h>
#include <string.h>

/* ---- `{id}` in a text, where `${id}` inserts the value ---- */

/* A placeholder of another language in a text. */
struct placeholder {
    size_t start, length; /* in the text */
    size_t name, name_length;
    bool is_certain; /* suspicious even if there is no variable of that name */
};

static size_t name_length(const char *text)
{
    size_t length = 0;

    if (isalpha((unsigned char)*text) || *text == '_')
        while (isalnum((unsigned char)text[length]) || text[length] == '_')
            length++;
    return length;
}

/* `{id}`, `{{id}}`, `#{id}`, `<id>`: brackets around a name. */
static bool placeholder_in_brackets(const char *text, struct placeholder *found)
{
    size_t opening = *text == '#' && text[1] == '{' ? 2 : strncmp(text, "{{", 2) == 0 ? 2 : 1;
    const char *name = text + opening;
    char closer = *text == '<' ? '>' : '}';

    if (!strchr("{#<", *text) || (*text == '#' && opening == 1))
        return false;
    found->name_length = name_length(name);
    found->length = opening + found->name_length + (strncmp(text, "{{", 2) == 0 ? 2 : 1);
    found->name = opening;
    found->is_certain = true;
    return found->name_length > 0 && name[found->name_length] == closer &&
           (strncmp(text, "{{", 2) != 0 || name[found->name_length + 1] == '}');
}

/* `$id` and `/:id`: only suspicious if there is such a variable. */
static bool placeholder_with_sign(const char *text, bool after_slash, struct placeholder *found)
{
    if (*text != '$' && !(*text == ':' && after_slash))
        return false;
    *found = (struct placeholder){.name = 1, .name_length = name_length(text + 1)};
    found->length = 1 + found->name_length;
    return found->name_length > 0;
}

static bool placeholder_find(const char *text, size_t from, struct placeholder *found)
{
    for (size_t at = from; text[at]; at++) {
        *found = (struct placeholder){0};
        if (!placeholder_in_brackets(text + at, found) &&
            !placeholder_with_sign(text + at, at > 0 && text[at - 1] == '/', found))
            continue;
        found->start = at;
        found->name += at;
        return true;
    }
    return false;
}

static void report_placeholder(struct checker *checker, const struct string_part *part,
                               const struct placeholder *found, bool is_certain)
{
    const char *name = arena_strndup(checker->arena, part->text + found->name, found->name_length);
    struct symbol *symbol = scope_find(&checker->scopes, SPACE_VARIABLE, name);
    span place = part->span;

    if (!symbol && !(is_certain && found->is_certain))
        return;
    if (symbol)
        symbol->is_used = true;
    if (part->length == place.length) /* no escapes before it */
        place = (span){place.file, place.offset + (uint32_t)found->start, (uint32_t)found->length};
    diag_label(diag_report(checker->diags, W0522_PLACEHOLDER, place,
                           arena_strndup(checker->arena, part->text + found->start, found->length)),
               "did you mean `${%s}`?", name);
}

void check_placeholders(struct checker *checker, const struct expr *string, bool is_certain)
{
    struct placeholder found;

    if (!string || string->kind != EXPR_STRING ||
        *source_text(&checker->modules->sources, string->span) == '`') /* reported already */
        return;
    for (const struct string_part *part = string->string.parts.first; part; part = part->next)
        for (size_t at = 0; part->text && placeholder_find(part->text, at, &found);
             at = found.start + found.length)
            report_placeholder(checker, part, &found, is_certain);
}

/* ---- numbers ---- */

void check_chance(struct checker *checker, const struct expr *argument)
{
    value v;
    double chance;

    if (!argument || !argument->may_fold || fold_expr(&checker->folder, argument, &v) != FOLD_VALUE)
        return;
    chance = v.type == VALUE_INT ? (double)v.as.integer : v.type == VALUE_FLOAT ? v.as.number : 0;
    value_release(v);
    if (chance > 1)
        diag_label(diag_report(checker->diags, W0332_CHANCE, argument->span, chance), "write `%g%%`", chance);
    else if (chance < 0)
        diag_report(checker->diags, W0332_CHANCE, argument->span, chance);
}

static double number_of(value v)
{
    return v.type == VALUE_INT ? (double)v.as.integer : v.type == VALUE_FLOAT ? v.as.number : -1;
}

static void report_count_as_ratio(struct checker *checker, const struct threshold_line *line, double limit)
{
    bool is_errors = line->metric == METRIC_ERRORS;
    struct diag *diag = diag_report(checker->diags, W0722_COUNT_AS_RATIO, line->value->span,
                                    is_errors ? "errors" : "requests");

    if (is_errors)
        diag_label(diag, "the ratio of failed requests is `failed < %g%%`", limit * 100);
}

void check_threshold_limit(struct checker *checker, const struct threshold_line *line)
{
    bool is_upper = line->op == BINARY_LESS || line->op == BINARY_LESS_EQUAL;
    bool is_count = line->metric == METRIC_ERRORS || line->metric == METRIC_REQUESTS;
    double limit;
    value v;

    if (line->is_unknown || !line->value->may_fold ||
        fold_expr(&checker->folder, line->value, &v) != FOLD_VALUE)
        return;
    limit = number_of(v);
    value_release(v);
    if (is_count && limit > 0 && limit < 1)
        report_count_as_ratio(checker, line, limit);
    if (line->metric == METRIC_FAILED && is_upper && limit == 1)
        diag_label(diag_report(checker->diags, W0723_LOOSE_RATIO, line->span), "for one percent write `1%%`");
}

/* ---- `json "{…}"` ---- */

void check_json_text(struct checker *checker, const struct clause *clause)
{
    const struct expr *value = clause->value;
    const struct string_part *first = value->kind == EXPR_STRING ? value->string.parts.first : NULL;
    const char *text = first && first->text ? first->text : "";
    bool is_encoded =
        value->kind == EXPR_CALL && !value->call.object && strcmp(value->call.name.text, "json_encode") == 0;

    text += strspn(text, " \t\r\n");
    if (is_encoded)
        diag_label(diag_report(checker->diags, W0523_JSON_TEXT, value->span), "remove `json_encode`");
    else if (*text == '{' || *text == '[')
        diag_label(diag_report(checker->diags, W0523_JSON_TEXT, value->span),
                   "write `json { … }`, or `body` for a text that is JSON already");
}

/* ---- `while true` without an end ---- */

struct busy_search {
    bool can_end;
};

static void find_end(void *context, struct stmt *stmt)
{
    struct busy_search *search = context;

    switch (stmt->kind) {
    case STMT_BREAK:
    case STMT_RETURN:
    case STMT_WAIT:
    case STMT_INTERRUPT:
    case STMT_FAIL:
    case STMT_STOP:
    case STMT_CONNECT:
    case STMT_SEND:
    case STMT_RECEIVE:
    case STMT_CHECK:
    case STMT_REQUIRE:
    case STMT_CAPTURE: search->can_end = true; break;
    default: break;
    }
}

static void find_sending(void *context, struct expr *expr)
{
    struct busy_search *search = context;
    bool calls = expr->kind == EXPR_CALL && !(expr->symbol && expr->symbol->kind == SYMBOL_NATIVE);

    search->can_end |= calls || expr->kind == EXPR_REQUEST;
}

void check_busy_loop(struct checker *checker, const struct stmt *stmt)
{
    struct busy_search search = {0};
    struct walker walker = {.stmt = find_end, .expr = find_sending, .context = &search};
    const struct expr *condition = stmt->while_loop.condition;

    if (condition->kind != EXPR_BOOL || !condition->boolean)
        return;
    walk_block(&walker, stmt->while_loop.body);
    if (!search.can_end)
        diag_hint(diag_report(checker->diags, W0435_BUSY_LOOP, condition->span),
                  "add a `wait`, a request or a `break`");
}
