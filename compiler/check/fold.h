/* Constant expressions: the value of what is known before the run.
 *
 * Uses the very functions that the VM computes with, so that a constant has the value it would have at run
 * time. */
#ifndef SWARM_COMPILER_CHECK_FOLD_H
#define SWARM_COMPILER_CHECK_FOLD_H

#include "compiler/diag/diag.h"
#include "compiler/diag/source.h"
#include "compiler/tree/ast.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>

enum fold_result {
    FOLD_VALUE,   /* *result is owned by the caller */
    FOLD_UNKNOWN, /* not known before the run */
    FOLD_FAILED,  /* it will be an error whenever it is computed: folder->why, folder->where */
};

/* What an argument of `use` is, by its place: known to all the code of that use, or not. */
struct known_argument {
    bool is_known;
    value value; /* borrowed */
};

struct constant_folding {
    const struct source_set *sources; /* for the folders that relative paths start from */
    struct diag_list *diags;
    bool for_run; /* a missing environment variable is an error; else a note, and its value isn't known */
    const struct known_argument *arguments; /* of the set that is being emitted; NULL: none is known */
    bool is_missing; /* some environment variable wasn't there: what isn't known may be for that reason */
    const char *why;
    span where;
};

enum fold_result fold_expr(struct constant_folding *folder, const struct expr *expr, value *result);

/* A set of type_bit as the set of value_type that IS takes: bit 1 << value_type. */
unsigned fold_type_mask(unsigned types);

/* The folder of a file, as an allocated text ("." for a bare name, standard input, and the standard library).
 */
char *fold_directory(const struct source_set *sources, uint32_t file);

#endif
