#include "runtime/program/program.h"

#include "runtime/base/alloc.h"
#include "runtime/text/jsonpath.h"
#include "runtime/text/regex.h"

struct program *program_new(void)
{
    struct program *program = mem_zalloc(1, sizeof *program);

    arena_init(&program->arena);
    program->client = CLIENT_SETTINGS_DEFAULT;
    return program;
}

void program_free(struct program *program)
{
    if (!program)
        return;
    for (size_t i = 0; i < program->constants_count; i++)
        value_free_immortal(program->constants[i]);
    for (size_t i = 0; i < program->regexes_count; i++)
        regex_free(program->regexes[i].regex);
    for (size_t i = 0; i < program->jsonpaths_count; i++)
        jsonpath_free(program->jsonpaths[i].path);
    arena_free(&program->arena);
    mem_free(program);
}
