#include "runtime/cli/threshold_text.h"

#include "compiler/compile.h"
#include "runtime/base/buffer.h"
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

/* Compiles thresholds. `option` is the file name in diagnostics. False: invalid, and the error has been
 * printed. */
static bool thresholds_compile(const char *option, const char *text, struct arena *arena,
                               struct threshold_list *list)
{
    struct compilation compilation;
    struct compile_options compile_options = {0};
    char *wrapped = arena_printf(arena, "thresholds {\n%s\n}\n", text);

    compile_text(&compilation, option, wrapped, strlen(wrapped), &compile_options);
    const struct program *program = compilation.program;
    bool fine = program && program->thresholds_count > 0;
    if (!fine)
        diagnostics_print(&compilation);
    for (size_t i = 0; fine && i < program->thresholds_count; i++)
        vec_push(&list->items, threshold_copy(program->thresholds[i], arena));
    compilation_free(&compilation);
    return fine;
}

bool threshold_text_add(const char *text, struct arena *arena, struct threshold_list *list)
{
    if (thresholds_compile("--threshold", text, arena, list))
        return true;
    fprintf(stderr,
            "swarm: --threshold: `%s` isn't a threshold such as 'p95 < 800ms' or '\"/x\" failed < 1%%'\n",
            text);
    return false;
}

/* True at the word `and` between two thresholds, outside of names. */
static bool is_and(const char *text, size_t at, bool is_quoted)
{
    return !is_quoted && at > 0 && isspace((unsigned char)text[at - 1]) &&
           strncmp(text + at, "and", 3) == 0 && isspace((unsigned char)text[at + 3]);
}

/* Appends a byte, together with the byte that it escapes; returns how many. */
static size_t byte_copy(const char *text, bool is_quoted, struct buffer *lines)
{
    size_t length = is_quoted && text[0] == '\\' && text[1] ? 2 : 1;

    buffer_append(lines, text, length);
    return length;
}

/* Writes each part of the condition on a line. */
static void condition_split(const char *text, struct buffer *lines)
{
    bool is_quoted = false;
    size_t at = 0;

    while (text[at]) {
        if (is_and(text, at, is_quoted)) {
            buffer_append_char(lines, '\n');
            at += strlen("and");
        } else {
            is_quoted ^= text[at] == '"';
            at += byte_copy(text + at, is_quoted, lines);
        }
    }
}

bool condition_text_add(const char *text, struct arena *arena, struct threshold_list *list)
{
    struct buffer lines = {0};
    bool fine;

    condition_split(text, &lines);
    fine = thresholds_compile("--find-capacity", buffer_text(&lines), arena, list);
    buffer_free(&lines);
    for (size_t i = 0; fine && i < list->items.count; i++)
        fine = !list->items.items[i].aborts;
    if (!fine)
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
