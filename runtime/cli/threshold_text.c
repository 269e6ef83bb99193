#include "runtime/cli/threshold_text.h"

#include "compiler/compile.h"
#include "runtime/cli/diagnostics.h"
#include "runtime/stats/thresholds.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

static struct threshold threshold_copy(struct threshold threshold, struct arena *arena)
{
    if (threshold.name)
        threshold.name = arena_strndup(arena, threshold.name, strlen(threshold.name));
    threshold.text = arena_strndup(arena, threshold.text, strlen(threshold.text));
    return threshold;
}

/* Compiles thresholds. `option` is the file name in diagnostics, which show `shown`, of the same length as
 * the text. False: invalid, and the errors, if the text has any, have been printed. */
static bool thresholds_compile(const char *option, const char *text, const char *shown, struct arena *arena,
                               struct threshold_list *list, bool *is_told)
{
    static const char before[] = "thresholds { ";
    struct compilation compilation;
    struct compile_options compile_options = {.from = strlen(before), .to = strlen(before) + strlen(text)};
    char *wrapped = arena_printf(arena, "%s%s\n}\n", before, text);

    compile_text(&compilation, option, wrapped, strlen(wrapped), &compile_options);
    const struct program *program = compilation.program;
    bool fine = program && program->thresholds_count > 0;
    *is_told = compilation.modules.diags.errors > 0;
    memcpy(compilation.modules.sources.files[0]->text + compile_options.from, shown, strlen(shown));
    diagnostics_print(&compilation);
    for (size_t i = 0; fine && i < program->thresholds_count; i++)
        vec_push(&list->items, threshold_copy(program->thresholds[i], arena));
    compilation_free(&compilation);
    return fine;
}

bool threshold_text_add(const char *text, struct arena *arena, struct threshold_list *list)
{
    bool is_told;

    if (thresholds_compile("--threshold", text, text, arena, list, &is_told))
        return true;
    if (!is_told)
        fprintf(
            stderr,
            "swarm: --threshold: the text is empty; for example 'p95 < 800ms' or '\"/x\" failed < 1%%'\n");
    return false;
}

/* True at the word `and` between two thresholds, outside of names. */
static bool is_and(const char *text, size_t at, bool is_quoted)
{
    return !is_quoted && at > 0 && isspace((unsigned char)text[at - 1]) &&
           strncmp(text + at, "and", 3) == 0 && isspace((unsigned char)text[at + 3]);
}

/* Replaces each `and` between two thresholds by blanks, so that all places stay where they are. */
static void condition_split(char *text)
{
    bool is_quoted = false;

    for (size_t at = 0; text[at]; at++) {
        if (is_and(text, at, is_quoted))
            memset(text + at, ' ', strlen("and"));
        else if (is_quoted && text[at] == '\\' && text[at + 1])
            at++;
        else
            is_quoted ^= text[at] == '"';
    }
}

bool condition_text_add(const char *text, struct arena *arena, struct threshold_list *list)
{
    char *parts = arena_strndup(arena, text, strlen(text));
    bool fine, is_told;

    condition_split(parts);
    fine = thresholds_compile("--find-capacity", parts, text, arena, list, &is_told);
    for (size_t i = 0; fine && i < list->items.count; i++)
        fine = !list->items.items[i].aborts;
    if (!fine && !is_told)
        fprintf(stderr,
                "swarm: --find-capacity: `%s` isn't a condition such as 'p95 < 2s and failed < 1%%'\n", text);
    return fine;
}

/* ---- names ---- */

static bool has_dynamic_rows(const struct program *program)
{
    bool has = false;

    for (size_t i = 0; i < program->requests_count; i++)
        has = has || program->requests[i].row == ROW_DYNAMIC;
    for (size_t i = 0; i < program->tcp_count; i++)
        has = has || program->tcp[i].tcp_row == ROW_DYNAMIC;
    for (size_t i = 0; i < program->transactions_count; i++)
        has = has || program->transactions[i].row == ROW_DYNAMIC;
    return has;
}

static bool is_about_any(const struct threshold *threshold, const struct program *program)
{
    for (size_t i = 0; i < program->rows_count; i++) {
        if (threshold_is_about(threshold, program->rows[i].type, program->rows[i].name))
            return true;
    }
    return false;
}

const char *threshold_text_stray(const struct threshold_list *list, const struct program *program)
{
    for (size_t i = 0; i < list->items.count && !has_dynamic_rows(program); i++) {
        const struct threshold *threshold = &list->items.items[i];

        if (threshold->name && !is_about_any(threshold, program))
            return threshold->name;
    }
    return NULL;
}
