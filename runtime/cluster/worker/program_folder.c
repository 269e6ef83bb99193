#include "runtime/cluster/worker/program_folder.h"

#include "runtime/base/alloc.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    NAME_MOST = 1024, /* bytes */
    DEPTH_MOST = 64,  /* folders */
    OPEN_MOST = 16,   /* folders that are open at a time while they are removed */
};

char *program_folder_new(struct buffer *why)
{
    const char *parent = getenv("TMPDIR");
    struct buffer path = {0};
    char *folder;

    buffer_printf(&path, "%s/swarm-XXXXXX", parent && *parent ? parent : "/tmp");
    folder = buffer_steal(&path);
    if (mkdtemp(folder))
        return folder;
    buffer_printf(why, "can't create %s: %s", folder, strerror(errno));
    mem_free(folder);
    return NULL;
}

static bool part_fits(const char *part, size_t length)
{
    return length > 0 && !(length == 1 && *part == '.') && !(length == 2 && memcmp(part, "..", 2) == 0);
}

bool program_name_fits(const char *name, size_t length)
{
    size_t part = 0, depth = 0;

    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
            return false;
        if (name[i] != '/')
            continue;
        if (!part_fits(name + part, i - part) || ++depth > DEPTH_MOST)
            return false;
        part = i + 1;
    }
    return length <= NAME_MOST && part_fits(name + part, length - part);
}

/* Each folder above the file. */
static bool parents_create(char *path, size_t from)
{
    for (char *at = strchr(path + from, '/'); at; at = strchr(at + 1, '/')) {
        bool is_there;

        *at = '\0';
        is_there = mkdir(path, 0700) == 0 || errno == EEXIST;
        *at = '/';
        if (!is_there)
            return false;
    }
    return true;
}

int program_folder_create(const char *folder, const char *name)
{
    struct buffer text = {0};
    int descriptor = -1, error;
    char *path;

    buffer_printf(&text, "%s/%s", folder, name);
    path = buffer_steal(&text);
    if (parents_create(path, strlen(folder) + 1))
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    error = errno;
    mem_free(path);
    errno = error;
    return descriptor;
}

static int entry_remove(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status, (void)kind, (void)place;
    return remove(path);
}

void program_folder_remove(char *folder)
{
    if (!folder)
        return;
    nftw(folder, entry_remove, OPEN_MOST, FTW_DEPTH | FTW_PHYS);
    mem_free(folder);
}
