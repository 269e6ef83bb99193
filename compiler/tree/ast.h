/* The tree of a scenario: the grammar creates it, the checker annotates it and the emitter reads it.
 *
 * Nodes are in the arena of their compilation (module.h) and aren't freed separately. There are five
 * families: declarations and members (of users and sets), clauses (the content of requests), statements,
 * expressions. A node is a struct with a kind, a span and a union, whose member has the name of the kind. It
 * is in at most one list; lists are chained through `next`, in the order written.
 *
 * Names are interned: equal names have equal `text` pointers. Texts of string literals are resolved (escapes,
 * common indent) and have a length, since they may contain any byte.
 *
 * The checker sets the fields marked "checker"; they are zero after parsing. `struct symbol` is declared in
 * scope.h. After a syntax error EXPR_ERROR replaces the missing expression, and later stages report nothing
 * about it. */
#ifndef SWARM_COMPILER_TREE_AST_H
#define SWARM_COMPILER_TREE_AST_H

#include "compiler/diag/source.h"
#include "runtime/base/arena.h"
#include "runtime/base/clock.h"
#include "runtime/model/data_order.h"
#include "runtime/model/threshold.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbol;
struct block;
struct request;
struct set_member;
struct task_set;

/* All lists are iterated in the same way: for (struct expr *e = list.first; e; e = e->next). */
#define AST_LIST(type)                                                                                       \
    struct type##_list {                                                                                     \
        struct type *first;                                                                                  \
        struct type *last;                                                                                   \
        size_t count;                                                                                        \
    }

struct name {
    const char *text; /* interned, NUL-terminated; NULL: an optional name is missing */
    span span;
};

/* ---- expressions ---- */

/* The possible types of an expression, as a set; for the checker. */
enum type_bit {
    TYPE_NONE = 1 << 0,
    TYPE_BOOL = 1 << 1,
    TYPE_INT = 1 << 2,
    TYPE_FLOAT = 1 << 3,
    TYPE_DURATION = 1 << 4,
    TYPE_STRING = 1 << 5,
    TYPE_LIST = 1 << 6,
    TYPE_MAP = 1 << 7,
    TYPE_RESPONSE = 1 << 8, /* the result of a request */
    TYPE_NUMBER = TYPE_INT | TYPE_FLOAT,
    TYPE_ANY = (1 << 9) - 1,
};

enum expr_kind {
    EXPR_ERROR,       /* a syntax error that is reported */
    EXPR_NONE,        /* none */
    EXPR_BOOL,        /* true false */
    EXPR_INT,         /* 42 1_000 64kB */
    EXPR_FLOAT,       /* 3.14 1% */
    EXPR_DURATION,    /* 250ms 1h30m */
    EXPR_RATE,        /* 200/s n/m: only where a rate is expected */
    EXPR_STRING,      /* "…" """…""" r"…" */
    EXPR_LIST,        /* [a, b] */
    EXPR_MAP,         /* { key: v, "key": v } */
    EXPR_NAME,        /* a variable, a built-in such as `status`, `on` and `auto` in settings */
    EXPR_MEMBER,      /* a.b */
    EXPR_INDEX,       /* a[i] */
    EXPR_CALL,        /* f(x), and r.json("$.x") */
    EXPR_UNARY,       /* -a, not a, a exists */
    EXPR_BINARY,      /* a + b, a < b, a contains b, … */
    EXPR_IS,          /* a is not string */
    EXPR_RANGE,       /* 1..10 */
    EXPR_CONDITIONAL, /* c ? a : b */
    EXPR_TAKE,        /* take NAME */
    EXPR_REQUEST,     /* get "/x" { … } as a value or a statement */
};

enum unary_op { UNARY_NEGATE, UNARY_NOT, UNARY_EXISTS };

enum binary_op {
    BINARY_ADD,
    BINARY_SUBTRACT,
    BINARY_MULTIPLY,
    BINARY_DIVIDE,
    BINARY_MODULO,
    BINARY_EQUAL,
    BINARY_NOT_EQUAL,
    BINARY_LESS,
    BINARY_LESS_EQUAL,
    BINARY_GREATER,
    BINARY_GREATER_EQUAL,
    BINARY_IN,
    BINARY_NOT_IN,
    BINARY_CONTAINS,
    BINARY_STARTSWITH,
    BINARY_ENDSWITH,
    BINARY_MATCHES,
    BINARY_AND,
    BINARY_OR,
};

