/* One constructor per kind of node, for the actions of grammar/swarm.y. The first argument after the parser
 * is the span of the whole node. A constructor fills in the node and reports errors that are visible at once.
 * Nodes are in the arena of the parser.
 *
 * `…_add` functions append to a list. `foreign_…` and `unknown_…` functions report input that the grammar
 * accepts only to give a good diagnostic. */
#ifndef SWARM_COMPILER_PARSE_AST_BUILD_H
#define SWARM_COMPILER_PARSE_AST_BUILD_H

#include "compiler/parse/parser.h"
#include "compiler/parse/scanner.h"
#include "compiler/tree/ast.h"

/* Appends a node to a list of ast.h. */
#define LIST_ADD(list, node)                                                                                 \
    do {                                                                                                     \
        if ((list)->last != NULL)                                                                            \
            (list)->last->next = (node);                                                                     \
        else                                                                                                 \
            (list)->first = (node);                                                                          \
        (list)->last = (node);                                                                               \
        (list)->count++;                                                                                     \
    } while (0)

/* Records a mark for the formatter, if there is one. */
void layout_mark(struct parser *parser, enum layout_mark_kind kind, span place);

/* ---- build_string.c ---- */

struct expr *string_plain(struct parser *parser, span place);
struct expr *string_raw(struct parser *parser, span place);

/* Creates a string from the parts that string_part_add collected; `open` is the span of the opening quotes.
 * Resolves escapes and indent. */
struct expr *string_of_parts(struct parser *parser, span place, span open, struct string_part_list parts);
void string_part_add(struct parser *parser, struct string_part_list *parts, span place, struct expr *expr);

/* A string with the text of a word: a key, a method. */
struct expr *string_of_word(struct parser *parser, struct name name);
struct expr *string_of_method(struct parser *parser, span place, const char *word);

/* ---- build_expr.c ---- */

struct expr *expr_new(struct parser *parser, span place, enum expr_kind kind);
struct expr *expr_error(struct parser *parser, span place);
struct expr *expr_boolean(struct parser *parser, span place, bool value);
struct expr *expr_integer(struct parser *parser, span place, int64_t value);
struct expr *expr_floating(struct parser *parser, span place, double value);
struct expr *expr_duration(struct parser *parser, span place, nanos value);
struct expr *expr_rate(struct parser *parser, span place, struct rate_literal rate);
struct expr *expr_list(struct parser *parser, span place, struct expr_list items);
struct expr *expr_map(struct parser *parser, span place, struct map_pair_list entries);
struct expr *expr_name(struct parser *parser, struct name name);
struct expr *expr_member(struct parser *parser, span place, struct expr *object, struct name name);
struct expr *expr_index(struct parser *parser, span place, struct expr *object, struct expr *index,
                        span bracket);
struct expr *expr_call(struct parser *parser, span place, struct expr *object, struct name name,
                       struct expr_list arguments, span paren);
struct expr *expr_negate(struct parser *parser, span place, span minus, struct expr *operand);
struct expr *expr_unary(struct parser *parser, span place, enum unary_op op, struct expr *operand);
struct expr *expr_binary(struct parser *parser, span place, enum binary_op op, span op_span,
                         struct expr *left, struct expr *right);
struct expr *expr_is(struct parser *parser, span place, struct expr *value, bool negated, struct name type);
struct expr *expr_range(struct parser *parser, span place, struct expr *first, struct expr *last);
struct expr *expr_conditional(struct parser *parser, span place, struct expr *condition, struct expr *then,
                              struct expr *otherwise, span colon);
struct expr *expr_parenthesized(span place, struct expr *inner);
struct expr *expr_take(struct parser *parser, span place, struct name name);
struct expr *expr_request(struct parser *parser, span place, struct request *request);

struct map_pair *map_pair_new(struct parser *parser, span place, struct expr *key, struct expr *value);
void map_add(struct map_pair_list *entries, struct map_pair *entry);
void expr_add(struct expr_list *list, struct expr *expr);

/* An expression at a place where a rate is expected: `200/s`, or `n/s`. */
struct expr *rate_place(struct parser *parser, struct expr *expr);

/* ---- build_stmt.c: statements and requests ---- */

