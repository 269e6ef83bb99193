/* The tokens of a file, one a line, comments included: what the golden tests of the scanner compare, and how
 * they see that the formatter changes none. */
#include "compiler/parse/scanner.h"

#include "compiler/diag/diag.h"
#include "swarm.tab.h"

#include <stdio.h>
#include <string.h>

static void print_token(const struct source_set *sources, struct token token)
{
    const char *text = source_text(sources, token.span);
    const char *kind = token_kind_text(token.kind);
    uint32_t length = token.span.length;
    while (token.kind == TOKEN_COMMENT && length > 0 && strchr(" \t\r", text[length - 1]) != NULL)
        length--;
    printf("%-20s ", kind);
    for (uint32_t i = 0; i < length; i++) {
        if (text[i] == '\n')
            fputs("\\n", stdout);
        else if (text[i] != '\r')
            putchar(text[i]);
    }
    putchar('\n');
}

int main(int argc, char **argv)
{
    struct source_set sources;
    struct names names;
    struct diag_list diags;
    uint32_t file;
    source_init(&sources);
    names_init(&names);
    diag_init(&diags, &sources);
    if (diag_load(&diags, &sources, argc > 1 ? argv[1] : "-", SPAN_NOWHERE, &file)) {
        struct scanner *scanner = scanner_open(&sources, file, &names, &diags, true);
        for (struct token token = scanner_next(scanner); token.kind != 0; token = scanner_next(scanner))
            print_token(&sources, token);
        scanner_close(scanner);
    }
    struct buffer text = {0};
    diag_write_text(&diags, &text, false);
    fputs(buffer_text(&text), stdout);
    buffer_free(&text);
    diag_free(&diags);
    names_free(&names);
    source_free(&sources);
    return 0;
}
