/* What the container (the control groups) around this process lets it have of the CPU: cgroup v2 (cpu.max,
 * cpu.stat) and v1 (cpu.cfs_quota_us, cpu.cfs_period_us, cpu.stat). A quota doesn't slow a process down
 * evenly: when it is used up the process stands still until the next period, which a load generator would
 * measure as the server's. Owned by one thread. */
#ifndef SWARM_HEALTH_CONTAINER_H
#define SWARM_HEALTH_CONTAINER_H

#include "runtime/base/clock.h"

struct container;

/* Finds the groups of this process. `root` is put before /proc and /sys: "" for the real ones. Never NULL. */
struct container *container_new(const char *root);
void container_free(struct container *container);

/* The cores that this process may use: those of its affinity, or what the tightest quota is worth if that is
 * less, 1.5 for instance. */
double container_cores(const struct container *container);

/* For how long the process has been held back so far, by whichever of the groups held it back most; 0 where
 * nothing says. Only differences mean something: the first answer has all that the groups ever saw. Each
 * core's time counts, so with several it grows faster than the clock. */
nanos container_throttled(struct container *container);

#endif
