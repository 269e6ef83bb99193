/* The grammar of .swarm: LALR(1), no conflicts, no precedence declarations.
 *
 * Read it top down: file, declarations, members, statements, requests, expressions, names, at the end the
 * lists of words. Every action is a call of one constructor of compiler/parse/ast_build.h.
 *
 * Newlines have no meaning. Statements need no separator, because each starts with a keyword, or with a name and
 * `=` `(` `.` or `[`, and no expression can continue with such a word. So a new word may start a statement, or
 * continue an expression, but not both, unless the scanner distinguishes the two (the PEEK and AFTER words of
 * keywords.def).
 *
 * Recovery: each list between braces has an alternative `error SYNC`. After a syntax error the token stream
 * (compiler/parse/token_stream.h) skips to the next line of that list, or to its closing brace, and returns SYNC.
 *
 * Alternatives that only exist to give a good message (`def`, `elif`, `{a = 1}`, …) call a foreign_… function. */

%require "3.8"
%expect 0
%define api.pure full
%define api.prefix {grammar_}
%define api.token.prefix {TOKEN_}
%define api.location.type {struct span}
%define parse.error custom
%define parse.lac full
%locations
%param {struct parser *parser}

%code requires {
#include "compiler/parse/ast_build.h"
}

%code {
#define YYMAXDEPTH 20000

#define YYLLOC_DEFAULT(current, rhs, count)                                                     \
    ((current) = (count) ? span_join(YYRHSLOC(rhs, 1), YYRHSLOC(rhs, count))                    \
                         : (span){YYRHSLOC(rhs, 0).file,                                        \
                                  YYRHSLOC(rhs, 0).offset + YYRHSLOC(rhs, 0).length, 0})

static int grammar_lex(GRAMMAR_STYPE *value, span *place, struct parser *parser);
static void grammar_error(const span *place, struct parser *parser, const char *message);
}

%union {
    const char *word;
    int64_t integer;
    double floating;
    nanos duration;
    struct rate_literal rate;
    bool flag;
    int choice;
    struct name name;
    struct expr *expr;
    struct expr_list exprs;
    struct string_part_list parts;
    struct map_pair *entry;
    struct map_pair_list entries;
    struct stmt *stmt;
    struct stmt_list stmts;
    struct block *block;
    struct if_arm_list arms;
    struct wait wait;
    struct connect connect;
    struct receive receive;
    struct clause *clause;
    struct clause_list clauses;
    struct request *request;
    struct request_body body;
    struct parameter_list parameters;
    struct attributes attributes;
    struct setting *setting;
    struct setting_list settings;
    struct measured measured;
    struct threshold_line *threshold;
    struct threshold_line_list thresholds;
    struct stage *stage;
    struct stage_list stages;
    struct set_member *member;
    struct set_member_list members;
    struct data_options data_options;
    struct decl *decl;
}

/* Literals. A string without `${` is one token, another is STRING_OPEN, then TEXT and OPEN_CODE … CLOSE_CODE,
 * then STRING_CLOSE. */
%token <integer> INTEGER "an integer"
%token <floating> FLOAT "a number"
%token <duration> DURATION "a duration"
%token <rate> RATE_LITERAL "a rate"
%token STRING "a string"
%token RAW_STRING "a raw string"
%token STRING_OPEN "a string with ${"
%token TEXT "the text of a string"
%token OPEN_CODE "${"
%token CLOSE_CODE "} of ${"
%token STRING_CLOSE "the end of a string"

%token <word> NAME "a name"

/* Made by the token stream, not by the scanner. */
%token SYNC "the next line"
%token COMMENT "a comment"

%token ASSIGN "=" EQUAL "==" NOT_EQUAL "!=" LESS "<" LESS_EQUAL "<=" GREATER ">" GREATER_EQUAL ">="
%token PLUS "+" MINUS "-" STAR "*" SLASH "/" PERCENT "%" QUESTION "?" COLON ":" COMMA "," DOT "." DOTS ".."
%token OPEN_PAREN "(" CLOSE_PAREN ")" OPEN_BRACKET "[" CLOSE_BRACKET "]" OPEN_BRACE "{" CLOSE_BRACE "}"
%token <choice> CHANGE "+="

/* Words: keywords.def. */
%token <word> TRUE "true" FALSE "false" NONE "none" AND "and" OR "or" NOT "not" IN "in" IS "is" AS "as"
%token <word> ELSE "else" LET "let" IF "if" FOR "for" WHILE "while" REPEAT "repeat" BREAK "break"
%token <word> CONTINUE "continue" RETURN "return" WAIT "wait" LOG "log" INTERRUPT "interrupt" EXPECT "expect"
%token <word> REQUIRE "require" CAPTURE "capture" CONNECT "connect" SEND "send" RECEIVE "receive"
%token <word> DISCONNECT "disconnect" TAKE "take" INCLUDE "include" CONST "const" FN "fn"

