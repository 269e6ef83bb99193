/* `config { }` and `client { }`. */
#include "compiler/check/check.h"

#include "compiler/check/settings.h"
#include "compiler/diag/foreign_words.h"
#include "runtime/base/count_of.h"
#include "runtime/text/host_port.h"

#include <string.h>

/* ---- values ---- */

static bool is_word(const struct expr *expr, const char *word)
{
    return expr->kind == EXPR_NAME && strcmp(expr->name.text, word) == 0;
}

/* `on` and `off` are only words inside settings: replaces them by true and false. */
static bool settle_flag(struct expr *expr)
{
    bool on = is_word(expr, "on");

    if (!on && !is_word(expr, "off"))
        return false;
    expr->kind = EXPR_BOOL;
    expr->boolean = on;
    return true;
}

/* Names of engines are only words inside settings, too. */
static bool is_engine_word(const struct expr *expr)
{
    return is_word(expr, "auto") || is_word(expr, "curl") || is_word(expr, "fast");
}

static bool text_is_one_of(value v, const char *first, const char *second, const char *third)
{
    const char *text = v.type == VALUE_STRING ? v.as.string->bytes : "";

    return strcmp(text, first) == 0 || strcmp(text, second) == 0 || strcmp(text, third) == 0;
}

static bool is_number(value v)
{
    return v.type == VALUE_INT || v.type == VALUE_FLOAT;
}

static double number_of(value v)
{
    return v.type == VALUE_INT ? (double)v.as.integer : v.as.number;
}

static bool is_time(value v)
{
    return v.type == VALUE_DURATION || is_number(v);
}

static double time_of(value v)
{
    return v.type == VALUE_DURATION ? (double)v.as.duration : number_of(v);
}

static bool value_fits(value v, enum setting_kind kind)
{
    switch (kind) {
    case SETTING_FLAG: return v.type == VALUE_BOOL;
    case SETTING_TEXT:
    case SETTING_FILE:
    case SETTING_LIST: return v.type == VALUE_STRING;
    case SETTING_COUNT: return v.type == VALUE_INT && v.as.integer >= 0;
    case SETTING_BYTES: return v.type == VALUE_INT && v.as.integer >= 1;
    case SETTING_NUMBER: return is_number(v) && number_of(v) >= 0;
    case SETTING_TIME: return is_time(v) && time_of(v) >= 0;
    case SETTING_LIMIT: return is_time(v) && time_of(v) > 0;
    case SETTING_RATIO: return is_number(v) && number_of(v) >= 0 && number_of(v) <= 1;
    case SETTING_ENGINE: return text_is_one_of(v, "auto", "curl", "fast");
    case SETTING_HTTP: return text_is_one_of(v, "1.1", "2", "2");
    }
    return false;
}

static void check_file(struct checker *checker, const struct expr *expr)
{
    struct buffer path = {0};
    const char *why = path_written(checker, expr, &path) ? path_why_unreadable(buffer_text(&path)) : NULL;

    if (why)
        diag_report(checker->diags, E0602_FILE_UNREADABLE, expr->span, buffer_text(&path), why);
    buffer_free(&path);
}

/* What to write instead of a value that doesn't fit; NULL: unknown. */
static const char *value_advice(struct checker *checker, const struct expr *expr, enum setting_kind kind)
{
    span place = expr->span;
    const char *text =
        arena_strndup(checker->arena, source_text(&checker->modules->sources, place), place.length);
    bool is_text =
        kind == SETTING_TEXT || kind == SETTING_FILE || kind == SETTING_LIST || kind == SETTING_HTTP;
    bool is_off =
        is_word(expr, "off") || is_word(expr, "no") || is_word(expr, "False") || is_word(expr, "false");

    if (kind == SETTING_FLAG)
        return is_off || strcmp(text, "0") == 0 || strcmp(text, "none") == 0 ? "write `off`" : "write `on`";
    if (expr->kind == EXPR_LIST)
        return "write the values without brackets, separated by commas";
    if (is_text && expr->kind != EXPR_BOOL && expr->kind != EXPR_STRING && expr->kind != EXPR_MAP)
        return arena_printf(checker->arena, "write it in quotes: `\"%s\"`", text);
    if (!is_text && kind != SETTING_ENGINE && expr->kind == EXPR_STRING && place.length > 2 &&
        text[1] >= '0' && text[1] <= '9')
        return "write it without quotes";
    return kind == SETTING_COUNT && (is_off || expr->kind == EXPR_BOOL) ? "write a number, such as `0`"
                                                                        : NULL;
}

