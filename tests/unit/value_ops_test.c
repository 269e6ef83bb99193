#include "runtime/value/value.h"

#include "tests/support/test.h"

#include <math.h>

typedef const char *operator(value a, value b, value *result);

/* What the operator gives, as text, or its error; takes both values. */
static const char *reckon(operator* apply, value a, value b)
{
    static struct buffer out;
    value result = value_none();
    const char *error = apply(a, b, &result);

    buffer_clear(&out);
    if (error)
        buffer_append_text(&out, error);
    else
        value_show(result, &out);
    value_release(a);
    value_release(b);
    value_release(result);
    return buffer_text(&out);
}

static value big(const char *digits)
{
    value v = value_text(digits);

    v.type = VALUE_BIG;
    return v;
}

static value ms(int64_t count)
{
    return value_duration(count * NANOS_PER_MS);
}

static value list_of(value a, value b)
{
    value list = value_list(2);

    value_list_append(&list, a);
    value_list_append(&list, b);
    return list;
}

#define TOO_LARGE "the result is too large for an int"

TEST(addition)
{
    CHECK_TEXT(reckon(value_add, value_int(2), value_int(3)), "5");
    CHECK_TEXT(reckon(value_add, value_int(2), value_float(0.5)), "2.5");
    CHECK_TEXT(reckon(value_add, value_int(INT64_MAX), value_int(1)), TOO_LARGE);
    CHECK_TEXT(reckon(value_add, big("10000000000000000000"), value_int(1)), "1e+19");
    CHECK_TEXT(reckon(value_add, value_text("a"), value_text("b")), "ab");
    CHECK_TEXT(reckon(value_add, value_text(""), value_text("")), "");
    CHECK_TEXT(reckon(value_add, ms(1500), ms(500)), "2s");
    CHECK_TEXT(reckon(value_add, list_of(value_int(1), value_int(2)), list_of(value_text("x"), value_none())),
               "[1,2,\"x\",null]");
    CHECK_TEXT(reckon(value_add, value_text("a"), value_int(1)),
               "can't add string and int (\"${x}\" converts x to a string)");
    CHECK_TEXT(reckon(value_add, value_none(), value_int(1)), "can't add none and int");
    CHECK_TEXT(reckon(value_add, ms(1), value_int(1)), "can't add duration and int");
}

TEST(subtraction)
{
    CHECK_TEXT(reckon(value_subtract, value_int(2), value_int(3)), "-1");
    CHECK_TEXT(reckon(value_subtract, value_int(INT64_MIN), value_int(1)), TOO_LARGE);
    CHECK_TEXT(reckon(value_subtract, value_float(1), value_int(3)), "-2.0");
    CHECK_TEXT(reckon(value_subtract, ms(1), ms(2)), "-1ms");
    CHECK_TEXT(reckon(value_subtract, value_text("a"), value_text("a")), "can't subtract string and string");
}

TEST(multiplication)
{
    CHECK_TEXT(reckon(value_multiply, value_int(-4), value_int(3)), "-12");
    CHECK_TEXT(reckon(value_multiply, value_int(INT64_MIN), value_int(-1)), TOO_LARGE);
    CHECK_TEXT(reckon(value_multiply, value_float(0.5), value_int(3)), "1.5");
    CHECK_TEXT(reckon(value_multiply, ms(1500), value_int(2)), "3s");
    CHECK_TEXT(reckon(value_multiply, value_float(0.5), ms(1)), "500us");
    CHECK_TEXT(reckon(value_multiply, value_duration(INT64_MAX), value_int(2)),
               "the result is too long for a duration");
    CHECK_TEXT(reckon(value_multiply, ms(1), value_float(NAN)), "the result is too long for a duration");
    CHECK_TEXT(reckon(value_multiply, ms(1), ms(1)), "can't multiply duration and duration");
}

TEST(division)
{
    CHECK_TEXT(reckon(value_divide, value_int(7), value_int(2)), "3.5");
    CHECK_TEXT(reckon(value_divide, value_int(4), value_int(2)), "2.0");
    CHECK_TEXT(reckon(value_divide, value_int(4), value_int(0)), "division by 0");
    CHECK_TEXT(reckon(value_divide, value_float(4), value_float(0)), "division by 0");
    CHECK_TEXT(reckon(value_divide, ms(1), ms(0)), "division by 0");
    CHECK_TEXT(reckon(value_divide, ms(3), ms(2)), "1.5");
    CHECK_TEXT(reckon(value_divide, ms(3), value_int(2)), "1.5ms");
    CHECK_TEXT(reckon(value_divide, value_int(3), ms(2)), "can't divide int and duration");
}

