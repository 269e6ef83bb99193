#include "compiler/parse/foreign_error.h"

#include "compiler/diag/foreign_words.h"
#include "compiler/parse/syntax_words.h"
#include "runtime/base/count_of.h"
#include "swarm.tab.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The place of a syntax error. */
struct error {
    struct parser *parser;
    const struct expected *expected;
    struct token last, before;
    const char *text;  /* from the last token on */
    const char *after; /* behind the last token and blanks, on its line */
};

enum { SHOWN_MAX = 60 };

static const char *text_of(const struct error *error, struct token token)
{
    return source_text(error->parser->job->sources, token.span);
}

/* The text of a token, cut at SHOWN_MAX bytes, for a message. */
#define SHOWN(error, token)                                                                                  \
    (int)((token).span.length < SHOWN_MAX ? (token).span.length : SHOWN_MAX), text_of(error, token)

static bool is_string(int kind)
{
    return kind == TOKEN_STRING || kind == TOKEN_RAW_STRING || kind == TOKEN_STRING_OPEN;
}

static bool ends_string(int kind)
{
    return kind == TOKEN_STRING || kind == TOKEN_RAW_STRING || kind == TOKEN_STRING_CLOSE;
}

static bool is_number(int kind)
{
    return kind == TOKEN_INTEGER || kind == TOKEN_FLOAT || kind == TOKEN_DURATION ||
           kind == TOKEN_RATE_LITERAL;
}

static bool is_word(const struct error *error, struct token token)
{
    char c = *text_of(error, token);

    return token.span.length > 0 && (isalpha((unsigned char)c) || c == '_');
}

static bool text_is(const struct error *error, struct token token, const char *text)
{
    return token.span.length == strlen(text) && memcmp(text_of(error, token), text, token.span.length) == 0;
}

/* Whether the word directly before the token, behind blanks, is this one. */
static bool follows(const struct error *error, struct token token, const char *word)
{
    const char *start = text_of(error, token) - token.span.offset;
    size_t at = token.span.offset, length = strlen(word);

    while (at > 0 && isspace((unsigned char)start[at - 1]))
        at--;
    return at >= length && memcmp(start + at - length, word, length) == 0 &&
           (at == length || !isalnum((unsigned char)*word) ||
            !isalnum((unsigned char)start[at - length - 1]));
}

static struct diag *report(const struct error *error, struct token token)
{
    char shown[SHOWN_MAX + 8];

    if (is_string(token.kind))
        snprintf(shown, sizeof shown, "string");
    else
        snprintf(shown, sizeof shown, "`%.*s`", SHOWN(error, token));
    return diag_report(error->parser->job->diags, E0101_UNEXPECTED, token.span, shown);
}

/* Reports the last token, with a fixed advice. */
static bool advise(const struct error *error, const char *advice)
{
    diag_label(report(error, error->last), "%s", advice);
    return true;
}

/* ---- `:` and `=` ---- */

static bool colon_before_block(const struct error *error)
{
    bool has_brace = *error->after == '{';

    if (!expects(error->expected, "{") || (error->expected->value && !has_brace))
        return false;
    if (has_brace)
        return advise(error, "remove it");
    if (isdigit((unsigned char)*error->after) && error->expected->attribute)
        return advise(error, "write `weight` before the number");
    return advise(error, "a block is written in braces: `{ … }`");
}

static bool colon_after_word(const struct error *error)
{
    if (!error->expected->value || expects(error->expected, "==") || !is_word(error, error->before))
        return false;
    diag_label(report(error, error->last), "write the value after `%.*s` without `%.*s`",
               SHOWN(error, error->before), SHOWN(error, error->last));
    return true;
}

static bool declares(const struct error *error)
{
    return follows(error, error->before, "let") || follows(error, error->before, "var") ||
           follows(error, error->before, "const") || follows(error, error->before, "shared");
}

