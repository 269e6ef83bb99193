/* Requests and the blocks that handle their responses. */
#include "compiler/check/check.h"

#include "compiler/parse/auth_scheme.h"
#include "compiler/tree/walk.h"
#include "runtime/text/host_port.h"
#include "runtime/text/url.h"

#include <string.h>

/* ---- names that captures bring ---- */

struct capture_search {
    struct checker *checker;
    struct symbol *first;
    struct symbol **last;
};

struct symbol *check_captured(struct checker *checker, const char *name)
{
    struct symbol *symbol = scope_find(&checker->scopes, SPACE_VARIABLE, name);

    while (symbol && symbol->kind == SYMBOL_RESPONSE)
        symbol = symbol->hidden;
    return symbol;
}

static void find_capture(void *context, struct stmt *stmt)
{
    struct capture_search *search = context;
    struct symbol *symbol;
    struct name name;

    if (stmt->kind != STMT_CAPTURE || stmt->capture.target->kind != EXPR_NAME)
        return;
    name = stmt->capture.target->name;
    if (check_captured(search->checker, name.text))
        return;
    symbol = check_local(search->checker, name, TYPE_ANY);
    symbol->must_be_used = true;
    *search->last = symbol;
    search->last = &symbol->next;
}

struct symbol *check_captures(struct checker *checker, const struct block *block)
{
    struct capture_search search = {.checker = checker};
    struct walker walker = {.stmt = find_capture, .stays_out_of_requests = true, .context = &search};

    search.last = &search.first;
    walk_block(&walker, block);
    return search.first;
}

/* ---- what is sent ---- */

static void check_method(struct checker *checker, const struct expr *method)
{
    static const char token[] =
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    const char *text;
    size_t length;

    if (!expr_is_plain_string(method)) {
        diag_report(checker->diags, E0317_NOT_CONSTANT, method->span);
        return;
    }
    text = expr_plain_text(method, &length);
    if (!length || strspn(text, token) != length)
        diag_report(checker->diags, E0512_BAD_METHOD, method->span, text);
}

static void check_line(struct checker *checker, const struct expr *string, const char *what)
{
    if (string->kind != EXPR_STRING)
        return;
    for (const struct string_part *part = string->string.parts.first; part; part = part->next)
        if (part->text && (memchr(part->text, '\n', part->length) || memchr(part->text, '\r', part->length) ||
                           memchr(part->text, '\0', part->length)))
            diag_report(checker->diags, E0513_LINE_BREAK, string->span, what);
}

/* Lists repeat a field of query, form and multipart. Nothing else takes lists, and no field takes maps. */
static void check_carried(struct checker *checker, const struct clause *clause, const struct expr *expr)
{
    bool is_repeated =
        clause->kind == CLAUSE_QUERY || clause->kind == CLAUSE_FORM || clause->kind == CLAUSE_MULTIPART;
    struct diag *diag;

    if (expr->types != TYPE_MAP && (is_repeated || expr->types != TYPE_LIST))
        return;
    diag = diag_report(checker->diags, E0318_EXPECTED_TYPE, expr->span, "the value of a field",
                       is_repeated ? "a text, number or list" : "a text or number",
                       types_text(expr->types, checker->arena));
    if (clause->kind == CLAUSE_MULTIPART)
        diag_hint(diag, "write `part(…, \"application/json\")`");
    else
        diag_hint(diag, "write `json_encode(…)`");
}

static void check_pairs(struct checker *checker, struct clause *clause)
{
    struct expr *map = clause->value;
    bool is_header = clause->kind == CLAUSE_HEADERS;

    for (struct map_pair *pair = map->map.entries.first; pair; pair = pair->next) {
        check_expr(checker, pair->key);
        check_expr(checker, pair->value);
        check_placeholders(checker, pair->value, false);
        check_carried(checker, clause, pair->value);
        if (!is_header)
            continue;
        check_line(checker, pair->key, "the name of a header");
        check_line(checker, pair->value, "a header");
    }
}

static void check_auth(struct checker *checker, const struct clause *clause)
{
    const struct auth_scheme *scheme = auth_scheme_find(clause->auth.scheme.text);
    size_t wanted = scheme ? (size_t)scheme->has_user + scheme->has_secret : 0;

    for (struct expr *argument = clause->auth.arguments.first; argument; argument = argument->next)
        check_typed(checker, argument, TYPE_STRING, "an argument of `auth`");
    if (scheme)
        check_argument_count(checker, clause->auth.scheme.span, scheme->word, wanted, wanted,
                             clause->auth.arguments.count);
}

static void check_redirects(struct checker *checker, struct expr *most)
{
    if (!(check_expr(checker, most) & TYPE_INT)) {
        diag_label(diag_report(checker->diags, E0318_EXPECTED_TYPE, most->span, "the number of redirects",
                               "an int", types_text(most->types, checker->arena)),
                   most->kind == EXPR_BOOL && most->boolean ? "write `redirects 10`" : "write `redirects 0`");
        return;
    }
    if (most->kind == EXPR_UNARY && most->unary.op == UNARY_NEGATE)
        diag_report(checker->diags, E0417_NUMBER_RANGE, most->span, "the number of redirects", "0 or more");
}

void check_timeout(struct checker *checker, struct expr *limit)
{
    value v;

    check_typed(checker, limit, TYPE_DURATION, "a timeout");
    if (!limit->may_fold || fold_expr(&checker->folder, limit, &v) != FOLD_VALUE)
        return;
    if (v.type == VALUE_DURATION && v.as.duration <= 0)
        diag_report(checker->diags, E0417_NUMBER_RANGE, limit->span, "a timeout", "greater than 0");
    value_release(v);
}

