#include "runtime/base/rng.h"

#include <math.h>
#include <sys/random.h>
#include <time.h>

#define GOLDEN_GAMMA UINT64_C(0x9e3779b97f4a7c15) /* the step of splitmix64 */

/* The finisher of splitmix64: every input bit moves about half of the output bits. */
static uint64_t bits_mix(uint64_t x)
{
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static uint64_t bits_rotate(uint64_t x, int by)
{
    return (x << by) | (x >> (64 - by));
}

/* The clock takes the place of a kernel without random numbers. */
uint64_t rng_system(void)
{
    struct timespec now;
    uint64_t number;

    if (getrandom(&number, sizeof number, 0) == sizeof number)
        return number;
    clock_gettime(CLOCK_REALTIME, &now);
    return bits_mix((uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec);
}

void rng_seed(struct rng *rng, uint64_t seed, uint64_t stream, enum rng_purpose purpose)
{
    uint64_t start = bits_mix(seed + GOLDEN_GAMMA);

    start = bits_mix((start ^ stream) + GOLDEN_GAMMA);
    start = bits_mix((start ^ (uint64_t)purpose) + GOLDEN_GAMMA);
    for (int i = 0; i < 4; i++)
        rng->state[i] = bits_mix(start += GOLDEN_GAMMA);
}

uint64_t rng_next(struct rng *rng)
{
    uint64_t *s = rng->state;
    uint64_t result = bits_rotate(s[0] + s[3], 23) + s[0];
    uint64_t shifted = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = bits_rotate(s[3], 45);
    return result;
}

/* Lemire, "Fast Random Integer Generation in an Interval" (2019): multiplies instead of dividing, and
 * redraws the few products that would make some results more probable. */
uint64_t rng_below(struct rng *rng, uint64_t bound)
{
    unsigned __int128 product = (unsigned __int128)rng_next(rng) * bound;

    if ((uint64_t)product < bound) {
        uint64_t unfair = -bound % bound;

        while ((uint64_t)product < unfair)
            product = (unsigned __int128)rng_next(rng) * bound;
    }
    return (uint64_t)(product >> 64);
}

int64_t rng_between(struct rng *rng, int64_t low, int64_t high)
{
    uint64_t span = (uint64_t)high - (uint64_t)low + 1;

    /* If the range has all 2^64 integers, its size wraps to 0. */
    return (int64_t)((uint64_t)low + (span ? rng_below(rng, span) : rng_next(rng)));
}

double rng_unit(struct rng *rng)
{
    return (double)(rng_next(rng) >> 11) * 0x1p-53;
}

double rng_exponential(struct rng *rng)
{
    return -log1p(-rng_unit(rng));
}

/* Box-Muller. The second number of the pair is dropped, so that a draw doesn't depend on earlier draws. */
double rng_normal(struct rng *rng)
{
    double radius = sqrt(-2 * log1p(-rng_unit(rng)));

    return radius * cos(2 * M_PI * rng_unit(rng));
}
