/* The checker: resolves every name, computes the types it can, and reports what can't be right.
 *
 * It walks the trees of all modules twice: check_declare binds what is declared at the top level, so that the
 * order of declarations doesn't matter; then one check_ function per kind of node goes through the rest. What
 * it finds out stands in the tree (types, symbols, may_fold) and in symbols; the emitter relies on it and
 * reports little itself.
 *
 * This header is the compiler's own: compile.h is what others include. */
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

/* Where in the scenario the walk is. Copied when it goes in, put back when it comes out. */
struct place {
    struct unit *unit; /* what the code belongs to; NULL where nothing runs */
    const struct task_set
        *set;           /* innermost set that the code is written in; NULL outside of users and sets */
    uint32_t level;     /* sets around the code, a user's body included; 0: none */
    bool is_in_user;    /* the outermost of them is a user's body */
    bool has_user;      /* false in what runs once per run */
    bool may_interrupt; /* some set encloses it, or it is a function */
    bool writes_shared; /* setup, teardown, on message of the run */
    bool returns_value; /* a function */
    bool is_before_run; /* the value of a const or a setting */
    unsigned loops;     /* around the statement, in the same body */
    enum response_place response;
    size_t block; /* scope mark of the innermost block */
};

struct checker {
    struct module_set *modules;
    struct diag_list *diags;
    struct arena *arena; /* of the trees; not owned */
    const struct compile_options *options;
    struct scopes scopes;
    struct units units;
    struct strmap assigned;       /* names that statements give values, to a struct assigned */
    struct strmap user_variables; /* name → symbol, one for all kinds of users */
    struct strmap settings;       /* keys of config seen, to their setting */
    struct strmap tags;           /* that some task or set has */
    struct constant_folding folder;
    uint32_t user_variable_count;
    uint32_t constant_depth; /* constants that are being worked out, each for the one before */
    uint32_t local_count;    /* numbers given out: index of SYMBOL_LOCAL */
    uint32_t data_count, shared_count, counter_count;
    VEC(struct symbol *) symbols; /* of the top level, in order */
    struct symbol *natives;       /* what is built in; see check_builtin.c */
    struct place place;
    double users;                    /* of config; -1: not said */
    const struct decl *load;         /* or NULL */
    bool has_arrivals;               /* in it */
    bool connects_tcp, connects_udp; /* somewhere */
};

/* ---- check.c ---- */

void checker_init(struct checker *checker, struct module_set *modules, const struct compile_options *options);
void checker_free(struct checker *checker);

/* Everything. False when there are errors. */
bool check_program(struct checker *checker);

/* Goes into a piece of code: everything but what the caller sets afterwards is as outside of all code.
 * Returns where it was. */
struct place context_enter(struct checker *checker, struct unit *unit);
void context_leave(struct checker *checker, const struct place *before);

/* Binds a name, or reports that the innermost block has it already; warns when it hides another. */
void check_declare_local(struct checker *checker, struct symbol *symbol);

/* For scope_close, with the checker as context: warns of what is unused. */
void check_leave_scope(void *context, struct symbol *symbol);

/* A new SYMBOL_LOCAL, bound. */
struct symbol *check_local(struct checker *checker, struct name name, unsigned types);

/* How many statements of the whole scenario give a variable of that name a value. */
size_t check_assignments(const struct checker *checker, const char *name);

/* The data whose rows, `none` aside, are all that a variable of that name is ever given; or NULL. */
const struct symbol *check_rows_given(const struct checker *checker, const char *name,
                                      const struct expr *initial);

/* ---- check_builtin.c ---- */

void check_bind_builtins(struct checker *checker);
/* Binds `status`, `elapsed` … in the scope that is open. */
void check_bind_response(struct checker *checker, enum response_place response);
/* NULL when a response has a member of that name, with its types; else the nearest that it has, or "". */
const char *check_response_member(const char *name, unsigned *types);
/* Whether the name stands for something in the block of a request. */
bool check_is_response_name(const char *name);
/* user.id, worker.count …, and with the object "" iteration and host: NULL when there is no such thing. */
const struct symbol *check_context_part(const char *object, const char *part);
/* Whether `object` is `user`, `worker` or `run`, and the parts it has, for a message. */
bool check_is_context(const char *object, const char **parts);

/* ---- check_decl.c ---- */

void check_declare(struct checker *checker);
void check_decl(struct checker *checker, struct decl *decl);

/* ---- check_constant.c ---- */

/* The value of a const, on first need. */
void check_constant(struct checker *checker, struct symbol *symbol);
void check_overrides(struct checker *checker);

/* ---- check_path.c ---- */

/* The path that a text names, from the folder of the file it is written in, appended to `path`; false where
 * the text isn't known before the run. */
bool path_written(struct checker *checker, const struct expr *expr, struct buffer *path);
/* NULL: it can be read. Only regular files can: anything else might be read once only, or never end. */
const char *path_why_unreadable(const char *path);

/* ---- check_data.c ---- */