%token <word> CONFIG "config" THRESHOLDS "thresholds" LOAD "load" DATA "data" SHARED "shared"
%token <word> COUNTER "counter" SETUP "setup" TEARDOWN "teardown" ON "on" MESSAGE "message" START "start"
%token <word> CHECK "check" TASKSET "taskset" SEQUENCE "sequence" USER "user" TASK "task" USE "use" VAR "var"
%token <word> HOST "host" CLIENT "client" WEIGHT "weight" FIXED "fixed" TIMES "times" TAGS "tags" DEF "def"
%token <word> CIRCULAR "circular" SEQUENTIAL "sequential" RANDOM "random" SHUFFLE "shuffle" UNIQUE "unique"
%token <word> DELIMITER "delimiter" ENCODING "encoding"
%token <word> ABORT "abort" AFTER "after" RAMP "ramp" HOLD "hold" STEP "step" RATE "rate"
%token <word> MAX_USERS "max_users" USERS "users" EVERY "every" UP "up" TO "to" OVER "over" POISSON "poisson"
%token <word> FAIL "fail" STOP "stop" RUN "run" TRANSACTION "transaction" PUBLISH "publish"
%token <word> FORGET "forget" POOL "pool"
%token <word> GET "get" POST "post" PUT "put" PATCH "patch" DELETE "delete" HEAD "head" OPTIONS "options"
%token <word> REQUEST "request" HEADERS "headers" QUERY "query" COOKIES "cookies" FORM "form"
%token <word> MULTIPART "multipart" AUTH "auth" RAW "raw"

%token <word> JSON "json" BODY "body" TIMEOUT "timeout" REDIRECTS "redirects" PORT "port" TLS "tls" MAX "max"
%token <word> CONTAINS "contains" STARTSWITH "startswith" ENDSWITH "endswith" MATCHES "matches"
%token <word> EXISTS "exists" ELIF "elif"

%token <word> BETWEEN "between" EXPONENTIAL "exponential" NORMAL "normal" PACING "pacing"
%token <word> THROUGHPUT "throughput" LATER "later" UNTIL "until" BYTES "bytes" MATCHING "matching" ALL "all"
%token <word> UDP "udp"

%type <decl> declaration
%type <exprs> arguments argument_list optional_arguments elements element_list strings setting_values
%type <parameters> parameters fn_parameters parameter_list optional_parameters
%type <attributes> attributes
%type <settings> settings
%type <setting> setting
%type <thresholds> thresholds
%type <threshold> threshold
%type <measured> metric
%type <expr> optional_name
%type <choice> comparison_sign comparison_op hook_word map_clause order
%type <flag> member_word
%type <word> method soft_word peek_word reserved_word
%type <stages> stages
%type <stage> stage
%type <flag> optional_poisson optional_not
%type <members> members member_block
%type <member> member
%type <wait> wait
%type <block> block
%type <body> request_block
%type <stmts> statements first_statement bare_return
%type <stmt> statement simple_statement
%type <arms> if_arms
%type <connect> connect
%type <receive> receive receive_what
%type <request> request request_head
%type <clauses> clauses
%type <clause> clause late_clause
%type <expr> value expr or_expr and_expr not_expr comparison relation range additive multiplicative unary
%type <expr> postfix primary string map place call optional_else
%type <choice> word_comparison
%type <parts> string_parts
%type <entries> map_items
%type <entry> map_entry
%type <expr> map_key
%type <data_options> data_options
%type <name> name plain_name soft_name any_word type_name metric_name

%%

/* ---- declarations ---- */

file
    : declarations
    ;

declarations
    : %empty
    | declarations declaration        { ast_add_decl(parser, $2); }
    | declarations error SYNC                      { yyerrok; }
    ;

declaration
    : INCLUDE string                  { $$ = decl_include(parser, @$, @1, $2); }
    | CONST name "=" value            { $$ = decl_constant(parser, @$, @1, DECL_CONST, $2, $4); }
    | SHARED name "=" value           { $$ = decl_constant(parser, @$, @1, DECL_SHARED, $2, $4); }
    | CONFIG "{" settings "}"         { $$ = decl_config(parser, @$, @1, $3); }
    | THRESHOLDS "{" thresholds "}"   { $$ = decl_thresholds(parser, @$, @1, $3); }
    | LOAD "{" stages "}"             { $$ = decl_load(parser, @$, @1, $3); }
    | DATA name "=" name "(" arguments ")" data_options
                                      { $$ = decl_data(parser, @$, @1, $2, $4, $6, @5, $8); }
    | COUNTER name                    { $$ = decl_counter(parser, @$, @1, $2); }
    | POOL name                       { $$ = decl_pool(parser, @$, @1, $2, NULL); }
    | POOL name MAX additive          { $$ = decl_pool(parser, @$, @1, $2, $4); }
    | SETUP block                     { $$ = decl_hook(parser, @$, @1, DECL_SETUP, $2); }
    | TEARDOWN block                  { $$ = decl_hook(parser, @$, @1, DECL_TEARDOWN, $2); }
    | ON MESSAGE string "(" name ")" block
                                      { $$ = decl_message(parser, @$, span_join(@1, @2), $3, $5, $7); }
    | FN name fn_parameters block     { $$ = decl_function(parser, @$, @1, DECL_FN, $2, $3, $4); }
    | DEF name fn_parameters block
                                      { foreign_def(parser, @1);
                                        $$ = decl_function(parser, @$, @1, DECL_FN, $2, $3, $4); }
    | CHECK name optional_parameters block
                                      { $$ = decl_function(parser, @$, @1, DECL_CHECK, $2, $3, $4); }
    | TASKSET any_word optional_parameters attributes member_block
                                      { $$ = decl_set(parser, @$, @1, false, $2, $3, $4, $5); }
    | SEQUENCE any_word optional_parameters attributes member_block
                                      { $$ = decl_set(parser, @$, @1, true, $2, $3, $4, $5); }
    | USER any_word attributes member_block
                                      { $$ = decl_user(parser, @$, @1, $2, $3, $4); }
    ;

