/* Variables: how code reads and writes them. */
#include "compiler/emit/emit.h"

uint32_t emit_declare(struct emitter *emitter, const struct symbol *symbol)
{
    uint32_t slot = code_local(emitter, 1);

    emitter->slots[symbol->index] = (uint16_t)slot;
    return slot;
}

void emit_captures(struct emitter *emitter, const struct symbol *first)
{
    for (const struct symbol *symbol = first; symbol; symbol = symbol->next) {
        code_op_a(emitter, OP_CONST, emit_constant(emitter, value_none()));
        code_op_a(emitter, OP_STORE, emit_declare(emitter, symbol));
    }
}

static void load_parameter(struct emitter *emitter, const struct symbol *symbol, span place)
{
    if (emitter->code.is_once)
        diag_report(emitter->diags, E0420_USED_ARGUMENT, place, symbol->name, emitter->code.name);
    code_op_ab(emitter, OP_SCOPE_LOAD, symbol->index, emitter->level - symbol->level);
}

static void load_response_field(struct emitter *emitter, const struct symbol *symbol)
{
    code_op(emitter, OP_RESPONSE);
    code_op_a(emitter, OP_RESPONSE_FIELD, symbol->index);
}

void emit_load(struct emitter *emitter, const struct symbol *symbol, span place)
{
    switch (symbol->kind) {
    case SYMBOL_CONST:
        code_op_a(emitter, OP_CONST, emit_constant(emitter, value_copy(symbol->constant)));
        break;
    case SYMBOL_SHARED: code_op_a(emitter, OP_SHARED_LOAD, symbol->index); break;
    case SYMBOL_USER_VARIABLE: code_op_a(emitter, OP_USER_LOAD, symbol->index); break;
    case SYMBOL_SET_VARIABLE:
        code_op_ab(emitter, OP_SCOPE_LOAD, symbol->index, emitter->level - symbol->level);
        break;
    case SYMBOL_PARAMETER: load_parameter(emitter, symbol, place); break;
    case SYMBOL_CONTEXT: code_op_a(emitter, OP_CONTEXT_LOAD, symbol->index); break;
    case SYMBOL_RESPONSE: load_response_field(emitter, symbol); break;
    default: code_op_a(emitter, OP_LOAD, emitter->slots[symbol->index]); break;
    }
}

void emit_store(struct emitter *emitter, const struct symbol *symbol)
{
    switch (symbol->kind) {
    case SYMBOL_SHARED: code_op_a(emitter, OP_SHARED_STORE, symbol->index); break;
    case SYMBOL_USER_VARIABLE: code_op_a(emitter, OP_USER_STORE, symbol->index); break;
    case SYMBOL_SET_VARIABLE:
    case SYMBOL_PARAMETER:
        code_op_ab(emitter, OP_SCOPE_STORE, symbol->index, emitter->level - symbol->level);
        break;
    default: code_op_a(emitter, OP_STORE, emitter->slots[symbol->index]); break;
    }
}

/* ---- m.key = x, l[0] = x ---- */

/* True for a plain variable, without members or indexes. */
static bool is_root(const struct expr *target)
{
    return target->kind == EXPR_NAME || (target->kind == EXPR_MEMBER && target->symbol);
}

void emit_target_keys(struct emitter *emitter, const struct expr *target)
{
    if (is_root(target))
        return;
    if (target->kind == EXPR_MEMBER) {
        emit_target_keys(emitter, target->member.object);
        code_op_a(emitter, OP_CONST, emit_text_constant(emitter, target->member.name.text));
    } else {
        emit_target_keys(emitter, target->index.object);
        emit_expr(emitter, target->index.index);
    }
}

static void emit_path(struct emitter *emitter, const struct symbol *symbol, uint32_t keys)
{
    uint32_t depth = emitter->level - symbol->level;

    switch (symbol->kind) {
    case SYMBOL_SHARED: code_op_ab(emitter, OP_SHARED_SET, symbol->index, keys); break;
    case SYMBOL_USER_VARIABLE: code_op_ab(emitter, OP_USER_SET, symbol->index, keys); break;
    case SYMBOL_SET_VARIABLE:
    case SYMBOL_PARAMETER: code_op_ab(emitter, OP_SCOPE_SET, symbol->index, depth * 256 + keys); break;
    default: code_op_ab(emitter, OP_LOCAL_SET, emitter->slots[symbol->index], keys); break;
    }
}

void emit_target(struct emitter *emitter, const struct expr *target)
{
    const struct expr *root = target;
    uint32_t keys = 0;

    for (; !is_root(root); keys++)
        root = root->kind == EXPR_MEMBER ? root->member.object : root->index.object;
    code_at(emitter, target->span);
    if (keys > UINT8_MAX)
        diag_report(emitter->diags, E0421_TOO_MANY, target->span, "keys", (unsigned)UINT8_MAX);
    if (keys)
        emit_path(emitter, root->symbol, keys);
    else
        emit_store(emitter, root->symbol);
}
