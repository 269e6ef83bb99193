/* Whole files are read, and replaced whole or not at all; others grow by whole pieces. */
#include "runtime/base/count_of.h"
#include "runtime/base/file.h"

#include "runtime/base/alloc.h"
#include "tests/support/test.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/file_test.XXXXXX";

static const char *in_folder(const char *name)
{
    static char path[200];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* The buffer had other bytes before, so that a missing NUL shows. */
static void content_check(const char *name, const char *want)
{
    struct buffer got = {0};
    memset(buffer_reserve(&got, 5000), 'x', 5000);
    CHECK(!file_read(in_folder(name), 1000, &got));
    CHECK_TEXT(got.data, want);
    buffer_free(&got);
}

static size_t files_count(void)
{
    size_t count = 0;
    DIR *listing = opendir(folder);
    for (struct dirent *entry; (entry = readdir(listing));)
        count += entry->d_name[0] != '.' || strncmp(entry->d_name, ".swarm", 6) == 0;
    closedir(listing);
    return count;
}

static mode_t mode_of(const char *name)
{
    struct stat status = {0};
    stat(in_folder(name), &status);
    return status.st_mode & 07777;
}

TEST(a_new_file_is_for_everybody_whom_the_umask_lets)
{
    mode_t before = umask(027);
    CHECK(!file_replace(in_folder("new"), "text", 4));
    umask(before);
    content_check("new", "text");
    CHECK_INT(mode_of("new"), 0640);
}

TEST(what_was_there_is_replaced_with_its_permissions_kept)
{
    CHECK(!file_replace(in_folder("old"), "a longer text of before", 23));
    CHECK_INT(chmod(in_folder("old"), 0600), 0);
    CHECK(!file_replace(in_folder("old"), "new", 3));
    content_check("old", "new");
    CHECK_INT(mode_of("old"), 0600);
}

TEST(a_link_stays_one_and_what_it_leads_to_is_replaced)
{
    CHECK(!file_replace(in_folder("behind"), "before", 6));
    CHECK_INT(symlink("behind", in_folder("link")), 0);
    CHECK(!file_replace(in_folder("link"), "after", 5));
    content_check("behind", "after");
}

TEST(a_failure_leaves_what_was_there_and_nothing_beside_it)
{
    size_t before;
    CHECK_INT(mkdir(in_folder("folder"), 0700), 0);
    before = files_count();
    CHECK_TEXT(file_replace(in_folder("folder"), "x", 1), strerror(EISDIR));
    CHECK_TEXT(file_replace(in_folder("nowhere/x"), "x", 1), strerror(ENOENT));
    CHECK_INT(files_count(), before);
}

TEST(what_is_no_plain_file_is_written_to)
{
    struct stat status;
    CHECK(!file_replace("/dev/null", "x", 1));
    CHECK_INT(stat("/dev/null", &status), 0);
    CHECK(S_ISCHR(status.st_mode));
    CHECK_TEXT(file_replace("/dev/full", "x", 1), strerror(ENOSPC));
}

TEST(whether_it_can_be_replaced_is_known_before)
{
    CHECK(!file_replaceable(in_folder("new")));
    CHECK(!file_replaceable(in_folder("not there yet")));
    CHECK(!file_replaceable("relative"));
    CHECK(!file_replaceable("/dev/null"));
    CHECK_TEXT(file_replaceable(in_folder("folder")), strerror(EISDIR));
    CHECK_TEXT(file_replaceable(in_folder("nowhere/x")), strerror(ENOENT));
    CHECK_TEXT(file_replaceable(in_folder("new/x")), strerror(ENOTDIR));
}

TEST(a_growing_file_begins_empty_and_grows)
{
    int descriptor;
    CHECK(!file_replace(in_folder("grows"), "of before", 9));
    descriptor = file_grow(in_folder("grows"));
    content_check("grows", "");
    CHECK(!file_append(descriptor, "a\n", 2));
    CHECK(!file_append(descriptor, "b\n", 2));
    content_check("grows", "a\nb\n");
    close(descriptor);
    CHECK_INT(file_grow(in_folder("nowhere/x")), -1);
    CHECK_INT(errno, ENOENT);
}

/* The limit on a file's size is where this disk is full. */
TEST(what_does_not_fit_is_not_there_by_half)
{
    struct rlimit before, limit;
    int descriptor = file_grow(in_folder("grows"));
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur = 10;
    CHECK(!file_append(descriptor, "1234567\n", 8));
    CHECK_INT(setrlimit(RLIMIT_FSIZE, &limit), 0);
    CHECK_TEXT(file_append(descriptor, "1234567\n", 8), strerror(EFBIG));
    setrlimit(RLIMIT_FSIZE, &before);
    content_check("grows", "1234567\n");
    close(descriptor);
}

TEST(whether_it_can_grow_is_known_before)
{
    CHECK(!file_growable(in_folder("grows")));
    CHECK(!file_growable(in_folder("not there yet")));
    CHECK(!file_growable("/dev/null"));
    CHECK_TEXT(file_growable(in_folder("folder")), strerror(EISDIR));
    CHECK_TEXT(file_growable(in_folder("nowhere/x")), strerror(ENOENT));
    CHECK_INT(chmod(in_folder("grows"), 0400), 0);
    if (geteuid() != 0)
        CHECK_TEXT(file_growable(in_folder("grows")), strerror(EACCES));
}

static void folder_remove(void)
{
    static const char *const names[] = {"new", "old", "link", "behind", "grows"};
    for (size_t i = 0; i < COUNT_OF(names); i++)
        unlink(in_folder(names[i]));
    rmdir(in_folder("folder"));
    CHECK_INT(rmdir(folder), 0);
}

TEST(all_is_tidied_up)
{
    folder_remove();
}

TEST_MAIN(if (!mkdtemp(folder)) return 1; RUN(a_new_file_is_for_everybody_whom_the_umask_lets);
          RUN(what_was_there_is_replaced_with_its_permissions_kept);
          RUN(a_link_stays_one_and_what_it_leads_to_is_replaced);
          RUN(a_failure_leaves_what_was_there_and_nothing_beside_it);
          RUN(what_is_no_plain_file_is_written_to); RUN(whether_it_can_be_replaced_is_known_before);
          RUN(a_growing_file_begins_empty_and_grows); RUN(what_does_not_fit_is_not_there_by_half);
          RUN(whether_it_can_grow_is_known_before); RUN(all_is_tidied_up))
