#include "runtime/cli/completion.h"

#include "runtime/base/count_of.h"
#include "runtime/cli/options.h"

#include <stdio.h>
#include <string.h>

/* ---- what all shells need ---- */

static bool option_is_of(enum option_id id, const struct command *command)
{
    return (option_table[id].commands & command->options) != 0;
}

static bool option_takes_value(enum option_id id)
{
    return option_table[id].placeholder != NULL;
}

static bool option_takes_file(enum option_id id)
{
    const char *placeholder = option_table[id].placeholder;

    return placeholder && (strcmp(placeholder, "FILE") == 0 || strcmp(placeholder, "DIR") == 0 ||
                           strcmp(placeholder, "PREFIX") == 0);
}

/* Prints the text with a backslash before each character of `special`. */
static void text_print(const char *text, const char *special)
{
    for (; *text; text++) {
        if (strchr(special, *text))
            putchar('\\');
        putchar(*text);
    }
}

/* Up to the first full stop or semicolon. */
static void summary_print(const char *text, const char *special)
{
    char summary[200];

    snprintf(summary, sizeof summary, "%.*s", (int)strcspn(text, ".;"), text);
    text_print(summary, special);
}

/* ---- bash ---- */

static void bash_words(const struct command *command, bool with_value)
{
    char name[OPTION_NAME_MAX];

    for (int id = 0; id < OPTION_COUNT; id++) {
        if (option_is_of((enum option_id)id, command) &&
            (!with_value ||
             (option_takes_value((enum option_id)id) && !option_takes_file((enum option_id)id))))
            printf(" %s", option_name((enum option_id)id, name));
    }
}

static void bash_print(const struct command *const *commands, size_t count)
{
    puts("# bash completion of swarm\n"
         "_swarm() {\n"
         "    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} words= valued=\n"
         "    COMPREPLY=()\n"
         "    case ${COMP_WORDS[1]} in");
    for (size_t i = 0; i < count; i++) {
        printf("    %s)\n        words='", commands[i]->name);
        bash_words(commands[i], false);
        printf("'\n        valued='");
        bash_words(commands[i], true);
        printf("' ;;\n");
    }
    printf("    esac\n"
           "    if [ \"$COMP_CWORD\" = 1 ]; then\n"
           "        COMPREPLY=($(compgen -W '");
    for (size_t i = 0; i < count; i++)
        printf("%s ", commands[i]->name);
    puts("completion --help --version' -- \"$word\"))\n"
         "    elif [[ \" $valued \" == *\" $before \"* ]]; then\n"
         "        return\n"
         "    elif [[ $word == -* ]]; then\n"
         "        COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "    else\n"
         "        COMPREPLY=($(compgen -f -- \"$word\"))\n"
         "    fi\n"
         "}\n"
         "complete -o filenames -F _swarm swarm");
}

/* ---- zsh ---- */

static void zsh_option(enum option_id id)
{
    const struct option *option = &option_table[id];
    char name[OPTION_NAME_MAX];

    printf("            $'");
    if (option->letter)
        printf("(-%c %s)'{-%c,%s}$'", option->letter, option_name(id, name), option->letter,
               option_name(id, name));
    else
        printf("%s", option_name(id, name));
    printf("[");
    summary_print(option->help, "'\\[]");
    printf("]");
    if (option_takes_value(id)) {
        printf(":");
        text_print(option->placeholder, "'\\:");
        printf(option_takes_file(id) ? ":_files" : ":");
    }
    puts("' \\");
}

static void zsh_print(const struct command *const *commands, size_t count)
{
    puts("#compdef swarm\n"
         "_swarm() {\n"
         "    local -a commands\n"
         "    if (( CURRENT == 2 )); then\n"
         "        commands=(");
    for (size_t i = 0; i < count; i++) {
        printf("            $'%s:", commands[i]->name);
        summary_print(commands[i]->summary, "'\\:");
        puts("'");
    }
    puts("        )\n"
         "        _describe command commands\n"
         "        return\n"
         "    fi\n"
         "    case $words[2] in");
    for (size_t i = 0; i < count; i++) {
        printf("    %s)\n        _arguments -S \\\n", commands[i]->name);
        for (int id = 0; id < OPTION_COUNT; id++) {
            if (option_is_of((enum option_id)id, commands[i]))
                zsh_option((enum option_id)id);
        }
        puts("            '2:command:' '*:scenario:_files' ;;");
    }
    puts("    esac\n"
         "}\n"
         "_swarm \"$@\"");
}

/* ---- fish ---- */

static void fish_option(enum option_id id, const struct command *command)
{
    const struct option *option = &option_table[id];
    char name[OPTION_NAME_MAX];

    printf("complete -c swarm -n '__fish_seen_subcommand_from %s' -l %s", command->name,
           option_name(id, name) + 2);
    if (option->letter)
        printf(" -s %c", option->letter);
    if (option_takes_value(id))
        printf(option_takes_file(id) ? " -r -F" : " -x");
    printf(" -d '");
    summary_print(option->help, "'\\");
    puts("'");
}

static void fish_print(const struct command *const *commands, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        printf("complete -c swarm -n __fish_use_subcommand -a %s -d '", commands[i]->name);
        summary_print(commands[i]->summary, "'\\");
        puts("'");
        for (int id = 0; id < OPTION_COUNT; id++) {
            if (option_is_of((enum option_id)id, commands[i]))
                fish_option((enum option_id)id, commands[i]);
        }
    }
}

bool completion_print(const char *shell, const struct command *const *commands, size_t count)
{
    static const struct {
        const char *name;
        void (*print)(const struct command *const *commands, size_t count);
    } shells[] = {{"bash", bash_print}, {"zsh", zsh_print}, {"fish", fish_print}};

    for (size_t i = 0; i < COUNT_OF(shells); i++) {
        if (strcmp(shell, shells[i].name) != 0)
            continue;
        shells[i].print(commands, count);
        return true;
    }
    return false;
}
