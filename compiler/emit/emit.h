/* The emitter: translates a checked tree to a program. It mirrors the checker, with one emit_ function per
 * kind of node.
 *
 * It relies on the results of the checker in the tree, and folds constants again: code in a task set is
 * emitted once for each use of the set with different constant arguments, so that these are values in names,
 * URLs and conditions.
 *
 * Functions are emitted one after the other in `code`. The tables are vectors, which move to the arena of the
 * program at the end. */
#ifndef SWARM_COMPILER_EMIT_EMIT_H
#define SWARM_COMPILER_EMIT_EMIT_H

#include "compiler/check/check.h"
#include "runtime/program/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The blocks that break, continue and fail have to leave. */
enum open_kind { OPEN_LOOP, OPEN_REQUEST, OPEN_TRANSACTION };

struct open_block {
    struct open_block *outer;
    enum open_kind kind;
    uint32_t height; /* height of the stack outside of it */
    uint32_t again;  /* OPEN_LOOP: target of `continue` */
    VEC(uint32_t) breaks;
    uint32_t transaction; /* OPEN_TRANSACTION: its site */
};

/* The current function. */
struct code {
    const char *name; /* in the arena of the program */
    span place;       /* its declaration */
    VEC(struct instruction) instructions;
    VEC(uint32_t) lines;
    uint32_t line; /* of the next instruction */
    uint32_t height, most_height;
    uint32_t locals, most_locals; /* in use now, and the maximum so far */
    uint32_t parameters;
    bool needs_user;
    bool is_once; /* setup or teardown of a set: no user is in the set, so parameters have no slots */
    struct open_block *open;
    unsigned responses;   /* number of response blocks around the code; the body of a check is one */
    uint32_t last_target; /* the last instruction that is the target of a jump */
};

/* The tables of the program during construction; they move to its arena at the end. */
struct program_tables {
    VEC(value) constants;
    VEC(struct function) functions;
    VEC(struct regex_constant) regexes;
    VEC(struct jsonpath_constant) jsonpaths;
    VEC(struct request_site) requests;
    VEC(struct tcp_site) tcp;
    VEC(struct expectation) expectations;
    VEC(struct transaction_site) transactions;
    VEC(struct row_name) rows;
    VEC(struct task) tasks;
    VEC(struct set) sets;
    VEC(struct kind) kinds;
    VEC(struct data_declaration) data;
    VEC(struct shared_declaration) shared;
    VEC(const char *) counters;
    VEC(struct pool_declaration) pools;
    VEC(struct message_handler) messages;
    VEC(uint32_t) setups;
    VEC(uint32_t) teardowns;
    VEC(struct threshold) thresholds;
    VEC(struct config_entry) config;
    VEC(struct named_constant) named_constants;
    VEC(struct load_phase) load;
    VEC(struct scenario_line) lines;
};

struct emitter {
    struct checker *checker;
    struct diag_list *diags;
    const struct source_set *sources;
    struct program *program;
    struct arena *arena; /* arena of the program */
    struct constant_folding folder;
    struct code code;
    uint32_t level;          /* sets around the code */
    const char *const *tags; /* of the sets around it; NULL-terminated */
    const char *owner;       /* name of the innermost of them */
    uint32_t owner_line;     /* the number of its line */
    uint16_t *slots;         /* of SYMBOL_LOCALs, by their index */
    bool has_dynamic_rows;
    struct strmap constant_index, row_index, regex_index, jsonpath_index; /* key → index + 1 */
    struct strmap set_index;      /* arguments and tags of a used set → index of its set + 1 */
    struct strmap argument_index; /* arguments alone */
    struct strmap line_index;     /* kind and place of a line → its number */
    struct program_tables tables;
};

/* ---- emit.c: the program ---- */

/* The program of a scenario that was checked without errors. NULL: the emitter has reported an error. */
struct program *emit_program(struct checker *checker);

/* ---- emit_code.c: functions and instructions ---- */

