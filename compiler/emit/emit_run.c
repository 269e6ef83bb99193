/* Parts of a run other than users: functions, hooks, shared values, data; and waits. */
#include "compiler/emit/emit.h"

#include "runtime/base/alloc.h"

#include <string.h>

double emit_number(struct emitter *emitter, const struct expr *expr, double otherwise)
{
    double number = otherwise;
    value v;

    if (!expr)
        return otherwise;
    if (!emit_fold(emitter, expr, &v)) {
        if (!emitter->folder.is_missing)
            diag_report(emitter->diags, E0317_NOT_CONSTANT, expr->span);
        return otherwise;
    }
    if (v.type == VALUE_INT)
        number = (double)v.as.integer;
    else if (v.type == VALUE_FLOAT)
        number = v.as.number;
    else if (v.type == VALUE_DURATION)
        number = (double)v.as.duration;
    else
        diag_report(emitter->diags, E0318_EXPECTED_TYPE, expr->span, "this", "a number",
                    value_type_name(v.type));
    if (!(number >= 0 && number <= 1e18))
        diag_report(emitter->diags, E0417_NUMBER_RANGE, expr->span, "this", "0 or more");
    value_release(v);
    return number >= 0 && number <= 1e18 ? number : otherwise;
}

uint32_t emit_body(struct emitter *emitter, const char *name, span place, const struct block *block)
{
    code_begin(emitter, name, place, 0);
    emit_block(emitter, block);
    return code_end(emitter, FUNCTION_NONE);
}

/* ---- waits ---- */

/* Emits the time from one start to the next at rate `n`: 1 s / n. */
static void emit_period(struct emitter *emitter, const struct expr *rate)
{
    code_op_a(emitter, OP_CONST, emit_constant(emitter, value_duration(NANOS_PER_S)));
    emit_expr(emitter, rate);
    code_op(emitter, OP_DIVIDE);
}

void emit_wait_length(struct emitter *emitter, const struct wait *wait)
{
    if (wait->form == WAIT_FORM_NONE || wait->first->kind == EXPR_NONE) {
        code_op_a(emitter, OP_CONST, emit_constant(emitter, value_duration(0)));
        return;
    }
    if (wait->form == WAIT_FORM_THROUGHPUT) {
        emit_period(emitter, wait->first);
        return;
    }
    emit_expr(emitter, wait->first);
    if (wait->second)
        emit_expr(emitter, wait->second);
    code_at(emitter, wait->span);
    if (wait->form == WAIT_FORM_BETWEEN)
        code_op(emitter, OP_RANDOM_BETWEEN);
    if (wait->form == WAIT_FORM_EXPONENTIAL)
        code_op(emitter, OP_RANDOM_EXPONENTIAL);
    if (wait->form == WAIT_FORM_NORMAL)
        code_op(emitter, OP_RANDOM_NORMAL);
}

void emit_wait_member(struct emitter *emitter, const struct wait *wait, struct set *set)
{
    bool is_paced = wait->form == WAIT_FORM_PACING || wait->form == WAIT_FORM_THROUGHPUT;

    code_begin(emitter, arena_printf(emitter->arena, "wait of %s", emitter->owner), wait->span, 0);
    emit_wait_length(emitter, wait);
    code_op(emitter, OP_RETURN);
    set->wait = is_paced ? WAIT_PACING : WAIT_SLEEP;
    set->wait_function = code_end(emitter, FUNCTION_NONE);
}

/* ---- functions and checks ---- */

static void emit_function(struct emitter *emitter, const struct decl *decl)
{
    bool is_check = decl->kind == DECL_CHECK;
    const char *name =
        arena_printf(emitter->arena, "%s %s", is_check ? "check" : "fn", decl->function.name.text);
    uint32_t slot = 0;

    code_begin(emitter, name, decl->function.name.span, (uint32_t)decl->function.parameters.count);
    for (const struct parameter *parameter = decl->function.parameters.first; parameter;
         parameter = parameter->next)
        emitter->slots[parameter->symbol->index] = (uint16_t)slot++;
    emitter->code.responses = is_check;
    emit_captures(emitter, decl->function.captures);
    emit_block(emitter, decl->function.body);
    code_end(emitter, decl->symbol->index);
}

static bool is_code(const struct symbol *symbol, bool is_reached)
{
    return (symbol->kind == SYMBOL_FUNCTION || symbol->kind == SYMBOL_CHECK) &&
           symbol->unit->is_reached == is_reached;
}

/* Functions get their index before their code, so that calls can refer to all of them. */
void emit_functions(struct emitter *emitter)
{
    struct checker *checker = emitter->checker;

    for (size_t i = 0; i < checker->symbols.count; i++)
        if (is_code(checker->symbols.items[i], true)) {
            checker->symbols.items[i]->index = (uint32_t)emitter->tables.functions.count;
            vec_push(&emitter->tables.functions, (struct function){0});
        }
    for (size_t i = 0; i < checker->symbols.count; i++)
        if (is_code(checker->symbols.items[i], true))
            emit_function(emitter, checker->symbols.items[i]->decl);
}

/* Keeps the scenario lines added after the first `count`, except those of the standard library: the report
 * shows that they never run. They have no rows, because their requests aren't in the program. */
static void lines_keep_unreached(struct emitter *emitter, size_t count)
{
    struct scenario_line *lines = emitter->tables.lines.items;
    size_t kept = count;

    for (size_t i = count; i < emitter->tables.lines.count; i++) {
        if (source_file(emitter->sources, lines[i].file)->is_embedded)
            continue;
        lines[kept] = lines[i];
        lines[kept++].row = LINE_NO_ROW;
    }
    emitter->tables.lines.count = kept;
}

