#include "compiler/ast_print.h"

struct printer {
    struct buffer *out;
    unsigned depth;
};

static void print_block(struct printer *printer, const struct block *block);
static void print_stmts(struct printer *printer, const struct stmt_list *list);

/* Starts a line. */
static void line(struct printer *printer, const char *word)
{
    if (printer->out->length > 0)
        buffer_append_char(printer->out, '\n');
    buffer_printf(printer->out, "%*s%s", (int)printer->depth * 2, "", word);
}

/* Continues it, each piece after a blank; an expression or name that isn't there is nothing. */
static void also(struct printer *printer, const char *text)
{
    if (text != NULL)
        buffer_printf(printer->out, " %s", text);
}

static void also_expr(struct printer *printer, const char *word, const struct expr *expr)
{
    if (expr == NULL)
        return;
    also(printer, word);
    buffer_append_char(printer->out, ' ');
    expr_print(expr, printer->out);
}

static void also_exprs(struct printer *printer, const struct expr_list *list)
{
    for (const struct expr *expr = list->first; expr != NULL; expr = expr->next)
        also_expr(printer, NULL, expr);
}

static void print_named(struct printer *printer, const char *word, const char *name, const struct expr *value)
{
    line(printer, word);
    also(printer, name);
    also_expr(printer, "=", value);
}

/* ---- requests ---- */

static void print_clause(struct printer *printer, const struct clause *clause)
{
    line(printer, clause_kind_text(clause->kind));
    if (clause->kind == CLAUSE_AUTH) {
        also(printer, clause->auth.scheme.text);
        also_exprs(printer, &clause->auth.arguments);
    } else {
        also_expr(printer, NULL, clause->value);
    }
}

/* The clauses and statements of a request, below the line that it stands on. */
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
    also_expr(printer, "as", value->request->name);
    print_request_block(printer, value->request);
}

/* ---- statements ---- */

static void print_wait(struct printer *printer, const struct wait *wait)
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
    line(printer, "wait");
    also(printer, words[wait->form]);
    also_expr(printer, NULL, wait->first);
    also_expr(printer, NULL, wait->second);
}

static void print_branch(struct printer *printer, const struct stmt *stmt)
{
    for (const struct if_arm *arm = stmt->branch.arms.first; arm != NULL; arm = arm->next) {
        line(printer, arm == stmt->branch.arms.first ? "if" : "else if");
        also_expr(printer, NULL, arm->condition);
        print_block(printer, arm->block);
    }
    if (stmt->branch.otherwise != NULL) {
        line(printer, "else");
        print_block(printer, stmt->branch.otherwise);
    }
}

static void print_for(struct printer *printer, const struct stmt *stmt)
{
    line(printer, "for");
    also(printer, stmt->loop.key.text);
    also(printer, stmt->loop.value.text);
    also_expr(printer, "in", stmt->loop.iterable);
    print_block(printer, stmt->loop.body);
}

static void print_block_stmt(struct printer *printer, const char *word, const struct expr *head,
                             const struct block *body)
{
    line(printer, word);
    also_expr(printer, NULL, head);
    print_block(printer, body);
}

static void print_connect(struct printer *printer, const struct connect *connect)
{
    line(printer, "connect");
    also(printer, connect->is_udp ? "udp" : NULL);
    also_expr(printer, NULL, connect->address);
    also_expr(printer, "port", connect->port);
    also(printer, connect->is_tls ? "tls" : NULL);
    also_expr(printer, "timeout", connect->timeout);
    also_expr(printer, "as", connect->name);
}

static void print_receive(struct printer *printer, const struct receive *receive)
{
    static const char *const words[] = {[RECEIVE_UNTIL] = "until",
                                        [RECEIVE_BYTES] = "bytes",
                                        [RECEIVE_MATCHING] = "matching",
                                        [RECEIVE_ALL] = "all"};
    line(printer, "receive");
    also(printer, words[receive->kind]);
    also_expr(printer, NULL, receive->operand);
    also_expr(printer, "timeout", receive->timeout);
    also_expr(printer, "max", receive->max);
    also_expr(printer, "as", receive->name);
    if (receive->block != NULL)
        print_block(printer, receive->block);
}

