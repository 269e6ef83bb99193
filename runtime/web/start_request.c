#include "runtime/web/start_request.h"

#include "runtime/base/alloc.h"
#include "runtime/base/count_of.h"
#include "runtime/base/rng.h"
#include "runtime/text/host_port.h"
#include "runtime/text/json.h"
#include "runtime/text/url.h"
#include "runtime/value/value_parse.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define USERS_MOST 1e9
#define SECONDS_MOST 1e9

static const char time_wanted[] = "must be a time such as 90s, 20m or 1h30m, or a number of seconds";

__attribute__((format(printf, 3, 4))) static bool problem_set(struct start_problem *problem,
                                                              const char *field, const char *format, ...)
{
    va_list arguments;

    buffer_clear(&problem->field);
    buffer_append_text(&problem->field, field);
    buffer_clear(&problem->sentence);
    va_start(arguments, format);
    buffer_vprintf(&problem->sentence, format, arguments);
    va_end(arguments);
    return false;
}

void start_problem_free(struct start_problem *problem)
{
    buffer_free(&problem->field);
    buffer_free(&problem->sentence);
}

/* `wrong` ends the sentence: "must be a number". Always false. */
static bool constant_problem_set(struct start_problem *problem, const struct start_constant *constant,
                                 const char *wrong)
{
    problem_set(problem, "constants.", "The value of `%s` %s.", constant->name, wrong);
    buffer_append_text(&problem->field, constant->name);
    return false;
}

/* ---- numbers and texts that both kinds of requests have ---- */

static bool users_set(struct start_request *request, double users, struct start_problem *problem)
{
    if (!(users >= 1) || users > USERS_MOST || users != floor(users))
        return problem_set(problem, "users", "The number of users must be an integer, 1 or more.");
    request->has_users = true;
    request->users = (uint64_t)users;
    return true;
}

static bool spawn_rate_set(struct start_request *request, double rate, struct start_problem *problem)
{
    if (!(rate > 0) || !isfinite(rate))
        return problem_set(problem, "spawn_rate", "The spawn rate must be a number greater than 0.");
    request->has_spawn_rate = true;
    request->spawn_rate = rate;
    return true;
}

static bool run_time_set(struct start_request *request, double seconds, struct start_problem *problem)
{
    if (!(seconds >= 0) || seconds > SECONDS_MOST)
        return problem_set(problem, "run_time", "The run time %s.", time_wanted);
    request->has_run_time = true;
    request->run_time = llround(seconds * 1e9);
    return true;
}

/* What is no number is NaN, which no member takes. */
static double number_of(const char *text)
{
    double number;

    return number_parse(text, &number) ? number : NAN;
}

static bool run_time_parse(struct start_request *request, const char *text, struct start_problem *problem)
{
    nanos time;

    return run_time_set(request, time_parse(text, &time) ? (double)time / NANOS_PER_S : NAN, problem);
}

static bool host_set(struct start_request *request, const char *host, struct start_problem *problem)
{
    const char *wrong = *host ? host_wrong(host, true) : NULL;

    if (wrong)
        return problem_set(problem, "host", "Requests can't be sent to this host: %s.", wrong);
    buffer_clear(&request->host);
    buffer_append_text(&request->host, host);
    return true;
}

static void kind_add(struct start_request *request, const char *name)
{
    char *own = mem_strdup(name);

    vec_push(&request->kinds, own);
}

/* ---- JSON ---- */

static bool has_nul(const struct string *text)
{
    return memchr(text->bytes, '\0', text->length);
}

static bool is_text(value v)
{
    return v.type == VALUE_STRING && !has_nul(v.as.string);
}

static double number_in(value v)
{
    return v.type == VALUE_INT ? (double)v.as.integer : v.type == VALUE_FLOAT ? v.as.number : NAN;
}

static bool run_time_read(struct start_request *request, value v, struct start_problem *problem)
{
    return is_text(v) ? run_time_parse(request, v.as.string->bytes, problem)
                      : run_time_set(request, number_in(v), problem);
}

static bool host_read(struct start_request *request, value v, struct start_problem *problem)
{
    return is_text(v) ? host_set(request, v.as.string->bytes, problem)
                      : problem_set(problem, "host", "The host must be a string.");
}

