#include "compiler/tree/ast_print.h"

#include "compiler/tree/printer.h"

/* ---- members ---- */

static void also_attributes(struct printer *printer, const struct attributes *attributes)
{
    printer_also_expr(printer, "weight", attributes->weight);
    printer_also_expr(printer, "fixed", attributes->fixed);
    printer_also_expr(printer, "times", attributes->times);
    if (attributes->tags.first != NULL)
        printer_also(printer, "tags");
    printer_also_exprs(printer, &attributes->tags);
}

static void also_parameters(struct printer *printer, const struct parameter_list *parameters)
{
    const char *before = "(";
    for (const struct parameter *parameter = parameters->first; parameter != NULL;
         parameter = parameter->next) {
        buffer_printf(printer->out, "%s%s", before, parameter->name.text);
        before = ", ";
    }
    if (parameters->first != NULL)
        buffer_append_char(printer->out, ')');
}

static void print_setting(struct printer *printer, const struct setting *setting)
{
    printer_line(printer, setting->key.text);
    printer_also_exprs(printer, &setting->values);
    printer->depth++;
    for (const struct setting *inner = setting->settings; inner != NULL; inner = inner->next)
        print_setting(printer, inner);
    printer->depth--;
}

static void print_settings(struct printer *printer, const char *word, const struct setting_list *settings)
{
    printer_line(printer, word);
    printer->depth++;
    for (const struct setting *setting = settings->first; setting != NULL; setting = setting->next)
        print_setting(printer, setting);
    printer->depth--;
}

static void print_hook(struct printer *printer, const char *word, const struct block *body)
{
    printer_line(printer, word);
    printer_block(printer, body);
}

static void print_task(struct printer *printer, const struct set_member *member)
{
    printer_line(printer, "task");
    printer_also(printer, member->task.name.text);
    also_attributes(printer, &member->task.attributes);
    printer_block(printer, member->task.body);
}

static void print_use(struct printer *printer, const struct set_member *member)
{
    printer_line(printer, "use");
    printer_also(printer, member->use.name.text);
    printer_also_exprs(printer, &member->use.arguments);
    also_attributes(printer, &member->use.attributes);
}

static void print_set(struct printer *printer, const char *word, const struct task_set *set);

static void print_member(struct printer *printer, const struct set_member *member)
{
    switch (member->kind) {
    case SET_MEMBER_WAIT: printer_wait(printer, &member->wait); break;
    case SET_MEMBER_HEADERS:
        printer_line(printer, "headers");
        printer_also_expr(printer, NULL, member->headers);
        break;
    case SET_MEMBER_VAR: printer_named(printer, "var", member->var.name.text, member->var.value); break;
    case SET_MEMBER_SETUP: print_hook(printer, "setup", member->hook); break;
    case SET_MEMBER_TEARDOWN: print_hook(printer, "teardown", member->hook); break;
    case SET_MEMBER_ON_START: print_hook(printer, "on start", member->hook); break;
    case SET_MEMBER_ON_STOP: print_hook(printer, "on stop", member->hook); break;
    case SET_MEMBER_TASK: print_task(printer, member); break;
    case SET_MEMBER_SET:
        print_set(printer, member->set->is_sequence ? "sequence" : "taskset", member->set);
        break;
    case SET_MEMBER_USE: print_use(printer, member); break;
    case SET_MEMBER_HOST:
        printer_line(printer, "host");
        printer_also_expr(printer, NULL, member->host);
        break;
    case SET_MEMBER_CLIENT: print_settings(printer, "client", &member->client); break;
    }
}

static void print_set(struct printer *printer, const char *word, const struct task_set *set)
{
    printer_line(printer, word);
    printer_also(printer, set->name.text);
    also_parameters(printer, &set->parameters);
    also_attributes(printer, &set->attributes);
    printer->depth++;
    for (const struct set_member *member = set->members.first; member != NULL; member = member->next)
        print_member(printer, member);
    printer->depth--;
}

/* ---- declarations ---- */

static void print_threshold(struct printer *printer, const struct threshold_line *threshold)
{
    static const char *const metrics[] = {
        [METRIC_AVG] = "avg",       [METRIC_MIN] = "min", [METRIC_MAX] = "max",
        [METRIC_FAILED] = "failed", [METRIC_RPS] = "rps", [METRIC_REQUESTS] = "requests",
        [METRIC_ERRORS] = "errors",
    };
    static const char *const phases[] = {[THRESHOLD_RESPONSE] = "",
                                         [THRESHOLD_FIRST_BYTE] = "first_byte ",
                                         [THRESHOLD_CONNECT] = "connect ",
                                         [THRESHOLD_TLS] = "tls "};

    printer_line(printer, phases[threshold->phase]);
    if (threshold->metric == METRIC_PERCENTILE) {
        buffer_append_text(printer->out, "p");
        buffer_printf(printer->out, "%g", threshold->percentile);
    } else {
        buffer_append_text(printer->out, metrics[threshold->metric]);
    }
    printer_also_expr(printer, "of", threshold->row);
    printer_also_expr(printer, binary_op_text(threshold->op), threshold->value);
    printer_also(printer, threshold->aborts ? "abort" : NULL);
    printer_also_expr(printer, "after", threshold->after);
}

