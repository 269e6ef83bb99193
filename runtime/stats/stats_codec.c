/* The encoding: the version; the number of rows with a fixed name; each row with samples (its id + 1, its
 * name unless it is fixed, its numbers) and a 0 at the end; failures and errors; the counts of lines; then
 * everything that doesn't belong to a row. */
#include "runtime/stats/stats_codec.h"

#include "runtime/base/varint.h"
#include "runtime/stats/histogram_codec.h"

#include <string.h>

#define CODEC_VERSION 2

enum {
    TYPE_MOST = STATS_NAME, /* bytes of a type: "GET", or a method from the scenario */
    STATUSES = STATUS_HUNDREDS * STATUS_HUNDRED,
    GROUPS_MOST = TALLY_GROUPS + 1, /* including `(other)` */
    ROWS_MOST = STATS_NAMES + 2,    /* including two `(other)` rows, in addition to the fixed ones */
};

/* Users of a node that `on start` has failed for. The bound keeps the sum over nodes in range. */
#define NOT_STARTED_MOST (INT64_C(1) << 40)

/* ---- rows ---- */

static size_t statuses_count(const struct stats_row *row)
{
    size_t count = 0;

    for (int i = 0; i < STATUSES; i++)
        count += stats_row_status(row, i) > 0;
    return count;
}

static void statuses_encode(const struct stats_row *row, struct buffer *out)
{
    varint_write(out, statuses_count(row));
    for (int i = 0; i < STATUSES; i++) {
        if (stats_row_status(row, i) == 0)
            continue;
        varint_write(out, (uint64_t)i);
        varint_write(out, stats_row_status(row, i));
    }
}

static void row_encode(const struct stats_row *row, struct buffer *out)
{
    varint_write(out, row->connections_opened);
    varint_write(out, row->connections_reused);
    varint_write(out, row->bytes_received);
    varint_write(out, row->bytes_sent);
    statuses_encode(row, out);
    histogram_encode(&row->successes, out);
    histogram_encode(row->failures, out);
    histogram_encode(row->scheduled, out);
    histogram_encode(row->first_byte, out);
    histogram_encode(row->connect, out);
    histogram_encode(row->tls, out);
}

static void rows_encode(const struct stats *stats, const struct stats_set *set, struct buffer *out)
{
    for (uint32_t i = 0; i < set->rows.count; i++) {
        const struct stats_row *row = &set->rows.items[i];

        if (stats_row_requests(row) == 0)
            continue;
        varint_write(out, (uint64_t)i + 1);
        if (i >= stats->static_count) {
            varint_write_text(out, row->name.type, strlen(row->name.type));
            varint_write_text(out, row->name.name, strlen(row->name.name));
        }
        row_encode(row, out);
    }
    varint_write(out, 0);
}

static void statuses_decode(struct varint_reader *reader, struct stats_row *row)
{
    for (uint64_t left = varint_read_bounded(reader, STATUSES); left > 0 && !reader->failed; left--) {
        uint64_t status = varint_read_bounded(reader, STATUSES - 1);

        stats_row_status_add(row, (int)status, varint_read(reader));
    }
}

/* A histogram that only exists if it has samples. */
static void histogram_decode_known(struct varint_reader *reader, struct histogram **into)
{
    struct histogram read = {0};

    histogram_decode(reader, &read);
    if (read.count > 0)
        histogram_merge(stats_row_histogram(into), &read);
    histogram_free(&read);
}

static void row_decode(struct varint_reader *reader, struct stats_row *row)
{
    row->connections_opened += varint_read(reader);
    row->connections_reused += varint_read(reader);
    row->bytes_received += varint_read(reader);
    row->bytes_sent += varint_read(reader);
    statuses_decode(reader, row);
    histogram_decode(reader, &row->successes);
    histogram_decode_known(reader, &row->failures);
    histogram_decode_known(reader, &row->scheduled);
    histogram_decode_known(reader, &row->first_byte);
    histogram_decode_known(reader, &row->connect);
    histogram_decode_known(reader, &row->tls);
}

static size_t octaves_of(const struct histogram *histogram)
{
    return histogram ? (size_t)__builtin_popcountll(histogram->used) : 0;
}

static size_t row_octaves(const struct stats_row *row)
{
    return octaves_of(&row->successes) + octaves_of(row->failures) + octaves_of(row->scheduled) +
           octaves_of(row->first_byte) + octaves_of(row->connect) + octaves_of(row->tls);
}

/* The local id of a row with an interpolated name. */
static uint32_t row_name_decode(struct varint_reader *reader, struct stats *into)
{
    char type[TYPE_MOST + 1] = "";
    size_t type_length, name_length;
    const char *text = varint_read_text(reader, TYPE_MOST, &type_length), *name;

    memcpy(type, text, type_length);
    name = varint_read_text(reader, STATS_NAME, &name_length);
    return reader->failed ? 0 : stats_row_dynamic(into, type, name, name_length);
}

static void rows_decode(struct varint_reader *reader, struct stats *into)
{
    uint64_t most = (uint64_t)into->static_count + ROWS_MOST, id;
    size_t octaves = 0;

    for (uint64_t last = 0; !reader->failed && (id = varint_read_bounded(reader, most)) > 0; last = id) {
        uint32_t row = (uint32_t)id - 1;

        reader->failed = reader->failed || id <= last;
        if (!reader->failed && row >= into->static_count)
            row = row_name_decode(reader, into);
        if (reader->failed)
            return;
        row_decode(reader, stats_row_open(into, row));
        octaves += row_octaves(&into->set->rows.items[row]);
        reader->failed = reader->failed || octaves > STATS_DECODE_OCTAVES;
    }
}

