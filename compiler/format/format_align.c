/* Keeps columns that the author has aligned.
 *
 * A group is a run of pieces on neighboring lines that start at the same column, each after a blank, at least
 * one after more than one blank. Comments at line ends that start at the same column are a group over the
 * whole file. The formatter aligns each group again. The new column is to the right of the longest text
 * before a member, and the gap there is the smallest gap that the group had in the source. So formatting a
 * result again changes nothing.
 *
 * Groups are aligned from left to right, because the text before a member may belong to another group. */
#include "compiler/format/format_piece.h"

#include "compiler/parse/parse.h"
#include "swarm.tab.h"

#include <stdlib.h>

enum { COMMENT_GAP = 2 };

/* A piece that may belong to a group. */
struct candidate {
    size_t piece;
    size_t line;
    uint32_t column;
    bool is_comment;
};

struct aligner {
    struct piece_list *list;
    VEC(struct candidate) candidates;
};

static struct piece *piece_at(const struct aligner *aligner, size_t index)
{
    return &aligner->list->pieces.items[index];
}

/* True for a comment on its own line, directly below a comment at a line end or another such comment, at
 * the same column. */
static bool continues_comment(const struct piece *piece)
{
    const struct piece *above = piece - 1;
    return piece->kind == TOKEN_COMMENT && above->kind == TOKEN_COMMENT && !piece->blank_line_before &&
           above->column == piece->column && (!above->starts_line || above->continues_comment);
}

static bool is_candidate(struct piece *piece)
{
    if (!piece->starts_line)
        return piece->gap > 0 && piece->gap_written > 0;
    piece->continues_comment = continues_comment(piece);
    return piece->continues_comment;
}

static void collect(struct aligner *aligner)
{
    size_t line = 0;
    for (size_t i = 1; i < aligner->list->pieces.count; i++) {
        struct piece *piece = piece_at(aligner, i);
        if (piece->starts_line)
            line += piece->blank_line_before ? 2 : 1;
        if (is_candidate(piece))
            vec_push(&aligner->candidates,
                     ((struct candidate){i, line, piece->column, piece->kind == TOKEN_COMMENT}));
    }
}

static int compare(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

/* Sorts by column, then comments last, then by line, so that the members of a group are adjacent. */
static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *x = a;
    const struct candidate *y = b;
    int order = compare(x->column, y->column);
    if (order == 0)
        order = compare(x->is_comment, y->is_comment);
    return order != 0 ? order : compare(x->line, y->line);
}

static bool is_neighbor(const struct candidate *a, const struct candidate *b)
{
    if (a->column != b->column || a->is_comment != b->is_comment)
        return false;
    return a->is_comment || b->line == a->line + 1;
}

static size_t group_end(const struct aligner *aligner, size_t first)
{
    size_t end = first + 1;
    while (end < aligner->candidates.count &&
           is_neighbor(&aligner->candidates.items[end - 1], &aligner->candidates.items[end]))
        end++;
    return end;
}

/* The column at which the piece before this one ends in the result. */
static uint32_t end_before(const struct aligner *aligner, size_t index)
{
    size_t first = index;
    while (!piece_at(aligner, first)->starts_line)
        first--;
    uint32_t column = 0;
    for (size_t i = first; i < index; i++) {
        const struct piece *piece = piece_at(aligner, i);
        const char *text = source_text(aligner->list->sources, piece->span);
        column += piece->gap;
        for (uint32_t at = 0; at < piece->span.length; at++)
            column = text[at] == '\n' ? 0 : column + (((unsigned char)text[at] & 0xc0) != 0x80);
    }
    return column;
}

/* The measures of a group. */
struct group {
    uint32_t end;
    uint32_t least_end;
    uint32_t room; /* smallest gap in the source */
    bool is_wide;  /* some gap in the source is wider than one blank */
};

static struct group group_measure(const struct aligner *aligner, size_t first, size_t end)
{
    struct group group = {.room = UINT32_MAX, .least_end = UINT32_MAX};
    for (size_t i = first; i < end; i++) {
        size_t index = aligner->candidates.items[i].piece;
        const struct piece *piece = piece_at(aligner, index);
        if (piece->continues_comment)
            continue;
        uint32_t before = end_before(aligner, index);
        group.end = before > group.end ? before : group.end;
        group.least_end = before < group.least_end ? before : group.least_end;
        group.room = piece->gap_written < group.room ? piece->gap_written : group.room;
        group.is_wide |= piece->gap_written > 1;
    }
    return group;
}

/* Such pieces have the same column by chance, or because the texts before them have the same length. */
static bool is_no_group(const struct group *group, bool is_comment)
{
    return !is_comment && (!group->is_wide || group->end == group->least_end);
}

static void align_group(struct aligner *aligner, size_t first, size_t end)
{
    if (end - first < 2 && !aligner->candidates.items[first].is_comment)
        return;
    struct group group = group_measure(aligner, first, end);
    bool is_comment = aligner->candidates.items[first].is_comment;
    if (is_no_group(&group, is_comment))
        return;
    uint32_t least = is_comment ? COMMENT_GAP : 1;
    uint32_t column = group.end + (group.room > least ? group.room : least);
    for (size_t i = first; i < end; i++) {
        size_t index = aligner->candidates.items[i].piece;
        struct piece *piece = piece_at(aligner, index);
        piece->gap = piece->continues_comment ? column : column - end_before(aligner, index);
    }
}

void format_align(struct piece_list *list)
{
    struct aligner aligner = {.list = list};
    collect(&aligner);
    if (aligner.candidates.count > 1)
        qsort(aligner.candidates.items, aligner.candidates.count, sizeof(struct candidate),
              compare_candidates);
    for (size_t first = 0, end; first < aligner.candidates.count; first = end) {
        end = group_end(&aligner, first);
        align_group(&aligner, first, end);
    }
    vec_free(&aligner.candidates);
}
