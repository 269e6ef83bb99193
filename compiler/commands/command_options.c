#include "compiler/commands/command_options.h"

#include <stdio.h>
#include <string.h>

/* The value of `-I DIR`, `-IDIR`, `--var X` or `--var=X`; NULL if `argument` is another option. */
static const char *value_of(const char *option, int argc, char **argv, int *at)
{
    const char *argument = argv[*at];
    size_t length = strlen(option);

    if (!argument || strncmp(argument, option, length) != 0)
        return NULL;
    if (argument[length] == '\0')
        return *at + 1 < argc ? argv[++*at] : NULL;
    if (option[1] == '-')
        return argument[length] == '=' ? argument + length + 1 : NULL;
    return argument + length;
}

static bool refuse(const char *option, const char *text, const char *wanted)
{
    fprintf(stderr, "swarmc: %s: `%s` isn't %s\n", option, text, wanted);
    return false;
}

static bool read_option(struct command_options *options, int argc, char **argv, int *at)
{
    const char *argument = argv[*at];
    const char *text = NULL;

    if ((text = value_of("-I", argc, argv, at))) {
        vec_push(&options->include_dirs, text);
    } else if ((text = value_of("--var", argc, argv, at))) {
        vec_push(&options->overrides, text);
    } else if ((text = value_of("-W", argc, argv, at))) {
        options->warnings_are_errors = strcmp(text, "error") == 0;
        return options->warnings_are_errors || refuse("-W", text, "error");
    } else if ((text = value_of("--format", argc, argv, at))) {
        options->is_json = strcmp(text, "json") == 0;
        return options->is_json || strcmp(text, "text") == 0 || refuse("--format", text, "text or json");
    } else {
        fprintf(stderr, "swarmc: unknown option `%s`\n", argument);
        return false;
    }
    return true;
}

bool command_options_read(struct command_options *options, int argc, char **argv)
{
    bool is_sound = true;

    memset(options, 0, sizeof *options);
    for (int i = 1; i < argc && is_sound; i++)
        if (argv[i][0] == '-' && argv[i][1] != '\0')
            is_sound = read_option(options, argc, argv, &i);
        else
            vec_push(&options->files, argv[i]);
    vec_push(&options->include_dirs, NULL);
    vec_push(&options->overrides, NULL);
    return is_sound && options->files.count > 0;
}

void command_options_free(struct command_options *options)
{
    vec_free(&options->include_dirs);
    vec_free(&options->overrides);
    vec_free(&options->files);
}

struct compile_options command_compile_options(const struct command_options *options)
{
    return (struct compile_options){.include_dirs = options->include_dirs.items,
                                    .overrides = options->overrides.items,
                                    .warnings_are_errors = options->warnings_are_errors};
}
