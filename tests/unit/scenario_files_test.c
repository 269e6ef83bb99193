/* The files of a scenario: their names, what is sent of them, and how those of two nodes are compared. */
#include "runtime/base/file.h"
#include "runtime/cluster/message/scenario_files.h"
#include "runtime/cluster/worker/program_folder.h"
#include "tests/support/test.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct program no_constants;

/* Files with these sources, a NULL at the end. */
static struct scenario_files with_sources(const char *const *paths, const char *const *folders)
{
    struct scenario_files files;

    scenario_files_init(&files);
    for (; *paths; paths++)
        scenario_files_source(&files, *paths, *paths, strlen(*paths));
    scenario_files_finish(&files, &no_constants, folders, NULL);
    return files;
}

static void check_names(const char *const *paths, const char *const *folders, const char *wanted)
{
    struct scenario_files files = with_sources(paths, folders);
    struct buffer text = {0};

    for (size_t i = 0; i < files.files.count; i++)
        buffer_printf(&text, "%s%s", i > 0 ? " " : "", files.files.items[i].name);
    for (size_t i = 0; i < files.folders.count; i++)
        buffer_printf(&text, " [%s]", files.folders.items[i]);
    CHECK_TEXT(buffer_text(&text), wanted);
    buffer_free(&text);
    scenario_files_free(&files);
}

#define PATHS(...)                                                                                           \
    (const char *const[])                                                                                    \
    {                                                                                                        \
        __VA_ARGS__, NULL                                                                                    \
    }

TEST(names_start_at_the_deepest_common_folder)
{
    check_names(PATHS("/a/shop.swarm"), NULL, "shop.swarm");
    check_names(PATHS("/shop.swarm"), NULL, "shop.swarm");
    check_names(PATHS("/a/b/shop.swarm", "/a/b/c/x.csv"), NULL, "shop.swarm c/x.csv");
    check_names(PATHS("/a/b/shop.swarm", "/a/c/x.csv", "/a/b/d"), NULL, "b/shop.swarm c/x.csv b/d");
    check_names(PATHS("/a/b/shop.swarm", "/a/bc/x.csv"), NULL, "b/shop.swarm bc/x.csv");
    check_names(PATHS("/a/bc/shop.swarm", "/a/b/x.csv"), NULL, "bc/shop.swarm b/x.csv");
    check_names(PATHS("/a/b/shop.swarm", "/x.csv"), NULL, "a/b/shop.swarm x.csv");
}

TEST(names_have_no_dots_and_no_file_twice)
{
    check_names(PATHS("/a/b/../b/./shop.swarm", "/a/b/../data/x.csv"), NULL, "b/shop.swarm data/x.csv");
    check_names(PATHS("/a/shop.swarm", "/a//b/../x.csv", "/a/x.csv", "/../a/x.csv"), NULL,
                "shop.swarm x.csv");
    check_names(PATHS("shop.swarm", "data/x.csv"), NULL, "shop.swarm data/x.csv");
}

TEST(folders_of_includes_are_names_too)
{
    check_names(PATHS("/a/shop.swarm", "/lib/x.swarm"), PATHS("/lib", "/unused"),
                "a/shop.swarm lib/x.swarm [lib]");
    check_names(PATHS("/a/shop.swarm", "/a/x.swarm"), PATHS("/a"), "shop.swarm x.swarm []");
    check_names(PATHS("/a/b/shop.swarm", "/a/b/x.swarm"), PATHS("/a/"), "b/shop.swarm b/x.swarm []");
}

/* What a node says of its files, read by another one. */
static void check_compared(const struct scenario_files *own, const struct scenario_files *other,
                           const char *wanted)
{
    struct buffer bytes = {0}, why = {0};
    msgpack_packer packer = packed_writer(&bytes);
    msgpack_unpacked read;

    msgpack_pack_map(&packer, 2);
    scenario_hashes_write(&packer, other);
    CHECK(packed_read(bytes.data, bytes.length, &read));
    CHECK_INT(scenario_hashes_equal(own, &read.data, &why), *wanted == '\0');
    CHECK_TEXT(buffer_text(&why), wanted);
    msgpack_unpacked_destroy(&read);
    buffer_free(&bytes);
    buffer_free(&why);
}

