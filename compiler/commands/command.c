#include "compiler/commands/command.h"

#include "compiler/diag/diag.h"
#include "runtime/base/terminal_color.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void command_show_diags(struct diag_list *diags)
{
    struct buffer text = {0};

    diag_write_text(diags, &text, terminal_has_color(STDERR_FILENO));
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
