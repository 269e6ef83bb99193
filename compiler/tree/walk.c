#include "compiler/tree/walk.h"

#include <stddef.h>

static void walk_exprs(const struct walker *walker, const struct expr_list *list)
{
    for (struct expr *expr = list->first; expr; expr = expr->next)
        walk_expr(walker, expr);
}

static void walk_wait(const struct walker *walker, const struct wait *wait)
{
    walk_expr(walker, wait->first);
    walk_expr(walker, wait->second);
}

static void walk_request(const struct walker *walker, const struct request *request)
{
    walk_expr(walker, request->method);
    walk_expr(walker, request->url);
    walk_expr(walker, request->name);
    for (const struct clause *clause = request->clauses.first; clause; clause = clause->next)
        if (clause->kind == CLAUSE_AUTH)
            walk_exprs(walker, &clause->auth.arguments);
        else
            walk_expr(walker, clause->value);
    if (!walker->stays_out_of_requests)
        walk_block(walker, request->block);
}

static void walk_parts(const struct walker *walker, const struct expr *string)
{
    for (const struct string_part *part = string->string.parts.first; part; part = part->next)
        walk_expr(walker, part->expr);
}

static void walk_pairs(const struct walker *walker, const struct expr *map)
{
    for (const struct map_pair *pair = map->map.entries.first; pair; pair = pair->next) {
        walk_expr(walker, pair->key);
        walk_expr(walker, pair->value);
    }
}

static void walk_operands(const struct walker *walker, const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_MEMBER: walk_expr(walker, expr->member.object); break;
    case EXPR_INDEX:
        walk_expr(walker, expr->index.object);
        walk_expr(walker, expr->index.index);
        break;
    case EXPR_UNARY: walk_expr(walker, expr->unary.operand); break;
    case EXPR_BINARY:
        walk_expr(walker, expr->binary.left);
        walk_expr(walker, expr->binary.right);
        break;
    case EXPR_IS: walk_expr(walker, expr->is.value); break;
    case EXPR_RANGE:
        walk_expr(walker, expr->range.first);
        walk_expr(walker, expr->range.last);
        break;
    case EXPR_CONDITIONAL:
        walk_expr(walker, expr->conditional.condition);
        walk_expr(walker, expr->conditional.then);
        walk_expr(walker, expr->conditional.otherwise);
        break;
    default: break;
    }
}

void walk_expr(const struct walker *walker, struct expr *expr)
{
    if (!expr)
        return;
    if (walker->expr)
        walker->expr(walker->context, expr);
    switch (expr->kind) {
    case EXPR_RATE: walk_expr(walker, expr->rate.count); break;
    case EXPR_STRING: walk_parts(walker, expr); break;
    case EXPR_LIST: walk_exprs(walker, &expr->list.items); break;
    case EXPR_MAP: walk_pairs(walker, expr); break;
    case EXPR_CALL:
        walk_expr(walker, expr->call.object);
        walk_exprs(walker, &expr->call.arguments);
        break;
    case EXPR_REQUEST: walk_request(walker, expr->request); break;
    default: walk_operands(walker, expr);
    }
}

static void walk_branch(const struct walker *walker, const struct stmt *stmt)
{
    for (const struct if_arm *arm = stmt->branch.arms.first; arm; arm = arm->next) {
        walk_expr(walker, arm->condition);
        walk_block(walker, arm->block);
    }
    walk_block(walker, stmt->branch.otherwise);
}

static void walk_connect(const struct walker *walker, const struct connect *connect)
{
    walk_expr(walker, connect->address);
    walk_expr(walker, connect->port);
    walk_expr(walker, connect->timeout);
    walk_expr(walker, connect->name);
}

static void walk_receive(const struct walker *walker, const struct receive *receive)
{
    walk_expr(walker, receive->operand);
    walk_expr(walker, receive->timeout);
    walk_expr(walker, receive->max);
    walk_expr(walker, receive->name);
    if (!walker->stays_out_of_requests)
        walk_block(walker, receive->block);
}

static void walk_pair_of(const struct walker *walker, struct expr *first, struct expr *second)
{
    walk_expr(walker, first);
    walk_expr(walker, second);
}

