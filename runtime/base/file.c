#include "runtime/base/file.h"

#include "runtime/base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE ((size_t)64 << 10)

/* The size of the file plus one byte, so that a single read finds the end. */
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
        if (got < 0)
            return strerror(errno);
        buffer_commit(out, (size_t)got);
        if (got == 0)
            return NULL;
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

/* ---- writing ---- */

/* The directory of the path; the caller frees it. */
static char *folder_of(const char *path)
{
    char *copy = mem_strdup(path), *folder = mem_strdup(dirname(copy));

    mem_free(copy);
    return folder;
}

static bool is_special(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

static bool bytes_write(int descriptor, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t written = write(descriptor, bytes, length);

        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes += written;
        length -= (size_t)written;
    }
    return true;
}

static const char *special_write(const char *path, const char *bytes, size_t length)
{
    int descriptor = open(path, O_WRONLY | O_CLOEXEC);
    bool is_written = descriptor >= 0 && bytes_write(descriptor, bytes, length);
    const char *error = is_written ? NULL : strerror(errno);

    if (descriptor >= 0)
        close(descriptor);
    return error;
}

/* mkstemp creates files that only their owner can read; reports get the permissions that the umask allows. */
static mode_t mode_for(const char *path)
{
    struct stat status;
    mode_t mask = umask(0);

    umask(mask);
    return stat(path, &status) == 0 ? status.st_mode & 07777 : 0666 & ~mask;
}

/* `place` is a template for mkstemp, which replaces it by the name of the file. */
static bool temporary_write(char *place, mode_t mode, const char *bytes, size_t length)
{
    int descriptor = mkostemp(place, O_CLOEXEC);
    bool is_written;

    if (descriptor < 0)
        return false;
    is_written = bytes_write(descriptor, bytes, length) && fchmod(descriptor, mode) == 0;
    return (close(descriptor) == 0) && is_written;
}

static const char *regular_replace(const char *path, const char *bytes, size_t length)
{
    char *folder = folder_of(path), *place;
    const char *error = NULL;
    struct buffer template = {0};

    buffer_printf(&template, "%s/.swarm-XXXXXX", folder);
    place = buffer_steal(&template);
    if (!temporary_write(place, mode_for(path), bytes, length) || rename(place, path) != 0) {
        error = strerror(errno);
        unlink(place);
    }
    mem_free(place);
    mem_free(folder);
    return error;
}

const char *file_replace(const char *path, const char *bytes, size_t length)
{
    char target[PATH_MAX];

    if (is_special(path))
        return special_write(path, bytes, length);
    return regular_replace(realpath(path, target) ? target : path, bytes, length);
}

const char *file_replaceable(const char *path)
{
    char *folder = folder_of(path);
    struct stat status;
    const char *error = NULL;

    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        error = strerror(EISDIR);
    else if (is_special(path))
        error = access(path, W_OK) == 0 ? NULL : strerror(errno);
    else if (stat(folder, &status) == 0 && !S_ISDIR(status.st_mode))
        error = strerror(ENOTDIR);
    else if (access(folder, W_OK | X_OK) != 0)
        error = strerror(errno);
    mem_free(folder);
    return error;
}

/* ---- growing ---- */

int file_grow(const char *path)
{
    return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
}

/* Pipes and devices can't be truncated. */
static void file_cut(int descriptor, off_t end)
{
    int cut = ftruncate(descriptor, end);

    (void)cut;
}

const char *file_append(int descriptor, const char *bytes, size_t length)
{
    off_t end = lseek(descriptor, 0, SEEK_END);
    const char *error;

    if (bytes_write(descriptor, bytes, length))
        return NULL;
    error = strerror(errno);
    file_cut(descriptor, end);
    return error;
}

const char *file_growable(const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return file_replaceable(path);
    return access(path, W_OK) == 0 ? NULL : strerror(errno);
}

/* ---- limits ---- */

bool descriptors_are_free(unsigned count)
{
    int *opened = mem_zalloc(count + 1, sizeof *opened);
    unsigned got = 0;
    bool is_enough;

    while (got < count && (opened[got] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
        got++;
    is_enough = got == count;
    while (got > 0)
        close(opened[--got]);
    mem_free(opened);
    return is_enough;
}
