/* Top-level declarations. */
#include "compiler/check/check.h"

#include <string.h>

/* ---- names, before anything is looked at ---- */

static const struct name *declared_name(const struct decl *decl)
{
    switch (decl->kind) {
    case DECL_CONST:
    case DECL_SHARED: return &decl->constant.name;
    case DECL_DATA: return &decl->data.name;
    case DECL_COUNTER: return &decl->counter;
    case DECL_POOL: return &decl->pool.name;
    case DECL_FN:
    case DECL_CHECK: return &decl->function.name;
    case DECL_SET:
    case DECL_USER: return &decl->set->name;
    default: return NULL;
    }
}

static enum symbol_kind declared_kind(enum decl_kind kind)
{
    switch (kind) {
    case DECL_CONST: return SYMBOL_CONST;
    case DECL_SHARED: return SYMBOL_SHARED;
    case DECL_DATA: return SYMBOL_DATA;
    case DECL_COUNTER: return SYMBOL_COUNTER;
    case DECL_POOL: return SYMBOL_POOL;
    case DECL_FN: return SYMBOL_FUNCTION;
    case DECL_CHECK: return SYMBOL_CHECK;
    case DECL_SET: return SYMBOL_SET;
    default: return SYMBOL_USER;
    }
}

static uint32_t declared_index(struct checker *checker, enum symbol_kind kind)
{
    switch (kind) {
    case SYMBOL_SHARED: return checker->shared_count++;
    case SYMBOL_DATA: return checker->data_count++;
    case SYMBOL_COUNTER: return checker->counter_count++;
    case SYMBOL_POOL: return checker->pool_count++;
    default: return 0;
    }
}

static struct unit *declared_unit(struct checker *checker, const struct symbol *symbol)
{
    switch (symbol->kind) {
    case SYMBOL_FUNCTION:
    case SYMBOL_CHECK: return unit_new(&checker->units, UNIT_FUNCTION, symbol->name, symbol->span);
    case SYMBOL_SET: return unit_new(&checker->units, UNIT_SET, symbol->name, symbol->span);
    case SYMBOL_USER: return unit_new(&checker->units, UNIT_USER, symbol->name, symbol->span);
    default: return NULL;
    }
}

static bool is_second(struct checker *checker, enum symbol_kind kind, struct name name)
{
    const struct symbol *known = scope_find(&checker->scopes, symbol_space(kind), name.text);

    if (!known)
        return false;
    if (!known->span.length)
        diag_hint(diag_report(checker->diags, E0202_BUILT_IN_NAME, name.span, name.text),
                  "choose another name for this function");
    else
        diag_related(
            diag_report(checker->diags, E0201_DUPLICATE, name.span, symbol_kind_text(kind), name.text),
            known->span, "the first is here");
    return true;
}

static void declare(struct checker *checker, struct decl *decl)
{
    const struct name *name = declared_name(decl);
    struct symbol *symbol;

    if (decl->kind == DECL_LOAD)
        check_declare_load(checker, decl);
    if (!name || !name->text || is_second(checker, declared_kind(decl->kind), *name))
        return;
    symbol = symbol_new(&checker->scopes, declared_kind(decl->kind), *name);
    symbol->decl = decl;
    symbol->set = decl->kind == DECL_SET || decl->kind == DECL_USER ? decl->set : NULL;
    symbol->index = declared_index(checker, symbol->kind);
    symbol->unit = declared_unit(checker, symbol);
    decl->symbol = symbol;
    vec_push(&checker->symbols, symbol);
    scope_bind(&checker->scopes, symbol);
    if (decl->kind == DECL_USER)
        check_declare_variables(checker, decl);
}

static void settle_early(struct checker *checker, enum symbol_kind kind)
{
    for (size_t i = 0; i < checker->symbols.count; i++) {
        struct symbol *symbol = checker->symbols.items[i];

        if (symbol->kind != kind)
            continue;
        if (kind == SYMBOL_CONST)
            check_constant(checker, symbol);
        else
            check_data(checker, symbol->decl, symbol);
    }
}

