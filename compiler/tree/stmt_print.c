/* Statements and requests as text. */
#include "compiler/tree/printer.h"

static void print_stmts(struct printer *printer, const struct stmt_list *list);

/* Starts a line. */
void printer_line(struct printer *printer, const char *word)
{
    if (printer->out->length > 0)
        buffer_append_char(printer->out, '\n');
    buffer_printf(printer->out, "%*s%s", (int)printer->depth * 2, "", word);
}

/* Appends a blank and the text; nothing if the expression or name is missing. */
void printer_also(struct printer *printer, const char *text)
{
    if (text != NULL)
        buffer_printf(printer->out, " %s", text);
}

void printer_also_expr(struct printer *printer, const char *word, const struct expr *expr)
{
    if (expr == NULL)
        return;
    printer_also(printer, word);
    buffer_append_char(printer->out, ' ');
    expr_print(expr, printer->out);
}

void printer_also_exprs(struct printer *printer, const struct expr_list *list)
{
    for (const struct expr *expr = list->first; expr != NULL; expr = expr->next)
        printer_also_expr(printer, NULL, expr);
}

void printer_named(struct printer *printer, const char *word, const char *name, const struct expr *value)
{
    printer_line(printer, word);
    printer_also(printer, name);
    printer_also_expr(printer, "=", value);
}

/* ---- requests ---- */

static void print_clause(struct printer *printer, const struct clause *clause)
{
    printer_line(printer, clause_kind_text(clause->kind));
    if (clause->kind == CLAUSE_AUTH) {
        printer_also(printer, clause->auth.scheme.text);
        printer_also_exprs(printer, &clause->auth.arguments);
    } else {
        printer_also_expr(printer, NULL, clause->value);
    }
}

/* Prints the clauses and statements of a request, below its line. */
static void print_request_block(struct printer *printer, const struct request *request)
{
    if (request->block == NULL)
        return;
    printer->depth++;
    for (const struct clause *clause = request->clauses.first; clause != NULL; clause = clause->next)
        print_clause(printer, clause);
    print_stmts(printer, &request->block->statements);
    printer->depth--;
}

static void print_value(struct printer *printer, const struct expr *value)
{
    if (value == NULL || value->kind != EXPR_REQUEST)
        return;
    printer_also_expr(printer, "as", value->request->name);
    print_request_block(printer, value->request);
}

/* ---- statements ---- */

void printer_wait(struct printer *printer, const struct wait *wait)
{
    static const char *const words[] = {
        [WAIT_FORM_NONE] = "none",
        [WAIT_FORM_CONSTANT] = NULL,
        [WAIT_FORM_BETWEEN] = "between",
        [WAIT_FORM_EXPONENTIAL] = "exponential",
        [WAIT_FORM_NORMAL] = "normal",
        [WAIT_FORM_PACING] = "pacing",
        [WAIT_FORM_THROUGHPUT] = "throughput",
    };
    printer_line(printer, "wait");
    printer_also(printer, words[wait->form]);
    printer_also_expr(printer, NULL, wait->first);
    printer_also_expr(printer, NULL, wait->second);
}

static void print_branch(struct printer *printer, const struct stmt *stmt)
{
    for (const struct if_arm *arm = stmt->branch.arms.first; arm != NULL; arm = arm->next) {
        printer_line(printer, arm == stmt->branch.arms.first ? "if" : "else if");
        printer_also_expr(printer, NULL, arm->condition);
        printer_block(printer, arm->block);
    }
    if (stmt->branch.otherwise != NULL) {
        printer_line(printer, "else");
        printer_block(printer, stmt->branch.otherwise);
    }
}

static void print_for(struct printer *printer, const struct stmt *stmt)
{
    printer_line(printer, "for");
    printer_also(printer, stmt->loop.key.text);
    printer_also(printer, stmt->loop.value.text);
    printer_also_expr(printer, "in", stmt->loop.iterable);
    printer_block(printer, stmt->loop.body);
}

static void print_block_stmt(struct printer *printer, const char *word, const struct expr *head,
                             const struct block *body)
{
    printer_line(printer, word);
    printer_also_expr(printer, NULL, head);
    printer_block(printer, body);
}

static void print_connect(struct printer *printer, const struct connect *connect)
{
    printer_line(printer, "connect");
    printer_also(printer, connect->is_udp ? "udp" : NULL);
    printer_also_expr(printer, NULL, connect->address);
    printer_also_expr(printer, "port", connect->port);
    printer_also(printer, connect->is_tls ? "tls" : NULL);
    printer_also_expr(printer, "timeout", connect->timeout);
    printer_also_expr(printer, "as", connect->name);
}

