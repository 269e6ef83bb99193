#include "runtime/cli/try/try_view.h"

#include "runtime/base/mask.h"
#include "runtime/base/utf8.h"
#include "runtime/text/json.h"

#include <ctype.h>
#include <string.h>

#define LINES_SHOWN 20 /* of a body that is shortened */
#define LINE_SHOWN 160 /* characters of a line that is shortened */
#define INDENT "      "
#define BYTES_IN_LINE 16

/* ---- JSON, arranged ---- */

static void json_arrange(const struct try_view *view, value v, int depth, struct buffer *out);

static void indent(int depth, struct buffer *out)
{
    buffer_printf(out, "\n%*s", 2 * depth, "");
}

static void list_arrange(const struct try_view *view, const struct list *list, int depth, struct buffer *out)
{
    buffer_append_char(out, '[');
    for (uint32_t i = 0; i < list->count; i++) {
        buffer_append_text(out, i ? "," : "");
        indent(depth + 1, out);
        json_arrange(view, list->items[i], depth + 1, out);
    }
    indent(depth, out);
    buffer_append_char(out, ']');
}

static bool is_hidden(const struct try_view *view, const struct map_entry *entry)
{
    enum value_type type = entry->value.type;

    return !view->shows_secrets && (type == VALUE_STRING || type == VALUE_INT || type == VALUE_BIG) &&
           try_name_is_secret(entry->key->bytes, entry->key->length);
}

static void map_arrange(const struct try_view *view, const struct map *map, int depth, struct buffer *out)
{
    buffer_append_char(out, '{');
    for (uint32_t i = 0; i < map->count; i++) {
        const struct map_entry *entry = &map->entries[i];

        buffer_append_text(out, i ? "," : "");
        indent(depth + 1, out);
        value_json((value){.type = VALUE_STRING, .as.string = entry->key}, out);
        buffer_append_text(out, ": ");
        if (is_hidden(view, entry))
            buffer_append_text(out, "***");
        else
            json_arrange(view, entry->value, depth + 1, out);
    }
    indent(depth, out);
    buffer_append_char(out, '}');
}

static void json_arrange(const struct try_view *view, value v, int depth, struct buffer *out)
{
    if (v.type == VALUE_LIST && v.as.list->count)
        list_arrange(view, v.as.list, depth, out);
    else if (v.type == VALUE_MAP && v.as.map->count)
        map_arrange(view, v.as.map, depth, out);
    else
        value_json(v, out);
}

/* Formats bodies that are a JSON list or map. A single word or number may be another format. */
static bool json_text(const struct try_view *view, const char *body, size_t length, struct buffer *out)
{
    size_t blanks = 0;
    value v;

    while (blanks < length && strchr(" \t\r\n", body[blanks]) && body[blanks])
        blanks++;
    if (blanks == length || !strchr("{[", body[blanks]) || !json_decode(body, length, &v, NULL))
        return false;
    json_arrange(view, v, 0, out);
    value_release(v);
    return true;
}

/* ---- bytes that are no text ---- */

static bool is_text(const char *body, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)body[i] < ' ' && (!body[i] || !strchr("\t\n\v\f\r\033", body[i])))
            return false;
    return true;
}

static void dump_append(const char *body, size_t length, struct buffer *out)
{
    for (size_t at = 0; at < length; at += BYTES_IN_LINE) {
        size_t count = length - at < BYTES_IN_LINE ? length - at : BYTES_IN_LINE;

        buffer_printf(out, "%s%06zx ", at ? "\n" : "", at);
        for (size_t i = 0; i < BYTES_IN_LINE; i++)
            if (i < count)
                buffer_printf(out, " %02x", (unsigned char)body[at + i]);
            else
                buffer_append_text(out, "   ");
        buffer_append_text(out, "  ");
        for (size_t i = 0; i < count; i++)
            buffer_append_char(out, isprint((unsigned char)body[at + i]) ? body[at + i] : '.');
    }
}

/* ---- lines ---- */

/* Replaces tabs by blanks, because a tab would be shown as an escape. */
static void line_append(const struct try_view *view, const char *text, size_t length, struct buffer *line)
{
    bool cut = view->detail == TRY_SHORT && utf8_length(text, length) > LINE_SHOWN;

    if (cut)
        length = utf8_substring(text, length, 0, LINE_SHOWN).length;
    buffer_append_text(line, INDENT);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\t' && view->detail < TRY_EXACT)
            buffer_append_text(line, "    ");
        else
            buffer_append_char(line, text[i]);
    }
    buffer_append_text(line, cut ? "…" : "");
}

/* At the highest detail, line ends are shown too. */
static size_t line_length(const struct try_view *view, const char *text, size_t length, size_t *next)
{
    const char *newline = memchr(text, '\n', length);
    size_t shown = newline ? (size_t)(newline - text) : length;

    *next = newline ? shown + 1 : length;
    if (view->detail >= TRY_EXACT)
        return *next;
    return shown > 0 && text[shown - 1] == '\r' ? shown - 1 : shown;
}

static void lines_print(const struct try_view *view, const struct buffer *text, size_t length)
{
    size_t at = 0, next;
    unsigned lines = 0;
    struct buffer line = {0};

    for (; at < text->length && (view->detail > TRY_SHORT || lines < LINES_SHOWN); at += next, lines++) {
        size_t shown = line_length(view, text->data + at, text->length - at, &next);

        line_append(view, text->data + at, shown, &line);
        try_line(view, TRY_DIM, &line);
    }
    if (at < text->length) {
        buffer_printf(&line, INDENT "… (%zu bytes; -v shows them all)", length);
        try_line(view, TRY_DIM, &line);
    }
}

void try_body(const struct try_view *view, const char *body, size_t length)
{
    struct buffer text = {0}, masked = {0};

    if (length == 0)
        return;
    if (!is_text(body, length)) {
        if (view->detail == TRY_SHORT)
            buffer_printf(&text, "(%zu bytes, not text; -v shows them)", length);
        else
            dump_append(body, length, &text);
    } else if (view->detail >= TRY_EXACT || !json_text(view, body, length, &text)) {
        buffer_append(&text, body, length);
    }
    /* Secrets are masked before lines are cut: a part of a secret wouldn't be recognized. */
    if (view->shows_secrets)
        buffer_append(&masked, text.data, text.length);
    else
        mask_apply(text.data, text.length, &masked);
    lines_print(view, &masked, length);
    buffer_free(&text);
    buffer_free(&masked);
}
