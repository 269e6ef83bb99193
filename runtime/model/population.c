#include "runtime/model/population.h"

#include "runtime/base/alloc.h"

#include <string.h>

struct population population_new(size_t kind_count)
{
    return (struct population){.counts = mem_zalloc(kind_count + 1, sizeof(uint64_t)),
                               .kind_count = kind_count};
}

struct population population_copy(const struct population *population)
{
    struct population copy = population_new(population->kind_count);

    memcpy(copy.counts, population->counts, population->kind_count * sizeof *copy.counts);
    return copy;
}

void population_free(struct population *population)
{
    mem_free(population->counts);
    *population = (struct population){0};
}

uint64_t population_total(const struct population *population)
{
    uint64_t total = 0;

    for (size_t i = 0; i < population->kind_count; i++)
        total += population->counts[i];
    return total;
}
