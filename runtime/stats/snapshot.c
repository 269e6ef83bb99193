#include "runtime/stats/snapshot.h"

#include "runtime/base/alloc.h"
#include "runtime/base/mask.h"
#include "runtime/stats/snapshot_lines.h"
#include "runtime/stats/snapshot_rows.h"

#include <stdlib.h>
#include <string.h>

static const char *text_copy(struct arena *arena, const char *text)
{
    return text ? arena_strndup(arena, text, strlen(text)) : "";
}

/* Masks secrets, because reports are passed on. The source may contain a value that is a secret at run
 * time. */
static const char *text_masked(struct arena *arena, const char *text)
{
    return text ? mask_copy(arena, text) : "";
}

static void *array_copy(struct arena *arena, const void *items, size_t count, size_t size)
{
    return count > 0 ? memcpy(arena_alloc(arena, count * size), items, count * size) : NULL;
}

/* ---- failures and errors ---- */

static int failure_compare(const void *a, const void *b)
{
    const struct snapshot_failure *left = a, *right = b;
    int order = strcmp(left->method, right->method);
    order = order ? order : strcmp(left->name, right->name);
    return order ? order : strcmp(left->error, right->error);
}

static void failure_history_fill(struct snapshot *snapshot, const struct histories *histories,
                                 struct snapshot_failure *failure)
{
    struct failure_steps steps = histories_failure(histories, failure->id);

    failure->history = array_copy(&snapshot->arena, steps.items, steps.count, sizeof *steps.items);
    failure->history_count = steps.count;
}

static void failure_line_fill(struct snapshot_failure *failure, uint32_t number,
                              const struct scenario_outline *outline)
{
    if (!outline || number == 0 || number > outline->line_count)
        return;
    failure->file = outline->lines[number - 1].file;
    failure->line = outline->lines[number - 1].line;
}

static void failures_fill(struct snapshot *snapshot, const struct tally *tally,
                          const struct histories *histories, const struct scenario_outline *outline)
{
    struct arena *arena = &snapshot->arena;
    struct snapshot_failure *failures = arena_alloc(arena, (tally->groups.count + 1) * sizeof *failures);
    for (size_t i = 0; i < tally->groups.count; i++) {
        const struct tally_group *group = &tally->groups.items[i];
        failures[i] = (struct snapshot_failure){
            .id = (uint32_t)i,
            .row = snapshot_row_id(snapshot, group->texts[0], group->texts[1]),
            .method = text_copy(arena, group->texts[0]),
            .name = text_copy(arena, group->texts[1]),
            .error = text_copy(arena, group->texts[2]),
            .actual = text_copy(arena, group->detail),
            .occurrences = group->occurrences,
            .first_seen = group->first_seen,
            .last_seen = group->last_seen,
        };
        failure_line_fill(&failures[i], group->line, outline);
        if (!snapshot->is_brief)
            failure_history_fill(snapshot, histories, &failures[i]);
    }
    qsort(failures, tally->groups.count, sizeof *failures, failure_compare);
    snapshot->failures = failures;
    snapshot->failure_count = tally->groups.count;
}

static void errors_fill(struct snapshot *snapshot, const struct tally *tally)
{
    struct arena *arena = &snapshot->arena;
    struct snapshot_error *errors = arena_alloc(arena, (tally->groups.count + 1) * sizeof *errors);
    for (size_t i = 0; i < tally->groups.count; i++) {
        const struct tally_group *group = &tally->groups.items[i];
        errors[i] = (struct snapshot_error){
            .id = (uint32_t)i,
            .place = text_copy(arena, group->texts[1]),
            .message = text_copy(arena, group->texts[2]),
            .stack = text_copy(arena, group->detail),
            .occurrences = group->occurrences,
            .first_seen = group->first_seen,
            .last_seen = group->last_seen,
        };
    }
    snapshot->errors = errors;
    snapshot->error_count = tally->groups.count;
    snapshot->error_occurrences = tally_occurrences(tally);
}

/* ---- the rest ---- */

static void thresholds_fill(struct snapshot *snapshot, const struct snapshot_input *input)
{
    struct arena *arena = &snapshot->arena;
    struct threshold_result *results = arena_alloc(arena, (input->threshold_count + 1) * sizeof *results);
    for (size_t i = 0; i < input->threshold_count; i++) {
        results[i] = input->thresholds[i];
        if (!results[i].has_aborted)
            results[i] = threshold_evaluate(&results[i].threshold, input->totals);
        snapshot->has_aborted |= results[i].has_aborted;
        if (results[i].threshold.name)
            results[i].threshold.name = text_copy(arena, results[i].threshold.name);
        results[i].threshold.text = text_copy(arena, results[i].threshold.text);
    }
    snapshot->thresholds = results;
    snapshot->threshold_count = input->threshold_count;
}