static void print_stage(struct printer *printer, const struct stage *stage)
{
    static const char *const words[] = {
        [STAGE_RAMP] = "ramp to", [STAGE_HOLD] = "hold",           [STAGE_STEP] = "step",
        [STAGE_RATE] = "rate",    [STAGE_MAX_USERS] = "max_users",
    };
    printer_line(printer, words[stage->kind]);
    printer_also_expr(printer, NULL, stage->value);
    printer_also(printer, stage->is_poisson ? "poisson" : NULL);
    printer_also_expr(printer, "over", stage->duration);
    printer_also_expr(printer, "up to", stage->limit);
}

static void print_data(struct printer *printer, const struct decl *decl)
{
    static const char *const orders[] = {
        [DATA_CIRCULAR] = "circular", [DATA_SEQUENTIAL] = "sequential", [DATA_RANDOM] = "random",
        [DATA_SHUFFLE] = "shuffle",   [DATA_UNIQUE] = "unique",
    };
    printer_line(printer, "data");
    printer_also(printer, decl->data.name.text);
    printer_also(printer, decl->data.source.text);
    printer_also_exprs(printer, &decl->data.arguments);
    printer_also_expr(printer, "delimiter", decl->data.options.delimiter);
    printer_also_expr(printer, "encoding", decl->data.options.encoding);
    printer_also(printer, orders[decl->data.options.order]);
}

static void print_function(struct printer *printer, const struct decl *decl)
{
    printer_line(printer, decl->kind == DECL_FN ? "fn" : "check");
    printer_also(printer, decl->function.name.text);
    also_parameters(printer, &decl->function.parameters);
    printer_block(printer, decl->function.body);
}

static void print_thresholds(struct printer *printer, const struct decl *decl)
{
    printer_line(printer, "thresholds");
    printer->depth++;
    for (const struct threshold_line *at = decl->thresholds.first; at != NULL; at = at->next)
        print_threshold(printer, at);
    printer->depth--;
}

static void print_load(struct printer *printer, const struct decl *decl)
{
    printer_line(printer, "load");
    printer->depth++;
    for (const struct stage *stage = decl->load.first; stage != NULL; stage = stage->next)
        print_stage(printer, stage);
    printer->depth--;
}

static void print_message(struct printer *printer, const struct decl *decl)
{
    printer_line(printer, "on message");
    printer_also_expr(printer, NULL, decl->message.type);
    printer_also(printer, decl->message.value.text);
    printer_block(printer, decl->message.body);
}

static void print_decl(struct printer *printer, const struct decl *decl)
{
    switch (decl->kind) {
    case DECL_INCLUDE:
        printer_line(printer, "include");
        printer_also_expr(printer, NULL, decl->path);
        break;
    case DECL_CONST: printer_named(printer, "const", decl->constant.name.text, decl->constant.value); break;
    case DECL_SHARED: printer_named(printer, "shared", decl->constant.name.text, decl->constant.value); break;
    case DECL_CONFIG: print_settings(printer, "config", &decl->config); break;
    case DECL_THRESHOLDS: print_thresholds(printer, decl); break;
    case DECL_LOAD: print_load(printer, decl); break;
    case DECL_DATA: print_data(printer, decl); break;
    case DECL_POOL:
        printer_line(printer, "pool");
        printer_also(printer, decl->pool.name.text);
        printer_also_expr(printer, "max", decl->pool.max);
        break;
    case DECL_COUNTER: printer_named(printer, "counter", decl->counter.text, NULL); break;
    case DECL_SETUP: print_hook(printer, "setup", decl->hook); break;
    case DECL_TEARDOWN: print_hook(printer, "teardown", decl->hook); break;
    case DECL_ON_MESSAGE: print_message(printer, decl); break;
    case DECL_FN:
    case DECL_CHECK: print_function(printer, decl); break;
    case DECL_SET: print_set(printer, decl->set->is_sequence ? "sequence" : "taskset", decl->set); break;
    case DECL_USER: print_set(printer, "user", decl->set); break;
    }
}

void ast_print(const struct ast *ast, struct buffer *out)
{
    struct printer printer = {.out = out};
    size_t before = out->length;
    for (const struct decl *decl = ast->decls.first; decl != NULL; decl = decl->next)
        print_decl(&printer, decl);
    if (out->length > before)
        buffer_append_char(out, '\n');
}
