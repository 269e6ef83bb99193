#include "compiler/format/format.h"

#include "compiler/format/format_piece.h"
#include "compiler/parse/parse.h"
#include "compiler/parse/scanner.h"
#include "swarm.tab.h"

#include <stdlib.h>
#include <string.h>

bool piece_opens(const struct piece *piece)
{
    return piece->kind == TOKEN_OPEN_PAREN || piece->kind == TOKEN_OPEN_BRACKET ||
           piece->kind == TOKEN_OPEN_BRACE || piece->kind == TOKEN_OPEN_CODE;
}

bool piece_closes(const struct piece *piece)
{
    return piece->kind == TOKEN_CLOSE_PAREN || piece->kind == TOKEN_CLOSE_BRACKET ||
           piece->kind == TOKEN_CLOSE_BRACE || piece->kind == TOKEN_CLOSE_CODE;
}

/* ---- from text to pieces ---- */

static uint32_t characters(const char *text, uint32_t length)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < length; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

/* The column, from 0, of the piece that starts at `offset`. `before` is the piece before it, or NULL. */
static uint32_t column_of(const char *text, uint32_t offset, const struct piece *before)
{
    uint32_t from = before != NULL ? before->span.offset : 0;
    const char *line = memrchr(text + from, '\n', offset - from);
    if (line != NULL)
        return characters(line + 1, (uint32_t)(text + offset - line - 1));
    return (before != NULL ? before->column : 0) + characters(text + from, offset - from);
}

/* Counts the line ends from `from` to `to`. The span of a comment leaves out its line end, so that it is
 * counted. */
static unsigned lines_between(const char *text, uint32_t from, uint32_t to)
{
    unsigned lines = 0;
    for (uint32_t at = from; at < to; at++)
        lines += text[at] == '\n';
    return lines;
}

static bool is_inside_string(int before, int kind)
{
    return before == TOKEN_STRING_OPEN || before == TOKEN_TEXT || before == TOKEN_CLOSE_CODE ||
           (before == TOKEN_OPEN_CODE && kind != TOKEN_COMMENT);
}

static struct piece piece_of(const char *text, struct token token, const struct piece *before)
{
    struct piece piece = {
        .kind = token.kind, .span = token.span, .column = column_of(text, token.span.offset, before)};
    uint32_t end = before != NULL ? before->span.offset + before->span.length : 0;
    unsigned lines = lines_between(text, end, token.span.offset);
    bool in_string = before != NULL && is_inside_string(before->kind, token.kind);
    bool closes_code = token.kind == TOKEN_CLOSE_CODE && before != NULL && before->kind != TOKEN_COMMENT;
    piece.starts_line = before == NULL || (lines > 0 && !in_string && !closes_code);
    piece.blank_line_before = before != NULL && piece.starts_line && lines > 1;
    piece.gap_written = token.span.offset - end;
    return piece;
}

static void read_pieces(struct piece_list *list, uint32_t file, struct names *names, struct diag_list *diags)
{
    const char *text = source_file(list->sources, file)->text;
    struct scanner *scanner = scanner_open(list->sources, file, names, diags, true);
    struct token token = scanner_next(scanner);
    for (; token.kind != 0; token = scanner_next(scanner)) {
        const struct piece *before = list->pieces.count > 0 ? &vec_last(&list->pieces) : NULL;
        struct piece piece = piece_of(text, token, before);
        vec_push(&list->pieces, piece);
    }
    scanner_close(scanner);
}

static int compare_marks(const void *a, const void *b)
{
    uint32_t x = ((const struct layout_mark *)a)->offset;
    uint32_t y = ((const struct layout_mark *)b)->offset;
    return (x > y) - (x < y);
}

static void apply_marks(struct piece_list *list, struct layout_marks *marks)
{
    if (marks->marks.count > 1)
        qsort(marks->marks.items, marks->marks.count, sizeof(struct layout_mark), compare_marks);
    size_t next = 0;
    for (size_t i = 0; i < list->pieces.count; i++) {
        struct piece *piece = &list->pieces.items[i];
        for (; next < marks->marks.count && marks->marks.items[next].offset <= piece->span.offset; next++)
            if (marks->marks.items[next].offset == piece->span.offset)
                piece->marks |= 1u << marks->marks.items[next].kind;
    }
}

/* ---- from pieces to text ---- */

static void write_blanks(struct buffer *out, uint32_t count)
{
    buffer_printf(out, "%*s", (int)count, "");
}

/* Writes the bytes of a piece, with
 * as line end. Blanks at the end of a comment are left out. */
static void write_piece(const struct piece_list *list, const struct piece *piece, struct buffer *out)
{
    const char *text = source_text(list->sources, piece->span);
    uint32_t length = piece->span.length;
    while (piece->kind == TOKEN_COMMENT && length > 0 && strchr(" \t\r\f\v", text[length - 1]) != NULL)
        length--;
    const char *end = text + length;
    while (text < end) {
        const char *stop = memchr(text, '\r', (size_t)(end - text));
        const char *until = stop != NULL ? stop : end;
        buffer_append(out, text, (size_t)(until - text));
        if (stop != NULL && (stop + 1 == end || stop[1] != '\n'))
            buffer_append_char(out, '\r');
        text = stop != NULL ? stop + 1 : end;
    }
}

static bool has_blank_line(const struct piece_list *list, size_t index)
{
    const struct piece *piece = &list->pieces.items[index];
    return piece->blank_line_before && !piece_opens(piece - 1) && !piece_closes(piece);
}

static void write_pieces(const struct piece_list *list, struct buffer *out)
{
    for (size_t i = 0; i < list->pieces.count; i++) {
        const struct piece *piece = &list->pieces.items[i];
        if (piece->starts_line && i > 0)
            buffer_append_text(out, has_blank_line(list, i) ? "\n\n" : "\n");
        write_blanks(out, piece->gap);
        write_piece(list, piece, out);
    }
    if (list->pieces.count > 0)
        buffer_append_char(out, '\n');
}

bool format_file(const struct source_set *sources, uint32_t file, struct names *names,
                 struct diag_list *diags, struct buffer *out)
{
    struct arena arena;
    arena_init(&arena);
    struct layout_marks marks = {0};
    struct parse_job job = {
        .sources = sources, .names = names, .diags = diags, .arena = &arena, .marks = &marks};
    struct ast ast;
    bool is_sound = parse_file(&job, file, &ast);
    if (is_sound) {
        struct piece_list list = {.sources = sources};
        read_pieces(&list, file, names, diags);
        apply_marks(&list, &marks);
        format_indent(&list);
        format_space(&list);
        format_align(&list);
        write_pieces(&list, out);
        vec_free(&list.pieces);
    }
    vec_free(&marks.marks);
    arena_free(&arena);
    return is_sound;
}
