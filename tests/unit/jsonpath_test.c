#include "runtime/base/count_of.h"
#include "runtime/text/jsonpath.h"

#include "runtime/base/rng.h"
#include "runtime/text/json.h"
#include "runtime/text/jsonpath_tree.h"
#include "tests/support/test.h"

static struct jsonpath *compiled(const char *text)
{
    struct jsonpath_error error;
    struct jsonpath *path = jsonpath_compile(text, strlen(text), &error);

    if (!path)
        printf("# %s: %zu: %s\n", text, error.offset, error.text);
    return path;
}

static value document(const char *text)
{
    value v;
    struct json_error error;

    if (!json_decode(text, strlen(text), &v, &error))
        printf("# %s: %zu: %s\n", text, error.offset, error.text);
    return v;
}

/* What the path selects in the JSON text, as JSON. */
static const char *selected(const char *path_text, const char *json)
{
    static struct buffer out;
    struct jsonpath *path = compiled(path_text);
    value root = document(json), result = value_none();
    const char *error = path ? jsonpath_value(path, root, &result) : "not a path";

    buffer_clear(&out);
    if (error)
        buffer_append_text(&out, error);
    else
        value_json(result, &out);
    value_release(root);
    value_release(result);
    jsonpath_free(path);
    return buffer_text(&out);
}

/* Where and why the text is no path. */
static const char *refused(const char *text)
{
    static char shown[200];
    struct jsonpath_error error;
    struct jsonpath *path = jsonpath_compile(text, strlen(text), &error);

    if (path)
        snprintf(shown, sizeof shown, "accepted: %s", text);
    else
        snprintf(shown, sizeof shown, "%zu: %s", error.offset, error.text);
    jsonpath_free(path);
    return shown;
}

static const char store[] =
    "{\"store\":{\"book\":["
    "{\"category\":\"reference\",\"title\":\"Sayings\",\"price\":8.95},"
    "{\"category\":\"fiction\",\"title\":\"Sword\",\"price\":12.99},"
    "{\"category\":\"fiction\",\"title\":\"Whale\",\"isbn\":\"0-553\",\"price\":8.99}],"
    "\"bicycle\":{\"color\":\"red\",\"price\":399}}}";

TEST(singular_paths_give_the_value_or_none)
{
    CHECK_TEXT(selected("$", "5"), "5");
    CHECK_TEXT(selected("$.store.book[0].title", store), "\"Sayings\"");
    CHECK_TEXT(selected("$['store'][\"bicycle\"] .color", store), "\"red\"");
    CHECK_TEXT(selected("$.store.book[-1].title", store), "\"Whale\"");
    CHECK_TEXT(selected("$.store.book[3]", store), "null");
    CHECK_TEXT(selected("$.store.magazine.title", store), "null");
    CHECK_TEXT(selected("$.store[0]", store), "null");
    CHECK_TEXT(selected("$.store.book.title", store), "null");
}

TEST(other_paths_give_a_list)
{
    CHECK_TEXT(selected("$.store.book[*].title", store), "[\"Sayings\",\"Sword\",\"Whale\"]");
    CHECK_TEXT(selected("$.store.book[0,2]['title','price']", store), "[\"Sayings\",8.95,\"Whale\",8.99]");
    CHECK_TEXT(selected("$..price", store), "[8.95,12.99,8.99,399]");
    CHECK_TEXT(selected("$.store.*.color", store), "[\"red\"]");
    CHECK_TEXT(selected("$..book[2].isbn", store), "[\"0-553\"]");
    CHECK_TEXT(selected("$.nothing[*]", store), "[]");
    CHECK_TEXT(selected("$..*", "[[1,[2]],3]"), "[[1,[2]],3,1,[2],2]");
    CHECK_TEXT(selected("$..[0]", "[[1,[2]],3]"), "[[1,[2]],1,2]");
    CHECK_TEXT(selected("$.a", "[]"), "null");
    CHECK_TEXT(selected("$[*]", "\"text\""), "[]");
}

TEST(slices)
{
    static const char ten[] = "[0,1,2,3,4,5,6,7,8,9]";

    CHECK_TEXT(selected("$[1:3]", ten), "[1,2]");
    CHECK_TEXT(selected("$[5:]", ten), "[5,6,7,8,9]");
    CHECK_TEXT(selected("$[:2]", ten), "[0,1]");
    CHECK_TEXT(selected("$[-2:]", ten), "[8,9]");
    CHECK_TEXT(selected("$[1:8:3]", ten), "[1,4,7]");
    CHECK_TEXT(selected("$[5:1:-2]", ten), "[5,3]");
    CHECK_TEXT(selected("$[::-1]", "[1,2,3]"), "[3,2,1]");
    CHECK_TEXT(selected("$[ 1 : 3 : 1 ]", ten), "[1,2]");
    CHECK_TEXT(selected("$[::0]", ten), "[]");
    CHECK_TEXT(selected("$[9007199254740991:-9007199254740991:-9007199254740991]", ten), "[9]");
    CHECK_TEXT(selected("$[20:30]", ten), "[]");
}