struct stmt *stmt_new(struct parser *parser, span place, enum stmt_kind kind);
struct stmt *stmt_let(struct parser *parser, span place, struct name name, struct expr *value);
struct stmt *stmt_assign(struct parser *parser, span place, struct expr *target, struct expr *value);
struct stmt *stmt_branch(struct parser *parser, span place, struct if_arm_list arms, struct block *otherwise);
struct stmt *stmt_for(struct parser *parser, span place, struct name key, struct name value,
                      struct expr *iterable, struct block *body);
struct stmt *stmt_while(struct parser *parser, span place, struct expr *condition, struct block *body);
struct stmt *stmt_repeat(struct parser *parser, span place, struct expr *times, struct block *body);
struct stmt *stmt_of_value(struct parser *parser, span place, enum stmt_kind kind, struct expr *value);
struct stmt *stmt_wait(struct parser *parser, span place, struct wait wait);
struct stmt *stmt_interrupt(struct parser *parser, span place, bool later);
struct stmt *stmt_stop(struct parser *parser, span place, bool whole_run);
struct stmt *stmt_transaction(struct parser *parser, span place, struct expr *name, struct block *body);
/* `cookie` may be NULL. Reports anything but `forget cookies`, `forget session` and `forget cookie "name"`.
 */
struct stmt *stmt_forget(struct parser *parser, span place, struct name what, struct expr *cookie);

struct stmt *stmt_publish(struct parser *parser, span place, struct expr *type, struct expr *value);
struct stmt *stmt_expect(struct parser *parser, span place, enum stmt_kind kind, struct expr *condition,
                         struct expr *otherwise);
struct stmt *stmt_capture(struct parser *parser, span place, struct expr *target, struct expr *value);
struct stmt *stmt_check(struct parser *parser, span place, struct name name, struct expr_list arguments);
struct stmt *stmt_connect(struct parser *parser, span place, struct connect connect);
struct stmt *stmt_send(struct parser *parser, span place, struct expr *value, struct expr *name);
struct stmt *stmt_receive(struct parser *parser, span place, struct receive receive);
void stmt_add(struct parser *parser, struct stmt_list *list, struct stmt *stmt);
/* A `return` without a value. */
void stmt_add_return(struct parser *parser, struct stmt_list *list, span place);

void if_arm_add(struct parser *parser, struct if_arm_list *arms, span place, struct expr *condition,
                struct block *block);
struct block *block_new(struct parser *parser, span place, struct stmt_list statements);
struct wait wait_new(span place, enum wait_form form, struct expr *first, struct expr *second);

/* Sets an option of connect or receive, at most once; `word` is its name. */
void option_set(struct parser *parser, struct expr **option, struct expr *value, span word);

/* The content of the braces of a request. */
struct request_body {
    struct clause_list clauses;
    struct block *block;
};

struct request *request_new(struct parser *parser, span head, struct expr *method, struct expr *url,
                            struct expr *name);
struct request *request_close(struct request *request, span place, struct request_body body);
struct request_body request_body(struct parser *parser, span place, struct clause_list clauses,
                                 struct stmt_list statements);
struct clause *clause_new(struct parser *parser, span place, span word, enum clause_kind kind,
                          struct expr *value);
struct clause *clause_auth(struct parser *parser, span place, span word, struct name scheme,
                           struct expr_list arguments, span paren);
void clause_add(struct clause_list *list, struct clause *clause);

/* ---- build_decl.c: declarations and members ---- */

struct decl *decl_include(struct parser *parser, span place, span word, struct expr *path);
struct decl *decl_constant(struct parser *parser, span place, span word, enum decl_kind kind,
                           struct name name, struct expr *value);
struct decl *decl_data(struct parser *parser, span place, span word, struct name name, struct name source,
                       struct expr_list arguments, span paren, struct data_options options);
void data_order_set(struct parser *parser, struct data_options *options, enum data_order order, span word);
void data_option_set(struct parser *parser, struct expr **option, span *word_place, struct expr *value,
                     span word);
struct decl *decl_pool(struct parser *parser, span place, span word, struct name name, struct expr *max);
struct decl *decl_counter(struct parser *parser, span place, span word, struct name name);
struct decl *decl_hook(struct parser *parser, span place, span word, enum decl_kind kind, struct block *body);
struct decl *decl_message(struct parser *parser, span place, span word, struct expr *type, struct name value,
                          struct block *body);
struct decl *decl_function(struct parser *parser, span place, span word, enum decl_kind kind,
                           struct name name, struct parameter_list parameters, struct block *body);
