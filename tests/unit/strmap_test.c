#include "runtime/base/strmap.h"

#include "tests/support/test.h"

static char *number_key(int number)
{
    static char key[16];

    snprintf(key, sizeof key, "key %d", number);
    return key;
}

TEST(an_empty_map_has_nothing)
{
    struct strmap map = {0};
    size_t position = 0;

    CHECK(strmap_get(&map, "x", 1) == NULL);
    CHECK(strmap_next(&map, &position) == NULL);
    strmap_free(&map);
}

TEST(thousands_of_keys_are_found_again)
{
    struct strmap map;
    static int numbers[5000];
    size_t seen = 0, position = 0;

    strmap_init(&map);
    for (int i = 0; i < 5000; i++)
        CHECK(strmap_set(&map, number_key(i), strlen(number_key(i)), &numbers[i]) == NULL);
    for (int i = 0; i < 5000; i++)
        CHECK(strmap_get(&map, number_key(i), strlen(number_key(i))) == &numbers[i]);
    CHECK(strmap_get(&map, "key 5000", 8) == NULL);
    while (strmap_next(&map, &position))
        seen++;
    CHECK_INT(seen, 5000);
    CHECK_INT(map.count, 5000);
    strmap_free(&map);
}

TEST(a_second_value_replaces_the_first)
{
    struct strmap map = {0};
    int a, b;

    strmap_set(&map, "k", 1, &a);
    CHECK(strmap_set(&map, "k", 1, &b) == &a);
    CHECK(strmap_get(&map, "k", 1) == &b);
    CHECK_INT(map.count, 1);
    strmap_free(&map);
}

TEST(keys_are_bytes)
{
    struct strmap map = {0};
    int a, b, empty;

    strmap_set(&map, "a\0b", 3, &a);
    strmap_set(&map, "a", 1, &b);
    strmap_set(&map, "", 0, &empty);
    CHECK(strmap_get(&map, "a\0b", 3) == &a);
    CHECK(strmap_get(&map, "a", 1) == &b);
    CHECK(strmap_get(&map, "", 0) == &empty);
    CHECK(strmap_get(&map, "a\0c", 3) == NULL);
    strmap_free(&map);
}

TEST(the_hash_is_fnv_1a)
{
    CHECK_INT(bytes_hash("", 0), 0x811c9dc5);
    CHECK_INT(bytes_hash("a", 1), 0xe40c292c);
    CHECK_INT(bytes_hash("foobar", 6), 0xbf9cf968);
}

TEST_MAIN(RUN(an_empty_map_has_nothing); RUN(thousands_of_keys_are_found_again);
          RUN(a_second_value_replaces_the_first); RUN(keys_are_bytes); RUN(the_hash_is_fnv_1a))
