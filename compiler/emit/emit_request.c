/* Requests: values that the code pushes, the request site, and the block for the response. */
#include "compiler/emit/emit.h"

#include "compiler/parse/auth_scheme.h"
#include "compiler/tree/walk.h"
#include "runtime/base/mask.h"
#include "runtime/native/native.h"

#include <string.h>

/* ---- whether the block needs a response ---- */

#define CHECKS_DEEP 16 /* depth to which calls from check to check are followed */

struct need_search {
    unsigned depth;
    bool needs;
};

static void find_need(void *context, struct stmt *stmt)
{
    struct need_search *search = context;
    struct need_search inner = {.depth = search->depth + 1};
    struct walker walker = {.stmt = find_need, .stays_out_of_requests = true, .context = &inner};

    if (stmt->kind == STMT_REQUIRE || stmt->kind == STMT_CAPTURE)
        search->needs = true;
    if (stmt->kind != STMT_CHECK || search->needs || search->depth == CHECKS_DEEP)
        return;
    walk_block(&walker, stmt->symbol->decl->function.body);
    search->needs = inner.needs;
}

bool emit_needs_response(const struct block *block)
{
    struct need_search search = {0};
    struct walker walker = {.stmt = find_need, .stays_out_of_requests = true, .context = &search};

    walk_block(&walker, block);
    return search.needs;
}

/* ---- fields ---- */

struct field_builder {
    VEC(struct field) fields;
};

/* The value of a field. False: it is none, and the field is left out. A part of a multipart body stays a
 * value for its type and file name. A cookie that is none stays, since it leaves out that of the user. */
static bool field_value(struct emitter *emitter, struct template_builder *content, const struct expr *expr,
                        enum clause_kind kind)
{
    bool is_there;

    if (kind == CLAUSE_MULTIPART && expr->kind != EXPR_STRING) {
        template_hole(emitter, content, expr);
        return true;
    }
    is_there = template_value(emitter, content, expr);
    if (!is_there && kind == CLAUSE_COOKIES)
        template_hole(emitter, content, expr);
    return is_there || kind == CLAUSE_COOKIES;
}

static void add_field(struct emitter *emitter, struct field_builder *fields, const struct map_pair *pair,
                      enum clause_kind kind, uint16_t *slots)
{
    struct template_builder name = {.slots = slots}, content = {.slots = slots};
    struct field field;
    bool is_there;

    template_string(emitter, &name, pair->key);
    is_there = field_value(emitter, &content, pair->value, kind);
    field.name = template_finish(emitter, &name);
    field.value = template_finish(emitter, &content);
    if (is_there)
        vec_push(&fields->fields, field);
}

static void *kept(struct emitter *emitter, const void *items, size_t size)
{
    return size ? memcpy(arena_alloc(emitter->arena, size), items, size) : NULL;
}

static struct field_list emit_fields(struct emitter *emitter, const struct clause *clause,
                                     struct request_site *site)
{
    struct field_builder fields = {0};
    struct field_list list;

    for (const struct map_pair *pair = clause->value->map.entries.first; pair; pair = pair->next)
        add_field(emitter, &fields, pair, clause->kind, &site->slots);
    list.fields = kept(emitter, fields.fields.items, fields.fields.count * sizeof *fields.fields.items);
    list.count = fields.fields.count;
    vec_free(&fields.fields);
    return list;
}

/* ---- clauses ---- */

static uint16_t emit_slot(struct emitter *emitter, struct request_site *site, const struct expr *expr)
{
    emit_expr(emitter, expr);
    return site->slots++;
}

/* A password in the source is a secret even before the request is sent: reports show the source. */
static void mask_known(struct emitter *emitter, const struct expr *secret)
{
    value v;

    if (!secret->may_fold || fold_expr(&emitter->folder, secret, &v) != FOLD_VALUE)
        return;
    if (v.type == VALUE_STRING)
        mask_add(v.as.string->bytes, v.as.string->length);
    value_release(v);
}

static void emit_auth(struct emitter *emitter, const struct clause *clause, struct request_site *site)
{
    const struct auth_scheme *scheme = auth_scheme_find(clause->auth.scheme.text);
    const struct expr *argument = clause->auth.arguments.first;

    site->auth = scheme->auth;
    if (scheme->has_user) {
        site->auth_user_slot = emit_slot(emitter, site, argument);
        argument = argument->next;
    }
    if (!scheme->has_secret)
        return;
    mask_known(emitter, argument);
    site->auth_secret_slot = emit_slot(emitter, site, argument);
}