AST_LIST(expr);

/* A part of a string literal: constant text, or an interpolated expression (then `text` is NULL). Constant
 * parts are never empty and never adjacent. */
struct string_part {
    span span;
    const char *text;
    size_t length;
    struct expr *expr;
    struct string_part *next;
};

AST_LIST(string_part);

/* One `key: value`. The key is an EXPR_STRING; a word as a key is a string without interpolation. */
struct map_pair {
    span span;
    struct expr *key;
    struct expr *value;
    struct map_pair *next;
};

AST_LIST(map_pair);

struct expr {
    enum expr_kind kind;
    uint16_t depth; /* 1 for a leaf; at most AST_MAX_DEPTH, so recursion over the tree is safe */
    bool parenthesized;
    bool may_fold; /* checker: consists of values known before the run, or parameters of a set */
    span span;
    struct expr *next;

    /* checker */
    unsigned types;              /* a set of type_bit */
    const struct symbol *symbol; /* the symbol of an EXPR_NAME, EXPR_CALL, EXPR_TAKE, or a member of `user` */
    uint32_t slot;               /* for the emitter */

    union {
        bool boolean;
        int64_t integer;
        double floating;
        nanos duration;
        struct {
            struct expr *count; /* EXPR_INT, EXPR_FLOAT, or any expression in `n/s` */
            nanos per;          /* one second, minute or hour */
        } rate;
        struct {
            struct string_part_list parts; /* empty: "" */
            bool is_raw;                   /* r"…": no escapes, no interpolation */
        } string;
        struct {
            struct expr_list items;
        } list;
        struct {
            struct map_pair_list entries;
        } map;
        struct name name;
        struct {
            struct expr *object;
            struct name name;
        } member;
        struct {
            struct expr *object;
            struct expr *index;
        } index;
        struct {
            struct expr *object; /* of r.json(…); NULL for a plain f(…) */
            struct name name;
            struct expr_list arguments;
        } call;
        struct {
            enum unary_op op;
            struct expr *operand;
        } unary;
        struct {
            enum binary_op op;
            span op_span;
            struct expr *left;
            struct expr *right;
        } binary;
        struct {
            struct expr *value;
            struct name type; /* as written: "number" */
            unsigned types;   /* its type_bits */
            bool negated;
        } is;
        struct {
            struct expr *first;
            struct expr *last; /* included */
        } range;
        struct {
            struct expr *condition;
            struct expr *then;
            struct expr *otherwise;
        } conditional;
        struct name take; /* name of the data */
        struct request *request;
    };
};

/* Maximum depth of expressions; the grammar reports deeper ones. Brackets, and so blocks, nest at most
 * AST_MAX_NESTING deep. */
#define AST_MAX_DEPTH 1000
#define AST_MAX_NESTING 200

/* ---- statements ---- */

enum stmt_kind {
    STMT_LET,
    STMT_ASSIGN,
    STMT_IF,
    STMT_FOR,
    STMT_WHILE,
    STMT_REPEAT,
    STMT_BREAK,
    STMT_CONTINUE,
    STMT_RETURN,
    STMT_WAIT,
    STMT_LOG,
    STMT_INTERRUPT,
    STMT_FAIL,
    STMT_STOP,
    STMT_TRANSACTION,
    STMT_PUBLISH,
    STMT_FORGET,
    STMT_EXPR,   /* a request or a call */
    STMT_EXPECT, /* only in the block of a response or a `check`; also the next three */
    STMT_REQUIRE,
    STMT_CAPTURE,
    STMT_CHECK,
    STMT_CONNECT,
    STMT_SEND,
    STMT_RECEIVE,
    STMT_DISCONNECT,
};

AST_LIST(stmt);

struct block {
    span span; /* from { to } */
    struct stmt_list statements;
};

struct if_arm {
    span span; /* from `if` to the end of the block */
    struct expr *condition;
    struct block *block;
    struct if_arm *next;
};