static void print_value_stmt(struct printer *printer, const struct stmt *stmt)
{
    line(printer, stmt->kind == STMT_RETURN ? "return"
                  : stmt->kind == STMT_LOG  ? "log"
                  : stmt->kind == STMT_FAIL ? "fail"
                                            : "do");
    also_expr(printer, NULL, stmt->value);
    print_value(printer, stmt->value);
}

static void print_assign(struct printer *printer, const char *word, const struct expr *target,
                         const struct expr *value)
{
    line(printer, word);
    also_expr(printer, NULL, target);
    also_expr(printer, "=", value);
    print_value(printer, value);
}

static void print_expect(struct printer *printer, const struct stmt *stmt)
{
    line(printer, stmt->kind == STMT_EXPECT ? "expect" : "require");
    also_expr(printer, NULL, stmt->expect.condition);
    also_expr(printer, "else", stmt->expect.otherwise);
}

static void print_stmt(struct printer *printer, const struct stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_LET:
        print_named(printer, "let", stmt->let.name.text, stmt->let.value);
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
    case STMT_BREAK: line(printer, "break"); break;
    case STMT_CONTINUE: line(printer, "continue"); break;
    case STMT_RETURN:
    case STMT_LOG:
    case STMT_FAIL:
    case STMT_EXPR: print_value_stmt(printer, stmt); break;
    case STMT_WAIT: print_wait(printer, &stmt->wait); break;
    case STMT_INTERRUPT: line(printer, stmt->later ? "interrupt later" : "interrupt"); break;
    case STMT_STOP: line(printer, stmt->whole_run ? "stop run" : "stop user"); break;
    case STMT_PUBLISH:
        line(printer, "publish");
        also_expr(printer, NULL, stmt->publish.type);
        also_expr(printer, NULL, stmt->publish.value);
        break;
    case STMT_EXPECT:
    case STMT_REQUIRE: print_expect(printer, stmt); break;
    case STMT_CHECK:
        line(printer, "check");
        also(printer, stmt->check.name.text);
        also_exprs(printer, &stmt->check.arguments);
        break;
    case STMT_CONNECT: print_connect(printer, &stmt->connect); break;
    case STMT_SEND:
        line(printer, "send");
        also_expr(printer, NULL, stmt->send.value);
        also_expr(printer, "as", stmt->send.name);
        break;
    case STMT_RECEIVE: print_receive(printer, &stmt->receive); break;
    case STMT_DISCONNECT: line(printer, "disconnect"); break;
    }
}

static void print_stmts(struct printer *printer, const struct stmt_list *list)
{
    for (const struct stmt *stmt = list->first; stmt != NULL; stmt = stmt->next)
        print_stmt(printer, stmt);
}

static void print_block(struct printer *printer, const struct block *block)
{
    printer->depth++;
    print_stmts(printer, &block->statements);
    printer->depth--;
}

/* ---- members ---- */

static void also_attributes(struct printer *printer, const struct attributes *attributes)
{
    also_expr(printer, "weight", attributes->weight);
    also_expr(printer, "fixed", attributes->fixed);
    also_expr(printer, "times", attributes->times);
    if (attributes->tags.first != NULL)
        also(printer, "tags");
    also_exprs(printer, &attributes->tags);
}

static void also_parameters(struct printer *printer, const struct parameter_list *parameters)
{
    const char *before = "(";
    for (const struct parameter *parameter = parameters->first; parameter != NULL;
         parameter = parameter->next) {
        buffer_printf(printer->out, "%s%s", before, parameter->name.text);
        before = ", ";
    }
    if (parameters->first != NULL)
        buffer_append_char(printer->out, ')');
}

