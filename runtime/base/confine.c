#include "runtime/base/confine.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define REFUSAL "a scenario from the master can only read files that came with it"

static char confined[PATH_MAX]; /* without a slash at its end; "": no limit */

static bool is_below(const char *path)
{
    size_t length = strlen(confined);

    return strncmp(path, confined, length) == 0 && path[length] == '/';
}

void confine_to(const char *folder)
{
    if (!realpath(folder, confined))
        strcpy(confined, "/nowhere");
}

bool confine_is_on(void)
{
    return confined[0] != '\0';
}

/* Of a file that doesn't exist, only the path counts: whether another file exists is no business of the
 * scenario. */
const char *confine_refusal(const char *path)
{
    char resolved[PATH_MAX];
    bool is_fine;

    if (!confine_is_on())
        return NULL;
    if (realpath(path, resolved))
        is_fine = is_below(resolved);
    else
        is_fine = is_below(path) && !strstr(path, "..");
    return is_fine ? NULL : REFUSAL;
}
