/* config, client, thresholds, load. */
#include "compiler/parse/ast_build.h"

#include "compiler/diag/foreign_words.h"
#include "compiler/diag/suggest.h"

#include <stdlib.h>
#include <string.h>

static struct decl *decl_new(struct parser *parser, span place, span word, enum decl_kind kind)
{
    struct decl *decl = arena_zalloc(parser->job->arena, sizeof *decl);
    decl->kind = kind;
    decl->span = place;
    decl->word = word;
    return decl;
}

struct decl *decl_config(struct parser *parser, span place, span word, struct setting_list settings)
{
    struct decl *decl = decl_new(parser, place, word, DECL_CONFIG);
    decl->config = settings;
    return decl;
}

struct decl *decl_thresholds(struct parser *parser, span place, span word,
                             struct threshold_line_list thresholds)
{
    struct decl *decl = decl_new(parser, place, word, DECL_THRESHOLDS);
    decl->thresholds = thresholds;
    return decl;
}

struct decl *decl_load(struct parser *parser, span place, span word, struct stage_list stages)
{
    struct decl *decl = decl_new(parser, place, word, DECL_LOAD);
    decl->load = stages;
    return decl;
}

struct setting *setting_new(struct parser *parser, span place, struct name key, struct expr_list values)
{
    struct setting *setting = arena_zalloc(parser->job->arena, sizeof *setting);
    setting->span = place;
    setting->key = key;
    setting->values = values;
    return setting;
}

struct setting *setting_group(struct parser *parser, span place, struct name key,
                              struct setting_list settings)
{
    struct setting *setting = setting_new(parser, place, key, (struct expr_list){0});
    setting->is_group = true;
    setting->settings = settings.first;
    return setting;
}

void setting_add(struct parser *parser, struct setting_list *list, struct setting *setting)
{
    layout_mark(parser, LAYOUT_ITEM, setting->span);
    LIST_ADD(list, setting);
}

/* ---- thresholds ---- */

/* p50, p99.9: a percentile above 0 and up to 100. */
static bool metric_percentile(const char *text, double *percentile)
{
    if (text[0] != 'p' || text[1] < '0' || text[1] > '9')
        return false;
    char *end;
    *percentile = strtod(text + 1, &end);
    return *end == '\0' && *percentile > 0 && *percentile <= 100;
}

static const char *const phases[] = {"first_byte", "connect", "tls", NULL};

static void metric_unknown(struct parser *parser, struct name metric, const char *const *known)
{
    struct diag *diag = diag_report(parser->job->diags, E0701_UNKNOWN_METRIC, metric.span, metric.text);
    const char *advice = foreign_advice(FOREIGN_METRIC, metric.text);
    const char *nearest = suggest_nearest(metric.text, known);
    for (size_t i = 0; phases[i]; i++)
        if (strcmp(phases[i], metric.text) == 0) {
            diag_label(diag, "a phase has several times: write `%s p95`", metric.text);
            return;
        }
    if (advice)
        diag_label(diag, "%s", advice);
    else if (nearest != NULL)
        diag_label(diag, "did you mean `%s`?", nearest);
    diag_hint(diag, "the metrics are p50 … p99.9 avg min max failed rps requests errors");
}

static enum metric metric_named(struct parser *parser, struct name metric, struct threshold_line *threshold)
{
    static const char *const known[] = {"avg", "min", "max", "failed", "rps", "requests", "errors", NULL};
    static const enum metric metrics[] = {METRIC_AVG, METRIC_MIN,      METRIC_MAX,   METRIC_FAILED,
                                          METRIC_RPS, METRIC_REQUESTS, METRIC_ERRORS};
    if (metric_percentile(metric.text, &threshold->percentile))
        return METRIC_PERCENTILE;
    for (size_t i = 0; known[i] != NULL; i++)
        if (strcmp(known[i], metric.text) == 0)
            return metrics[i];
    metric_unknown(parser, metric, known);
    threshold->is_unknown = true;
    return METRIC_AVG;
}

static void phase_set(struct parser *parser, struct measured measured, struct threshold_line *threshold)
{
    static const enum threshold_phase known[] = {THRESHOLD_FIRST_BYTE, THRESHOLD_CONNECT, THRESHOLD_TLS};
    const char *nearest;
    struct diag *diag;

    for (size_t i = 0; phases[i]; i++)
        if (strcmp(phases[i], measured.phase.text) == 0)
            threshold->phase = known[i];
    if (threshold->phase) {
        if (!threshold->is_unknown && threshold->metric > METRIC_MAX)
            diag_hint(diag_report(parser->job->diags, E0701_UNKNOWN_METRIC, threshold->metric_span,
                                  arena_printf(parser->job->arena, "%s %s", measured.phase.text,
                                               measured.metric.text)),
                      "the times of a phase are p50 … p99.9 avg min max");
        return;
    }
    diag = diag_report(parser->job->diags, E0702_UNKNOWN_PHASE, measured.phase.span, measured.phase.text);
    nearest = suggest_nearest(measured.phase.text, phases);
    if (nearest)
        diag_label(diag, "did you mean `%s`?", nearest);
    diag_hint(diag, "the phases are first_byte connect tls, as in `first_byte p95 < 200ms`");
    threshold->is_unknown = true;
}

struct threshold_line *threshold_new(struct parser *parser, span place, struct expr *row,
                                     struct measured measured, enum binary_op op, struct expr *value)
{
    struct threshold_line *threshold = arena_zalloc(parser->job->arena, sizeof *threshold);
    threshold->metric_span =
        measured.phase.text ? span_join(measured.phase.span, measured.metric.span) : measured.metric.span;
    threshold->span = span_join(row != NULL ? row->span : threshold->metric_span, place);
    threshold->row = row;
    threshold->metric = metric_named(parser, measured.metric, threshold);
    if (measured.phase.text)
        phase_set(parser, measured, threshold);
    threshold->op = op;
    threshold->value = value;
    return threshold;
}

struct threshold_line *threshold_abort(struct threshold_line *threshold, span place, struct expr *after)
{
    threshold->span = span_join(threshold->span, place);
    threshold->aborts = true;
    threshold->after = after;
    return threshold;
}

void threshold_add(struct parser *parser, struct threshold_line_list *list, struct threshold_line *threshold)
{
    layout_mark(parser, LAYOUT_ITEM, threshold->span);
    LIST_ADD(list, threshold);
}

struct name metric_with_fraction(struct parser *parser, span place)
{
    const char *text = source_text(parser->job->sources, place);
    return (struct name){names_intern(parser->job->names, text, place.length)->text, place};
}

/* ---- load ---- */

struct stage *stage_new(struct parser *parser, span place, enum stage_kind kind, struct expr *value,
                        struct expr *duration, bool is_poisson)
{
    if (is_poisson && value->kind != EXPR_RATE)
        diag_label(diag_report(parser->job->diags, E0406_POISSON_USERS, value->span),
                   "write a rate: `200/s`");
    struct stage *stage = arena_zalloc(parser->job->arena, sizeof *stage);
    stage->kind = kind;
    stage->span = place;
    stage->value = value;
    stage->duration = duration;
    stage->is_poisson = is_poisson;
    return stage;
}

struct stage *stage_step(struct stage *stage, struct expr *limit)
{
    stage->limit = limit;
    return stage;
}

void stage_add(struct parser *parser, struct stage_list *list, struct stage *stage)
{
    layout_mark(parser, LAYOUT_ITEM, stage->span);
    LIST_ADD(list, stage);
}
