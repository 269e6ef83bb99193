#include "runtime/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)

/* Room for what the file says it has and a byte more, so that one read more finds the end. */
static size_t piece_size(int descriptor, size_t most)
{
    struct stat status;
    size_t size = PIECE;

    if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0)
        size = (size_t)status.st_size;
    return (size < most ? size : most) + 1;
}

static const char *descriptor_read(int descriptor, size_t most, struct buffer *out)
{
    size_t before = out->length, piece = piece_size(descriptor, most);

    for (;;) {
        char *place = buffer_reserve(out, piece);
        ssize_t got = place ? read(descriptor, place, piece) : -1;

        if (!place)
            return "the file is too large";
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got < 0 ? strerror(errno) : NULL;
        out->length += (size_t)got;
        if (out->length - before > most)
            return "the file is too large";
        piece = PIECE;
    }
}

const char *file_read(const char *path, size_t most, struct buffer *out)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    const char *error;

    if (descriptor < 0)
        return strerror(errno);
    error = descriptor_read(descriptor, most, out);
    close(descriptor);
    return error;
}
