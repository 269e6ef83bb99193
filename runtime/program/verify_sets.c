/* Verifies sets and the functions that run for them. Such a function may use the variables of its set and
 * of outer sets. A set may be a member of several sets, and the access must be valid for all of them. */
#include "runtime/base/alloc.h"
#include "runtime/program/opcode.h"
#include "runtime/program/verify.h"

#include <inttypes.h>

/* ---- the variables that the functions of a set see ---- */

#define ROOM_UNKNOWN UINT32_MAX /* the set can't be reached, so everything is valid */

/* rooms[d * sets_count + s]: the minimum number of variables in the set d levels outside of s, over all
 * ways to enter s; 0: on some way there is no such set. */
struct rooms {
    uint32_t *rooms;
    size_t depths;
};

static uint16_t deepest_scope(const struct program *program)
{
    uint16_t deepest = 0;

    for (size_t i = 0; i < program->functions_count; i++) {
        const struct function *function = &program->functions[i];

        for (uint32_t j = 0; j < function->count; j++) {
            const struct instruction *instruction = &function->code[j];
            enum operand operand = opcode_operand_b((enum opcode)instruction->op);
            uint16_t depth = operand == OPERAND_DEPTH         ? instruction->b
                             : operand == OPERAND_DEPTH_COUNT ? instruction->b / 256
                                                              : 0;

            deepest = depth > deepest ? depth : deepest;
        }
    }
    return deepest;
}

static void rooms_lower(uint32_t *room, uint32_t bound)
{
    if (bound < *room)
        *room = bound;
}

static void rooms_of_sets(const struct program *program, struct rooms *rooms)
{
    for (size_t i = 0; i < program->sets_count; i++)
        rooms->rooms[i] = ROOM_UNKNOWN;
    for (size_t i = 0; i < program->kinds_count; i++)
        rooms_lower(&rooms->rooms[program->kinds[i].set], program->user_variables);
    for (size_t i = 0; i < program->sets_count; i++)
        for (size_t j = 0; j < program->sets[i].member_count; j++) {
            const struct member *member = &program->sets[i].members[j];

            if (member->kind == MEMBER_SET)
                rooms_lower(&rooms->rooms[member->index], program->sets[member->index].variables);
        }
    for (size_t i = 0; i < program->sets_count; i++)
        if (rooms->rooms[i] == ROOM_UNKNOWN)
            rooms->rooms[i] = program->sets[i].variables;
}

static void rooms_around(const struct program *program, const uint32_t *inner, uint32_t *outer)
{
    for (size_t i = 0; i < program->sets_count; i++)
        outer[i] = ROOM_UNKNOWN;
    for (size_t i = 0; i < program->kinds_count; i++)
        outer[program->kinds[i].set] = 0;
    for (size_t i = 0; i < program->sets_count; i++)
        for (size_t j = 0; j < program->sets[i].member_count; j++) {
            const struct member *member = &program->sets[i].members[j];

            if (member->kind == MEMBER_SET)
                rooms_lower(&outer[member->index], inner[i]);
        }
}

static struct rooms rooms_new(const struct program *program)
{
    size_t sets = program->sets_count;
    struct rooms rooms = {.depths = (size_t)deepest_scope(program) + 1};

    if (rooms.depths > sets)
        rooms.depths = sets; /* the maximum depth, because there are no cycles */
    rooms.rooms = mem_zalloc(rooms.depths * sets + 1, sizeof *rooms.rooms);
    if (sets)
        rooms_of_sets(program, &rooms);
    for (size_t depth = 1; depth < rooms.depths; depth++)
        rooms_around(program, rooms.rooms + (depth - 1) * sets, rooms.rooms + depth * sets);
    return rooms;
}

static bool verify_scope(struct verifier *verifier, const struct rooms *rooms, size_t set,
                         const struct function *function)
{
    for (uint32_t i = 0; i < function->count; i++) {
        const struct instruction *instruction = &function->code[i];
        enum opcode op = (enum opcode)instruction->op;
        size_t depth = opcode_operand_b(op) == OPERAND_DEPTH_COUNT ? instruction->b / 256 : instruction->b;

        if (opcode_operand_a(op) != OPERAND_SCOPE)
            continue;
        if (depth >= rooms->depths ||
            instruction->a >= rooms->rooms[depth * verifier->program->sets_count + set])
            return verify_refuse_at(verifier, function, i, "set %zu has no such variable", set);
    }
    return true;
}

