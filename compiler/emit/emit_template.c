/* Text templates: adjacent constant parts are merged, and each value known only at run time gets a slot. */
#include "compiler/emit/emit.h"

#include <string.h>

static void template_text(struct template_builder *builder, const char *text, size_t length)
{
    buffer_append(&builder->text, text, length);
}

static void finish_text(struct emitter *emitter, struct template_builder *builder)
{
    struct template_part part = {.slot = SLOT_NONE};

    if (!builder->text.length)
        return;
    part.text = arena_strndup(emitter->arena, builder->text.data, builder->text.length);
    part.length = (uint32_t)builder->text.length;
    vec_push(&builder->parts, part);
    buffer_clear(&builder->text);
}

void template_hole(struct emitter *emitter, struct template_builder *builder, const struct expr *expr)
{
    finish_text(emitter, builder);
    emit_expr(emitter, expr);
    if (*builder->slots >= SLOT_NONE - 1) {
        diag_report(emitter->diags, E0421_TOO_MANY, expr->span, "values in one request", SLOT_NONE);
        *builder->slots = 0;
    }
    vec_push(&builder->parts, ((struct template_part){.slot = (*builder->slots)++}));
}

void template_string(struct emitter *emitter, struct template_builder *builder, const struct expr *string)
{
    for (const struct string_part *part = string->string.parts.first; part; part = part->next) {
        value v;

        if (!part->expr) {
            template_text(builder, part->text, part->length);
        } else if (!part->expr->may_fold || !emit_fold(emitter, part->expr, &v)) {
            template_hole(emitter, builder, part->expr);
        } else {
            if (v.type == VALUE_NONE)
                template_hole(emitter, builder, part->expr);
            else
                value_show(v, &builder->text);
            value_release(v);
        }
    }
}

bool template_value(struct emitter *emitter, struct template_builder *builder, const struct expr *expr)
{
    value v;
    bool is_none;

    if (expr->kind == EXPR_STRING) {
        template_string(emitter, builder, expr);
        return true;
    }
    if (!expr->may_fold || !emit_fold(emitter, expr, &v)) {
        template_hole(emitter, builder, expr);
        return true;
    }
    is_none = v.type == VALUE_NONE;
    if (v.type == VALUE_LIST || v.type == VALUE_MAP)
        template_hole(emitter, builder, expr); /* a field of a list appears once for each item */
    else if (!is_none)
        value_show(v, &builder->text);
    value_release(v);
    return !is_none;
}

/* ---- JSON ---- */

/* True if all keys are constant and different: then the literal can be written directly. */
static bool has_plain_keys(const struct expr *map)
{
    for (const struct map_pair *pair = map->map.entries.first; pair; pair = pair->next) {
        size_t length, other_length;
        const char *key;

        if (!expr_is_plain_string(pair->key))
            return false;
        key = expr_plain_text(pair->key, &length);
        for (const struct map_pair *other = map->map.entries.first; other != pair; other = other->next) {
            const char *text = expr_plain_text(other->key, &other_length);

            if (length == other_length && memcmp(text, key, length) == 0)
                return false;
        }
    }
    return true;
}

static void json_map(struct emitter *emitter, struct template_builder *builder, const struct expr *map)
{
    const char *before = "{";

    for (const struct map_pair *pair = map->map.entries.first; pair; pair = pair->next, before = ",") {
        value key;
        size_t length;
        const char *text = expr_plain_text(pair->key, &length);

        template_text(builder, before, 1);
        key = value_string(text, length);
        value_json(key, &builder->text);
        value_release(key);
        template_text(builder, ":", 1);
        template_json(emitter, builder, pair->value);
    }
    template_text(builder, "}", 1);
}

static void json_list(struct emitter *emitter, struct template_builder *builder, const struct expr *list)
{
    const char *before = "[";

    for (const struct expr *item = list->list.items.first; item; item = item->next, before = ",") {
        template_text(builder, before, 1);
        template_json(emitter, builder, item);
    }
    template_text(builder, "]", 1);
}

void template_json(struct emitter *emitter, struct template_builder *builder, const struct expr *expr)
{
    value v;

    if (expr->may_fold && emit_fold(emitter, expr, &v)) {
        const char *error = value_json_text(v, &builder->text);

        if (error)
            diag_report(emitter->diags, E0323_NO_TEXT, expr->span, error);
        value_release(v);
    } else if (expr->kind == EXPR_MAP && expr->map.entries.count && has_plain_keys(expr)) {
        json_map(emitter, builder, expr);
    } else if (expr->kind == EXPR_LIST && expr->list.items.count) {
        json_list(emitter, builder, expr);
    } else {
        template_hole(emitter, builder, expr);
    }
}

struct template template_finish(struct emitter *emitter, struct template_builder *builder)
{
    struct template template = {0};
    struct template_part *parts;

    finish_text(emitter, builder);
    if (builder->parts.count) {
        parts = arena_alloc(emitter->arena, builder->parts.count * sizeof *parts);
        memcpy(parts, builder->parts.items, builder->parts.count * sizeof *parts);
        template = (struct template){parts, builder->parts.count};
    }
    vec_free(&builder->parts);
    buffer_free(&builder->text);
    return template;
}
