/* How often kinds, sets and tasks should be picked, according to the weights of a scenario. */
#ifndef SWARM_ENGINE_RATIO_H
#define SWARM_ENGINE_RATIO_H

#include "runtime/model/task_share.h"
#include "runtime/reactor/run_plan.h"

#include <stdint.h>

/* The share of each kind, 0 to 1, for that many users (0: unknown). Kinds with `fixed` come first.
 * `shares` has an item for each kind; kinds that take no part get 0. */
void ratio_of_kinds(const struct run_plan *plan, uint64_t users, double *shares);

/* Appends the tree of kinds, sets and tasks with their shares. Names are borrowed from the program. */
void ratio_shares(const struct run_plan *plan, uint64_t users, struct task_shares *shares);

/* A member's share of the choices of its set, 0 to 1: by weight; in a sequence, by how often a pass runs
 * it. */
double ratio_of_member(const struct task_selector *selector, const struct member *member);

#endif
