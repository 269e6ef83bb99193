/* Declarations, and the members of users, task sets and sequences. */
#include "compiler/parse/ast_build.h"

#include "compiler/diag/foreign_words.h"
#include "compiler/diag/suggest.h"

void layout_mark(struct parser *parser, enum layout_mark_kind kind, span place)
{
    if (parser->job->marks != NULL)
        vec_push(&parser->job->marks->marks, ((struct layout_mark){place.offset, kind}));
}

static struct decl *decl_new(struct parser *parser, span place, span word, enum decl_kind kind)
{
    struct decl *decl = arena_zalloc(parser->job->arena, sizeof *decl);
    decl->kind = kind;
    decl->span = place;
    decl->word = word;
    return decl;
}

void ast_add_decl(struct parser *parser, struct decl *decl)
{
    layout_mark(parser, LAYOUT_ITEM, decl->span);
    LIST_ADD(&parser->ast->decls, decl);
}

struct decl *decl_include(struct parser *parser, span place, span word, struct expr *path)
{
    if (!expr_is_plain_string(path))
        diag_report(parser->job->diags, E0607_INCLUDE_COMPUTED, path->span);
    struct decl *decl = decl_new(parser, place, word, DECL_INCLUDE);
    decl->path = path;
    return decl;
}

struct decl *decl_constant(struct parser *parser, span place, span word, enum decl_kind kind,
                           struct name name, struct expr *value)
{
    struct decl *decl = decl_new(parser, place, word, kind);
    decl->constant.name = name;
    decl->constant.value = value;
    return decl;
}

struct decl *decl_data(struct parser *parser, span place, span word, struct name name, struct name source,
                       struct expr_list arguments, span paren, struct data_options options)
{
    layout_mark(parser, LAYOUT_GLUED, paren);
    struct decl *decl = decl_new(parser, place, word, DECL_DATA);
    decl->data.name = name;
    decl->data.source = source;
    decl->data.arguments = arguments;
    decl->data.options = options;
    return decl;
}

void data_order_set(struct parser *parser, struct data_options *options, enum data_order order, span word)
{
    if (options->order_span.length > 0)
        diag_related(diag_report(parser->job->diags, E0402_WRITTEN_TWICE, word, "order"), options->order_span,
                     "the first is here");
    options->order = order;
    options->order_span = word;
}

void data_option_set(struct parser *parser, struct expr **option, span *word_place, struct expr *value,
                     span word)
{
    option_set(parser, option, value, word);
    *word_place = word;
}

struct decl *decl_counter(struct parser *parser, span place, span word, struct name name)
{
    struct decl *decl = decl_new(parser, place, word, DECL_COUNTER);
    decl->counter = name;
    return decl;
}

struct decl *decl_pool(struct parser *parser, span place, span word, struct name name, struct expr *max)
{
    struct decl *decl = decl_new(parser, place, word, DECL_POOL);

    decl->pool.name = name;
    decl->pool.max = max;
    return decl;
}

struct decl *decl_hook(struct parser *parser, span place, span word, enum decl_kind kind, struct block *body)
{
    struct decl *decl = decl_new(parser, place, word, kind);
    decl->hook = body;
    return decl;
}

struct decl *decl_message(struct parser *parser, span place, span word, struct expr *type, struct name value,
                          struct block *body)
{
    struct decl *decl = decl_new(parser, place, word, DECL_ON_MESSAGE);
    decl->message.type = type;
    decl->message.value = value;
    decl->message.body = body;
    return decl;
}

struct decl *decl_function(struct parser *parser, span place, span word, enum decl_kind kind,
                           struct name name, struct parameter_list parameters, struct block *body)
{
    struct decl *decl = decl_new(parser, place, word, kind);
    decl->function.name = name;
    decl->function.parameters = parameters;
    decl->function.body = body;
    return decl;
}

