/* Any bytes as a scenario: reading, parsing, printing the tree, the diagnostics in both forms and formatting
 * neither crash nor go on forever, and what formats once formats again to the same. */
#include "compiler/format/format.h"
#include "compiler/module/module.h"
#include "compiler/tree/ast_print.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void say_all(struct module_set *set)
{
    struct buffer text = {0};
    struct json_out json = json_out_new(&text, 1);
    diag_write_text(&set->diags, &text, true);
    json_out_list(&json, NULL);
    diag_write_json(&set->diags, &json);
    json_out_close(&json);
    if (set->main != NULL)
        ast_print(&set->main->ast, &text);
    buffer_free(&text);
}

static bool format_text(const char *text, size_t length, struct buffer *out)
{
    struct source_set sources;
    struct names names;
    struct diag_list diags;
    uint32_t file;
    source_init(&sources);
    names_init(&names);
    diag_init(&diags, &sources);
    bool is_formatted = source_add(&sources, "fuzz.swarm", text, length, &file) == SOURCE_LOADED &&
                        format_file(&sources, file, &names, &diags, out);
    diag_free(&diags);
    names_free(&names);
    source_free(&sources);
    return is_formatted;
}

static void format_twice(const char *text, size_t length)
{
    struct buffer once = {0};
    struct buffer twice = {0};
    if (format_text(text, length, &once)) {
        bool is_sound = format_text(buffer_text(&once), once.length, &twice);
        if (!is_sound || once.length != twice.length ||
            memcmp(buffer_text(&once), buffer_text(&twice), once.length) != 0)
            abort();
    }
    buffer_free(&once);
    buffer_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct module_set set;
    modules_init(&set, NULL);
    modules_load_text(&set, "fuzz.swarm", (const char *)data, size);
    say_all(&set);
    modules_free(&set);
    format_twice((const char *)data, size);
    return 0;
}
