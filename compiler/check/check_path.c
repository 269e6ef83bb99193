/* Files named in the source, other than includes: finds them and checks that they can be read. */
#include "compiler/check/check.h"

#include "runtime/base/alloc.h"
#include "runtime/base/confine.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool path_written(struct checker *checker, const struct expr *expr, struct buffer *path)
{
    char *folder = fold_directory(&checker->modules->sources, expr->span.file);
    value v;
    bool is_known = fold_expr(&checker->folder, expr, &v) == FOLD_VALUE;

    if (is_known && v.type == VALUE_STRING) {
        if (v.as.string->bytes[0] != '/' && strcmp(folder, ".") != 0)
            buffer_printf(path, "%s/", folder);
        buffer_append_text(path, v.as.string->bytes);
        source_input(&checker->modules->sources, buffer_text(path));
    }
    if (is_known)
        value_release(v);
    mem_free(folder);
    return is_known;
}

const char *path_why_unreadable(const char *path)
{
    const char *refusal = confine_refusal(path);
    struct stat status;

    if (refusal)
        return refusal;
    if (stat(path, &status) != 0)
        return strerror(errno);
    if (S_ISDIR(status.st_mode))
        return strerror(EISDIR);
    if (!S_ISREG(status.st_mode))
        return "it isn't a regular file";
    return access(path, R_OK) == 0 ? NULL : strerror(errno);
}
