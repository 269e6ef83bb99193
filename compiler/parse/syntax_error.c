/* Reports unexpected tokens. Specific messages are tried first; "unexpected x" is the last resort. */
#include "compiler/diag/foreign_words.h"
#include "compiler/diag/suggest.h"
#include "compiler/parse/foreign_error.h"
#include "compiler/parse/syntax_words.h"

#include "runtime/base/buffer.h"
#include "swarm.tab.h"

#include <stdio.h>
#include <string.h>

/* The token as a word; NULL if it isn't a word. */
static const char *word_of(struct token token)
{
    switch (token.kind) {
    case TOKEN_INTEGER:
    case TOKEN_FLOAT:
    case TOKEN_DURATION:
    case TOKEN_RATE_LITERAL:
    case TOKEN_CHANGE: return NULL;
    default: return token.word;
    }
}

static span last_span(const struct parser *parser)
{
    return parser->stream.last.span;
}

enum { TOKEN_TEXT_MAX = 64 };

/* Describes the token for a message: "`let`", "a string", "the end of the file". */
static const char *token_text(const struct parser *parser, struct token token, char text[TOKEN_TEXT_MAX])
{
    const struct source_file *source = source_file(parser->job->sources, token.span.file);

    if (source->is_option && token.span.offset >= source->to)
        return "the end of the text";
    switch (token.kind) {
    case 0: return "the end of the file";
    case TOKEN_STRING:
    case TOKEN_RAW_STRING:
    case TOKEN_STRING_OPEN: return "a string";
    case TOKEN_CLOSE_CODE: return "the end of `${…}`";
    default: break;
    }
    snprintf(text, TOKEN_TEXT_MAX, "`%.*s`", (int)(token.span.length < 40 ? token.span.length : 40),
             source_text(parser->job->sources, token.span));
    return text;
}

static const char *without_article(const char *text)
{
    if (strncmp(text, "the ", 4) == 0)
        return text + 4;
    return strncmp(text, "a ", 2) == 0 ? text + 2 : text;
}

/* ---- words that stand in the wrong kind of list ---- */

/* Marks the innermost open brace in the diagnostic: perhaps its `}` is missing, and the list goes on by
 * mistake. */
static void blame_open_brace(struct parser *parser, struct diag *diag)
{
    const struct open_bracket *bracket = token_stream_innermost(&parser->stream);
    if (bracket == NULL || bracket->kind != TOKEN_OPEN_BRACE)
        return;
    diag_related(diag, bracket->span, "this is still open");
    parser->stream.is_blamed = true;
}

static const char *misplaced_advice(const struct parser *parser, struct token token, bool in_block)
{
    bool is_state = token.kind == TOKEN_LET || token.kind == TOKEN_VAR;
    bool is_data = token.kind == TOKEN_DATA && parser->stream.last.kind != TOKEN_NAME;

    if (is_state && !in_block)
        return "write `const NAME = value`; each user has a state of its own in `var` in a user";
    if (in_block && (token.kind == TOKEN_CONST || is_data))
        return foreign_advice(FOREIGN_STATEMENT, word_of(token));
    return word_place(word_kind_of(token.kind));
}

static bool report_misplaced_word(struct parser *parser, struct token token, bool in_block)
{
    char text[TOKEN_TEXT_MAX];
    enum word_kind kind = word_kind_of(token.kind);
    struct diag *diag =
        diag_report(parser->job->diags, E0112_MISPLACED, token.span, token_text(parser, token, text));
    diag_label(diag, "%s", misplaced_advice(parser, token, in_block));
    if (kind == WORD_DECLARATION || (kind == WORD_MEMBER && in_block))
        blame_open_brace(parser, diag);
    return true;
}

static bool report_misplaced(struct parser *parser, const struct expected *expected)
{
    struct token before = parser->stream.before;
    if (expected->lone_name && word_kind_of(before.kind) != WORD_OTHER)
        return report_misplaced_word(parser, before, true);
    bool at_list = expected->declaration || expected->member || expected->statement;
    if (!at_list || word_kind_of(parser->stream.last.kind) == WORD_OTHER)
        return false;
    return report_misplaced_word(parser, parser->stream.last, expected->statement);
}

/* Reports a `timeout` clause after a statement. The grammar accepts other late clauses, but this one could
 * belong to a `receive`. */
static bool report_late_timeout(struct parser *parser, const struct expected *expected)
{
    if (parser->stream.last.kind != TOKEN_TIMEOUT || !expected->statement)
        return false;
    diag_label(diag_report(parser->job->diags, E0130_LATE_CLAUSE, last_span(parser), "timeout"),
               "clauses come before statements");
    return true;
}

/* ---- connect, send, receive ---- */

static bool starts_item(int kind)
{
    switch (kind) {
    case TOKEN_NAME:
    case TOKEN_STRING:
    case TOKEN_RAW_STRING:
    case TOKEN_STRING_OPEN:
    case TOKEN_INTEGER:
    case TOKEN_FLOAT:
    case TOKEN_DURATION:
    case TOKEN_TRUE:
    case TOKEN_FALSE:
    case TOKEN_NONE:
    case TOKEN_OPEN_BRACE: return true;
    default: return false;
    }
}

