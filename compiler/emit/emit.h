/* The emitter: from a checked tree to a program. It mirrors the checker, one emit_ function per kind of node.
 *
 * It relies on what the checker noted in the tree, and folds again: code in a task set is emitted once for
 * each way the set is used with other constant arguments, so that these stand as values in names, URLs and
 * conditions.
 *
 * Functions are made one after the other in `code`; the tables grow in vectors and move into the program's
 * arena at the end. */
#ifndef SWARM_COMPILER_EMIT_EMIT_H
#define SWARM_COMPILER_EMIT_EMIT_H

#include "compiler/check/check.h"
#include "runtime/program/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What break, continue and fail have to leave. */
enum open_kind { OPEN_LOOP, OPEN_REQUEST, OPEN_TRANSACTION };

struct open_block {
    struct open_block *outer;
    enum open_kind kind;
    uint32_t height; /* of the stack outside of it */
    uint32_t again;  /* OPEN_LOOP: where it goes on */
    VEC(uint32_t) breaks;
    uint32_t transaction; /* OPEN_TRANSACTION: its site */
};

/* The function that is being made. */
struct code {
    const char *name; /* in the program's arena */
    span place;       /* where it is declared */
    VEC(struct instruction) instructions;
    VEC(uint32_t) lines;
    uint32_t line; /* of what is being emitted */
    uint32_t height, most_height;
    uint32_t locals, most_locals; /* in use now, and the maximum so far */
    uint32_t parameters;
    bool needs_user;
    bool is_once; /* setup or teardown of a set: no visit has begun, so parameters have no place */
    struct open_block *open;
    unsigned responses;   /* blocks of a response that the code is in; a check's own body is one */
    uint32_t last_target; /* the furthest instruction that a jump leads to */
};

