/* A compiled JSONPath, as the jsonpath_*.c share it. Not for others. All of it lies in the arena of its
 * struct jsonpath; nothing in it changes after compiling. */
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
    int64_t start, end, step; /* SLICE; the first two only where given */
    bool has_start, has_end;
    const struct expression *filter; /* FILTER */
    struct selector *next;           /* of the same segment */
};

struct segment {
    bool descendant; /* `..`: of the node and of all below it */
    struct selector *selectors;
    struct segment *next;
};

struct query {
    bool relative; /* begins at `@`, not at `$` */
    struct segment *segments;
};

enum expression_kind {
    EXPRESSION_OR,  /* of its operands, two or more */
    EXPRESSION_AND, /* the same */
    EXPRESSION_NOT, /* of one */
    EXPRESSION_COMPARE,
    EXPRESSION_LITERAL,
    EXPRESSION_QUERY, /* as an operand its value, else whether it selects anything */
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
    struct regex *regex;    /* NULL where that literal is no pattern: such a call is false */
    value literal;          /* immortal */
    struct query query;
    struct expression *operands; /* of the connectives, the comparison or the function */
    struct expression *next;     /* among the operands of another */
};

struct jsonpath {
    struct arena arena;
    struct query query;
    VEC(value) literals; /* to be freed with the path */
    VEC(struct regex *) regexes;
};

/* ---- reading (jsonpath_parse.c and jsonpath_parse_filter.c) ---- */

struct jsonpath_parser {
    struct jsonpath *path; /* what is being made */
    const char *start, *at, *end;
    unsigned depth; /* of brackets, parentheses and calls around `at` */
    struct jsonpath_error *error;
};

/* Notes what is wrong at `at`, unless something was noted before; returns false. */
bool jsonpath_fail(struct jsonpath_parser *parser, const char *at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The next byte, or 0 at the end. */
char jsonpath_peek(const struct jsonpath_parser *parser);
void jsonpath_skip_blanks(struct jsonpath_parser *parser);

/* Passes over `word` where it comes next. */
bool jsonpath_accept(struct jsonpath_parser *parser, const char *word);

/* One level deeper; false, with the error noted, past what is allowed. The caller takes 1 off again. */
bool jsonpath_deepen(struct jsonpath_parser *parser);

/* The segments that follow `$` or `@`. */
bool jsonpath_parse_segments(struct jsonpath_parser *parser, struct query *query);

/* What follows the `?` of a filter. NULL with the error noted. */
struct expression *jsonpath_parse_filter(struct jsonpath_parser *parser);

/* A string at its opening quote, either kind, with its escapes resolved, in the arena. */
bool jsonpath_parse_string(struct jsonpath_parser *parser, const char **bytes, size_t *length);

/* A pattern of RFC 9485 for match() (all of the text) or search(); NULL where it is none. */
struct regex *iregexp_compile(value pattern, bool whole);

bool query_is_singular(const struct query *query);

/* ---- evaluating (jsonpath_eval.c and jsonpath_eval_filter.c) ---- */

struct evaluation {
    value root;
    size_t steps;      /* nodes that may still be visited */
    const char *error; /* static; set when a bound was hit */
};

/* What a query has selected so far. */
struct selection {
    value *list; /* gets a reference to each node; NULL: they are only counted */
    value first; /* borrowed */
    size_t count;
    size_t most; /* no need to look on from here */
};

void query_select(struct evaluation *evaluation, const struct query *query, value current,
                  struct selection *selection);

/* Whether the filter holds for the node `current`. */
bool filter_holds(struct evaluation *evaluation, const struct expression *expression, value current);

#endif
