/* Users and their sets. A set is compiled once for each combination of constant arguments and tags. */
#include "compiler/emit/emit.h"

#include "runtime/base/alloc.h"

#include <string.h>

#define SETS_MOST 100000 /* limit: sets that use sets multiply */

/* ---- where code stands ---- */

struct set_scope set_scope_enter(struct emitter *emitter, const char *owner, const char *const *tags,
                                 uint32_t owner_line)
{
    struct set_scope before = {emitter->level, emitter->tags, emitter->owner, emitter->owner_line};

    emitter->level++;
    emitter->owner = owner;
    emitter->owner_line = owner_line;
    emitter->tags = tags;
    return before;
}

void set_scope_leave(struct emitter *emitter, struct set_scope before)
{
    emitter->level = before.level;
    emitter->tags = before.tags;
    emitter->owner = before.owner;
    emitter->owner_line = before.owner_line;
}

/* ---- tags ---- */

size_t emit_tag_count(const char *const *tags)
{
    size_t count = 0;

    while (tags && tags[count])
        count++;
    return count;
}

static const char *const *tags_with(struct emitter *emitter, const char *const *outer,
                                    const struct expr_list *own)
{
    size_t count = emit_tag_count(outer);
    const char **tags;

    if (!own->count && outer)
        return outer;
    tags = arena_zalloc(emitter->arena, (count + own->count + 1) * sizeof *tags);
    if (count)
        memcpy(tags, outer, count * sizeof *tags);
    for (const struct expr *tag = own->first; tag; tag = tag->next)
        tags[count++] = arena_printf(emitter->arena, "%s", expr_plain_text(tag, NULL));
    return (const char *const *)tags;
}

/* ---- variables ---- */

static const char *owned_name(struct emitter *emitter, const char *what)
{
    return arena_printf(emitter->arena, "%s of %s", what, emitter->owner);
}

static uint32_t emit_initialize(struct emitter *emitter, const struct task_set *set)
{
    bool has_variables = false;

    code_begin(emitter, owned_name(emitter, "variables"), set->name.span, 0);
    for (const struct set_member *member = set->members.first; member; member = member->next) {
        if (member->kind != SET_MEMBER_VAR)
            continue;
        has_variables = true;
        code_at(emitter, member->span);
        emit_expr(emitter, member->var.value);
        emit_store(emitter, member->symbol);
    }
    if (has_variables)
        return code_end(emitter, FUNCTION_NONE);
    vec_free(&emitter->code.instructions);
    vec_free(&emitter->code.lines);
    return FUNCTION_NONE;
}

static uint16_t variable_count(const struct task_set *set)
{
    size_t count = set->parameters.count;

    for (const struct set_member *member = set->members.first; member; member = member->next)
        count += member->kind == SET_MEMBER_VAR;
    return (uint16_t)count;
}

/* ---- members that a set has once ---- */

static uint32_t emit_headers(struct emitter *emitter, const struct set_member *member)
{
    code_begin(emitter, owned_name(emitter, "headers"), member->word, 0);
    emit_expr(emitter, member->headers);
    code_op(emitter, OP_RETURN);
    return code_end(emitter, FUNCTION_NONE);
}

static uint32_t emit_hook(struct emitter *emitter, const struct set_member *member, const char *what)
{
    return emit_body(emitter, owned_name(emitter, what), member->word, member->hook);
}

static uint32_t emit_once(struct emitter *emitter, const struct set_member *member, const char *what,
                          bool is_first)
{
    if (!is_first)
        return FUNCTION_NONE;
    code_begin(emitter, owned_name(emitter, what), member->word, 0);
    emitter->code.is_once = true;
    emit_block(emitter, member->hook);
    return code_end(emitter, FUNCTION_NONE);
}

static void emit_own_members(struct emitter *emitter, const struct task_set *tree, struct set *set,
                             bool is_first)
{
    for (const struct set_member *member = tree->members.first; member; member = member->next)
        switch (member->kind) {
        case SET_MEMBER_WAIT: emit_wait_member(emitter, &member->wait, set); break;
        case SET_MEMBER_HEADERS: set->headers = emit_headers(emitter, member); break;
        case SET_MEMBER_ON_START: set->on_start = emit_hook(emitter, member, "on start"); break;
        case SET_MEMBER_ON_STOP: set->on_stop = emit_hook(emitter, member, "on stop"); break;
        case SET_MEMBER_SETUP: set->setup = emit_once(emitter, member, "setup", is_first); break;
        case SET_MEMBER_TEARDOWN: set->teardown = emit_once(emitter, member, "teardown", is_first); break;
        default: break;
        }
}

/* ---- members that users pick ---- */

struct member emit_member_with(struct emitter *emitter, const struct attributes *attributes, bool is_set)
{
    double times = emit_number(emitter, attributes->times, is_set ? 0 : 1);

    return (struct member){.kind = is_set ? MEMBER_SET : MEMBER_TASK,
                           .weight = emit_number(emitter, attributes->weight, 1),
                           .times = is_set ? 1 : (uint32_t)times,
                           .set_times = is_set ? (uint32_t)times : 0,
                           .arguments = FUNCTION_NONE,
                           .tags = tags_with(emitter, emitter->tags, &attributes->tags)};
}

