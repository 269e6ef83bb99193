/* Names of requests in reports and of assertions in failures, made from the source. */
#include "compiler/emit/emit.h"

#include "compiler/tree/walk.h"
#include "runtime/base/mask.h"
#include "runtime/text/url.h"

#include <string.h>

/* ---- the last name in an expression ---- */

struct name_search {
    const char *name;
    uint32_t offset;
};

static void consider(struct name_search *search, struct name name)
{
    if (!name.text || (search->name && name.span.offset < search->offset))
        return;
    search->name = name.text;
    search->offset = name.span.offset;
}

static void find_name(void *context, struct expr *expr)
{
    struct name_search *search = context;

    switch (expr->kind) {
    case EXPR_NAME: consider(search, expr->name); break;
    case EXPR_MEMBER: consider(search, expr->member.name); break;
    case EXPR_CALL: consider(search, expr->call.name); break;
    case EXPR_TAKE: consider(search, expr->take); break;
    default: break;
    }
}

static const char *last_name(struct expr *expr)
{
    struct name_search search = {0};
    struct walker walker = {.expr = find_name, .stays_out_of_requests = true, .context = &search};

    walk_expr(&walker, expr);
    return search.name;
}

/* ---- rows ---- */

static void add_hole(struct emitter *emitter, struct expr *expr, struct buffer *name)
{
    const char *last;
    value v;

    if (expr->may_fold && fold_expr(&emitter->folder, expr, &v) == FOLD_VALUE) {
        value_show(v, name);
        value_release(v);
        return;
    }
    last = last_name(expr);
    buffer_printf(name, "[%s]", last ? last : "…");
}

/* Removes secrets, and control characters, which would break tables in reports. */
static const char *name_text(struct emitter *emitter, struct buffer *name)
{
    struct buffer masked = {0};
    char *text;

    mask_apply(buffer_text(name), name->length, &masked);
    text = arena_strndup(emitter->arena, buffer_text(&masked), masked.length);
    buffer_free(&masked);

    for (char *c = text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 0x7f)
            *c = ' ';
    buffer_free(name);
    return text;
}

/* The name of a row is its URL as written, without a password. */
static const char *url_name_text(struct emitter *emitter, struct buffer *url)
{
    struct buffer shown = {0};

    if (!url_is_absolute(buffer_text(url), url->length))
        return name_text(emitter, url);
    url_show(buffer_text(url), url->length, &shown);
    buffer_free(url);
    return name_text(emitter, &shown);
}

const char *row_name(struct emitter *emitter, const struct expr *name, const struct expr *url)
{
    struct buffer text = {0};
    value v;

    if (name) {
        if (!name->may_fold || !emit_fold(emitter, name, &v))
            return NULL;
        value_show(v, &text);
        value_release(v);
        return name_text(emitter, &text);
    }
    for (const struct string_part *part = url->string.parts.first; part; part = part->next)
        if (part->expr)
            add_hole(emitter, part->expr, &text);
        else
            buffer_append(&text, part->text, part->length);
    return url_name_text(emitter, &text);
}

/* ---- texts as written ---- */

const char *text_as_written(struct emitter *emitter, const struct expr *string)
{
    struct buffer text = {0};

    for (const struct string_part *part = string->string.parts.first; part; part = part->next)
        if (part->expr)
            buffer_printf(&text, "${%s}", source_on_one_line(emitter, part->expr->span));
        else
            buffer_append(&text, part->text, part->length);
    return name_text(emitter, &text);
}

static size_t string_length(const char *text, size_t length)
{
    size_t end = 1;

    while (end < length && text[end] != '"')
        end += text[end] == '\\' && end + 1 < length ? 2 : 1;
    return end < length ? end + 1 : length;
}

static size_t blank_length(const char *text, size_t length)
{
    size_t end = 0;

    while (end < length && (strchr(" \t\r\n", text[end]) || text[end] == '#'))
        if (text[end] == '#')
            while (end < length && text[end] != '\n')
                end++;
        else
            end++;
    return end;
}

/* Blanks inside strings stay. */
const char *source_on_one_line(struct emitter *emitter, span place)
{
    const char *text = source_text(emitter->sources, place);
    size_t length = place.length;
    struct buffer line = {0};
    size_t step;

    for (size_t i = 0; i < length; i += step) {
        step = blank_length(text + i, length - i);
        if (step) {
            buffer_append_char(&line, ' ');
            continue;
        }
        step = text[i] == '"' ? string_length(text + i, length - i) : 1;
        buffer_append(&line, text + i, step);
    }
    return name_text(emitter, &line);
}
