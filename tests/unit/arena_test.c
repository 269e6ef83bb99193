#include "runtime/base/arena.h"

#include "tests/support/test.h"

TEST(pieces_are_aligned)
{
    struct arena arena;

    arena_init(&arena);
    for (size_t size = 1; size < 40; size += 3)
        CHECK_INT((uintptr_t)arena_alloc(&arena, size) % 16, 0);
    arena_free(&arena);
}

TEST(pieces_do_not_overlap)
{
    struct arena arena = {0};
    unsigned char *pieces[500];

    for (int i = 0; i < 500; i++) {
        pieces[i] = arena_alloc(&arena, (size_t)i + 1);
        memset(pieces[i], i & 0xff, (size_t)i + 1);
    }
    for (int i = 0; i < 500; i++) {
        CHECK_INT(pieces[i][0], i & 0xff);
        CHECK_INT(pieces[i][i], i & 0xff);
    }
    arena_free(&arena);
}

TEST(a_piece_larger_than_a_chunk_fits)
{
    struct arena arena = {0};
    char *small = arena_strndup(&arena, "small", 5), *large = arena_zalloc(&arena, 3 << 20);

    CHECK_INT(large[(3 << 20) - 1], 0);
    CHECK_TEXT(small, "small");
    arena_free(&arena);
}

TEST(text_is_copied_and_formatted)
{
    struct arena arena = {0};

    CHECK_TEXT(arena_strndup(&arena, "hello world", 5), "hello");
    CHECK_TEXT(arena_strndup(&arena, NULL, 0), "");
    CHECK_TEXT(arena_printf(&arena, "%s-%d", "a", 7), "a-7");
    arena_free(&arena);
}

TEST(reset_gives_the_same_memory_again)
{
    struct arena arena = {0};
    void *first = arena_alloc(&arena, 100);

    arena_reset(&arena);
    CHECK(arena_alloc(&arena, 100) == first);
    arena_alloc(&arena, 1 << 16); /* a second chunk, which is the one that is kept */
    arena_reset(&arena);
    memset(arena_alloc(&arena, 1 << 16), 1, 1 << 16);
    arena_free(&arena);
    arena_reset(&arena);
    arena_free(&arena);
}

TEST_MAIN(RUN(pieces_are_aligned); RUN(pieces_do_not_overlap); RUN(a_piece_larger_than_a_chunk_fits);
          RUN(text_is_copied_and_formatted); RUN(reset_gives_the_same_memory_again))
