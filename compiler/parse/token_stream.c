#include "compiler/parse/token_stream.h"

#include "compiler/tree/ast.h"
#include "swarm.tab.h"

#include <string.h>

void token_stream_open(struct token_stream *stream, const struct source_set *sources, uint32_t file,
                       struct names *names, struct diag_list *diags)
{
    *stream = (struct token_stream){.sources = sources, .diags = diags, .since_sync = UINT32_MAX / 2};
    stream->scanner = scanner_open(sources, file, names, diags, false);
}

void token_stream_close(struct token_stream *stream)
{
    scanner_close(stream->scanner);
    vec_free(&stream->open);
}

static int closer_of(int opener)
{
    switch (opener) {
    case TOKEN_OPEN_PAREN: return TOKEN_CLOSE_PAREN;
    case TOKEN_OPEN_BRACKET: return TOKEN_CLOSE_BRACKET;
    case TOKEN_OPEN_BRACE: return TOKEN_CLOSE_BRACE;
    case TOKEN_OPEN_CODE: return TOKEN_CLOSE_CODE;
    default: return 0;
    }
}

static bool is_closer(int kind)
{
    return kind == TOKEN_CLOSE_PAREN || kind == TOKEN_CLOSE_BRACKET || kind == TOKEN_CLOSE_BRACE ||
           kind == TOKEN_CLOSE_CODE;
}

static struct token token_made(int kind, span place)
{
    return (struct token){.kind = kind, .span = {place.file, place.offset, 0}};
}

static void stream_hold(struct token_stream *stream, struct token token)
{
    stream->held[stream->held_count++] = token;
}

static struct token stream_take(struct token_stream *stream)
{
    if (stream->held_count > 0)
        return stream->held[--stream->held_count];
    return scanner_next(stream->scanner);
}

/* The number of open brackets inside the one that `closer` closes; -1 if `closer` closes none. A closing
 * bracket in the code of a string can't close a bracket outside of the string. */
static int missing_closers(const struct token_stream *stream, int closer)
{
    int missing = 0;
    for (size_t i = stream->open.count; i > 0; i--, missing++) {
        int opener = stream->open.items[i - 1].kind;
        if (closer_of(opener) == closer)
            return missing;
        if (opener == TOKEN_OPEN_CODE)
            return -1;
    }
    return -1;
}

static const char *bracket_text(int kind)
{
    switch (kind) {
    case TOKEN_OPEN_CODE: return "${";
    case TOKEN_OPEN_PAREN: return "(";
    case TOKEN_OPEN_BRACKET: return "[";
    default: return "{";
    }
}

static void report_unclosed(struct token_stream *stream, struct open_bracket bracket, span where,
                            const char *text)
{
    stream->quiet_until = where.offset + where.length + 1;
    struct diag *diag =
        diag_report(stream->diags, E0108_UNCLOSED_BRACKET, bracket.span, bracket_text(bracket.kind));
    diag_related(diag, where, "%s", text);
}

/* Returns the missing closing bracket. `token` comes after it. */
static struct token stream_put_in(struct token_stream *stream, struct token token)
{
    stream->has_gaps = true;
    struct open_bracket bracket = vec_pop(&stream->open);
    stream->last_bracket = bracket;
    stream_hold(stream, token);
    return token_made(closer_of(bracket.kind), token.span);
}

/* The indent of the line that contains `place`. */
static uint32_t indent_of(const struct token_stream *stream, span place)
{
    const char *text = source_file(stream->sources, place.file)->text;
    uint32_t start = place.offset;
    while (start > 0 && text[start - 1] != '\n')
        start--;
    return (uint32_t)strspn(text + start, " \t");
}

bool token_starts_line(const struct source_set *sources, span place)
{
    const char *text = source_file(sources, place.file)->text;
    uint32_t at = place.offset;
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t' || text[at - 1] == '\r'))
        at--;
    return at == 0 || text[at - 1] == '\n';
}

/* Remembers the first brace whose `}` starts a line that is indented less than the line of the `{`.
 * Probably a `}` is missing inside. */
static void stream_suspect(struct token_stream *stream, struct open_bracket bracket, struct token token)
{
    if (stream->suspect.kind == 0 && token.kind == TOKEN_CLOSE_BRACE &&
        token_starts_line(stream->sources, token.span) &&
        indent_of(stream, token.span) < indent_of(stream, bracket.span))
        stream->suspect = bracket;
}

