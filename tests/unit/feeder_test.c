#include "runtime/user/feeder.h"

#include "tests/support/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[64];

static void file_write(const char *text, size_t length)
{
    int descriptor;

    strcpy(path, "/tmp/swarm-data-XXXXXX");
    descriptor = mkstemp(path);
    CHECK(write(descriptor, text, length) == (ssize_t)length);
    close(descriptor);
}

static struct feeder *feeder_of(const char *text, enum data_source source, enum data_order order,
                                struct buffer *why)
{
    struct data_declaration declaration = {
        .name = "d", .format = {.source = source, .delimiter = ','}, .order = order, .path = path};
    struct feeder *feeder;

    file_write(text, strlen(text));
    feeder = feeder_new(&declaration, 5, 0, why);
    unlink(path);
    return feeder;
}

/* What a feeder of lines hands out, in one text. */
static const char *takes(enum data_order order, int count)
{
    static char text[200];
    struct buffer why = {0};
    struct feeder *feeder = feeder_of("a\r\nb\n\nc", DATA_LINES, order, &why);
    struct rng rng;

    *text = '\0';
    rng_seed(&rng, 1, 1, RNG_CODE);
    for (int i = 0; i < count; i++) {
        value row = feeder_take(feeder, &rng);

        strcat(text, row.type == VALUE_NONE ? "-" : row.as.string->bytes);
        value_release(row);
    }
    feeder_free(feeder);
    return text;
}

TEST(orders)
{
    CHECK_TEXT(takes(DATA_CIRCULAR, 7), "abcabca");
    CHECK_TEXT(takes(DATA_SEQUENTIAL, 5), "abc--");
    CHECK_TEXT(takes(DATA_UNIQUE, 5), "abc--");
}

TEST(shuffle_hands_out_each_row_once_a_round)
{
    char rounds[7], sums[2] = {0};

    strcpy(rounds, takes(DATA_SHUFFLE, 6));
    for (int i = 0; i < 6; i++)
        sums[i / 3] += (char)(1 << (rounds[i] - 'a'));
    CHECK_INT(sums[0], 7);
    CHECK_INT(sums[1], 7);
    CHECK_TEXT(takes(DATA_SHUFFLE, 6), rounds);
}

TEST(random_takes_any)
{
    int seen[3] = {0};

    for (const char *c = takes(DATA_RANDOM, 190); *c; c++)
        seen[*c - 'a']++;
    CHECK(seen[0] > 30 && seen[1] > 30 && seen[2] > 30);
}

TEST(rows_of_csv_are_maps)
{
    struct buffer why = {0};
    struct feeder *feeder = feeder_of("name,age\nada,36\n", DATA_CSV, DATA_CIRCULAR, &why);
    value row = feeder_take(feeder, NULL), name;

    CHECK(value_map_get(row, "name", 4, &name));
    CHECK_TEXT(name.as.string->bytes, "ada");
    feeder_free(feeder);
}

TEST(rows_of_json_are_items)
{
    struct buffer why = {0};
    struct feeder *feeder = feeder_of("[1, {\"a\": 2}]", DATA_JSON, DATA_CIRCULAR, &why);

    CHECK_INT(feeder_take(feeder, NULL).as.integer, 1);
    CHECK_INT(feeder_take(feeder, NULL).type, VALUE_MAP);
    feeder_free(feeder);
}

static void check_refused(const char *text, enum data_source source, const char *wanted)
{
    struct buffer why = {0};

    CHECK(feeder_of(text, source, DATA_CIRCULAR, &why) == NULL);
    if (!strstr(buffer_text(&why), wanted) || strncmp(buffer_text(&why), path, strlen(path)) != 0)
        CHECK_TEXT(buffer_text(&why), wanted);
    buffer_free(&why);
}

TEST(what_is_wrong_is_said_with_its_line)
{
    check_refused("a,b\n1,2\n3\n", DATA_CSV, ":3: ");
    check_refused("a,b\n", DATA_CSV, "no row");
    check_refused("", DATA_LINES, "no row");
    check_refused("[1,\n2,,]", DATA_JSON, ":2: ");
    check_refused("{\"a\": 1}", DATA_JSON, "map");
}

TEST(a_missing_file_is_named)
{
    struct data_declaration declaration = {.path = "/nowhere/rows.csv"};
    struct buffer why = {0};

    CHECK(feeder_new(&declaration, 1, 0, &why) == NULL);
    CHECK_TEXT(buffer_text(&why), "/nowhere/rows.csv: No such file or directory");
    buffer_free(&why);
}

TEST_MAIN(RUN(orders); RUN(shuffle_hands_out_each_row_once_a_round); RUN(random_takes_any);
          RUN(rows_of_csv_are_maps); RUN(rows_of_json_are_items); RUN(what_is_wrong_is_said_with_its_line);
          RUN(a_missing_file_is_named))
