/* The members of a user, a task set or a sequence. */
#include "compiler/check/check.h"

#include "compiler/module/stdlib.h"

#include <string.h>

/* ---- waits and headers ---- */

static void check_wait_member(struct checker *checker, struct set_member *member)
{
    check_wait(checker, &member->wait, false);
    if (member->wait.form != WAIT_FORM_NONE && !(member->wait.first && member->wait.first->kind == EXPR_NONE))
        checker->place.unit->waits = true;
}

static void check_headers(struct checker *checker, struct set_member *member)
{
    struct unit *around = checker->place.unit;
    struct unit *unit = unit_new(&checker->units, UNIT_HEADERS, "headers", member->word);

    check_reaches(checker, unit, member->word, false);
    checker->place.unit = unit;
    check_expr(checker, member->headers);
    checker->place.unit = around;
}

/* ---- hooks ---- */

static void check_hook(struct checker *checker, struct set_member *member)
{
    struct place before = checker->place;
    bool once = member->kind == SET_MEMBER_SETUP || member->kind == SET_MEMBER_TEARDOWN;

    if (once) {
        const char *name = member->kind == SET_MEMBER_SETUP ? "setup" : "teardown";

        checker->place.unit = unit_new(&checker->units, UNIT_HOOK, name, member->word);
        checker->place.has_user = false;
        checker->place.may_interrupt = false;
    }
    check_block(checker, member->hook);
    checker->place = before;
}

/* ---- tasks and sets in it ---- */

static void check_task(struct checker *checker, struct set_member *member)
{
    check_attributes(checker, &member->task.attributes, member->task.name, false);
    check_block(checker, member->task.body);
}

static bool has_siblings(const struct task_set *set, const struct set_member *of)
{
    for (const struct set_member *member = set->members.first; member; member = member->next)
        if (member != of && (member->kind == SET_MEMBER_TASK || member->kind == SET_MEMBER_SET ||
                             member->kind == SET_MEMBER_USE))
            return true;
    return false;
}

/* True if users must leave the set at some time. Otherwise they would never run the members beside it, and
 * arrivals would never end. An arrival makes only one pass of a sequence. */
static bool must_be_left(const struct checker *checker, const struct set_member *member,
                         const struct task_set *set)
{
    const struct task_set *around = checker->place.set;
    bool is_pick =
        checker->has_arrivals && checker->place.unit->kind == UNIT_USER && !around->attributes.fixed;

    return is_pick ? !set->is_sequence : has_siblings(around, member);
}

static void enter_set(struct checker *checker, struct set_member *member, const struct task_set *set,
                      struct unit *unit, const struct attributes *attributes)
{
    struct unit *around = checker->place.unit;
    span place = member->kind == SET_MEMBER_USE ? member->use.name.span : set->name.span;

    if (!unit)
        return;
    check_reaches(checker, unit, place, true);
    vec_last(&around->edges).must_be_left = !attributes->times && must_be_left(checker, member, set);
}

static void check_set_member(struct checker *checker, struct set_member *member)
{
    struct task_set *set = member->set;
    struct unit *unit = unit_new(&checker->units, UNIT_SET, set->name.text, set->name.span);

    check_attributes(checker, &set->attributes, set->name, true);
    enter_set(checker, member, set, unit, &set->attributes);
    check_nested_set(checker, set, unit);
}

static void report_unknown_set(struct checker *checker, struct name name)
{
    struct diag *diag = diag_report(checker->diags, E0205_UNKNOWN_SET, name.span, name.text);
    struct symbol *nearest = scope_nearest(&checker->scopes, SPACE_SET, name.text);
    const char *home = stdlib_declares("taskset", name.text);

    if (!home)
        home = stdlib_declares("sequence", name.text);
    if (home)
        diag_label(diag, "write `include \"%s\"` at the top of the file", home);
    if (home || !nearest)
        return;
    diag_label(diag, "did you mean `%s`?", nearest->name);
    diag_related(diag, nearest->span, "`%s` is declared here", nearest->name);
}

static void check_use(struct checker *checker, struct set_member *member)
{
    struct name name = member->use.name;
    struct symbol *symbol = scope_find(&checker->scopes, SPACE_SET, name.text);

    check_attributes(checker, &member->use.attributes, name, true);
    for (struct expr *argument = member->use.arguments.first; argument; argument = argument->next)
        check_expr(checker, argument);
    if (!symbol) {
        report_unknown_set(checker, name);
        checker->place.unit->waits = true; /* the unknown set may wait */
        return;
    }
    symbol->is_used = true;
    member->symbol = symbol;
    check_argument_count(checker, name.span, name.text, symbol->set->parameters.count,
                         symbol->set->parameters.count, member->use.arguments.count);
    enter_set(checker, member, symbol->set, symbol->unit, &member->use.attributes);
}

