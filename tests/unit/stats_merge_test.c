/* What several reactors gather adds up to exactly what one would have, whatever names they met in which
 * order, and while they go on sampling. */
#include "runtime/base/rng.h"
#include "tests/support/histogram_equal.h"
#include "tests/support/stats_samples.h"
#include "tests/support/test.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

enum { SETS = 20, THREADS = 4, DYNAMIC = 5, THREAD_SAMPLES = 100000 };

static const char *const dynamic_names[DYNAMIC] = {"/v", "/w", "/x", "/y", "/z"};

/* ---- samples of all kinds ---- */

/* All but its row. */
static struct sample arbitrary(struct rng *rng)
{
    nanos start = rng_between(rng, NANOS_PER_S, 100 * NANOS_PER_S);
    return (struct sample){
        .failed = rng_below(rng, 10) == 0,
        .is_intended = rng_below(rng, 2),
        .intended = at(start - rng_between(rng, 0, NANOS_PER_S)),
        .start = at(start),
        .end = at(start + (nanos)(rng_exponential(rng) * 5e6)),
        .connect = rng_between(rng, 0, 1) * rng_between(rng, 1, 1000000),
        .tls = rng_between(rng, 0, 1) * rng_between(rng, 1, 1000000),
        .first_byte = rng_between(rng, 0, 1000000),
        .status = (int)rng_between(rng, 0, 599),
        .connections_opened = (uint32_t)rng_below(rng, 2),
        .connections_reused = (uint32_t)rng_below(rng, 2),
        .bytes_received = rng_below(rng, 10000),
        .bytes_sent = rng_below(rng, 100),
    };
}

/* Numbered rows: the static ones, then those with interpolated names, whose ids depend on who asks. */
static uint32_t row_number(struct stats *stats, uint32_t number)
{
    return number < NAMES ? number : dynamic(stats, "GET", dynamic_names[number - NAMES]);
}

/* What goes wrong at `when`, the same for everybody: a reason for a failure, now and then an error. */
static void trouble(struct stats *stats, uint32_t row, int64_t when)
{
    char text[32];
    snprintf(text, sizeof text, "error %d", (int)(when % 7));
    stats_failure(stats, row,
                  (struct failure_event){.error = text,
                                         .error_length = strlen(text),
                                         .actual = text,
                                         .actual_length = (size_t)(when % 5),
                                         .when = when});
    if (when % 3 == 0)
        stats_error(stats, when % 2 ? "a.swarm:1" : "a.swarm:2", text, "task t", when);
}

static void record(struct stats *stats, struct sample sample, uint32_t number, int64_t when)
{
    sample.row = row_number(stats, number);
    stats_record(stats, &sample);
    if (sample.failed)
        trouble(stats, sample.row, when);
    stats_late_wait(stats, when);
    stats_late_arrival(stats, 2 * when);
    stats_shortage(stats, when % 2 ? STATS_NO_PORT : STATS_NO_DESCRIPTOR);
}

/* ---- equality ---- */

static void statuses_equal(const struct stats_row *a, const struct stats_row *b)
{
    for (int i = 0; i < STATUS_HUNDREDS; i++) {
        CHECK_INT(a->statuses[i] != NULL, b->statuses[i] != NULL);
        if (a->statuses[i] && b->statuses[i])
            CHECK(!memcmp(a->statuses[i], b->statuses[i], STATUS_HUNDRED * sizeof(uint64_t)));
    }
}

static void rows_equal(const struct stats_row *a, const struct stats_row *b)
{
    histograms_equal(&a->successes, &b->successes);
    histograms_equal(a->failures, b->failures);
    histograms_equal(a->scheduled, b->scheduled);
    histograms_equal(a->first_byte, b->first_byte);
    histograms_equal(a->connect, b->connect);
    histograms_equal(a->tls, b->tls);
    statuses_equal(a, b);
    CHECK_INT(a->connections_opened, b->connections_opened);
    CHECK_INT(a->connections_reused, b->connections_reused);
    CHECK_INT(a->bytes_received, b->bytes_received);
    CHECK_INT(a->bytes_sent, b->bytes_sent);
}

