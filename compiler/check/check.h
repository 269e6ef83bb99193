/* The checker: resolves every name, computes the types it can, and reports errors.
 *
 * It walks the trees of all modules twice. check_declare binds the declarations at the top level, so their
 * order doesn't matter. Then one check_ function per kind of node checks the rest. The results are stored in
 * the tree (types, symbols, may_fold) and in symbols. The emitter relies on them and reports few errors
 * itself.
 *
 * This header is internal to the compiler: others include compile.h. */
#ifndef SWARM_COMPILER_CHECK_CHECK_H
#define SWARM_COMPILER_CHECK_CHECK_H

#include "compiler/check/call_graph.h"
#include "compiler/check/fold.h"
#include "compiler/check/scope.h"
#include "compiler/module/compile_options.h"
#include "compiler/module/module.h"
#include "runtime/program/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum response_place {
    RESPONSE_NOWHERE,
    RESPONSE_HTTP,  /* in the block of a request, or in a check */
    RESPONSE_BYTES, /* in the block of a receive */
};

/* The context of the walk in the scenario. It is copied when the walk enters a part, and restored when it
 * leaves. */
struct place {
    struct unit *unit;          /* the unit of the code; NULL: the code isn't run */
    const struct task_set *set; /* innermost set around the code; NULL outside of users and sets */
    uint32_t level;             /* number of sets around the code, the body of a user included; 0: none */
    bool is_in_user;            /* the outermost of them is the body of a user */
    bool has_user;              /* false in code that runs once per run */
    bool may_interrupt;         /* it is inside a set, or in a function */
    bool writes_shared;         /* in setup, teardown, on message of the run */
    bool returns_value;         /* in a function */
    bool is_before_run;         /* in the value of a const or a setting */
    unsigned loops;             /* number of loops around the statement, in the same body */
    enum response_place response;
    size_t block; /* scope mark of the innermost block */
};

struct checker {
    struct module_set *modules;
    struct diag_list *diags;
    struct arena *arena; /* arena of the trees; not owned */
    const struct compile_options *options;
    struct scopes scopes;
    struct units units;
    struct strmap assigned;       /* names that statements assign values to → struct assigned */
    struct strmap user_variables; /* name → symbol, one for all kinds of users */
    struct strmap settings;       /* keys of config so far → their setting */
    struct strmap tags;           /* tags of all tasks and sets */
    struct constant_folding folder;
    uint32_t user_variable_count;
    uint32_t constant_depth; /* number of nested constants that are being evaluated */
    uint32_t local_count;    /* number of local variables so far: index of SYMBOL_LOCAL */
    uint32_t data_count, shared_count, counter_count, pool_count;
    VEC(struct symbol *) symbols;        /* of the top level, in order */
    VEC(struct symbol *) left_variables; /* of users whose scope is closed; see check_settled_variables */
    struct symbol *natives;              /* built-in functions; see check_builtin.c */
    struct place place;
    double users;                    /* of config; -1: not set */
    const struct decl *load;         /* or NULL */
    bool has_arrivals;               /* `load` has arrivals */
    bool connects_tcp, connects_udp; /* anywhere in the scenario */
};

/* ---- check.c ---- */

void checker_init(struct checker *checker, struct module_set *modules, const struct compile_options *options);
void checker_free(struct checker *checker);

/* Checks everything. False: there are errors. */
bool check_program(struct checker *checker);

/* Enters a piece of code: resets the context to that outside of all code; the caller sets what differs.
 * Returns the previous context. */
struct place context_enter(struct checker *checker, struct unit *unit);
void context_leave(struct checker *checker, const struct place *before);

/* Binds a name. Reports an error if the innermost block has that name already, and a warning if it hides
 * another one. */
void check_declare_local(struct checker *checker, struct symbol *symbol);

/* For scope_close, with the checker as context: warns about unused names. */
void check_leave_scope(void *context, struct symbol *symbol);

/* Creates and binds a SYMBOL_LOCAL. */
struct symbol *check_local(struct checker *checker, struct name name, unsigned types);

/* The number of statements in the scenario that assign a value to a variable of that name. */
size_t check_assignments(const struct checker *checker, const char *name);