TEST(remainder_has_the_sign_of_the_divisor)
{
    CHECK_TEXT(reckon(value_modulo, value_int(7), value_int(3)), "1");
    CHECK_TEXT(reckon(value_modulo, value_int(-7), value_int(3)), "2");
    CHECK_TEXT(reckon(value_modulo, value_int(7), value_int(-3)), "-2");
    CHECK_TEXT(reckon(value_modulo, value_int(-6), value_int(3)), "0");
    CHECK_TEXT(reckon(value_modulo, value_int(INT64_MIN), value_int(-1)), "0");
    CHECK_TEXT(reckon(value_modulo, value_float(-7.5), value_int(2)), "0.5");
    CHECK_TEXT(reckon(value_modulo, value_float(7.5), value_int(-2)), "-0.5");
    CHECK_TEXT(reckon(value_modulo, value_int(1), value_int(0)), "division by 0");
    CHECK_TEXT(reckon(value_modulo, ms(2500), ms(1000)), "500ms");
}

static const char *negate(value a, value unused, value *result)
{
    (void)unused;
    return value_negate(a, result);
}

TEST(negation)
{
    CHECK_TEXT(reckon(negate, value_int(5), value_none()), "-5");
    CHECK_TEXT(reckon(negate, value_float(0), value_none()), "-0.0");
    CHECK_TEXT(reckon(negate, ms(5), value_none()), "-5ms");
    CHECK_TEXT(reckon(negate, value_int(INT64_MIN), value_none()), TOO_LARGE);
    CHECK_TEXT(reckon(negate, value_text("5"), value_none()), "can't negate string");
}

static int order_of(value a, value b)
{
    int order = 99;

    value_compare(a, b, &order);
    value_release(a);
    value_release(b);
    return order;
}

TEST(order)
{
    CHECK_INT(order_of(value_int(1), value_int(2)), -1);
    CHECK_INT(order_of(value_int(2), value_float(1.5)), 1);
    CHECK_INT(order_of(value_float(1.5), value_int(2)), -1);
    CHECK_INT(order_of(value_int(-1), value_float(-1.5)), 1);
    CHECK_INT(order_of(value_int(1), value_float(1)), 0);
    CHECK_INT(order_of(value_int(1), value_float(NAN)), 2);
    CHECK_INT(order_of(value_float(NAN), value_int(1)), 2);
    CHECK_INT(order_of(ms(1), ms(2)), -1);
    CHECK_INT(order_of(value_text("a"), value_text("b")), -1);
    CHECK_INT(order_of(value_text("ab"), value_text("a")), 1);
    CHECK_INT(order_of(value_text("Z"), value_text("\xc3\xa9")), -1);
    CHECK_INT(order_of(value_text("a"), value_int(1)), 99);
    CHECK_INT(order_of(value_none(), value_none()), 99);
}

TEST(ints_and_floats_are_ordered_exactly)
{
    int64_t odd = (INT64_C(1) << 53) + 1; /* as a float it would be rounded down */

    CHECK_INT(order_of(value_int(odd), value_float(0x1p53)), 1);
    CHECK_INT(order_of(value_int(INT64_MAX), value_float(0x1p63)), -1);
    CHECK_INT(order_of(value_int(INT64_MIN), value_float(-0x1p63)), 0);
    CHECK_INT(order_of(value_float(-INFINITY), value_int(INT64_MIN)), -1);
}

TEST(big_ints_are_ordered_by_their_digits)
{
    CHECK_INT(order_of(big("10000000000000000001"), big("10000000000000000000")), 1);
    CHECK_INT(order_of(big("99999999999999999999"), big("100000000000000000000")), -1);
    CHECK_INT(order_of(big("-10000000000000000001"), big("-10000000000000000000")), -1);
    CHECK_INT(order_of(big("-10000000000000000001"), big("10000000000000000000")), -1);
    CHECK_INT(order_of(big("9223372036854775808"), value_int(INT64_MAX)), 1);
    CHECK_INT(order_of(value_int(INT64_MIN), big("-9223372036854775809")), 1);
}

static bool equal(value a, value b)
{
    bool same = value_equal(a, b);

    value_release(a);
    value_release(b);
    return same;
}

static value map_of(const char *first, const char *second)
{
    value map = value_map(2);

    value_map_set(&map, first, strlen(first), value_text(first));
    value_map_set(&map, second, strlen(second), value_text(second));
    return map;
}

