/* Diagnostics as JSON, for editors and CI. */
#include "compiler/diag/diag.h"

static void write_place(struct json_out *json, const struct source_set *sources, span place)
{
    if (place.file == UINT32_MAX) {
        json_out_null(json, "file");
        return;
    }
    span end = {place.file, place.offset + place.length, 0};
    struct source_position from = source_position(sources, place);
    struct source_position to = source_position(sources, end);
    json_out_text(json, "file", source_file(sources, place.file)->path);
    json_out_count(json, "line", from.line);
    json_out_count(json, "column", from.column);
    json_out_count(json, "end_line", to.line);
    json_out_count(json, "end_column", to.column);
}

static void write_related(struct json_out *json, const struct source_set *sources,
                          const struct diag_place *place)
{
    json_out_list(json, "related");
    for (; place != NULL; place = place->next) {
        json_out_object(json, NULL);
        write_place(json, sources, place->span);
        json_out_text(json, "text", place->text);
        json_out_close(json);
    }
    json_out_close(json);
}

static void write_diag(struct json_out *json, const struct source_set *sources, const struct diag *diag)
{
    static const char *const severities[] = {"note", "warning", "error"};
    json_out_object(json, NULL);
    json_out_text(json, "code", diag_code_text(diag->code));
    json_out_text(json, "severity", severities[diag->severity]);
    json_out_text(json, "message", diag->message);
    write_place(json, sources, diag->place.span);
    json_out_text(json, "label", *diag->place.text != '\0' ? diag->place.text : NULL);
    json_out_text(json, "hint", diag->hint);
    write_related(json, sources, diag->related);
    json_out_close(json);
}

void diag_write_json(struct diag_list *list, struct json_out *json)
{
    diag_sort(list);
    for (size_t i = 0; i < list->count; i++)
        write_diag(json, list->sources, list->items[i]);
}
