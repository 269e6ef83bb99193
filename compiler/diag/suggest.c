#include "compiler/diag/suggest.h"

#include <string.h>

enum { SUGGEST_MAX_BYTES = 64 };

static unsigned smaller(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Optimal string alignment. It needs only three rows of the table, including for swaps of neighbors. */
unsigned suggest_distance(const char *a, const char *b, unsigned bound)
{
    size_t a_length = strlen(a);
    size_t b_length = strlen(b);
    size_t apart = a_length > b_length ? a_length - b_length : b_length - a_length;
    if (a_length > SUGGEST_MAX_BYTES || b_length > SUGGEST_MAX_BYTES || apart >= bound)
        return bound;
    unsigned rows[3][SUGGEST_MAX_BYTES + 1];
    for (size_t j = 0; j <= b_length; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= a_length; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i + 2) % 3];
        const unsigned *two_above = rows[(i + 1) % 3];
        row[0] = (unsigned)i;
        unsigned least = row[0];
        for (size_t j = 1; j <= b_length; j++) {
            char x = folded(a[i - 1]);
            char y = folded(b[j - 1]);
            row[j] = smaller(smaller(above[j], row[j - 1]) + 1, above[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == folded(b[j - 2]) && folded(a[i - 2]) == y)
                row[j] = smaller(row[j], two_above[j - 2] + 1);
            least = smaller(least, row[j]);
        }
        if (least >= bound)
            return bound;
    }
    return smaller(rows[a_length % 3][b_length], bound);
}

void suggest_start(struct suggest *search, const char *wanted)
{
    search->wanted = wanted;
    search->best = NULL;
    size_t length = strlen(wanted);
    search->distance = (unsigned)(length / 3 < 1 ? 1 : length / 3) + 1;
}

void suggest_offer(struct suggest *search, const char *candidate)
{
    unsigned distance = suggest_distance(search->wanted, candidate, search->distance);
    if (distance >= search->distance)
        return;
    search->distance = distance;
    search->best = candidate;
}

const char *suggest_nearest(const char *wanted, const char *const *candidates)
{
    struct suggest search;
    suggest_start(&search, wanted);
    for (; *candidates != NULL; candidates++)
        suggest_offer(&search, *candidates);
    return search.best;
}
