/* The encoding: for each item that isn't 0, the distance from the previous number and both counts; a 0 at
 * the end. */
#include "runtime/stats/line_counts.h"

#include "runtime/base/alloc.h"

#include <string.h>

struct line_count *line_counts_extend(struct line_counts *counts, uint32_t count)
{
    if (count <= counts->count)
        return counts->items;
    counts->items = mem_realloc(counts->items, count * sizeof *counts->items);
    memset(counts->items + counts->count, 0, (count - counts->count) * sizeof *counts->items);
    counts->count = count;
    return counts->items;
}

struct line_count line_counts_get(const struct line_counts *counts, uint32_t number)
{
    return number < counts->count ? counts->items[number] : (struct line_count){0};
}

void line_counts_merge(struct line_counts *into, const struct line_counts *from)
{
    line_counts_extend(into, from->count);
    for (uint32_t i = 0; i < from->count; i++) {
        into->items[i].passed += from->items[i].passed;
        into->items[i].failed += from->items[i].failed;
    }
}

void line_counts_clear(struct line_counts *counts)
{
    if (counts->count > 0)
        memset(counts->items, 0, counts->count * sizeof *counts->items);
}

void line_counts_free(struct line_counts *counts)
{
    mem_free(counts->items);
    *counts = (struct line_counts){0};
}

void line_counts_encode(const struct line_counts *counts, struct buffer *out)
{
    uint32_t last = 0;

    for (uint32_t i = 1; i < counts->count; i++) {
        if (counts->items[i].passed == 0 && counts->items[i].failed == 0)
            continue;
        varint_write(out, i - last);
        varint_write(out, counts->items[i].passed);
        varint_write(out, counts->items[i].failed);
        last = i;
    }
    varint_write(out, 0);
}

void line_counts_decode(struct varint_reader *reader, uint32_t count, struct line_counts *into)
{
    uint64_t number = 0, distance;

    line_counts_extend(into, count);
    while ((distance = varint_read_bounded(reader, count)) > 0 && !reader->failed) {
        number += distance;
        reader->failed = number >= count;
        if (reader->failed)
            return;
        into->items[number].passed += varint_read(reader);
        into->items[number].failed += varint_read(reader);
    }
}
