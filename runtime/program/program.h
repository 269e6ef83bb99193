/* A compiled scenario: what swarmc's emitter makes, the verifier approves, and every reactor reads.
 *
 * Immutable once it is compiled; one for the process, shared by all threads without locks: its values are
 * immortal, its tables are never written. Everything in it is owned by it and freed by program_free.
 *
 * Code is a list of fixed-size instructions for a stack machine (opcodes.def). A function's frame is its
 * locals (parameters first) and its part of the stack. What a user does is functions too: task bodies, hooks,
 * wait times, headers, initial values of variables. FUNCTION_NONE stands where the scenario has none. */
#ifndef SWARM_PROGRAM_PROGRAM_H
#define SWARM_PROGRAM_PROGRAM_H

#include "runtime/base/arena.h"
#include "runtime/base/clock.h"
#include "runtime/model/client_settings.h"
#include "runtime/model/data_order.h"
#include "runtime/model/http_request.h"
#include "runtime/model/load_phase.h"
#include "runtime/model/tcp_request.h"
#include "runtime/model/threshold.h"
#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct regex;
struct jsonpath;

enum opcode {
#define OP(name, a, b, pops, pushes) OP_##name,
#include "runtime/program/opcodes.def"
#undef OP
    OPCODE_COUNT
};

struct instruction {
    uint16_t op; /* enum opcode */
    uint16_t b;
    uint32_t a;
};

#define FUNCTION_NONE UINT32_MAX
#define ROW_DYNAMIC UINT32_MAX
#define SLOT_NONE UINT16_MAX
#define GROUP_DEFAULT UINT16_MAX

/* Operand of CONTEXT_LOAD. */
enum context_field {
    CONTEXT_USER_ID,
    CONTEXT_USER_KIND,
    CONTEXT_ITERATION,
    CONTEXT_WORKER_INDEX,
    CONTEXT_WORKER_COUNT,
    CONTEXT_HOST,
    CONTEXT_RUN_ELAPSED,
    CONTEXT_FIELD_COUNT
};

/* Operand of RESPONSE_FIELD; MEMBER on a response knows them by name. */
enum response_field {
    RESPONSE_STATUS,
    RESPONSE_ELAPSED,
    RESPONSE_BODY,
    RESPONSE_SIZE,
    RESPONSE_URL,
    RESPONSE_HEADERS,
    RESPONSE_ERROR, /* "" when there was none */
    RESPONSE_FIELD_COUNT
};

struct program_file {
    const char *path;   /* as messages show it */
    const char *folder; /* that relative paths of data, file() and read() start from */
};

struct function {
    const char *name; /* for call stacks: "task home", "fn say", "on start of Visitor" */
    uint32_t file;    /* index into files */
    uint32_t line;    /* where it is declared, from 1 */
    struct instruction *code;
    uint32_t *lines; /* of each instruction's source */
    uint32_t count;  /* instructions */
    uint16_t parameters;
    uint16_t locals; /* parameters included */
    uint16_t stack;  /* values above the locals at the most */
    bool needs_user; /* reads or writes the user's or a set's variables */
};

/* A text with holes: constant parts spliced together at compile time, slots filled by the values that the
 * code pushed for the site. */
struct template_part {
    const char *text; /* NULL for a hole */
    uint32_t length;
    uint16_t slot; /* SLOT_NONE for text */
};

struct template
{
    const struct template_part *parts;
    size_t count;
};

/* `name: value` of headers, query, cookies, form. A value that is one hole whose value is `none` is left out.
 */
struct field {
    struct template name;
    struct template value;
};

struct field_list {
    const struct field *fields;
    size_t count;
};

enum body_kind {
    BODY_NONE,
    BODY_JSON, /* body_template, holes JSON-encoded */
    BODY_RAW,  /* body_template, holes as ${} shows them */
    BODY_FORM,
    BODY_MULTIPART,
};

