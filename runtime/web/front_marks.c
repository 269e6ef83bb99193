#include "runtime/web/front_marks.h"

enum { MARKS_MOST = 200 };

void front_marks_clear(struct front_marks *marks)
{
    for (size_t i = 0; i < marks->list.count; i++)
        mem_free(marks->list.items[i].text);
    vec_free(&marks->list);
    marks->sent = 0;
}

void front_marks_add(struct front_marks *marks, double at_s, const char *kind, const char *text)
{
    struct front_mark mark = {at_s, kind, mem_strdup(text)};

    if (marks->list.count < MARKS_MOST)
        vec_push(&marks->list, mark);
    else
        mem_free(mark.text);
}

void front_marks_write(struct front_marks *marks, size_t from, struct json_out *json)
{
    json_out_list(json, "marks");
    for (size_t i = from; i < marks->list.count; i++) {
        json_out_object(json, NULL);
        json_out_number(json, "at_s", marks->list.items[i].at_s);
        json_out_text(json, "kind", marks->list.items[i].kind);
        json_out_text(json, "text", marks->list.items[i].text);
        json_out_close(json);
    }
    json_out_close(json);
    marks->sent = marks->list.count;
}