AST_LIST(if_arm);

/* A wait between tasks, or inside a task. */
enum wait_form {
    WAIT_FORM_NONE,        /* wait none */
    WAIT_FORM_CONSTANT,    /* wait 1s: first */
    WAIT_FORM_BETWEEN,     /* wait between 1s and 5s: first, second */
    WAIT_FORM_EXPONENTIAL, /* wait exponential 3s: first is the mean */
    WAIT_FORM_NORMAL,      /* wait normal 3s, 500ms: first is the mean, second the deviation */
    WAIT_FORM_PACING,      /* wait pacing 10s: first; not inside a task */
    WAIT_FORM_THROUGHPUT,  /* wait throughput 2/s: first is EXPR_RATE; not inside a task */
};

struct wait {
    enum wait_form form;
    span span;
    struct expr *first;
    struct expr *second;
};

enum receive_kind { RECEIVE_UNTIL, RECEIVE_BYTES, RECEIVE_MATCHING, RECEIVE_ALL };

/* connect [udp] address [port p] [tls] [timeout d] [as "name"]; the last four in any order */
struct connect {
    bool is_udp;
    bool is_tls;
    struct expr *address;
    struct expr *port;    /* or NULL */
    struct expr *timeout; /* or NULL */
    struct expr *name;    /* EXPR_STRING or NULL */
};

/* receive until "\n" | bytes n | matching r"…" | all [timeout d] [max n] [as "name"] [{ … }] */
struct receive {
    enum receive_kind kind;
    struct expr *operand; /* of until, bytes, matching; NULL for all */
    struct expr *timeout; /* or NULL */
    struct expr *max;     /* or NULL */
    struct expr *name;    /* EXPR_STRING or NULL */
    struct block *block;  /* or NULL */
};

enum forget_kind { FORGET_COOKIES, FORGET_COOKIE, FORGET_SESSION };

struct stmt {
    enum stmt_kind kind;
    span span;
    struct stmt *next;
    const struct symbol
        *symbol; /* checker: the symbol that let, for or capture declares, or that check calls */

    union {
        struct {
            struct name name;
            struct expr *value;
        } let;
        struct {
            struct expr *target; /* EXPR_NAME, EXPR_MEMBER or EXPR_INDEX */
            struct expr *value;
        } assign;
        struct {
            struct if_arm_list arms;
            struct block *otherwise; /* or NULL */
        } branch;                    /* STMT_IF */
        struct {
            struct name key; /* of `for k, v in`; otherwise the text is NULL */
            struct name value;
            struct expr *iterable;
            struct block *body;
            const struct symbol *key_symbol; /* checker */
        } loop;                              /* STMT_FOR */
        struct {
            struct expr *condition;
            struct block *body;
        } while_loop;
        struct {
            struct expr *times;
            struct block *body;
        } repeat;
        struct expr *value; /* STMT_RETURN (or NULL), STMT_LOG, STMT_FAIL (EXPR_STRING), STMT_EXPR */
        struct wait wait;
        bool later;     /* STMT_INTERRUPT */
        bool whole_run; /* STMT_STOP: `stop run`; false: `stop user` */
        struct {
            struct expr *name; /* EXPR_STRING */
            struct block *body;
        } transaction;
        struct {
            struct expr *type; /* EXPR_STRING */
            struct expr *value;
        } publish;
        struct {
            enum forget_kind kind;
            struct expr *cookie; /* FORGET_COOKIE: its name, EXPR_STRING; else NULL */
        } forget;
        struct {
            struct expr *condition;
            struct expr *otherwise; /* EXPR_STRING after else, or NULL */
        } expect;                   /* STMT_EXPECT, STMT_REQUIRE */
        struct {
            struct expr *target; /* EXPR_NAME, or EXPR_MEMBER of `user` */
            struct expr *value;
        } capture;
        struct {
            struct name name;
            struct expr_list arguments;
        } check;
        struct connect connect;
        struct {
            struct expr *value;
            struct expr *name; /* EXPR_STRING or NULL */
        } send;
        struct receive receive;
    };
};

/* ---- requests ---- */