static void print_receive(struct printer *printer, const struct receive *receive)
{
    static const char *const words[] = {[RECEIVE_UNTIL] = "until",
                                        [RECEIVE_BYTES] = "bytes",
                                        [RECEIVE_MATCHING] = "matching",
                                        [RECEIVE_ALL] = "all"};
    printer_line(printer, "receive");
    printer_also(printer, words[receive->kind]);
    printer_also_expr(printer, NULL, receive->operand);
    printer_also_expr(printer, "timeout", receive->timeout);
    printer_also_expr(printer, "max", receive->max);
    printer_also_expr(printer, "as", receive->name);
    if (receive->block != NULL)
        printer_block(printer, receive->block);
}

static void print_value_stmt(struct printer *printer, const struct stmt *stmt)
{
    printer_line(printer, stmt->kind == STMT_RETURN ? "return"
                          : stmt->kind == STMT_LOG  ? "log"
                          : stmt->kind == STMT_FAIL ? "fail"
                                                    : "do");
    printer_also_expr(printer, NULL, stmt->value);
    print_value(printer, stmt->value);
}

static void print_assign(struct printer *printer, const char *word, const struct expr *target,
                         const struct expr *value)
{
    printer_line(printer, word);
    printer_also_expr(printer, NULL, target);
    printer_also_expr(printer, "=", value);
    print_value(printer, value);
}

static void print_expect(struct printer *printer, const struct stmt *stmt)
{
    printer_line(printer, stmt->kind == STMT_EXPECT ? "expect" : "require");
    printer_also_expr(printer, NULL, stmt->expect.condition);
    printer_also_expr(printer, "else", stmt->expect.otherwise);
}

static void print_forget(struct printer *printer, const struct stmt *stmt)
{
    static const char *const texts[] = {[FORGET_COOKIES] = "forget cookies",
                                        [FORGET_COOKIE] = "forget cookie",
                                        [FORGET_SESSION] = "forget session"};

    printer_line(printer, texts[stmt->forget.kind]);
    printer_also_expr(printer, NULL, stmt->forget.cookie);
}

static void print_stmt(struct printer *printer, const struct stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_LET:
        printer_named(printer, "let", stmt->let.name.text, stmt->let.value);
        print_value(printer, stmt->let.value);
        break;
    case STMT_ASSIGN: print_assign(printer, "set", stmt->assign.target, stmt->assign.value); break;
    case STMT_CAPTURE: print_assign(printer, "capture", stmt->capture.target, stmt->capture.value); break;
    case STMT_IF: print_branch(printer, stmt); break;
    case STMT_FOR: print_for(printer, stmt); break;
    case STMT_WHILE:
        print_block_stmt(printer, "while", stmt->while_loop.condition, stmt->while_loop.body);
        break;
    case STMT_REPEAT: print_block_stmt(printer, "repeat", stmt->repeat.times, stmt->repeat.body); break;
    case STMT_TRANSACTION:
        print_block_stmt(printer, "transaction", stmt->transaction.name, stmt->transaction.body);
        break;
    case STMT_BREAK: printer_line(printer, "break"); break;
    case STMT_CONTINUE: printer_line(printer, "continue"); break;
    case STMT_RETURN:
    case STMT_LOG:
    case STMT_FAIL:
    case STMT_EXPR: print_value_stmt(printer, stmt); break;
    case STMT_WAIT: printer_wait(printer, &stmt->wait); break;
    case STMT_INTERRUPT: printer_line(printer, stmt->later ? "interrupt later" : "interrupt"); break;
    case STMT_FORGET: print_forget(printer, stmt); break;
    case STMT_STOP: printer_line(printer, stmt->whole_run ? "stop run" : "stop user"); break;
    case STMT_PUBLISH:
        printer_line(printer, "publish");
        printer_also_expr(printer, NULL, stmt->publish.type);
        printer_also_expr(printer, NULL, stmt->publish.value);
        break;
    case STMT_EXPECT:
    case STMT_REQUIRE: print_expect(printer, stmt); break;
    case STMT_CHECK:
        printer_line(printer, "check");
        printer_also(printer, stmt->check.name.text);
        printer_also_exprs(printer, &stmt->check.arguments);
        break;
    case STMT_CONNECT: print_connect(printer, &stmt->connect); break;
    case STMT_SEND:
        printer_line(printer, "send");
        printer_also_expr(printer, NULL, stmt->send.value);
        printer_also_expr(printer, "as", stmt->send.name);
        break;
    case STMT_RECEIVE: print_receive(printer, &stmt->receive); break;
    case STMT_DISCONNECT: printer_line(printer, "disconnect"); break;
    }
}

static void print_stmts(struct printer *printer, const struct stmt_list *list)
{
    for (const struct stmt *stmt = list->first; stmt != NULL; stmt = stmt->next)
        print_stmt(printer, stmt);
}

void printer_block(struct printer *printer, const struct block *block)
{
    printer->depth++;
    print_stmts(printer, &block->statements);
    printer->depth--;
}