optional_parameters
    : %empty                          { $$ = (struct parameter_list){0}; }
    | fn_parameters
    ;

fn_parameters
    : "(" parameters ")"              { layout_mark(parser, LAYOUT_GLUED, @1); $$ = $2; }
    ;

parameters
    : %empty                          { $$ = (struct parameter_list){0}; }
    | parameter_list
    | parameter_list ","
    ;

parameter_list
    : name                            { $$ = (struct parameter_list){0}; parameter_add(parser, &$$, $1); }
    | parameter_list "," name         { parameter_add(parser, &$1, $3); $$ = $1; }
    ;

data_options
    : %empty                          { $$ = (struct data_options){.order = DATA_CIRCULAR}; }
    | data_options order              { data_order_set(parser, &$1, $2, @2); $$ = $1; }
    | data_options DELIMITER additive { data_option_set(parser, &$1.delimiter, &$1.delimiter_word, $3, @2); $$ = $1; }
    | data_options ENCODING additive  { data_option_set(parser, &$1.encoding, &$1.encoding_word, $3, @2); $$ = $1; }
    ;

order
    : CIRCULAR                        { $$ = DATA_CIRCULAR; }
    | SEQUENTIAL                      { $$ = DATA_SEQUENTIAL; }
    | RANDOM                          { $$ = DATA_RANDOM; }
    | SHUFFLE                         { $$ = DATA_SHUFFLE; }
    | UNIQUE                          { $$ = DATA_UNIQUE; }
    | NAME                            { $$ = unknown_order(parser, (struct name){$1, @1}); }
    ;

/* ---- config, thresholds, load ---- */

settings
    : %empty                          { $$ = (struct setting_list){0}; }
    | settings setting                { setting_add(parser, &$1, $2); $$ = $1; }
    | settings error SYNC                      { yyerrok; $$ = $1; }
    ;

setting
    : soft_name setting_values        { $$ = setting_new(parser, @$, $1, $2); }
    | CLIENT "{" settings "}"         { $$ = setting_group(parser, @$, (struct name){$1, @1}, $3); }
    ;

setting_values
    : additive                        { $$ = (struct expr_list){0}; expr_add(&$$, $1); }
    | setting_values "," additive     { expr_add(&$1, $3); $$ = $1; }
    ;

thresholds
    : %empty                          { $$ = (struct threshold_line_list){0}; }
    | thresholds threshold            { threshold_add(parser, &$1, $2); $$ = $1; }
    | thresholds error SYNC                      { yyerrok; $$ = $1; }
    ;

threshold
    : optional_name metric comparison_sign additive
                                      { $$ = threshold_new(parser, @4, $1, $2, $3, $4); }
    | optional_name metric comparison_sign additive ABORT
                                      { $$ = threshold_abort(threshold_new(parser, @4, $1, $2, $3, $4), @5, NULL); }
    | optional_name metric comparison_sign additive ABORT AFTER additive
                                      { $$ = threshold_abort(threshold_new(parser, @4, $1, $2, $3, $4), @7, $7); }
    ;

optional_name
    : %empty                          { $$ = NULL; }
    | string
    ;

metric
    : metric_name                     { $$ = (struct measured){.metric = $1}; }
    | metric_name metric_name         { $$ = (struct measured){.phase = $1, .metric = $2}; }
    ;

metric_name
    : NAME                            { $$ = (struct name){$1, @1}; }
    | MAX                             { $$ = (struct name){$1, @1}; }
    | CONNECT                         { $$ = (struct name){$1, @1}; }
    | TLS                             { $$ = (struct name){$1, @1}; }
    | NAME "." INTEGER                { $$ = metric_with_fraction(parser, @$); }
    ;

comparison_sign
    : "=="                            { $$ = BINARY_EQUAL; }
    | "!="                            { $$ = BINARY_NOT_EQUAL; }
    | "<"                             { $$ = BINARY_LESS; }
    | "<="                            { $$ = BINARY_LESS_EQUAL; }
    | ">"                             { $$ = BINARY_GREATER; }
    | ">="                            { $$ = BINARY_GREATER_EQUAL; }
    ;

stages
    : %empty                          { $$ = (struct stage_list){0}; }
    | stages stage                    { stage_add(parser, &$1, $2); $$ = $1; }
    | stages error SYNC                      { yyerrok; $$ = $1; }
    ;