/* Handles a closing bracket. Missing brackets are returned before it. False: it closes nothing and is left
 * out. */
static bool stream_closer(struct token_stream *stream, struct token *token)
{
    int missing = missing_closers(stream, token->kind);
    if (missing < 0) {
        stream->has_gaps = true;
        const char *text = token->kind == TOKEN_CLOSE_PAREN     ? ")"
                           : token->kind == TOKEN_CLOSE_BRACKET ? "]"
                                                                : "}";
        if (token->span.offset >= stream->quiet_until)
            diag_report(stream->diags, E0109_STRAY_BRACKET, token->span, text);
        return false;
    }
    if (missing > 0) {
        if (token->span.offset >= stream->quiet_until)
            report_unclosed(stream, vec_last(&stream->open), token->span, "before this bracket");
        *token = stream_put_in(stream, *token);
        return true;
    }
    stream->last_bracket = vec_pop(&stream->open);
    stream_suspect(stream, stream->last_bracket, *token);
    return true;
}

static struct token stream_end(struct token_stream *stream, struct token token)
{
    if (stream->open.count == 0)
        return token;
    struct open_bracket bracket = vec_last(&stream->open);
    if (stream->suspect.kind != 0 && stream->suspect.span.offset > bracket.span.offset)
        bracket = stream->suspect;
    if (token.span.offset >= stream->quiet_until && !stream->is_blamed)
        report_unclosed(stream, bracket, token.span, "the file ends here");
    return stream_put_in(stream, token);
}

static struct token stream_opener(struct token_stream *stream, struct token token)
{
    if (stream->open.count < AST_MAX_NESTING) {
        vec_push(&stream->open, ((struct open_bracket){token.kind, token.span}));
        return token;
    }
    struct diag *diag = diag_report(stream->diags, E0110_TOO_DEEP, token.span);
    diag_label(diag, "brackets nest at most %d deep", AST_MAX_NESTING);
    stream->has_ended = stream->has_gaps = true;
    return token_made(0, token.span);
}

/* The next token. Missing brackets are inserted and stray ones left out. */
static struct token stream_balanced(struct token_stream *stream)
{
    for (;;) {
        struct token token = stream_take(stream);
        if (token.kind == 0)
            return stream_end(stream, token);
        if (closer_of(token.kind) != 0)
            return stream_opener(stream, token);
        if (!is_closer(token.kind) || stream_closer(stream, &token))
            return token;
    }
}

/* ---- recovery ---- */

/* The depth inside the innermost `{` that the grammar has seen; 0 outside of all braces. */
static size_t brace_depth(const struct token_stream *stream)
{
    size_t depth = stream->open.count;
    while (depth > 0 && stream->open.items[depth - 1].kind != TOKEN_OPEN_BRACE)
        depth--;
    return depth;
}

static bool starts_declaration(int kind)
{
    switch (kind) {
    case TOKEN_INCLUDE:
    case TOKEN_CONST:
    case TOKEN_SHARED:
    case TOKEN_CONFIG:
    case TOKEN_THRESHOLDS:
    case TOKEN_LOAD:
    case TOKEN_DATA:
    case TOKEN_COUNTER:
    case TOKEN_SETUP:
    case TOKEN_TEARDOWN:
    case TOKEN_ON:
    case TOKEN_FN:
    case TOKEN_DEF:
    case TOKEN_CHECK:
    case TOKEN_TASKSET:
    case TOKEN_SEQUENCE:
    case TOKEN_USER: return true;
    default: return false;
    }
}

/* True if this token starts a new item of the list at `depth`. */
static bool is_fresh_start(const struct token_stream *stream, struct token token, size_t depth)
{
    if (closer_of(token.kind) != 0 || is_closer(token.kind) || stream->open.count != depth ||
        !token_starts_line(stream->sources, token.span))
        return false;
    return depth > 0 || starts_declaration(token.kind);
}