static void emit_json_body(struct emitter *emitter, const struct expr *expr, struct request_site *site)
{
    struct template_builder builder = {.slots = &site->slots};

    site->body = BODY_JSON;
    template_json(emitter, &builder, expr);
    site->body_template = template_finish(emitter, &builder);
}

static void emit_raw_body(struct emitter *emitter, const struct expr *expr, struct request_site *site)
{
    struct template_builder builder = {.slots = &site->slots};

    site->body = template_value(emitter, &builder, expr) ? BODY_RAW : BODY_NONE;
    site->body_template = template_finish(emitter, &builder);
}

static void emit_clause(struct emitter *emitter, const struct clause *clause, struct request_site *site)
{
    switch (clause->kind) {
    case CLAUSE_HEADERS: site->headers = emit_fields(emitter, clause, site); break;
    case CLAUSE_QUERY: site->query = emit_fields(emitter, clause, site); break;
    case CLAUSE_COOKIES: site->cookies = emit_fields(emitter, clause, site); break;
    case CLAUSE_FORM:
        site->body = BODY_FORM;
        site->form = emit_fields(emitter, clause, site);
        break;
    case CLAUSE_MULTIPART:
        site->body = BODY_MULTIPART;
        site->form = emit_fields(emitter, clause, site);
        break;
    case CLAUSE_JSON: emit_json_body(emitter, clause->value, site); break;
    case CLAUSE_BODY: emit_raw_body(emitter, clause->value, site); break;
    case CLAUSE_TIMEOUT: site->timeout_slot = emit_slot(emitter, site, clause->value); break;
    case CLAUSE_REDIRECTS: site->redirects_slot = emit_slot(emitter, site, clause->value); break;
    case CLAUSE_AUTH: emit_auth(emitter, clause, site); break;
    case CLAUSE_RAW: site->raw = true; break;
    }
}

/* ---- the site ---- */

static void emit_site_row(struct emitter *emitter, const struct request *request, struct request_site *site)
{
    const char *name = row_name(emitter, request->name, request->url);

    site->name_slot = SLOT_NONE;
    if (name) {
        site->row = emit_row(emitter, site->method, name);
    } else {
        site->row = ROW_DYNAMIC;
        site->name_slot = emit_slot(emitter, site, request->name);
        emitter->has_dynamic_rows = true;
        name = text_as_written(emitter, request->name);
    }
    site->counted_as = emit_counted(emitter, LINE_REQUEST, request->span,
                                    arena_printf(emitter->arena, "%s %s", site->method, name), site->row);
}

static uint32_t emit_site(struct emitter *emitter, const struct request *request)
{
    struct request_site site = {.auth_user_slot = SLOT_NONE,
                                .auth_secret_slot = SLOT_NONE,
                                .timeout_slot = SLOT_NONE,
                                .redirects_slot = SLOT_NONE,
                                .file = request->span.file,
                                .line = emit_line(emitter, request->span)};
    struct template_builder url = {.slots = &site.slots};

    site.method = arena_printf(emitter->arena, "%s", expr_plain_text(request->method, NULL));
    site.needs_response = emit_needs_response(request->block);
    template_string(emitter, &url, request->url);
    site.url = template_finish(emitter, &url);
    for (const struct clause *clause = request->clauses.first; clause; clause = clause->next)
        emit_clause(emitter, clause, &site);
    emit_site_row(emitter, request, &site);
    vec_push(&emitter->tables.requests, site);
    return (uint32_t)emitter->tables.requests.count - 1;
}

/* ---- the whole ---- */

void emit_response_block(struct emitter *emitter, const struct block *block)
{
    struct open_block open = {
        .outer = emitter->code.open, .kind = OPEN_REQUEST, .height = emitter->code.height};

    emitter->code.open = &open;
    emitter->code.responses++;
    emit_block(emitter, block);
    emitter->code.responses--;
    emitter->code.open = open.outer;
}

void emit_request(struct emitter *emitter, const struct request *request, bool wants_value)
{
    uint32_t block;

    emit_captures(emitter, request->symbol);
    code_at(emitter, request->head);
    code_op(emitter, OP_HEADERS_BEGIN);
    code_land(emitter, code_jump(emitter, OP_HEADERS_NEXT));
    block = emit_site(emitter, request);
    code_at(emitter, request->head);
    code_op_a(emitter, OP_REQUEST, block);
    block = code_jump(emitter, OP_BLOCK);
    if (request->block)
        emit_response_block(emitter, request->block);
    code_land(emitter, block);
    code_at(emitter, request->head);
    if (wants_value)
        code_op(emitter, OP_RESPONSE);
    code_op(emitter, OP_REQUEST_END);
}