void parameter_add(struct parser *parser, struct parameter_list *list, struct name name)
{
    struct parameter *parameter = arena_zalloc(parser->job->arena, sizeof *parameter);
    parameter->name = name;
    LIST_ADD(list, parameter);
}

enum data_order unknown_order(struct parser *parser, struct name name)
{
    static const char *const orders[] = {"circular", "sequential", "random",   "shuffle",
                                         "unique",   "delimiter",  "encoding", NULL};
    struct diag *diag = diag_report(parser->job->diags, E0608_UNKNOWN_ORDER, name.span, name.text);
    const char *advice = foreign_advice(FOREIGN_ORDER, name.text);
    const char *nearest = suggest_nearest(name.text, orders);
    if (advice)
        diag_label(diag, "%s", advice);
    else if (nearest != NULL)
        diag_label(diag, "did you mean `%s`?", nearest);
    diag_hint(diag, "the orders are circular sequential random shuffle unique; a table can also have a "
                    "`delimiter` and an `encoding`");
    return DATA_CIRCULAR;
}

/* ---- attributes ---- */

static void refuse(struct parser *parser, span place, const char *owner, const char *attribute)
{
    if (place.length > 0)
        diag_report(parser->job->diags, E0401_ATTRIBUTE_PLACE, place, owner, attribute);
}

void attribute_set(struct parser *parser, struct expr **attribute, span *place, struct expr *value, span word)
{
    option_set(parser, attribute, value, word);
    *place = span_join(word, value->span);
}

void attribute_tags(struct parser *parser, struct attributes *attributes, struct expr_list tags, span word,
                    span last)
{
    if (attributes->tags.first != NULL)
        diag_report(parser->job->diags, E0402_WRITTEN_TWICE, word, "tags");
    attributes->tags = tags;
    attributes->tags_span = span_join(word, last);
}

void unknown_attribute(struct parser *parser, struct name name)
{
    static const char *const known[] = {"weight", "fixed", "times", "tags", NULL};
    struct diag *diag = diag_report(parser->job->diags, E0403_UNKNOWN_ATTRIBUTE, name.span, name.text);
    const char *advice = foreign_advice(FOREIGN_ATTRIBUTE, name.text);
    const char *nearest = suggest_nearest(name.text, known);
    if (advice)
        diag_label(diag, "%s", advice);
    else if (nearest != NULL)
        diag_label(diag, "did you mean `%s`?", nearest);
}

/* ---- users and sets ---- */

static struct task_set *set_new(struct parser *parser, span place, bool is_sequence, struct name name,
                                struct parameter_list parameters, struct attributes attributes,
                                struct set_member_list members)
{
    struct task_set *set = arena_zalloc(parser->job->arena, sizeof *set);
    set->span = place;
    set->name = name;
    set->is_sequence = is_sequence;
    set->parameters = parameters;
    set->attributes = attributes;
    set->members = members;
    return set;
}

static const char *set_word(bool is_sequence)
{
    return is_sequence ? "sequence" : "taskset";
}

/* A set at the top level is a pattern; weight and the like are given at each use. */
struct decl *decl_set(struct parser *parser, span place, span word, bool is_sequence, struct name name,
                      struct parameter_list parameters, struct attributes attributes,
                      struct set_member_list members)
{
    const char *owner = is_sequence ? "a `sequence` at the top level" : "a `taskset` at the top level";
    refuse(parser, attributes.weight_span, owner, "weight");
    refuse(parser, attributes.times_span, owner, "times");
    refuse(parser, attributes.fixed_span, owner, "fixed");
    refuse(parser, attributes.tags_span, owner, "tags");
    struct decl *decl = decl_new(parser, place, word, DECL_SET);
    decl->set = set_new(parser, place, is_sequence, name, parameters, attributes, members);
    return decl;
}