static bool verify_set_entry(struct verifier *verifier, const struct rooms *rooms, size_t set,
                             uint32_t function, const char *what)
{
    if (!verify_entry(verifier, function, 0, true, what))
        return false;
    return function == FUNCTION_NONE ||
           verify_scope(verifier, rooms, set, &verifier->program->functions[function]);
}

static bool verify_members(struct verifier *verifier, const struct rooms *rooms, size_t index)
{
    const struct program *program = verifier->program;
    const struct set *set = &program->sets[index];

    for (size_t i = 0; i < set->member_count; i++) {
        const struct member *member = &set->members[i];
        uint32_t function =
            member->kind == MEMBER_TASK ? program->tasks[member->index].function : member->arguments;

        if (!verify_set_entry(verifier, rooms, index, function, "member"))
            return false;
        if (member->kind == MEMBER_SET && member->arguments == FUNCTION_NONE &&
            program->sets[member->index].parameters)
            return verify_refuse(verifier, "set %zu: a member lacks its arguments", index);
    }
    return true;
}

static bool verify_set_entries(struct verifier *verifier, const struct rooms *rooms, size_t index)
{
    const struct set *set = &verifier->program->sets[index];

    if (set->wait != WAIT_INHERIT && set->wait_function == FUNCTION_NONE)
        return verify_refuse(verifier, "set %zu: its wait has no function", index);
    return verify_set_entry(verifier, rooms, index, set->initialize, "initialize") &&
           verify_set_entry(verifier, rooms, index, set->wait_function, "wait") &&
           verify_set_entry(verifier, rooms, index, set->headers, "headers") &&
           verify_set_entry(verifier, rooms, index, set->on_start, "on start") &&
           verify_set_entry(verifier, rooms, index, set->on_stop, "on stop") &&
           verify_entry(verifier, set->setup, 0, false, "setup") &&
           verify_entry(verifier, set->teardown, 0, false, "teardown") &&
           verify_members(verifier, rooms, index);
}

/* ---- sets without a cycle ---- */

enum visit { VISIT_NOT, VISIT_OPEN, VISIT_DONE };

struct visit_step {
    uint32_t set;
    uint32_t member;
};

/* Depth-first search with an explicit stack, because sets may be nested deeply. */
static bool sets_visit(const struct program *program, uint32_t from, uint8_t *visits, struct visit_step *path)
{
    size_t depth = 1;

    path[0] = (struct visit_step){from, 0};
    visits[from] = VISIT_OPEN;
    while (depth) {
        struct visit_step *step = &path[depth - 1];
        const struct set *set = &program->sets[step->set];
        const struct member *member = &set->members[step->member];

        if (step->member == set->member_count) {
            visits[step->set] = VISIT_DONE;
            depth--;
            continue;
        }
        step->member++;
        if (member->kind != MEMBER_SET || visits[member->index] == VISIT_DONE)
            continue;
        if (visits[member->index] == VISIT_OPEN)
            return false;
        visits[member->index] = VISIT_OPEN;
        path[depth++] = (struct visit_step){member->index, 0};
    }
    return true;
}

static bool verify_set_cycles(struct verifier *verifier)
{
    const struct program *program = verifier->program;
    uint8_t *visits = mem_zalloc(program->sets_count + 1, sizeof *visits);
    struct visit_step *path = mem_zalloc(program->sets_count + 1, sizeof *path);
    bool sound = true;

    for (uint32_t i = 0; sound && i < program->sets_count; i++)
        if (visits[i] == VISIT_NOT && !sets_visit(program, i, visits, path))
            sound = verify_refuse(verifier, "set %" PRIu32 " (%s) contains itself", i, program->sets[i].name);
    mem_free(path);
    mem_free(visits);
    return sound;
}

bool verify_sets(struct verifier *verifier)
{
    struct rooms rooms;
    bool sound = true;

    if (!verify_set_cycles(verifier))
        return false;
    rooms = rooms_new(verifier->program);
    for (size_t i = 0; sound && i < verifier->program->sets_count; i++)
        sound = verify_set_entries(verifier, &rooms, i);
    mem_free(rooms.rooms);
    return sound;
}
