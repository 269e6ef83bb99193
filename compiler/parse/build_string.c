/* String literals: turns spans of the scanner into text. */
#include "compiler/parse/ast_build.h"

#include "compiler/parse/literal.h"

#include <ctype.h>
#include <string.h>

static struct expr *string_new(struct parser *parser, span place)
{
    return expr_new(parser, place, EXPR_STRING);
}

static void part_add(struct parser *parser, struct string_part_list *parts, span place, const char *text,
                     size_t length)
{
    if (length == 0)
        return;
    struct string_part *part = arena_zalloc(parser->job->arena, sizeof *part);
    part->span = place;
    part->text = arena_strndup(parser->job->arena, text, length);
    part->length = length;
    LIST_ADD(parts, part);
}

/* Adds the part from `from` to `to` of the string's text, with escapes replaced. */
static void text_add(struct parser *parser, struct string_part_list *parts, span place, size_t columns,
                     bool has_escapes)
{
    const char *raw = source_text(parser->job->sources, place);
    if (memchr(raw, '\n', place.length) == NULL &&
        (!has_escapes || memchr(raw, '\\', place.length) == NULL)) {
        part_add(parser, parts, place, raw, place.length);
        return;
    }
    struct buffer text = {0};
    literal_append(parser->job->diags, place, raw, place.length, columns, has_escapes, &text);
    part_add(parser, parts, place, buffer_text(&text), text.length);
    buffer_free(&text);
}

static span span_inside(span place, uint32_t before, uint32_t after)
{
    uint32_t quotes = before + after;
    uint32_t length = place.length > quotes ? place.length - quotes : 0;
    return (span){place.file, place.offset + before, length};
}

struct expr *string_plain(struct parser *parser, span place)
{
    struct expr *string = string_new(parser, place);
    const char first = *source_text(parser->job->sources, place);
    uint32_t quote = first == '"' || first == '\'' ? 1 : 0; /* a URL without quotes is reported already */

    text_add(parser, &string->string.parts, span_inside(place, quote, quote), 0, quote > 0);
    return string;
}

/* ---- strings over several lines ---- */

/* The text doesn't include blanks after the opening quotes and the line end after them. */
static span without_first_line_end(const struct parser *parser, span piece)
{
    const char *raw = source_text(parser->job->sources, piece);
    uint32_t at = 0;
    while (at < piece.length && strchr(" \t\r", raw[at]) != NULL)
        at++;
    return at < piece.length && raw[at] == '\n' ? span_inside(piece, at + 1, 0) : piece;
}

/* The text doesn't include the line end before closing quotes on their own line. */
static span without_last_line_end(const struct parser *parser, span piece)
{
    const char *raw = source_text(parser->job->sources, piece);
    uint32_t end = piece.length;
    while (end > 0 && (raw[end - 1] == ' ' || raw[end - 1] == '\t'))
        end--;
    if (end == 0 || raw[end - 1] != '\n')
        return piece;
    end--;
    if (end > 0 && raw[end - 1] == '\r')
        end--;
    return (span){piece.file, piece.offset, end};
}

static size_t indent_of_parts(const struct parser *parser, const struct string_part_list *parts)
{
    struct literal_indent indent;
    literal_indent_start(&indent);
    for (const struct string_part *part = parts->first; part != NULL; part = part->next) {
        if (part->expr != NULL)
            literal_indent_code(&indent);
        else
            literal_indent_text(&indent, source_text(parser->job->sources, part->span), part->span.length);
    }
    literal_indent_end(&indent);
    return indent.columns;
}

/* Removes `columns` blanks at the start of a piece that begins a line. */
static span without_indent(const struct parser *parser, span piece, size_t columns)
{
    const char *raw = source_text(parser->job->sources, piece);
    uint32_t at = 0;
    while (at < columns && at < piece.length && (raw[at] == ' ' || raw[at] == '\t'))
        at++;
    return span_inside(piece, at, 0);
}