static bool colon_for_equals(const struct error *error)
{
    bool has_type = isalpha((unsigned char)*error->after);

    if (error->last.kind != TOKEN_COLON)
        return false;
    if (expects(error->expected, "=") && !error->expected->value && *error->after == '=')
        return advise(error, "remove it");
    if (expects(error->expected, "=") && !error->expected->value && !error->expected->lone_name)
        return advise(error, follows(error, error->before, "capture") || !has_type ? "write `=`"
                             : declares(error) ? "remove it: variables are declared without a type"
                                               : "remove it");
    if (expects(error->expected, ")") && expects(error->expected, ",") && !error->expected->value &&
        is_word(error, error->before) && has_type && !expects(error->expected, "+"))
        return advise(error, "remove it: parameters are declared without a type");
    return error->expected->threshold || (error->expected->name && ends_string(error->before.kind))
               ? advise(error, "remove it")
               : false;
}

/* Whether the token is in the block of a request: the `{` comes after a string. */
static bool in_request_block(const struct error *error)
{
    const struct open_bracket *bracket = token_stream_innermost(&error->parser->stream);
    struct token brace = {.kind = TOKEN_OPEN_BRACE};

    if (!bracket || bracket->kind != TOKEN_OPEN_BRACE)
        return false;
    brace.span = bracket->span;
    return follows(error, brace, "\"");
}

/* `name: jsonpath "$.x"` of Hurl, `name := 1`, `params: { … }`, `a: 1` for a body. */
static bool colon_after_name(const struct error *error)
{
    static const char accessors[] = "json xpath regex header cookie body status";
    char word[16] = "";
    const char *advice = error->before.word ? foreign_advice(FOREIGN_STATEMENT, error->before.word) : NULL;

    if (error->last.kind != TOKEN_COLON || !error->expected->lone_name)
        return false;
    snprintf(word, sizeof word, "%.4s", error->after);
    if (*error->after == '=')
        diag_label(report(error, error->last), "write `%.*s = …`", SHOWN(error, error->before));
    else if (strlen(word) == 4 && isalpha((unsigned char)*word) && strstr(accessors, word))
        diag_label(report(error, error->last), "write `capture %.*s = …`", SHOWN(error, error->before));
    else if (expects(error->expected, "{") || advice)
        return advise(error, advice ? advice : "remove it");
    else if (!in_request_block(error))
        return false;
    else
        diag_label(report(error, error->last), "a body is written `json { %.*s: … }`",
                   SHOWN(error, error->before));
    return true;
}

/* `{ "a": 1 }` as the block of a request. */
static bool string_key(const struct error *error)
{
    if (!is_string(error->last.kind) || !error->expected->statement || *error->after != ':')
        return false;
    return advise(error, "a body is written `json { … }`");
}

static bool after_colon(const struct error *error)
{
    if (error->last.kind != TOKEN_COLON && error->last.kind != TOKEN_ASSIGN)
        return false;
    if (error->last.kind == TOKEN_ASSIGN && expects(error->expected, "=="))
        return false;
    return colon_after_name(error) || colon_before_block(error) || colon_for_equals(error) ||
           colon_after_word(error);
}

/* ---- `=` with another sign, and names of arguments ---- */

static bool arrow(const struct error *error)
{
    char sign = error->text[1];

    if (error->last.kind != TOKEN_ASSIGN || !sign || !strchr("<>~", sign))
        return false;
    if (sign == '~')
        return advise(error, "write `matches r\"…\"`");
    if (sign == '<')
        return advise(error, "write `<=`");
    if (expects(error->expected, "<") && !expects(error->expected, "+"))
        return advise(error, "write `>=`");
    return advise(error,
                  "there are no functions without a name; declare `fn NAME(x) { … }` at the top level");
}

static bool named_argument(const struct error *error)
{
    bool in_parens = expects(error->expected, ")") && expects(error->expected, ",");
    bool is_first = follows(error, error->before, "(") || follows(error, error->before, ",");

    if (error->last.kind != TOKEN_ASSIGN || !in_parens || !is_first || !is_word(error, error->before))
        return false;
    if (!expects(error->expected, "+"))
        return advise(error, "remove it: parameters have no default value");
    diag_label(report(error, error->last), "arguments have no names: remove `%.*s =`",
               SHOWN(error, error->before));
    return true;
}

/* ---- URLs and texts ---- */

static bool is_method(int kind)
{
    return word_kind_of(kind) == WORD_REQUEST;
}