stage
    : RAMP TO additive optional_poisson OVER additive
                                      { $$ = stage_new(parser, @$, STAGE_RAMP, rate_place(parser, $3), $6, $4); }
    | RAMP TO additive USERS OVER additive
                                      { $$ = stage_new(parser, @$, STAGE_RAMP, $3, $6, false); }
    | HOLD additive                   { $$ = stage_new(parser, @$, STAGE_HOLD, NULL, $2, false); }
    | STEP additive USERS EVERY additive UP TO additive USERS
                                      { $$ = stage_step(stage_new(parser, @$, STAGE_STEP, $2, $5, false), $8); }
    | RATE additive optional_poisson FOR additive
                                      { $$ = stage_new(parser, @$, STAGE_RATE, rate_place(parser, $2), $5, $3); }
    | MAX_USERS additive              { $$ = stage_new(parser, @$, STAGE_MAX_USERS, $2, NULL, false); }
    ;

optional_poisson
    : %empty                          { $$ = false; }
    | POISSON                         { $$ = true; }
    ;

/* ---- members of users, task sets and sequences ---- */

member_block
    : "{" members "}"                 { $$ = $2; }
    ;

members
    : %empty                          { $$ = (struct set_member_list){0}; }
    | members member                  { member_add(parser, &$1, $2); $$ = $1; }
    | members error SYNC                      { yyerrok; $$ = $1; }
    ;

member
    : wait                            { $$ = member_wait(parser, @$, $1); }
    | HEADERS map                     { $$ = member_headers(parser, @$, @1, $2); }
    | VAR name "=" value              { $$ = member_var(parser, @$, @1, $2, $4); }
    | LET name "=" value              { foreign_let_member(parser, @1); $$ = member_var(parser, @$, @1, $2, $4); }
    | hook_word block                 { $$ = member_hook(parser, @$, @1, $1, $2); }
    | TASK any_word attributes block  { $$ = member_task(parser, @$, @1, $2, $3, $4); }
    | member_word any_word optional_parameters attributes member_block
                                      { $$ = member_set(parser, @$, @1, $1, $2, $3, @3, $4, $5); }
    | USE name optional_arguments attributes
                                      { $$ = member_use(parser, @$, @1, $2, $3, $4); }
    | HOST expr                       { $$ = member_host(parser, @$, @1, $2); }
    | CLIENT "{" settings "}"         { $$ = member_client(parser, @$, @1, $3); }
    ;

member_word
    : TASKSET                         { $$ = false; }
    | SEQUENCE                        { $$ = true; }
    ;

hook_word
    : SETUP                           { $$ = SET_MEMBER_SETUP; }
    | TEARDOWN                        { $$ = SET_MEMBER_TEARDOWN; }
    | ON START                        { $$ = SET_MEMBER_ON_START; }
    | ON STOP                         { $$ = SET_MEMBER_ON_STOP; }
    ;

attributes
    : %empty                          { $$ = (struct attributes){0}; }
    | attributes WEIGHT additive      { attribute_set(parser, &$1.weight, &$1.weight_span, $3, @2); $$ = $1; }
    | attributes FIXED additive       { attribute_set(parser, &$1.fixed, &$1.fixed_span, $3, @2); $$ = $1; }
    | attributes TIMES additive       { attribute_set(parser, &$1.times, &$1.times_span, $3, @2); $$ = $1; }
    | attributes TAGS strings         { attribute_tags(parser, &$1, $3, @2, @3); $$ = $1; }
    | attributes NAME additive        { unknown_attribute(parser, (struct name){$2, @2}); $$ = $1; }
    ;

strings
    : string                          { $$ = (struct expr_list){0}; expr_add(&$$, $1); }
    | strings "," string              { expr_add(&$1, $3); $$ = $1; }
    ;

wait
    : WAIT additive                   { $$ = wait_new(@$, WAIT_FORM_CONSTANT, $2, NULL); }
    | WAIT BETWEEN additive AND additive
                                      { $$ = wait_new(@$, WAIT_FORM_BETWEEN, $3, $5); }
    | WAIT EXPONENTIAL additive       { $$ = wait_new(@$, WAIT_FORM_EXPONENTIAL, $3, NULL); }
    | WAIT NORMAL additive "," additive
                                      { $$ = wait_new(@$, WAIT_FORM_NORMAL, $3, $5); }
    | WAIT PACING additive            { $$ = wait_new(@$, WAIT_FORM_PACING, $3, NULL); }
    | WAIT THROUGHPUT additive        { $$ = wait_new(@$, WAIT_FORM_THROUGHPUT, rate_place(parser, $3), NULL); }
    ;

/* ---- statements ---- */

block
    : "{" statements "}"              { $$ = block_new(parser, @$, $2); }
    | "{" statements RETURN "}"       { stmt_add_return(parser, &$2, @3); $$ = block_new(parser, @$, $2); }
    ;

statements
    : %empty                          { $$ = (struct stmt_list){0}; }
    | statements statement            { stmt_add(parser, &$1, $2); $$ = $1; }
    | statements late_clause          { misplaced_clause(parser, $2, $1.last); $$ = $1; }
    | statements error SYNC                      { yyerrok; $$ = $1; }
    ;