static void check_clause(struct checker *checker, struct clause *clause)
{
    switch (clause->kind) {
    case CLAUSE_HEADERS:
    case CLAUSE_QUERY:
    case CLAUSE_COOKIES:
    case CLAUSE_FORM:
    case CLAUSE_MULTIPART: check_pairs(checker, clause); break;
    case CLAUSE_JSON: check_json_text(checker, clause); /* fall through */
    case CLAUSE_BODY: check_expr(checker, clause->value); break;
    case CLAUSE_TIMEOUT: check_timeout(checker, clause->value); break;
    case CLAUSE_REDIRECTS: check_redirects(checker, clause->value); break;
    case CLAUSE_AUTH: check_auth(checker, clause); break;
    case CLAUSE_RAW: break;
    }
}

static bool is_body(enum clause_kind kind)
{
    return kind == CLAUSE_JSON || kind == CLAUSE_BODY || kind == CLAUSE_FORM || kind == CLAUSE_MULTIPART;
}

/* Reports a second clause of the same kind, or a second body. */
static void check_second_clause(struct checker *checker, const struct clause *clause,
                                const struct clause *same, const struct clause *body)
{
    const struct clause *first = same ? same : is_body(clause->kind) ? body : NULL;
    struct diag *diag;

    if (!first)
        return;
    diag =
        same ? diag_report(checker->diags, E0510_SECOND_CLAUSE, clause->word, clause_kind_text(clause->kind))
             : diag_report(checker->diags, E0511_SECOND_BODY, clause->word);
    diag_related(diag, first->word, "the first is here");
}

static void check_clauses(struct checker *checker, struct request *request)
{
    const struct clause *seen[CLAUSE_RAW + 1] = {0};
    const struct clause *body = NULL;

    for (struct clause *clause = request->clauses.first; clause; clause = clause->next) {
        check_second_clause(checker, clause, seen[clause->kind], body);
        seen[clause->kind] = clause;
        if (is_body(clause->kind))
            body = clause;
        check_clause(checker, clause);
    }
}

/* True if the URL is relative, as far as its constant start shows, or uses the host. */
static bool url_needs_host(const struct expr *url)
{
    const struct string_part *first = url->string.parts.first;

    if (!first || first->text)
        return !first || !url_is_absolute(first->text, first->length);
    return check_is_host(first->expr);
}

/* Reports a URL whose scheme, host or port can't be. They are known if the whole URL is, or at least what
 * comes before its path. */
static void check_url_server(struct checker *checker, const struct expr *url)
{
    const struct string_part *first = url->string.parts.first;
    const char *text = first && first->text ? first->text : "";
    const char *server = strstr(text, "://"), *path = server ? strchr(server + 3, '/') : NULL;
    bool is_whole = url->string.parts.count == 1;

    if (!*text || !(is_whole || path) || !(server || strncmp(text, "http", 4) == 0))
        return;
    if (!is_whole)
        text = arena_strndup(checker->arena, text, (size_t)(path - text));
    if (url_wrong(text))
        diag_report(checker->diags, E0730_BAD_HOST, url->span, text, url_wrong(text));
}

/* Reports `none` in a URL, which would fail in every run. */
static void check_url(struct checker *checker, struct expr *url, bool is_raw)
{
    check_text(checker, url);
    check_line(checker, url, "a URL");
    if (url->kind != EXPR_STRING)
        return;
    check_placeholders(checker, url, !is_raw);
    check_url_server(checker, url);
    if (url_needs_host(url))
        check_uses_host(checker, url->span, false);
    for (const struct string_part *part = url->string.parts.first; part; part = part->next)
        if (part->expr && part->expr->types == TYPE_NONE)
            diag_report(checker->diags, E0318_EXPECTED_TYPE, part->expr->span, "a part of a URL", "a value",
                        "none");
}

static void check_row_name(struct checker *checker, struct expr *name)
{
    if (!name)
        return;
    check_text(checker, name);
    if (!name->may_fold)
        diag_hint(diag_report(checker->diags, W0520_NAME_WITH_HOLE, name->span),
                  "without `as`, `${id}` appears as `[id]` in the name, so there is only one row");
}

/* ---- the whole ---- */

static void check_response_block(struct checker *checker, struct request *request)
{
    struct place before = checker->place;
    size_t mark;

    request->symbol = check_captures(checker, request->block);
    mark = scope_open(&checker->scopes);
    checker->place.block = mark;
    checker->place.response = RESPONSE_HTTP;
    check_bind_response(checker, RESPONSE_HTTP);
    check_statements(checker, request->block);
    scope_close(&checker->scopes, mark, check_leave_scope, checker);
    checker->place = before;
}

static bool has_clause(const struct request *request, enum clause_kind kind)
{
    for (const struct clause *clause = request->clauses.first; clause; clause = clause->next)
        if (clause->kind == kind)
            return true;
    return false;
}

unsigned check_request(struct checker *checker, struct request *request)
{
    check_sends(checker, request->head);
    if (!checker->place.unit)
        diag_report(checker->diags, E0317_NOT_CONSTANT, request->head);
    check_method(checker, request->method);
    check_url(checker, request->url, has_clause(request, CLAUSE_RAW));
    check_row_name(checker, request->name);
    check_clauses(checker, request);
    if (request->block)
        check_response_block(checker, request);
    return TYPE_RESPONSE;
}