/* `get /x`, `get url`, `request GET "/x"`. */
static bool unquoted_url(const struct error *error)
{
    int length = (int)strcspn(error->text, " \t\r\n{");

    if (!is_method(error->before.kind) || !error->expected->string)
        return false;
    if (error->before.kind == TOKEN_REQUEST && is_word(error, error->last))
        diag_label(report(error, error->last), "write the method in quotes: `\"%.*s\"`",
                   SHOWN(error, error->last));
    else if (error->last.kind == TOKEN_NAME)
        diag_label(report(error, error->last), "write the URL in quotes: `\"${%.*s}\"`",
                   SHOWN(error, error->last));
    else if (error->last.kind == TOKEN_SLASH)
        diag_label(report(error, error->last), "write the URL in quotes: `\"%.*s\"`",
                   length < SHOWN_MAX ? length : SHOWN_MAX, error->text);
    else
        return false;
    return true;
}

/* `get "/x/" + id`, `"…".format(x)`, `"…" % x`, where only one string literal is accepted. */
static bool string_sum(const struct error *error)
{
    int kind = error->last.kind;
    bool joins = kind == TOKEN_PLUS || kind == TOKEN_DOT || kind == TOKEN_PERCENT;

    if (!joins || !ends_string(error->before.kind) || expects(error->expected, "+"))
        return false;
    if (kind == TOKEN_PLUS && isalpha((unsigned char)*error->after) && error->before.kind == TOKEN_STRING) {
        int length = (int)strcspn(error->after, " \t\r\n{,)");

        diag_label(report(error, error->last), "write the value in the string: `%.*s${%.*s}\"`",
                   (int)error->before.span.length - 1, text_of(error, error->before), length, error->after);
        return true;
    }
    return advise(error, "write the value in the string, as `${x}`");
}

static bool comma_after_url(const struct error *error)
{
    if (error->last.kind != TOKEN_COMMA || !ends_string(error->before.kind) || !error->expected->statement ||
        !expects(error->expected, "{"))
        return false;
    return advise(error, *error->after == '{' || strncmp(error->after, "as ", 3) == 0
                             ? "remove it"
                             : "write what is sent in the block of the request: `{ json … }`");
}

/* `as name`, `fail text`, `transaction x`. */
static bool unquoted_text(const struct error *error)
{
    int kind = error->before.kind;
    bool takes = kind == TOKEN_AS || kind == TOKEN_FAIL || kind == TOKEN_TRANSACTION || kind == TOKEN_ELSE ||
                 kind == TOKEN_PUBLISH || kind == TOKEN_MESSAGE;

    if (!takes || !error->expected->string || error->last.kind != TOKEN_NAME)
        return false;
    diag_label(report(error, error->last),
               "write it in quotes: `\"%.*s\"`, or `\"${%.*s}\"` for the value of a variable",
               SHOWN(error, error->last), SHOWN(error, error->last));
    return true;
}

static bool include_unquoted(const struct error *error)
{
    bool is_angle = error->last.kind == TOKEN_LESS;
    int length = (int)strcspn(error->text + is_angle, " \t\r\n>;");

    if (error->before.kind != TOKEN_INCLUDE || is_string(error->last.kind))
        return false;
    diag_label(report(error, error->last), "write the path in quotes: `include \"%.*s\"`",
               length < SHOWN_MAX ? length : SHOWN_MAX, error->text + is_angle);
    return true;
}

/* ---- functions without parentheses ---- */

static bool call_without_parens(const struct error *error)
{
    static const char *const functions[] = {"header",    "cookie", "json",  "regex",  "regex_all", "xpath",
                                            "xpath_all", "csv",    "lines", "file",   "read",      "env",
                                            "secret",    "len",    "basic", "bearer", "digest"};
    const char *word = error->before.word;

    if (!is_string(error->last.kind) || error->expected->lone_name || error->expected->value ||
        !is_word(error, error->before) || !word || !expects(error->expected, "("))
        return false;
    for (size_t i = 0; i < COUNT_OF(functions); i++)
        if (strcmp(functions[i], word) == 0) {
            diag_label(report(error, error->last), "write the argument in parentheses: `%s(…)`", word);
            return true;
        }
    if (!foreign_advice(FOREIGN_CALL, word))
        return false;
    return advise(error, foreign_advice(FOREIGN_CALL, word));
}

/* ---- expect ---- */