statement
    : simple_statement
    | if_arms                         { $$ = stmt_branch(parser, @$, $1, NULL); }
    | if_arms ELSE block              { $$ = stmt_branch(parser, @$, $1, $3); }
    | FOR name IN expr block          { $$ = stmt_for(parser, @$, (struct name){0}, $2, $4, $5); }
    | FOR name "," name IN expr block { $$ = stmt_for(parser, @$, $2, $4, $6, $7); }
    | WHILE expr block                { $$ = stmt_while(parser, @$, $2, $3); }
    | REPEAT expr block               { $$ = stmt_repeat(parser, @$, $2, $3); }
    | TRANSACTION string block        { $$ = stmt_transaction(parser, @$, $2, $3); }
    | request                         { $$ = stmt_of_value(parser, @$, STMT_EXPR, expr_request(parser, @$, $1)); }
    ;

if_arms
    : IF expr block                   { $$ = (struct if_arm_list){0}; if_arm_add(parser, &$$, @$, $2, $3); }
    | if_arms ELSE IF expr block      { if_arm_add(parser, &$1, span_join(@3, @5), $4, $5); $$ = $1; }
    | if_arms ELIF expr block
                                      { foreign_elif(parser, @2, $2);
                                        if_arm_add(parser, &$1, span_join(@2, @4), $3, $4); $$ = $1; }
    ;

simple_statement
    : LET name "=" value              { $$ = stmt_let(parser, @$, $2, $4); }
    | VAR name "=" value              { foreign_var_statement(parser, @1); $$ = stmt_let(parser, @$, $2, $4); }
    | place "=" value                 { $$ = stmt_assign(parser, @$, $1, $3); }
    | place CHANGE value              { foreign_change(parser, $1, @2, $2, $3); $$ = stmt_assign(parser, @$, $1, $3); }
    | call                            { $$ = stmt_of_value(parser, @$, STMT_EXPR, $1); }
    | BREAK                           { $$ = stmt_new(parser, @$, STMT_BREAK); }
    | CONTINUE                        { $$ = stmt_new(parser, @$, STMT_CONTINUE); }
    | RETURN value                    { $$ = stmt_of_value(parser, @$, STMT_RETURN, $2); }
    | wait                            { $$ = stmt_wait(parser, @$, $1); }
    | LOG expr                        { $$ = stmt_of_value(parser, @$, STMT_LOG, $2); }
    | INTERRUPT                       { $$ = stmt_interrupt(parser, @$, false); }
    | INTERRUPT LATER                 { $$ = stmt_interrupt(parser, @$, true); }
    | FAIL string                     { $$ = stmt_of_value(parser, @$, STMT_FAIL, $2); }
    | STOP USER                       { $$ = stmt_stop(parser, @$, false); }
    | STOP RUN                        { $$ = stmt_stop(parser, @$, true); }
    | PUBLISH string "," expr         { $$ = stmt_publish(parser, @$, $2, $4); }
    | FORGET soft_name                { $$ = stmt_forget(parser, @$, $2, NULL); }
    | FORGET soft_name string         { $$ = stmt_forget(parser, @$, $2, $3); }
    | EXPECT expr optional_else       { $$ = stmt_expect(parser, @$, STMT_EXPECT, $2, $3); }
    | REQUIRE expr optional_else      { $$ = stmt_expect(parser, @$, STMT_REQUIRE, $2, $3); }
    | CAPTURE place "=" value         { $$ = stmt_capture(parser, @$, $2, $4); }
    | CHECK name optional_arguments   { $$ = stmt_check(parser, @$, $2, $3); }
    | connect                         { $$ = stmt_connect(parser, @$, $1); }
    | SEND expr                       { $$ = stmt_send(parser, @$, $2, NULL); }
    | SEND expr AS string             { $$ = stmt_send(parser, @$, $2, $4); }
    | SEND expr TIMEOUT expr          { foreign_send_timeout(parser, @3); $$ = stmt_send(parser, @$, $2, NULL); }
    | receive                         { $$ = stmt_receive(parser, @$, $1); }
    | receive block                   { $1.block = $2; $$ = stmt_receive(parser, @$, $1); }
    | DISCONNECT                      { $$ = stmt_new(parser, @$, STMT_DISCONNECT); }
    ;

optional_else
    : %empty                          { $$ = NULL; }
    | ELSE string                     { $$ = $2; }
    ;

/* The target of an assignment. No statement starts with a PEEK word: `body = 1` starts with a name. */
place
    : plain_name                      { $$ = expr_name(parser, $1); }
    | place "." NAME                  { $$ = expr_member(parser, @$, $1, (struct name){$3, @3}); }
    | place "[" expr "]"              { $$ = expr_index(parser, @$, $1, $3, @2); }
    ;

call
    : plain_name "(" arguments ")"    { $$ = expr_call(parser, @$, NULL, $1, $3, @2); }
    | place "." NAME "(" arguments ")"
                                      { $$ = expr_call(parser, @$, $1, (struct name){$3, @3}, $5, @4); }
    ;