static bool kinds_read(struct start_request *request, value v, struct start_problem *problem)
{
    if (v.type != VALUE_LIST)
        return problem_set(problem, "kinds", "The kinds must be a list of names.");
    for (uint32_t i = 0; i < v.as.list->count; i++) {
        if (!is_text(v.as.list->items[i]))
            return problem_set(problem, "kinds", "The kinds must be a list of names.");
        kind_add(request, v.as.list->items[i].as.string->bytes);
    }
    return true;
}

static bool constant_read(struct start_request *request, const struct map_entry *entry,
                          struct start_problem *problem)
{
    struct start_constant constant = {.name = mem_strdup(entry->key->bytes), .type = entry->value.type};
    struct buffer text = {0};
    bool is_fine = !has_nul(entry->key) && (entry->value.type != VALUE_STRING || is_text(entry->value));

    value_show(entry->value, &text);
    constant.text = buffer_steal(&text);
    vec_push(&request->constants, constant);
    if (!is_fine)
        constant_problem_set(problem, &constant, "must not contain a NUL");
    return is_fine;
}

static bool constants_read(struct start_request *request, value v, struct start_problem *problem)
{
    if (v.type != VALUE_MAP)
        return problem_set(problem, "constants", "The constants must be an object.");
    for (uint32_t i = 0; i < v.as.map->count; i++)
        if (!constant_read(request, &v.as.map->entries[i], problem))
            return false;
    return true;
}

static bool member_read(struct start_request *request, const struct map_entry *entry,
                        struct start_problem *problem)
{
    const char *name = has_nul(entry->key) ? "" : entry->key->bytes;
    value v = entry->value;

    if (strcmp(name, "users") == 0)
        return users_set(request, number_in(v), problem);
    if (strcmp(name, "spawn_rate") == 0)
        return spawn_rate_set(request, number_in(v), problem);
    if (strcmp(name, "run_time") == 0)
        return run_time_read(request, v, problem);
    if (strcmp(name, "host") == 0)
        return host_read(request, v, problem);
    if (strcmp(name, "kinds") == 0)
        return kinds_read(request, v, problem);
    if (strcmp(name, "constants") == 0)
        return constants_read(request, v, problem);
    return problem_set(problem, name,
                       "The members are users, spawn_rate, host, run_time, kinds and constants.");
}

/* null is as if the member weren't there. */
static bool members_read(struct start_request *request, const struct map *map, struct start_problem *problem)
{
    for (uint32_t i = 0; i < map->count; i++)
        if (map->entries[i].value.type != VALUE_NONE && !member_read(request, &map->entries[i], problem))
            return false;
    return true;
}

bool start_request_json(struct start_request *request, const struct buffer *body,
                        struct start_problem *problem)
{
    struct json_error error = {0};
    value document = value_none();
    bool is_fine;

    if (body->length == 0)
        return true;
    if (!json_decode(body->data, body->length, &document, &error))
        return problem_set(problem, "", "The body isn't JSON: %s at byte %zu.", error.text, error.offset);
    is_fine = document.type == VALUE_MAP || problem_set(problem, "", "The body must be a JSON object.");
    is_fine = is_fine && members_read(request, document.as.map, problem);
    value_release(document);
    return is_fine;
}

/* ---- the form of Locust ---- */

static bool field_read(struct start_request *request, const struct web_field *field,
                       struct start_problem *problem)
{
    if (strcmp(field->name, "user_count") == 0)
        return users_set(request, number_of(field->value), problem);
    if (strcmp(field->name, "spawn_rate") == 0)
        return spawn_rate_set(request, number_of(field->value), problem);
    if (strcmp(field->name, "run_time") == 0 && *field->value)
        return run_time_parse(request, field->value, problem);
    if (strcmp(field->name, "host") == 0)
        return host_set(request, field->value, problem);
    if (strcmp(field->name, "user_classes") == 0)
        kind_add(request, field->value);
    return true; /* Locust takes any option here */
}

bool start_request_form(struct start_request *request, const struct web_fields *fields,
                        struct start_problem *problem)
{
    for (size_t i = 0; i < fields->list.count; i++)
        if (!field_read(request, &fields->list.items[i], problem))
            return false;
    return true;
}

void start_request_free(struct start_request *request)
{
    for (size_t i = 0; i < request->kinds.count; i++)
        mem_free(request->kinds.items[i]);
    for (size_t i = 0; i < request->constants.count; i++) {
        mem_free(request->constants.items[i].name);
        mem_free(request->constants.items[i].text);
    }
    vec_free(&request->kinds);
    vec_free(&request->constants);
    buffer_free(&request->host);
}