static const struct tally_group *group_same(const struct tally *tally, const struct tally_group *group)
{
    for (size_t i = 0; i < tally->groups.count; i++) {
        bool same = true;
        for (int t = 0; t < TALLY_TEXTS; t++)
            same = same && strcmp(tally->groups.items[i].texts[t], group->texts[t]) == 0;
        if (same)
            return &tally->groups.items[i];
    }
    return NULL;
}

/* The same groups, though they may have appeared in another order. */
static void tallies_equal(const struct tally *a, const struct tally *b)
{
    CHECK(a->groups.count > 0);
    CHECK_INT(a->groups.count, b->groups.count);
    for (size_t i = 0; i < a->groups.count; i++) {
        const struct tally_group *group = &a->groups.items[i], *other = group_same(b, group);
        CHECK(other != NULL);
        if (!other)
            continue;
        CHECK_INT(group->occurrences, other->occurrences);
        CHECK_INT(group->first_seen, other->first_seen);
        CHECK_INT(group->last_seen, other->last_seen);
        CHECK_TEXT(group->detail, other->detail);
    }
}

static void stats_equal(struct stats *a, struct stats *b)
{
    CHECK_INT(stats_row_count(a), NAMES + DYNAMIC);
    CHECK_INT(stats_row_count(b), NAMES + DYNAMIC);
    for (uint32_t i = 0; i < NAMES + DYNAMIC; i++)
        rows_equal(row_of(a, row_number(a, i)), row_of(b, row_number(b, i)));
    tallies_equal(&a->set->failures.tally, &b->set->failures.tally);
    tallies_equal(&a->set->errors.tally, &b->set->errors.tally);
    CHECK_INT(a->set->last_end.ns, b->set->last_end.ns);
    CHECK_INT(a->set->users_not_started, b->set->users_not_started);
    histograms_equal(&a->set->late_waits, &b->set->late_waits);
    histograms_equal(&a->set->late_arrivals, &b->set->late_arrivals);
    for (int i = 0; i < STATS_SHORTAGES; i++)
        CHECK_INT(a->set->shortages[i], b->set->shortages[i]);
}

/* ---- one after the other ---- */

/* Each hands over several times, with sets that are used again. */
TEST(twenty_reactors_equal_one)
{
    struct stats *one = stats_new(names, NAMES), *total = stats_new(names, NAMES), *many[SETS];
    struct stats_set *spare[SETS] = {NULL};
    struct rng rng;
    rng_seed(&rng, 7, 1, RNG_CODE);
    for (int i = 0; i < SETS; i++)
        many[i] = stats_new(names, NAMES);
    for (int second = 0; second < 5; second++) {
        for (int i = 0; i < 10000; i++) {
            struct stats *which = many[rng_below(&rng, SETS)];
            uint32_t number = (uint32_t)rng_below(&rng, NAMES + DYNAMIC);
            struct sample sample = arbitrary(&rng);
            /* First and last seen must not depend on the order of the hand-overs. */
            int64_t when = (second * 10000 + i) * 7919 % 50021;
            record(which, sample, number, when);
            record(one, sample, number, when);
            stats_users_not_started(which, i % 3 - 1);
            stats_users_not_started(one, i % 3 - 1);
        }
        for (int i = 0; i < SETS; i++) {
            struct stats_set *full = stats_take(many[i], spare[i]);
            stats_merge(total, full);
            stats_set_clear(full);
            spare[i] = full;
        }
    }
    stats_equal(one, total);
    for (int i = 0; i < SETS; i++) {
        stats_set_free(spare[i]);
        stats_free(many[i]);
    }
    stats_free(one);
    stats_free(total);
}