static span trim_block_piece(const struct parser *parser, span piece, bool is_first, bool is_last,
                             size_t columns)
{
    span trimmed = is_last ? without_last_line_end(parser, piece) : piece;
    if (!is_first)
        return trimmed;
    span rest = without_first_line_end(parser, piece);
    if (rest.offset == piece.offset)
        return trimmed;
    uint32_t end = trimmed.offset + trimmed.length;
    rest.length = end > rest.offset ? end - rest.offset : 0;
    return without_indent(parser, rest, columns);
}

/* Joins neighboring pieces of text. */
static void join_text(struct string_part_list *parts)
{
    struct string_part_list joined = {0};
    for (struct string_part *part = parts->first, *next; part != NULL; part = next) {
        next = part->next;
        part->next = NULL;
        if (part->expr == NULL && joined.last != NULL && joined.last->expr == NULL)
            joined.last->span = span_join(joined.last->span, part->span);
        else
            LIST_ADD(&joined, part);
    }
    *parts = joined;
}

static void resolve_parts(struct parser *parser, struct string_part_list *raw, struct string_part_list *parts,
                          bool is_block, bool has_escapes)
{
    join_text(raw);
    size_t columns = is_block ? indent_of_parts(parser, raw) : 0;
    for (struct string_part *part = raw->first, *next; part != NULL; part = next) {
        next = part->next;
        part->next = NULL;
        if (part->expr != NULL) {
            LIST_ADD(parts, part);
            continue;
        }
        span piece = part->span;
        if (is_block)
            piece = trim_block_piece(parser, piece, part == raw->first, next == NULL, columns);
        text_add(parser, parts, piece, columns, has_escapes);
    }
}

void string_part_add(struct parser *parser, struct string_part_list *parts, span place, struct expr *expr)
{
    struct string_part *part = arena_zalloc(parser->job->arena, sizeof *part);
    part->span = place;
    part->expr = expr;
    LIST_ADD(parts, part);
}

static uint16_t deepest_part(const struct string_part_list *parts)
{
    uint16_t depth = 0;
    for (const struct string_part *part = parts->first; part != NULL; part = part->next)
        if (part->expr != NULL && part->expr->depth > depth)
            depth = part->expr->depth;
    return depth;
}

struct expr *string_of_parts(struct parser *parser, span place, span open, struct string_part_list parts)
{
    struct expr *string = string_new(parser, place);
    resolve_parts(parser, &parts, &string->string.parts, open.length == 3, true);
    string->depth = (uint16_t)(deepest_part(&string->string.parts) + 1);
    return string;
}

static bool is_closed_block(const char *text, uint32_t length)
{
    return length >= 7 && memcmp(text + 1, "\"\"\"", 3) == 0;
}

struct expr *string_raw(struct parser *parser, span place)
{
    struct expr *string = string_new(parser, place);
    string->string.is_raw = true;
    const char *text = source_text(parser->job->sources, place);
    bool is_closed = place.length > 2 && text[place.length - 1] == '"';
    struct string_part_list raw = {0};
    bool is_block = is_closed_block(text, place.length);
    string_part_add(parser, &raw, is_block ? span_inside(place, 4, 3) : span_inside(place, 2, is_closed),
                    NULL);
    resolve_parts(parser, &raw, &string->string.parts, is_block, false);
    return string;
}

struct expr *string_of_word(struct parser *parser, struct name name)
{
    struct expr *string = string_new(parser, name.span);
    part_add(parser, &string->string.parts, name.span, name.text, strlen(name.text));
    return string;
}

struct expr *string_of_method(struct parser *parser, span place, const char *word)
{
    char *method = arena_strndup(parser->job->arena, word, strlen(word));
    for (char *c = method; *c != '\0'; c++)
        *c = (char)toupper((unsigned char)*c);
    return string_of_word(parser, (struct name){method, place});
}