/* Reports a statement used as a value, as in `let line = receive until "
 * "`. */
static bool report_no_value(struct parser *parser, const struct expected *expected)
{
    struct token last = parser->stream.last;
    bool is_tcp = last.kind == TOKEN_RECEIVE || last.kind == TOKEN_SEND || last.kind == TOKEN_CONNECT;
    char text[TOKEN_TEXT_MAX];
    struct diag *diag;

    if (!is_tcp || !expected->value || expected->statement)
        return false;
    diag = diag_report(parser->job->diags, E0101_UNEXPECTED, last.span, token_text(parser, last, text));
    if (last.kind == TOKEN_RECEIVE)
        diag_label(diag, "it has no value; the received bytes are `body` in its block");
    else
        diag_label(diag, "it has no value");
    return true;
}

/* Reports `connect tcp "h:1"` and `connect tls "h:1"`, where the parser took the word for the address. */
static bool report_word_before_address(struct parser *parser, const struct expected *expected)
{
    const char *word = word_of(parser->stream.before);
    bool is_tcp = word != NULL && strcmp(word, "tcp") == 0;
    bool is_tls = word != NULL && strcmp(word, "tls") == 0;

    if (!expected->statement || !starts_item(parser->stream.last.kind) || !(is_tcp || is_tls))
        return false;
    diag_label(diag_report(parser->job->diags, E0101_UNEXPECTED, parser->stream.before.span,
                           is_tcp ? "`tcp`" : "`tls`"),
               is_tcp ? "remove it: TCP is the default" : "write it after the address");
    return true;
}

/* ---- words that start nothing ---- */

/* The kind of an item that a word can't start. */
struct item_kind {
    const char *what;
    enum foreign_place place;
    const char *const *words;
};

static bool report_word(struct parser *parser, struct token word, const struct item_kind *kind)
{
    struct diag *diag = diag_report(parser->job->diags, E0113_UNKNOWN_WORD, word.span, kind->what, word.word);
    const char *advice = foreign_advice(kind->place, word.word);
    const char *nearest = suggest_nearest(word.word, kind->words);

    if (strcmp(word.word, "udp") == 0)
        diag_label(diag, "write it after `connect`: `connect udp …`");
    else if (advice)
        diag_label(diag, "%s", advice);
    else if (nearest)
        diag_label(diag, "did you mean `%s`?", nearest);
    return true;
}

/* Reports `x = 1` where only declarations or members are allowed. */
static bool report_bare_assignment(struct parser *parser, struct token word, const struct expected *expected)
{
    const char *after = source_text(parser->job->sources, word.span) + word.span.length;
    const char *text = word.word;

    after += strspn(after, " \t");
    if (*after != '=' || after[1] == '=' ||
        foreign_advice(expected->member ? FOREIGN_MEMBER : FOREIGN_DECLARATION, text))
        return false;
    diag_label(diag_report(parser->job->diags, E0113_UNKNOWN_WORD, word.span,
                           expected->member ? "member of a user or a set" : "declaration", text),
               "write `%s %s = …`", expected->member ? "var" : "const", text);
    return true;
}

static bool report_unknown_word(struct parser *parser, const struct expected *expected)
{
    static const struct item_kind statement = {"statement", FOREIGN_STATEMENT, statement_words};
    static const struct item_kind declaration = {"declaration", FOREIGN_DECLARATION, declaration_words};
    static const struct item_kind member = {"member of a user or a set", FOREIGN_MEMBER, member_words};
    struct token last = parser->stream.last;
    const char *word = word_of(last);

    if (expected->lone_name && parser->stream.before.kind == TOKEN_NAME)
        return report_word(parser, parser->stream.before, &statement);
    if (!word || !(expected->declaration || expected->member) ||
        (last.kind != TOKEN_NAME &&
         !foreign_advice(expected->member ? FOREIGN_MEMBER : FOREIGN_DECLARATION, word)))
        return false;
    return report_bare_assignment(parser, last, expected) ||
           report_word(parser, last, expected->declaration ? &declaration : &member);
}

/* ---- commas, and `=` for `==` ---- */

static bool report_missing_comma(struct parser *parser, const struct expected *expected)
{
    bool in_list = expects(expected, ",") &&
                   (expects(expected, "}") || expects(expected, "]") || expects(expected, ")"));
    if (!in_list || expected->statement || expected->member || expected->name ||
        !starts_item(parser->stream.last.kind))
        return false;
    char text[TOKEN_TEXT_MAX];
    diag_report(parser->job->diags, E0111_MISSING_COMMA, last_span(parser),
                token_text(parser, parser->stream.last, text));
    return true;
}

static bool report_assignment(struct parser *parser, const struct expected *expected)
{
    if (parser->stream.last.kind != TOKEN_ASSIGN || !expects(expected, "=="))
        return false;
    diag_label(diag_report(parser->job->diags, E0135_ASSIGN_IN_EXPRESSION, last_span(parser)),
               "write `==` to compare");
    return true;
}

