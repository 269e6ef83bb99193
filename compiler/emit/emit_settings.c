/* Emits settings, thresholds and load. */
#include "compiler/emit/emit.h"
#include "runtime/base/count_of.h"

#include "compiler/check/settings.h"

#include <stdlib.h>
#include <string.h>

/* ---- config ---- */

/* The value in the form of the command line option. */
static const char *setting_text(struct emitter *emitter, const struct expr *expr)
{
    struct buffer text = {0};
    const char *kept;
    value v;

    if (expr->kind == EXPR_NAME && !expr->symbol)
        return arena_printf(emitter->arena, "%s", expr->name.text); /* the word of an engine */
    if (!emit_fold(emitter, expr, &v))
        return "";
    value_show(v, &text);
    value_release(v);
    kept = arena_printf(emitter->arena, "%s", buffer_text(&text));
    buffer_free(&text);
    return kept;
}

static void emit_setting(struct emitter *emitter, const struct setting *setting)
{
    for (const struct expr *expr = setting->values.first; expr; expr = expr->next)
        vec_push(&emitter->tables.config,
                 ((struct config_entry){.key = arena_printf(emitter->arena, "%s", setting->key.text),
                                        .text = setting_text(emitter, expr),
                                        .file = setting->span.file,
                                        .line = emit_line(emitter, setting->span)}));
}

/* ---- client ---- */

static nanos time_of(struct emitter *emitter, const struct expr *expr)
{
    double number = emit_number(emitter, expr, 0);

    return (nanos)(expr->types == TYPE_DURATION ? number : number * (double)NANOS_PER_S);
}

static enum client_backend backend_of(const char *word)
{
    return strcmp(word, "curl") == 0   ? CLIENT_BACKEND_CURL
           : strcmp(word, "fast") == 0 ? CLIENT_BACKEND_FAST
                                       : CLIENT_BACKEND_AUTO;
}

static const char *path_of(struct emitter *emitter, const struct expr *expr)
{
    struct buffer path = {0};
    const char *kept;

    path_written(emitter->checker, expr, &path);
    kept = arena_printf(emitter->arena, "%s", buffer_text(&path));
    buffer_free(&path);
    return kept;
}

static bool flag_of(struct emitter *emitter, const struct expr *expr)
{
    return strcmp(setting_text(emitter, expr), "true") == 0;
}

static void set_flag_or_text(struct emitter *emitter, const char *key, const struct expr *expr,
                             struct client_settings *client)
{
    struct {
        const char *key;
        bool *flag;
        const char **text;
        const char **path;
    } places[] = {
        {.key = "keepalive", .flag = &client->keepalive},
        {.key = "compression", .flag = &client->compression},
        {.key = "cookies", .flag = &client->cookies},
        {.key = "verify", .flag = &client->verify},
        {.key = "ca", .path = &client->ca},
        {.key = "cert", .path = &client->cert},
        {.key = "key", .path = &client->key},
        {.key = "proxy", .text = &client->proxy},
        {.key = "resolve", .text = &client->resolve},
    };

    for (size_t i = 0; i < COUNT_OF(places); i++) {
        if (strcmp(places[i].key, key) != 0)
            continue;
        if (places[i].flag)
            *places[i].flag = flag_of(emitter, expr);
        else if (places[i].path)
            *places[i].path = path_of(emitter, expr);
        else
            *places[i].text = setting_text(emitter, expr);
    }
}

static void emit_client_setting(struct emitter *emitter, const struct setting *setting,
                                struct client_settings *client)
{
    const char *key = setting->key.text;
    const struct expr *expr = setting->values.first;

    if (strcmp(key, "timeout") == 0) {
        client->timeout = time_of(emitter, expr);
    } else if (strcmp(key, "connect_timeout") == 0) {
        client->connect_timeout = time_of(emitter, expr);
    } else if (strcmp(key, "redirects") == 0) {
        client->redirects = (uint32_t)emit_number(emitter, expr, 0);
    } else if (strcmp(key, "max_body") == 0) {
        client->max_body = (uint64_t)emit_number(emitter, expr, 0);
    } else if (strcmp(key, "engine") == 0) {
        client->backend = backend_of(setting_text(emitter, expr));
    } else if (strcmp(key, "http") == 0) {
        client->http = strcmp(setting_text(emitter, expr), "2") == 0 ? CLIENT_HTTP_2 : CLIENT_HTTP_1_1;
    } else {
        set_flag_or_text(emitter, key, expr, client);
    }
}

struct client_settings emit_client(struct emitter *emitter, const struct setting *first,
                                   struct client_settings client)
{
    for (const struct setting *setting = first; setting; setting = setting->next)
        emit_client_setting(emitter, setting, &client);
    return client;
}

static void emit_config(struct emitter *emitter, const struct decl *decl)
{
    for (const struct setting *setting = decl->config.first; setting; setting = setting->next)
        if (setting->is_group)
            emitter->program->client = emit_client(emitter, setting->settings, emitter->program->client);
        else
            emit_setting(emitter, setting);
}

static void each_decl(struct emitter *emitter, enum decl_kind kind,
                      void (*emit)(struct emitter *, const struct decl *))
{
    for (size_t i = 0; i < emitter->checker->modules->count; i++)
        for (const struct decl *decl = emitter->checker->modules->items[i]->ast.decls.first; decl;
             decl = decl->next)
            if (decl->kind == kind)
                emit(emitter, decl);
}

static bool is_text_enough(enum value_type type)
{
    return type == VALUE_BOOL || type == VALUE_INT || type == VALUE_FLOAT || type == VALUE_DURATION ||
           type == VALUE_STRING;
}

