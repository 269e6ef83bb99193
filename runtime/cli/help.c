/* Prints --help and the options of the man page, from options.def. */
#include "runtime/base/count_of.h"
#include "runtime/cli/options.h"

#include <stdio.h>
#include <string.h>

#define HELP_INDENT 30
#define HELP_WIDTH 96

/* Prints "  -u, --users N"; returns the number of columns. */
static int help_option_name(const struct option *option, enum option_id id)
{
    char name[OPTION_NAME_MAX];
    option_name(id, name);
    int width = option->letter ? printf("  -%c, %s", option->letter, name) : printf("      %s", name);
    if (option->placeholder)
        width += printf(" %s", option->placeholder);
    for (const char *c = option->placeholder ? option->placeholder : ""; *c; c++)
        width -= (*c & 0xC0) == 0x80; /* columns, not bytes */
    return width;
}

/* Prints the text from column HELP_INDENT, wrapped between words. */
static void help_wrap(const char *text, int column)
{
    if (column >= HELP_INDENT - 1) {
        putchar('\n');
        column = 0;
    }
    printf("%*s", HELP_INDENT - column, "");
    column = HELP_INDENT;
    while (*text) {
        int word = (int)strcspn(text, " ");
        if (column > HELP_INDENT && column + 1 + word > HELP_WIDTH) {
            printf("\n%*s", HELP_INDENT, "");
            column = HELP_INDENT;
        } else if (column > HELP_INDENT) {
            column += printf(" ");
        }
        column += printf("%.*s", word, text);
        text += word + strspn(text + word, " ");
    }
}

static void help_option(enum option_id id)
{
    const struct option *option = &option_table[id];
    help_wrap(option->help, help_option_name(option, id));
    if (option->initial && strcmp(option->initial, "0") != 0)
        printf(" (default %s)", option->initial);
    putchar('\n');
}

void options_help(unsigned command, const char *usage, const char *summary)
{
    const char *section = "";
    printf("usage: %s\n\n%s\n", usage, summary);
    for (int id = 0; id < OPTION_COUNT; id++) {
        const struct option *option = &option_table[id];
        if (!(option->commands & command))
            continue;
        if (strcmp(option->section, section) != 0)
            printf("\n%s:\n", option->section);
        section = option->section;
        help_option((enum option_id)id);
    }
}

static void manual_commands(unsigned commands)
{
    static const char *const names[] = {"run", "try", "demo", "target"};
    const char *separator = "";
    printf(" (");
    for (unsigned i = 0; i < COUNT_OF(names); i++)
        if (commands & (1u << i)) {
            printf("%s%s", separator, names[i]);
            separator = ", ";
        }
    printf(")");
}

static void manual_option(enum option_id id)
{
    const struct option *option = &option_table[id];
    char name[OPTION_NAME_MAX];
    option_name(id, name);
    printf(".It ");
    if (option->letter)
        printf("Fl %c , ", option->letter);
    printf("Fl Fl %s", name + 2);
    if (option->placeholder)
        printf(" Ar %s", option->placeholder);
    printf("\n%s", option->help);
    manual_commands(option->commands);
    if (option->initial && strcmp(option->initial, "0") != 0)
        printf(". The default is %s", option->initial);
    puts(".");
}

void options_manual(void)
{
    const char *section = "";
    for (int id = 0; id < OPTION_COUNT; id++) {
        const struct option *option = &option_table[id];
        if (strcmp(option->section, section) != 0)
            printf("%s.Ss %s\n.Bl -tag -width Ds\n", *section ? ".El\n" : "", option->section);
        section = option->section;
        manual_option((enum option_id)id);
    }
    printf(".El\n");
}