TEST(the_first_difference_is_named)
{
    struct named_constant one = {.name = "users", .text = "1"}, two = {.name = "users", .text = "2"};
    struct program programs[] = {{.named_constants = &one, .named_constants_count = 1},
                                 {.named_constants = &two, .named_constants_count = 1}};
    struct scenario_files files[4];

    for (size_t i = 0; i < 4; i++) {
        scenario_files_init(&files[i]);
        scenario_files_source(&files[i], i == 0 ? "/x/shop.swarm" : "/other/folder/shop.swarm", "text", 4);
        if (i == 2)
            scenario_files_source(&files[i], "/other/folder/lib.swarm", "more", 4);
        if (i == 3)
            scenario_files_source(&files[i], "/other/folder/lib.swarm", "less", 4);
        scenario_files_finish(&files[i], &programs[i == 1], NULL, NULL);
    }
    check_compared(&files[0], &files[0], "");
    check_compared(&files[0], &files[1], "its constant `users` has another value than the master's");
    check_compared(&files[0], &files[2], "it has `lib.swarm`, which the master doesn't have");
    check_compared(&files[2], &files[0], "it has no file `lib.swarm`, which the master has");
    check_compared(&files[2], &files[3], "its file `lib.swarm` differs from the master's");
    for (size_t i = 0; i < 4; i++)
        scenario_files_free(&files[i]);
}

TEST(a_large_file_is_read_in_pieces)
{
    struct buffer why = {0}, whole = {0}, content = {0};
    char *folder = program_folder_new(&why), path[300];
    struct scenario_files files;
    uint64_t size = SCENARIO_PIECE * 2 + 100;

    snprintf(path, sizeof path, "%s/large", folder);
    for (uint64_t i = 0; i < size; i++)
        buffer_append_char(&content, (char)(i % 251));
    CHECK(!file_replace(path, content.data, content.length));
    scenario_files_init(&files);
    CHECK(scenario_files_read(&files, path, &why));
    CHECK(!scenario_files_read(&files, "/no/such/file", &why));
    CHECK_TEXT(buffer_text(&why), "can't read /no/such/file: No such file or directory");
    scenario_files_finish(&files, &no_constants, NULL, NULL);
    CHECK_INT(files.files.items[0].size, size);
    while (whole.length < size && scenario_files_piece(&files, 0, whole.length, &whole))
        CHECK(whole.length % SCENARIO_PIECE == 0 || whole.length == size);
    CHECK(whole.length == size && memcmp(whole.data, content.data, size) == 0);
    CHECK(!file_replace(path, content.data, 10));
    CHECK(!scenario_files_piece(&files, 0, SCENARIO_PIECE, &whole));
    scenario_files_free(&files);
    buffer_free(&whole);
    buffer_free(&content);
    buffer_free(&why);
    program_folder_remove(folder);
}

TEST(too_much_is_not_sent)
{
    struct scenario_files files = with_sources(PATHS("/a/shop.swarm"), NULL);
    struct buffer why = {0};

    CHECK(scenario_files_sendable(&files, &why));
    files.files.items[0].size = SCENARIO_BYTES_MOST + 1;
    CHECK(!scenario_files_sendable(&files, &why));
    CHECK_TEXT(buffer_text(&why), "the files of the scenario have 1.0 GiB, and at most 1 GiB is sent");
    buffer_free(&why);
    scenario_files_free(&files);
}

TEST(names_that_leave_a_folder_dont_fit)
{
    static const char *const good[] = {"a", "a/b", "...", "a/..b", "\xc3\xbc.csv", "<stdin>", "a b"};
    static const char *const bad[] = {"",    "/",   "/a",   "..", "../a", "a/..", "a/../b",
                                      "./a", "a/.", "a//b", "a/", "a\nb", "\x7f"};

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(program_name_fits(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!program_name_fits(bad[i], strlen(bad[i])));
    CHECK(!program_name_fits("a\0b", 3));
}

TEST(a_private_folder_is_removed_with_all_in_it)
{
    struct buffer why = {0};
    char *folder = program_folder_new(&why), path[300];
    struct stat status;
    int descriptor;

    snprintf(path, sizeof path, "%s", folder);
    CHECK(stat(path, &status) == 0 && (status.st_mode & 0777) == 0700);
    descriptor = program_folder_create(folder, "a/b/c");
    CHECK(descriptor >= 0);
    close(descriptor);
    CHECK_INT(program_folder_create(folder, "a/b/c"), -1);
    CHECK_INT(program_folder_create(folder, "a/b/c/d"), -1);
    program_folder_remove(folder);
    CHECK_INT(stat(path, &status), -1);
    buffer_free(&why);
}

TEST_MAIN(RUN(names_start_at_the_deepest_common_folder); RUN(names_have_no_dots_and_no_file_twice);
          RUN(folders_of_includes_are_names_too); RUN(the_first_difference_is_named);
          RUN(a_large_file_is_read_in_pieces); RUN(too_much_is_not_sent);
          RUN(names_that_leave_a_folder_dont_fit); RUN(a_private_folder_is_removed_with_all_in_it))
