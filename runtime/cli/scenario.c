#include "runtime/cli/scenario.h"

#include "compiler/compile.h"
#include "runtime/base/confine.h"
#include "runtime/base/log.h"
#include "runtime/cli/cli_command.h"
#include "runtime/cli/diagnostics.h"
#include "runtime/cli/run_options.h"
#include "runtime/cluster/worker/program_fetch.h"
#include "runtime/net/transport.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- compiling ---- */

/* A list of an option, and what comes in addition (NULL-terminated; may be NULL), as the NULL-terminated
 * array that the compiler takes. */
static const char *const *option_list(struct arena *arena, const struct options *options, enum option_id id,
                                      const char *const *more)
{
    size_t count = options->values[id].list.count, more_count = 0;
    const char **list;

    while (more && more[more_count])
        more_count++;
    list = arena_zalloc(arena, (count + more_count + 1) * sizeof *list);
    if (count > 0)
        memcpy(list, options->values[id].list.items, count * sizeof *list);
    if (more_count > 0)
        memcpy(list + count, more, more_count * sizeof *list);
    return list;
}

/* Whether the path is a list, as Locust's `-f a.swarm,b.swarm`. */
static bool is_path_list(const char *path)
{
    return strchr(path, ',') && access(path, F_OK) != 0;
}

/* Compiles several files as one scenario that includes them. */
static void list_compile(struct compilation *compilation, const char *paths,
                         const struct compile_options *compile_options)
{
    struct buffer text = {0};

    while (*paths) {
        int length = (int)strcspn(paths, ",");
        int blanks = (int)strspn(paths, " ");

        if (length > blanks)
            buffer_printf(&text, "include r\"%.*s\"\n", length - blanks, paths + blanks);
        paths += length + (paths[length] == ',');
    }
    compile_text(compilation, "(files)", buffer_text(&text), text.length, compile_options);
    buffer_free(&text);
}

/* A file; several ones; or one of the standard library by its name there, which the programs have within
 * them. */
static void scenario_compile(struct compilation *compilation, const char *path,
                             const struct compile_options *compile_options)
{
    char text[200];
    if (is_path_list(path)) {
        list_compile(compilation, path, compile_options);
        return;
    }
    if (strncmp(path, "std/", 4) != 0 || access(path, F_OK) == 0) {
        compile_file(compilation, path, compile_options);
        return;
    }
    snprintf(text, sizeof text, "include \"%s\"\n", path);
    compile_text(compilation, "(stdlib)", text, strlen(text), compile_options);
}

/* The first error: "shop.swarm:4: division by zero." */
static void error_describe(struct compilation *compilation, struct buffer *why)
{
    const struct source_set *sources = &compilation->modules.sources;
    const struct diag_list *diags = &compilation->modules.diags;
    size_t i = 0;

    diag_sort(&compilation->modules.diags);
    while (i + 1 < diags->count && diags->items[i]->severity != DIAG_ERROR)
        i++;
    if (diags->items[i]->place.span.file < sources->count)
        buffer_printf(why, "%s:%" PRIu32 ": ", source_file(sources, diags->items[i]->place.span.file)->path,
                      source_line_number(sources, diags->items[i]->place.span));
    buffer_printf(why, "%s.", diags->items[i]->message);
}

/* Of a received file, what follows the private folder. */
static const char *path_shown(const struct scenario *scenario, const char *path)
{
    const char *folder = scenario->received ? program_fetch_folder(scenario->received) : "";
    size_t length = strlen(folder);

    if (strcmp(path, "-") == 0)
        return "standard input";
    return length > 0 && strncmp(path, folder, length) == 0 ? path + length + 1 : path;
}

/* Messages and results name the files as the master does, whatever the private folder. */
static void paths_shorten(const struct scenario *scenario, struct program *program)
{
    for (size_t i = 0; program && scenario->received && i < program->files_count; i++)
        program->files[i].path = path_shown(scenario, program->files[i].path);
}

static void program_compile(struct scenario *scenario, const struct options *options)
{
    struct compilation compilation;
    struct compile_options compile_options = {
        .include_dirs = option_list(&scenario->arena, options, OPTION_include_dir, NULL),
        .overrides = option_list(&scenario->arena, options, OPTION_var, NULL),
        .for_run = true,
    };

    scenario_compile(&compilation, scenario->path, &compile_options);
    diagnostics_print(&compilation);
    scenario->program = compilation_take(&compilation);
    paths_shorten(scenario, scenario->program);
    if (!scenario->program)
        error_describe(&compilation, &scenario->problem);
    compilation_take_sources(&compilation, &scenario->sources);
    compilation_free(&compilation);
}