/* ---- what it makes of the settings ---- */

static bool kind_is_known(const struct web_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->kind_count; i++)
        if (strcmp(scenario->kinds[i].name, name) == 0)
            return true;
    return false;
}

static const struct web_constant *constant_find(const struct web_scenario *scenario, const char *name)
{
    for (size_t i = 0; i < scenario->constant_count; i++)
        if (strcmp(scenario->constants[i].name, name) == 0)
            return &scenario->constants[i];
    return NULL;
}

/* What the values of a type are, and the types of JSON that can give one. A string has to read as one, as
 * with
 * --var. */
static const struct constant_type {
    const char *name;
    enum value_type type;
    bool takes_number, takes_bool;
    const char *wanted;
} constant_types[] = {
    {"int", VALUE_INT, .takes_number = true, .wanted = "must be a number"},
    {"float", VALUE_FLOAT, .takes_number = true, .wanted = "must be a number or a percentage"},
    {"bool", VALUE_BOOL, .takes_bool = true, .wanted = "must be true or false"},
    {"duration", VALUE_DURATION, .wanted = "must be a duration such as 500ms or 1m30s"},
    {"string", VALUE_STRING, .wanted = "must be a string"},
};

static const struct constant_type *type_of(const struct web_constant *known)
{
    for (size_t i = 0; i < COUNT_OF(constant_types); i++)
        if (strcmp(constant_types[i].name, known->type) == 0)
            return &constant_types[i];
    return NULL;
}

static bool type_is_taken(const struct constant_type *type, enum value_type json)
{
    switch (json) {
    case VALUE_STRING: return true;
    case VALUE_INT:
    case VALUE_FLOAT: return type->takes_number;
    case VALUE_BOOL: return type->takes_bool;
    case VALUE_NONE:
    case VALUE_BIG:
    case VALUE_DURATION:
    case VALUE_LIST:
    case VALUE_MAP:
    case VALUE_RESPONSE: break;
    }
    return false;
}

/* What the page shows of a secret isn't its value, so a value that hasn't changed is always fine. */
static bool constant_check(const struct start_constant *constant, const struct web_scenario *scenario,
                           struct start_problem *problem)
{
    const struct web_constant *known = constant_find(scenario, constant->name);
    const struct constant_type *type = known ? type_of(known) : NULL;
    bool is_fine;
    value v;

    if (!type)
        return constant_problem_set(problem, constant, "can't be set: the scenario has no such constant");
    if (strcmp(constant->text, known->value) == 0 && type_is_taken(type, constant->type))
        return true;
    is_fine = type_is_taken(type, constant->type) && value_parse(constant->text, type->type, &v);
    if (!is_fine)
        return constant_problem_set(problem, constant, type->wanted);
    value_release(v);
    return true;
}

static bool names_check(const struct start_request *request, const struct web_scenario *scenario,
                        struct start_problem *problem)
{
    for (size_t i = 0; i < request->kinds.count; i++)
        if (!kind_is_known(scenario, request->kinds.items[i]))
            return problem_set(problem, "kinds", "The scenario has no kind of user `%s`.",
                               request->kinds.items[i]);
    for (size_t i = 0; i < request->constants.count; i++)
        if (!constant_check(&request->constants.items[i], scenario, problem))
            return false;
    return true;
}

static void number_show(struct run_settings *settings, const char *name, double number)
{
    struct buffer text = {0};

    buffer_printf(&text, "%.10g", number);
    run_settings_show(settings, name, buffer_text(&text));
    buffer_free(&text);
}

static void seed_renew(struct run_settings *settings)
{
    struct buffer text = {0};

    settings->seed = (uint32_t)rng_system(); /* short enough to type */
    buffer_printf(&text, "%" PRIu64, settings->seed);
    run_settings_show(settings, "seed", buffer_text(&text));
    buffer_free(&text);
}

static void host_apply(const struct start_request *request, struct run_settings *settings)
{
    struct buffer shown = {0};

    if (request->host.length == 0)
        return;
    settings->client.host = run_settings_text(settings, buffer_text(&request->host));
    settings->client.host_wins = true;
    url_show(request->host.data, request->host.length, &shown);
    run_settings_show(settings, "host", buffer_text(&shown));
    buffer_free(&shown);
}

