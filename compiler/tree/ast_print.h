/* The tree as text, for `swarmc ast` and the golden tests: a line per declaration, member, clause and
 * statement, indented by depth; expressions in prefix form: `(+ a 1)`. */
#ifndef SWARM_COMPILER_TREE_AST_PRINT_H
#define SWARM_COMPILER_TREE_AST_PRINT_H

#include "compiler/tree/ast.h"
#include "runtime/base/buffer.h"

void ast_print(const struct ast *ast, struct buffer *out);

/* One expression on one line; a request is printed as its method and URL. */
void expr_print(const struct expr *expr, struct buffer *out);

#endif
