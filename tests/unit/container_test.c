/* The CPU that a container allows, read from folders made by hand as the kernel has them. */
#include "runtime/health/container.h"

#include "runtime/base/file.h"
#include "tests/support/test.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static char root[] = "/tmp/container_test.XXXXXX";

/* Makes the file, with all folders on the way. */
static void put(const char *tree, const char *name, const char *text)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s/%s", root, tree, name);
    for (char *slash = path + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    CHECK(!file_replace(path, text, strlen(text)));
}

static double affinity(void)
{
    cpu_set_t cores;
    sched_getaffinity(0, sizeof cores, &cores);
    return CPU_COUNT(&cores);
}

static void says(const char *tree, double cores, nanos throttled)
{
    char path[300];
    snprintf(path, sizeof path, "%s/%s", root, tree);
    struct container *container = container_new(path);
    CHECK_FLOAT(container_cores(container), cores < affinity() ? cores : affinity(), 1e-9);
    CHECK_INT(container_throttled(container), throttled);
    container_free(container);
}

TEST(version_2)
{
    put("v2", "proc/self/cgroup", "0::/app.slice/run\n");
    put("v2", "sys/fs/cgroup/cpu.stat", "usage_usec 100\n");
    put("v2", "sys/fs/cgroup/app.slice/cpu.max", "80000 100000\n");
    put("v2", "sys/fs/cgroup/app.slice/cpu.stat", "usage_usec 9\nnr_throttled 3\nthrottled_usec 2500\n");
    put("v2", "sys/fs/cgroup/app.slice/run/cpu.max", "max 100000\n");
    put("v2", "sys/fs/cgroup/app.slice/run/cpu.stat", "usage_usec 9\nnr_throttled 0\nthrottled_usec 0\n");
    says("v2", 0.8, 2500 * NANOS_PER_US);
}

TEST(version_2_without_a_quota)
{
    put("free", "proc/self/cgroup", "0::/\n");
    put("free", "sys/fs/cgroup/cpu.max", "max 100000\n");
    put("free", "sys/fs/cgroup/cpu.stat", "usage_usec 9\n");
    says("free", 1e9, 0);
}

TEST(version_1)
{
    put("v1", "proc/self/cgroup",
        "12:cpuset:/docker/abc\n4:cpu,cpuacct:/docker/abc\n3:cpuacct_other:/x\n1:name=systemd:/docker/"
        "abc\n0::/x\n");
    put("v1", "sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_quota_us", "50000\n");
    put("v1", "sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.cfs_period_us", "100000\n");
    put("v1", "sys/fs/cgroup/cpu,cpuacct/docker/abc/cpu.stat",
        "nr_periods 9\nnr_throttled 2\nthrottled_time 12345\n");
    put("v1", "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n");
    put("v1", "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n");
    put("v1", "sys/fs/cgroup/cpu,cpuacct/cpu.stat", "throttled_time 0\n");
    says("v1", 0.5, 12345);
}

/* The path is that of the host, and all that is mounted is the container's own group. */
TEST(version_1_from_within)
{
    put("within", "proc/self/cgroup", "4:cpu:/docker/abc\n");
    put("within", "sys/fs/cgroup/cpu/cpu.cfs_quota_us", "25000\n");
    put("within", "sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
    put("within", "sys/fs/cgroup/cpu/cpu.stat", "throttled_time 7\n");
    says("within", 0.25, 7);
}

TEST(nothing_and_nonsense)
{
    says("nowhere", 1e9, 0);
    put("odd", "proc/self/cgroup", "");
    says("odd", 1e9, 0);
    put("odd", "proc/self/cgroup", "x\n::\n0::\n0::/a\n:cpu\n4:cpu:/");
    put("odd", "sys/fs/cgroup/cpu.stat", "throttled_usec");
    put("odd", "sys/fs/cgroup/cpu.max", "lots 0\n");
    says("odd", 1e9, 0);
}

/* A group around it may have stood still for hours before, and doesn't now. */
TEST(what_counts_is_by_how_much_it_grows)
{
    char path[300];
    snprintf(path, sizeof path, "%s/grow", root);
    put("grow", "proc/self/cgroup", "0::/pod/run\n");
    put("grow", "sys/fs/cgroup/pod/cpu.stat", "throttled_usec 9000\n");
    put("grow", "sys/fs/cgroup/pod/run/cpu.stat", "throttled_usec 100\n");
    struct container *container = container_new(path);
    nanos before = container_throttled(container);
    put("grow", "sys/fs/cgroup/pod/run/cpu.stat", "throttled_usec 150\n");
    CHECK_INT(container_throttled(container) - before, 50 * NANOS_PER_US);
    put("grow", "sys/fs/cgroup/pod/cpu.stat", "throttled_usec 9020\n");
    CHECK_INT(container_throttled(container) - before, 70 * NANOS_PER_US);
    CHECK_INT(container_throttled(container) - before, 70 * NANOS_PER_US);
    container_free(container);
}

static void tidy(void)
{
    char command[100];
    snprintf(command, sizeof command, "rm -r %s", root);
    CHECK_INT(system(command), 0);
}

TEST(all_is_tidied_up)
{
    tidy();
}

TEST_MAIN(if (!mkdtemp(root)) return 1; RUN(version_2); RUN(version_2_without_a_quota); RUN(version_1);
          RUN(version_1_from_within); RUN(nothing_and_nonsense); RUN(what_counts_is_by_how_much_it_grows);
          RUN(all_is_tidied_up))