/* Only constants of the main file; those of included files belong to their author. */
static void emit_named_constant(struct emitter *emitter, const struct decl *decl)
{
    const struct symbol *symbol = decl->symbol;
    struct buffer text = {0};

    if (decl->span.file != emitter->checker->modules->main->file || symbol->state != CONSTANT_KNOWN ||
        !is_text_enough(symbol->constant.type))
        return;
    value_show(symbol->constant, &text);
    vec_push(&emitter->tables.named_constants,
             ((struct named_constant){.name = arena_printf(emitter->arena, "%s", symbol->name),
                                      .type = value_type_name(symbol->constant.type),
                                      .text = arena_strndup(emitter->arena, buffer_text(&text), text.length),
                                      .line = emit_line(emitter, decl->span)}));
    buffer_free(&text);
}

void emit_settings(struct emitter *emitter)
{
    each_decl(emitter, DECL_CONFIG, emit_config);
    each_decl(emitter, DECL_CONST, emit_named_constant);
}

/* ---- thresholds ---- */

static enum threshold_metric metric_of(enum metric metric)
{
    switch (metric) {
    case METRIC_PERCENTILE: return THRESHOLD_PERCENTILE;
    case METRIC_AVG: return THRESHOLD_AVERAGE;
    case METRIC_MIN: return THRESHOLD_MIN;
    case METRIC_MAX: return THRESHOLD_MAX;
    case METRIC_FAILED: return THRESHOLD_FAILED;
    case METRIC_RPS: return THRESHOLD_RPS;
    case METRIC_REQUESTS: return THRESHOLD_REQUESTS;
    case METRIC_ERRORS: return THRESHOLD_ERRORS;
    }
    return THRESHOLD_ERRORS;
}

static enum threshold_op operator_of(enum binary_op op)
{
    switch (op) {
    case BINARY_LESS: return THRESHOLD_LESS;
    case BINARY_LESS_EQUAL: return THRESHOLD_LESS_EQUAL;
    case BINARY_GREATER: return THRESHOLD_GREATER;
    case BINARY_GREATER_EQUAL: return THRESHOLD_GREATER_EQUAL;
    case BINARY_EQUAL: return THRESHOLD_EQUAL;
    default: return THRESHOLD_NOT_EQUAL;
    }
}

/* A threshold on a row that no request reports is probably a typing error; it would fail in every run. */
static void check_row(struct emitter *emitter, const struct threshold_line *line, const char *name)
{
    struct buffer full = {0};
    bool is_known = emitter->has_dynamic_rows;

    for (size_t i = 0; i < emitter->tables.rows.count && !is_known; i++) {
        const struct row_name *row = &emitter->tables.rows.items[i];

        buffer_clear(&full);
        buffer_printf(&full, "%s %s", row->type, row->name);
        is_known = strcmp(name, row->name) == 0 || strcmp(name, buffer_text(&full)) == 0;
    }
    if (!is_known)
        diag_hint(diag_report(emitter->diags, W0720_NO_SUCH_ROW, line->row->span, name),
                  "`swarmc names FILE` lists all names");
    buffer_free(&full);
}

static void emit_threshold(struct emitter *emitter, const struct threshold_line *line)
{
    span comparison = span_join(line->row ? line->row->span : line->metric_span, line->value->span);
    struct threshold threshold = {
        .name = line->row ? setting_text(emitter, line->row) : NULL,
        .phase = line->phase,
        .metric = metric_of(line->metric),
        .percent = line->percentile,
        .op = operator_of(line->op),
        .wanted = emit_number(emitter, line->value, 0),
        .text = source_on_one_line(emitter, comparison),
        .aborts = line->aborts,
        .abort_after = line->after ? (nanos)emit_number(emitter, line->after, 0) : 0,
    };

    if (line->row)
        check_row(emitter, line, threshold.name);
    vec_push(&emitter->tables.thresholds, threshold);
}

static void emit_threshold_lines(struct emitter *emitter, const struct decl *decl)
{
    for (const struct threshold_line *line = decl->thresholds.first; line; line = line->next)
        emit_threshold(emitter, line);
}

void emit_thresholds(struct emitter *emitter)
{
    each_decl(emitter, DECL_THRESHOLDS, emit_threshold_lines);
}

/* ---- load ---- */

static void emit_stage(struct emitter *emitter, const struct stage *stage)
{
    bool is_rate = stage->kind == STAGE_RATE || (stage->value && stage->value->kind == EXPR_RATE);
    struct load_phase phase = {.target = emit_number(emitter, stage->limit ? stage->limit : stage->value, 0),
                               .step = stage->limit ? emit_number(emitter, stage->value, 0) : 0,
                               .duration = (nanos)emit_number(emitter, stage->duration, 0),
                               .poisson = stage->is_poisson};

    switch (stage->kind) {
    case STAGE_RAMP: phase.kind = is_rate ? LOAD_RAMP_RATE : LOAD_RAMP_USERS; break;
    case STAGE_HOLD: phase.kind = LOAD_HOLD; break;
    case STAGE_STEP: phase.kind = LOAD_STEP; break;
    case STAGE_RATE: phase.kind = LOAD_RATE; break;
    case STAGE_MAX_USERS: emitter->program->load_max_users = (uint32_t)phase.target; return;
    }
    vec_push(&emitter->tables.load, phase);
}

static void emit_stages(struct emitter *emitter, const struct decl *decl)
{
    for (const struct stage *stage = decl->load.first; stage; stage = stage->next)
        emit_stage(emitter, stage);
}

void emit_load_phases(struct emitter *emitter)
{
    each_decl(emitter, DECL_LOAD, emit_stages);
}
