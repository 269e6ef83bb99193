#include "runtime/stats/thresholds.h"

#include <string.h>

bool threshold_is_about(const struct threshold *threshold, const char *type, const char *name)
{
    const char *wanted = threshold->name;
    size_t type_length = strlen(type);
    if (!wanted)
        return strcmp(type, STATS_TRANSACTION) != 0;
    if (strcmp(name, wanted) == 0)
        return true;
    return strncmp(wanted, type, type_length) == 0 && wanted[type_length] == ' ' &&
           strcmp(wanted + type_length + 1, name) == 0;
}

static const struct histogram *phase_of(const struct threshold *threshold, const struct stats_row *row)
{
    switch (threshold->phase) {
    case THRESHOLD_FIRST_BYTE: return row->first_byte;
    case THRESHOLD_CONNECT: return row->connect;
    case THRESHOLD_TLS: return row->tls;
    case THRESHOLD_RESPONSE: break;
    }
    return NULL;
}

static void times_gather(const struct threshold *threshold, const struct stats_row *row,
                         struct histogram *times)
{
    const struct histogram *phase = phase_of(threshold, row);

    if (threshold->phase == THRESHOLD_RESPONSE)
        stats_row_times(row, times);
    else if (phase)
        histogram_merge(times, phase);
}

/* Adds the times of the threshold's rows; returns the number of failed requests. */
static uint64_t samples_gather(const struct threshold *threshold, const struct stats_set *set,
                               struct histogram *times)
{
    uint64_t failures = 0;

    for (size_t i = 0; i < set->rows.count; i++) {
        const struct stats_row *row = &set->rows.items[i];
        if (!threshold_is_about(threshold, row->name.type, row->name.name))
            continue;
        times_gather(threshold, row, times);
        failures += stats_row_failures(row);
    }
    return failures;
}

static double rate(uint64_t count, nanos span)
{
    return span > 0 ? (double)count * NANOS_PER_S / (double)span : 0;
}

static double measure(const struct threshold *threshold, const struct histogram *times, uint64_t failures,
                      const struct totals *totals)
{
    switch (threshold->metric) {
    case THRESHOLD_PERCENTILE: return (double)histogram_percentile(times, threshold->percent / 100);
    case THRESHOLD_AVERAGE: return histogram_mean(times);
    case THRESHOLD_MIN: return (double)times->min;
    case THRESHOLD_MAX: return (double)times->max;
    case THRESHOLD_FAILED: return (double)failures / (double)times->count;
    case THRESHOLD_RPS: return rate(times->count, totals_span(totals));
    case THRESHOLD_REQUESTS: return (double)times->count;
    case THRESHOLD_ERRORS: return (double)tally_occurrences(&totals->stats->set->errors.tally);
    }
    return 0;
}

static bool holds(double got, enum threshold_op op, double wanted)
{
    switch (op) {
    case THRESHOLD_LESS: return got < wanted;
    case THRESHOLD_LESS_EQUAL: return got <= wanted;
    case THRESHOLD_GREATER: return got > wanted;
    case THRESHOLD_GREATER_EQUAL: return got >= wanted;
    case THRESHOLD_EQUAL: return got == wanted;
    case THRESHOLD_NOT_EQUAL: return got != wanted;
    }
    return false;
}

struct threshold_result threshold_evaluate(const struct threshold *threshold, const struct totals *totals)
{
    struct threshold_result result = {.threshold = *threshold};
    struct histogram times = {0};
    uint64_t failures;

    if (!threshold->name && threshold->phase == THRESHOLD_RESPONSE) {
        totals_times(totals, &times);
        failures = totals_failures(totals);
    } else {
        failures = samples_gather(threshold, totals->stats->set, &times);
    }
    if (times.count || threshold->metric == THRESHOLD_ERRORS) {
        result.is_measured = true;
        result.got = measure(threshold, &times, failures, totals);
        result.is_met = holds(result.got, threshold->op, threshold->wanted);
    }
    histogram_free(&times);
    return result;
}

bool threshold_ends_run(const struct threshold_result *result, nanos elapsed)
{
    return result->threshold.aborts && elapsed >= result->threshold.abort_after && result->is_measured &&
           !result->is_met;
}

static void name_print(const char *name, struct buffer *out)
{
    buffer_append_char(out, '"');
    for (; *name; name++) {
        if (*name == '"' || *name == '\\')
            buffer_append_char(out, '\\');
        buffer_append_char(out, *name);
    }
    buffer_append_text(out, "\" ");
}

void threshold_print_metric(const struct threshold *threshold, struct buffer *out)
{
    static const char *const words[] = {
        [THRESHOLD_AVERAGE] = "avg",   [THRESHOLD_MIN] = "min", [THRESHOLD_MAX] = "max",
        [THRESHOLD_FAILED] = "failed", [THRESHOLD_RPS] = "rps", [THRESHOLD_REQUESTS] = "requests",
        [THRESHOLD_ERRORS] = "errors",
    };
    static const char *const phases[] = {
        [THRESHOLD_RESPONSE] = "",
        [THRESHOLD_FIRST_BYTE] = "first_byte ",
        [THRESHOLD_CONNECT] = "connect ",
        [THRESHOLD_TLS] = "tls ",
    };

    if (threshold->name)
        name_print(threshold->name, out);
    buffer_append_text(out, phases[threshold->phase]);
    if (threshold->metric == THRESHOLD_PERCENTILE)
        buffer_printf(out, "p%.10g", threshold->percent);
    else
        buffer_append_text(out, words[threshold->metric]);
}

const char *threshold_op_text(enum threshold_op op)
{
    static const char *const texts[] = {
        [THRESHOLD_LESS] = "<",           [THRESHOLD_LESS_EQUAL] = "<=", [THRESHOLD_GREATER] = ">",
        [THRESHOLD_GREATER_EQUAL] = ">=", [THRESHOLD_EQUAL] = "==",      [THRESHOLD_NOT_EQUAL] = "!=",
    };
    return texts[op];
}
