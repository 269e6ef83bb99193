/* For ast_print.c and stmt_print.c: lines that are indented by depth and written piece by piece. */
#ifndef SWARM_COMPILER_TREE_PRINTER_H
#define SWARM_COMPILER_TREE_PRINTER_H

#include "compiler/tree/ast_print.h"

struct printer {
    struct buffer *out;
    unsigned depth;
};

/* Starts a line. */
void printer_line(struct printer *printer, const char *word);

/* Append to the line, each piece after a space. A text or expression that is NULL is skipped. */
void printer_also(struct printer *printer, const char *text);
void printer_also_expr(struct printer *printer, const char *word, const struct expr *expr);
void printer_also_exprs(struct printer *printer, const struct expr_list *list);

/* A line `word name = value`. */
void printer_named(struct printer *printer, const char *word, const char *name, const struct expr *value);

void printer_wait(struct printer *printer, const struct wait *wait);

/* The statements of a block, one level deeper. */
void printer_block(struct printer *printer, const struct block *block);

#endif
