#include "runtime/stats/marks.h"

#include "runtime/base/alloc.h"

#include <string.h>

enum { MARKS_MOST = 200 };

void marks_add(struct marks *marks, nanos at, enum mark_kind kind, const char *text)
{
    struct mark mark = {at, kind, NULL};

    if (marks->list.count == MARKS_MOST)
        return;
    mark.text = mem_strdup(text);
    vec_push(&marks->list, mark);
}

void marks_shift(struct marks *marks, nanos shift)
{
    size_t kept = 0;

    for (size_t i = 0; i < marks->list.count; i++) {
        struct mark mark = marks->list.items[i];

        mark.at += shift;
        if (mark.at >= 0)
            marks->list.items[kept++] = mark;
        else
            mem_free((char *)mark.text);
    }
    marks->list.count = kept;
}

const struct mark *marks_copy(const struct marks *marks, struct arena *arena)
{
    struct mark *copy = arena_alloc(arena, (marks->list.count + 1) * sizeof *copy);

    for (size_t i = 0; i < marks->list.count; i++) {
        copy[i] = marks->list.items[i];
        copy[i].text = arena_strndup(arena, copy[i].text, strlen(copy[i].text));
    }
    return copy;
}

void marks_clear(struct marks *marks)
{
    for (size_t i = 0; i < marks->list.count; i++)
        mem_free((char *)marks->list.items[i].text);
    vec_free(&marks->list);
}