static struct member emit_task(struct emitter *emitter, const struct set_member *tree)
{
    struct member member = emit_member_with(emitter, &tree->task.attributes, false);
    struct task task = {.name = arena_printf(emitter->arena, "%s", tree->task.name.text)};

    task.function = emit_body(emitter, arena_printf(emitter->arena, "task %s", task.name),
                              tree->task.name.span, tree->task.body);
    member.counted_as = emit_counted(emitter, LINE_TASK, tree->span, task.name, LINE_NO_ROW);
    member.index = (uint32_t)emitter->tables.tasks.count;
    vec_push(&emitter->tables.tasks, task);
    return member;
}

static struct member emit_nested(struct emitter *emitter, const struct task_set *tree, bool is_first)
{
    struct member member = emit_member_with(emitter, &tree->attributes, true);
    const char *name = arena_printf(emitter->arena, "%s", tree->name.text);
    struct set_scope before;

    member.counted_as = emit_counted(emitter, LINE_SET, tree->span, name, LINE_NO_ROW);
    before = set_scope_enter(emitter, name, member.tags, member.counted_as);
    member.index = emit_set(emitter, tree, is_first);
    set_scope_leave(emitter, before);
    return member;
}

/* ---- sets ---- */

static void emit_picked_members(struct emitter *emitter, const struct task_set *tree, struct set *set,
                                bool is_first)
{
    VEC(struct member) members = {0};

    for (const struct set_member *member = tree->members.first; member; member = member->next)
        if (member->kind == SET_MEMBER_TASK)
            vec_push(&members, emit_task(emitter, member));
        else if (member->kind == SET_MEMBER_SET)
            vec_push(&members, emit_nested(emitter, member->set, is_first));
        else if (member->kind == SET_MEMBER_USE)
            vec_push(&members, emit_use(emitter, member));
    set->member_count = members.count;
    set->members = arena_alloc(emitter->arena, set->member_count * sizeof *set->members + 1);
    if (set->member_count)
        memcpy(set->members, members.items, set->member_count * sizeof *set->members);
    vec_free(&members);
}

/* Called within the scope of the set. The index of the set comes before those of its inner sets. */
uint32_t emit_set(struct emitter *emitter, const struct task_set *tree, bool is_first)
{
    uint32_t index = (uint32_t)emitter->tables.sets.count;
    struct set set = {.name = arena_printf(emitter->arena, "%s", emitter->owner),
                      .kind = tree->is_sequence ? SET_SEQUENCE : SET_TASKS,
                      .parameters = (uint16_t)tree->parameters.count,
                      .variables = variable_count(tree),
                      .wait = WAIT_INHERIT,
                      .wait_function = FUNCTION_NONE,
                      .headers = FUNCTION_NONE,
                      .on_start = FUNCTION_NONE,
                      .on_stop = FUNCTION_NONE,
                      .setup = FUNCTION_NONE,
                      .teardown = FUNCTION_NONE};

    vec_push(&emitter->tables.sets, set);
    if (index >= SETS_MOST) {
        diag_report(emitter->diags, E0421_TOO_MANY, tree->name.span, "uses of task sets", SETS_MOST);
        return index;
    }
    set.initialize = emit_initialize(emitter, tree);
    emit_own_members(emitter, tree, &set, is_first);
    emit_picked_members(emitter, tree, &set, is_first);
    emitter->tables.sets.items[index] = set;
    return index;
}

/* ---- users ---- */

static const char *emit_host(struct emitter *emitter, const struct expr *host)
{
    const char *text = NULL;
    value v;

    if (!emit_fold(emitter, host, &v))
        return NULL;
    if (v.type == VALUE_STRING)
        text = arena_printf(emitter->arena, "%s", v.as.string->bytes);
    value_release(v);
    return text;
}

static void emit_user(struct emitter *emitter, const struct task_set *tree, const struct unit *unit)
{
    struct kind kind = {.name = arena_printf(emitter->arena, "%s", tree->name.text),
                        .weight = emit_number(emitter, tree->attributes.weight, 1),
                        .fixed = (uint32_t)emit_number(emitter, tree->attributes.fixed, 0),
                        .client = emitter->program->client,
                        .host_use = emit_host_use(emitter, unit)};
    struct set_scope before;

    kind.counted_as = emit_counted(emitter, LINE_KIND, tree->span, kind.name, LINE_NO_ROW);
    before = set_scope_enter(emitter, kind.name, tags_with(emitter, NULL, &tree->attributes.tags),
                             kind.counted_as);
    kind.set = emit_set(emitter, tree, true);
    emitter->tables.sets.items[kind.set].variables = (uint16_t)emitter->checker->user_variable_count;
    for (const struct set_member *member = tree->members.first; member; member = member->next)
        if (member->kind == SET_MEMBER_HOST)
            kind.host = emit_host(emitter, member->host);
        else if (member->kind == SET_MEMBER_CLIENT)
            kind.client = emit_client(emitter, member->client.first, kind.client);
    set_scope_leave(emitter, before);
    vec_push(&emitter->tables.kinds, kind);
}

void emit_users(struct emitter *emitter)
{
    for (size_t i = 0; i < emitter->checker->modules->count; i++)
        for (const struct decl *decl = emitter->checker->modules->items[i]->ast.decls.first; decl;
             decl = decl->next)
            if (decl->kind == DECL_USER)
                emit_user(emitter, decl->set, decl->symbol->unit);
}
