/* swarmc ast FILE: the tree of one file, without what it includes. */
#include "compiler/commands/command.h"
#include "compiler/module/module.h"
#include "compiler/tree/ast_print.h"

static int ast_run(int argc, char **argv)
{
    if (argc != 2)
        return -1;
    struct module_set set;
    modules_init(&set, NULL);
    bool is_sound = modules_load(&set, argv[1]);
    command_show_diags(&set.diags);
    struct buffer out = {0};
    if (set.main != NULL)
        ast_print(&set.main->ast, &out);
    bool is_written = command_write(&out);
    buffer_free(&out);
    modules_free(&set);
    return is_sound && is_written ? COMMAND_OK : COMMAND_ERRORS;
}

const struct command command_ast = {
    .name = "ast",
    .usage = "FILE",
    .summary = "print the syntax tree of a file",
    .run = ast_run,
};