/* Users in place of the scenario's `load` or of a capacity search. */
static void users_apply(const struct start_request *request, struct run_settings *settings)
{
    if (request->has_users || request->has_spawn_rate) {
        settings->has_load = false;
        settings->capacity = (struct capacity_settings){0};
        run_settings_show(settings, "load", NULL);
        run_settings_show(settings, "find_capacity", NULL);
        run_settings_show(settings, "step_time", NULL);
    }
    if (request->has_users)
        settings->users = request->users;
    if (request->has_spawn_rate)
        settings->spawn_rate = request->spawn_rate;
    if (settings->has_load || settings->capacity.text)
        return;
    number_show(settings, "users", (double)settings->users);
    number_show(settings, "spawn_rate", settings->spawn_rate);
}

/* It limits whatever runs: users, a load, a capacity search. */
static void run_time_apply(const struct start_request *request, struct run_settings *settings)
{
    if (request->has_run_time)
        settings->run_time = request->run_time;
    if (settings->run_time > 0)
        number_show(settings, "run_time", (double)settings->run_time / NANOS_PER_S);
    else
        run_settings_show(settings, "run_time", NULL);
}

static void selection_apply(const struct start_request *request, struct run_settings *settings)
{
    const char **kinds;

    if (request->kinds.count == 0)
        return;
    kinds = arena_zalloc(&settings->arena, request->kinds.count * sizeof *kinds);
    for (size_t i = 0; i < request->kinds.count; i++)
        kinds[i] = run_settings_text(settings, request->kinds.items[i]);
    settings->selection.kinds = kinds;
    settings->selection.kind_count = request->kinds.count;
}

/* Those that have this value already stay as they are: the program needn't be compiled again for them. */
static bool is_changed(const struct start_constant *constant, const struct web_scenario *scenario)
{
    return strcmp(constant_find(scenario, constant->name)->value, constant->text) != 0;
}

static void constant_apply(const struct start_constant *constant, struct run_settings *settings,
                           struct run_setting *applied)
{
    struct buffer name = {0};

    applied->name = run_settings_text(settings, constant->name);
    applied->value = run_settings_text(settings, constant->text);
    buffer_printf(&name, "const %s", constant->name);
    run_settings_show(settings, buffer_text(&name), constant->text);
    buffer_free(&name);
}

static void constants_apply(const struct start_request *request, const struct web_scenario *scenario,
                            struct run_settings *settings)
{
    struct run_setting *constants =
        arena_zalloc(&settings->arena, (request->constants.count + 1) * sizeof *constants);
    size_t count = 0;

    for (size_t i = 0; i < request->constants.count; i++)
        if (is_changed(&request->constants.items[i], scenario))
            constant_apply(&request->constants.items[i], settings, &constants[count++]);
    settings->constants = constants;
    settings->constant_count = count;
}

/* Whether the kind takes part: it was chosen here or on the command line, or nothing was chosen. */
static bool kind_is_wanted(const char *kind, const struct start_request *request,
                           const struct selection_settings *selection)
{
    for (size_t i = 0; i < request->kinds.count; i++)
        if (strcmp(request->kinds.items[i], kind) == 0)
            return true;
    for (size_t i = 0; request->kinds.count == 0 && i < selection->kind_count; i++)
        if (strcmp(selection->kinds[i], kind) == 0)
            return true;
    return request->kinds.count == 0 && selection->kind_count == 0;
}

static bool host_is_needed(const struct start_request *request, const struct web_front_options *options)
{
    const struct web_scenario *scenario = options->scenario;

    for (size_t i = 0; i < scenario->kind_count; i++)
        if (scenario->kinds[i].needs_host &&
            kind_is_wanted(scenario->kinds[i].name, request, &options->settings->selection))
            return true;
    return scenario->needs_host;
}

bool start_request_apply(const struct start_request *request, const struct web_front_options *options,
                         struct run_settings *settings, struct start_problem *problem)
{
    if (!names_check(request, options->scenario, problem))
        return false;
    if (!options->settings->client.host && request->host.length == 0 && host_is_needed(request, options))
        return problem_set(problem, "host", "The scenario needs a host, such as http://10.21.32.33.");
    run_settings_copy(settings, options->settings);
    users_apply(request, settings);
    run_time_apply(request, settings);
    host_apply(request, settings);
    selection_apply(request, settings);
    constants_apply(request, options->scenario, settings);
    if (!options->has_seed)
        seed_renew(settings);
    return true;
}
