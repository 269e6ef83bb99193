#include "runtime/base/utf8.h"
#include "runtime/text/jsonpath_tree.h"
#include "runtime/text/number.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MOST 64
#define INDEX_MOST INT64_C(9007199254740991) /* RFC 9535 section 2.1: exact integers of I-JSON */

bool jsonpath_fail(struct jsonpath_parser *parser, const char *at, const char *format, ...)
{
    va_list arguments;

    if (parser->error->text[0])
        return false;
    parser->error->offset = (size_t)(at - parser->start);
    va_start(arguments, format);
    vsnprintf(parser->error->text, sizeof parser->error->text, format, arguments);
    va_end(arguments);
    return false;
}

char jsonpath_peek(const struct jsonpath_parser *parser)
{
    return parser->at < parser->end ? *parser->at : '\0';
}

void jsonpath_skip_blanks(struct jsonpath_parser *parser)
{
    while (parser->at < parser->end && strchr(" \t\n\r", *parser->at) && *parser->at)
        parser->at++;
}

bool jsonpath_accept(struct jsonpath_parser *parser, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(parser->end - parser->at) < length || memcmp(parser->at, word, length) != 0)
        return false;
    parser->at += length;
    return true;
}

bool jsonpath_deepen(struct jsonpath_parser *parser)
{
    if (parser->depth++ < DEPTH_MOST)
        return true;
    return jsonpath_fail(parser, parser->at, "this is nested too deeply");
}

/* ---- strings ---- */

static bool unit_read(struct jsonpath_parser *parser, uint32_t *unit)
{
    *unit = 0;
    for (int i = 0; i < 4; i++, parser->at++) {
        char c = jsonpath_peek(parser);

        if (c >= '0' && c <= '9')
            *unit = *unit << 4 | (uint32_t)(c - '0');
        else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
            *unit = *unit << 4 | (uint32_t)((c | 0x20) - 'a' + 10);
        else
            return jsonpath_fail(parser, parser->at, "four hexadecimal digits should follow `\\u`");
    }
    return true;
}

/* Reads the four digits of a \u escape, or a surrogate pair. */
static bool unicode_read(struct jsonpath_parser *parser, uint32_t *code)
{
    const char *start = parser->at - 2;
    uint32_t low;

    if (!unit_read(parser, code))
        return false;
    if (*code < 0xd800 || *code > 0xdfff)
        return true;
    if (*code > 0xdbff || !jsonpath_accept(parser, "\\u"))
        return jsonpath_fail(parser, start, "a surrogate must be one of a pair");
    if (!unit_read(parser, &low))
        return false;
    if (low < 0xdc00 || low > 0xdfff)
        return jsonpath_fail(parser, start, "a surrogate must be one of a pair");
    *code = 0x10000 + ((*code - 0xd800) << 10) + (low - 0xdc00);
    return true;
}

/* Reads an escape. The parser is at the backslash. */
static bool escape_read(struct jsonpath_parser *parser, char quote, uint32_t *code)
{
    static const char letters[] = "bfnrt/\\", meanings[] = "\b\f\n\r\t/\\";
    const char *start = parser->at++, *letter;
    char c = jsonpath_peek(parser);

    parser->at++;
    if (c == 'u')
        return unicode_read(parser, code);
    letter = c ? strchr(letters, c) : NULL;
    if (!letter && c != quote)
        return jsonpath_fail(parser, start, "there is no such escape");
    *code = letter ? (uint32_t)meanings[letter - letters] : (uint32_t)quote;
    return true;
}

bool jsonpath_parse_string(struct jsonpath_parser *parser, const char **bytes, size_t *length)
{
    const char *start = parser->at;
    char quote = *parser->at++;
    /* Decoded text is never longer than its source. */
    char *out = arena_alloc(&parser->path->arena, (size_t)(parser->end - start) + 4);
    uint32_t code;

    *bytes = out;
    while (parser->at < parser->end && *parser->at != quote) {
        if ((unsigned char)*parser->at < ' ')
            return jsonpath_fail(parser, parser->at, "a control character must be escaped in a string");
        if (*parser->at != '\\')
            *out++ = *parser->at++;
        else if (escape_read(parser, quote, &code))
            out += utf8_encode(code, out);
        else
            return false;
    }
    if (parser->at >= parser->end)
        return jsonpath_fail(parser, start, "the string that starts here has no end");
    parser->at++;
    *length = (size_t)(out - *bytes);
    return true;
}

/* ---- selectors ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* An integer as in RFC 9535: no plus sign, no leading zero, no -0. */
static bool integer_read(struct jsonpath_parser *parser, int64_t *number)
{
    const char *start = parser->at, *digits;

    jsonpath_accept(parser, "-");
    digits = parser->at;
    while (is_digit(jsonpath_peek(parser)))
        parser->at++;
    if (parser->at == digits)
        return jsonpath_fail(parser, start, "a name in quotes, a number, `*`, `:` or `?` is expected here");
    if (*digits == '0' && parser->at - start > 1)
        return jsonpath_fail(parser, start, "an index can't have leading zeros or be -0");
    if (int_parse(start, (size_t)(parser->at - start), number) != NUMBER_OK || *number > INDEX_MOST ||
        *number < -INDEX_MOST)
        return jsonpath_fail(parser, start, "the number is too large");
    return true;
}

