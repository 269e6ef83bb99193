#include "runtime/report/page/page_delta.h"

#include "runtime/report/json/json_parts.h"
#include "runtime/report/page/page_parts.h"

bool page_delta_fits(const struct snapshot *before, const struct snapshot *now)
{
    return before->start == now->start && before->before_reset == now->before_reset;
}

/* ---- the history ---- */

static bool has_new_second(const struct snapshot *before, const struct snapshot *now)
{
    return now->second && (!before->second || before->second->point.when < now->second->point.when);
}

static void point_write(struct json_out *json, const char *key, const struct series_point *point,
                        const struct heat *heat, int64_t start)
{
    json_out_object(json, key);
    page_point(json, point, heat, start);
    json_out_close(json);
}

static void second_write(struct json_out *json, const struct snapshot *now)
{
    const struct snapshot_second *second = now->second;

    point_write(json, "point", &second->point, &second->heat, now->start);
    if (second->coarsened_count == 0)
        return;
    json_out_list(json, "coarsened");
    for (size_t i = 0; i < second->coarsened_count; i++)
        point_write(json, NULL, &second->coarsened[i], &second->coarsened_heat[i], now->start);
    json_out_close(json);
}

/* ---- rows ---- */

static void rows_write(struct json_out *json, const struct snapshot *before, const struct snapshot *now)
{
    const struct snapshot_second *second = has_new_second(before, now) ? now->second : NULL;

    page_new_rows(json, before, now, second);
    page_row_changes(json, before, now, second);
    json_out_object(json, "aggregated");
    page_row(json, &now->aggregated);
    json_out_close(json);
}

/* ---- failures and errors ---- */

/* Ids start from 0 and are stable, so the earlier groups have the lowest ids. */
static uint64_t *occurrences_by_id(const struct snapshot *before)
{
    uint64_t *occurrences = mem_zalloc(before->failure_count + 1, sizeof *occurrences);

    for (size_t i = 0; i < before->failure_count; i++)
        occurrences[before->failures[i].id] = before->failures[i].occurrences;
    return occurrences;
}

static void failures_write(struct json_out *json, const struct snapshot *before, const struct snapshot *now)
{
    uint64_t *occurrences = occurrences_by_id(before);

    json_out_list(json, "failures");
    for (size_t i = 0; i < now->failure_count; i++) {
        const struct snapshot_failure *failure = &now->failures[i];

        if (failure->id < before->failure_count && occurrences[failure->id] == failure->occurrences)
            continue;
        json_out_object(json, NULL);
        page_failure(json, failure);
        json_out_close(json);
    }
    json_out_close(json);
    mem_free(occurrences);
}

static void errors_write(struct json_out *json, const struct snapshot *before, const struct snapshot *now)
{
    json_out_list(json, "errors");
    for (size_t i = 0; i < now->error_count; i++) {
        if (i < before->error_count && before->errors[i].occurrences == now->errors[i].occurrences)
            continue;
        json_out_object(json, NULL);
        page_error(json, &now->errors[i]);
        json_out_close(json);
    }
    json_out_close(json);
}

void page_delta(const struct snapshot *before, const struct snapshot *now, const struct page_run *run,
                uint64_t number, struct buffer *out)
{
    struct json_out json = json_out_new_compact(out);

    json_out_object(&json, NULL);
    page_state(&json, run);
    json_out_count(&json, "seq", number);
    page_progress(&json, now);
    if (has_new_second(before, now))
        second_write(&json, now);
    rows_write(&json, before, now);
    failures_write(&json, before, now);
    errors_write(&json, before, now);
    page_verdicts(&json, now);
    page_line_changes(&json, before, now);
    if (before->mark_count != now->mark_count)
        page_marks(&json, now);
    json_out_close(&json);
}
