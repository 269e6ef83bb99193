#include "compiler/parse/syntax_words.h"

#include "swarm.tab.h"

enum word_kind word_kind_of(int kind)
{
    switch (kind) {
    case TOKEN_INCLUDE:
    case TOKEN_CONST:
    case TOKEN_CONFIG:
    case TOKEN_THRESHOLDS:
    case TOKEN_LOAD:
    case TOKEN_DATA:
    case TOKEN_SHARED:
    case TOKEN_COUNTER:
    case TOKEN_POOL:
    case TOKEN_FN:
    case TOKEN_USER: return WORD_DECLARATION;
    case TOKEN_TASK:
    case TOKEN_TASKSET:
    case TOKEN_SEQUENCE:
    case TOKEN_USE:
    case TOKEN_VAR:
    case TOKEN_HOST:
    case TOKEN_ON:
    case TOKEN_SETUP:
    case TOKEN_TEARDOWN: return WORD_MEMBER;
    case TOKEN_LET:
    case TOKEN_IF:
    case TOKEN_FOR:
    case TOKEN_WHILE:
    case TOKEN_REPEAT:
    case TOKEN_BREAK:
    case TOKEN_CONTINUE:
    case TOKEN_RETURN:
    case TOKEN_LOG:
    case TOKEN_INTERRUPT:
    case TOKEN_EXPECT:
    case TOKEN_REQUIRE:
    case TOKEN_CAPTURE:
    case TOKEN_CONNECT:
    case TOKEN_SEND:
    case TOKEN_RECEIVE:
    case TOKEN_DISCONNECT:
    case TOKEN_FAIL:
    case TOKEN_STOP:
    case TOKEN_TRANSACTION:
    case TOKEN_PUBLISH:
    case TOKEN_FORGET:
    case TOKEN_WAIT: return WORD_STATEMENT;
    case TOKEN_GET:
    case TOKEN_POST:
    case TOKEN_PUT:
    case TOKEN_PATCH:
    case TOKEN_DELETE:
    case TOKEN_HEAD:
    case TOKEN_OPTIONS:
    case TOKEN_REQUEST: return WORD_REQUEST;
    default: return WORD_OTHER;
    }
}

static const char *const word_places[] = {
    [WORD_OTHER] = "",
    [WORD_DECLARATION] = "allowed at the top level of a file",
    [WORD_MEMBER] = "allowed in a user, a taskset or a sequence",
    [WORD_STATEMENT] = "statements are allowed in a task, a hook or a function",
    [WORD_REQUEST] = "requests are allowed in a task, a hook or a function",
};

const char *word_place(enum word_kind kind)
{
    return word_places[kind];
}

const char *const declaration_words[] = {
    "include",  "const", "config", "thresholds", "load",    "data",     "shared", "counter", "setup",
    "teardown", "on",    "fn",     "check",      "taskset", "sequence", "user",   "pool",    NULL,
};

const char *const member_words[] = {
    "wait",    "headers",  "var", "setup", "teardown", "on", "task",
    "taskset", "sequence", "use", "host",  "client",   NULL,
};

const char *const statement_words[] = {
    "let",  "if",        "for",         "while",   "repeat",  "break",   "continue", "return",  "wait",
    "log",  "interrupt", "expect",      "require", "capture", "connect", "send",     "receive", "disconnect",
    "fail", "stop",      "transaction", "publish", "get",     "post",    "put",      "patch",   "delete",
    "head", "options",   "request",     "check",   "forget",  NULL,
};
