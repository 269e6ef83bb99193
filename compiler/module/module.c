#include "compiler/module/module.h"

#include "compiler/diag/suggest.h"
#include "compiler/module/foreign_file.h"
#include "compiler/module/stdlib.h"
#include "compiler/parse/parse.h"
#include "runtime/base/alloc.h"
#include "runtime/base/confine.h"
#include "runtime/base/count_of.h"
#include "runtime/base/vec.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where an include was found, or the directories searched. */
struct search {
    const char *wanted;
    const char *path; /* of the file found, in the set's arena; NULL: not found */
    const struct stdlib_file *embedded;
    struct buffer tried; /* the directories searched, for the message */
};

void modules_init(struct module_set *set, const char *const *include_dirs)
{
    *set = (struct module_set){.include_dirs = include_dirs};
    arena_init(&set->arena);
    source_init(&set->sources);
    names_init(&set->names);
    diag_init(&set->diags, &set->sources);
}

void modules_free(struct module_set *set)
{
    for (size_t i = 0; i < set->found.count; i++)
        mem_free(set->found.items[i]->key);
    vec_free(&set->found);
    mem_free(set->items);
    diag_free(&set->diags);
    names_free(&set->names);
    source_free(&set->sources);
    arena_free(&set->arena);
}

static struct module *module_add(struct module_set *set, uint32_t file, const char *key)
{
    struct module *module = arena_zalloc(&set->arena, sizeof *module);
    module->file = file;
    module->key = mem_strdup(key);
    vec_push(&set->found, module);
    return module;
}

static struct module *module_known(const struct module_set *set, const char *key)
{
    for (size_t i = 0; i < set->found.count; i++)
        if (strcmp(set->found.items[i]->key, key) == 0)
            return set->found.items[i];
    return NULL;
}

/* ---- looking up ---- */

static bool is_file(const char *path)
{
    return access(path, F_OK) == 0 && !confine_refusal(path);
}

static void search_tried(struct search *search, const char *folder)
{
    buffer_printf(&search->tried, "%s%s", search->tried.length > 0 ? ", " : "", folder);
}

static bool search_folder(struct module_set *set, struct search *search, const char *folder)
{
    static const char *const endings[] = {"", ".swarm"};
    bool is_absolute = search->wanted[0] == '/';
    for (size_t i = 0; i < COUNT_OF(endings); i++) {
        bool is_here = is_absolute || *folder == '\0';
        search->path = arena_printf(&set->arena, "%s%s%s%s", is_here ? "" : folder, is_here ? "" : "/",
                                    search->wanted, endings[i]);
        if (is_file(search->path))
            return true;
    }
    search->path = NULL;
    search_tried(search, *folder != '\0' ? folder : ".");
    return false;
}

static bool search_stdlib(struct search *search)
{
    size_t length = strlen(search->wanted);
    if (length > 6 && strcmp(search->wanted + length - 6, ".swarm") == 0)
        length -= 6;
    for (const struct stdlib_file *file = stdlib_files; file->name != NULL; file++) {
        if (strlen(file->name) != length || memcmp(file->name, search->wanted, length) != 0)
            continue;
        search->embedded = file;
        return true;
    }
    search_tried(search, "the standard library");
    return false;
}

static const char *folder_of(struct module_set *set, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL)
        return "";
    return arena_strndup(&set->arena, path, slash == path ? 1 : (size_t)(slash - path));
}

static bool search_include(struct module_set *set, struct search *search, const struct source_file *includer)
{
    if (!includer->is_embedded && search_folder(set, search, folder_of(set, includer->path)))
        return true;
    for (const char *const *dir = set->include_dirs; dir != NULL && *dir != NULL; dir++)
        if (search_folder(set, search, *dir))
            return true;
    return search_stdlib(search);
}

static void report_include_missing(struct module_set *set, const struct search *search, span place)
{
    struct diag *diag = diag_report(&set->diags, E0605_INCLUDE_MISSING, place, search->wanted);
    struct suggest nearest;
    suggest_start(&nearest, search->wanted);
    for (const struct stdlib_file *file = stdlib_files; file->name != NULL; file++)
        suggest_offer(&nearest, file->name);
    if (nearest.best != NULL)
        diag_label(diag, "did you mean `%s`?", nearest.best);
    diag_hint(diag, "searched in %s", buffer_text(&search->tried));
}

/* ---- loading ---- */

static void module_parse(struct module_set *set, struct module *module);

/* Lists the includes of the cycle, from the file that closes it up to the file that opened it. */
static void report_cycle(struct module_set *set, const struct module *opened, const struct module *from,
                         span place)
{
    const struct source_file *source = source_file(&set->sources, opened->file);
    struct diag *diag = diag_report(&set->diags, E0606_INCLUDE_CYCLE, place, source->path);
    for (const struct module *module = from; module != NULL && module != opened; module = module->includer)
        diag_related(diag, module->include_span, "`%s` is included here",
                     source_file(&set->sources, module->file)->path);
}

