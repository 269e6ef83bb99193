/* A walk over a part of the tree: every statement and expression in it, in the order written, each before
 * what it is made of. */
#ifndef SWARM_COMPILER_TREE_WALK_H
#define SWARM_COMPILER_TREE_WALK_H

#include "compiler/tree/ast.h"

#include <stdbool.h>

struct walker {
    void (*stmt)(void *context, struct stmt *stmt); /* or NULL */
    void (*expr)(void *context, struct expr *expr); /* or NULL */
    bool stays_out_of_requests;                     /* what stands in the block of a request isn't visited */
    void *context;
};

/* NULL is fine for a block and for an expression: nothing is in it. */
void walk_block(const struct walker *walker, const struct block *block);
void walk_expr(const struct walker *walker, struct expr *expr);
void walk_decl(const struct walker *walker, const struct decl *decl);

#endif
