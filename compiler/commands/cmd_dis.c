/* swarmc dis FILE: prints the compiled program of a scenario. */
#include "compiler/commands/command.h"
#include "compiler/commands/command_options.h"
#include "compiler/compile.h"
#include "runtime/base/mask.h"

static bool disassemble(const struct command_options *options)
{
    struct compile_options compile_options = command_compile_options(options);
    struct compilation compilation;
    struct buffer listing = {0}, out = {0};
    bool is_sound = compile_file(&compilation, options->files.items[0], &compile_options);

    command_show_diags(&compilation.modules.diags);
    if (is_sound) {
        program_disassemble(compilation.program, &listing);
        mask_apply(buffer_text(&listing), listing.length, &out);
        is_sound = command_write(&out);
    }
    buffer_free(&listing);
    buffer_free(&out);
    compilation_free(&compilation);
    return is_sound;
}

static int dis_run(int argc, char **argv)
{
    struct command_options options;
    int status = -1;

    if (command_options_read(&options, argc, argv) && options.files.count == 1 && !options.is_json)
        status = disassemble(&options) ? COMMAND_OK : COMMAND_ERRORS;
    command_options_free(&options);
    return status;
}

const struct command command_dis = {
    .name = "dis",
    .usage = "[-I DIR] [--var NAME=VALUE] FILE",
    .summary = "print the bytecode of a scenario",
    .run = dis_run,
};