/* What the code cannot compute at run time about one request statement. */
struct request_site {
    const char *method;
    uint32_t row; /* its row, or ROW_DYNAMIC: the name is in name_slot, an interpolated `as` */
    uint16_t name_slot;
    struct template url; /* as written, holes as ${} shows them; `none` in a hole is a runtime error */
    struct field_list headers, query, cookies, form; /* form: of form { } and multipart { } */
    const bool *form_files; /* per form field: its value is a path to send (multipart only); NULL: none is */
    enum body_kind body;
    struct template body_template;
    enum http_auth auth;
    uint16_t auth_user_slot, auth_secret_slot; /* SLOT_NONE where unused */
    uint16_t timeout_slot, redirects_slot;
    bool raw;
    bool needs_response; /* its block has a require or capture: without a response the task's rest is skipped
                          */
    uint16_t slots;      /* values that REQUEST pops; slot 0 was pushed first */
    uint32_t file, line;
};

#define REGEX_NONE UINT32_MAX

/* The same of connect, send and receive. Whether it is TCP or UDP that they are said to be shows when they
 * run; where only one can be, both rows are that one's. */
struct tcp_site {
    enum tcp_action action;
    uint32_t tcp_row, udp_row; /* or ROW_DYNAMIC: the name is in name_slot */
    uint16_t name_slot;
    bool is_udp, is_tls;   /* CONNECT */
    enum tcp_goal goal;    /* RECEIVE */
    uint32_t regex;        /* of MATCHING; REGEX_NONE: its text is the operand */
    uint16_t operand_slot; /* address; what is sent; delimiter, count or pattern; SLOT_NONE */
    uint16_t port_slot;    /* SLOT_NONE where unused, like the next two */
    uint16_t timeout_slot, max_slot;
    bool needs_response; /* as above */
    uint16_t slots;
    uint32_t file, line;
};

enum expectation_kind { EXPECTATION_EXPECT, EXPECTATION_REQUIRE, EXPECTATION_CAPTURE, EXPECTATION_FAIL };

struct expectation {
    enum expectation_kind kind;
    const char *
        text; /* what groups its failures: "expect elapsed < 40ms", or the template of its `else` or `fail` */
    const char *source; /* always the expectation itself, for `swarm try` */
    uint32_t file, line;
};

struct transaction_site {
    uint32_t row; /* or ROW_DYNAMIC: TRANSACTION_BEGIN pops one value, the name */
    uint16_t slots;
};

/* A row of the report, fixed at compile time. */
struct program_row {
    const char *type; /* "GET", "TXN", "TCP" … */
    const char *name;
};

struct regex_constant {
    const char *text;
    struct regex *regex;
};

struct jsonpath_constant {
    const char *text;
    struct jsonpath *path;
};

/* ---- what users are made of ---- */

enum wait_kind {
    WAIT_INHERIT, /* none written: the one of the set around holds */
    WAIT_SLEEP,   /* the function gives how long to wait after a task */
    WAIT_PACING,  /* the function gives the time from a task's start to the next one's (throughput: its
                     inverse) */
};

enum member_kind { MEMBER_TASK, MEMBER_SET };

struct member {
    enum member_kind kind;
    uint32_t index;          /* into tasks or sets */
    double weight;           /* of a task set's pick; 0: never */
    uint32_t times;          /* of a task in a sequence: runs before the next; else 1 */
    uint32_t set_times;      /* of a set: leave after so many tasks (a sequence: passes); 0: no bound */
    uint32_t arguments;      /* function run in the parent's scope that returns the list of arguments, or
                                FUNCTION_NONE */
    const char *const *tags; /* NULL-terminated; its own and those of every set around it */
};

struct task {
    const char *name;
    uint32_t function;
};

enum set_kind { SET_TASKS, SET_SEQUENCE };

/* A task set or sequence, one for each way it is used with other constant arguments; a kind's body is one
 * too. */
