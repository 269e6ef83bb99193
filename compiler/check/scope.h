/* Names and what they stand for.
 *
 * Each name space (variables, functions, task sets, …) maps a name to its innermost symbol; a symbol
 * remembers which one it hides, so that leaving a scope brings that one back. Names are compared as text,
 * symbols live in the arena of their compilation and are pointed at by the tree to the end. */
#ifndef SWARM_COMPILER_CHECK_SCOPE_H
#define SWARM_COMPILER_CHECK_SCOPE_H

#include "compiler/diag/suggest.h"
#include "compiler/tree/ast.h"
#include "runtime/base/arena.h"
#include "runtime/base/strmap.h"
#include "runtime/base/vec.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum name_space {
    SPACE_VARIABLE,
    SPACE_FUNCTION,
    SPACE_CHECK,
    SPACE_SET,
    SPACE_USER,
    SPACE_DATA,
    SPACE_COUNTER,
    SPACE_COUNT
};

enum symbol_kind {
    /* of SPACE_VARIABLE; `index` is … */
    SYMBOL_CONST,
    SYMBOL_SHARED,        /* … its place among the program's shared values */
    SYMBOL_USER_VARIABLE, /* … the slot that its name has in all kinds of users */
    SYMBOL_SET_VARIABLE,  /* … its slot in a visit of the set */
    SYMBOL_PARAMETER,     /* of a set; likewise, and its place among the arguments */
    SYMBOL_LOCAL,         /* … a number of its own in the compilation: the emitter gives it a slot */
    SYMBOL_CONTEXT,       /* … an enum context_field: user.id, iteration */
    SYMBOL_RESPONSE,      /* … an enum response_field: status, elapsed */
    /* of SPACE_FUNCTION */
    SYMBOL_FUNCTION, /* … the function that it becomes: the emitter's */
    SYMBOL_NATIVE,   /* … its place in natives.def */
    SYMBOL_ACCESSOR, /* … an enum accessor: json(), regex() */
    SYMBOL_NEXT,     /* next(NAME) */
    /* one for each of the other spaces */
    SYMBOL_CHECK, /* … as SYMBOL_FUNCTION */
    SYMBOL_SET,
    SYMBOL_USER,
    SYMBOL_DATA,    /* … its place among the program's data */
    SYMBOL_COUNTER, /* … and among its counters */
};

/* What can be asked of a response besides its fields. */
enum accessor {
    ACCESSOR_JSON,
    ACCESSOR_HEADER,
    ACCESSOR_COOKIE,
    ACCESSOR_REGEX,
    ACCESSOR_REGEX_ALL,
    ACCESSOR_XPATH,
    ACCESSOR_XPATH_ALL,
    ACCESSOR_COUNT
};

enum constant_state { CONSTANT_UNSEEN, CONSTANT_BUSY, CONSTANT_KNOWN, CONSTANT_FAILED };

struct unit;
struct table;

struct symbol {
    enum symbol_kind kind;
    const char *name; /* interned, or static */
    span span;        /* of the name where it is declared; zero for what is built in */
    uint32_t index;
    uint32_t level; /* of variables and parameters of a set: how many sets are around its code */
    unsigned types; /* that its value can have; of a function: its result */
    bool is_used;
    bool is_assigned;          /* besides where it is declared */
    bool must_be_used;         /* a `let`, `var` or `capture` that nothing reads is a mistake */
    bool is_compared;          /* of data: a row of it is compared with none somewhere */
    const struct symbol *rows; /* the data that its value is a row of, or NULL */
    struct decl *decl;         /* of const, shared, fn, check, data */
    struct task_set *set;      /* of SYMBOL_SET and SYMBOL_USER */
    struct unit *unit;         /* of what runs: what it can reach (call_graph.h) */
    struct table *table;       /* of data: what its file holds */
    enum constant_state state; /* of a const, and its value, owned by the checker */
    value constant;
    size_t place;          /* among the open symbols, for scope_is_inside */
    struct symbol *hidden; /* what the name stood for outside */
    struct symbol *next;   /* in lists that a declaration keeps: captures of a request, variables of a set */
};

struct scopes {
    struct strmap spaces[SPACE_COUNT];
    VEC(struct symbol *) open; /* everything bound inside of scope_open, to be taken back */
    struct arena *arena;       /* not owned */
};

void scopes_init(struct scopes *scopes, struct arena *arena);
void scopes_free(struct scopes *scopes);

/* A symbol in no scope yet. */
struct symbol *symbol_new(struct scopes *scopes, enum symbol_kind kind, struct name name);

enum name_space symbol_space(enum symbol_kind kind);

/* "variable", "task set" … for messages. */
const char *symbol_kind_text(enum symbol_kind kind);

/* From now on the name stands for the symbol, until the scope that is open is closed. */
void scope_bind(struct scopes *scopes, struct symbol *symbol);

/* What the name stands for, or NULL. */
struct symbol *scope_find(const struct scopes *scopes, enum name_space space, const char *name);

/* Opens a scope and gives the mark to close it with. What scope_close forgets stays allocated; it is handed
 * to `leave` first unless that is NULL. */
size_t scope_open(struct scopes *scopes);
void scope_close(struct scopes *scopes, size_t mark, void (*leave)(void *context, struct symbol *symbol),
                 void *context);

/* Whether the symbol was bound since the mark was given. */
bool scope_is_inside(const struct scopes *scopes, size_t mark, const struct symbol *symbol);

/* The symbol of that space whose name is nearest to the word, or NULL. */
struct symbol *scope_nearest(const struct scopes *scopes, enum name_space space, const char *name);

#endif
