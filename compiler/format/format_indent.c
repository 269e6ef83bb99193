/* Indents lines.
 *
 * A line inside brackets is one level deeper than the line with the innermost opening bracket. Two
 * brackets that open on one line count as one level. A line that starts with a closing bracket has the
 * indent of the line with its opening bracket. A line that continues an item of the line before is one
 * more level deeper. */
#include "compiler/format/format_piece.h"

#include "compiler/parse/parse.h"
#include "swarm.tab.h"

enum { LEVEL = 4 };

struct open_line {
    int kind;
    uint32_t indent; /* of the line on which the bracket opens */
};

struct indenter {
    VEC(struct open_line) open;
    uint32_t indent; /* of the current line */
    int before;      /* kind of the last piece that isn't a comment; 0 at the start */
};

static bool is_item(const struct indenter *indenter, const struct piece *piece)
{
    if (piece->marks & 1u << LAYOUT_ITEM)
        return true;
    int inside = indenter->open.count > 0 ? vec_last(&indenter->open).kind : 0;
    if (inside == TOKEN_OPEN_PAREN || inside == TOKEN_OPEN_BRACKET || inside == TOKEN_OPEN_CODE)
        return indenter->before == inside || indenter->before == TOKEN_COMMA;
    return false;
}

static bool is_continuation(const struct indenter *indenter, const struct piece *piece)
{
    if (piece->kind == TOKEN_COMMENT || piece->kind == TOKEN_OPEN_BRACE || is_item(indenter, piece))
        return false;
    return piece->kind != TOKEN_ELSE || indenter->before != TOKEN_CLOSE_BRACE;
}

static uint32_t line_indent(const struct indenter *indenter, const struct piece *piece)
{
    if (indenter->open.count == 0)
        return is_continuation(indenter, piece) ? LEVEL : 0;
    uint32_t outer = vec_last(&indenter->open).indent;
    if (piece_closes(piece))
        return outer;
    return outer + (is_continuation(indenter, piece) ? 2 * LEVEL : LEVEL);
}

static void indenter_take(struct indenter *indenter, const struct piece *piece)
{
    if (piece_opens(piece))
        vec_push(&indenter->open, ((struct open_line){piece->kind, indenter->indent}));
    if (piece_closes(piece) && indenter->open.count > 0)
        indenter->open.count--;
    if (piece->kind != TOKEN_COMMENT)
        indenter->before = piece->kind;
}

void format_indent(struct piece_list *list)
{
    struct indenter indenter = {0};
    for (size_t i = 0; i < list->pieces.count; i++) {
        struct piece *piece = &list->pieces.items[i];
        if (piece->starts_line)
            piece->gap = indenter.indent = line_indent(&indenter, piece);
        indenter_take(&indenter, piece);
    }
    vec_free(&indenter.open);
}
