/* The CPU limits of the container (the control groups) of this process: cgroup v2 (cpu.max, cpu.stat) and v1
 * (cpu.cfs_quota_us, cpu.cfs_period_us, cpu.stat). A quota doesn't slow a process down evenly: when it is
 * used up, the process stops until the next period, and a load generator would measure this time as that of
 * the server. Belongs to one thread. */
#ifndef SWARM_HEALTH_CONTAINER_H
#define SWARM_HEALTH_CONTAINER_H

#include "runtime/base/clock.h"

struct container;

/* Finds the groups of this process. `root` is a prefix of /proc and /sys: "" for the real ones. Never NULL.
 */
struct container *container_new(const char *root);
void container_free(struct container *container);

/* The number of cores that this process may use: those of its CPU affinity, or the tightest quota if that is
 * less, for instance 1.5. */
double container_cores(const struct container *container);

/* How long the process has been throttled so far, by the group that throttled it most; 0 if unknown. Only
 * differences have a meaning: the first result covers the whole lifetime of the groups. Each core counts, so
 * with several cores it grows faster than the clock. */
nanos container_throttled(struct container *container);

#endif