/* Two reactors with different names: the run as a whole keeps a thousand too, and loses no request. */
TEST(names_of_the_run_are_bounded)
{
    log_sink_set(count_warnings, NULL);
    struct stats *one = stats_new(names, NAMES), *other = stats_new(names, NAMES);
    struct stats *total = stats_new(names, NAMES);
    record_names(one, 0, 700);
    record_names(other, 600, 700);
    stats_merge(total, one->set);
    stats_merge(total, other->set);
    CHECK_INT(stats_row_count(total), NAMES + STATS_NAMES + 1);
    CHECK_INT(stats_row_requests(row_of(total, NAMES + 650)), 2);
    CHECK_INT(stats_row_requests(row_of(total, NAMES + STATS_NAMES)), 300);
    log_sink_set(NULL, NULL);
    stats_free(one);
    stats_free(other);
    stats_free(total);
}

/* ---- at the same time ---- */

/* A thread that samples, as a reactor: when it is asked for its set it hands it over and goes on with
 * another. */
struct sampler {
    int index;
    struct stats *stats;
    struct stats_set *spare; /* for the next hand-over; given before `asked` is set */
    atomic_bool asked;
    _Atomic(struct stats_set *) handed; /* NULL: not yet */
    atomic_bool is_done;                /* what it hands over is the last */
    pthread_t thread;
};

static void sampler_hand_over(struct sampler *sampler)
{
    atomic_store(&sampler->asked, false);
    atomic_store(&sampler->handed, stats_take(sampler->stats, sampler->spare));
}

static void samples_record(struct stats *stats, struct rng *rng, int index, int i)
{
    struct sample sample = arbitrary(rng);
    record(stats, sample, (uint32_t)(index + i) % (NAMES + DYNAMIC), i * THREADS + index);
}

static void *sampler_run(void *context)
{
    struct sampler *sampler = context;
    struct rng rng;
    rng_seed(&rng, 3, (uint64_t)sampler->index, RNG_CODE);
    for (int i = 0; i < THREAD_SAMPLES; i++) {
        samples_record(sampler->stats, &rng, sampler->index, i);
        if (atomic_load(&sampler->asked))
            sampler_hand_over(sampler);
    }
    while (!atomic_load(&sampler->asked))
        sched_yield();
    atomic_store(&sampler->is_done, true);
    sampler_hand_over(sampler);
    return NULL;
}

/* Takes what is there; true when it was the last, which nobody says before it is asked for. */
static bool sampler_collect(struct sampler *sampler, struct stats *total)
{
    struct stats_set *set = atomic_exchange(&sampler->handed, NULL);
    if (!set)
        return false;
    bool is_last = atomic_load(&sampler->is_done);
    stats_merge(total, set);
    stats_set_clear(set);
    sampler->spare = set;
    atomic_store(&sampler->asked, !is_last);
    return is_last;
}

TEST(hand_over_while_sampling)
{
    struct stats *total = stats_new(names, NAMES), *one = stats_new(names, NAMES);
    struct sampler samplers[THREADS] = {0};
    int open = THREADS;
    for (int i = 0; i < THREADS; i++) {
        samplers[i].index = i;
        samplers[i].stats = stats_new(names, NAMES);
        samplers[i].asked = true;
        CHECK_INT(pthread_create(&samplers[i].thread, NULL, sampler_run, &samplers[i]), 0);
    }
    while (open > 0)
        for (int i = 0; i < THREADS; i++)
            open -= sampler_collect(&samplers[i], total);
    for (int i = 0; i < THREADS; i++) {
        struct rng rng;
        pthread_join(samplers[i].thread, NULL);
        rng_seed(&rng, 3, (uint64_t)i, RNG_CODE);
        for (int k = 0; k < THREAD_SAMPLES; k++)
            samples_record(one, &rng, i, k);
        stats_set_free(samplers[i].spare);
        stats_free(samplers[i].stats);
    }
    stats_equal(one, total);
    stats_free(one);
    stats_free(total);
}

TEST_MAIN(RUN(twenty_reactors_equal_one); RUN(names_of_the_run_are_bounded); RUN(hand_over_while_sampling))