static void print_setting(struct printer *printer, const struct setting *setting)
{
    line(printer, setting->key.text);
    also_exprs(printer, &setting->values);
    printer->depth++;
    for (const struct setting *inner = setting->settings; inner != NULL; inner = inner->next)
        print_setting(printer, inner);
    printer->depth--;
}

static void print_settings(struct printer *printer, const char *word, const struct setting_list *settings)
{
    line(printer, word);
    printer->depth++;
    for (const struct setting *setting = settings->first; setting != NULL; setting = setting->next)
        print_setting(printer, setting);
    printer->depth--;
}

static void print_hook(struct printer *printer, const char *word, const struct block *body)
{
    line(printer, word);
    print_block(printer, body);
}

static void print_task(struct printer *printer, const struct set_member *member)
{
    line(printer, "task");
    also(printer, member->task.name.text);
    also_attributes(printer, &member->task.attributes);
    print_block(printer, member->task.body);
}

static void print_use(struct printer *printer, const struct set_member *member)
{
    line(printer, "use");
    also(printer, member->use.name.text);
    also_exprs(printer, &member->use.arguments);
    also_attributes(printer, &member->use.attributes);
}

static void print_set(struct printer *printer, const char *word, const struct task_set *set);

static void print_member(struct printer *printer, const struct set_member *member)
{
    switch (member->kind) {
    case SET_MEMBER_WAIT: print_wait(printer, &member->wait); break;
    case SET_MEMBER_HEADERS:
        line(printer, "headers");
        also_expr(printer, NULL, member->headers);
        break;
    case SET_MEMBER_VAR: print_named(printer, "var", member->var.name.text, member->var.value); break;
    case SET_MEMBER_SETUP: print_hook(printer, "setup", member->hook); break;
    case SET_MEMBER_TEARDOWN: print_hook(printer, "teardown", member->hook); break;
    case SET_MEMBER_ON_START: print_hook(printer, "on start", member->hook); break;
    case SET_MEMBER_ON_STOP: print_hook(printer, "on stop", member->hook); break;
    case SET_MEMBER_TASK: print_task(printer, member); break;
    case SET_MEMBER_SET:
        print_set(printer, member->set->is_sequence ? "sequence" : "taskset", member->set);
        break;
    case SET_MEMBER_USE: print_use(printer, member); break;
    case SET_MEMBER_HOST:
        line(printer, "host");
        also_expr(printer, NULL, member->host);
        break;
    case SET_MEMBER_CLIENT: print_settings(printer, "client", &member->client); break;
    }
}

static void print_set(struct printer *printer, const char *word, const struct task_set *set)
{
    line(printer, word);
    also(printer, set->name.text);
    also_parameters(printer, &set->parameters);
    also_attributes(printer, &set->attributes);
    printer->depth++;
    for (const struct set_member *member = set->members.first; member != NULL; member = member->next)
        print_member(printer, member);
    printer->depth--;
}

/* ---- declarations ---- */

static void print_threshold(struct printer *printer, const struct threshold_line *threshold)
{
    static const char *const metrics[] = {
        [METRIC_AVG] = "avg",       [METRIC_MIN] = "min", [METRIC_MAX] = "max",
        [METRIC_FAILED] = "failed", [METRIC_RPS] = "rps", [METRIC_REQUESTS] = "requests",
        [METRIC_ERRORS] = "errors",
    };
    if (threshold->metric == METRIC_PERCENTILE) {
        line(printer, "p");
        buffer_printf(printer->out, "%g", threshold->percentile);
    } else {
        line(printer, metrics[threshold->metric]);
    }
    also_expr(printer, "of", threshold->row);
    also_expr(printer, binary_op_text(threshold->op), threshold->value);
    also(printer, threshold->aborts ? "abort" : NULL);
    also_expr(printer, "after", threshold->after);
}