/* The data declaration if a variable of that name gets only its rows (or none); otherwise NULL. */
const struct symbol *check_rows_given(const struct checker *checker, const char *name,
                                      const struct expr *initial);

/* ---- check_builtin.c ---- */

void check_bind_builtins(struct checker *checker);
/* Binds `status`, `elapsed` … in the current scope. */
void check_bind_response(struct checker *checker, enum response_place response);
/* Sets *types and returns NULL if a response has a member of that name. Otherwise returns the most similar
 * name, or "". */
const char *check_response_member(const char *name, unsigned *types);
/* Whether the name has a meaning in the block of a request. */
bool check_is_response_name(const char *name);
/* The symbol of user.id, worker.count …; with the object "" of iteration and host. NULL: there is none. */
const struct symbol *check_context_part(const char *object, const char *part);
/* Whether `object` is `user`, `worker` or `run`. Sets *parts to its members, for a message. */
bool check_is_context(const char *object, const char **parts);

/* ---- check_decl.c ---- */

void check_declare(struct checker *checker);
void check_decl(struct checker *checker, struct decl *decl);

/* ---- check_constant.c ---- */

/* Evaluates a const at its first use. */
void check_constant(struct checker *checker, struct symbol *symbol);
void check_overrides(struct checker *checker);

/* ---- check_path.c ---- */

/* Appends the path in a text, relative to the directory of its file, to `path`, and notes it as an input.
 * `path` must be empty. False: the text isn't known before the run. */
bool path_written(struct checker *checker, const struct expr *expr, struct buffer *path);
/* NULL: the file can be read. Only regular files are accepted: others may be readable only once, or never
 * end. */
const char *path_why_unreadable(const char *path);

/* ---- check_data.c ---- */

/* Reads the file of a data declaration: whether it can be read, and its columns. */
void check_data(struct checker *checker, struct decl *decl, struct symbol *symbol);
/* Reports a column that the rows of `data` don't have. Returns the possible types of the column. */
unsigned check_column(struct checker *checker, const struct symbol *data, struct name column);
void check_data_free(struct symbol *symbol);
/* The data that the expression is a row of; NULL: none. */
const struct symbol *check_rows_of(const struct expr *expr);
/* Called after all `take` expressions are known: warns about unique data without enough rows. */
void check_data_rows(struct checker *checker, const struct symbol *symbol);

/* ---- check_set.c, check_member.c, check_attributes.c ---- */

/* Binds the variables of a user, before any code is checked. */
void check_declare_variables(struct checker *checker, const struct decl *decl);
void check_user(struct checker *checker, struct decl *decl);
/* Called after all code is checked: warns about variables of users that nothing reads. */
void check_settled_variables(struct checker *checker);
void check_task_set(struct checker *checker, struct decl *decl);
/* Checks a set one level below the context. `unit` is that of the set. */
void check_nested_set(struct checker *checker, struct task_set *set, struct unit *unit);
void check_members(struct checker *checker, struct task_set *set);
void check_attributes(struct checker *checker, struct attributes *attributes, struct name name, bool is_set);
void check_wait(struct checker *checker, struct wait *wait, bool is_statement);

/* ---- check_stmt.c ---- */

void check_block(struct checker *checker, struct block *block);
/* Only the statements, in the current scope. */
void check_statements(struct checker *checker, struct block *block);

/* ---- check_request.c, check_assertion.c, check_tcp.c ---- */

unsigned check_request(struct checker *checker, struct request *request);
/* Checks for a duration above 0, as far as that is known. */
void check_timeout(struct checker *checker, struct expr *limit);
/* Declares the variables that captures in a block set and that don't exist yet. Returns them as a list. */
struct symbol *check_captures(struct checker *checker, const struct block *block);
/* The variable that a capture of that name sets; NULL: the name is a field of the response. */
struct symbol *check_captured(struct checker *checker, const char *name);
void check_expectation(struct checker *checker, struct stmt *stmt);
void check_capture(struct checker *checker, struct stmt *stmt);
void check_check(struct checker *checker, struct stmt *stmt);
void check_connect(struct checker *checker, struct stmt *stmt);
void check_send(struct checker *checker, struct stmt *stmt);
void check_receive(struct checker *checker, struct stmt *stmt);

