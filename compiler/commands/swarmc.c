/* swarmc: works on scenarios without running them. */
#include "compiler/commands/command.h"
#include "runtime/base/count_of.h"

#include <stdio.h>
#include <string.h>

static const struct command *const commands[] = {
    &command_check, &command_fmt, &command_explain, &command_names, &command_ast, &command_dis,
};

enum { COMMAND_COUNT = COUNT_OF(commands) };

static void show_help(FILE *out)
{
    fputs("usage: swarmc COMMAND …\n\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        fprintf(out, "  %s %s\n", commands[i]->name, commands[i]->usage);
        fprintf(out, "      %s\n", commands[i]->summary);
    }
    fputs("\nExit status: 0 success, 1 errors in a file, 2 usage error.\n", out);
}

static const struct command *command_named(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

static bool is_help(const char *word)
{
    return word && (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0);
}

static int command_run(const struct command *command, int argc, char **argv)
{
    if (is_help(argv[1])) {
        printf("usage: swarmc %s %s\n\n%s\n", command->name, command->usage, command->summary);
        return COMMAND_OK;
    }
    int status = command->run(argc, argv);
    if (status >= 0)
        return status;
    fprintf(stderr, "usage: swarmc %s %s\n", command->name, command->usage);
    return COMMAND_USAGE;
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (is_help(name) || strcmp(name, "help") == 0) {
        show_help(stdout);
        return COMMAND_OK;
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        puts("swarmc " SWARM_VERSION);
        return COMMAND_OK;
    }
    const struct command *command = command_named(name);
    if (command != NULL)
        return command_run(command, argc - 1, argv + 1);
    if (*name != '\0')
        fprintf(stderr, "swarmc: unknown command `%s`\n", name);
    show_help(stderr);
    return COMMAND_USAGE;
}