TEST(names_in_quotes)
{
    CHECK_TEXT(selected("$['a b']", "{\"a b\":1}"), "1");
    CHECK_TEXT(selected("$['\\u0061\\n\\'\"']", "{\"a\\n'\\\"\":1}"), "1");
    CHECK_TEXT(selected("$[\"\\ud83d\\ude00\"]", "{\"\xf0\x9f\x98\x80\":1}"), "1");
    CHECK_TEXT(selected("$.\xc3\xa9t\xc3\xa9", "{\"\xc3\xa9t\xc3\xa9\":1}"), "1");
    CHECK_TEXT(selected("$['']", "{\"\":1}"), "1");
}

TEST(filters_compare)
{
    CHECK_TEXT(selected("$.store.book[?@.price < 10].title", store), "[\"Sayings\",\"Whale\"]");
    CHECK_TEXT(selected("$.store.book[?@.price >= 8.99].title", store), "[\"Sword\",\"Whale\"]");
    CHECK_TEXT(selected("$.store.book[?@.category == 'fiction' && @.price != 12.99].title", store),
               "[\"Whale\"]");
    CHECK_TEXT(selected("$[?@ == 1]", "[1,1.0,\"1\",true,null]"), "[1,1.0]");
    CHECK_TEXT(selected("$[?@ == null]", "[null,0,false]"), "[null]");
    CHECK_TEXT(selected("$[?@.a == null]", "[{\"a\":null},{}]"), "[{\"a\":null}]");
    CHECK_TEXT(selected("$[?@.a == @.b]", "[{\"a\":[1,{\"x\":2}],\"b\":[1.0,{\"x\":2}]},{\"a\":1},{}]"),
               "[{\"a\":[1,{\"x\":2}],\"b\":[1.0,{\"x\":2}]},{}]");
    CHECK_TEXT(selected("$[?@ <= 'b']", "[\"a\",\"b\",\"c\",1]"), "[\"a\",\"b\"]");
    CHECK_TEXT(selected("$[?@ < true]", "[false,true,0]"), "[]");
    CHECK_TEXT(selected("$[?@ <= true]", "[false,true,0]"), "[true]");
    CHECK_TEXT(selected("$.list[?@ > $.limit]", "{\"limit\":2,\"list\":[1,2,3]}"), "[3]");
    CHECK_TEXT(selected("$[?@ > -1.5e0]", "[-2,-1]"), "[-1]");
}

TEST(filters_test_for_existence)
{
    CHECK_TEXT(selected("$..[?@.isbn].title", store), "[\"Whale\"]");
    CHECK_TEXT(selected("$[?!@.a]", "[{\"a\":null},{\"b\":1},5]"), "[{\"b\":1},5]");
    CHECK_TEXT(selected("$[?@.*]", "[[],[0],{},{\"a\":1}]"), "[[0],{\"a\":1}]");
    CHECK_TEXT(selected("$[?@[?@ > 1]]", "[[1],[1,2]]"), "[[1,2]]");
    CHECK_TEXT(selected("$[?(@.a || @.b) && !(@.c)]", "[{\"a\":1},{\"b\":1,\"c\":1},{\"c\":1}]"),
               "[{\"a\":1}]");
}

TEST(functions)
{
    CHECK_TEXT(selected("$[?length(@) == 2]", "[\"\xc3\xa9\xc3\xa9\",[1,2],{\"a\":1},7,null]"),
               "[\"\xc3\xa9\xc3\xa9\",[1,2]]");
    CHECK_TEXT(selected("$[?count(@.*) > 1]", "[[1],[1,2],{\"a\":1,\"b\":2}]"), "[[1,2],{\"a\":1,\"b\":2}]");
    CHECK_TEXT(selected("$[?value(@..a) == 1]", "[{\"x\":{\"a\":1}},{\"a\":1,\"b\":{\"a\":1}}]"),
               "[{\"x\":{\"a\":1}}]");
    CHECK_TEXT(selected("$[?match(@, 'a.c')]", "[\"abc\",\"xabc\",\"a\\rc\",5]"), "[\"abc\"]");
    CHECK_TEXT(selected("$[?search(@, 'b[.]c')]", "[\"ab.cd\",\"abxc\"]"), "[\"ab.cd\"]");
    CHECK_TEXT(selected("$.l[?match(@, $.p)]", "{\"p\":\"[0-9]+\",\"l\":[\"12\",\"x\"]}"), "[\"12\"]");
    CHECK_TEXT(selected("$[?match(@, '(')]", "[\"(\"]"), "[]");
    CHECK_TEXT(selected("$[?match(@, 5)]", "[\"5\"]"), "[]");
    CHECK_TEXT(selected("$[?length(@.a) == length(@.b)]", "[{\"a\":\"x\",\"b\":[1]},{\"a\":1,\"b\":2}]"),
               "[{\"a\":\"x\",\"b\":[1]},{\"a\":1,\"b\":2}]");
}