struct program *scenario_compile_with(const struct scenario *scenario, const struct options *options,
                                      const char *const *overrides, struct buffer *why)
{
    struct compilation compilation;
    struct program *program;
    struct arena arena;
    struct compile_options compile_options = {.for_run = true, .earlier = &scenario->sources};

    arena_init(&arena);
    compile_options.include_dirs = option_list(&arena, options, OPTION_include_dir, NULL);
    compile_options.overrides = option_list(&arena, options, OPTION_var, overrides);
    scenario_compile(&compilation, scenario->path, &compile_options);
    program = compilation_take(&compilation);
    paths_shorten(scenario, program);
    if (!program) {
        buffer_append_text(why, "With this value the scenario doesn't compile: ");
        error_describe(&compilation, why);
    }
    compilation_free(&compilation);
    arena_free(&arena);
    return program;
}

/* ---- the file's `config { }` as a layer of options ---- */

/* A program from another node doesn't decide which files this one writes, and where it listens. */
static bool may_configure(enum option_id id)
{
    const char *section = option_table[id].section;

    return !confine_is_on() || strcmp(section, "Scenario") == 0 || strcmp(section, "Load") == 0 ||
           strcmp(section, "Connections") == 0;
}

static bool config_apply(const struct program *program, struct options *options)
{
    char place[300];
    for (size_t i = 0; i < program->config_count; i++) {
        const struct config_entry *entry = &program->config[i];
        enum option_id id = options_find(entry->key, strlen(entry->key));
        snprintf(place, sizeof place, "%s:%u: %s", program->files[entry->file].path, entry->line, entry->key);
        if (id == OPTION_COUNT || !(option_table[id].commands & options->command) || !may_configure(id))
            continue; /* the compiler knows all keys; this command doesn't need this one */
        if (!options_set(options, id, entry->text, LAYER_SCENARIO, place))
            return false;
    }
    return true;
}

/* ---- the command ---- */

/* The file that the command line names, and the index of the first word that names a kind of user. */
static const char *scenario_path(const struct options *options, size_t *first_kind)
{
    const char *named = options_text(options, OPTION_locustfile);
    *first_kind = named ? 0 : 1;
    if (named)
        return named;
    if (options->words.count > 0)
        return options->words.items[0];
    fprintf(stderr, "swarm: no scenario given; for example: swarm run shop.swarm\n");
    return NULL;
}

static int scenario_open(struct scenario *scenario, struct options *options)
{
    program_compile(scenario, options);
    if (!scenario->program || !config_apply(scenario->program, options))
        return EXIT_USAGE;
    if (!run_settings_make(scenario, options, path_shown(scenario, scenario->path)))
        return EXIT_USAGE;
    return EXIT_FINE;
}

static void scenario_close(struct scenario *scenario)
{
    program_free(scenario->program);
    source_free(&scenario->sources);
    vec_free(&scenario->thresholds.items);
    vec_free(&scenario->condition.items);
    vec_free(&scenario->shown);
    buffer_free(&scenario->resolve);
    buffer_free(&scenario->local_ips);
    buffer_free(&scenario->problem);
    arena_free(&scenario->arena);
}

int scenario_of_worker(struct options *options, struct program_fetch *received,
                       int (*command)(const struct scenario *scenario, const struct options *options),
                       void (*failed)(const struct scenario *scenario, const struct options *options))
{
    size_t first_kind;
    struct scenario scenario = {.path = scenario_path(options, &first_kind), .received = received};
    int status;

    transport_setup();
    if (!scenario.path)
        return EXIT_USAGE;
    status = scenario_open(&scenario, options);
    if (status == EXIT_FINE) {
        scenario.settings.selection.kinds = options->words.items + first_kind;
        scenario.settings.selection.kind_count = options->words.count - first_kind;
        status = command(&scenario, options);
    } else if (!scenario.program && failed) {
        failed(&scenario, options);
    }
    scenario_close(&scenario);
    return status;
}

int scenario_command(struct options *options,
                     int (*command)(const struct scenario *scenario, const struct options *options))
{
    return scenario_of_worker(options, NULL, command, NULL);
}