/* ---- check_suspicious.c: warnings about what is hardly meant ---- */

/* Warns of placeholders of other languages in a text, such as `{id}`: of those of a variable, or with
 * `is_certain` of all. Other expressions and NULL are allowed. */
void check_placeholders(struct checker *checker, const struct expr *string, bool is_certain);
/* Warns of a probability above 1. NULL is allowed. */
void check_chance(struct checker *checker, const struct expr *argument);
/* Warns of `errors < 1%` and `failed < 1`. */
void check_threshold_limit(struct checker *checker, const struct threshold_line *line);
/* Warns of a text that is JSON as the value of a clause `json`. */
void check_json_text(struct checker *checker, const struct clause *clause);
/* Warns of `while true` whose body doesn't wait, send or end. */
void check_busy_loop(struct checker *checker, const struct stmt *stmt);

/* ---- check_expr.c, check_name.c, check_operator.c ---- */

/* Checks an expression and everything in it. Stores and returns its possible types. */
unsigned check_expr(struct checker *checker, struct expr *expr);
unsigned check_name(struct checker *checker, struct expr *expr);
unsigned check_member_of(struct checker *checker, struct expr *expr);
/* Whether the expression is a name that nothing bears. */
bool check_is_unknown(const struct checker *checker, const struct expr *expr);
unsigned check_binary(struct checker *checker, struct expr *expr);
unsigned check_unary(struct checker *checker, struct expr *expr);
/* Marks data as checked for its end, since a row is compared with none or its type is tested. */
void check_compared(const struct expr *expr);
/* Reports a symbol that can't be assigned here. Marks it as assigned. */
void check_write(struct checker *checker, span place, struct symbol *symbol);
/* The variable of an assignable expression; NULL: an error was reported. */
struct symbol *check_target(struct checker *checker, struct expr *target);

void check_condition(struct checker *checker, struct expr *expr);
/* The same for an expression that is checked already. */
void check_truth(struct checker *checker, const struct expr *expr);
/* Checks an expression that must have one of the types; `what` is the subject of the message: "a wait". */
unsigned check_typed(struct checker *checker, struct expr *expr, unsigned types, const char *what);
/* Checks a string literal. NULL is allowed. */
void check_text(struct checker *checker, struct expr *string);
/* Reports an expression that isn't known before the run; parameters of a set count as known. */
bool check_known(struct checker *checker, const struct expr *expr);

/* ---- check_call.c, check_pattern.c ---- */

unsigned check_call(struct checker *checker, struct expr *expr);
void check_argument_count(struct checker *checker, span place, const char *name, size_t least, size_t most,
                          size_t count);
/* Records that the current unit leads to another one. */
void check_reaches(struct checker *checker, struct unit *unit, span place, bool is_set);
/* Records that the current unit sends something. */
void check_sends(struct checker *checker, span place);
/* Records that its requests use the host of the user, by `connect host` or by an HTTP request. */
void check_uses_host(struct checker *checker, span place, bool is_tcp);
/* Reports a host that requests can't be sent to, if it is known before the run. */
void check_host_text(struct checker *checker, const struct expr *expr);
/* Whether the expression is the word `host`: the host of the current user. */
bool check_is_host(const struct expr *expr);
/* Records that the current unit needs a user, or its variable `name`. */
void check_needs_user(struct checker *checker, const char *name, span place);
/* Compiles a pattern or path that is known before the run, and reports errors inside its literal. */
void check_regex(struct checker *checker, const struct expr *expr);
void check_jsonpath(struct checker *checker, const struct expr *expr);
void check_xpath(struct checker *checker, const struct expr *expr);

/* ---- check_settings.c, check_load.c, check_thresholds.c ---- */

void check_config(struct checker *checker, struct decl *decl);
void check_client(struct checker *checker, const struct setting *first);
/* Called after all tags are known: checks the tags in config. */
void check_settled_tags(struct checker *checker);
/* Called before all code is checked: there is only one `load`, and whether users arrive decides how a set can
 * be left. */
void check_declare_load(struct checker *checker, const struct decl *decl);
void check_load(struct checker *checker, struct decl *decl);
void check_thresholds(struct checker *checker, struct decl *decl);

#endif
