/* swarmc check FILE…: reports everything that is wrong in the files. */
#include "compiler/commands/command.h"
#include "compiler/commands/command_options.h"
#include "compiler/compile.h"

#include <stdio.h>

/* A blank line separates the diagnostics of two files, as it separates two diagnostics. */
static void show_apart(struct diag_list *diags, bool *is_first)
{
    if (diags->count && !*is_first)
        fputc('\n', stderr);
    *is_first = *is_first && !diags->count;
    command_show_diags(diags);
}

static bool check_file(const char *path, const struct command_options *options, struct json_out *json,
                       bool *is_first)
{
    struct compile_options compile_options = command_compile_options(options);
    struct compilation compilation;
    bool is_sound = compile_file(&compilation, path, &compile_options);

    if (options->is_json)
        diag_write_json(&compilation.modules.diags, json);
    else
        show_apart(&compilation.modules.diags, is_first);
    compilation_free(&compilation);
    return is_sound;
}

/* With JSON, one list holds the diagnostics of all files. */
static bool check_files(const struct command_options *options)
{
    struct buffer text = {0};
    struct json_out json = json_out_new(&text, 1);
    bool is_sound = true, is_first = true;

    json_out_list(&json, NULL);
    for (size_t i = 0; i < options->files.count; i++)
        is_sound &= check_file(options->files.items[i], options, &json, &is_first);
    json_out_close(&json);
    buffer_append_char(&text, '\n');
    if (options->is_json)
        is_sound &= command_write(&text);
    buffer_free(&text);
    return is_sound;
}

static int check_run(int argc, char **argv)
{
    struct command_options options;
    int status = -1;

    if (command_options_read(&options, argc, argv))
        status = check_files(&options) ? COMMAND_OK : COMMAND_ERRORS;
    command_options_free(&options);
    return status;
}

const struct command command_check = {
    .name = "check",
    .usage = "[-W error] [--format text|json] [-I DIR] [--var NAME=VALUE] FILE…",
    .summary = "print all errors and warnings",
    .run = check_run,
};
