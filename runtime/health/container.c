#include "runtime/health/container.h"

#include "runtime/base/alloc.h"
#include "runtime/base/buffer.h"
#include "runtime/base/count_of.h"
#include "runtime/base/file.h"
#include "runtime/base/vec.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MOST ((size_t)64 << 10)

struct group {
    char *folder;    /* directory with a cpu.stat */
    nanos throttled; /* the value at the last reading */
};

struct container {
    VEC(struct group) groups; /* innermost first */
    nanos throttled;
};

/* Reads the file to `out`; false if it can't be read. */
static bool group_read(const char *folder, const char *name, struct buffer *out)
{
    struct buffer path = {0};
    bool is_read;

    buffer_printf(&path, "%s/%s", folder, name);
    buffer_clear(out);
    is_read = file_read(buffer_text(&path), FILE_MOST, out) == NULL;
    buffer_free(&path);
    return is_read;
}

/* ---- finding the groups ---- */

static void group_add(struct container *container, const char *folder)
{
    struct buffer text = {0};

    if (group_read(folder, "cpu.stat", &text)) {
        struct group group = {.folder = mem_strdup(folder)};

        vec_push(&container->groups, group);
    }
    buffer_free(&text);
}

/* Adds the group and its parents, up to the mount. Inside a container the path may be that of the host, of
 * which only the mount exists. */
static void groups_add(struct container *container, const char *mount, const char *path)
{
    struct buffer folder = {0};

    buffer_printf(&folder, "%s%s", mount, path);
    while (folder.length > strlen(mount)) {
        if (folder.data[folder.length - 1] != '/')
            group_add(container, buffer_text(&folder));
        while (folder.data[--folder.length] != '/')
            ;
        folder.data[folder.length] = '\0';
    }
    group_add(container, mount);
    buffer_free(&folder);
}

static bool list_has(const char *list, size_t length, const char *word)
{
    size_t word_length = strlen(word);

    for (const char *at = list; at < list + length; at += strcspn(at, ",:") + 1) {
        if (strncmp(at, word, word_length) == 0 && strchr(",:", at[word_length]))
            return true;
    }
    return false;
}

/* A line of /proc/self/cgroup (cgroups(7)): "4:cpu,cpuacct:/a/b", or in version 2 "0::/a/b". */
static void line_read(struct container *container, const char *root, const char *line)
{
    static const char *const mounts[] = {"cpu,cpuacct", "cpuacct,cpu", "cpu"};
    const char *list = strchr(line, ':'), *path = list ? strchr(list + 1, ':') : NULL;
    struct buffer mount = {0};

    if (!path)
        return;
    list++;
    if (list == path) {
        buffer_printf(&mount, "%s/sys/fs/cgroup", root);
        groups_add(container, buffer_text(&mount), path + 1);
    } else if (list_has(list, (size_t)(path - list), "cpu")) {
        size_t before = container->groups.count;

        /* One of these names is a directory, and others may be links to it. */
        for (size_t i = 0; i < COUNT_OF(mounts) && container->groups.count == before; i++) {
            buffer_clear(&mount);
            buffer_printf(&mount, "%s/sys/fs/cgroup/%s", root, mounts[i]);
            groups_add(container, buffer_text(&mount), path + 1);
        }
    }
    buffer_free(&mount);
}

struct container *container_new(const char *root)
{
    struct container *container = mem_zalloc(1, sizeof *container);
    struct buffer path = {0}, text = {0};

    buffer_printf(&path, "%s/proc/self/cgroup", root);
    if (file_read(buffer_text(&path), FILE_MOST, &text) == NULL) {
        char *rest = text.data;

        for (char *line; text.length > 0 && (line = strsep(&rest, "\n"));)
            line_read(container, root, line);
    }
    buffer_free(&path);
    buffer_free(&text);
    return container;
}

void container_free(struct container *container)
{
    if (!container)
        return;
    for (size_t i = 0; i < container->groups.count; i++)
        mem_free(container->groups.items[i].folder);
    vec_free(&container->groups);
    mem_free(container);
}

/* ---- what they say ---- */

static double quota_of(const char *folder, struct buffer *text)
{
    long long quota, period;

    if (group_read(folder, "cpu.max", text))
        return sscanf(buffer_text(text), "%lld %lld", &quota, &period) == 2 && period > 0
                   ? (double)quota / (double)period
                   : 0;
    quota = group_read(folder, "cpu.cfs_quota_us", text) ? strtoll(buffer_text(text), NULL, 10) : 0;
    period = group_read(folder, "cpu.cfs_period_us", text) ? strtoll(buffer_text(text), NULL, 10) : 0;
    return quota > 0 && period > 0 ? (double)quota / (double)period : 0;
}

/* The set has room for 1,024 cores. If there are more, the call fails, and all cores are counted. */
static double affinity_cores(void)
{
    cpu_set_t cores;
    long online = sysconf(_SC_NPROCESSORS_ONLN);

    if (sched_getaffinity(0, sizeof cores, &cores) == 0)
        return CPU_COUNT(&cores);
    return online > 0 ? (double)online : 1;
}

double container_cores(const struct container *container)
{
    struct buffer text = {0};
    double cores = affinity_cores();

    for (size_t i = 0; i < container->groups.count; i++) {
        double quota = quota_of(container->groups.items[i].folder, &text);

        if (quota > 0 && quota < cores)
            cores = quota;
    }
    buffer_free(&text);
    return cores;
}

/* The number after a word at the start of a line, or 0. */
static int64_t stat_of(const char *text, const char *word)
{
    size_t length = strlen(word);

    for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
        if (strncmp(line, word, length) == 0 && line[length] == ' ')
            return strtoll(line + length, NULL, 10);
    }
    return 0;
}

/* The throttled time in cpu.stat, in either version. */
static nanos throttled_of(const char *stat)
{
    nanos version_1 = stat_of(stat, "throttled_time");
    nanos version_2 = stat_of(stat, "throttled_usec") * NANOS_PER_US;

    return version_1 > version_2 ? version_1 : version_2;
}

/* The increase of the throttled time since the last reading. */
static nanos group_growth(struct group *group, struct buffer *text)
{
    nanos before = group->throttled;

    if (group_read(group->folder, "cpu.stat", text))
        group->throttled = throttled_of(buffer_text(text));
    return group->throttled - before;
}

/* A group may be older than the process and have been throttled because of others. So only the increase
 * counts. */
nanos container_throttled(struct container *container)
{
    struct buffer text = {0};
    nanos most = 0;

    for (size_t i = 0; i < container->groups.count; i++) {
        nanos growth = group_growth(&container->groups.items[i], &text);

        most = growth > most ? growth : most;
    }
    buffer_free(&text);
    return container->throttled += most;
}
