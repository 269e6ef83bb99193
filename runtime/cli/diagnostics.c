#include "runtime/cli/diagnostics.h"

#include "compiler/compile.h"
#include "runtime/base/buffer.h"
#include "runtime/base/terminal_color.h"

#include <stdio.h>
#include <unistd.h>

void diagnostics_print(struct compilation *compilation)
{
    struct buffer text = {0};
    diag_write_text(&compilation->modules.diags, &text, terminal_has_color(STDERR_FILENO));
    fwrite(buffer_text(&text), 1, text.length, stderr);
    buffer_free(&text);
}
