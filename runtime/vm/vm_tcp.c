/* Builds a tcp_request from the site of a connect, send or receive and its values. */
#include "runtime/text/host_port.h"
#include "runtime/text/regex.h"
#include "runtime/vm/vm_state.h"

#include <string.h>

static const char *wrong_type(struct vm *vm, const char *what, const char *wanted, value v)
{
    return vm_error_text(vm, "%s takes %s, not %s", what, wanted, value_type_name(v.type));
}

/* ---- common parts ---- */

static const char *take_timeout(struct vm *vm, value v)
{
    if (v.type == VALUE_NONE)
        return NULL;
    if (v.type != VALUE_DURATION || v.as.duration <= 0)
        return "timeout must be a duration greater than 0";
    vm->request.tcp.timeout = v.as.duration;
    return NULL;
}

static const char *take_bytes(struct vm *vm, const char *what, value v)
{
    if (v.type != VALUE_STRING)
        return wrong_type(vm, what, "a string", v);
    vm->request.tcp.bytes = v.as.string->bytes;
    vm->request.tcp.length = v.as.string->length;
    return NULL;
}

static const char *take_count(struct vm *vm, const char *what, value v, int64_t least, size_t *count)
{
    if (v.type != VALUE_INT)
        return wrong_type(vm, what, "an int", v);
    if (v.as.integer < least || v.as.integer > (int64_t)TCP_RECEIVE_MOST)
        return vm_error_text(vm, "%s takes a number of bytes from %d to 64 MiB", what, (int)least);
    *count = (size_t)v.as.integer;
    return NULL;
}

/* ---- connect ---- */

static const char *take_address(struct vm *vm, value v)
{
    if (v.type == VALUE_NONE)
        return "there is no address; set it with --host, or with `host` in the user or in config";
    if (v.type != VALUE_STRING)
        return wrong_type(vm, "connect", "an address", v);
    if (strlen(v.as.string->bytes) < v.as.string->length)
        return "an address can't contain a NUL byte";
    vm->request.tcp.address = v.as.string->bytes;
    return NULL;
}

/* The port as a number, or as text, for example from an environment variable. */
static const char *take_port(struct vm *vm, value v)
{
    uint16_t *port = &vm->request.tcp.port;

    if (v.type == VALUE_INT)
        *port = v.as.integer >= 1 && v.as.integer <= UINT16_MAX ? (uint16_t)v.as.integer : 0;
    else if (v.type != VALUE_STRING)
        return wrong_type(vm, "port", "a number", v);
    else if (!port_parse(v.as.string->bytes, v.as.string->length, port))
        *port = 0;
    return *port ? NULL : "a port must be a number from 1 to 65535";
}

static const char *connect_build(struct vm *vm, const struct tcp_site *site, const value *slots)
{
    const char *error = take_address(vm, slots[site->operand_slot]);

    vm->request.tcp.is_udp = site->is_udp;
    vm->request.tcp.is_tls = site->is_tls;
    if (!error && site->port_slot != SLOT_NONE)
        error = take_port(vm, slots[site->port_slot]);
    return error;
}

/* ---- receive ---- */

static const char *take_pattern(struct vm *vm, const struct tcp_site *site, const value *slots)
{
    struct regex_error wrong;
    const char *error;

    if (site->regex != REGEX_NONE) {
        const struct regex_constant *constant = &vm->environment->common->program->regexes[site->regex];

        vm->request.tcp.bytes = constant->text;
        vm->request.tcp.length = strlen(constant->text);
        vm->request.tcp.regex = constant->regex;
        return NULL;
    }
    error = take_bytes(vm, "receive matching", slots[site->operand_slot]);
    if (error)
        return error;
    vm->request.pattern = regex_compile(vm->request.tcp.bytes, vm->request.tcp.length, &wrong);
    if (!vm->request.pattern)
        return vm_error_text(vm, "invalid regex: %s", wrong.text);
    vm->request.tcp.regex = vm->request.pattern;
    return NULL;
}

static const char *take_delimiter(struct vm *vm, value v)
{
    const char *error = take_bytes(vm, "receive until", v);

    return error || vm->request.tcp.length ? error : "receive until takes a string that isn't empty";
}

static const char *take_goal(struct vm *vm, const struct tcp_site *site, const value *slots)
{
    vm->request.tcp.goal = site->goal;
    switch (site->goal) {
    case TCP_UNTIL: return take_delimiter(vm, slots[site->operand_slot]);
    case TCP_BYTES:
        return take_count(vm, "receive bytes", slots[site->operand_slot], 0, &vm->request.tcp.count);
    case TCP_MATCHING: return take_pattern(vm, site, slots);
    case TCP_ALL: break;
    }
    return NULL;
}

static const char *receive_build(struct vm *vm, const struct tcp_site *site, const value *slots)
{
    const char *error = take_goal(vm, site, slots);

    if (!error && site->max_slot != SLOT_NONE)
        error = take_count(vm, "max", slots[site->max_slot], 1, &vm->request.tcp.max);
    return error;
}

/* ---- the whole ---- */

static const char *action_build(struct vm *vm, const struct tcp_site *site, const value *slots)
{
    switch (site->action) {
    case TCP_CONNECT: return connect_build(vm, site, slots);
    case TCP_SEND: return take_bytes(vm, "send", slots[site->operand_slot]);
    case TCP_RECEIVE: return receive_build(vm, site, slots);
    case TCP_DISCONNECT: break;
    }
    return NULL;
}

const char *vm_tcp_build(struct vm *vm, const struct tcp_site *site, const value *slots)
{
    const char *error;

    vm_tcp_reset(vm);
    vm->request.tcp.action = site->action;
    error = action_build(vm, site, slots);
    if (!error && site->timeout_slot != SLOT_NONE)
        error = take_timeout(vm, slots[site->timeout_slot]);
    return error;
}

void vm_tcp_reset(struct vm *vm)
{
    regex_free(vm->request.pattern);
    vm->request.pattern = NULL;
    vm->request.tcp = (struct tcp_request){0};
}