enum clause_kind {
    CLAUSE_HEADERS, /* a map; also the next four */
    CLAUSE_QUERY,
    CLAUSE_COOKIES,
    CLAUSE_FORM,
    CLAUSE_MULTIPART,
    CLAUSE_JSON, /* a value; also the next three */
    CLAUSE_BODY,
    CLAUSE_TIMEOUT,
    CLAUSE_REDIRECTS,
    CLAUSE_AUTH, /* scheme, arguments */
    CLAUSE_RAW,  /* nothing */
};

struct clause {
    enum clause_kind kind;
    span span;
    span word; /* the word that starts it */
    struct clause *next;
    union {
        struct expr *value; /* EXPR_MAP for headers, query, cookies, form, multipart; NULL for raw */
        struct {
            struct name scheme; /* basic bearer digest */
            struct expr_list arguments;
        } auth;
    };
};

AST_LIST(clause);

struct request {
    span span;
    span head;           /* method, URL and name: the place of messages about the request */
    struct expr *method; /* EXPR_STRING: "GET" …, or the method of `request "PURGE"` */
    struct expr *url;    /* EXPR_STRING */
    struct expr *name;   /* EXPR_STRING after `as`, or NULL */
    struct clause_list clauses;
    struct block *block;         /* the statements after the clauses; NULL: there is no { } */
    const struct symbol *symbol; /* checker */
};

/* ---- members of users, task sets and sequences ---- */

struct parameter {
    struct name name;
    const struct symbol *symbol; /* checker */
    struct parameter *next;
};

AST_LIST(parameter);

/* weight N, fixed N, times N, tags "a", "b": each at most once; NULL or empty if not written. */
struct attributes {
    struct expr *weight;
    struct expr *fixed;
    struct expr *times;
    struct expr_list tags; /* EXPR_STRINGs */
    span weight_span;      /* from the word to its value; zero if not written */
    span fixed_span;
    span times_span;
    span tags_span;
};

/* One `key value …` of config and client. */
struct setting {
    span span;
    struct name key;
    struct expr_list values;  /* at least one, except for `client { }`; `on` and `auto` are EXPR_NAME */
    struct setting *settings; /* of `client { }` in config: the first, chained by next */
    bool is_group;            /* client { } */
    struct setting *next;
};

AST_LIST(setting);

enum set_member_kind {
    SET_MEMBER_WAIT,
    SET_MEMBER_HEADERS,
    SET_MEMBER_VAR,
    SET_MEMBER_SETUP,
    SET_MEMBER_TEARDOWN,
    SET_MEMBER_ON_START,
    SET_MEMBER_ON_STOP,
    SET_MEMBER_TASK,
    SET_MEMBER_SET, /* a nested taskset or sequence */
    SET_MEMBER_USE,
    SET_MEMBER_HOST, /* only in user; also the next */
    SET_MEMBER_CLIENT,
};

struct set_member {
    enum set_member_kind kind;
    span span;
    span word; /* the word or words that start it */
    struct set_member *next;
    const struct symbol *symbol; /* checker: the symbol of a var, or of the used set */
    union {
        struct wait wait;
        struct expr *headers; /* EXPR_MAP */
        struct {
            struct name name;
            struct expr *value;
        } var;
        struct block *hook; /* setup, teardown, on start, on stop */
        struct {
            struct name name;
            struct attributes attributes;
            struct block *body;
        } task;
        struct task_set *set;
        struct {
            struct name name;
            struct expr_list arguments;
            struct attributes attributes;
        } use;
        struct expr *host;
        struct setting_list client;
    };
};

AST_LIST(set_member);

/* taskset and sequence, at the top level or nested; also contains the members of a user. */
struct task_set {
    span span;
    struct name name;
    bool is_sequence;
    struct parameter_list parameters; /* only at the top level */
    struct attributes attributes;     /* only when nested; a user has weight or fixed */
    struct set_member_list members;
    const struct symbol *symbol; /* checker */
};

/* ---- declarations ---- */

enum metric {
    METRIC_PERCENTILE, /* p50 … p99.9 */
    METRIC_AVG,
    METRIC_MIN,
    METRIC_MAX,
    METRIC_FAILED, /* a ratio */
    METRIC_RPS,
    METRIC_REQUESTS,
    METRIC_ERRORS,
};