static const struct health_finding *findings_copy(struct arena *arena, const struct health_finding *from,
                                                  size_t count)
{
    struct health_finding *findings = arena_alloc(arena, (count + 1) * sizeof *findings);

    for (size_t i = 0; i < count; i++) {
        findings[i] = from[i];
        findings[i].text = text_copy(arena, from[i].text);
    }
    return findings;
}

static void health_fill(struct snapshot *snapshot, const struct health_report *from)
{
    struct arena *arena = &snapshot->arena;
    struct health_reactor *reactors;
    if (!from)
        return;
    reactors = arena_alloc(arena, (from->reactor_count + 1) * sizeof *reactors);
    for (size_t i = 0; i < from->reactor_count; i++)
        reactors[i] = from->reactors[i];
    snapshot->health = *from;
    snapshot->health.findings = findings_copy(arena, from->findings, from->finding_count);
    snapshot->health.reactors = reactors;
}

static const struct worker_report *workers_copy(struct arena *arena, const struct cluster_report *from)
{
    struct worker_report *workers = arena_alloc(arena, (from->worker_count + 1) * sizeof *workers);

    for (size_t i = 0; i < from->worker_count; i++) {
        struct worker_report *worker = &workers[i];

        *worker = from->workers[i];
        worker->id = text_copy(arena, worker->id);
        worker->host = text_copy(arena, worker->host);
        worker->findings = findings_copy(arena, worker->findings, worker->finding_count);
        if (worker->refusal)
            worker->refusal = text_copy(arena, worker->refusal);
    }
    return workers;
}

static const struct worker_loss *losses_copy(struct arena *arena, const struct cluster_report *from)
{
    struct worker_loss *losses = arena_alloc(arena, (from->loss_count + 1) * sizeof *losses);

    for (size_t i = 0; i < from->loss_count; i++) {
        losses[i] = from->losses[i];
        losses[i].host = text_copy(arena, losses[i].host);
    }
    return losses;
}

static void cluster_fill(struct snapshot *snapshot, const struct cluster_report *from)
{
    if (!from)
        return;
    snapshot->cluster = *from;
    snapshot->cluster.workers = workers_copy(&snapshot->arena, from);
    snapshot->cluster.losses = losses_copy(&snapshot->arena, from);
}

static void capacity_fill(struct snapshot *snapshot, const struct capacity_report *from)
{
    struct arena *arena = &snapshot->arena;
    struct capacity_step *steps;
    if (!from)
        return;
    steps = arena_alloc(arena, (from->step_count + 1) * sizeof *steps);
    for (size_t i = 0; i < from->step_count; i++) {
        steps[i] = from->steps[i];
        steps[i].missed = text_copy(arena, steps[i].missed);
    }
    snapshot->capacity = *from;
    snapshot->capacity.condition = text_copy(arena, from->condition);
    snapshot->capacity.steps = steps;
}

static void series_fill(struct snapshot *snapshot, const struct series *series)
{
    size_t count = series_count(series);
    struct series_point *points = arena_alloc(&snapshot->arena, (count + 1) * sizeof *points);
    struct heat *heat = arena_alloc(&snapshot->arena, (count + 1) * sizeof *heat);
    series_points(series, points, heat);
    snapshot->series = points;
    snapshot->heat = heat;
    snapshot->series_count = count;
}

static void timeline_fill(struct snapshot *snapshot, const struct timeline *timeline)
{
    snapshot->step_count = timeline->count + 1;
    snapshot->steps =
        array_copy(&snapshot->arena, timeline->steps, snapshot->step_count, sizeof *timeline->steps);
}

static void recent_fill(struct snapshot *snapshot, const struct series *series)
{
    struct histogram times = {0};

    series_recent(series, &times);
    snapshot->recent_p50 = histogram_percentile(&times, 0.50);
    snapshot->recent_p95 = histogram_percentile(&times, 0.95);
    histogram_free(&times);
}

static void second_fill(struct snapshot *snapshot, const struct series *series)
{
    struct snapshot_second *second = arena_alloc(&snapshot->arena, sizeof *second);

    if (!series_last(series, &second->point, &second->heat))
        return;
    series_coarsened(series, second->coarsened, second->coarsened_heat, &second->coarsened_count);
    snapshot->second = second;
}

static void settings_fill(struct snapshot *snapshot, const struct snapshot_input *input)
{
    struct arena *arena = &snapshot->arena;
    struct run_setting *settings = arena_alloc(arena, (input->setting_count + 1) * sizeof *settings);
    for (size_t i = 0; i < input->setting_count; i++)
        settings[i] = (struct run_setting){text_copy(arena, input->settings[i].name),
                                           text_masked(arena, input->settings[i].value)};
    snapshot->settings = settings;
    snapshot->setting_count = input->setting_count;
    snapshot->scenario = text_copy(arena, input->scenario);
}