static bool else_text(const struct error *error)
{
    bool in_expect = expects(error->expected, "else") && expects(error->expected, "+");
    bool is_before =
        error->last.kind == TOKEN_COMMA || error->last.kind == TOKEN_COLON || error->last.kind == TOKEN_AS;

    if (!in_expect || !(is_string(error->last.kind) || (is_before && *error->after == '"')))
        return false;
    return advise(error, is_before ? "write `else` instead" : "write `else` before the text");
}

static bool value_list(const struct error *error)
{
    bool in_list = error->last.kind == TOKEN_COMMA && is_number(error->before.kind);

    if (!in_list || !expects(error->expected, "+") || expects(error->expected, ",") ||
        !(follows(error, error->before, "in") || follows(error, error->before, "(")))
        return false;
    return advise(error, "a list is written in brackets: `[200, 304]`");
}

static bool type_value(const struct error *error)
{
    bool is_type = error->before.kind == TOKEN_IS ||
                   (error->before.kind == TOKEN_NOT && expects(error->expected, "none"));

    if (!is_type || error->expected->value)
        return false;
    if (is_number(error->last.kind) || is_string(error->last.kind) || error->last.kind == TOKEN_TRUE ||
        error->last.kind == TOKEN_FALSE)
        return advise(error, "`is` tests a type; compare a value with `==` or `!=`");
    return false;
}

/* `status == 200` and `x++` as statements, `status 200`. */
static bool lone_comparison(const struct error *error)
{
    static const int signs[] = {
        TOKEN_EQUAL,         TOKEN_NOT_EQUAL, TOKEN_LESS,    TOKEN_LESS_EQUAL, TOKEN_GREATER,
        TOKEN_GREATER_EQUAL, TOKEN_CONTAINS,  TOKEN_MATCHES, TOKEN_EXISTS,     TOKEN_IS,
        TOKEN_STARTSWITH,    TOKEN_ENDSWITH,  TOKEN_IN};
    bool compares = false;

    for (size_t i = 0; i < COUNT_OF(signs); i++)
        compares = compares || error->last.kind == signs[i];
    if (!error->expected->lone_name || !error->before.word ||
        foreign_advice(FOREIGN_STATEMENT, error->before.word))
        return false;
    if (compares)
        diag_label(report(error, error->before), "write `expect %s …`", error->before.word);
    else if (error->last.kind == TOKEN_INTEGER &&
             (text_is(error, error->before, "status") || text_is(error, error->before, "HTTP")))
        diag_label(report(error, error->before), "write `expect status == %.*s`", SHOWN(error, error->last));
    else
        return false;
    return true;
}

static bool increment(const struct error *error)
{
    bool is_sign = error->last.kind == TOKEN_PLUS || error->last.kind == TOKEN_MINUS;

    if (!error->expected->lone_name || !is_sign || error->text[1] != *error->text)
        return false;
    diag_label(report(error, error->last), "write `%.*s = %.*s %c 1`", SHOWN(error, error->before),
               SHOWN(error, error->before), *error->text);
    return true;
}

/* ---- loops and conditions ---- */

static bool for_head(const struct error *error)
{
    if (error->before.kind == TOKEN_FOR && error->last.kind == TOKEN_OPEN_PAREN)
        return advise(error, memchr(error->text, ';', strcspn(error->text, "\n"))
                                 ? "write `for i in 0..4 { … }`"
                                 : "write `for x in list { … }`, without parentheses");
    if (!expects(error->expected, "in") || !expects(error->expected, ",") || expects(error->expected, "+"))
        return false;
    if (error->last.kind == TOKEN_ASSIGN)
        return advise(error, "write `for i in 1..5 { … }`");
    return is_word(error, error->last) && advise(error, "write `in`");
}

static bool conditional(const struct error *error)
{
    bool needs_body =
        expects(error->expected, "{") && expects(error->expected, "+") && !error->expected->statement;

    if (needs_body && error->last.kind == TOKEN_ELSE)
        return advise(error, "write `condition ? a : b`");
    if (needs_body && error->last.kind == TOKEN_TIMES)
        return advise(error, "remove it");
    if (needs_body && (word_kind_of(error->last.kind) != WORD_OTHER || error->last.kind == TOKEN_NAME))
        return advise(error, "the body is written in braces: `{ … }`");
    return false;
}

