/* A compiled JSONPath, for the jsonpath_*.c files. The arena of struct jsonpath holds all of it. It is
 * immutable after compiling. */
#ifndef SWARM_TEXT_JSONPATH_TREE_H
#define SWARM_TEXT_JSONPATH_TREE_H

#include "runtime/base/arena.h"
#include "runtime/base/vec.h"
#include "runtime/text/jsonpath.h"
#include "runtime/text/regex.h"

enum selector_kind { SELECT_NAME, SELECT_INDEX, SELECT_WILDCARD, SELECT_SLICE, SELECT_FILTER };

struct selector {
    enum selector_kind kind;
    const char *name; /* NAME */
    size_t length;
    int64_t index;            /* INDEX */
    int64_t start, end, step; /* SLICE; the first two are set only if the flags below say so */
    bool has_start, has_end;
    const struct expression *filter; /* FILTER */
    struct selector *next;           /* of the same segment */
};

struct segment {
    bool descendant; /* `..`: applies to the node and all its descendants */
    struct selector *selectors;
    struct segment *next;
};

struct query {
    bool relative; /* starts at `@`, not at `$` */
    struct segment *segments;
};

enum expression_kind {
    EXPRESSION_OR,  /* has two or more operands */
    EXPRESSION_AND, /* has two or more operands */
    EXPRESSION_NOT, /* has one operand */
    EXPRESSION_COMPARE,
    EXPRESSION_LITERAL,
    EXPRESSION_QUERY, /* as an operand: its value; otherwise: whether it selects anything */
    EXPRESSION_FUNCTION,
};

enum comparison {
    COMPARE_EQUAL,
    COMPARE_UNEQUAL,
    COMPARE_LESS,
    COMPARE_LESS_EQUAL,
    COMPARE_MORE,
    COMPARE_MORE_EQUAL
};

enum jsonpath_function { FUNCTION_LENGTH, FUNCTION_COUNT, FUNCTION_VALUE, FUNCTION_MATCH, FUNCTION_SEARCH };

struct expression {
    enum expression_kind kind;
    enum comparison comparison;
    enum jsonpath_function function;
    bool regex_is_constant; /* MATCH, SEARCH: the pattern is a literal, compiled into `regex` */
    struct regex *regex;    /* NULL: the literal isn't a valid pattern, so the call is false */
    value literal;          /* immortal */
    struct query query;
    struct expression *operands; /* of OR, AND, NOT, the comparison or the function */
    struct expression *next;     /* the next operand of the same expression */
};

struct jsonpath {
    struct arena arena;
    struct query query;
    VEC(value) literals; /* released with the path */
    VEC(struct regex *) regexes;
};

/* ---- reading (jsonpath_parse.c and jsonpath_parse_filter.c) ---- */

struct jsonpath_parser {
    struct jsonpath *path; /* the path under construction */
    const char *start, *at, *end;
    unsigned depth; /* of brackets, parentheses and calls around `at` */
    struct jsonpath_error *error;
};

/* Sets the error, at `at`, unless one is set already. Returns false. */
bool jsonpath_fail(struct jsonpath_parser *parser, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The next byte, or 0 at the end. */
char jsonpath_peek(const struct jsonpath_parser *parser);
void jsonpath_skip_blanks(struct jsonpath_parser *parser);

/* Skips `word` if it comes next. False: something else does. */
bool jsonpath_accept(struct jsonpath_parser *parser, const char *word);

/* Enters a nested level. False with the error set: the maximum depth is reached. The caller decrements
 * `depth` when it leaves the level. */
bool jsonpath_deepen(struct jsonpath_parser *parser);

/* Parses the segments after `$` or `@`. */
bool jsonpath_parse_segments(struct jsonpath_parser *parser, struct query *query);

/* Parses the expression after the `?` of a filter. NULL: there was an error, which is set. */
struct expression *jsonpath_parse_filter(struct jsonpath_parser *parser);

/* Parses a string, at its opening quote of either kind. The text in the arena has its escapes resolved. */
bool jsonpath_parse_string(struct jsonpath_parser *parser, const char **bytes, size_t *length);

/* Compiles a pattern (RFC 9485) for match(), which must match the whole text, or search(). NULL: it isn't a
 * pattern. */
struct regex *iregexp_compile(value pattern, bool whole);

bool query_is_singular(const struct query *query);

/* ---- evaluating (jsonpath_eval.c and jsonpath_eval_filter.c) ---- */

struct evaluation {
    value root;
    size_t steps;      /* nodes that may still be visited */
    const char *error; /* static; set when a limit was reached */
};

/* The nodes that a query has selected so far. */
struct selection {
    value *list; /* gets a reference to each node; NULL: nodes are only counted */
    value first; /* borrowed */
    size_t count;
    size_t most; /* stop after this number of nodes */
};

void query_select(struct evaluation *evaluation, const struct query *query, value current,
                  struct selection *selection);

/* Whether the filter is true for the node `current`. */
bool filter_holds(struct evaluation *evaluation, const struct expression *expression, value current);

#endif
