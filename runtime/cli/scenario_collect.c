#include "runtime/cli/scenario_collect.h"

#include <stdio.h>

/* The library is part of each swarm. */
static void sources_add(const struct source_set *sources, struct scenario_files *files)
{
    for (uint32_t i = 0; i < sources->count; i++) {
        const struct source_file *source = source_file(sources, i);

        if (!source->is_embedded)
            scenario_files_source(files, source->path, source->text, source->length);
    }
}

static bool inputs_add(const struct source_set *sources, struct scenario_files *files)
{
    struct buffer why = {0};
    bool is_fine = true;

    for (size_t i = 0; is_fine && i < sources->input_count; i++)
        is_fine = scenario_files_read(files, sources->inputs[i], &why);
    if (!is_fine)
        fprintf(stderr, "swarm: %s\n", buffer_text(&why));
    buffer_free(&why);
    return is_fine;
}

/* As the NULL-terminated array of the compiler. */
static const char *const *list_ended(struct arena *arena, const struct options *options, enum option_id id)
{
    const struct option_value *value = &options->values[id];
    const char **list = arena_zalloc(arena, (value->list.count + 1) * sizeof *list);

    for (size_t i = 0; i < value->list.count; i++)
        list[i] = value->list.items[i];
    return list;
}

bool scenario_collect(const struct scenario *scenario, const struct options *options,
                      struct scenario_files *files)
{
    sources_add(&scenario->sources, files);
    if (!inputs_add(&scenario->sources, files))
        return false;
    scenario_files_finish(files, scenario->program, list_ended(&files->arena, options, OPTION_include_dir),
                          list_ended(&files->arena, options, OPTION_var));
    return true;
}