TEST(mistakes_say_where_and_what)
{
    CHECK_TEXT(refused(""), "0: a path begins with `$`");
    CHECK_TEXT(refused("store"), "0: a path begins with `$`");
    CHECK_TEXT(refused(" $"), "0: a path begins with `$`");
    CHECK_TEXT(refused("$."), "2: a name or `*` should follow the dot");
    CHECK_TEXT(refused("$.a."), "4: a name or `*` should follow the dot");
    CHECK_TEXT(refused("$.[0]"), "2: a name or `*` should follow the dot");
    CHECK_TEXT(refused("$.."), "3: a name, `*` or `[` should follow `..`");
    CHECK_TEXT(refused("$.a b"), "3: a dot, `[` or the end of the path is expected here");
    CHECK_TEXT(refused("$ "), "1: a dot, `[` or the end of the path is expected here");
    CHECK_TEXT(refused("$[0"), "1: this `[` is never closed");
    CHECK_TEXT(refused("$[]"), "2: a name in quotes, a number, `*`, `:` or `?` is expected here");
    CHECK_TEXT(refused("$[a]"), "2: a name in quotes, a number, `*`, `:` or `?` is expected here");
    CHECK_TEXT(refused("$[01]"), "2: an index can't have leading zeros or be -0");
    CHECK_TEXT(refused("$[-0]"), "2: an index can't have leading zeros or be -0");
    CHECK_TEXT(refused("$[9007199254740992]"), "2: the number is too large");
    CHECK_TEXT(refused("$['a"), "2: the string that starts here has no end");
    CHECK_TEXT(refused("$['\\x']"), "3: there is no such escape");
    CHECK_TEXT(refused("$['\\ud800']"), "3: a surrogate must be one of a pair");
    CHECK_TEXT(refused("$[?@.a = 1]"), "7: a comma or `]` is expected here");
    CHECK_TEXT(refused("$[?@.a == ]"), "10: `@`, `$`, a literal or a function is expected here");
    CHECK_TEXT(refused("$[?(@.a]"), "3: this `(` is never closed");
    CHECK_TEXT(refused("$[?1]"), "3: a literal must be compared");
    CHECK_TEXT(refused("$[?length(@)]"), "3: the result of this function must be compared");
    CHECK_TEXT(refused("$[?size(@) > 1]"), "3: the functions are length, count, match, search and value");
    CHECK_TEXT(refused("$[?count(1) > 1]"), "9: this argument must be a path");
    CHECK_TEXT(
        refused("$[?match(@, 'a') == true]"),
        "3: a comparison takes a literal, a path of names and indexes, or a function that returns a value");
    CHECK_TEXT(
        refused("$[?@.* == 1]"),
        "3: a comparison takes a literal, a path of names and indexes, or a function that returns a value");
}

TEST(nesting_in_a_path_is_bounded)
{
    char text[2000] = "$[?";

    memset(text + 3, '(', 1000);
    CHECK(strstr(refused(text), "this is nested too deeply") != NULL);
}

TEST(singular_and_scannable)
{
    static const struct {
        const char *path;
        bool singular, scannable;
    } cases[] = {{"$", true, true},        {"$.a[0]['b']", true, true}, {"$[-1]", true, false},
                 {"$.*", false, false},    {"$..a", false, false},      {"$['a','b']", false, false},
                 {"$[0:1]", false, false}, {"$[?@.a]", false, false}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct jsonpath *path = compiled(cases[i].path);

        CHECK_INT(query_is_singular(&path->query), cases[i].singular);
        CHECK_INT(jsonpath_is_scannable(path), cases[i].scannable);
        jsonpath_free(path);
    }
}

TEST(a_path_that_visits_too_much_is_given_up)
{
    struct jsonpath *path = compiled("$..[*]..[*]..[*]..[*]..x");
    value v = value_list(0), result = value_none();

    for (int i = 0; i < 300; i++) {
        value around = value_list(1);

        value_list_append(&around, v);
        v = around;
    }
    CHECK_TEXT(jsonpath_value(path, v, &result), "the path visits too many nodes (over 10 million)");
    value_release(v);
    jsonpath_free(path);
}

