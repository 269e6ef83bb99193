/* Names and their symbols.
 *
 * Each name space (variables, functions, task sets, …) maps a name to its innermost symbol. A symbol keeps
 * the one that it hides, and leaving a scope restores that one. Names are compared as text. Symbols are in
 * the arena of their compilation; the tree points to them until the end. */
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
    /* of SPACE_VARIABLE; the comments say what `index` is */
    SYMBOL_CONST,
    SYMBOL_SHARED,        /* index of the shared value in the program */
    SYMBOL_USER_VARIABLE, /* slot of the name, the same in all kinds of users */
    SYMBOL_SET_VARIABLE,  /* slot in the variables of the set */
    SYMBOL_PARAMETER,     /* of a set; slot in its variables, and index of the argument */
    SYMBOL_LOCAL,         /* a number that is unique in the compilation; the emitter assigns a slot */
    SYMBOL_CONTEXT,       /* enum context_field: user.id, iteration */
    SYMBOL_RESPONSE,      /* enum response_field: status, elapsed */
    /* of SPACE_FUNCTION */
    SYMBOL_FUNCTION, /* index of the function in the program; set by the emitter */
    SYMBOL_NATIVE,   /* index in natives.def */
    SYMBOL_ACCESSOR, /* enum accessor: json(), regex() */
    SYMBOL_NEXT,     /* next(NAME) */
    SYMBOL_PUSH,     /* push(NAME, value) */
    SYMBOL_PICK,     /* pick(NAME) */
    /* one for each other space */
    SYMBOL_CHECK, /* as SYMBOL_FUNCTION */
    SYMBOL_SET,
    SYMBOL_USER,
    SYMBOL_DATA,    /* index of the data in the program */
    SYMBOL_POOL,    /* in SPACE_DATA, too; index of the pool in the program */
    SYMBOL_COUNTER, /* index of the counter in the program */
};

/* What a response has besides its fields. */
enum accessor {
    ACCESSOR_JSON,
    ACCESSOR_HEADER,
    ACCESSOR_HEADER_ALL,
    ACCESSOR_COOKIE,
    ACCESSOR_REGEX,
    ACCESSOR_REGEX_ALL,
    ACCESSOR_REGEX_GROUPS,
    ACCESSOR_XPATH,
    ACCESSOR_XPATH_ALL,
    ACCESSOR_COUNT
};

enum constant_state { CONSTANT_UNSEEN, CONSTANT_BUSY, CONSTANT_KNOWN, CONSTANT_FAILED };

struct unit;
struct table;
struct data_format;

struct symbol {
    enum symbol_kind kind;
    const char *name; /* interned, or static */
    span span;        /* of the name in its declaration; zero for built-in names */
    uint32_t index;
    uint32_t level; /* of variables and parameters of a set: number of sets around its code */
    unsigned types; /* possible types of its value; of a function: of its result */
    bool is_used;
    bool is_assigned;                 /* assigned outside of its declaration */
    bool must_be_used;                /* a `let`, `var` or `capture` that must be read somewhere */
    bool is_compared;                 /* of data: a row of it is compared with none */
    const struct symbol *rows;        /* the data that its value is a row of; NULL: none */
    struct decl *decl;                /* of const, shared, fn, check, data */
    struct task_set *set;             /* of SYMBOL_SET and SYMBOL_USER */
    struct unit *unit;                /* of code: its unit (call_graph.h) */
    struct table *table;              /* of data: the content of its file */
    const struct data_format *format; /* of data; NULL: its source is unknown */
    enum constant_state state;        /* of a const; its value below is owned by the checker */
    value constant;
    size_t place;          /* position in the open symbols, for scope_is_inside */
    struct symbol *hidden; /* the outer symbol of the same name */
    struct symbol *next;   /* in lists of declarations: captures of a request, variables of a set */
};

struct scopes {
    struct strmap spaces[SPACE_COUNT];
    VEC(struct symbol *) open; /* symbols bound since scope_open, to be removed */
    struct arena *arena;       /* not owned */
};

void scopes_init(struct scopes *scopes, struct arena *arena);
void scopes_free(struct scopes *scopes);

/* A symbol in no scope yet. */
struct symbol *symbol_new(struct scopes *scopes, enum symbol_kind kind, struct name name);

enum name_space symbol_space(enum symbol_kind kind);

/* "variable", "task set" … for messages. */
const char *symbol_kind_text(enum symbol_kind kind);

/* Binds the name to the symbol until the current scope is closed. */
void scope_bind(struct scopes *scopes, struct symbol *symbol);

/* The symbol of a name; NULL: there is none. */
struct symbol *scope_find(const struct scopes *scopes, enum name_space space, const char *name);

/* Opens a scope and returns the mark to close it with. scope_close passes each symbol that it removes to
 * `leave`, unless that is NULL. The symbols stay allocated. */
size_t scope_open(struct scopes *scopes);
void scope_close(struct scopes *scopes, size_t mark, void (*leave)(void *context, struct symbol *symbol),
                 void *context);

/* Whether the symbol was bound after the mark. */
bool scope_is_inside(const struct scopes *scopes, size_t mark, const struct symbol *symbol);

/* The symbol of that space with the most similar name; NULL: none is similar. */
struct symbol *scope_nearest(const struct scopes *scopes, enum name_space space, const char *name);

#endif