static void walk_stmt(const struct walker *walker, struct stmt *stmt)
{
    if (walker->stmt)
        walker->stmt(walker->context, stmt);
    switch (stmt->kind) {
    case STMT_LET: walk_expr(walker, stmt->let.value); break;
    case STMT_ASSIGN: walk_pair_of(walker, stmt->assign.target, stmt->assign.value); break;
    case STMT_IF: walk_branch(walker, stmt); break;
    case STMT_FOR:
        walk_expr(walker, stmt->loop.iterable);
        walk_block(walker, stmt->loop.body);
        break;
    case STMT_WHILE:
        walk_expr(walker, stmt->while_loop.condition);
        walk_block(walker, stmt->while_loop.body);
        break;
    case STMT_REPEAT:
        walk_expr(walker, stmt->repeat.times);
        walk_block(walker, stmt->repeat.body);
        break;
    case STMT_RETURN:
    case STMT_LOG:
    case STMT_FAIL:
    case STMT_EXPR: walk_expr(walker, stmt->value); break;
    case STMT_WAIT: walk_wait(walker, &stmt->wait); break;
    case STMT_TRANSACTION:
        walk_expr(walker, stmt->transaction.name);
        walk_block(walker, stmt->transaction.body);
        break;
    case STMT_PUBLISH: walk_pair_of(walker, stmt->publish.type, stmt->publish.value); break;
    case STMT_FORGET: walk_expr(walker, stmt->forget.cookie); break;
    case STMT_EXPECT:
    case STMT_REQUIRE: walk_pair_of(walker, stmt->expect.condition, stmt->expect.otherwise); break;
    case STMT_CAPTURE: walk_pair_of(walker, stmt->capture.target, stmt->capture.value); break;
    case STMT_CHECK: walk_exprs(walker, &stmt->check.arguments); break;
    case STMT_CONNECT: walk_connect(walker, &stmt->connect); break;
    case STMT_SEND: walk_pair_of(walker, stmt->send.value, stmt->send.name); break;
    case STMT_RECEIVE: walk_receive(walker, &stmt->receive); break;
    case STMT_BREAK:
    case STMT_CONTINUE:
    case STMT_INTERRUPT:
    case STMT_STOP:
    case STMT_DISCONNECT: break;
    }
}

void walk_block(const struct walker *walker, const struct block *block)
{
    if (!block)
        return;
    for (struct stmt *stmt = block->statements.first; stmt; stmt = stmt->next)
        walk_stmt(walker, stmt);
}

static void walk_set(const struct walker *walker, const struct task_set *set);

static void walk_member(const struct walker *walker, const struct set_member *member)
{
    switch (member->kind) {
    case SET_MEMBER_WAIT: walk_wait(walker, &member->wait); break;
    case SET_MEMBER_HEADERS: walk_expr(walker, member->headers); break;
    case SET_MEMBER_VAR: walk_expr(walker, member->var.value); break;
    case SET_MEMBER_SETUP:
    case SET_MEMBER_TEARDOWN:
    case SET_MEMBER_ON_START:
    case SET_MEMBER_ON_STOP: walk_block(walker, member->hook); break;
    case SET_MEMBER_TASK: walk_block(walker, member->task.body); break;
    case SET_MEMBER_SET: walk_set(walker, member->set); break;
    case SET_MEMBER_USE: walk_exprs(walker, &member->use.arguments); break;
    case SET_MEMBER_HOST: walk_expr(walker, member->host); break;
    case SET_MEMBER_CLIENT: break;
    }
}

static void walk_set(const struct walker *walker, const struct task_set *set)
{
    for (const struct set_member *member = set->members.first; member; member = member->next)
        walk_member(walker, member);
}

void walk_decl(const struct walker *walker, const struct decl *decl)
{
    switch (decl->kind) {
    case DECL_CONST:
    case DECL_SHARED: walk_expr(walker, decl->constant.value); break;
    case DECL_POOL: walk_expr(walker, decl->pool.max); break;
    case DECL_SETUP:
    case DECL_TEARDOWN: walk_block(walker, decl->hook); break;
    case DECL_ON_MESSAGE: walk_block(walker, decl->message.body); break;
    case DECL_FN:
    case DECL_CHECK: walk_block(walker, decl->function.body); break;
    case DECL_SET:
    case DECL_USER: walk_set(walker, decl->set); break;
    default: break;
    }
}