/* ---- scanning agrees with the tree ---- */

static void blanks_append(struct rng *rng, struct buffer *out)
{
    if (rng_below(rng, 6) == 0)
        buffer_append_text(out, rng_below(rng, 2) ? " " : "\n\t");
}

static void json_append(struct rng *rng, struct buffer *out, int depth);

static void member_append(struct rng *rng, struct buffer *out, int depth)
{
    static const char *const keys[] = {"\"a\"", "\"b\"", "\"\\u0061\"", "\"c\\n\"", "\"\""};

    buffer_append_text(out, keys[rng_below(rng, 5)]);
    blanks_append(rng, out);
    buffer_append_char(out, ':');
    json_append(rng, out, depth + 1);
}

/* A random document, with keys that come twice, escapes and blanks. */
static void json_append(struct rng *rng, struct buffer *out, int depth)
{
    static const char *const leaves[] = {"1",          "-2.5e1", "null", "true",
                                         "\"x\\\"y\"", "[]",     "{}",   "12345678901234567890"};
    uint64_t kind = rng_below(rng, 3), count = rng_below(rng, 4);

    blanks_append(rng, out);
    if (depth > 4 || kind == 0) {
        buffer_append_text(out, leaves[rng_below(rng, 8)]);
    } else {
        buffer_append_char(out, kind == 1 ? '[' : '{');
        for (uint64_t i = 0; i < count; i++) {
            if (i)
                buffer_append_char(out, ',');
            if (kind == 1)
                json_append(rng, out, depth + 1);
            else
                member_append(rng, out, depth);
        }
        buffer_append_char(out, kind == 1 ? ']' : '}');
    }
    blanks_append(rng, out);
}

static struct jsonpath *path_draw(struct rng *rng)
{
    static const char *const steps[] = {".a", ".b", "['c\\n']", "['']", "[0]", "[1]", "[2]"};
    struct buffer text = {0};
    struct jsonpath *path;

    buffer_append_text(&text, "$");
    for (uint64_t i = rng_below(rng, 4); i > 0; i--)
        buffer_append_text(&text, steps[rng_below(rng, 7)]);
    path = compiled(buffer_text(&text));
    buffer_free(&text);
    return path;
}

/* Returns whether the path found something. */
static bool scan_agrees(const struct jsonpath *path, const struct buffer *text)
{
    value root, scanned, walked = value_none();
    bool found, is_json = json_decode(text->data, text->length, &root, NULL);

    CHECK_INT(jsonpath_scan(path, text->data, text->length, &scanned, &found), is_json);
    if (is_json)
        jsonpath_value(path, root, &walked);
    CHECK(value_equal(scanned, walked));
    CHECK_INT(scanned.type, walked.type);
    CHECK(found || scanned.type == VALUE_NONE);
    value_release(root);
    value_release(scanned);
    value_release(walked);
    return found;
}

TEST(scanning_agrees_with_the_tree)
{
    struct rng rng;
    int found = 0;

    rng_seed(&rng, 1, 1, RNG_CODE);
    for (int i = 0; i < 20000; i++) {
        struct jsonpath *path = path_draw(&rng);
        struct buffer text = {0};

        json_append(&rng, &text, 0);
        found += scan_agrees(path, &text);
        text.data[rng_below(&rng, text.length)] = "{}[],:\"1 "[rng_below(&rng, 9)];
        scan_agrees(path, &text);
        jsonpath_free(path);
        buffer_free(&text);
    }
    CHECK(found > 2000); /* not just nothing found in nothing */
}

TEST(scanning_tells_null_from_nothing)
{
    struct jsonpath *path = compiled("$.a");
    bool found;
    value v;

    CHECK(jsonpath_scan(path, "{\"a\":null}", 10, &v, &found) && found && v.type == VALUE_NONE);
    CHECK(jsonpath_scan(path, "{\"b\":null}", 10, &v, &found) && !found && v.type == VALUE_NONE);
    CHECK(!jsonpath_scan(path, "{\"a\":1} x", 9, &v, &found) && !found && v.type == VALUE_NONE);
    CHECK(!jsonpath_scan(path, "", 0, &v, &found) && !found);
    jsonpath_free(path);
}

TEST_MAIN(RUN(singular_paths_give_the_value_or_none); RUN(other_paths_give_a_list); RUN(slices);
          RUN(names_in_quotes); RUN(filters_compare); RUN(filters_test_for_existence); RUN(functions);
          RUN(mistakes_say_where_and_what); RUN(nesting_in_a_path_is_bounded); RUN(singular_and_scannable);
          RUN(a_path_that_visits_too_much_is_given_up); RUN(scanning_agrees_with_the_tree);
          RUN(scanning_tells_null_from_nothing))
