/* What fold.c and fold_operator.c share. */
#ifndef SWARM_COMPILER_CHECK_FOLD_INTERNAL_H
#define SWARM_COMPILER_CHECK_FOLD_INTERNAL_H

#include "compiler/check/fold.h"

/* FOLD_VALUE if `why` is NULL, otherwise FOLD_FAILED with that reason, at the expression. */
enum fold_result fold_outcome(struct constant_folding *folder, const struct expr *expr, const char *why);

enum fold_result fold_binary(struct constant_folding *folder, const struct expr *expr, value *result);
enum fold_result fold_unary(struct constant_folding *folder, const struct expr *expr, value *result);
enum fold_result fold_is(struct constant_folding *folder, const struct expr *expr, value *result);
enum fold_result fold_range(struct constant_folding *folder, const struct expr *expr, value *result);
enum fold_result fold_rate(struct constant_folding *folder, const struct expr *expr, value *result);
enum fold_result fold_conditional(struct constant_folding *folder, const struct expr *expr, value *result);

#endif