static bool several_names(const struct error *error)
{
    bool is_let = error->before.kind == TOKEN_LET || error->before.kind == TOKEN_VAR ||
                  error->before.kind == TOKEN_CAPTURE;

    if (is_let && (error->last.kind == TOKEN_OPEN_BRACE || error->last.kind == TOKEN_OPEN_BRACKET))
        return advise(error, "each variable is declared on its own: `let a = …`");
    if (error->last.kind == TOKEN_COMMA && expects(error->expected, "=") && !error->expected->value &&
        declares(error))
        return advise(error, "each variable is declared on its own: `let a = …`");
    return false;
}

/* `transaction("x") { … }`, `group("x", function () { … })`, `log a, b`. */
static bool statement_form(const struct error *error)
{
    int head = error->parser->head.kind;
    bool after_paren = error->last.kind == TOKEN_OPEN_BRACE && error->before.kind == TOKEN_CLOSE_PAREN;

    if (after_paren && head == TOKEN_TRANSACTION)
        return advise(error, "write `transaction \"name\" { … }`, without parentheses");
    if (after_paren && expects(error->expected, ",") && expects(error->expected, ")"))
        return advise(error, "there are no functions without a name; a block follows its statement");
    if (head == TOKEN_LOG && error->last.kind == TOKEN_COMMA && error->expected->statement)
        return advise(error, "write one text: `log \"${a} ${b}\"`");
    return false;
}

/* ---- operators ---- */

static bool foreign_operator(const struct error *error)
{
    static const struct {
        int before, last;
        const char *advice;
    } pairs[] = {
        {TOKEN_STAR, TOKEN_STAR, "there is no power operator; multiply with `*`"},
        {TOKEN_LESS, TOKEN_LESS, "there are no bit operators; multiply with `*`"},
        {TOKEN_GREATER, TOKEN_GREATER, "there are no bit operators; divide with `/`"},
        {TOKEN_QUESTION, TOKEN_QUESTION, "write `x exists ? x : y`"},
        {TOKEN_QUESTION, TOKEN_DOT, "remove the `?`: a missing key is `none`"},
        {TOKEN_DOTS, TOKEN_DOT, "write `..`: both ends belong to the range"},
        {TOKEN_DOTS, TOKEN_ASSIGN, "remove it: both ends belong to the range"},
        {TOKEN_ASSIGN, TOKEN_GREATER, "write `:` between a key and its value"},
        {TOKEN_OPEN_BRACE, TOKEN_OPEN_BRACE, "one brace is enough"},
        {TOKEN_OPEN_BRACE, TOKEN_DOTS, "a map can't be copied into another; write each entry"},
        {TOKEN_COMMA, TOKEN_DOTS, "a map or list can't be copied into another; join lists with `+`"},
    };

    for (size_t i = 0; i < COUNT_OF(pairs); i++)
        if (pairs[i].before == error->before.kind && pairs[i].last == error->last.kind &&
            (error->expected->value || error->expected->name))
            return advise(error, pairs[i].advice);
    return false;
}

/* `{a}` and `{a, b}` for `{a: a}`. */
static bool short_entry(const struct error *error)
{
    bool is_end = error->last.kind == TOKEN_CLOSE_BRACE || error->last.kind == TOKEN_COMMA;

    if (!is_end || !expects(error->expected, ":") || !is_word(error, error->before) || error->expected->value)
        return false;
    diag_label(report(error, error->last), "write `%.*s: %.*s`", SHOWN(error, error->before),
               SHOWN(error, error->before));
    return true;
}

/* ---- `X-Trace: …` in a map, `spawn-rate 5` in config ---- */

static bool is_dashed(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '-';
}

/* The word with `-` that ends at the token, or contains it, as one token. */
static struct token dashed_word(const struct error *error, struct token token)
{
    const char *start = text_of(error, token) - token.span.offset;
    uint32_t from = token.span.offset, to = token.span.offset + token.span.length;

    while (from > 0 && is_dashed(start[from - 1]))
        from--;
    while (is_dashed(start[to]))
        to++;
    token.span = (span){token.span.file, from, to - from};
    return token;
}

static bool dashed_key(const struct error *error)
{
    struct token word;

    if (error->last.kind != TOKEN_MINUS || !expects(error->expected, ":") || !is_word(error, error->before))
        return false;
    word = dashed_word(error, error->before);
    diag_label(report(error, word), "write it in quotes: `\"%.*s\"`", SHOWN(error, word));
    return true;
}