connect
    : CONNECT expr                    { $$ = (struct connect){.address = $2}; }
    | CONNECT UDP expr                { $$ = (struct connect){.address = $3, .is_udp = true}; }
    | connect PORT expr               { option_set(parser, &$1.port, $3, @2); $$ = $1; }
    | connect TLS                     { $1.is_tls = true; $$ = $1; }
    | connect TIMEOUT expr            { option_set(parser, &$1.timeout, $3, @2); $$ = $1; }
    | connect AS string               { option_set(parser, &$1.name, $3, @2); $$ = $1; }
    ;

receive
    : RECEIVE receive_what            { $$ = $2; }
    | receive TIMEOUT expr            { option_set(parser, &$1.timeout, $3, @2); $$ = $1; }
    | receive MAX expr                { option_set(parser, &$1.max, $3, @2); $$ = $1; }
    | receive AS string               { option_set(parser, &$1.name, $3, @2); $$ = $1; }
    ;

receive_what
    : UNTIL expr                      { $$ = (struct receive){.kind = RECEIVE_UNTIL, .operand = $2}; }
    | BYTES expr                      { $$ = (struct receive){.kind = RECEIVE_BYTES, .operand = $2}; }
    | MATCHING expr                   { $$ = (struct receive){.kind = RECEIVE_MATCHING, .operand = $2}; }
    | ALL                             { $$ = (struct receive){.kind = RECEIVE_ALL}; }
    ;

/* ---- requests ---- */

request
    : request_head
    | request_head request_block      { $$ = request_close($1, @$, $2); }
    ;

request_head
    : method string                   { $$ = request_new(parser, @$, string_of_method(parser, @1, $1), $2, NULL); }
    | method string AS string         { $$ = request_new(parser, @$, string_of_method(parser, @1, $1), $2, $4); }
    | REQUEST string string           { $$ = request_new(parser, @$, $2, $3, NULL); }
    | REQUEST string string AS string { $$ = request_new(parser, @$, $2, $3, $5); }
    ;

method
    : GET
    | POST
    | PUT
    | PATCH
    | DELETE
    | HEAD
    | OPTIONS
    ;

request_block
    : "{" clauses "}"                 { $$ = request_body(parser, @$, $2, (struct stmt_list){0}); }
    | "{" clauses bare_return "}"     { $$ = request_body(parser, @$, $2, $3); }
    | "{" clauses first_statement "}" { $$ = request_body(parser, @$, $2, $3); }
    | "{" clauses first_statement RETURN "}"
                                      { stmt_add_return(parser, &$3, @4); $$ = request_body(parser, @$, $2, $3); }
    ;

clauses
    : %empty                          { $$ = (struct clause_list){0}; }
    | clauses clause                  { clause_add(&$1, $2); $$ = $1; }
    | clauses error SYNC                      { yyerrok; $$ = $1; }
    ;

bare_return
    : RETURN                          { $$ = (struct stmt_list){0}; stmt_add_return(parser, &$$, @1); }
    ;

/* The statements of a request's block: at least one, which ends the clauses. */
first_statement
    : statement                       { $$ = (struct stmt_list){0}; stmt_add(parser, &$$, $1); }
    | first_statement statement       { stmt_add(parser, &$1, $2); $$ = $1; }
    | first_statement late_clause     { misplaced_clause(parser, $2, $1.last); $$ = $1; }
    | first_statement error SYNC                      { yyerrok; $$ = $1; }
    ;

clause
    : late_clause
    | TIMEOUT expr                    { $$ = clause_new(parser, @$, @1, CLAUSE_TIMEOUT, $2); }
    ;

/* All clauses except `timeout`, which could belong to a `connect` or `receive` before it. */
late_clause
    : map_clause map                  { $$ = clause_new(parser, @$, @1, $1, $2); }
    | JSON expr                       { $$ = clause_new(parser, @$, @1, CLAUSE_JSON, $2); }
    | BODY expr                       { $$ = clause_new(parser, @$, @1, CLAUSE_BODY, $2); }
    | REDIRECTS expr                  { $$ = clause_new(parser, @$, @1, CLAUSE_REDIRECTS, $2); }
    | RAW                             { $$ = clause_new(parser, @$, @1, CLAUSE_RAW, NULL); }
    | AUTH name "(" arguments ")"     { $$ = clause_auth(parser, @$, @1, $2, $4, @3); }
    ;

map_clause
    : HEADERS                         { $$ = CLAUSE_HEADERS; }
    | QUERY                           { $$ = CLAUSE_QUERY; }
    | COOKIES                         { $$ = CLAUSE_COOKIES; }
    | FORM                            { $$ = CLAUSE_FORM; }
    | MULTIPART                       { $$ = CLAUSE_MULTIPART; }
    ;

/* ---- expressions, lowest precedence first ---- */

/* Places where a request can be a value: after `=` and `return`, as an argument, in parentheses. */
value
    : expr
    | request                         { $$ = expr_request(parser, @$, $1); }
    ;

expr
    : or_expr
    | or_expr "?" expr ":" expr       { $$ = expr_conditional(parser, @$, $1, $3, $5, @4); }
    ;

or_expr
    : and_expr
    | or_expr OR and_expr             { $$ = expr_binary(parser, @$, BINARY_OR, @2, $1, $3); }
    ;

and_expr
    : not_expr
    | and_expr AND not_expr           { $$ = expr_binary(parser, @$, BINARY_AND, @2, $1, $3); }
    ;

