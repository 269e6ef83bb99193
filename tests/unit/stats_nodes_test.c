/* A master that merges the deltas of many nodes has, each second and at the end, the results of one process
 * that has seen all samples itself. */
#include "runtime/report/json/json_report.h"
#include "runtime/stats/stats_codec.h"

#include "runtime/base/rng.h"
#include "tests/support/stats_samples.h"
#include "tests/support/test.h"

enum { NODES = 7, SECONDS = 25, SAMPLES = 400, DYNAMIC = 4, LINES = 6 };

static const char *const dynamic_names[DYNAMIC] = {"/v", "/w", "/x", "/y"};

static const struct scenario_line lines[LINES] = {
    {.kind = LINE_REQUEST, .line = 1, .column = 1, .text = "GET /a", .row = 0},
    {.kind = LINE_EXPECT, .line = 2, .column = 1, .text = "expect a", .row = LINE_NO_ROW},
    {.kind = LINE_CAPTURE, .line = 3, .column = 1, .text = "capture b", .row = LINE_NO_ROW},
    {.kind = LINE_KIND, .line = 4, .column = 1, .text = "U", .row = LINE_NO_ROW},
    {.kind = LINE_TASK, .line = 5, .column = 1, .text = "t", .row = LINE_NO_ROW, .parent = 4},
    {.kind = LINE_TASK, .line = 6, .column = 1, .text = "u", .row = LINE_NO_ROW, .parent = 4},
};

static const struct scenario_outline outline = {.lines = lines, .line_count = LINES};

/* The start of the run, on the clocks of one process and of each node. */
static const struct stats_moment start = {{5 * NANOS_PER_S}, 1000 * NANOS_PER_S};

struct node {
    struct stats *stats;
    struct stats_moment start;
};

struct cluster {
    struct node nodes[NODES];
    struct totals *merged; /* of the master */
    struct node alone;     /* the one process */
    struct totals *whole;
    struct rng rng;
};

static void cluster_begin(struct cluster *cluster)
{
    *cluster = (struct cluster){
        .merged = totals_new(names, NAMES, start.monotonic, start.wall),
        .whole = totals_new(names, NAMES, start.monotonic, start.wall),
        .alone = {stats_new(names, NAMES), start},
    };
    rng_seed(&cluster->rng, 11, 1, RNG_CODE);
    for (int i = 0; i < NODES; i++)
        cluster->nodes[i] = (struct node){
            .stats = stats_new(names, NAMES),
            .start = {{(i * 977 + 3) * NANOS_PER_S}, (1000 + i * 3600) * NANOS_PER_S},
        };
}

static void cluster_end(struct cluster *cluster)
{
    for (int i = 0; i < NODES; i++)
        stats_free(cluster->nodes[i].stats);
    stats_free(cluster->alone.stats);
    totals_free(cluster->merged);
    totals_free(cluster->whole);
}

/* ---- samples ---- */

/* What happens once, `at` after the start of the run. */
struct happening {
    nanos at;
    uint32_t row; /* from NAMES on: an interpolated name */
    struct sample sample;
    uint32_t line;
};

static struct happening arbitrary(struct rng *rng, nanos at, uint32_t row)
{
    return (struct happening){
        .at = at,
        .row = row,
        .line = (uint32_t)rng_between(rng, 1, LINES),
        .sample =
            {
                .failed = rng_below(rng, 8) == 0,
                .is_intended = rng_below(rng, 2),
                .connect = rng_between(rng, 0, 1) * rng_between(rng, 1, 1000000),
                .tls = rng_between(rng, 0, 1) * rng_between(rng, 1, 1000000),
                .first_byte = rng_between(rng, 0, 1000000),
                .status = (int)rng_between(rng, 0, 599),
                .connections_opened = (uint32_t)rng_below(rng, 2),
                .connections_reused = (uint32_t)rng_below(rng, 2),
                .bytes_received = rng_below(rng, 10000),
                .bytes_sent = rng_below(rng, 100),
            },
    };
}

static void fail(struct node *node, uint32_t row, const struct happening *happening)
{
    char error[32];

    snprintf(error, sizeof error, "error %d", (int)(happening->at % 5));
    stats_failure(node->stats, row,
                  (struct failure_event){.error = error,
                                         .error_length = strlen(error),
                                         .actual = error,
                                         .actual_length = (size_t)(happening->at % 7),
                                         .line = happening->line,
                                         .when = node->start.wall + happening->at});
}

