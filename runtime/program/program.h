/* A compiled scenario: the emitter builds it, the verifier approves it, and every reactor reads it.
 *
 * It is immutable, and all threads share it without locks: its values are immortal. It owns everything in it;
 * program_free frees it.
 *
 * Code is an array of fixed-size instructions for a stack machine (opcodes.def). The frame of a function is
 * its locals, parameters first, and its part of the stack. Task bodies, hooks, wait times, headers and first
 * values of variables are functions. FUNCTION_NONE: the scenario has no such function.
 *
 * `counted_as` is the number of the program's line (lines[counted_as - 1]) under which something is counted;
 * 0: it is on no line. */
#ifndef SWARM_PROGRAM_PROGRAM_H
#define SWARM_PROGRAM_PROGRAM_H

#include "runtime/base/arena.h"
#include "runtime/base/clock.h"
#include "runtime/model/client_settings.h"
#include "runtime/model/data_order.h"
#include "runtime/model/http_request.h"
#include "runtime/model/load_phase.h"
#include "runtime/model/row_name.h"
#include "runtime/model/scenario_line.h"
#include "runtime/model/tcp_request.h"
#include "runtime/model/threshold.h"
#include "runtime/text/data_file.h"
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
    RESPONSE_BODY, /* as text */
    RESPONSE_SIZE,
    RESPONSE_URL,
    RESPONSE_HEADERS,
    RESPONSE_FIRST_BYTE,
    RESPONSE_VERSION,
    RESPONSE_PEER,
    RESPONSE_CERTIFICATE,
    RESPONSE_REDIRECTS,
    RESPONSE_ERROR, /* "" when there was none */
    RESPONSE_RAW_BODY,
    RESPONSE_FIELD_COUNT
};

struct program_file {
    const char *path;   /* as messages show it */
    const char *folder; /* where relative paths of data, file() and read() start */
    const char *source; /* its text, for reports; NULL: library code of the standard library */
};

struct function {
    const char *name; /* for call stacks: "task home", "fn say", "on start of Visitor" */
    uint32_t file;    /* index into files */
    uint32_t line;    /* where it is declared, from 1 */
    struct instruction *code;
    uint32_t *lines; /* source line of each instruction */
    uint32_t count;  /* instructions */
    uint16_t parameters;
    uint16_t locals; /* parameters included */
    uint16_t stack;  /* largest number of values above the locals */
    bool needs_user; /* reads or writes the user's or a set's variables */
};

/* A text with holes, for interpolation. The code pushes values for the site that has the template; each hole
 * refers to one of them. */
struct template_part {
    const char *text; /* NULL for a hole */
    uint32_t length;
    uint16_t slot; /* index of the site's value for a hole; SLOT_NONE for text */
};

struct template
{
    const struct template_part *parts;
    size_t count;
};

/* `name: value` of headers, query, cookies, form. If the value is a single hole and `none` fills it, the
 * field is left out. */
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

/* The constant part of one request statement. */
struct request_site {
    const char *method;
    uint32_t row; /* index; ROW_DYNAMIC: the name is the value in name_slot (an `as` with an interpolation) */
    uint16_t name_slot;
    struct template url; /* as written, holes as ${} shows them; `none` in a hole is a runtime error */
    struct field_list headers, query, cookies, form; /* form: of form { } and multipart { } */
    enum body_kind body;
    struct template body_template;
    enum http_auth auth;
    uint16_t auth_user_slot, auth_secret_slot; /* SLOT_NONE where unused */
    uint16_t timeout_slot, redirects_slot;
    bool raw;
    bool needs_response; /* its block contains a require or capture: without a response the task ends */
    uint16_t slots;      /* number of values that REQUEST pops; slot 0 was pushed first */
    uint32_t counted_as;
    uint32_t file, line;
};

#define REGEX_NONE UINT32_MAX

/* The constant part of connect, send or receive. Whether the connection is TCP or UDP is known at run time.
 * If only one is possible, both rows are the same. */
struct tcp_site {
    enum tcp_action action;
    uint32_t tcp_row, udp_row; /* or ROW_DYNAMIC: the name is in name_slot */
    uint16_t name_slot;
    bool is_udp, is_tls;   /* CONNECT */
    enum tcp_goal goal;    /* RECEIVE */
    uint32_t regex;        /* of MATCHING; REGEX_NONE: its text is the operand */
    uint16_t operand_slot; /* address; bytes to send; delimiter, count or pattern; or SLOT_NONE */
    uint16_t port_slot;    /* SLOT_NONE where unused, like the next two */
    uint16_t timeout_slot, max_slot;
    bool needs_response; /* as in request_site */
    uint16_t slots;
    uint32_t counted_as;
    uint32_t file, line;
};

enum expectation_kind { EXPECTATION_EXPECT, EXPECTATION_REQUIRE, EXPECTATION_CAPTURE, EXPECTATION_FAIL };

struct expectation {
    enum expectation_kind kind;
    const char *text;   /* the text that groups its failures: "expect elapsed < 40ms", or the template of its
                           `else` or `fail` */
    const char *source; /* the expectation itself, for `swarm try` */
    uint32_t counted_as;
    uint32_t file, line;
};

struct transaction_site {
    uint32_t row; /* or ROW_DYNAMIC: TRANSACTION_BEGIN pops one value, the name */
    uint16_t slots;
    uint32_t counted_as;
};

struct regex_constant {
    const char *text;
    struct regex *regex;
};

struct jsonpath_constant {
    const char *text;
    struct jsonpath *path;
};

/* ---- users and sets ---- */