not_expr
    : comparison
    | NOT not_expr                    { $$ = expr_unary(parser, @$, UNARY_NOT, $2); }
    ;

comparison
    : range
    | relation
    ;

relation
    : range comparison_op range       { $$ = expr_binary(parser, @$, $2, @2, $1, $3); }
    | range EXISTS                    { $$ = expr_unary(parser, @$, UNARY_EXISTS, $1); }
    | range IS optional_not type_name { $$ = expr_is(parser, @$, $1, $3, $4); }
    | range NOT word_comparison range
                                      { foreign_not_word(parser, @$, $1, @3, $4);
                                        $$ = expr_binary(parser, @$, $3, @3, $1, $4); }
    | range NOT EXISTS
                                      { foreign_not_word(parser, @$, $1, @3, NULL);
                                        $$ = expr_unary(parser, @$, UNARY_EXISTS, $1); }
    | relation comparison_op range    { $$ = foreign_chain(parser, @$, $1, $2, @2, $3); }
    ;

comparison_op
    : comparison_sign
    | word_comparison
    | IN                              { $$ = BINARY_IN; }
    | NOT IN                          { $$ = BINARY_NOT_IN; }
    ;

word_comparison
    : CONTAINS                        { $$ = BINARY_CONTAINS; }
    | STARTSWITH                      { $$ = BINARY_STARTSWITH; }
    | ENDSWITH                        { $$ = BINARY_ENDSWITH; }
    | MATCHES                         { $$ = BINARY_MATCHES; }
    ;

optional_not
    : %empty                          { $$ = false; }
    | NOT                             { $$ = true; }
    ;

type_name
    : NAME                            { $$ = (struct name){$1, @1}; }
    | NONE                            { $$ = (struct name){$1, @1}; }
    ;

range
    : additive
    | additive ".." additive          { $$ = expr_range(parser, @$, $1, $3); }
    ;

additive
    : multiplicative
    | additive "+" multiplicative     { $$ = expr_binary(parser, @$, BINARY_ADD, @2, $1, $3); }
    | additive "-" multiplicative     { $$ = expr_binary(parser, @$, BINARY_SUBTRACT, @2, $1, $3); }
    ;

multiplicative
    : unary
    | multiplicative "*" unary        { $$ = expr_binary(parser, @$, BINARY_MULTIPLY, @2, $1, $3); }
    | multiplicative "/" unary        { $$ = expr_binary(parser, @$, BINARY_DIVIDE, @2, $1, $3); }
    | multiplicative "%" unary        { $$ = expr_binary(parser, @$, BINARY_MODULO, @2, $1, $3); }
    ;

unary
    : postfix
    | "-" unary                       { $$ = expr_negate(parser, @$, @1, $2); }
    ;

postfix
    : primary
    | postfix "." NAME                { $$ = expr_member(parser, @$, $1, (struct name){$3, @3}); }
    | postfix "." NAME "(" arguments ")"
                                      { $$ = expr_call(parser, @$, $1, (struct name){$3, @3}, $5, @4); }
    | postfix "[" expr "]"            { $$ = expr_index(parser, @$, $1, $3, @2); }
    ;

primary
    : NONE                            { $$ = expr_new(parser, @$, EXPR_NONE); }
    | TRUE                            { $$ = expr_boolean(parser, @$, true); }
    | FALSE                           { $$ = expr_boolean(parser, @$, false); }
    | INTEGER                         { $$ = expr_integer(parser, @$, $1); }
    | FLOAT                           { $$ = expr_floating(parser, @$, $1); }
    | DURATION                        { $$ = expr_duration(parser, @$, $1); }
    | RATE_LITERAL                    { $$ = expr_rate(parser, @$, $1); }
    | string
    | name                            { $$ = expr_name(parser, $1); }
    | name "(" arguments ")"          { $$ = expr_call(parser, @$, NULL, $1, $3, @2); }
    | "(" value ")"                   { $$ = expr_parenthesized(@$, $2); }
    | "[" elements "]"                { $$ = expr_list(parser, @$, $2); }
    | map
    | TAKE name                       { $$ = expr_take(parser, @$, $2); }
    ;

arguments
    : %empty                          { $$ = (struct expr_list){0}; }
    | argument_list
    | argument_list ","
    ;

argument_list
    : value                           { $$ = (struct expr_list){0}; expr_add(&$$, $1); }
    | argument_list "," value         { expr_add(&$1, $3); $$ = $1; }
    ;

optional_arguments
    : %empty                          { $$ = (struct expr_list){0}; }
    | "(" arguments ")"               { layout_mark(parser, LAYOUT_GLUED, @1); $$ = $2; }
    ;

elements
    : %empty                          { $$ = (struct expr_list){0}; }
    | element_list
    | element_list ","
    ;

element_list
    : expr                            { $$ = (struct expr_list){0}; expr_add(&$$, $1); }
    | element_list "," expr           { expr_add(&$1, $3); $$ = $1; }
    ;

map
    : "{" map_items "}"               { $$ = expr_map(parser, @$, $2); }
    | "{" map_items map_entry "}"     { map_add(&$2, $3); $$ = expr_map(parser, @$, $2); }
    ;