static bool dashed_setting(const struct error *error)
{
    struct token word = dashed_word(error, error->before);
    char shown[SHOWN_MAX];
    int length = snprintf(shown, sizeof shown, "%.*s", SHOWN(error, word));

    if (!error->expected->setting || !memchr(shown, '-', strlen(shown)) || !is_word(error, word))
        return false;
    for (int i = 0; i < length && shown[i]; i++)
        shown[i] = shown[i] == '-' ? '_' : shown[i];
    diag_label(diag_report(error->parser->job->diags, E0101_UNEXPECTED, word.span, "`-`"), "write `%s`",
               shown);
    return true;
}

/* ---- waits ---- */

static bool is_wait_form(const struct error *error, const struct open_bracket *bracket)
{
    struct token paren = {.kind = TOKEN_OPEN_PAREN, .span = bracket->span};

    return follows(error, paren, "between") || follows(error, paren, "normal") ||
           follows(error, paren, "wait");
}

static bool wait_range(const struct error *error)
{
    const struct open_bracket *bracket = token_stream_innermost(&error->parser->stream);
    bool has_and = expects(error->expected, "and") && !expects(error->expected, "or");

    if (error->last.kind == TOKEN_COMMA && bracket && bracket->kind == TOKEN_OPEN_PAREN &&
        is_wait_form(error, bracket))
        return advise(error, "write `wait between 1s and 5s`, without parentheses");
    if (has_and && error->expected->value == false &&
        (error->last.kind == TOKEN_COMMA || is_word(error, error->last)))
        return advise(error, "write `and`: `wait between 1s and 5s`");
    if (is_number(error->last.kind) && error->before.kind == TOKEN_NAME &&
        follows(error, error->before, "wait"))
        return advise(error, "write `wait between 1s and 5s`");
    if (!is_number(error->before.kind) || !follows(error, error->before, "wait"))
        return false;
    if (error->last.kind == TOKEN_COMMA || error->last.kind == TOKEN_TO || error->last.kind == TOKEN_DOTS)
        return advise(error, "write `wait between 1s and 5s`");
    return false;
}

/* ---- tasks, sets, users ---- */

static bool set_name(const struct error *error)
{
    int word = error->before.kind;

    if (word != TOKEN_TASK && word != TOKEN_TASKSET && word != TOKEN_SEQUENCE && word != TOKEN_USER)
        return false;
    if (error->last.kind == TOKEN_OPEN_PAREN || is_number(error->last.kind))
        return advise(error, "the name comes first: `task NAME weight 3 { … }`");
    if (error->last.kind == TOKEN_OPEN_BRACE)
        diag_label(report(error, error->last), "a name is missing: `%.*s NAME { … }`",
                   SHOWN(error, error->before));
    else if (is_string(error->last.kind))
        return advise(error, "write the name without quotes, as one word");
    else
        return false;
    return true;
}

static bool set_attribute(const struct error *error)
{
    if (error->before.kind == TOKEN_TAGS && error->last.kind != TOKEN_ASSIGN &&
        error->last.kind != TOKEN_COLON)
        return advise(error, "tags are strings: `tags \"a\", \"b\"`");
    if (!error->expected->attribute)
        return false;
    if (error->last.kind == TOKEN_OPEN_PAREN)
        return advise(error, follows(error, error->before, "user")
                                 ? "users don't inherit: write shared tasks in a `taskset`, and `use NAME`"
                                 : "a task has no parameters; its weight is written `weight 3`");
    if (error->last.kind == TOKEN_INTEGER)
        return advise(error, "write `weight` before the number");
    if (error->last.kind == TOKEN_HOST || error->last.kind == TOKEN_CLIENT || error->last.kind == TOKEN_WAIT)
        return advise(error, "write it between the braces");
    return error->last.kind == TOKEN_COMMA && advise(error, "remove it: attributes aren't separated");
}

