#include "runtime/base/terminal_color.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool terminal_is_dumb(void)
{
    const char *term = getenv("TERM");

    return !term || !*term || strcmp(term, "dumb") == 0;
}

bool terminal_has_color(int descriptor)
{
    const char *no_color = getenv("NO_COLOR");

    return isatty(descriptor) && !terminal_is_dumb() && (!no_color || !*no_color);
}