struct set {
    const char *name;
    enum set_kind kind;
    struct member *members;
    size_t member_count;
    uint16_t parameters; /* the first variables of a visit */
    uint16_t variables;  /* of a visit, parameters included */
    uint32_t initialise; /* sets the variables; run at entry, before on_start */
    enum wait_kind wait;
    uint32_t wait_function;
    uint32_t headers; /* returns the map of its headers { } */
    uint32_t on_start, on_stop;
    uint32_t setup, teardown; /* once per run */
};

/* The first request that goes to the host of whoever sends it, one of HTTP rather than a `connect`. */
struct host_use {
    uint32_t file, line; /* line 0: none does */
    bool is_tcp;
};

struct kind {
    const char *name;
    double weight;
    uint32_t fixed;   /* 0: by weight */
    uint32_t set;     /* its body; that set's variables are the user's */
    const char *host; /* NULL: the run's */
    struct host_use host_use;
    struct client_settings client;
};

/* ---- what a run has ---- */

enum data_source { DATA_CSV, DATA_JSON, DATA_LINES };

struct data_declaration {
    const char *name;
    enum data_source source;
    enum data_order order;
    const char *path; /* resolved against the file it is written in */
    uint32_t file, line;
};

struct shared_declaration {
    const char *name;
    uint32_t initialise; /* function that returns the first value */
};

struct message_handler {
    const char *type;
    uint32_t function; /* one parameter: the value */
};

/* `config { key value }`, the value as text, for the options table of the command line. */
struct config_entry {
    const char *key;
    const char *text;
    uint32_t file, line;
};

#define TABLE(type, name)                                                                                    \
    type *name;                                                                                              \
    size_t name##_count

struct program {
    struct arena arena; /* of every text and table below */
    TABLE(struct program_file, files);
    TABLE(value, constants); /* immortal */
    TABLE(struct function, functions);
    TABLE(struct regex_constant, regexes);
    TABLE(struct jsonpath_constant, jsonpaths);
    TABLE(struct request_site, requests);
    TABLE(struct tcp_site, tcp);
    TABLE(struct expectation, expectations);
    TABLE(struct transaction_site, transactions);
    TABLE(struct program_row, rows);
    TABLE(struct task, tasks);
    TABLE(struct set, sets);
    TABLE(struct kind, kinds);
    TABLE(struct data_declaration, data);
    TABLE(struct shared_declaration, shared);
    TABLE(const char *, counters);
    TABLE(struct message_handler, messages);
    TABLE(uint32_t, setups); /* functions, in order */
    TABLE(uint32_t, teardowns);
    TABLE(struct threshold, thresholds);
    TABLE(struct config_entry, config);
    TABLE(struct load_phase, load);
    uint32_t load_max_users;       /* 0: no cap */
    struct client_settings client; /* of config { client { } }: for `setup` */
    struct host_use hook_host_use; /* of the hooks of the run */
    uint16_t user_variables;       /* slots; one per name over all kinds */
    const char *source;            /* text of the main file, for reports */
};

/* An empty program. */
struct program *program_new(void);

/* Frees it, its immortal values, regexes and paths; no thread may run it any more. NULL is fine. */
void program_free(struct program *program);

/* ---- disasm.c ---- */

const char *opcode_name(enum opcode op);

/* Appends the listing: the tables of sites, then the functions in order, each instruction with its line and
 * its operands resolved (constants, names, targets). */
void program_disassemble(const struct program *program, struct buffer *out);

/* ---- verify.c ---- */

/* Whether the program can be run without the VM looking again: operands within their tables, jumps within
 * their function and to instructions, the stack never below empty nor above `stack` and of one height at each
 * instruction, every path ended by RETURN or an instruction that ends the task, request blocks properly
 * nested, calls with the right number of arguments, sets without a cycle. False with the reason, naming
 * function and instruction, appended to `why`. */
bool program_verify(const struct program *program, struct buffer *why);

#endif
