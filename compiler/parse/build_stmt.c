/* Statements and requests. */
#include "compiler/parse/ast_build.h"

#include "compiler/diag/suggest.h"
#include "compiler/parse/auth_scheme.h"

#include <string.h>

struct stmt *stmt_new(struct parser *parser, span place, enum stmt_kind kind)
{
    struct stmt *stmt = arena_zalloc(parser->job->arena, sizeof *stmt);
    stmt->kind = kind;
    stmt->span = place;
    return stmt;
}

struct stmt *stmt_let(struct parser *parser, span place, struct name name, struct expr *value)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_LET);
    stmt->let.name = name;
    stmt->let.value = value;
    return stmt;
}

struct stmt *stmt_assign(struct parser *parser, span place, struct expr *target, struct expr *value)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_ASSIGN);
    stmt->assign.target = target;
    stmt->assign.value = value;
    return stmt;
}

struct stmt *stmt_branch(struct parser *parser, span place, struct if_arm_list arms, struct block *otherwise)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_IF);
    stmt->branch.arms = arms;
    stmt->branch.otherwise = otherwise;
    return stmt;
}

struct stmt *stmt_for(struct parser *parser, span place, struct name key, struct name value,
                      struct expr *iterable, struct block *body)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_FOR);
    stmt->loop.key = key;
    stmt->loop.value = value;
    stmt->loop.iterable = iterable;
    stmt->loop.body = body;
    return stmt;
}

struct stmt *stmt_while(struct parser *parser, span place, struct expr *condition, struct block *body)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_WHILE);
    stmt->while_loop.condition = condition;
    stmt->while_loop.body = body;
    return stmt;
}

struct stmt *stmt_repeat(struct parser *parser, span place, struct expr *times, struct block *body)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_REPEAT);
    stmt->repeat.times = times;
    stmt->repeat.body = body;
    return stmt;
}

struct stmt *stmt_of_value(struct parser *parser, span place, enum stmt_kind kind, struct expr *value)
{
    struct stmt *stmt = stmt_new(parser, place, kind);
    stmt->value = value;
    return stmt;
}

static const char *const wait_words[] = {
    [WAIT_FORM_NONE] = "none", [WAIT_FORM_PACING] = "pacing", [WAIT_FORM_THROUGHPUT] = "throughput"};

struct stmt *stmt_wait(struct parser *parser, span place, struct wait wait)
{
    if (wait.form == WAIT_FORM_NONE || wait.form == WAIT_FORM_PACING || wait.form == WAIT_FORM_THROUGHPUT) {
        struct diag *diag = diag_report(parser->job->diags, E0405_WAIT_PLACE, place, wait_words[wait.form]);
        diag_hint(diag, "for a pause write `wait 1s` or `wait between 1s and 5s`");
    }
    struct stmt *stmt = stmt_new(parser, place, STMT_WAIT);
    stmt->wait = wait;
    return stmt;
}

struct stmt *stmt_interrupt(struct parser *parser, span place, bool later)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_INTERRUPT);
    stmt->later = later;
    return stmt;
}

struct stmt *stmt_stop(struct parser *parser, span place, bool whole_run)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_STOP);
    stmt->whole_run = whole_run;
    return stmt;
}

struct stmt *stmt_transaction(struct parser *parser, span place, struct expr *name, struct block *body)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_TRANSACTION);
    stmt->transaction.name = name;
    stmt->transaction.body = body;
    return stmt;
}

struct stmt *stmt_publish(struct parser *parser, span place, struct expr *type, struct expr *value)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_PUBLISH);
    stmt->publish.type = type;
    stmt->publish.value = value;
    return stmt;
}

static void unknown_forget(struct parser *parser, struct name what)
{
    static const char *const words[] = {"cookies", "session", "cookie", NULL};
    const char *nearest = suggest_nearest(what.text, words);
    struct diag *diag = diag_report(parser->job->diags, E0114_UNKNOWN_FORGET, what.span, what.text);

    if (nearest && strcmp(nearest, what.text) != 0)
        diag_label(diag, "did you mean `%s`?", nearest);
    diag_hint(diag, "write `forget cookies`, `forget cookie \"name\"` or `forget session`");
}

struct stmt *stmt_forget(struct parser *parser, span place, struct name what, struct expr *cookie)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_FORGET);

    stmt->forget.cookie = cookie;
    stmt->forget.kind = cookie ? FORGET_COOKIE : FORGET_COOKIES;
    if (strcmp(what.text, "session") == 0 && !cookie)
        stmt->forget.kind = FORGET_SESSION;
    else if (strcmp(what.text, cookie ? "cookie" : "cookies") != 0)
        unknown_forget(parser, what);
    return stmt;
}

struct stmt *stmt_expect(struct parser *parser, span place, enum stmt_kind kind, struct expr *condition,
                         struct expr *otherwise)
{
    struct stmt *stmt = stmt_new(parser, place, kind);
    stmt->expect.condition = condition;
    stmt->expect.otherwise = otherwise;
    return stmt;
}