TEST(equality_is_by_content)
{
    CHECK(equal(value_int(1), value_float(1)));
    CHECK(equal(value_none(), value_none()));
    CHECK(equal(value_text("a"), value_text("a")));
    CHECK(equal(map_of("a", "b"), map_of("b", "a")));
    CHECK(equal(list_of(value_int(1), ms(1)), list_of(value_float(1), ms(1))));
    CHECK(!equal(value_int(1), value_bool(true)));
    CHECK(!equal(value_int(1), value_text("1")));
    CHECK(!equal(value_float(NAN), value_float(NAN)));
    CHECK(!equal(value_none(), value_bool(false)));
    CHECK(!equal(map_of("a", "b"), map_of("a", "c")));
    CHECK(!equal(list_of(value_int(1), value_int(2)), list_of(value_int(2), value_int(1))));
    CHECK(!equal(ms(1), value_int(1)));
}

static const char *in(value a, value b, value *result)
{
    bool found = false;
    const char *error = value_in(a, b, &found);

    *result = value_bool(found);
    return error;
}

TEST(membership)
{
    CHECK_TEXT(reckon(in, value_int(1), list_of(value_text("x"), value_float(1))), "true");
    CHECK_TEXT(reckon(in, value_none(), list_of(value_text("x"), value_float(1))), "false");
    CHECK_TEXT(reckon(in, value_text("a"), map_of("a", "b")), "true");
    CHECK_TEXT(reckon(in, value_text("c"), map_of("a", "b")), "false");
    CHECK_TEXT(reckon(in, value_text("ell"), value_text("hello")), "true");
    CHECK_TEXT(reckon(in, value_text(""), value_text("")), "true");
    CHECK_TEXT(reckon(in, value_int(1), value_text("1")), "can't look for int in string");
    CHECK_TEXT(reckon(in, value_int(1), value_none()), "can't look for int in none");
}

TEST(truth)
{
    bool truth = true;

    CHECK(!value_truth(value_none(), &truth) && !truth);
    CHECK(!value_truth(value_bool(true), &truth) && truth);
    CHECK_TEXT(value_truth(value_int(1), &truth), "a condition must be a bool, not int");
}

TEST(members)
{
    CHECK_TEXT(reckon(value_index, map_of("a", "b"), value_text("b")), "b");
    CHECK_TEXT(reckon(value_index, map_of("a", "b"), value_text("c")), "none");
    CHECK_TEXT(reckon(value_index, list_of(value_int(1), value_int(2)), value_int(-1)), "2");
    CHECK_TEXT(reckon(value_index, list_of(value_int(1), value_int(2)), value_int(2)), "none");
    CHECK_TEXT(reckon(value_index, value_text("h\xc3\xa9!"), value_int(1)), "\xc3\xa9");
    CHECK_TEXT(reckon(value_index, value_text("h"), value_int(1)), "none");
    CHECK_TEXT(reckon(value_index, value_none(), value_text("id")), "none has no member `id`");
    CHECK_TEXT(reckon(value_index, value_int(3), value_int(0)), "int has no members");
    CHECK_TEXT(reckon(value_index, list_of(value_int(1), value_int(2)), value_text("x")),
               "a list is indexed by an int, not string");
    CHECK_TEXT(reckon(value_index, map_of("a", "b"), value_int(1)), "a map's keys are strings, not int");
}

TEST(ranges)
{
    CHECK_TEXT(reckon(value_range, value_int(1), value_int(3)), "[1,2,3]");
    CHECK_TEXT(reckon(value_range, value_int(3), value_int(1)), "[]");
    CHECK_TEXT(reckon(value_range, value_int(INT64_MAX), value_int(INT64_MAX)), "[9223372036854775807]");
    CHECK_TEXT(reckon(value_range, value_int(INT64_MIN), value_int(INT64_MAX)),
               "the range is too long (over 10 million)");
    CHECK_TEXT(reckon(value_range, value_int(INT64_MAX), value_int(INT64_MIN)), "[]");
    CHECK_TEXT(reckon(value_range, value_int(1), value_float(3)),
               "a range must be from int to int, not from int to float");
}

TEST_MAIN(RUN(addition); RUN(subtraction); RUN(multiplication); RUN(division);
          RUN(remainder_has_the_sign_of_the_divisor); RUN(negation); RUN(order);
          RUN(ints_and_floats_are_ordered_exactly); RUN(big_ints_are_ordered_by_their_digits);
          RUN(equality_is_by_content); RUN(membership); RUN(truth); RUN(members); RUN(ranges))