static void report_value(struct checker *checker, const struct setting *setting, const struct expr *expr,
                         enum setting_kind kind)
{
    struct diag *diag = diag_report(checker->diags, E0711_SETTING_VALUE, expr->span, setting->key.text,
                                    setting_kind_text(kind));
    const char *advice = value_advice(checker, expr, kind);

    if (advice)
        diag_label(diag, "%s", advice);
}

/* Whether the value is a word without quotes, such as `example.com` or DEBUG. */
static bool is_bare_word(const struct checker *checker, const struct expr *expr)
{
    while (expr->kind == EXPR_MEMBER)
        expr = expr->member.object;
    return expr->kind == EXPR_NAME && !scope_find(&checker->scopes, SPACE_VARIABLE, expr->name.text);
}

/* Reports a value of the right type that can't be: a host, a port, a proxy, a line of `resolve`. */
static void check_address(struct checker *checker, const struct setting *setting, const struct expr *expr,
                          value v)
{
    const char *key = setting->key.text;
    const char *text = v.type == VALUE_STRING ? v.as.string->bytes : "";
    bool is_port = strlen(key) > 5 && strcmp(key + strlen(key) - 5, "_port") == 0;

    if (strcmp(key, "host") == 0)
        check_host_text(checker, expr);
    else if (strcmp(key, "proxy") == 0 && *text && proxy_wrong(text))
        diag_report(checker->diags, E0730_BAD_HOST, expr->span, text, proxy_wrong(text));
    else if (strcmp(key, "resolve") == 0 && !resolve_fits(text))
        diag_label(diag_report(checker->diags, E0711_SETTING_VALUE, expr->span, key, "HOST:PORT:ADDR"),
                   "for example `\"shop.test:80:127.0.0.1\"`");
    else if (is_port && v.type == VALUE_INT && v.as.integer > UINT16_MAX)
        diag_report(checker->diags, E0417_NUMBER_RANGE, expr->span, "a port", "from 0 to 65535");
}

static void check_value(struct checker *checker, const struct setting *setting, struct expr *expr,
                        enum setting_kind kind)
{
    value v;

    if (kind == SETTING_FLAG)
        settle_flag(expr);
    if (kind == SETTING_ENGINE && is_engine_word(expr))
        return;
    if (is_bare_word(checker, expr)) {
        report_value(checker, setting, expr, kind);
        return;
    }
    check_expr(checker, expr);
    if (!check_known(checker, expr))
        return;
    switch (fold_expr(&checker->folder, expr, &v)) {
    case FOLD_FAILED:
        diag_report(checker->diags, E0316_IMPOSSIBLE, checker->folder.where, checker->folder.why);
        break;
    case FOLD_VALUE:
        if (!value_fits(v, kind))
            report_value(checker, setting, expr, kind);
        else if (kind == SETTING_FILE)
            check_file(checker, expr);
        else
            check_address(checker, setting, expr, v);
        if (strcmp(setting->key.text, "users") == 0 && v.type == VALUE_INT)
            checker->users = (double)v.as.integer;
        value_release(v);
        break;
    case FOLD_UNKNOWN: break;
    }
}

/* ---- keys ---- */

