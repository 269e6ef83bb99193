/* What the grammar accepts at the place of a syntax error. */
#ifndef SWARM_COMPILER_PARSE_EXPECTED_H
#define SWARM_COMPILER_PARSE_EXPECTED_H

#include <stdbool.h>
#include <stddef.h>

struct expected {
    const char *const *names; /* of the tokens; borrowed */
    size_t count;
    bool declaration;
    bool member;
    bool statement;
    bool setting;   /* a key of config or client */
    bool threshold; /* the start of a threshold */
    bool stage;     /* the start of a phase of a load */
    bool attribute; /* an attribute of a task, set or user */
    bool value;
    bool name;
    bool string;
    bool
        lone_name; /* a name that starts a statement, as in `lgo "x"`: only `=`, `(`, `.` or `[` can follow */
};

struct expected expected_of(const char *const *names, size_t count);

/* Whether the token of that name ("let", "a string") is accepted. */
bool expects(const struct expected *expected, const char *name);

#endif
