#include "compiler/parse/expected.h"

#include <string.h>

bool expects(const struct expected *expected, const char *name)
{
    for (size_t i = 0; i < expected->count; i++)
        if (strcmp(expected->names[i], name) == 0)
            return true;
    return false;
}

/* The items that lists between braces can begin with. */
static void find_lists(struct expected *expected)
{
    bool ends = expects(expected, "}");

    expected->declaration = expects(expected, "fn");
    expected->member = expects(expected, "use") && expects(expected, "on") && !expected->name;
    expected->statement = expects(expected, "let") && expects(expected, "log") && expects(expected, "fail");
    if (expected->declaration && expected->name) /* any word, as after `task` */
        expected->declaration = expected->statement = false;
    expected->setting =
        ends && expected->name && expects(expected, "client") && !expected->string && !expected->statement;
    expected->threshold = ends && expected->name && expects(expected, "max") && !expects(expected, "client");
    expected->stage = ends && expects(expected, "ramp") && !expected->name;
    expected->attribute =
        expects(expected, "weight") && expects(expected, "tags") && !expects(expected, "on");
}

struct expected expected_of(const char *const *names, size_t count)
{
    struct expected expected = {.names = names, .count = count};

    expected.value = expects(&expected, "an integer");
    expected.name = expects(&expected, "a name");
    expected.string = expects(&expected, "a string");
    expected.lone_name =
        count <= 6 && expects(&expected, "=") && expects(&expected, "(") && expects(&expected, "+=");
    find_lists(&expected);
    return expected;
}
