#include "runtime/value/value.h"

#include "tests/support/test.h"

#include <math.h>
#include <pthread.h>

/* The value as value_show has it, until the next call; gives the reference back. */
static const char *shown(value v)
{
    static struct buffer out;

    buffer_clear(&out);
    value_show(v, &out);
    value_release(v);
    return buffer_text(&out);
}

static value ints(int count)
{
    value list = value_list(0);

    for (int i = 0; i < count; i++)
        value_list_append(&list, value_int(i));
    return list;
}

static void map_set(value *map, const char *key, value item)
{
    value_map_set(map, key, strlen(key), item);
}

TEST(a_value_is_sixteen_bytes)
{
    CHECK_INT(sizeof(value), 16);
}

TEST(strings_are_bytes)
{
    value v = value_string("a\0b", 3);

    CHECK_INT(v.as.string->length, 3);
    CHECK_INT(v.as.string->bytes[3], 0);
    value_release(v);
    CHECK_TEXT(shown(value_text("")), "");
    CHECK_TEXT(shown(value_text("plain")), "plain");
}

TEST(changing_a_shared_list_copies_it)
{
    value a = ints(2), b = value_copy(a);

    value_list_append(&b, value_int(2));
    CHECK_TEXT(shown(a), "[0,1]");
    CHECK_TEXT(shown(b), "[0,1,2]");
}

TEST(a_list_of_ones_own_is_changed_in_place)
{
    value list = value_list(4);
    struct list *before = list.as.list;

    value_list_append(&list, value_none());
    CHECK(list.as.list == before);
    value_release(list);
}

TEST(list_places_count_from_both_ends)
{
    value list = ints(3), item;

    CHECK(value_list_get(list, 0, &item) && item.as.integer == 0);
    CHECK(value_list_get(list, -1, &item) && item.as.integer == 2);
    CHECK(!value_list_get(list, 3, &item));
    CHECK(!value_list_get(list, -4, &item));
    CHECK(!value_list_get(list, INT64_MIN, &item));
    value_release(list);
}

TEST(changing_a_shared_map_copies_it)
{
    value a = value_map(0), b;

    map_set(&a, "k", value_int(1));
    b = value_copy(a);
    map_set(&b, "k", value_int(2));
    map_set(&b, "l", value_int(3));
    CHECK_TEXT(shown(a), "{\"k\":1}");
    CHECK_TEXT(shown(b), "{\"k\":2,\"l\":3}");
}

TEST(maps_keep_their_order_and_find_every_key)
{
    value map = value_map(0), item;
    char key[16];

    for (int i = 999; i >= 0; i--) {
        snprintf(key, sizeof key, "%d", i);
        map_set(&map, key, value_int(i));
        map_set(&map, key, value_int(-i));
    }
    CHECK_INT(map.as.map->count, 1000);
    for (int i = 0; i < 1000; i++) {
        snprintf(key, sizeof key, "%d", i);
        CHECK(value_map_get(map, key, strlen(key), &item) && item.as.integer == -i);
        CHECK_TEXT(map.as.map->entries[999 - i].key->bytes, key);
    }
    CHECK(!value_map_get(map, "1000", 4, &item));
    value_release(map);
}

TEST(maps_share_a_key_value)
{
    value key = value_text("column"), a = value_map(1), b = value_map(1);

    value_map_put(&a, key, value_int(1));
    value_map_put(&b, key, value_int(2));
    value_map_put(&b, key, value_int(3));
    CHECK(a.as.map->entries[0].key == b.as.map->entries[0].key);
    value_release(key);
    CHECK_TEXT(shown(a), "{\"column\":1}");
    CHECK_TEXT(shown(b), "{\"column\":3}");
}

/* {"a": {"b": [0, 1]}} */
static value nested(void)
{
    value root = value_map(0), inner = value_map(0);

    map_set(&inner, "b", ints(2));
    map_set(&root, "a", inner);
    return root;
}

static const char *set_path(value *root, value first, value second, value third, value item)
{
    value keys[3] = {first, second, third};
    size_t count = third.type != VALUE_NONE ? 3 : second.type != VALUE_NONE ? 2 : 1;
    const char *error = value_set_path(root, keys, count, item);

    for (size_t i = 0; i < 3; i++)
        value_release(keys[i]);
    return error;
}

