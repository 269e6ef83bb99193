/* What fold.c and fold_operator.c share. */
#ifndef SWARM_COMPILER_FOLD_INTERNAL_H
#define SWARM_COMPILER_FOLD_INTERNAL_H

#include "compiler/fold.h"

/* FOLD_FAILED, for the reason given, at the expression. */
enum fold_result fold_fail(struct folder *folder, const struct expr *expr, const char *why);

/* FOLD_VALUE where there is no reason why not. */
enum fold_result fold_outcome(struct folder *folder, const struct expr *expr, const char *why);

enum fold_result fold_binary(struct folder *folder, const struct expr *expr, value *result);
enum fold_result fold_unary(struct folder *folder, const struct expr *expr, value *result);
enum fold_result fold_is(struct folder *folder, const struct expr *expr, value *result);
enum fold_result fold_range(struct folder *folder, const struct expr *expr, value *result);
enum fold_result fold_rate(struct folder *folder, const struct expr *expr, value *result);
enum fold_result fold_conditional(struct folder *folder, const struct expr *expr, value *result);

#endif