/* ["name"] [phase] metric op value [abort [after D]] */
struct threshold_line {
    span span;
    struct expr *row; /* EXPR_STRING or NULL: all rows */
    enum threshold_phase phase;
    enum metric metric; /* with a phase, one of the times */
    bool is_unknown;    /* the metric is unknown, so its value isn't checked */
    double percentile;  /* 99.9 */
    span metric_span;
    enum binary_op op; /* a comparison */
    struct expr *value;
    bool aborts;
    struct expr *after; /* or NULL */
    struct threshold_line *next;
};

AST_LIST(threshold_line);

enum stage_kind {
    STAGE_RAMP,      /* ramp to VALUE [users] over DURATION */
    STAGE_HOLD,      /* hold DURATION */
    STAGE_STEP,      /* step VALUE users every DURATION up to LIMIT users */
    STAGE_RATE,      /* rate VALUE for DURATION */
    STAGE_MAX_USERS, /* max_users VALUE: a limit, not a stage */
};

struct stage {
    enum stage_kind kind;
    span span;
    struct expr *value;    /* EXPR_RATE for arrivals, else a number of users; NULL for hold */
    struct expr *duration; /* NULL for max_users */
    struct expr *limit;    /* of step */
    bool is_poisson;       /* after a rate */
    struct stage *next;
};

AST_LIST(stage);

/* What follows the source of data. */
struct data_options {
    enum data_order order;
    span order_span;                   /* zero if not written */
    struct expr *delimiter, *encoding; /* NULL: not written */
    span delimiter_word, encoding_word;
};

enum decl_kind {
    DECL_INCLUDE,
    DECL_CONST,
    DECL_CONFIG,
    DECL_THRESHOLDS,
    DECL_LOAD,
    DECL_DATA,
    DECL_SHARED,
    DECL_COUNTER,
    DECL_POOL,
    DECL_SETUP,
    DECL_TEARDOWN,
    DECL_ON_MESSAGE,
    DECL_FN,
    DECL_CHECK,
    DECL_SET,
    DECL_USER,
};

struct decl {
    enum decl_kind kind;
    span span;
    span word; /* the word or words that start it: the place of messages about the whole declaration */
    struct decl *next;
    const struct symbol *symbol; /* checker */
    union {
        struct expr *path; /* DECL_INCLUDE: EXPR_STRING without interpolation */
        struct {
            struct name name;
            struct expr *value;
        } constant; /* DECL_CONST, DECL_SHARED */
        struct {
            struct name name;
            struct expr *max; /* or NULL */
        } pool;
        struct setting_list config;
        struct threshold_line_list thresholds;
        struct stage_list load;
        struct {
            struct name name;
            struct name source; /* csv json lines */
            struct expr_list arguments;
            struct data_options options;
        } data;
        struct name counter;
        struct block *hook; /* DECL_SETUP, DECL_TEARDOWN */
        struct {
            struct expr *type; /* EXPR_STRING */
            struct name value;
            const struct symbol *value_symbol; /* checker */
            struct block *body;
        } message;
        struct {
            struct name name;
            struct parameter_list parameters;
            struct block *body;
            const struct symbol *captures; /* checker: variables of captures in a check */
        } function;                        /* DECL_FN, DECL_CHECK */
        struct task_set *set;              /* DECL_SET, DECL_USER (name, weight or fixed, members) */
    };
};

AST_LIST(decl);

/* The declarations of one file. */
struct ast {
    uint32_t file;
    struct decl_list decls;
    bool has_gaps; /* a part of the text is missing because of a syntax error */
};

/* ---- helpers ---- */

/* A string literal without interpolation. */
bool expr_is_plain_string(const struct expr *expr);

/* Its bytes, NUL-terminated, in the arena of the tree; `*length` may be NULL. Only for a plain string. */
const char *expr_plain_text(const struct expr *expr, size_t *length);

/* "+" "not in" "contains" …, as written. */
const char *binary_op_text(enum binary_op op);

/* The types of a set for messages, joined by "or": "int", "a list or none" …; in `arena`. */
const char *types_text(unsigned types, struct arena *arena);

const char *clause_kind_text(enum clause_kind kind);

#endif