void code_begin(struct emitter *emitter, const char *name, span place, uint32_t parameters);
/* Ends the function with `return none`, unless it has ended, and stores it in the table at `index`, or at the
 * end for FUNCTION_NONE. Returns its index. */
uint32_t code_end(struct emitter *emitter, uint32_t index);

/* Sets the source line of the next instructions. */
void code_at(struct emitter *emitter, span place);
void code_op(struct emitter *emitter, enum opcode op);
uint32_t code_op_a(struct emitter *emitter, enum opcode op, uint32_t a);
uint32_t code_op_ab(struct emitter *emitter, enum opcode op, uint32_t a, uint32_t b);
/* A jump whose target is patched in later. */
uint32_t code_jump(struct emitter *emitter, enum opcode op);
/* Makes the next instruction the target of the jump. */
void code_land(struct emitter *emitter, uint32_t jump);
uint32_t code_here(struct emitter *emitter);
/* Reserves slots in the frame; code_locals_release(mark) releases them. */
uint32_t code_local(struct emitter *emitter, uint32_t count);

/* ---- emit_tables.c ---- */

uint32_t emit_constant(struct emitter *emitter, value v); /* takes the value */
uint32_t emit_text_constant(struct emitter *emitter, const char *text);
uint32_t emit_row(struct emitter *emitter, const char *type, const char *name);
/* The index of the compiled pattern; UINT32_MAX: it isn't valid, which is reported. */
uint32_t emit_regex(struct emitter *emitter, const char *text, size_t length, span place);
uint32_t emit_jsonpath(struct emitter *emitter, const char *text, size_t length, span place);

/* Pushes a known XPath and checks it, since the values of parameters are known only here. */
void emit_xpath(struct emitter *emitter, const char *text, size_t length, span place);
uint32_t emit_line(struct emitter *emitter, span place);
/* The number under which what starts at `place` is counted. Code that is emitted several times (a set that is
 * used with other arguments) has one number. `text` and `row` as in struct scenario_line; `text` lives in the
 * program's arena. */
uint32_t emit_counted(struct emitter *emitter, enum line_kind kind, span place, const char *text,
                      uint32_t row);
void emit_finish_tables(struct emitter *emitter);

/* ---- emit_expr.c, emit_call.c, emit_name.c ---- */

/* Emits code that pushes the value. */
void emit_expr(struct emitter *emitter, const struct expr *expr);
/* The same for the condition of an expectation; also records the value that it compares, for the report. */
void emit_noted(struct emitter *emitter, const struct expr *expr);
/* Sets *v if the value is known; the caller releases it. Reports an expression that always fails. */
bool emit_fold(struct emitter *emitter, const struct expr *expr, value *v);
void emit_call(struct emitter *emitter, const struct expr *expr);
void emit_load(struct emitter *emitter, const struct symbol *symbol, span place);
void emit_store(struct emitter *emitter, const struct symbol *symbol);
/* Stores the value from the top of the stack in `target`. For paths, emit_target_keys must push the keys
 * before the value. */
void emit_target_keys(struct emitter *emitter, const struct expr *target);
void emit_target(struct emitter *emitter, const struct expr *target);
/* Reserves a slot in the frame for a variable of a block. */
uint32_t emit_declare(struct emitter *emitter, const struct symbol *symbol);
/* Sets the captures of a block to none. */
void emit_captures(struct emitter *emitter, const struct symbol *first);

/* ---- emit_stmt.c, emit_assertion.c ---- */

void emit_block(struct emitter *emitter, const struct block *block);
void emit_expectation(struct emitter *emitter, const struct stmt *stmt);
void emit_capture(struct emitter *emitter, const struct stmt *stmt);
void emit_check(struct emitter *emitter, const struct stmt *stmt);
void emit_fail(struct emitter *emitter, const struct stmt *stmt);

/* ---- emit_request.c, emit_tcp.c, emit_template.c ---- */

