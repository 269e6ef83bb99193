/* swarmc names FILE: prints the names of the rows of a scenario's reports. */
#include "compiler/commands/command.h"
#include "compiler/commands/command_options.h"
#include "compiler/compile.h"

/* Lists the requests whose names depend on values at run time. Each may have any number of rows. */
static void list_dynamic(const struct program *program, struct buffer *out)
{
    for (size_t i = 0; i < program->requests_count; i++) {
        const struct request_site *site = &program->requests[i];

        if (site->row == ROW_DYNAMIC)
            buffer_printf(out, "%s (computed at run time, %s:%u)\n", site->method,
                          program->files[site->file].path, (unsigned)site->line);
    }
}

static void list_names(const struct program *program, struct buffer *out)
{
    for (size_t i = 0; i < program->rows_count; i++)
        buffer_printf(out, "%s %s\n", program->rows[i].type, program->rows[i].name);
    list_dynamic(program, out);
}

static bool show_names(const struct command_options *options)
{
    struct compile_options compile_options = command_compile_options(options);
    struct compilation compilation;
    struct buffer out = {0};
    bool is_sound = compile_file(&compilation, options->files.items[0], &compile_options);

    command_show_diags(&compilation.modules.diags);
    if (is_sound) {
        list_names(compilation.program, &out);
        is_sound = command_write(&out);
    }
    buffer_free(&out);
    compilation_free(&compilation);
    return is_sound;
}

static int names_run(int argc, char **argv)
{
    struct command_options options;
    int status = -1;

    if (command_options_read(&options, argc, argv) && options.files.count == 1 && !options.is_json)
        status = show_names(&options) ? COMMAND_OK : COMMAND_ERRORS;
    command_options_free(&options);
    return status;
}

const struct command command_names = {
    .name = "names",
    .usage = "[-I DIR] [--var NAME=VALUE] FILE",
    .summary = "print all row names that a scenario can report",
    .run = names_run,
};