static void print_stage(struct printer *printer, const struct stage *stage)
{
    static const char *const words[] = {
        [STAGE_RAMP] = "ramp to", [STAGE_HOLD] = "hold",           [STAGE_STEP] = "step",
        [STAGE_RATE] = "rate",    [STAGE_MAX_USERS] = "max_users",
    };
    line(printer, words[stage->kind]);
    also_expr(printer, NULL, stage->value);
    also(printer, stage->is_poisson ? "poisson" : NULL);
    also_expr(printer, "over", stage->duration);
    also_expr(printer, "up to", stage->limit);
}

static void print_data(struct printer *printer, const struct decl *decl)
{
    static const char *const orders[] = {
        [DATA_CIRCULAR] = "circular", [DATA_SEQUENTIAL] = "sequential", [DATA_RANDOM] = "random",
        [DATA_SHUFFLE] = "shuffle",   [DATA_UNIQUE] = "unique",
    };
    line(printer, "data");
    also(printer, decl->data.name.text);
    also(printer, decl->data.source.text);
    also_exprs(printer, &decl->data.arguments);
    also(printer, orders[decl->data.order]);
}

static void print_function(struct printer *printer, const struct decl *decl)
{
    line(printer, decl->kind == DECL_FN ? "fn" : "check");
    also(printer, decl->function.name.text);
    also_parameters(printer, &decl->function.parameters);
    print_block(printer, decl->function.body);
}

static void print_thresholds(struct printer *printer, const struct decl *decl)
{
    line(printer, "thresholds");
    printer->depth++;
    for (const struct threshold_line *at = decl->thresholds.first; at != NULL; at = at->next)
        print_threshold(printer, at);
    printer->depth--;
}

static void print_load(struct printer *printer, const struct decl *decl)
{
    line(printer, "load");
    printer->depth++;
    for (const struct stage *stage = decl->load.first; stage != NULL; stage = stage->next)
        print_stage(printer, stage);
    printer->depth--;
}

static void print_message(struct printer *printer, const struct decl *decl)
{
    line(printer, "on message");
    also_expr(printer, NULL, decl->message.type);
    also(printer, decl->message.value.text);
    print_block(printer, decl->message.body);
}

static void print_decl(struct printer *printer, const struct decl *decl)
{
    switch (decl->kind) {
    case DECL_INCLUDE:
        line(printer, "include");
        also_expr(printer, NULL, decl->path);
        break;
    case DECL_CONST: print_named(printer, "const", decl->constant.name.text, decl->constant.value); break;
    case DECL_SHARED: print_named(printer, "shared", decl->constant.name.text, decl->constant.value); break;
    case DECL_CONFIG: print_settings(printer, "config", &decl->config); break;
    case DECL_THRESHOLDS: print_thresholds(printer, decl); break;
    case DECL_LOAD: print_load(printer, decl); break;
    case DECL_DATA: print_data(printer, decl); break;
    case DECL_COUNTER: print_named(printer, "counter", decl->counter.text, NULL); break;
    case DECL_SETUP: print_hook(printer, "setup", decl->hook); break;
    case DECL_TEARDOWN: print_hook(printer, "teardown", decl->hook); break;
    case DECL_ON_MESSAGE: print_message(printer, decl); break;
    case DECL_FN:
    case DECL_CHECK: print_function(printer, decl); break;
    case DECL_SET: print_set(printer, decl->set->is_sequence ? "sequence" : "taskset", decl->set); break;
    case DECL_USER: print_set(printer, "user", decl->set); break;
    }
}

void ast_print(const struct ast *ast, struct buffer *out)
{
    struct printer printer = {.out = out};
    size_t before = out->length;
    for (const struct decl *decl = ast->decls.first; decl != NULL; decl = decl->next)
        print_decl(&printer, decl);
    if (out->length > before)
        buffer_append_char(out, '\n');
}