static bool hook_head(const struct error *error)
{
    int word = error->before.kind;

    if (word == TOKEN_ON && (error->last.kind == TOKEN_START || error->last.kind == TOKEN_STOP))
        return advise(
            error, "allowed in a user or a set; for the whole run write `setup { … }` or `teardown { … }`");
    if (word == TOKEN_ON && is_word(error, error->last))
        return advise(error,
                      error->expected->declaration || expects(error->expected, "message")
                          ? "write `setup { … }`, `teardown { … }` or `on message \"type\" (value) { … }`"
                          : "write `on start { … }` or `on stop { … }`");
    if (error->last.kind != TOKEN_OPEN_PAREN)
        return false;
    if (word == TOKEN_SETUP || word == TOKEN_TEARDOWN || word == TOKEN_START || word == TOKEN_STOP)
        return advise(error, "remove the parentheses");
    return false;
}

/* ---- thresholds and load ---- */

static bool quoted_threshold(const struct error *error)
{
    if (error->before.kind != TOKEN_STRING || error->expected->value || !error->expected->name ||
        (strcspn(text_of(error, error->before), "<>") >= error->before.span.length))
        return false;
    diag_label(report(error, error->before), "write a threshold without quotes: `p95 < 500ms`");
    return true;
}

/* `p(95) < 500ms` */
static bool percentile_call(const struct error *error)
{
    int digits = (int)strspn(error->text + 1, "0123456789.");
    bool compares = expects(error->expected, "<") && !expects(error->expected, "+");

    if (error->last.kind != TOKEN_OPEN_PAREN || !compares || digits == 0)
        return false;
    diag_label(report(error, error->last), "write `p%.*s`", digits, error->text + 1);
    return true;
}

/* A word that is no metric or no phase. */
static bool foreign_item(const struct error *error)
{
    const struct expected *expected = error->expected;
    bool is_metric = expected->threshold && is_word(error, error->last);
    bool is_before = expects(expected, "<") && !expects(expected, "+") && is_word(error, error->before);
    struct token word = is_before ? error->before : error->last;
    const char *advice;

    if (expected->stage && is_word(error, error->last) && error->last.kind != TOKEN_POISSON) {
        advice = foreign_advice(FOREIGN_STAGE, error->last.word ? error->last.word : "");
        diag_label(diag_report(error->parser->job->diags, E0113_UNKNOWN_WORD, error->last.span,
                               "phase of a load", error->last.word),
                   "%s", advice ? advice : "the phases are `ramp`, `hold`, `step`, `rate` and `max_users`");
        return true;
    }
    advice = (is_metric || is_before) && word.word ? foreign_advice(FOREIGN_METRIC, word.word) : NULL;
    if (advice)
        diag_label(diag_report(error->parser->job->diags, E0701_UNKNOWN_METRIC, word.span, word.word), "%s",
                   advice);
    return advice != NULL;
}

/* `and` or `,` between two thresholds. */
static bool separated_threshold(const struct error *error)
{
    const struct source_file *file = source_file(error->parser->job->sources, error->last.span.file);

    if (*error->text == '&' || *error->text == '|') /* reported already */
        return true;
    if (!file->is_option)
        return advise(error, "remove it: each threshold stands for itself");
    return advise(error, strcmp(file->path, "--threshold") == 0 ? "write one --threshold for each"
                                                                : "write `and` between two conditions");
}

static bool threshold_sign(const struct error *error)
{
    bool compares = expects(error->expected, "<") && !expects(error->expected, "+");

    if (compares &&
        (is_number(error->last.kind) || error->last.kind == TOKEN_COLON || error->last.kind == TOKEN_ASSIGN))
        return advise(error,
                      is_number(error->last.kind) ? "write `<` or `>` before the limit" : "write `<` or `>`");
    if (compares && error->last.word && foreign_advice(FOREIGN_STATEMENT, error->last.word))
        return advise(error, foreign_advice(FOREIGN_STATEMENT, error->last.word));
    if (error->expected->threshold && is_number(error->last.kind) && error->before.kind != TOKEN_ABORT)
        return advise(error, "a percentile is written `p95 < 500ms`");
    if (error->last.kind == TOKEN_OPEN_BRACE && ends_string(error->before.kind) && error->expected->name &&
        !error->expected->value && !error->expected->statement)
        return advise(error, "write the name in each line: `\"/x\" p95 < 500ms`");
    if (error->expected->threshold &&
        (error->last.kind == TOKEN_AND || error->last.kind == TOKEN_OR || error->last.kind == TOKEN_COMMA))
        return separated_threshold(error);
    if (error->expected->threshold && error->last.kind == TOKEN_SLASH)
        return advise(error, "write the name of a row in quotes: `\"/x\" p95 < 500ms`");
    return false;
}

