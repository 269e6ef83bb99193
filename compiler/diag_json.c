/* Diagnostics as JSON, for editors and CI. */
#include "compiler/diag.h"

#include <string.h>

/* A character of UTF-8 at the start of `text`: its length, 0 when there is none. */
static size_t utf8_length(const unsigned char *text)
{
    static const unsigned char leads[] = {0xc2, 0xe0, 0xf0};
    size_t count = text[0] < 0x80 ? 1 : 0;
    for (size_t i = 0; i < sizeof leads && text[0] <= 0xf4; i++)
        if (text[0] >= leads[i])
            count = i + 2;
    for (size_t i = 1; i < count; i++)
        if ((text[i] & 0xc0) != 0x80)
            return 0;
    return count;
}

static void write_string(struct buffer *out, const char *text)
{
    buffer_append_char(out, '"');
    while (*text != '\0') {
        size_t length = utf8_length((const unsigned char *)text);
        if (*text == '"' || *text == '\\')
            buffer_printf(out, "\\%c", *text);
        else if ((unsigned char)*text < 0x20)
            buffer_printf(out, "\\u%04x", (unsigned char)*text);
        else if (length == 0)
            buffer_append_text(out, "\\ufffd");
        else
            buffer_append(out, text, length);
        text += length > 0 ? length : 1;
    }
    buffer_append_char(out, '"');
}

static void write_text(struct buffer *out, const char *key, const char *text)
{
    buffer_printf(out, "\"%s\":", key);
    if (text != NULL)
        write_string(out, text);
    else
        buffer_append_text(out, "null");
}

static void write_place(struct buffer *out, const struct source_set *sources, span place)
{
    if (place.file == UINT32_MAX) {
        buffer_append_text(out, "\"file\":null");
        return;
    }
    span end = {place.file, place.offset + place.length, 0};
    struct source_position from = source_position(sources, place);
    struct source_position to = source_position(sources, end);
    write_text(out, "file", source_file(sources, place.file)->path);
    buffer_printf(out, ",\"line\":%u,\"column\":%u,\"end_line\":%u,\"end_column\":%u", from.line, from.column,
                  to.line, to.column);
}

static void write_related(struct buffer *out, const struct source_set *sources,
                          const struct diag_place *place)
{
    buffer_append_text(out, ",\"related\":[");
    for (const struct diag_place *at = place; at != NULL; at = at->next) {
        buffer_append_text(out, at == place ? "{" : ",{");
        write_place(out, sources, at->span);
        buffer_append_char(out, ',');
        write_text(out, "text", at->text);
        buffer_append_char(out, '}');
    }
    buffer_append_char(out, ']');
}

static void write_diag(struct buffer *out, const struct source_set *sources, const struct diag *diag)
{
    static const char *const severities[] = {"note", "warning", "error"};
    buffer_append_char(out, '{');
    write_text(out, "code", diag_code_text(diag->code));
    buffer_append_char(out, ',');
    write_text(out, "severity", severities[diag->severity]);
    buffer_append_char(out, ',');
    write_text(out, "message", diag->message);
    buffer_append_char(out, ',');
    write_place(out, sources, diag->place.span);
    buffer_append_char(out, ',');
    write_text(out, "label", *diag->place.text != '\0' ? diag->place.text : NULL);
    buffer_append_char(out, ',');
    write_text(out, "hint", diag->hint);
    write_related(out, sources, diag->related);
    buffer_append_char(out, '}');
}

void diag_write_json(struct diag_list *list, struct buffer *out)
{
    diag_sort(list);
    buffer_append_char(out, '[');
    for (size_t i = 0; i < list->count; i++) {
        buffer_append_text(out, i > 0 ? ",\n" : "\n");
        write_diag(out, list->sources, list->items[i]);
    }
    buffer_append_text(out, list->count > 0 ? "\n]\n" : "]\n");
}
