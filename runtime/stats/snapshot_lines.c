#include "runtime/stats/snapshot_lines.h"

#include "runtime/base/alloc.h"
#include "runtime/base/mask.h"

#include <stdlib.h>
#include <string.h>

struct lines_filler {
    struct snapshot *snapshot;
    const struct totals *totals;
    const struct scenario_outline *outline;
    const struct snapshot_row **rows; /* by id, only those with a fixed name */
    uint64_t *picks;                  /* by number of the parent: picks in it; 0: of users */
};

/* ---- requests ---- */

static void rows_index(struct lines_filler *filler)
{
    const struct snapshot *snapshot = filler->snapshot;
    uint32_t count = filler->totals->stats->static_count;

    filler->rows = mem_zalloc((size_t)count + 1, sizeof *filler->rows);
    for (size_t i = 0; i < snapshot->row_count; i++) {
        if (snapshot->rows[i].id < count)
            filler->rows[snapshot->rows[i].id] = &snapshot->rows[i];
    }
}

static void request_fill(const struct lines_filler *filler, uint32_t id, struct snapshot_line *line)
{
    uint32_t count = filler->totals->stats->static_count;
    const struct snapshot_row *row = id < count ? filler->rows[id] : NULL;
    nanos span = totals_span(filler->totals);

    line->row = id < count ? id : SNAPSHOT_NO_ROW;
    if (row)
        line->p95 = row->all.percentiles[SNAPSHOT_P95];
    if (span > 0)
        line->per_second = (double)(line->passed + line->failed) * NANOS_PER_S / (double)span;
}

/* ---- shares ---- */

/* A task set that is used elsewhere isn't picked at its declaration. */
static bool is_picked(const struct scenario_line *line)
{
    return line->kind == LINE_KIND || line->kind == LINE_TASK || (line->kind == LINE_SET && line->parent > 0);
}

static void picks_sum(struct lines_filler *filler)
{
    const struct scenario_outline *outline = filler->outline;

    filler->picks = mem_zalloc(outline->line_count + 1, sizeof *filler->picks);
    for (uint32_t i = 0; i < outline->line_count; i++) {
        if (is_picked(&outline->lines[i]))
            filler->picks[outline->lines[i].parent] +=
                line_counts_get(&filler->totals->stats->set->lines, i + 1).passed;
    }
}

static void share_fill(const struct lines_filler *filler, uint32_t number, struct snapshot_line *line)
{
    uint64_t picks = filler->picks[filler->outline->lines[number - 1].parent];

    if (picks > 0)
        line->share = (double)line->passed / (double)picks;
    if (filler->outline->wanted)
        line->wanted_share = filler->outline->wanted[number];
}

/* ---- all ---- */

static struct snapshot_line line_of(const struct lines_filler *filler, uint32_t number)
{
    const struct scenario_line *from = &filler->outline->lines[number - 1];
    struct line_count count = line_counts_get(&filler->totals->stats->set->lines, number);
    struct snapshot_line line = {
        .kind = from->kind,
        .file = from->file,
        .line = from->line,
        .column = from->column,
        .text = filler->snapshot->is_brief ? "" : mask_copy(&filler->snapshot->arena, from->text),
        .row = SNAPSHOT_NO_ROW,
        .passed = count.passed,
        .failed = count.failed,
        .share = -1,
        .wanted_share = -1,
    };

    if (line.kind == LINE_REQUEST || line.kind == LINE_TRANSACTION)
        request_fill(filler, from->row, &line);
    if (is_picked(from))
        share_fill(filler, number, &line);
    return line;
}

static int line_compare(const void *a, const void *b)
{
    const struct snapshot_line *left = a, *right = b;

    if (left->file != right->file)
        return left->file < right->file ? -1 : 1;
    if (left->line != right->line)
        return left->line < right->line ? -1 : 1;
    return left->column < right->column ? -1 : left->column > right->column;
}

void snapshot_lines_fill(struct snapshot *snapshot, const struct totals *totals,
                         const struct scenario_outline *outline)
{
    struct lines_filler filler = {.snapshot = snapshot, .totals = totals, .outline = outline};
    struct snapshot_line *lines = arena_alloc(&snapshot->arena, (outline->line_count + 1) * sizeof *lines);

    rows_index(&filler);
    picks_sum(&filler);
    for (uint32_t i = 0; i < outline->line_count; i++)
        lines[i] = line_of(&filler, i + 1);
    qsort(lines, outline->line_count, sizeof *lines, line_compare);
    snapshot->lines = lines;
    snapshot->line_count = outline->line_count;
    mem_free(filler.rows);
    mem_free(filler.picks);
}