map_items
    : %empty                          { $$ = (struct map_pair_list){0}; }
    | map_items map_entry ","         { map_add(&$1, $2); $$ = $1; }
    | map_items error SYNC                      { yyerrok; $$ = $1; }
    ;

map_entry
    : map_key ":" expr                { $$ = map_pair_new(parser, @$, $1, $3); }
    | map_key "=" expr                { foreign_map_assign(parser, @2); $$ = map_pair_new(parser, @$, $1, $3); }
    ;

map_key
    : any_word                        { $$ = string_of_word(parser, $1); }
    | string
    ;

string
    : STRING                          { $$ = string_plain(parser, @$); }
    | RAW_STRING                      { $$ = string_raw(parser, @$); }
    | STRING_OPEN string_parts STRING_CLOSE
                                      { $$ = string_of_parts(parser, @$, @1, $2); }
    ;

string_parts
    : %empty                          { $$ = (struct string_part_list){0}; }
    | string_parts TEXT               { string_part_add(parser, &$1, @2, NULL); $$ = $1; }
    | string_parts OPEN_CODE expr CLOSE_CODE
                                      { string_part_add(parser, &$1, span_join(@2, @4), $3); $$ = $1; }
    ;

/* ---- names ---- */

name
    : plain_name
    | peek_word                       { $$ = (struct name){$1, @1}; }
    ;

plain_name
    : NAME                            { $$ = (struct name){$1, @1}; }
    | CLIENT                          { $$ = (struct name){$1, @1}; }
    | soft_word                       { $$ = (struct name){$1, @1}; }
    ;

/* A key of config: any name except `client`, which opens a group. */
soft_name
    : NAME                            { $$ = (struct name){$1, @1}; }
    | soft_word                       { $$ = (struct name){$1, @1}; }
    | peek_word                       { $$ = (struct name){$1, @1}; }
    ;

/* After task, taskset, sequence, user, and as a key of a map. */
any_word
    : name
    | reserved_word                   { $$ = (struct name){$1, @1}; }
    | ELIF                            { $$ = (struct name){$1, @1}; }
    ;

soft_word
    : CONFIG | THRESHOLDS | LOAD | DATA | SHARED | COUNTER | SETUP | TEARDOWN | ON | MESSAGE | START | CHECK
    | TASKSET | SEQUENCE | USER | TASK | USE | VAR | HOST | WEIGHT | FIXED | TIMES | TAGS | DEF
    | CIRCULAR | SEQUENTIAL | RANDOM | SHUFFLE | UNIQUE | DELIMITER | ENCODING
    | ABORT | AFTER | RAMP | HOLD | STEP | RATE | MAX_USERS | USERS | EVERY | UP | TO | OVER | POISSON
    | FAIL | STOP | RUN | TRANSACTION | PUBLISH | FORGET | POOL
    | GET | POST | PUT | PATCH | DELETE | HEAD | OPTIONS
    | REQUEST | HEADERS | QUERY | COOKIES | FORM | MULTIPART | AUTH | RAW
    ;

peek_word
    : JSON | BODY | TIMEOUT | REDIRECTS | PORT | TLS | MAX | CONTAINS | STARTSWITH | ENDSWITH | MATCHES | EXISTS
    ;

reserved_word
    : TRUE | FALSE | NONE | AND | OR | NOT | IN | IS | AS | ELSE | LET | IF | FOR | WHILE | REPEAT | BREAK
    | CONTINUE | RETURN | WAIT | LOG | INTERRUPT | EXPECT | REQUIRE | CAPTURE | CONNECT | SEND | RECEIVE
    | DISCONNECT | TAKE | INCLUDE | CONST | FN
    ;

%%

static int grammar_lex(GRAMMAR_STYPE *value, span *place, struct parser *parser)
{
    struct token token = parser_next(parser);
    *place = token.span;
    switch (token.kind) {
    case TOKEN_INTEGER: value->integer = token.integer; break;
    case TOKEN_FLOAT: value->floating = token.floating; break;
    case TOKEN_DURATION: value->duration = token.duration; break;
    case TOKEN_RATE_LITERAL: value->rate = token.rate; break;
    case TOKEN_CHANGE: value->choice = (int)token.integer; break;
    default: value->word = token.word;
    }
    return token.kind;
}

/* Only called if the parser's stack is full; yyreport_syntax_error reports syntax errors. */
static void grammar_error(const span *place, struct parser *parser, const char *message)
{
    (void)message;
    parser_too_deep(parser, *place);
}

enum { EXPECTED_MAX = 160 };

static int yyreport_syntax_error(const yypcontext_t *context, struct parser *parser)
{
    yysymbol_kind_t symbols[EXPECTED_MAX];
    int count = yypcontext_expected_tokens(context, symbols, EXPECTED_MAX);
    const char *expected[EXPECTED_MAX];
    for (int i = 0; i < count; i++)
        expected[i] = yysymbol_name(symbols[i]);
    parser_syntax_error(parser, expected, count > 0 ? (size_t)count : 0);
    return 0;
}

const char *token_kind_text(int kind)
{
    return yysymbol_name(YYTRANSLATE(kind));
}
