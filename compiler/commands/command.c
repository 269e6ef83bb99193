#include "compiler/commands/command.h"

#include "compiler/diag/diag.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void command_show_diags(struct diag_list *diags)
{
    const char *no_color = getenv("NO_COLOR");
    bool color = isatty(STDERR_FILENO) && (no_color == NULL || *no_color == '\0');
    struct buffer text = {0};
    diag_write_text(diags, &text, color);
    fwrite(buffer_text(&text), 1, text.length, stderr);
    buffer_free(&text);
}

bool command_write(const struct buffer *out)
{
    if (fwrite(buffer_text(out), 1, out->length, stdout) == out->length && fflush(stdout) == 0)
        return true;
    fprintf(stderr, "swarmc: standard output: %s\n", strerror(errno));
    return false;
}