/* Looks at the file of a data declaration: its columns, whether it can be read. */
void check_data(struct checker *checker, struct decl *decl, struct symbol *symbol);
/* Reports a column that the rows of `data` don't have; the types of one that they may have. */
unsigned check_column(struct checker *checker, const struct symbol *data, struct name column);
void check_data_free(struct symbol *symbol);
/* The data that the expression is a row of, or NULL. */
const struct symbol *check_rows_of(const struct expr *expr);
/* Once all takes are known: unique data that can't go round. */
void check_data_rows(struct checker *checker, const struct symbol *symbol);

/* ---- check_set.c, check_member.c, check_attributes.c ---- */

/* The names of a user's variables, before any code is checked. */
void check_declare_variables(struct checker *checker, const struct decl *decl);
void check_user(struct checker *checker, struct decl *decl);
void check_task_set(struct checker *checker, struct decl *decl);
/* A set one level further in than the place; `unit` is its own. */
void check_nested_set(struct checker *checker, struct task_set *set, struct unit *unit);
void check_members(struct checker *checker, struct task_set *set);
void check_attributes(struct checker *checker, struct attributes *attributes, struct name name, bool is_set);
void check_wait(struct checker *checker, struct wait *wait, bool is_statement);

/* ---- check_stmt.c ---- */

void check_block(struct checker *checker, struct block *block);
/* The statements alone, in the scope that is open. */
void check_statements(struct checker *checker, struct block *block);

/* ---- check_request.c, check_assertion.c, check_tcp.c ---- */

unsigned check_request(struct checker *checker, struct request *request);
/* A duration above 0, as far as that is known. */
void check_timeout(struct checker *checker, struct expr *limit);
/* Declares what the captures in a block set that doesn't exist yet; returns them as a list. */
struct symbol *check_captures(struct checker *checker, const struct block *block);
/* The variable that a capture of that name sets, or NULL: not what a response has under it. */
struct symbol *check_captured(struct checker *checker, const char *name);
void check_expectation(struct checker *checker, struct stmt *stmt);
void check_capture(struct checker *checker, struct stmt *stmt);
void check_check(struct checker *checker, struct stmt *stmt);
void check_connect(struct checker *checker, struct stmt *stmt);
void check_send(struct checker *checker, struct stmt *stmt);
void check_receive(struct checker *checker, struct stmt *stmt);

/* ---- check_expr.c, check_name.c, check_operator.c ---- */

/* Checks an expression and everything in it; gives and notes the types that it can have. */
unsigned check_expr(struct checker *checker, struct expr *expr);
unsigned check_name(struct checker *checker, struct expr *expr);
unsigned check_member_of(struct checker *checker, struct expr *expr);
unsigned check_binary(struct checker *checker, struct expr *expr);
unsigned check_unary(struct checker *checker, struct expr *expr);
/* A row of data that is compared with none, or asked for its type, is known to come to an end. */
void check_compared(const struct expr *expr);
/* Reports what can't be given a value here; notes that it is. */
void check_write(struct checker *checker, span place, struct symbol *symbol);
/* Of something that can be assigned to: its variable, or NULL after a report. */
struct symbol *check_target(struct checker *checker, struct expr *target);

void check_condition(struct checker *checker, struct expr *expr);
/* The same for an expression that is checked already. */
void check_truth(struct checker *checker, const struct expr *expr);
/* An expression that must be of some of the types; `what` begins the sentence: "a wait". */
unsigned check_typed(struct checker *checker, struct expr *expr, unsigned types, const char *what);
/* A string literal; NULL is fine. */
void check_text(struct checker *checker, struct expr *string);
/* Known before the run, or reported; parameters of a set count as known. */
bool check_known(struct checker *checker, const struct expr *expr);

/* ---- check_call.c, check_pattern.c ---- */

unsigned check_call(struct checker *checker, struct expr *expr);
void check_argument_count(struct checker *checker, span place, const char *name, size_t least, size_t most,
                          size_t count);
/* Notes that the running unit goes on to another one. */
void check_reaches(struct checker *checker, struct unit *unit, span place, bool is_set);
/* Notes that it sends something. */
void check_sends(struct checker *checker, span place);
/* Notes that what it sends goes to the user's host: by `connect host`, or by a request of HTTP. */
void check_uses_host(struct checker *checker, span place, bool is_tcp);
/* Reports a host, known before the run, to which requests can't be sent. */
void check_host_text(struct checker *checker, const struct expr *expr);
/* Whether the expression is the word `host`: the host of the running user. */
bool check_is_host(const struct expr *expr);
/* Notes that it needs a user, or its variable `name`. */
void check_needs_user(struct checker *checker, const char *name, span place);
/* A pattern or path that is known before the run is tried out; what is wrong with it is reported in its
 * literal. */
void check_regex(struct checker *checker, const struct expr *expr);
void check_jsonpath(struct checker *checker, const struct expr *expr);
void check_xpath(struct checker *checker, const struct expr *expr);

/* ---- check_settings.c, check_load.c, check_thresholds.c ---- */

void check_config(struct checker *checker, struct decl *decl);
void check_client(struct checker *checker, const struct setting *first);
/* Once all tags are known: those that config names. */
void check_settled_tags(struct checker *checker);
/* Once for each, before all code: there is one, and whether users arrive decides what a way out of a set is.
 */
void check_declare_load(struct checker *checker, const struct decl *decl);
void check_load(struct checker *checker, struct decl *decl);
void check_thresholds(struct checker *checker, struct decl *decl);

#endif