static bool integer_comes(const struct jsonpath_parser *parser)
{
    return is_digit(jsonpath_peek(parser)) || jsonpath_peek(parser) == '-';
}

/* Reads the slice after its first colon. */
static bool slice_rest_read(struct jsonpath_parser *parser, struct selector *selector)
{
    selector->kind = SELECT_SLICE;
    selector->step = 1;
    jsonpath_skip_blanks(parser);
    if (integer_comes(parser)) {
        selector->has_end = true;
        if (!integer_read(parser, &selector->end))
            return false;
        jsonpath_skip_blanks(parser);
    }
    if (!jsonpath_accept(parser, ":"))
        return true;
    jsonpath_skip_blanks(parser);
    return !integer_comes(parser) || integer_read(parser, &selector->step);
}

static bool index_or_slice_read(struct jsonpath_parser *parser, struct selector *selector)
{
    const char *after;

    selector->kind = SELECT_INDEX;
    if (jsonpath_peek(parser) != ':') {
        if (!integer_read(parser, &selector->index))
            return false;
        after = parser->at;
        jsonpath_skip_blanks(parser);
        if (jsonpath_peek(parser) != ':') {
            parser->at = after;
            return true;
        }
        selector->start = selector->index;
        selector->has_start = true;
    }
    parser->at++;
    return slice_rest_read(parser, selector);
}

static bool selector_read(struct jsonpath_parser *parser, struct selector *selector)
{
    char c = jsonpath_peek(parser);

    if (c == '\'' || c == '"') {
        selector->kind = SELECT_NAME;
        return jsonpath_parse_string(parser, &selector->name, &selector->length);
    }
    if (jsonpath_accept(parser, "*")) {
        selector->kind = SELECT_WILDCARD;
        return true;
    }
    if (jsonpath_accept(parser, "?")) {
        selector->kind = SELECT_FILTER;
        selector->filter = jsonpath_parse_filter(parser);
        return selector->filter != NULL;
    }
    return index_or_slice_read(parser, selector);
}

static bool bracket_read(struct jsonpath_parser *parser, struct segment *segment)
{
    const char *start = parser->at++;
    struct selector **last = &segment->selectors;

    if (!jsonpath_deepen(parser))
        return false;
    do {
        *last = arena_zalloc(&parser->path->arena, sizeof **last);
        jsonpath_skip_blanks(parser);
        if (!selector_read(parser, *last))
            return false;
        last = &(*last)->next;
        jsonpath_skip_blanks(parser);
    } while (jsonpath_accept(parser, ","));
    parser->depth--;
    if (jsonpath_accept(parser, "]"))
        return true;
    if (parser->at == parser->end)
        return jsonpath_fail(parser, start, "this `[` is never closed");
    return jsonpath_fail(parser, parser->at, "a comma or `]` is expected here");
}

/* ---- segments ---- */

static bool is_name_byte(char c, bool first)
{
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80 ||
           (!first && is_digit(c));
}

/* Reads a name without quotes, or `*`. */
static bool shorthand_read(struct jsonpath_parser *parser, struct segment *segment)
{
    struct selector *selector = arena_zalloc(&parser->path->arena, sizeof *selector);
    const char *start = parser->at;

    segment->selectors = selector;
    if (jsonpath_accept(parser, "*")) {
        selector->kind = SELECT_WILDCARD;
        return true;
    }
    while (parser->at < parser->end && is_name_byte(*parser->at, parser->at == start))
        parser->at++;
    if (parser->at == start)
        return jsonpath_fail(parser, start,
                             segment->descendant ? "a name, `*` or `[` should follow `..`"
                                                 : "a name or `*` should follow the dot");
    selector->kind = SELECT_NAME;
    selector->length = (size_t)(parser->at - start);
    selector->name = arena_strndup(&parser->path->arena, start, selector->length);
    return true;
}

static bool segment_read(struct jsonpath_parser *parser, struct segment *segment)
{
    bool dot;

    segment->descendant = jsonpath_accept(parser, "..");
    dot = !segment->descendant && jsonpath_accept(parser, ".");
    if (!dot && jsonpath_peek(parser) == '[')
        return bracket_read(parser, segment);
    return shorthand_read(parser, segment);
}

bool jsonpath_parse_segments(struct jsonpath_parser *parser, struct query *query)
{
    struct segment **last = &query->segments;

    for (;;) {
        const char *after = parser->at;

        jsonpath_skip_blanks(parser);
        if (jsonpath_peek(parser) != '.' && jsonpath_peek(parser) != '[') {
            parser->at = after;
            return true;
        }
        *last = arena_zalloc(&parser->path->arena, sizeof **last);
        if (!segment_read(parser, *last))
            return false;
        last = &(*last)->next;
    }
}

bool query_is_singular(const struct query *query)
{
    for (const struct segment *segment = query->segments; segment; segment = segment->next) {
        const struct selector *selector = segment->selectors;

        if (segment->descendant || selector->next ||
            (selector->kind != SELECT_NAME && selector->kind != SELECT_INDEX))
            return false;
    }
    return true;
}