static bool brackets(const struct error *error)
{
    if (error->last.kind == TOKEN_OPEN_BRACKET && error->expected->statement)
        return advise(error, "there are no sections; checks are written in the block of a request: `get "
                             "\"/\" { expect status == 200 }`");
    if (error->expected->stage && (error->last.kind == TOKEN_OPEN_BRACE ||
                                   error->last.kind == TOKEN_OPEN_BRACKET || is_number(error->last.kind)))
        return advise(error, "a phase begins with a word: `ramp to 100 users over 1m`, `hold 5m`");
    return false;
}

/* ---- everything ---- */

/* The token with a word only if it is one: the values of other tokens share its place. */
static struct token without_value(struct token token)
{
    if (is_number(token.kind) || token.kind == TOKEN_CHANGE)
        token.word = NULL;
    return token;
}

bool foreign_error(struct parser *parser, const struct expected *expected)
{
    static bool (*const rules[])(const struct error *) = {
        arrow,           named_argument,      quoted_threshold, percentile_call, dashed_key,
        dashed_setting,  call_without_parens, else_text,        wait_range,      for_head,
        after_colon,     unquoted_url,        string_sum,       string_key,      unquoted_text,
        comma_after_url, include_unquoted,    value_list,       type_value,      lone_comparison,
        increment,       several_names,       foreign_operator, short_entry,     set_name,
        set_attribute,   hook_head,           foreign_item,     threshold_sign,  brackets,
        statement_form,  conditional,
    };
    struct error error = {
        parser, expected, without_value(parser->stream.last), without_value(parser->stream.before),
        NULL,   NULL};

    error.text = text_of(&error, error.last);
    error.after = error.text + error.last.span.length;
    error.after += strspn(error.after, " \t");
    for (size_t i = 0; i < COUNT_OF(rules); i++)
        if (rules[i](&error))
            return true;
    return false;
}

/* ---- examples ---- */

const char *form_of(int kind)
{
    static const struct {
        int kind;
        const char *form;
    } forms[] = {
        {TOKEN_CAPTURE, "capture id = json(\"$.id\")"},
        {TOKEN_EXPECT, "expect status == 200 else \"text\""},
        {TOKEN_REQUIRE, "require status == 200 else \"text\""},
        {TOKEN_RAMP, "ramp to 100 users over 1m"},
        {TOKEN_HOLD, "hold 5m"},
        {TOKEN_STEP, "step 20 users every 30s up to 100 users"},
        {TOKEN_RATE, "rate 100/s for 5m"},
        {TOKEN_MAX_USERS, "max_users 1000"},
        {TOKEN_RECEIVE, "receive until \"\\n\""},
        {TOKEN_CONNECT, "connect \"host:port\""},
        {TOKEN_FAIL, "fail \"text\""},
        {TOKEN_PUBLISH, "publish \"type\", value"},
        {TOKEN_TRANSACTION, "transaction \"name\" { … }"},
        {TOKEN_DATA, "data NAME = csv(\"FILE\")"},
        {TOKEN_COUNTER, "counter NAME"},
        {TOKEN_MESSAGE, "on message \"type\" (value) { … }"},
        {TOKEN_FOR, "for x in list { … }"},
        {TOKEN_REPEAT, "repeat 3 { … }"},
        {TOKEN_AUTH, "auth basic(\"user\", \"password\")"},
        {TOKEN_ABORT, "p95 < 500ms abort after 30s"},
        {TOKEN_LOG, "log \"text ${x}\""},
        {TOKEN_CHECK, "check NAME, or expect status == 200"},
        {TOKEN_STOP, "stop user, or stop run"},
        {TOKEN_TAKE, "let row = take NAME"},
        {TOKEN_HEADERS, "headers { \"Name\": \"value\" }"},
        {TOKEN_QUERY, "query { name: value }"},
        {TOKEN_FORM, "form { name: value }"},
        {TOKEN_COOKIES, "cookies { name: value }"},
        {TOKEN_MULTIPART, "multipart { name: file(\"path\") }"},
    };

    for (size_t i = 0; i < COUNT_OF(forms); i++)
        if (forms[i].kind == kind)
            return forms[i].form;
    return NULL;
}