static void files_fill(struct snapshot *snapshot, const struct scenario_outline *outline)
{
    struct arena *arena = &snapshot->arena;
    size_t count = outline ? outline->file_count : 0;
    struct scenario_file *files = arena_alloc(arena, (count + 1) * sizeof *files);

    for (size_t i = 0; i < count; i++) {
        const struct scenario_file *file = &outline->files[i];

        files[i].path = text_copy(arena, file->path);
        files[i].source = file->source ? text_masked(arena, file->source) : NULL;
    }
    snapshot->files = files;
    snapshot->file_count = count;
    snapshot->source = count > 0 && files[0].source ? files[0].source : "";
}

static void shares_fill(struct snapshot *snapshot, const struct scenario_outline *outline)
{
    struct arena *arena = &snapshot->arena;
    struct task_share *shares = arena_alloc(arena, (outline->share_count + 1) * sizeof *shares);

    for (size_t i = 0; i < outline->share_count; i++) {
        shares[i] = outline->shares[i];
        shares[i].name = text_copy(arena, shares[i].name);
    }
    snapshot->shares = shares;
    snapshot->share_count = outline->share_count;
}

static void waiting_fill(struct snapshot *snapshot, const struct snapshot_input *input)
{
    struct waiting *list = arena_zalloc(&snapshot->arena, (input->waiting_count + 1) * sizeof *list);

    for (size_t i = 0; i < input->waiting_count; i++) {
        list[i] = input->waiting[i];
        list[i].name.type = text_copy(&snapshot->arena, list[i].name.type);
        list[i].name.name = text_copy(&snapshot->arena, list[i].name.name);
    }
    snapshot->waiting = list;
    snapshot->waiting_count = input->waiting_count;
}

struct snapshot *snapshot_new(const struct snapshot_input *input)
{
    struct snapshot *snapshot = mem_zalloc(1, sizeof *snapshot);
    const struct totals *totals = input->totals;
    const struct stats_set *set = totals->stats->set;
    snapshot->start = totals->start_wall;
    snapshot->when = input->wall;
    snapshot->elapsed = instant_since(input->now, totals->start);
    snapshot->span = totals_span(totals);
    snapshot->before_reset = input->before_reset;
    snapshot->run_time = input->run_time;
    snapshot->is_final = input->is_final;
    snapshot->is_brief = input->is_brief;
    snapshot->end = text_copy(&snapshot->arena, input->is_final ? input->end : NULL);
    snapshot->how = input->how;
    snapshot->users = input->users;
    snapshot->users_goal = input->users_goal;
    snapshot->marks = marks_copy(&totals->marks, &snapshot->arena);
    snapshot->mark_count = totals->marks.list.count;
    snapshot->users_not_started = set->users_not_started > 0 ? (uint64_t)set->users_not_started : 0;
    snapshot->arrivals = set->arrivals;
    snapshot->arrivals_dropped = set->arrivals_dropped;
    snapshot->in_flight = input->in_flight;
    snapshot->oldest_in_flight = input->oldest_in_flight;
    snapshot_rows_fill(snapshot, totals);
    failures_fill(snapshot, &set->failures.tally, totals->histories, input->outline);
    errors_fill(snapshot, &set->errors.tally);
    thresholds_fill(snapshot, input);
    health_fill(snapshot, input->health);
    capacity_fill(snapshot, input->capacity);
    cluster_fill(snapshot, input->cluster);
    if (input->progress)
        snapshot->progress = *input->progress;
    waiting_fill(snapshot, input);
    recent_fill(snapshot, totals->series);
    if (!input->is_brief) {
        series_fill(snapshot, totals->series);
        timeline_fill(snapshot, histories_timeline(totals->histories));
    }
    second_fill(snapshot, totals->series);
    settings_fill(snapshot, input);
    files_fill(snapshot, input->is_brief ? NULL : input->outline);
    if (input->outline)
        snapshot_lines_fill(snapshot, totals, input->outline);
    if (input->outline && !input->is_brief)
        shares_fill(snapshot, input->outline);
    snapshot->verdict = verdict_judge(snapshot);
    return snapshot;
}

struct snapshot *snapshot_new_empty(void)
{
    struct totals *totals = totals_new(NULL, 0, clock_now(), clock_wall());
    struct snapshot *snapshot = snapshot_new(
        &(struct snapshot_input){.totals = totals, .now = totals->start, .wall = totals->start_wall});

    totals_free(totals);
    return snapshot;
}

/* The numbers stay immutable; only the count of owners changes. */
struct snapshot *snapshot_hold(const struct snapshot *snapshot)
{
    struct snapshot *held = (struct snapshot *)snapshot;

    atomic_fetch_add(&held->more_owners, 1);
    return held;
}

void snapshot_free(struct snapshot *snapshot)
{
    if (!snapshot || atomic_fetch_sub(&snapshot->more_owners, 1) > 0)
        return;
    arena_free(&snapshot->arena);
    mem_free(snapshot);
}