static void record(struct node *node, const struct happening *happening, nanos time)
{
    uint32_t row = happening->row;
    struct sample sample = happening->sample;
    instant end = instant_add(node->start.monotonic, happening->at);
    struct line_count *counts = stats_lines(node->stats, LINES + 1);

    if (row >= NAMES)
        row = dynamic(node->stats, "GET", dynamic_names[row - NAMES]);
    sample.row = row;
    sample.end = end;
    sample.start = instant_add(end, -time);
    sample.intended = instant_add(end, -time - time / 2);
    stats_record(node->stats, &sample);
    counts[happening->line].passed += !sample.failed;
    counts[happening->line].failed += sample.failed;
    if (sample.failed)
        fail(node, row, happening);
    if (happening->at % 3 == 0)
        stats_error(node->stats, "a.swarm:1", "none has no member", "task t",
                    node->start.wall + happening->at);
    stats_arrivals(node->stats, 1, happening->at % 2 == 0);
    stats_users_not_started(node->stats, happening->at % 11 == 0);
}

/* The same for one of the nodes and for the one process. */
static void happen(struct cluster *cluster, struct node *node, nanos at, uint32_t row)
{
    struct happening happening = arbitrary(&cluster->rng, at, row);
    nanos time = (nanos)(rng_exponential(&cluster->rng) * 5e6);

    record(node, &happening, time);
    record(&cluster->alone, &happening, time);
}

/* ---- a second ---- */

static void node_send(struct node *node, struct totals *master)
{
    struct buffer bytes = {0};
    struct stats *delta;

    stats_encode(node->stats, node->stats->set, node->start, &bytes);
    stats_set_clear(node->stats->set);
    delta = stats_decode(bytes.data, bytes.length, names, NAMES, LINES + 1, start);
    CHECK(delta);
    if (delta)
        totals_merge(master, delta->set);
    stats_free(delta);
    buffer_free(&bytes);
}

/* Rows appear in the same order, so that they have the same ids. */
static void second_pass(struct cluster *cluster, nanos second)
{
    instant now = instant_add(start.monotonic, (second + 1) * NANOS_PER_S);

    for (int i = 0; i < SAMPLES; i++) {
        nanos at = second * NANOS_PER_S + i * 1000003;
        bool is_first = second == 0 && i < DYNAMIC;
        uint64_t row = is_first ? (uint64_t)(NAMES + i) : rng_below(&cluster->rng, NAMES + DYNAMIC);
        uint64_t node = is_first ? 0 : rng_below(&cluster->rng, NODES);

        happen(cluster, &cluster->nodes[node], at, (uint32_t)row);
    }
    for (int i = 0; i < NODES; i++)
        node_send(&cluster->nodes[i], cluster->merged);
    totals_merge(cluster->whole, cluster->alone.stats->set);
    stats_set_clear(cluster->alone.stats->set);
    totals_tick(cluster->merged, now, 100);
    totals_tick(cluster->whole, now, 100);
}

static void results_write(const struct totals *totals, nanos elapsed, struct buffer *out)
{
    struct snapshot *snapshot = snapshot_new(&(struct snapshot_input){
        .totals = totals,
        .now = instant_add(start.monotonic, elapsed),
        .wall = start.wall + elapsed,
        .is_final = true,
        .outline = &outline,
    });

    json_write(snapshot, out);
    snapshot_free(snapshot);
}

static void results_equal(const struct cluster *cluster, nanos elapsed)
{
    struct buffer merged = {0}, whole = {0};

    results_write(cluster->merged, elapsed, &merged);
    results_write(cluster->whole, elapsed, &whole);
    CHECK(whole.length > 10000);
    CHECK_TEXT(buffer_text(&merged), buffer_text(&whole));
    buffer_free(&merged);
    buffer_free(&whole);
}

TEST(nodes_together_equal_one_process)
{
    struct cluster cluster;

    cluster_begin(&cluster);
    for (nanos second = 0; second < SECONDS; second++) {
        second_pass(&cluster, second);
        results_equal(&cluster, (second + 1) * NANOS_PER_S);
    }
    cluster_end(&cluster);
}

TEST_MAIN(RUN(nodes_together_equal_one_process))
