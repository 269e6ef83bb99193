/* Reads any bytes as statistics of another node. What is read must go out and come back the same, byte for
 * byte. */
#include "runtime/base/count_of.h"
#include "runtime/stats/stats_codec.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct row_name names[] = {{"GET", "/a"}, {"POST", "/a"}, {"TXN", "buy"}};

enum { NAMES = COUNT_OF(names), LINES = 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct stats_moment start = {{NANOS_PER_S}, 1000 * NANOS_PER_S};
    struct stats *first = stats_decode((const char *)data, size, names, NAMES, LINES, start), *second;
    struct buffer once = {0}, twice = {0};

    if (!first)
        return 0;
    stats_encode(first, first->set, start, &once);
    second = stats_decode(once.data, once.length, names, NAMES, LINES, start);
    if (!second)
        abort(); /* what was read can't be read again */
    stats_encode(second, second->set, start, &twice);
    if (once.length != twice.length || memcmp(once.data, twice.data, once.length) != 0)
        abort();
    stats_free(first);
    stats_free(second);
    buffer_free(&once);
    buffer_free(&twice);
    return 0;
}