/* True for the reserved words that only start a statement. */
static bool starts_statement(int kind)
{
    switch (kind) {
    case TOKEN_LET:
    case TOKEN_IF:
    case TOKEN_FOR:
    case TOKEN_WHILE:
    case TOKEN_REPEAT:
    case TOKEN_RETURN:
    case TOKEN_WAIT:
    case TOKEN_LOG:
    case TOKEN_EXPECT:
    case TOKEN_REQUIRE:
    case TOKEN_CAPTURE: return true;
    default: return false;
    }
}

static bool only_lists_open(const struct token_stream *stream, size_t depth)
{
    for (size_t i = depth; i < stream->open.count; i++)
        if (stream->open.items[i].kind != TOKEN_OPEN_PAREN &&
            stream->open.items[i].kind != TOKEN_OPEN_BRACKET)
            return false;
    return stream->open.count > depth;
}

/* If a line inside `(` or `[` starts with a word that can't be there, the brackets were probably left
 * open: reports them and closes them. */
static void stream_abandon(struct token_stream *stream, struct token token, size_t depth)
{
    bool starts_item = depth > 0 ? starts_statement(token.kind) : starts_declaration(token.kind);
    if (!starts_item || !token_starts_line(stream->sources, token.span) || !only_lists_open(stream, depth))
        return;
    if (depth == 0 && indent_of(stream, token.span) > 0)
        return;
    report_unclosed(stream, vec_last(&stream->open), token.span, "before this");
    token_stream_close_brackets(stream);
}

/* The `}` closes the list itself: opens the brace again and returns the `}` after the SYNC. */
static void stream_reopen(struct token_stream *stream, struct token closer)
{
    vec_push(&stream->open, stream->last_bracket);
    stream_hold(stream, closer);
}

static bool is_end_of(const struct token_stream *stream, struct token token, size_t depth)
{
    return token.kind == TOKEN_CLOSE_BRACE && stream->open.count + 1 == depth;
}

static void stream_skip(struct token_stream *stream)
{
    struct token token = stream->last;
    bool is_repeated = stream->since_sync == 1; /* it came right after the last SYNC and failed again */
    size_t depth;
    if (token.kind == TOKEN_CLOSE_BRACE) {
        stream_reopen(stream, token);
        return;
    }
    if (closer_of(token.kind) != 0 && stream->open.count > 0) {
        struct open_bracket unwanted = vec_pop(&stream->open);
        depth = brace_depth(stream);
        vec_push(&stream->open, unwanted);
    } else {
        depth = brace_depth(stream);
    }
    if (!is_repeated && is_fresh_start(stream, token, depth)) {
        stream_hold(stream, token);
        return;
    }
    do {
        token = stream_balanced(stream);
        stream_abandon(stream, token, depth);
    } while (token.kind != 0 && !is_end_of(stream, token, depth) && !is_fresh_start(stream, token, depth));
    if (is_end_of(stream, token, depth))
        stream_reopen(stream, token);
    else
        stream_hold(stream, token);
}

void token_stream_recover(struct token_stream *stream)
{
    stream->is_recovering = stream->has_gaps = true;
}

void token_stream_close_brackets(struct token_stream *stream)
{
    while (stream->open.count > 0 && (vec_last(&stream->open).kind == TOKEN_OPEN_PAREN ||
                                      vec_last(&stream->open).kind == TOKEN_OPEN_BRACKET))
        stream->open.count--;
}

bool token_stream_is_quiet(const struct token_stream *stream)
{
    return stream->has_ended || stream->last.after_junk || stream->since_sync <= 1 ||
           stream->last.span.offset < stream->quiet_until;
}

const struct open_bracket *token_stream_innermost(const struct token_stream *stream)
{
    size_t count = stream->open.count;
    if (closer_of(stream->last.kind) != 0 && count > 0)
        count--;
    return count > 0 ? &stream->open.items[count - 1] : NULL;
}

struct token token_stream_next(struct token_stream *stream)
{
    struct token token;
    if (stream->is_recovering) {
        if (!stream->has_ended)
            stream_skip(stream);
        stream->is_recovering = false;
        stream->since_sync = 0;
        token = token_made(TOKEN_SYNC, stream->last.span);
    } else {
        token = stream->has_ended ? token_made(0, stream->last.span) : stream_balanced(stream);
        stream->since_sync++;
    }
    stream->before = stream->last;
    stream->last = token;
    return token;
}
