#include "runtime/cluster/locust/locust_numbers.h"

#include "runtime/base/utf8.h"

#include <string.h>

#define WRAPPER "CatchResponseError("
#define MILLISECONDS_MOST 1e12 /* 30 years */

enum { METHOD_MOST = 255 };

/* ---- rows ---- */

static bool milliseconds_get(const msgpack_object *number, nanos *time)
{
    double milliseconds;

    if (!packed_number(number, &milliseconds) || milliseconds < 0 || milliseconds > MILLISECONDS_MOST)
        return false;
    *time = (nanos)(milliseconds * NANOS_PER_MS);
    return true;
}

/* The id of the row, by a fixed name of the scenario or a new one. */
static uint32_t row_find(struct stats *into, const msgpack_object *method, const msgpack_object *name)
{
    char type[METHOD_MOST + 1];

    memcpy(type, method->via.str.ptr, method->via.str.size);
    type[method->via.str.size] = '\0';
    for (uint32_t i = 0; i < into->static_count; i++) {
        if (packed_is(method, into->static_names[i].type) && packed_is(name, into->static_names[i].name))
            return i;
    }
    return stats_row_dynamic(into, type, name->via.str.ptr, name->via.str.size);
}

/* Failed requests are spread evenly: after `seen` requests of `all`, as many of `failures` as fit. */
struct spread {
    uint64_t all, failures, seen, failed;
};

static uint64_t spread_next(struct spread *spread, uint64_t count)
{
    uint64_t failed;

    spread->seen += count;
    failed = spread->seen >= spread->all
                 ? spread->failures
                 : (uint64_t)((unsigned __int128)spread->failures * spread->seen / spread->all);
    count = failed - spread->failed < count ? failed - spread->failed : count;
    spread->failed += count;
    return count;
}

static void times_record(struct stats_row *row, nanos time, uint64_t count, uint64_t failed)
{
    if (count > failed)
        histogram_record_times(&row->successes, time, count - failed);
    if (failed > 0)
        histogram_record_times(stats_row_histogram(&row->failures), time, failed);
}

/* Requests without a response time count with the time 0. */
static void times_read(const msgpack_object *times, struct spread *spread, struct stats_row *row)
{
    for (uint32_t i = 0; times && times->type == MSGPACK_OBJECT_MAP && i < times->via.map.size; i++) {
        uint64_t count, left = spread->all - spread->seen;
        nanos time;

        if (!milliseconds_get(&times->via.map.ptr[i].key, &time) ||
            !packed_count(&times->via.map.ptr[i].val, &count))
            continue;
        count = count < left ? count : left;
        times_record(row, time, count, spread_next(spread, count));
    }
    if (spread->seen < spread->all) {
        uint64_t rest = spread->all - spread->seen;

        times_record(row, 0, rest, spread_next(spread, rest));
    }
}

/* The exact sum and extremes in place of those of rounded times. They belong to successes and failures
 * together; the histogram with more samples takes the difference. */
static void times_correct(const msgpack_object *entry, struct stats_row *row)
{
    struct histogram *failures =
        row->failures && row->failures->count > row->successes.count ? row->failures : NULL;
    struct histogram *histogram = failures ? failures : &row->successes;
    unsigned __int128 others = row->successes.sum + (row->failures ? row->failures->sum : 0) - histogram->sum;
    nanos sum, least, most;

    if (histogram->count == 0)
        return;
    if (milliseconds_get(packed_get(entry, "total_response_time"), &sum) && (unsigned __int128)sum >= others)
        histogram->sum = (unsigned __int128)sum - others;
    if (milliseconds_get(packed_get(entry, "min_response_time"), &least))
        histogram->min = least;
    if (milliseconds_get(packed_get(entry, "max_response_time"), &most) && most >= histogram->min)
        histogram->max = most;
}

static bool entry_read(const msgpack_object *entry, struct stats *into)
{
    const msgpack_object *method = packed_get(entry, "method"), *name = packed_get(entry, "name");
    struct stats *one;
    struct spread spread = {0};
    struct stats_row *row;
    uint64_t bytes = 0;

    if (!packed_is_text(method, METHOD_MOST) || !packed_is_text(name, STATS_NAME) ||
        !packed_count(packed_get(entry, "num_requests"), &spread.all))
        return false;
    if (!packed_count(packed_get(entry, "num_failures"), &spread.failures) || spread.failures > spread.all)
        spread.failures = 0;
    one = stats_new(NULL, 0); /* corrected on its own before it is added */
    row = stats_row_open(one, stats_row_dynamic(one, "", "", 0));
    times_read(packed_get(entry, "response_times"), &spread, row);
    times_correct(entry, row);
    if (packed_count(packed_get(entry, "total_content_length"), &bytes))
        row->bytes_received = bytes;
    stats_row_merge(stats_row_open(into, row_find(into, method, name)), row);
    stats_free(one);
    return true;
}

/* ---- failures ---- */

/* Locust sends `CatchResponseError(text)` or the text of a Python exception. */
static struct slice error_text(const msgpack_object *error)
{
    struct slice text = {error->via.str.ptr, error->via.str.size};
    size_t wrapper = sizeof WRAPPER - 1;

    if (text.length <= wrapper || memcmp(text.bytes, WRAPPER, wrapper) != 0 ||
        text.bytes[text.length - 1] != ')')
        return text;
    return (struct slice){text.bytes + wrapper, text.length - wrapper - 1};
}

static bool failure_read(const msgpack_object *failure, struct stats *into)
{
    const msgpack_object *method = packed_get(failure, "method"), *name = packed_get(failure, "name"),
                         *error = packed_get(failure, "error");
    struct tally_event event = {0};
    struct slice text;

    if (!packed_is_text(method, METHOD_MOST) || !packed_is_text(name, STATS_NAME) ||
        !packed_is_text(error, TALLY_TEXT) ||
        !packed_count(packed_get(failure, "occurrences"), &event.occurrences))
        return false;
    text = error_text(error);
    event.texts[0] = (struct tally_text){method->via.str.ptr, method->via.str.size};
    event.texts[1] = (struct tally_text){name->via.str.ptr, name->via.str.size};
    event.texts[2] = (struct tally_text){text.bytes, text.length};
    event.first_seen = event.last_seen = clock_wall();
    tally_add(&into->set->failures.tally, &event);
    return true;
}

/* ---- the whole ---- */

unsigned locust_numbers_read(const msgpack_object *data, instant now, struct stats *into)
{
    const msgpack_object *rows = packed_get(data, "stats"), *failures = packed_get(data, "errors");
    unsigned wrong = 0;

    for (uint32_t i = 0; rows && rows->type == MSGPACK_OBJECT_ARRAY && i < rows->via.array.size; i++) {
        wrong += !entry_read(&rows->via.array.ptr[i], into);
        into->set->last_end = now;
    }
    for (uint32_t i = 0; failures && failures->type == MSGPACK_OBJECT_MAP && i < failures->via.map.size; i++)
        wrong += !failure_read(&failures->via.map.ptr[i].val, into);
    return wrong;
}
