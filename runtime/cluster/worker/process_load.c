#include "runtime/cluster/worker/process_load.h"

#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

static nanos process_cpu(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * NANOS_PER_S +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * NANOS_PER_US;
}

double process_load_cpu(struct process_load *load, instant now)
{
    struct process_load last = *load;
    nanos span;

    *load = (struct process_load){.when = now, .cpu = process_cpu()};
    span = instant_since(now, last.when);
    return last.when.ns == 0 || span <= 0 ? 0 : 100.0 * (double)(load->cpu - last.cpu) / (double)span;
}

uint64_t process_load_memory(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    unsigned long long size, resident = 0;

    if (!file)
        return 0;
    if (fscanf(file, "%llu %llu", &size, &resident) != 2)
        resident = 0;
    fclose(file);
    return resident * (uint64_t)sysconf(_SC_PAGESIZE);
}