/* Constants and data come first, because other code may use them. */
void check_declare(struct checker *checker)
{
    for (size_t i = 0; i < checker->modules->count; i++)
        for (struct decl *decl = checker->modules->items[i]->ast.decls.first; decl; decl = decl->next)
            declare(checker, decl);
    settle_early(checker, SYMBOL_CONST);
    check_overrides(checker);
    settle_early(checker, SYMBOL_DATA);
}

/* ---- functions and checks ---- */

static void check_function(struct checker *checker, struct decl *decl)
{
    struct place before = context_enter(checker, decl->symbol->unit);
    size_t mark = scope_open(&checker->scopes);

    checker->place.block = mark;
    checker->place.has_user = true;
    checker->place.may_interrupt = true;
    checker->place.returns_value = decl->kind == DECL_FN;
    for (struct parameter *parameter = decl->function.parameters.first; parameter;
         parameter = parameter->next)
        parameter->symbol = check_local(checker, parameter->name, TYPE_ANY);
    if (decl->kind == DECL_CHECK) {
        checker->place.response = RESPONSE_HTTP;
        decl->function.captures = check_captures(checker, decl->function.body);
        check_bind_response(checker, RESPONSE_HTTP);
    }
    check_block(checker, decl->function.body);
    scope_close(&checker->scopes, mark, check_leave_scope, checker);
    context_leave(checker, &before);
}

/* ---- hooks of the run ---- */

static void check_run_code(struct checker *checker, struct decl *decl, const char *name)
{
    struct place before = context_enter(checker, unit_new(&checker->units, UNIT_HOOK, name, decl->word));
    size_t mark = scope_open(&checker->scopes);

    checker->place.block = mark;
    checker->place.writes_shared = true;
    if (decl->kind == DECL_ON_MESSAGE) {
        check_text(checker, decl->message.type);
        if (!decl->message.type->may_fold)
            diag_report(checker->diags, E0317_NOT_CONSTANT, decl->message.type->span);
        decl->message.value_symbol = check_local(checker, decl->message.value, TYPE_ANY);
    }
    check_block(checker, decl->kind == DECL_ON_MESSAGE ? decl->message.body : decl->hook);
    scope_close(&checker->scopes, mark, NULL, NULL);
    context_leave(checker, &before);
}

static void check_shared(struct checker *checker, struct decl *decl)
{
    struct unit *unit =
        unit_new(&checker->units, UNIT_HOOK, decl->constant.name.text, decl->constant.name.span);
    struct place before = context_enter(checker, unit);
    unsigned types = check_expr(checker, decl->constant.value);

    context_leave(checker, &before);
    if (!check_assignments(checker, decl->constant.name.text))
        ((struct symbol *)decl->symbol)->types = types;
}

static void check_pool(struct checker *checker, const struct decl *decl)
{
    struct place before = context_enter(checker, NULL);

    checker->place.is_before_run = true;
    if (decl->pool.max) {
        check_typed(checker, decl->pool.max, TYPE_INT, "the size of a pool");
        check_known(checker, decl->pool.max);
    }
    context_leave(checker, &before);
}

void check_decl(struct checker *checker, struct decl *decl)
{
    if (declared_name(decl) && !decl->symbol)
        return; /* a duplicate, which is reported */
    switch (decl->kind) {
    case DECL_INCLUDE:
    case DECL_CONST:
    case DECL_DATA:
    case DECL_COUNTER: break;
    case DECL_POOL: check_pool(checker, decl); break;
    case DECL_CONFIG: check_config(checker, decl); break;
    case DECL_THRESHOLDS: check_thresholds(checker, decl); break;
    case DECL_LOAD: check_load(checker, decl); break;
    case DECL_SHARED: check_shared(checker, decl); break;
    case DECL_SETUP: check_run_code(checker, decl, "setup"); break;
    case DECL_TEARDOWN: check_run_code(checker, decl, "teardown"); break;
    case DECL_ON_MESSAGE: check_run_code(checker, decl, "on message"); break;
    case DECL_FN:
    case DECL_CHECK: check_function(checker, decl); break;
    case DECL_SET: check_task_set(checker, decl); break;
    case DECL_USER: check_user(checker, decl); break;
    }
}