struct stmt *stmt_capture(struct parser *parser, span place, struct expr *target, struct expr *value)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_CAPTURE);
    stmt->capture.target = target;
    stmt->capture.value = value;
    return stmt;
}

struct stmt *stmt_check(struct parser *parser, span place, struct name name, struct expr_list arguments)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_CHECK);
    stmt->check.name = name;
    stmt->check.arguments = arguments;
    return stmt;
}

struct stmt *stmt_connect(struct parser *parser, span place, struct connect connect)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_CONNECT);
    stmt->connect = connect;
    return stmt;
}

struct stmt *stmt_send(struct parser *parser, span place, struct expr *value, struct expr *name)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_SEND);
    stmt->send.value = value;
    stmt->send.name = name;
    return stmt;
}

struct stmt *stmt_receive(struct parser *parser, span place, struct receive receive)
{
    struct stmt *stmt = stmt_new(parser, place, STMT_RECEIVE);
    stmt->receive = receive;
    return stmt;
}

void stmt_add(struct parser *parser, struct stmt_list *list, struct stmt *stmt)
{
    layout_mark(parser, LAYOUT_ITEM, stmt->span);
    if (list->last != NULL && list->last->kind == STMT_RETURN) {
        struct diag *diag = diag_report(parser->job->diags, E0136_AFTER_RETURN, stmt->span);
        diag_related(diag, list->last->span, "`return` is here");
        parser->stream.has_gaps = true;
        return;
    }
    LIST_ADD(list, stmt);
}

void stmt_add_return(struct parser *parser, struct stmt_list *list, span place)
{
    stmt_add(parser, list, stmt_of_value(parser, place, STMT_RETURN, NULL));
}

void if_arm_add(struct parser *parser, struct if_arm_list *arms, span place, struct expr *condition,
                struct block *block)
{
    struct if_arm *arm = arena_zalloc(parser->job->arena, sizeof *arm);
    arm->span = place;
    arm->condition = condition;
    arm->block = block;
    LIST_ADD(arms, arm);
}

struct block *block_new(struct parser *parser, span place, struct stmt_list statements)
{
    struct block *block = arena_zalloc(parser->job->arena, sizeof *block);
    block->span = place;
    block->statements = statements;
    return block;
}

struct wait wait_new(span place, enum wait_form form, struct expr *first, struct expr *second)
{
    if (form == WAIT_FORM_CONSTANT && first->kind == EXPR_NONE)
        return (struct wait){.form = WAIT_FORM_NONE, .span = place};
    return (struct wait){.form = form, .span = place, .first = first, .second = second};
}

void option_set(struct parser *parser, struct expr **option, struct expr *value, span word)
{
    if (*option != NULL) {
        char text[16] = "";
        memcpy(text, source_text(parser->job->sources, word), word.length < 15 ? word.length : 15);
        diag_report(parser->job->diags, E0402_WRITTEN_TWICE, word, text);
    }
    *option = value;
}

/* ---- requests ---- */

struct request *request_new(struct parser *parser, span head, struct expr *method, struct expr *url,
                            struct expr *name)
{
    struct request *request = arena_zalloc(parser->job->arena, sizeof *request);
    request->span = request->head = head;
    request->method = method;
    request->url = url;
    request->name = name;
    return request;
}

struct request *request_close(struct request *request, span place, struct request_body body)
{
    request->span = place;
    request->clauses = body.clauses;
    request->block = body.block;
    return request;
}

struct request_body request_body(struct parser *parser, span place, struct clause_list clauses,
                                 struct stmt_list statements)
{
    return (struct request_body){clauses, block_new(parser, place, statements)};
}

struct clause *clause_new(struct parser *parser, span place, span word, enum clause_kind kind,
                          struct expr *value)
{
    struct clause *clause = arena_zalloc(parser->job->arena, sizeof *clause);
    clause->kind = kind;
    clause->span = place;
    clause->word = word;
    clause->value = value;
    layout_mark(parser, LAYOUT_ITEM, place);
    return clause;
}

struct clause *clause_auth(struct parser *parser, span place, span word, struct name scheme,
                           struct expr_list arguments, span paren)
{
    layout_mark(parser, LAYOUT_GLUED, paren);
    if (!auth_scheme_find(scheme.text))
        diag_label(diag_report(parser->job->diags, E0501_UNKNOWN_AUTH, scheme.span, scheme.text),
                   "write `basic`, `bearer`, `digest`, `ntlm` or `negotiate`");
    struct clause *clause = clause_new(parser, place, word, CLAUSE_AUTH, NULL);
    clause->auth.scheme = scheme;
    clause->auth.arguments = arguments;
    return clause;
}

void clause_add(struct clause_list *list, struct clause *clause)
{
    LIST_ADD(list, clause);
}