struct decl *decl_user(struct parser *parser, span place, span word, struct name name,
                       struct attributes attributes, struct set_member_list members)
{
    refuse(parser, attributes.times_span, "a `user`", "times");
    refuse(parser, attributes.tags_span, "a `user`", "tags");
    if (attributes.weight != NULL && attributes.fixed != NULL)
        diag_related(diag_report(parser->job->diags, E0407_WEIGHT_AND_FIXED, attributes.fixed_span),
                     attributes.weight_span, "the weight is here");
    struct decl *decl = decl_new(parser, place, word, DECL_USER);
    decl->set = set_new(parser, place, false, name, (struct parameter_list){0}, attributes, members);
    return decl;
}

static struct set_member *member_new(struct parser *parser, span place, span word, enum set_member_kind kind)
{
    struct set_member *member = arena_zalloc(parser->job->arena, sizeof *member);
    member->kind = kind;
    member->span = place;
    member->word = word;
    return member;
}

void member_add(struct parser *parser, struct set_member_list *list, struct set_member *member)
{
    layout_mark(parser, LAYOUT_ITEM, member->span);
    LIST_ADD(list, member);
}

struct set_member *member_wait(struct parser *parser, span place, struct wait wait)
{
    span word = {place.file, place.offset, sizeof "wait" - 1};
    struct set_member *member = member_new(parser, place, word, SET_MEMBER_WAIT);
    member->wait = wait;
    return member;
}

struct set_member *member_headers(struct parser *parser, span place, span word, struct expr *headers)
{
    struct set_member *member = member_new(parser, place, word, SET_MEMBER_HEADERS);
    member->headers = headers;
    return member;
}

struct set_member *member_var(struct parser *parser, span place, span word, struct name name,
                              struct expr *value)
{
    struct set_member *member = member_new(parser, place, word, SET_MEMBER_VAR);
    member->var.name = name;
    member->var.value = value;
    return member;
}

struct set_member *member_hook(struct parser *parser, span place, span word, enum set_member_kind kind,
                               struct block *body)
{
    struct set_member *member = member_new(parser, place, word, kind);
    member->hook = body;
    return member;
}

struct set_member *member_task(struct parser *parser, span place, span word, struct name name,
                               struct attributes attributes, struct block *body)
{
    refuse(parser, attributes.fixed_span, "a `task`", "fixed");
    struct set_member *member = member_new(parser, place, word, SET_MEMBER_TASK);
    member->task.name = name;
    member->task.attributes = attributes;
    member->task.body = body;
    return member;
}

struct set_member *member_set(struct parser *parser, span place, span word, bool is_sequence,
                              struct name name, struct parameter_list parameters, span parameters_span,
                              struct attributes attributes, struct set_member_list members)
{
    if (parameters_span.length > 0) {
        struct diag *diag =
            diag_report(parser->job->diags, E0404_NESTED_PARAMETERS, parameters_span, set_word(is_sequence));
        diag_hint(diag, "it can use the parameters and variables of the sets around it");
    }
    refuse(parser, attributes.fixed_span, is_sequence ? "a `sequence`" : "a `taskset`", "fixed");
    struct set_member *member = member_new(parser, place, word, SET_MEMBER_SET);
    member->set = set_new(parser, place, is_sequence, name, parameters, attributes, members);
    return member;
}

struct set_member *member_use(struct parser *parser, span place, span word, struct name name,
                              struct expr_list arguments, struct attributes attributes)
{
    refuse(parser, attributes.fixed_span, "a `use`", "fixed");
    refuse(parser, attributes.tags_span, "a `use`", "tags");
    struct set_member *member = member_new(parser, place, word, SET_MEMBER_USE);
    member->use.name = name;
    member->use.arguments = arguments;
    member->use.attributes = attributes;
    return member;
}

struct set_member *member_host(struct parser *parser, span place, span word, struct expr *host)
{
    struct set_member *member = member_new(parser, place, word, SET_MEMBER_HOST);
    member->host = host;
    return member;
}

struct set_member *member_client(struct parser *parser, span place, span word, struct setting_list settings)
{
    struct set_member *member = member_new(parser, place, word, SET_MEMBER_CLIENT);
    member->client = settings;
    return member;
}