struct decl *decl_set(struct parser *parser, span place, span word, bool is_sequence, struct name name,
                      struct parameter_list parameters, struct attributes attributes,
                      struct set_member_list members);
struct decl *decl_user(struct parser *parser, span place, span word, struct name name,
                       struct attributes attributes, struct set_member_list members);
void ast_add_decl(struct parser *parser, struct decl *decl);
void parameter_add(struct parser *parser, struct parameter_list *list, struct name name);
enum data_order unknown_order(struct parser *parser, struct name name);

struct set_member *member_wait(struct parser *parser, span place, struct wait wait);
struct set_member *member_headers(struct parser *parser, span place, span word, struct expr *headers);
struct set_member *member_var(struct parser *parser, span place, span word, struct name name,
                              struct expr *value);
struct set_member *member_hook(struct parser *parser, span place, span word, enum set_member_kind kind,
                               struct block *body);
struct set_member *member_task(struct parser *parser, span place, span word, struct name name,
                               struct attributes attributes, struct block *body);
struct set_member *member_set(struct parser *parser, span place, span word, bool is_sequence,
                              struct name name, struct parameter_list parameters, span parameters_span,
                              struct attributes attributes, struct set_member_list members);
struct set_member *member_use(struct parser *parser, span place, span word, struct name name,
                              struct expr_list arguments, struct attributes attributes);
struct set_member *member_host(struct parser *parser, span place, span word, struct expr *host);
struct set_member *member_client(struct parser *parser, span place, span word, struct setting_list settings);
void member_add(struct parser *parser, struct set_member_list *list, struct set_member *member);

void attribute_set(struct parser *parser, struct expr **attribute, span *place, struct expr *value,
                   span word);
void attribute_tags(struct parser *parser, struct attributes *attributes, struct expr_list tags, span word,
                    span last);
void unknown_attribute(struct parser *parser, struct name name);

/* ---- build_settings.c: config, thresholds, load ---- */

struct decl *decl_config(struct parser *parser, span place, span word, struct setting_list settings);
struct decl *decl_thresholds(struct parser *parser, span place, span word,
                             struct threshold_line_list thresholds);
struct decl *decl_load(struct parser *parser, span place, span word, struct stage_list stages);
struct setting *setting_new(struct parser *parser, span place, struct name key, struct expr_list values);
struct setting *setting_group(struct parser *parser, span place, struct name key,
                              struct setting_list settings);
void setting_add(struct parser *parser, struct setting_list *list, struct setting *setting);
/* `first_byte p95`, or a metric without a phase, whose text is NULL then. */
struct measured {
    struct name phase, metric;
};

struct threshold_line *threshold_new(struct parser *parser, span place, struct expr *row,
                                     struct measured measured, enum binary_op op, struct expr *value);
struct threshold_line *threshold_abort(struct threshold_line *threshold, span place, struct expr *after);
void threshold_add(struct parser *parser, struct threshold_line_list *list, struct threshold_line *threshold);
struct name metric_with_fraction(struct parser *parser, span place);
struct stage *stage_new(struct parser *parser, span place, enum stage_kind kind, struct expr *value,
                        struct expr *duration, bool is_poisson);
struct stage *stage_step(struct stage *stage, struct expr *limit);
void stage_add(struct parser *parser, struct stage_list *list, struct stage *stage);

/* ---- foreign_syntax.c ---- */

void foreign_def(struct parser *parser, span place);
void foreign_elif(struct parser *parser, span place, const char *word);
void foreign_var_statement(struct parser *parser, span place);
void foreign_send_timeout(struct parser *parser, span place);
void foreign_let_member(struct parser *parser, span place);
void foreign_change(struct parser *parser, const struct expr *target, span place, enum binary_op op,
                    const struct expr *value);
void foreign_map_assign(struct parser *parser, span place);

/* `a < b < c`: reported, and treated as `a < b and b < c`. */
struct expr *foreign_chain(struct parser *parser, span place, struct expr *left, enum binary_op op,
                           span op_span, struct expr *right);

void foreign_not_word(struct parser *parser, span place, const struct expr *left, span word,
                      const struct expr *right);

/* A clause where only statements are allowed; `before` is the statement before it, or NULL. */
void misplaced_clause(struct parser *parser, const struct clause *clause, const struct stmt *before);

#endif