enum wait_kind {
    WAIT_INHERIT, /* there is no wait of its own: that of the outer set applies */
    WAIT_SLEEP,   /* the function gives how long to wait after a task */
    WAIT_PACING,  /* the function gives the time between the starts of two tasks (throughput: its inverse) */
};

enum member_kind { MEMBER_TASK, MEMBER_SET };

struct member {
    enum member_kind kind;
    uint32_t index;     /* into tasks or sets */
    double weight;      /* in a task set; 0: never chosen */
    uint32_t times;     /* of a task in a sequence: how often it runs before the next one; else 1 */
    uint32_t set_times; /* of a set: leave after so many tasks (a sequence: passes); 0: no limit */
    uint32_t arguments; /* of a set: function that returns the list of arguments, run in the outer scope */
    uint32_t counted_as;
    const char *const *tags; /* its own and those of all outer sets; NULL-terminated */
};

struct task {
    const char *name;
    uint32_t function;
};

enum set_kind { SET_TASKS, SET_SEQUENCE };

/* A task set or sequence, compiled once for each combination of constant arguments; also the body of a kind.
 */
struct set {
    const char *name;
    enum set_kind kind;
    struct member *members;
    size_t member_count;
    uint16_t parameters; /* the first of its variables */
    uint16_t variables;  /* number of variables, parameters included */
    uint32_t initialize; /* sets the variables; runs when a user enters the set, before on_start */
    enum wait_kind wait;
    uint32_t wait_function;
    uint32_t headers; /* returns its headers { } as a map */
    uint32_t on_start, on_stop;
    uint32_t setup, teardown; /* once per run */
    uint32_t counted_as;      /* of one that is used: its declaration; each member counts by itself */
};

/* The first request that uses the host of the kind or the run: an HTTP request if there is one, otherwise a
 * `connect`. */
struct host_use {
    uint32_t file, line; /* line 0: no request uses it */
    bool is_tcp;
};

struct kind {
    const char *name;
    double weight;
    uint32_t fixed;   /* 0: by weight */
    uint32_t set;     /* its body, whose variables are those of the user */
    const char *host; /* NULL: the host of the run */
    struct host_use host_use;
    struct client_settings client;
    uint32_t counted_as;
};

/* ---- the run ---- */

struct data_declaration {
    const char *name;
    struct data_format format;
    enum data_order order;
    const char *path; /* resolved against the folder of the scenario file */
    uint32_t file, line;
};

/* pool NAME max N */
struct pool_declaration {
    const char *name;
    size_t most; /* 1 or more; then the oldest value makes room */
};

struct shared_declaration {
    const char *name;
    uint32_t initialize; /* function that returns the first value */
};

struct message_handler {
    const char *type;
    uint32_t function; /* one parameter: the value */
};

/* A `const` of the main file, for --var and the web page. Only those whose value a text can give: bool, int,
 * float, duration, string. */
struct named_constant {
    const char *name;
    const char *type; /* as value_type_name */
    const char *text; /* its value, as --var takes it */
    uint32_t line;
};

/* `config { key value }`; the value is text, as for an option of the command line. */
struct config_entry {
    const char *key;
    const char *text;
    uint32_t file, line;
};

#define TABLE(type, name)                                                                                    \
    type *name;                                                                                              \
    size_t name##_count

struct program {
    struct arena arena;                /* of every text and table below */
    TABLE(struct program_file, files); /* the main file first */
    TABLE(value, constants);           /* immortal */
    TABLE(struct function, functions);
    TABLE(struct regex_constant, regexes);
    TABLE(struct jsonpath_constant, jsonpaths);
    TABLE(struct request_site, requests);
    TABLE(struct tcp_site, tcp);
    TABLE(struct expectation, expectations);
    TABLE(struct transaction_site, transactions);
    TABLE(struct row_name, rows); /* of the results, with names fixed at compile time */
    TABLE(struct task, tasks);
    TABLE(struct set, sets);
    TABLE(struct kind, kinds);
    TABLE(struct data_declaration, data);
    TABLE(struct shared_declaration, shared);
    TABLE(const char *, counters);
    TABLE(struct pool_declaration, pools);
    TABLE(struct message_handler, messages);
    TABLE(uint32_t, setups); /* functions, in order */
    TABLE(uint32_t, teardowns);
    TABLE(struct threshold, thresholds);
    TABLE(struct config_entry, config);
    TABLE(struct named_constant, named_constants);
    TABLE(struct load_phase, load);
    TABLE(struct scenario_line, lines);
    uint32_t load_max_users;       /* 0: no cap */
    struct client_settings client; /* of config { client { } }: for `setup` */
    struct host_use hook_host_use; /* of the hooks of the run */
    uint16_t user_variables;       /* slots; one per name over all kinds */
};

/* An empty program. */
struct program *program_new(void);

/* Frees the program with its values, regexes and paths. No thread may use it any more. NULL is allowed. */
void program_free(struct program *program);

/* ---- disasm.c ---- */

const char *opcode_name(enum opcode op);

/* Appends the listing: the tables of sites, then the functions in order, each instruction with its line and
 * its operands resolved (constants, names, targets). */
void program_disassemble(const struct program *program, struct buffer *out);

/* ---- verify.c ---- */

/* Checks that the program is safe to run, since the VM checks none of this: operands are within their tables,
 * jumps within their function; the stack has one height at each instruction, between 0 and `stack`; every
 * path ends with RETURN or an instruction that ends the task; request blocks nest; calls have the right
 * number of arguments; sets have no cycle. If it returns false, the reason, with function and instruction, is
 * appended to `why`. */
bool program_verify(const struct program *program, struct buffer *why);

#endif