/* The tables of the program while they grow; they move into its arena at the end. */
struct program_tables {
    VEC(value) constants;
    VEC(struct function) functions;
    VEC(struct regex_constant) regexes;
    VEC(struct jsonpath_constant) jsonpaths;
    VEC(struct request_site) requests;
    VEC(struct tcp_site) tcp;
    VEC(struct expectation) expectations;
    VEC(struct transaction_site) transactions;
    VEC(struct program_row) rows;
    VEC(struct task) tasks;
    VEC(struct set) sets;
    VEC(struct kind) kinds;
    VEC(struct data_declaration) data;
    VEC(struct shared_declaration) shared;
    VEC(const char *) counters;
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
    struct arena *arena; /* the program's */
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

/* ---- emit.c: the whole ---- */

/* The program of a scenario that was checked without an error, or NULL when something was found now. */
struct program *emit_program(struct checker *checker);

/* ---- emit_code.c: functions and instructions ---- */

void code_begin(struct emitter *emitter, const char *name, span place, uint32_t parameters);
/* Ends the function with `return none` unless it has ended, and puts it into the table at `index`, or, for
 * FUNCTION_NONE, at its end. Returns where it is. */
uint32_t code_end(struct emitter *emitter, uint32_t index);

/* From now on instructions belong to that line. */
void code_at(struct emitter *emitter, span place);
void code_op(struct emitter *emitter, enum opcode op);
uint32_t code_op_a(struct emitter *emitter, enum opcode op, uint32_t a);
uint32_t code_op_ab(struct emitter *emitter, enum opcode op, uint32_t a, uint32_t b);
/* A jump whose target is patched in later. */
uint32_t code_jump(struct emitter *emitter, enum opcode op);
/* That jump leads to the next instruction. */
void code_land(struct emitter *emitter, uint32_t jump);
uint32_t code_here(struct emitter *emitter);
/* A place in the frame, given back with code_locals_release(mark). */
uint32_t code_local(struct emitter *emitter, uint32_t count);

/* ---- emit_tables.c ---- */

uint32_t emit_constant(struct emitter *emitter, value v); /* takes it */
uint32_t emit_text_constant(struct emitter *emitter, const char *text);
uint32_t emit_row(struct emitter *emitter, const char *type, const char *name);
/* Index of the compiled pattern; UINT32_MAX after a report when it isn't one. */
uint32_t emit_regex(struct emitter *emitter, const char *text, size_t length, span place);
uint32_t emit_jsonpath(struct emitter *emitter, const char *text, size_t length, span place);

/* Pushes an XPath that is known, and sees that it is one: what a parameter stands for shows only here. */
void emit_xpath(struct emitter *emitter, const char *text, size_t length, span place);
uint32_t emit_line(struct emitter *emitter, span place);
/* The number under which what starts at `place` is counted. Code that is emitted several times (a set that is
 * used with other arguments) has one number. `text` and `row` as in struct scenario_line; `text` lives in the
 * program's arena. */
uint32_t emit_counted(struct emitter *emitter, enum line_kind kind, span place, const char *text,
                      uint32_t row);
void emit_finish_tables(struct emitter *emitter);

/* ---- emit_expr.c, emit_call.c, emit_name.c ---- */

/* Pushes the value. */
void emit_expr(struct emitter *emitter, const struct expr *expr);
/* The same for the condition of an expectation; the value that it compares is recorded for the report. */
void emit_noted(struct emitter *emitter, const struct expr *expr);
/* The value where it is known; reports what can't be worked out. Release it. */
bool emit_fold(struct emitter *emitter, const struct expr *expr, value *v);
void emit_call(struct emitter *emitter, const struct expr *expr);
void emit_load(struct emitter *emitter, const struct symbol *symbol, span place);
void emit_store(struct emitter *emitter, const struct symbol *symbol);
/* Takes the value from the top of the stack into what `target` names; for paths, the keys were pushed before
 * it by emit_target_keys. */
void emit_target_keys(struct emitter *emitter, const struct expr *target);
void emit_target(struct emitter *emitter, const struct expr *target);
/* A place in the frame for a variable of a block. */
uint32_t emit_declare(struct emitter *emitter, const struct symbol *symbol);
/* The captures of a block begin as none. */
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
/* The statements over a response. */
void emit_response_block(struct emitter *emitter, const struct block *block);
/* Whether they have a require or capture, itself or in a check. NULL is fine. */
bool emit_needs_response(const struct block *block);

/* A text with holes that is being put together; the code for each hole pushes its value. */
struct template_builder {
    VEC(struct template_part) parts;
    struct buffer text; /* constant text since the last hole */
    uint16_t *slots;    /* of the site, counted up */
};

/* An expression as ${} shows it. False when it is known to be none: nothing was added. */
bool template_value(struct emitter *emitter, struct template_builder *builder, const struct expr *expr);
/* A string literal part by part; a hole that is known to be none stays one. */
void template_string(struct emitter *emitter, struct template_builder *builder, const struct expr *string);
void template_json(struct emitter *emitter, struct template_builder *builder, const struct expr *expr);
struct template template_finish(struct emitter *emitter, struct template_builder *builder);

/* ---- row_names.c ---- */

/* The name of a request's row: of its `as`, else of its URL; NULL where it is known at run time only. In the
 * program's arena. */
const char *row_name(struct emitter *emitter, const struct expr *name, const struct expr *url);
/* A string literal as it is written, with `${…}` for what is interpolated. */
const char *text_as_written(struct emitter *emitter, const struct expr *string);
/* Source text on one line, blanks collapsed. */
const char *source_on_one_line(struct emitter *emitter, span place);

/* ---- emit_set.c, emit_member.c, emit_run.c, emit_settings.c ---- */

void emit_users(struct emitter *emitter);
/* The first request that a unit sends to its host; and that of the hooks of the run. */
struct host_use emit_host_use(struct emitter *emitter, const struct unit *unit);
void emit_hook_host_use(struct emitter *emitter);
/* A set within its scope; `is_first`: no other has the same arguments, so that its setup and teardown are its
 * own. */
uint32_t emit_set(struct emitter *emitter, const struct task_set *tree, bool is_first);
/* What a set has in a member of it: weight, times, tags. */
struct member emit_member_with(struct emitter *emitter, const struct attributes *attributes, bool is_set);
struct member emit_use(struct emitter *emitter, const struct set_member *tree); /* emit_use.c */
size_t emit_tag_count(const char *const *tags);

/* Where the code of a set stands: kept while its members are made. */
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
/* The number, as far as it is known; `otherwise` where it isn't written. */
double emit_number(struct emitter *emitter, const struct expr *expr, double otherwise);
/* Code of one block as a function of its own; FUNCTION_NONE for NULL. */
uint32_t emit_body(struct emitter *emitter, const char *name, span place, const struct block *block);
/* Which sets have a wait, and the function of it. */
void emit_wait_member(struct emitter *emitter, const struct wait *wait, struct set *set);
/* Pushes how long the wait is. */
void emit_wait_length(struct emitter *emitter, const struct wait *wait);

#endif