TEST(a_path_is_set_in_a_copy_of_what_is_shared)
{
    value root = nested(), before = value_copy(root), none = value_none();

    CHECK(!set_path(&root, value_text("a"), value_text("b"), value_int(-1), value_text("x")));
    CHECK(!set_path(&root, value_text("new"), none, none, value_bool(true)));
    CHECK(!set_path(&root, value_text("a"), value_text("c"), none, value_none()));
    CHECK_TEXT(shown(root), "{\"a\":{\"b\":[0,\"x\"],\"c\":null},\"new\":true}");
    CHECK_TEXT(shown(before), "{\"a\":{\"b\":[0,1]}}");
}

TEST(a_path_that_leads_nowhere_changes_nothing)
{
    value root = nested(), none = value_none();

    CHECK(set_path(&root, value_text("a"), value_text("b"), value_int(2), value_text("x")) != NULL);
    CHECK(set_path(&root, value_text("missing"), value_text("b"), none, value_text("x")) != NULL);
    CHECK_TEXT(set_path(&root, value_text("a"), value_int(1), none, value_text("x")),
               "a map can't have a key of type int");
    CHECK_TEXT(set_path(&root, value_text("a"), value_text("b"), value_text("k"), value_none()),
               "a list can't have a key of type string");
    CHECK_TEXT(shown(root), "{\"a\":{\"b\":[0,1]}}");
    root = value_int(3);
    CHECK_TEXT(set_path(&root, value_text("a"), none, none, value_int(1)),
               "int has no members that can be set");
}

TEST(nesting_without_end_is_freed_without_the_stack)
{
    value v = value_list(0);

    for (int i = 0; i < 500000; i++) {
        value around = i % 2 ? value_list(1) : value_map(1);

        if (around.type == VALUE_LIST)
            value_list_append(&around, v);
        else
            map_set(&around, "in", v);
        v = around;
    }
    value_release(v);
}

TEST(nesting_past_the_bound_is_not_written)
{
    value v = value_list(0);
    struct buffer out = {0};

    for (int i = 1; i < VALUE_NESTING_MAX; i++) {
        value around = value_list(1);

        value_list_append(&around, v);
        v = around;
    }
    CHECK(value_json(v, &out));
    CHECK_INT(out.length, 2 * VALUE_NESTING_MAX);
    value_list_append(&v, value_copy(v));
    CHECK(!value_json(v, &out));
    CHECK(!out.overflowed);
    buffer_free(&out);
    value_release(v);
}

static void *count_up_and_down(void *context)
{
    value v = *(value *)context;

    for (int i = 0; i < 100000; i++)
        value_release(value_copy(v));
    return NULL;
}

TEST(what_is_immortal_is_shared_by_threads)
{
    value root = nested();
    pthread_t other;

    value_make_immortal(root);
    pthread_create(&other, NULL, count_up_and_down, &root);
    count_up_and_down(&root);
    pthread_join(other, NULL);
    CHECK_INT(root.as.map->references, VALUE_IMMORTAL | 1);
    value_free_immortal(root);
}

TEST(changing_what_is_immortal_makes_a_copy)
{
    value constant = ints(1), mine;

    value_make_immortal(constant);
    mine = value_copy(constant);
    value_list_append(&mine, value_int(1));
    CHECK_TEXT(shown(mine), "[0,1]");
    CHECK_TEXT(shown(constant), "[0]");
    value_free_immortal(constant);
}

TEST(a_part_that_occurs_twice_is_freed_once)
{
    value part = value_text("part"), list = value_list(0);

    value_list_append(&list, value_copy(part));
    value_list_append(&list, part);
    value_list_append(&list, value_text(""));
    value_make_immortal(list);
    value_make_immortal(list);
    value_free_immortal(list);
}

TEST(a_clone_shares_nothing)
{
    value original = nested(), clone = value_clone(original);

    CHECK(value_equal(original, clone));
    CHECK(original.as.map != clone.as.map);
    CHECK_INT(original.as.map->references, 1);
    CHECK(original.as.map->entries[0].key != clone.as.map->entries[0].key);
    value_release(original);
    CHECK_TEXT(shown(clone), "{\"a\":{\"b\":[0,1]}}");
}

struct response {
    struct object object;
    int destroyed;
};

static void response_destroy(struct object *object)
{
    ((struct response *)object)->destroyed++;
}