/* ---- what only a user has ---- */

static bool check_in_user(struct checker *checker, const struct set_member *member, const char *word)
{
    if (checker->place.is_in_user && checker->place.level == 1)
        return true;
    diag_report(checker->diags, E0422_ONLY_IN_USER, member->word, word);
    return false;
}

static void check_host(struct checker *checker, struct set_member *member)
{
    struct place before = checker->place;

    if (!check_in_user(checker, member, "host"))
        return;
    checker->place.unit = NULL;
    checker->place.is_before_run = true;
    check_typed(checker, member->host, TYPE_STRING, "a host");
    checker->place = before;
    if (check_known(checker, member->host))
        check_host_text(checker, member->host);
}

static void check_client_member(struct checker *checker, struct set_member *member)
{
    struct place before = checker->place;

    if (!check_in_user(checker, member, "client"))
        return;
    checker->place.unit = NULL;
    checker->place.is_before_run = true;
    check_client(checker, member->client.first);
    checker->place = before;
}

/* ---- all of it ---- */

static const char *single_word(const struct set_member *member)
{
    switch (member->kind) {
    case SET_MEMBER_WAIT: return "wait";
    case SET_MEMBER_HEADERS: return "headers";
    case SET_MEMBER_SETUP: return "setup";
    case SET_MEMBER_TEARDOWN: return "teardown";
    case SET_MEMBER_ON_START: return "on start";
    case SET_MEMBER_ON_STOP: return "on stop";
    case SET_MEMBER_HOST: return "host";
    case SET_MEMBER_CLIENT: return "client";
    default: return NULL;
    }
}

static void check_second(struct checker *checker, const struct task_set *set, const struct set_member *member,
                         const struct set_member **seen)
{
    const char *word = single_word(member);

    if (word && seen[member->kind])
        diag_related(diag_report(checker->diags, E0416_SECOND_MEMBER, member->word, word, set->name.text),
                     seen[member->kind]->word, "the first is here");
    seen[member->kind] = member;
}

static void check_second_task(struct checker *checker, struct strmap *names, const struct set_member *member)
{
    const struct name *name = member->kind == SET_MEMBER_TASK  ? &member->task.name
                              : member->kind == SET_MEMBER_SET ? &member->set->name
                                                               : NULL;
    const struct name *first;

    if (!name || !name->text)
        return;
    first = strmap_set(names, name->text, strlen(name->text), (void *)name);
    if (first)
        diag_related(diag_report(checker->diags, E0201_DUPLICATE, name->span,
                                 member->kind == SET_MEMBER_TASK ? "task" : "task set", name->text),
                     first->span, "the first is here");
}

/* In a sequence, members after a task that always leaves are unreachable. */
static void check_rest(struct checker *checker, const struct task_set *set, const struct set_member *member)
{
    const struct stmt *last = member->kind == SET_MEMBER_TASK ? member->task.body->statements.last : NULL;
    const struct set_member *next = member->next;

    if (!set->is_sequence || !last || (last->kind != STMT_STOP && last->kind != STMT_INTERRUPT))
        return;
    while (next && next->kind != SET_MEMBER_TASK && next->kind != SET_MEMBER_SET &&
           next->kind != SET_MEMBER_USE)
        next = next->next;
    if (next)
        diag_related(diag_report(checker->diags, W0430_UNREACHABLE, next->word), last->span,
                     "`%s` always leaves the sequence here", member->task.name.text);
}

static void check_member(struct checker *checker, struct set_member *member)
{
    switch (member->kind) {
    case SET_MEMBER_WAIT: check_wait_member(checker, member); break;
    case SET_MEMBER_HEADERS: check_headers(checker, member); break;
    case SET_MEMBER_VAR: break; /* check_set.c checks it */
    case SET_MEMBER_SETUP:
    case SET_MEMBER_TEARDOWN:
    case SET_MEMBER_ON_START:
    case SET_MEMBER_ON_STOP: check_hook(checker, member); break;
    case SET_MEMBER_TASK: check_task(checker, member); break;
    case SET_MEMBER_SET: check_set_member(checker, member); break;
    case SET_MEMBER_USE: check_use(checker, member); break;
    case SET_MEMBER_HOST: check_host(checker, member); break;
    case SET_MEMBER_CLIENT: check_client_member(checker, member); break;
    }
}

void check_members(struct checker *checker, struct task_set *set)
{
    const struct set_member *seen[SET_MEMBER_CLIENT + 1] = {0};
    struct strmap names = {0};

    for (struct set_member *member = set->members.first; member; member = member->next) {
        check_second(checker, set, member, seen);
        check_second_task(checker, &names, member);
        check_member(checker, member);
        check_rest(checker, set, member);
    }
    strmap_free(&names);
}
