#include "compiler/emit/emit.h"

#include "runtime/base/alloc.h"

#include <string.h>

static void emitter_init(struct emitter *emitter, struct checker *checker)
{
    memset(emitter, 0, sizeof *emitter);
    emitter->checker = checker;
    emitter->diags = checker->diags;
    emitter->sources = &checker->modules->sources;
    emitter->program = program_new();
    emitter->arena = &emitter->program->arena;
    emitter->folder = checker->folder;
    emitter->slots = mem_zalloc(checker->local_count + 1, sizeof *emitter->slots);
    emitter->program->user_variables = (uint16_t)checker->user_variable_count;
}

static void emitter_free(struct emitter *emitter)
{
    mem_free(emitter->slots);
    strmap_free(&emitter->set_index);
    strmap_free(&emitter->argument_index);
    strmap_free(&emitter->constant_index);
    strmap_free(&emitter->row_index);
    strmap_free(&emitter->regex_index);
    strmap_free(&emitter->jsonpath_index);
    strmap_free(&emitter->line_index);
}

static void emit_source(struct emitter *emitter, uint32_t file)
{
    const struct source_file *from = source_file(emitter->sources, file);

    emitter->program->files[file].source = arena_strndup(emitter->arena, from->text, from->length);
}

/* A file of the standard library is shown only if its users run: std/demo. */
static void emit_demo_source(struct emitter *emitter)
{
    for (size_t i = 0; i < emitter->tables.lines.count; i++) {
        const struct scenario_line *line = &emitter->tables.lines.items[i];

        if (line->kind == LINE_KIND && !emitter->program->files[line->file].source)
            emit_source(emitter, line->file);
    }
}

static void emit_files(struct emitter *emitter)
{
    struct program *program = emitter->program;

    program->files_count = emitter->sources->count;
    program->files = arena_zalloc(emitter->arena, program->files_count * sizeof *program->files + 1);
    for (uint32_t i = 0; i < program->files_count; i++) {
        const struct source_file *file = source_file(emitter->sources, i);
        char *folder = fold_directory(emitter->sources, i);

        program->files[i].path = arena_printf(emitter->arena, "%s", file->path);
        program->files[i].folder = arena_printf(emitter->arena, "%s", folder);
        if (!file->is_embedded)
            emit_source(emitter, i);
        mem_free(folder);
    }
}

/* ---- who needs a user: what calls a function that does ---- */

static bool calls_for_user(const struct program *program, const struct function *function)
{
    for (uint32_t i = 0; i < function->count; i++)
        if (function->code[i].op == OP_CALL && program->functions[function->code[i].a].needs_user)
            return true;
    return false;
}

static void spread_needs_user(struct program *program)
{
    bool changed = true;

    while (changed) {
        changed = false;
        for (size_t i = 0; i < program->functions_count; i++) {
            struct function *function = &program->functions[i];

            if (!function->needs_user && calls_for_user(program, function))
                function->needs_user = changed = true;
        }
    }
}

static void check_users(struct emitter *emitter)
{
    const struct module *main = emitter->checker->modules->main;

    if (emitter->folder.for_run && !emitter->tables.kinds.count && main)
        diag_hint(diag_report(emitter->diags, E0419_NO_USERS, (span){.file = main->file}),
                  "for example `user Visitor { task home { get \"/\" } }`");
}

struct program *emit_program(struct checker *checker)
{
    struct emitter emitter;
    struct program *program;

    emitter_init(&emitter, checker);
    program = emitter.program;
    emit_files(&emitter);
    emit_settings(&emitter);
    emit_functions(&emitter);
    emit_run_code(&emitter);
    emit_users(&emitter);
    emit_demo_source(&emitter);
    emit_hook_host_use(&emitter);
    emit_thresholds(&emitter);
    emit_load_phases(&emitter);
    check_users(&emitter);
    emit_unreached(&emitter);
    emit_finish_tables(&emitter);
    emitter_free(&emitter);
    if (checker->diags->errors == 0) {
        spread_needs_user(program);
        return program;
    }
    program_free(program);
    return NULL;
}