/* Compiles code that no user and no hook reaches, so that the emitter reports its errors. The result is
 * thrown away: it is neither in the program nor in any report. */
void emit_unreached(struct emitter *emitter)
{
    struct checker *checker = emitter->checker;
    size_t functions = emitter->tables.functions.count, requests = emitter->tables.requests.count;
    size_t expectations = emitter->tables.expectations.count,
           transactions = emitter->tables.transactions.count;
    size_t rows = emitter->tables.rows.count, tcp = emitter->tables.tcp.count;
    size_t lines = emitter->tables.lines.count;

    for (size_t i = 0; i < checker->symbols.count; i++)
        if (is_code(checker->symbols.items[i], false)) {
            checker->symbols.items[i]->index = FUNCTION_NONE;
            emit_function(emitter, checker->symbols.items[i]->decl);
        }
    emitter->tables.functions.count = functions;
    emitter->tables.requests.count = requests;
    emitter->tables.tcp.count = tcp;
    emitter->tables.expectations.count = expectations;
    emitter->tables.transactions.count = transactions;
    emitter->tables.rows.count = rows;
    lines_keep_unreached(emitter, lines);
}

/* ---- the rest of the top level ---- */

static void emit_shared(struct emitter *emitter, const struct decl *decl)
{
    struct shared_declaration shared = {.name = arena_printf(emitter->arena, "%s", decl->constant.name.text)};

    code_begin(emitter, arena_printf(emitter->arena, "shared %s", shared.name), decl->constant.name.span, 0);
    emit_expr(emitter, decl->constant.value);
    code_op(emitter, OP_RETURN);
    shared.initialize = code_end(emitter, FUNCTION_NONE);
    vec_push(&emitter->tables.shared, shared);
}

static void emit_data(struct emitter *emitter, const struct decl *decl)
{
    struct buffer path = {0};
    struct data_declaration data = {.name = arena_printf(emitter->arena, "%s", decl->data.name.text),
                                    .format = *decl->symbol->format,
                                    .order = decl->data.options.order,
                                    .file = decl->span.file,
                                    .line = emit_line(emitter, decl->span)};

    path_written(emitter->checker, decl->data.arguments.first, &path);
    data.path = arena_printf(emitter->arena, "%s", buffer_text(&path));
    if (data.format.encoding)
        data.format.encoding = arena_printf(emitter->arena, "%s", data.format.encoding);
    buffer_free(&path);
    vec_push(&emitter->tables.data, data);
}

static void emit_message(struct emitter *emitter, const struct decl *decl)
{
    struct message_handler handler = {0};
    value type;

    if (!emit_fold(emitter, decl->message.type, &type))
        return;
    handler.type = arena_printf(emitter->arena, "%s", type.as.string->bytes);
    value_release(type);
    code_begin(emitter, arena_printf(emitter->arena, "on message \"%s\"", handler.type), decl->word, 1);
    emitter->slots[decl->message.value_symbol->index] = 0;
    emit_block(emitter, decl->message.body);
    handler.function = code_end(emitter, FUNCTION_NONE);
    vec_push(&emitter->tables.messages, handler);
}

#define POOL_MOST 10000
#define POOL_MOST_EVER 100000000.

static void emit_pool(struct emitter *emitter, const struct decl *decl)
{
    double most = emit_number(emitter, decl->pool.max, POOL_MOST);
    struct pool_declaration pool = {.name = arena_printf(emitter->arena, "%s", decl->pool.name.text),
                                    .most = (size_t)most};

    if (most < 1 || most > POOL_MOST_EVER)
        diag_report(emitter->diags, E0417_NUMBER_RANGE, decl->pool.max->span, "the size of a pool",
                    "from 1 to 100000000");
    vec_push(&emitter->tables.pools, pool);
}

static void emit_run_decl(struct emitter *emitter, const struct decl *decl)
{
    switch (decl->kind) {
    case DECL_SHARED: emit_shared(emitter, decl); break;
    case DECL_DATA: emit_data(emitter, decl); break;
    case DECL_COUNTER:
        vec_push(&emitter->tables.counters, arena_printf(emitter->arena, "%s", decl->counter.text));
        break;
    case DECL_POOL: emit_pool(emitter, decl); break;
    case DECL_SETUP:
        vec_push(&emitter->tables.setups, emit_body(emitter, "setup", decl->word, decl->hook));
        break;
    case DECL_TEARDOWN:
        vec_push(&emitter->tables.teardowns, emit_body(emitter, "teardown", decl->word, decl->hook));
        break;
    case DECL_ON_MESSAGE: emit_message(emitter, decl); break;
    default: break;
    }
}

void emit_run_code(struct emitter *emitter)
{
    for (size_t i = 0; i < emitter->checker->modules->count; i++)
        for (const struct decl *decl = emitter->checker->modules->items[i]->ast.decls.first; decl;
             decl = decl->next)
            emit_run_decl(emitter, decl);
}

/* ---- who needs a host ---- */

struct host_use emit_host_use(struct emitter *emitter, const struct unit *unit)
{
    if (!unit->uses_host)
        return (struct host_use){0};
    return (struct host_use){
        .file = unit->host_use.file, .line = emit_line(emitter, unit->host_use), .is_tcp = unit->host_is_tcp};
}

void emit_hook_host_use(struct emitter *emitter)
{
    const struct units *units = &emitter->checker->units;
    struct host_use *use = &emitter->program->hook_host_use;

    for (size_t i = 0; i < units->items.count && use->line == 0; i++)
        if (units->items.items[i]->kind == UNIT_HOOK)
            *use = emit_host_use(emitter, units->items.items[i]);
}
