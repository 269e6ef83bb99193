/* Follows every path through a function once. For each instruction it keeps the height of the stack and
 * the open blocks. If an instruction can be reached in two different states, the program is refused, so a
 * single visit of each instruction is enough. */
#include "runtime/base/alloc.h"
#include "runtime/base/vec.h"
#include "runtime/program/opcode.h"
#include "runtime/program/verify.h"

#include <inttypes.h>

#define NO_BLOCK UINT32_MAX

struct flow_state {
    bool reached;
    uint32_t height; /* values above the locals */
    uint32_t
        block; /* the REQUEST, RECEIVE or TRANSACTION_BEGIN that opened the innermost block, or NO_BLOCK */
};

struct flow {
    struct verifier *verifier;
    const struct function *function;
    struct flow_state *states; /* before each instruction */
    VEC(uint32_t) pending;
};

static bool flow_reach(struct flow *flow, uint32_t from, uint32_t to, struct flow_state state)
{
    struct flow_state *known = &flow->states[to];

    if (!known->reached) {
        *known = state;
        vec_push(&flow->pending, to);
        return true;
    }
    if (known->height != state.height)
        return verify_refuse_at(flow->verifier, flow->function, from,
                                "%" PRIu32 " is reached with %" PRIu32 " and with %" PRIu32
                                " values on the stack",
                                to, known->height, state.height);
    if (known->block != state.block)
        return verify_refuse_at(flow->verifier, flow->function, from,
                                "%" PRIu32 " is reached in two different blocks", to);
    return true;
}

/* True if the innermost block or an outer one belongs to a request. */
static bool flow_in_request(const struct flow *flow, uint32_t block)
{
    while (block != NO_BLOCK && !opcode_opens_request((enum opcode)flow->function->code[block].op))
        block = flow->states[block].block;
    return block != NO_BLOCK;
}

static bool uses_response(enum opcode op)
{
    switch (op) {
    case OP_RESPONSE:
    case OP_EXPECT:
    case OP_EXPECT_FAILED:
    case OP_CAPTURE:
    case OP_FAIL_REQUEST: return true;
    default: return false;
    }
}

static void flow_note_needs(struct flow *flow, uint32_t index, uint32_t block)
{
    struct verifier *verifier = flow->verifier;
    const struct instruction *instruction = &flow->function->code[index];
    uint32_t function = (uint32_t)(flow->function - verifier->program->functions);

    if (flow_in_request(flow, block))
        return;
    if (uses_response((enum opcode)instruction->op))
        verifier->needs_response[function] = true;
    if (instruction->op == OP_CALL) {
        if (verifier->calls_count == verifier->calls_capacity)
            verifier->calls = vec_grow(verifier->calls, &verifier->calls_capacity, sizeof *verifier->calls);
        verifier->calls[verifier->calls_count++] = (struct verify_call){function, instruction->a};
    }
}

/* Opens or closes blocks as the instruction does; *block is the innermost open block before and after. */
static bool flow_blocks(struct flow *flow, uint32_t index, uint32_t *block)
{
    const struct instruction *code = flow->function->code;
    enum opcode opener = *block == NO_BLOCK ? OPCODE_COUNT : (enum opcode)code[*block].op;

    switch (code[index].op) {
    case OP_REQUEST:
    case OP_RECEIVE:
    case OP_TRANSACTION_BEGIN: *block = index; return true;
    case OP_REQUEST_END:
        if (!opcode_opens_request(opener))
            return verify_refuse_at(flow->verifier, flow->function, index, "no block of a request is open");
        break;
    case OP_TRANSACTION_END:
        if (opener != OP_TRANSACTION_BEGIN || code[*block].a != code[index].a)
            return verify_refuse_at(flow->verifier, flow->function, index, "the transaction isn't open");
        break;
    default: return true;
    }
    *block = flow->states[*block].block;
    return true;
}

/* Computes the state after the instruction, before the next one. */
static bool flow_apply(struct flow *flow, uint32_t index, struct flow_state *state)
{
    const struct instruction *instruction = &flow->function->code[index];
    size_t pops = instruction_pops(flow->verifier->program, instruction);
    size_t pushes = instruction_pushes(instruction);

    if (pops > state->height)
        return verify_refuse_at(flow->verifier, flow->function, index, "it pops %zu values of %" PRIu32, pops,
                                state->height);
    state->height = (uint32_t)(state->height - pops + pushes);
    if (state->height > flow->function->stack)
        return verify_refuse_at(flow->verifier, flow->function, index, "the stack has more than %u values",
                                flow->function->stack);
    return flow_blocks(flow, index, &state->block);
}

/* At its end, a loop jumps without pushing a value. */
static struct flow_state state_at_target(const struct instruction *instruction, struct flow_state after)
{
    if (instruction->op == OP_NEXT_ITEM || instruction->op == OP_NEXT_PAIR ||
        instruction->op == OP_NEXT_COUNT)
        after.height -= (uint32_t)instruction_pushes(instruction);
    return after;
}

static bool flow_step(struct flow *flow, uint32_t index)
{
    const struct instruction *instruction = &flow->function->code[index];
    enum opcode op = (enum opcode)instruction->op;
    struct flow_state state = flow->states[index];

    flow_note_needs(flow, index, state.block);
    if (!flow_apply(flow, index, &state))
        return false;
    if (opcode_operand_a(op) == OPERAND_TARGET &&
        !flow_reach(flow, index, instruction->a, state_at_target(instruction, state)))
        return false;
    if (opcode_ends_path(op))
        return true;
    if (index + 1 == flow->function->count)
        return verify_refuse_at(flow->verifier, flow->function, index,
                                "the last instruction doesn't end the function");
    return flow_reach(flow, index, index + 1, state);
}

bool verify_flow(struct verifier *verifier, const struct function *function)
{
    struct flow flow = {.verifier = verifier, .function = function};
    bool sound = true;

    flow.states = mem_zalloc(function->count, sizeof *flow.states);
    flow_reach(&flow, 0, 0, (struct flow_state){.reached = true, .block = NO_BLOCK});
    while (sound && flow.pending.count)
        sound = flow_step(&flow, vec_pop(&flow.pending));
    vec_free(&flow.pending);
    mem_free(flow.states);
    return sound;
}
