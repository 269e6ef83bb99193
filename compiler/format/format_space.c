/* Decides the blanks between two tokens of a line, before columns are aligned. */
#include "compiler/format/format_piece.h"

#include "compiler/parse/parse.h"
#include "swarm.tab.h"

/* Two blanks or more keep a comment apart from the code. */
enum { COMMENT_GAP = 2 };

static bool glues_right(const struct piece *left)
{
    switch (left->kind) {
    case TOKEN_OPEN_PAREN:
    case TOKEN_OPEN_BRACKET:
    case TOKEN_DOT:
    case TOKEN_DOTS:
    case TOKEN_STRING_OPEN:
    case TOKEN_TEXT:
    case TOKEN_OPEN_CODE: return true;
    case TOKEN_MINUS: return left->marks & 1u << LAYOUT_MINUS;
    default: return false;
    }
}

static bool glues_left(const struct piece *right)
{
    switch (right->kind) {
    case TOKEN_CLOSE_PAREN:
    case TOKEN_CLOSE_BRACKET:
    case TOKEN_DOT:
    case TOKEN_DOTS:
    case TOKEN_COMMA:
    case TOKEN_TEXT:
    case TOKEN_CLOSE_CODE:
    case TOKEN_STRING_CLOSE: return true;
    case TOKEN_COLON: return !(right->marks & 1u << LAYOUT_COLON);
    case TOKEN_OPEN_PAREN:
    case TOKEN_OPEN_BRACKET: return right->marks & 1u << LAYOUT_GLUED;
    default: return false;
    }
}

/* True between the pieces of a string such as `"${a}${b}"`, where a blank would change the text. */
static bool is_in_string(const struct piece *left, const struct piece *right)
{
    return right->kind == TOKEN_OPEN_CODE || (left->kind == TOKEN_CLOSE_CODE);
}

void format_space(struct piece_list *list)
{
    for (size_t i = 1; i < list->pieces.count; i++) {
        struct piece *piece = &list->pieces.items[i];
        const struct piece *left = piece - 1;
        if (piece->starts_line)
            continue;
        if (piece->kind == TOKEN_COMMENT)
            piece->gap = COMMENT_GAP;
        else
            piece->gap = !glues_right(left) && !glues_left(piece) && !is_in_string(left, piece);
    }
}