void emit_request(struct emitter *emitter, const struct request *request, bool wants_value);
/* connect, send, receive, disconnect. */
void emit_tcp(struct emitter *emitter, const struct stmt *stmt);
/* The statements of a response block. */
void emit_response_block(struct emitter *emitter, const struct block *block);
/* Whether they contain a require or capture, directly or in a check. NULL is allowed. */
bool emit_needs_response(const struct block *block);

/* A template during construction. The code of each hole pushes its value. */
struct template_builder {
    VEC(struct template_part) parts;
    struct buffer text; /* constant text since the last hole */
    uint16_t *slots;    /* number of slots of the site; incremented */
};

/* Adds an expression as ${} shows it. False: it is known to be none; nothing was added. */
bool template_value(struct emitter *emitter, struct template_builder *builder, const struct expr *expr);
/* Adds an expression that is evaluated for each request, also if it is known. */
void template_hole(struct emitter *emitter, struct template_builder *builder, const struct expr *expr);
/* Adds a string literal part by part. A hole that is known to be none stays a hole. */
void template_string(struct emitter *emitter, struct template_builder *builder, const struct expr *string);
void template_json(struct emitter *emitter, struct template_builder *builder, const struct expr *expr);
struct template template_finish(struct emitter *emitter, struct template_builder *builder);

/* ---- row_names.c ---- */

/* The name of the row of a request: from its `as`, otherwise from its URL. NULL: it is known only at run
 * time. In the arena of the program. */
const char *row_name(struct emitter *emitter, const struct expr *name, const struct expr *url);
/* A string literal as written, with `${…}` for interpolations. */
const char *text_as_written(struct emitter *emitter, const struct expr *string);
/* Source text on one line, with whitespace collapsed. */
const char *source_on_one_line(struct emitter *emitter, span place);

/* ---- emit_set.c, emit_member.c, emit_run.c, emit_settings.c ---- */

void emit_users(struct emitter *emitter);
/* The first request of a unit that uses its host, and that of the hooks of the run. */
struct host_use emit_host_use(struct emitter *emitter, const struct unit *unit);
void emit_hook_host_use(struct emitter *emitter);
/* Emits a set in its scope. `is_first`: no other set has the same arguments, so setup and teardown run for
 * it. */
uint32_t emit_set(struct emitter *emitter, const struct task_set *tree, bool is_first);
/* The weight, times and tags of a member. */
struct member emit_member_with(struct emitter *emitter, const struct attributes *attributes, bool is_set);
struct member emit_use(struct emitter *emitter, const struct set_member *tree); /* emit_use.c */
size_t emit_tag_count(const char *const *tags);

/* The context of a set, saved while its members are emitted. */
struct set_scope {
    uint32_t level;
    const char *const *tags;
    const char *owner;
    uint32_t owner_line;
};

struct set_scope set_scope_enter(struct emitter *emitter, const char *owner, const char *const *tags,
                                 uint32_t owner_line);
void set_scope_leave(struct emitter *emitter, struct set_scope before);

void emit_functions(struct emitter *emitter);
void emit_unreached(struct emitter *emitter); /* after everything else that adds to the tables */
void emit_run_code(struct emitter *emitter);
void emit_settings(struct emitter *emitter);
void emit_thresholds(struct emitter *emitter);
void emit_load_phases(struct emitter *emitter);
struct client_settings emit_client(struct emitter *emitter, const struct setting *first,
                                   struct client_settings client);
/* The number if it is known; `otherwise` if it isn't written. */
double emit_number(struct emitter *emitter, const struct expr *expr, double otherwise);
/* Emits a block as a function; FUNCTION_NONE for NULL. */
uint32_t emit_body(struct emitter *emitter, const char *name, span place, const struct block *block);
/* Sets the wait of a set and its function. */
void emit_wait_member(struct emitter *emitter, const struct wait *wait, struct set *set);
/* Emits code that pushes the length of the wait. */
void emit_wait_length(struct emitter *emitter, const struct wait *wait);

#endif