static void report_unknown_key(struct checker *checker, const struct setting_key *keys, struct name key)
{
    struct diag *diag = diag_report(checker->diags, E0710_UNKNOWN_SETTING, key.span, key.text);
    const char *advice = foreign_advice(keys == config_keys ? FOREIGN_SETTING : FOREIGN_CLIENT, key.text);
    struct suggest search;

    suggest_start(&search, key.text);
    for (size_t i = 0; keys[i].key; i++)
        suggest_offer(&search, keys[i].key);
    if (keys == config_keys && setting_find(client_keys, key.text))
        diag_hint(diag, "write it in `client { }`");
    else if (advice)
        diag_label(diag, "%s", advice);
    else if (search.best)
        diag_label(diag, "did you mean `%s`?", search.best);
}

/* Reports `only-summary` without a value, which the parser took for the value `-summary` of `only`. */
static bool report_dashed_key(struct checker *checker, const struct setting *setting)
{
    const struct expr *value = setting->values.first;
    span key = setting->key.span;
    const char *written = source_text(&checker->modules->sources, setting->span);
    char *meant;

    if (!value || value->span.offset != key.offset + key.length || written[key.length] != '-')
        return false;
    meant = arena_strndup(checker->arena, written, setting->span.length);
    for (char *c = meant; *c; c++)
        *c = *c == '-' ? '_' : *c;
    diag_label(diag_report(checker->diags, E0710_UNKNOWN_SETTING, setting->span,
                           arena_strndup(checker->arena, written, setting->span.length)),
               setting_find(config_keys, meant) ? "write `%s on`" : "write `_` in `%s`", meant);
    return true;
}

static void check_setting(struct checker *checker, struct setting *setting, const struct setting_key *keys,
                          struct strmap *seen)
{
    const struct setting_key *known = setting_find(keys, setting->key.text);
    const struct expr *second;
    const struct setting *first = strmap_set(seen, setting->key.text, strlen(setting->key.text), setting);

    if (first)
        diag_related(diag_report(checker->diags, E0712_SECOND_SETTING, setting->key.span, setting->key.text),
                     first->key.span, "the first is here");
    if (report_dashed_key(checker, setting))
        return;
    if (!known) {
        report_unknown_key(checker, keys, setting->key);
        return;
    }
    for (struct expr *expr = setting->values.first; expr; expr = expr->next)
        check_value(checker, setting, expr, known->kind);
    second = setting->values.first ? setting->values.first->next : NULL;
    if (second && known->kind != SETTING_LIST)
        diag_report(checker->diags, E0711_SETTING_VALUE, second->span, setting->key.text,
                    setting_kind_text(known->kind));
}

void check_client(struct checker *checker, const struct setting *first)
{
    struct strmap seen = {0};

    for (const struct setting *setting = first; setting; setting = setting->next)
        check_setting(checker, (struct setting *)setting, client_keys, &seen);
    strmap_free(&seen);
}

static void check_group(struct checker *checker, struct setting *setting)
{
    const struct setting *first = strmap_set(&checker->settings, "client", strlen("client"), setting);

    if (first)
        diag_related(diag_report(checker->diags, E0712_SECOND_SETTING, setting->key.span, "client"),
                     first->key.span, "the first is here");
    check_client(checker, setting->settings);
}

void check_config(struct checker *checker, struct decl *decl)
{
    struct place before = context_enter(checker, NULL);

    checker->place.is_before_run = true;
    for (struct setting *setting = decl->config.first; setting; setting = setting->next)
        if (setting->is_group)
            check_group(checker, setting);
        else
            check_setting(checker, setting, config_keys, &checker->settings);
    context_leave(checker, &before);
}

/* ---- tags, when all tasks are known ---- */

static void check_tag(struct checker *checker, const struct expr *tag)
{
    const char *text;
    size_t length;

    if (!expr_is_plain_string(tag))
        return;
    text = expr_plain_text(tag, &length);
    if (!strmap_get(&checker->tags, text, length))
        diag_report(checker->diags, W0721_NO_SUCH_TAG, tag->span, text);
}

void check_settled_tags(struct checker *checker)
{
    static const char *const keys[] = {"tags", "exclude_tags"};

    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        const struct setting *setting = strmap_get(&checker->settings, keys[i], strlen(keys[i]));

        for (const struct expr *tag = setting ? setting->values.first : NULL; tag; tag = tag->next)
            check_tag(checker, tag);
    }
}
