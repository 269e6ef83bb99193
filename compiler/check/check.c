#include "compiler/check/check.h"

#include "compiler/tree/walk.h"

#include <string.h>

void checker_init(struct checker *checker, struct module_set *modules, const struct compile_options *options)
{
    memset(checker, 0, sizeof *checker);
    checker->modules = modules;
    checker->diags = &modules->diags;
    checker->arena = &modules->arena;
    checker->options = options;
    checker->users = -1;
    scopes_init(&checker->scopes, checker->arena);
    checker->folder = (struct constant_folding){
        .sources = &modules->sources, .diags = &modules->diags, .for_run = options->for_run};
}

void checker_free(struct checker *checker)
{
    for (size_t i = 0; i < checker->symbols.count; i++) {
        if (checker->symbols.items[i]->state == CONSTANT_KNOWN)
            value_release(checker->symbols.items[i]->constant);
        check_data_free(checker->symbols.items[i]);
    }
    vec_free(&checker->symbols);
    vec_free(&checker->left_variables);
    scopes_free(&checker->scopes);
    units_free(&checker->units);
    strmap_free(&checker->assigned);
    strmap_free(&checker->user_variables);
    strmap_free(&checker->settings);
    strmap_free(&checker->tags);
}

/* ---- which names are given values, before anything is checked ---- */

/* What all assignments in the scenario to variables of this name have in common. */
struct assigned {
    size_t count;
    const char
        *taken; /* the data whose rows are the only values assigned, interned; NULL: other values too */
};

static struct assigned *assigned_to(struct checker *checker, const char *name)
{
    struct assigned *assigned = strmap_get(&checker->assigned, name, strlen(name));

    if (assigned)
        return assigned;
    assigned = arena_zalloc(checker->arena, sizeof *assigned);
    strmap_set(&checker->assigned, name, strlen(name), assigned);
    return assigned;
}

static void note_value(struct assigned *assigned, const char *taken)
{
    if (assigned->count++ == 0)
        assigned->taken = taken;
    else if (assigned->taken != taken)
        assigned->taken = NULL;
}

static void note_assignment(void *context, struct stmt *stmt)
{
    const struct expr *target = stmt->kind == STMT_ASSIGN    ? stmt->assign.target
                                : stmt->kind == STMT_CAPTURE ? stmt->capture.target
                                                             : NULL;
    bool takes = stmt->kind == STMT_ASSIGN && stmt->assign.value->kind == EXPR_TAKE;
    unsigned steps = 0;
    const char *name = NULL;

    while (target && (target->kind == EXPR_MEMBER || target->kind == EXPR_INDEX)) {
        name = target->kind == EXPR_MEMBER ? target->member.name.text : NULL;
        target = target->kind == EXPR_MEMBER ? target->member.object : target->index.object;
        steps++;
    }
    if (!target || target->kind != EXPR_NAME)
        return;
    if (!name || strcmp(target->name.text, "user") != 0)
        name = target->name.text;
    else
        steps--;
    note_value(assigned_to(context, name), takes && steps == 0 ? stmt->assign.value->take.text : NULL);
}

size_t check_assignments(const struct checker *checker, const char *name)
{
    const struct assigned *assigned = strmap_get(&checker->assigned, name, strlen(name));

    return assigned ? assigned->count : 0;
}

const struct symbol *check_rows_given(const struct checker *checker, const char *name,
                                      const struct expr *initial)
{
    const struct assigned *assigned = strmap_get(&checker->assigned, name, strlen(name));
    const struct symbol *data;
    const char *taken = assigned ? assigned->taken : initial->kind == EXPR_TAKE ? initial->take.text : NULL;

    if (!taken ||
        !(initial->kind == EXPR_NONE || (initial->kind == EXPR_TAKE && initial->take.text == taken)))
        return NULL;
    data = scope_find(&checker->scopes, SPACE_DATA, taken);
    return data && data->kind == SYMBOL_DATA ? data : NULL;
}

static void find_assignments(struct checker *checker)
{
    struct walker walker = {.stmt = note_assignment, .context = checker};

    for (size_t i = 0; i < checker->modules->count; i++)
        for (struct decl *decl = checker->modules->items[i]->ast.decls.first; decl; decl = decl->next)
            walk_decl(&walker, decl);
}

/* ---- places and names ---- */

struct place context_enter(struct checker *checker, struct unit *unit)
{
    struct place before = checker->place;

    checker->place = (struct place){.unit = unit};
    return before;
}

void context_leave(struct checker *checker, const struct place *before)
{
    checker->place = *before;
}

static void warn_of_hidden(struct checker *checker, const struct symbol *symbol, const struct symbol *hidden)
{
    struct diag *diag;

    if (source_file(&checker->modules->sources, symbol->span.file)->is_embedded)
        return; /* a scenario may use the names inside the standard library for its own constants */
    diag = diag_report(checker->diags, W0221_SHADOWED, symbol->span, symbol->name,
                       symbol_kind_text(hidden->kind));
    if (hidden->span.length)
        diag_related(diag, hidden->span, "`%s` is also declared here", symbol->name);
}

void check_declare_local(struct checker *checker, struct symbol *symbol)
{
    struct symbol *known = scope_find(&checker->scopes, SPACE_VARIABLE, symbol->name);

    if (known && known->kind != SYMBOL_RESPONSE &&
        scope_is_inside(&checker->scopes, checker->place.block, known)) {
        struct diag *diag = diag_report(checker->diags, E0201_DUPLICATE, symbol->span,
                                        symbol_kind_text(symbol->kind), symbol->name);

        diag_related(diag, known->span, "the first is here");
        return;
    }
    if (known)
        warn_of_hidden(checker, symbol, known);
    scope_bind(&checker->scopes, symbol);
}

void check_leave_scope(void *context, struct symbol *symbol)
{
    struct checker *checker = context;

    if (symbol->must_be_used && !symbol->is_used && symbol->name[0] != '_')
        diag_report(checker->diags, W0220_UNUSED_VARIABLE, symbol->span, symbol->name);
}

struct symbol *check_local(struct checker *checker, struct name name, unsigned types)
{
    struct symbol *symbol = symbol_new(&checker->scopes, SYMBOL_LOCAL, name);

    symbol->index = checker->local_count++;
    symbol->types = types;
    check_declare_local(checker, symbol);
    return symbol;
}

/* ---- the whole ---- */

static void check_settled_data(struct checker *checker)
{
    for (size_t i = 0; i < checker->symbols.count; i++)
        if (checker->symbols.items[i]->kind == SYMBOL_DATA)
            check_data_rows(checker, checker->symbols.items[i]);
}

/* Checks the values of `shared`, or everything else: other code may use the types of these values. */
static void check_decls(struct checker *checker, bool shared)
{
    for (size_t i = 0; i < checker->modules->count; i++)
        for (struct decl *decl = checker->modules->items[i]->ast.decls.first; decl; decl = decl->next)
            if ((decl->kind == DECL_SHARED) == shared)
                check_decl(checker, decl);
}

bool check_program(struct checker *checker)
{
    find_assignments(checker);
    check_bind_builtins(checker);
    check_declare(checker);
    check_decls(checker, true);
    check_decls(checker, false);
    check_settled_variables(checker);
    check_settled_data(checker);
    check_settled_tags(checker);
    call_graph_check(&checker->units, checker->diags);
    return checker->diags->errors == 0;
}
