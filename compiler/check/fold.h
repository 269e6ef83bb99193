/* Evaluates constant expressions, whose values are known before the run.
 *
 * It calls the functions of the VM, so a constant has the same value as at run time. */
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
    FOLD_FAILED,  /* it is always a runtime error: folder->why, folder->where */
};

/* An argument of `use`, by position: whether it is known to the code of that use. */
struct known_argument {
    bool is_known;
    value value; /* borrowed */
};

struct constant_folding {
    struct source_set *sources; /* for directories of relative paths; gets files that are read */
    struct diag_list *diags;
    bool for_run; /* a missing environment variable is an error; otherwise a note, and its value is unknown */
    const struct known_argument *arguments; /* arguments of the current set; NULL: none is known */
    bool is_missing; /* an environment variable is missing, which may be why a value is unknown */
    const char *why;
    span where;
};

enum fold_result fold_expr(struct constant_folding *folder, const struct expr *expr, value *result);

/* Converts a set of type_bit to the operand of IS: bits 1 << value_type. */
unsigned fold_type_mask(unsigned types);

/* The directory of a file as an allocated text ("." for a bare name, standard input, and the standard
 * library). */
char *fold_directory(const struct source_set *sources, uint32_t file);

#endif
