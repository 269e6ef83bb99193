#include "compiler/compile.h"

#include "compiler/check/check.h"
#include "compiler/emit/emit.h"

#include <stdio.h>
#include <stdlib.h>

static void compilation_begin(struct compilation *compilation, const struct compile_options *options)
{
    compilation->program = NULL;
    modules_init(&compilation->modules, options->include_dirs);
    compilation->modules.sources.earlier = options->earlier;
    compilation->modules.diags.warnings_are_errors = options->warnings_are_errors;
}

/* If the verifier refuses the program, the compiler has a bug. The author of the scenario can't fix that, so
 * the process aborts. */
static void verify(const struct program *program)
{
    struct buffer why = {0};

    if (program_verify(program, &why))
        return;
    fprintf(stderr,
            "swarm: internal error: the compiler created an invalid program; please report this: %s\n",
            buffer_text(&why));
    abort();
}

static bool compile(struct compilation *compilation, bool is_loaded, const struct compile_options *options)
{
    struct checker checker;

    checker_init(&checker, &compilation->modules, options);
    bool is_whole = !compilation->modules.has_gaps; /* otherwise most errors would be consequences */
    if (is_whole && check_program(&checker) && is_loaded)
        compilation->program = emit_program(&checker);
    checker_free(&checker);
    if (compilation->program)
        verify(compilation->program);
    return compilation->program != NULL;
}

bool compile_file(struct compilation *compilation, const char *path, const struct compile_options *options)
{
    compilation_begin(compilation, options);
    return compile(compilation, modules_load(&compilation->modules, path), options);
}

bool compile_text(struct compilation *compilation, const char *path, const char *text, size_t length,
                  const struct compile_options *options)
{
    compilation_begin(compilation, options);
    compilation->modules.option_from = options->from;
    compilation->modules.option_to = options->to;
    return compile(compilation, modules_load_text(&compilation->modules, path, text, length), options);
}

struct program *compilation_take(struct compilation *compilation)
{
    struct program *program = compilation->program;

    compilation->program = NULL;
    return program;
}

void compilation_take_sources(struct compilation *compilation, struct source_set *sources)
{
    *sources = compilation->modules.sources;
    sources->earlier = NULL;
    source_init(&compilation->modules.sources);
}

void compilation_free(struct compilation *compilation)
{
    program_free(compilation->program);
    modules_free(&compilation->modules);
}