/* ---- groups of failures and errors ---- */

static void tally_encode(const struct tally *tally, int64_t start, struct buffer *out)
{
    varint_write(out, tally->groups.count);
    for (size_t i = 0; i < tally->groups.count; i++) {
        const struct tally_group *group = &tally->groups.items[i];

        for (int t = 0; t < TALLY_TEXTS; t++)
            varint_write_text(out, group->texts[t], strlen(group->texts[t]));
        varint_write_text(out, group->detail, strlen(group->detail));
        varint_write(out, group->line);
        varint_write(out, group->occurrences);
        varint_write_signed(out, group->first_seen - start);
        varint_write_signed(out, group->last_seen - start);
    }
}

/* A time of another node as wall-clock time here. The clocks may differ a lot, but the result stays in
 * range. */
static int64_t wall_decode(struct varint_reader *reader, int64_t start)
{
    int64_t wall;

    if (!__builtin_add_overflow(varint_read_signed(reader), start, &wall))
        return wall;
    reader->failed = true;
    return start;
}

static void group_decode(struct varint_reader *reader, uint32_t lines, int64_t start, struct tally *into)
{
    struct tally_event event = {0};

    for (int t = 0; t < TALLY_TEXTS; t++)
        event.texts[t].bytes = varint_read_text(reader, TALLY_TEXT, &event.texts[t].length);
    event.detail.bytes = varint_read_text(reader, TALLY_TEXT, &event.detail.length);
    event.line = (uint32_t)varint_read_bounded(reader, lines > 0 ? lines - 1 : 0);
    event.occurrences = varint_read(reader);
    event.first_seen = wall_decode(reader, start);
    event.last_seen = wall_decode(reader, start);
    if (!reader->failed)
        tally_add(into, &event);
}

static void tally_decode(struct varint_reader *reader, uint32_t lines, int64_t start, struct tally *into)
{
    for (uint64_t left = varint_read_bounded(reader, GROUPS_MOST); left > 0 && !reader->failed; left--)
        group_decode(reader, lines, start, into);
}

/* ---- what isn't a row's ---- */

/* The end of the last sample, in nanoseconds since the start, plus 1; 0 without samples. */
static void last_end_encode(const struct stats_set *set, instant start, struct buffer *out)
{
    nanos since = set->last_end.ns != 0 ? instant_since(set->last_end, start) : -1;

    varint_write(out, since < 0 ? 0 : (uint64_t)since + 1);
}

static instant last_end_decode(struct varint_reader *reader, instant start)
{
    uint64_t since = varint_read_bounded(reader, (uint64_t)(INT64_MAX - start.ns));

    if (since == 0)
        return (instant){0};
    return instant_add(start, (nanos)(since - 1));
}

static void rest_encode(const struct stats_set *set, instant start, struct buffer *out)
{
    varint_write_signed(out, set->users_not_started);
    varint_write(out, set->arrivals);
    varint_write(out, set->arrivals_dropped);
    last_end_encode(set, start, out);
    histogram_encode(&set->late_waits, out);
    histogram_encode(&set->late_arrivals, out);
    for (int i = 0; i < STATS_SHORTAGES; i++)
        varint_write(out, set->shortages[i]);
}

static void rest_decode(struct varint_reader *reader, instant start, struct stats_set *set)
{
    set->users_not_started = varint_read_signed(reader);
    reader->failed |= set->users_not_started > NOT_STARTED_MOST || set->users_not_started < -NOT_STARTED_MOST;
    set->arrivals = varint_read(reader);
    set->arrivals_dropped = varint_read(reader);
    set->last_end = last_end_decode(reader, start);
    histogram_decode(reader, &set->late_waits);
    histogram_decode(reader, &set->late_arrivals);
    for (int i = 0; i < STATS_SHORTAGES; i++)
        set->shortages[i] = varint_read(reader);
}

/* ---- the whole ---- */

void stats_encode(const struct stats *stats, const struct stats_set *set, struct stats_moment start,
                  struct buffer *out)
{
    varint_write(out, CODEC_VERSION);
    varint_write(out, stats->static_count);
    rows_encode(stats, set, out);
    tally_encode(&set->failures.tally, start.wall, out);
    tally_encode(&set->errors.tally, start.wall, out);
    line_counts_encode(&set->lines, out);
    rest_encode(set, start.monotonic, out);
}

struct stats *stats_decode(const char *bytes, size_t length, const struct row_name *names, uint32_t count,
                           uint32_t lines, struct stats_moment start)
{
    struct varint_reader reader = {.at = bytes, .end = bytes + length};
    struct stats *stats;

    if (varint_read(&reader) != CODEC_VERSION || varint_read(&reader) != count)
        return NULL;
    stats = stats_new(names, count);
    rows_decode(&reader, stats);
    tally_decode(&reader, lines, start.wall, &stats->set->failures.tally);
    tally_decode(&reader, lines, start.wall, &stats->set->errors.tally);
    line_counts_decode(&reader, lines, &stats->set->lines);
    rest_decode(&reader, start.monotonic, stats->set);
    if (!reader.failed && reader.at == reader.end)
        return stats;
    stats_free(stats);
    return NULL;
}
