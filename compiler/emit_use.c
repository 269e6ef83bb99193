/* `use`: a set is made once for each way it is used, with other constant arguments or under other tags. */
#include "compiler/emit.h"

#include <string.h>

static bool same_tags(const char *const *a, const char *const *b)
{
    size_t count = emit_tag_count(a);

    if (count != emit_tag_count(b))
        return false;
    for (size_t i = 0; i < count; i++)
        if (strcmp(a[i], b[i]) != 0)
            return false;
    return true;
}

static struct known_argument *fold_arguments(struct emitter *emitter, const struct expr_list *list)
{
    struct known_argument *arguments = arena_zalloc(emitter->arena, (list->count + 1) * sizeof *arguments);
    struct known_argument *argument = arguments;

    for (const struct expr *expr = list->first; expr; expr = expr->next, argument++) {
        value v;
        uint32_t constant;

        if (!expr->may_fold || !emit_fold(emitter, expr, &v))
            continue;
        constant = emit_constant(emitter, v);
        argument->is_known = true;
        argument->value = emitter->constants.items[constant];
    }
    return arguments;
}

static uint32_t emit_argument_list(struct emitter *emitter, const struct set_member *use)
{
    if (!use->use.arguments.count)
        return FUNCTION_NONE;
    code_begin(emitter, arena_printf(emitter->arena, "use %s", use->use.name.text), use->use.name.span, 0);
    for (const struct expr *expr = use->use.arguments.first; expr; expr = expr->next)
        emit_expr(emitter, expr);
    code_op_a(emitter, OP_LIST, (uint32_t)use->use.arguments.count);
    code_op(emitter, OP_RETURN);
    return code_end(emitter, FUNCTION_NONE);
}

static bool same_arguments(const struct instance *instance, const struct known_argument *arguments)
{
    for (size_t i = 0; i < instance->symbol->set->parameters.count; i++) {
        const struct known_argument *a = &instance->arguments[i], *b = &arguments[i];

        if (a->is_known != b->is_known ||
            (a->is_known && (a->value.type != b->value.type || !value_equal(a->value, b->value))))
            return false;
    }
    return true;
}

/* The instance that is already there; *is_first tells whether any has those arguments. */
static const struct instance *find_instance(struct emitter *emitter, const struct symbol *symbol,
                                            const struct known_argument *arguments, const char *const *tags,
                                            bool *is_first)
{
    *is_first = true;
    for (size_t i = 0; i < emitter->instances.count; i++) {
        const struct instance *instance = &emitter->instances.items[i];

        if (instance->symbol != symbol || !same_arguments(instance, arguments))
            continue;
        *is_first = false;
        if (same_tags(instance->tags, tags))
            return instance;
    }
    return NULL;
}

static uint32_t make_instance(struct emitter *emitter, const struct symbol *symbol,
                              const struct known_argument *arguments, const char *const *tags, bool is_first)
{
    const struct known_argument *outer = emitter->folder.arguments;
    uint32_t level = emitter->level;
    struct set_scope before;
    struct instance instance = {symbol, arguments, tags, 0};

    emitter->level = 0;
    emitter->folder.arguments = arguments;
    before = set_scope_enter(emitter, symbol->name, tags);
    instance.set = emit_set(emitter, symbol->set, is_first);
    set_scope_leave(emitter, before);
    emitter->folder.arguments = outer;
    emitter->level = level;
    vec_push(&emitter->instances, instance);
    return instance.set;
}

struct member emit_use(struct emitter *emitter, const struct set_member *tree)
{
    struct member member = emit_member_with(emitter, &tree->use.attributes, true);
    const struct known_argument *arguments = fold_arguments(emitter, &tree->use.arguments);
    bool is_first;
    const struct instance *known = find_instance(emitter, tree->symbol, arguments, member.tags, &is_first);

    member.arguments = emit_argument_list(emitter, tree);
    member.index =
        known ? known->set : make_instance(emitter, tree->symbol, arguments, member.tags, is_first);
    return member;
}
