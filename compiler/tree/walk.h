/* A walk over a part of the tree: visits every statement and expression in it, in the order written, each
 * before its parts. */
#ifndef SWARM_COMPILER_TREE_WALK_H
#define SWARM_COMPILER_TREE_WALK_H

#include "compiler/tree/ast.h"

#include <stdbool.h>

struct walker {
    void (*stmt)(void *context, struct stmt *stmt); /* or NULL */
    void (*expr)(void *context, struct expr *expr); /* or NULL */
    bool stays_out_of_requests;                     /* doesn't visit the blocks of requests */
    void *context;
};

/* A block or expression may be NULL. */
void walk_block(const struct walker *walker, const struct block *block);
void walk_expr(const struct walker *walker, struct expr *expr);
void walk_decl(const struct walker *walker, const struct decl *decl);

#endif