static bool response_show(const struct object *object, struct buffer *out)
{
    (void)object;
    return buffer_append_text(out, "200");
}

TEST(an_object_is_destroyed_with_its_last_reference)
{
    struct response response = {{1, response_destroy, response_show}, 0};
    value v = {.type = VALUE_RESPONSE, .as.object = &response.object}, list = value_list(0);

    value_list_append(&list, value_copy(v));
    CHECK_TEXT(shown(value_copy(v)), "200");
    value_release(v);
    CHECK_INT(response.destroyed, 0);
    value_release(list);
    CHECK_INT(response.destroyed, 1);
}

TEST(values_are_shown_as_literals)
{
    value list = ints(1);

    value_list_append(&list, value_text("a\"\\\n\x01/é"));
    value_list_append(&list, value_duration(12300 * NANOS_PER_US));
    value_list_append(&list, value_duration(2 * NANOS_PER_S));
    value_list_append(&list, value_float(NAN));
    CHECK_TEXT(shown(list), "[0,\"a\\\"\\\\\\n\\u0001/é\",12.3,2000,null]");
    CHECK_TEXT(shown(value_none()), "none");
    CHECK_TEXT(shown(value_bool(true)), "true");
    CHECK_TEXT(shown(value_int(INT64_MIN)), "-9223372036854775808");
    CHECK_TEXT(shown(value_duration(90 * NANOS_PER_S)), "1m30s");
}

TEST(floats_are_shown_as_short_as_they_read_back)
{
    CHECK_TEXT(shown(value_float(1)), "1.0");
    CHECK_TEXT(shown(value_float(-0.0)), "-0.0");
    CHECK_TEXT(shown(value_float(0.1)), "0.1");
    CHECK_TEXT(shown(value_float(0.1 + 0.2)), "0.30000000000000004");
    CHECK_TEXT(shown(value_float(1e100)), "1e+100");
    CHECK_TEXT(shown(value_float(123456789012345680.0)), "1.2345678901234568e+17");
    CHECK_TEXT(shown(value_float(5e-324)), "5e-324");
    CHECK_TEXT(shown(value_float(INFINITY)), "inf");
    CHECK_TEXT(shown(value_float(NAN)), "nan");
}

TEST(what_is_not_utf8_is_replaced_in_json)
{
    value list = value_list(0);

    value_list_append(&list, value_string("\xff\xc3\xa9\xe2\x82", 5));
    value_list_append(&list, value_string("\xed\xa0\x80", 3));
    CHECK_TEXT(shown(list), "[\"\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd\",\"\\ud800\"]");
}

TEST(showing_keeps_within_a_bound)
{
    struct buffer out;
    value list = ints(100);

    buffer_init(&out, 50);
    CHECK(!value_show(list, &out));
    CHECK(out.overflowed);
    buffer_free(&out);
    value_release(list);
}

TEST(types_have_names)
{
    CHECK_TEXT(value_type_name(VALUE_BIG), "int");
    CHECK_TEXT(value_type_name(VALUE_NONE), "none");
    CHECK_TEXT(value_type_name(VALUE_RESPONSE), "response");
}

TEST_MAIN(RUN(a_value_is_sixteen_bytes); RUN(strings_are_bytes); RUN(changing_a_shared_list_copies_it);
          RUN(a_list_of_ones_own_is_changed_in_place); RUN(list_places_count_from_both_ends);
          RUN(changing_a_shared_map_copies_it); RUN(maps_keep_their_order_and_find_every_key);
          RUN(maps_share_a_key_value); RUN(a_path_is_set_in_a_copy_of_what_is_shared);
          RUN(a_path_that_leads_nowhere_changes_nothing); RUN(nesting_without_end_is_freed_without_the_stack);
          RUN(nesting_past_the_bound_is_not_written); RUN(what_is_immortal_is_shared_by_threads);
          RUN(changing_what_is_immortal_makes_a_copy); RUN(a_part_that_occurs_twice_is_freed_once);
          RUN(a_clone_shares_nothing); RUN(an_object_is_destroyed_with_its_last_reference);
          RUN(values_are_shown_as_literals); RUN(floats_are_shown_as_short_as_they_read_back);
          RUN(what_is_not_utf8_is_replaced_in_json); RUN(showing_keeps_within_a_bound); RUN(types_have_names))
