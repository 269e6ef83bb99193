/* Programs for tests, from the text of a scenario. */
#ifndef SWARM_TESTS_SUPPORT_PROGRAM_TEXT_H
#define SWARM_TESTS_SUPPORT_PROGRAM_TEXT_H

#include "compiler/compile.h"
#include "tests/support/test.h"

#include <string.h>

/* The caller frees it. A text that doesn't compile fails the test. */
static inline struct program *program_of(const char *text)
{
    struct compile_options options = {.for_run = true};
    struct compilation compilation;
    struct program *program = NULL;

    if (compile_text(&compilation, "test.swarm", text, strlen(text), &options))
        program = compilation_take(&compilation);
    CHECK(program != NULL);
    compilation_free(&compilation);
    return program;
}

#endif
