/* swarmc explain E0203: prints the page of a diagnostic. */
#include "compiler/commands/command.h"
#include "compiler/diag/diag.h"

#include <stdio.h>
#include <string.h>

static int explain_run(int argc, char **argv)
{
    if (argc != 2)
        return -1;
    enum diag_code code;
    size_t length = 0;
    const char *page = diag_code_parse(argv[1], &code) ? diag_page(code, &length) : NULL;
    if (page == NULL) {
        fprintf(stderr, "swarmc: there is no diagnostic `%s`\n", argv[1]);
        return COMMAND_USAGE;
    }
    while (length > 0 && page[length - 1] == '\n')
        length--;
    struct buffer text = {0};
    buffer_append(&text, page, length);
    buffer_append_char(&text, '\n');
    bool is_written = command_write(&text);
    buffer_free(&text);
    return is_written ? COMMAND_OK : COMMAND_ERRORS;
}

const struct command command_explain = {
    .name = "explain",
    .usage = "CODE",
    .summary = "explain a diagnostic, with a wrong and a right example",
    .run = explain_run,
};