/* Reports an unclosed bracket when the next line starts a statement, as after `f(a`. */
static bool report_open_bracket(struct parser *parser)
{
    struct token last = parser->stream.last;
    const struct open_bracket *bracket = token_stream_innermost(&parser->stream);
    if (bracket == NULL || (bracket->kind != TOKEN_OPEN_PAREN && bracket->kind != TOKEN_OPEN_BRACKET))
        return false;
    if (word_kind_of(last.kind) == WORD_OTHER || !token_starts_line(parser->job->sources, last.span))
        return false;
    struct diag *diag = diag_report(parser->job->diags, E0108_UNCLOSED_BRACKET, bracket->span,
                                    bracket->kind == TOKEN_OPEN_PAREN ? "(" : "[");
    diag_related(diag, last.span, "before this");
    token_stream_close_brackets(&parser->stream);
    return true;
}

/* ---- everything else ---- */

enum { ITEMS_MAX = 8, ITEM_BYTES = 40 };

/* The expected items, joined later as "a, b or c". */
struct item_list {
    char items[ITEMS_MAX][ITEM_BYTES];
    size_t count;
};

static void item_add(struct item_list *list, const char *format, const char *text)
{
    if (list->count < ITEMS_MAX)
        snprintf(list->items[list->count++], ITEM_BYTES, format, text);
}

static void items_known(struct item_list *list, const struct expected *expected, const char *const *words)
{
    for (; *words != NULL; words++)
        if (expects(expected, *words))
            item_add(list, "`%s`", *words);
}

/* Adds the signs and words that are accepted here, except for operators, which can follow any expression. */
static void items_signs(struct item_list *list, const struct expected *expected)
{
    static const char *const signs[] = {",", ":", "=", "{", "}", ")", "]", NULL};
    static const char *const words[] = {"in",    "to",    "over",     "for",  "start", "stop",
                                        "users", "every", "up",       "user", "run",   "message",
                                        "until", "bytes", "matching", "all",  NULL};
    bool goes_on = expects(expected, "+");
    bool takes_words = expected->value || expected->name || expected->statement;
    if (!goes_on && !expected->value && expects(expected, "("))
        item_add(list, "`%s`", "(");
    items_known(list, expected, signs);
    if (!goes_on && !takes_words)
        items_known(list, expected, words);
}

static void items_of(struct item_list *list, const struct expected *expected)
{
    if (expected->declaration)
        item_add(list, "%s", "a declaration");
    else if (expected->member)
        item_add(list, "%s", "a member of a user or a set");
    else if (expected->statement)
        item_add(list, "%s", "a statement");
    else if (expected->value)
        item_add(list, "%s", "a value");
    else if (expected->name)
        item_add(list, "%s", "a name");
    else if (expected->string)
        item_add(list, "%s", "a string");
    if (expects(expected, "<") && !expects(expected, "+"))
        item_add(list, "%s", "a comparison");
    items_signs(list, expected);
}

/* Shows the form of the statement that the token is in, if it began on the same line. */
static void hint_form(const struct parser *parser, struct diag *diag)
{
    const char *form = form_of(parser->head.kind);
    span last = last_span(parser);

    if (form && parser->head.span.offset < last.offset &&
        source_line_number(parser->job->sources, parser->head.span) ==
            source_line_number(parser->job->sources, last))
        diag_hint(diag, "for example `%s`", form);
}

static void report_unexpected(struct parser *parser, const struct expected *expected)
{
    char token[TOKEN_TEXT_MAX];
    struct diag *diag = diag_report(parser->job->diags, E0101_UNEXPECTED, last_span(parser),
                                    without_article(token_text(parser, parser->stream.last, token)));
    struct item_list list = {0};
    items_of(&list, expected);
    struct buffer text = {0};
    for (size_t i = 0; i < list.count; i++)
        buffer_printf(&text, "%s%s", i == 0 ? "" : i + 1 < list.count ? ", " : " or ", list.items[i]);
    if (text.length > 0)
        diag_label(diag, "expected %s", buffer_text(&text));
    if (parser->stream.last.kind == TOKEN_POISSON)
        diag_hint(diag, "write it directly after the rate: `rate 200/s poisson for 5m`");
    else
        hint_form(parser, diag);
    buffer_free(&text);
}

void parser_syntax_error(struct parser *parser, const char *const *names, size_t count)
{
    struct expected expected = expected_of(names, count);
    bool is_told = token_stream_is_quiet(&parser->stream) || report_open_bracket(parser) ||
                   foreign_error(parser, &expected) || report_assignment(parser, &expected) ||
                   report_missing_comma(parser, &expected) || report_no_value(parser, &expected) ||
                   report_word_before_address(parser, &expected) || report_unknown_word(parser, &expected) ||
                   report_misplaced(parser, &expected) || report_late_timeout(parser, &expected);
    if (!is_told)
        report_unexpected(parser, &expected);
    token_stream_recover(&parser->stream);
}