static struct module *module_open(struct module_set *set, const struct search *search, span place)
{
    uint32_t file;
    char resolved[PATH_MAX];
    const char *key = search->embedded != NULL ? search->embedded->name : realpath(search->path, resolved);
    if (key == NULL)
        key = search->path;
    struct module *known = module_known(set, key);
    if (known != NULL)
        return known;
    if (search->embedded != NULL)
        source_add(&set->sources, key, search->embedded->text, search->embedded->length, &file);
    else if (!diag_load(&set->diags, &set->sources, search->path, place, &file))
        return NULL;
    set->sources.files[file]->is_embedded = search->embedded != NULL;
    return module_add(set, file, key);
}

static unsigned depth_of(const struct module *module)
{
    unsigned depth = 0;
    for (; module != NULL; module = module->includer)
        depth++;
    return depth;
}

static void module_include(struct module_set *set, struct module *from, const struct search *search,
                           span place)
{
    struct module *module = module_open(set, search, place);
    set->has_gaps |= module == NULL;
    if (module == NULL)
        return;
    if (module->is_loading) {
        set->has_gaps = true;
        report_cycle(set, module, from, place);
        return;
    }
    if (module->is_loaded)
        return;
    if (depth_of(from) == AST_MAX_NESTING) {
        diag_label(diag_report(&set->diags, E0110_TOO_DEEP, place), "includes nest at most %d deep",
                   AST_MAX_NESTING);
        return;
    }
    module->includer = from;
    module->include_span = place;
    module_parse(set, module);
}

static void module_follow(struct module_set *set, struct module *module, const struct expr *path)
{
    if (!expr_is_plain_string(path))
        return;
    struct search search = {.wanted = expr_plain_text(path, NULL)};
    if (search_include(set, &search, source_file(&set->sources, module->file)))
        module_include(set, module, &search, path->span);
    else
        report_include_missing(set, &search, path->span);
    set->has_gaps |= search.path == NULL && search.embedded == NULL;
    buffer_free(&search.tried);
}

/* Reports a file of another tool with one message. False: it is none. */
static bool report_foreign_file(struct module_set *set, const struct module *module)
{
    const struct source_file *source = source_file(&set->sources, module->file);
    const char *what = source->is_embedded ? NULL : foreign_file(source->path, source->text);
    uint32_t blanks = (uint32_t)strspn(source->text, " \t\r\n");
    uint32_t length = (uint32_t)strcspn(source->text + blanks, "\r\n");

    if (!what)
        return false;
    diag_hint(diag_report(&set->diags, E0609_FOREIGN_FILE, (span){module->file, blanks, length}, what),
              "`swarmc explain E0609` shows a scenario of swarm");
    set->has_gaps = true;
    return true;
}

static void module_parse(struct module_set *set, struct module *module)
{
    struct parse_job job = {
        .sources = &set->sources, .names = &set->names, .diags = &set->diags, .arena = &set->arena};
    if (report_foreign_file(set, module))
        return;
    module->is_loading = true;
    parse_file(&job, module->file, &module->ast);
    set->has_gaps |= module->ast.has_gaps;
    for (const struct decl *decl = module->ast.decls.first; decl != NULL; decl = decl->next)
        if (decl->kind == DECL_INCLUDE)
            module_follow(set, module, decl->path);
    module->is_loading = false;
    module->is_loaded = true;
    if (set->count == set->capacity)
        set->items = vec_grow(set->items, &set->capacity, sizeof(struct module *));
    set->items[set->count++] = module;
}

static bool load_main(struct module_set *set, uint32_t file, const char *path)
{
    char resolved[PATH_MAX];
    const char *key = realpath(path, resolved);
    set->main = module_add(set, file, key != NULL ? key : path);
    module_parse(set, set->main);
    return set->diags.errors == 0;
}

bool modules_load(struct module_set *set, const char *path)
{
    uint32_t file = 0;
    set->has_gaps = !diag_load(&set->diags, &set->sources, path, SPAN_NOWHERE, &file);
    return !set->has_gaps && load_main(set, file, path);
}

bool modules_load_text(struct module_set *set, const char *path, const char *text, size_t length)
{
    uint32_t file = 0;
    enum source_status status = source_add(&set->sources, path, text, length, &file);
    diag_source_status(&set->diags, status, path, SPAN_NOWHERE);
    set->has_gaps = status != SOURCE_LOADED;
    if (!set->has_gaps && set->option_to > 0)
        source_set_option(&set->sources, file, set->option_from, set->option_to);
    return !set->has_gaps && load_main(set, file, path);
}
