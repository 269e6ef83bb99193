#include "runtime/program/verify.h"

#include <inttypes.h>
#include <string.h>

static bool verify_place(struct verifier *verifier, const char *what, size_t index, uint32_t file)
{
    if (file >= verifier->program->files_count)
        return verify_refuse(verifier, "%s %zu: there is no file %" PRIu32, what, index, file);
    return true;
}

static bool verify_counted(struct verifier *verifier, const char *what, size_t index, uint32_t counted_as)
{
    if (counted_as > verifier->program->lines_count)
        return verify_refuse(verifier, "%s %zu: there is no line %" PRIu32, what, index, counted_as);
    return true;
}

static bool verify_lines(struct verifier *verifier)
{
    const struct program *program = verifier->program;

    for (size_t i = 0; i < program->lines_count; i++) {
        const struct scenario_line *line = &program->lines[i];

        if ((unsigned)line->kind > LINE_FAIL || !line->text)
            return verify_refuse(verifier, "line %zu has no kind or no text", i);
        if (line->row != LINE_NO_ROW && line->row >= program->rows_count)
            return verify_refuse(verifier, "line %zu: there is no row %" PRIu32, i, line->row);
        if (!verify_place(verifier, "line", i, line->file) ||
            !verify_counted(verifier, "line", i, line->parent))
            return false;
    }
    return true;
}

static bool verify_function_table(struct verifier *verifier)
{
    const struct program *program = verifier->program;

    for (size_t i = 0; i < program->functions_count; i++) {
        const struct function *function = &program->functions[i];

        if (!function->name || !function->count || !function->code || !function->lines)
            return verify_refuse(verifier, "function %zu has no name or no code", i);
        if (function->locals < function->parameters)
            return verify_refuse(verifier, "function %zu has more parameters than locals", i);
        if (!verify_place(verifier, "function", i, function->file))
            return false;
    }
    return true;
}

static bool verify_pattern_tables(struct verifier *verifier)
{
    const struct program *program = verifier->program;

    for (size_t i = 0; i < program->regexes_count; i++)
        if (!program->regexes[i].regex || !program->regexes[i].text)
            return verify_refuse(verifier, "regex %zu is not compiled", i);
    for (size_t i = 0; i < program->jsonpaths_count; i++)
        if (!program->jsonpaths[i].path || !program->jsonpaths[i].text)
            return verify_refuse(verifier, "path %zu is not compiled", i);
    return true;
}

/* ---- requests ---- */

static bool template_fits(const struct template *template, uint16_t slots)
{
    for (size_t i = 0; i < template->count; i++) {
        const struct template_part *part = &template->parts[i];
        bool text = part->slot == SLOT_NONE;

        if (text ? !part->text : part->slot >= slots)
            return false;
    }
    return true;
}

static bool fields_fit(const struct field_list *list, uint16_t slots)
{
    for (size_t i = 0; i < list->count; i++)
        if (!template_fits(&list->fields[i].name, slots) || !template_fits(&list->fields[i].value, slots))
            return false;
    return true;
}

static bool slot_fits(uint16_t slot, uint16_t slots)
{
    return slot == SLOT_NONE || slot < slots;
}

static bool site_slots_fit(const struct request_site *site)
{
    uint16_t slots = site->slots;

    return template_fits(&site->url, slots) && template_fits(&site->body_template, slots) &&
           fields_fit(&site->headers, slots) && fields_fit(&site->query, slots) &&
           fields_fit(&site->cookies, slots) && fields_fit(&site->form, slots) &&
           slot_fits(site->auth_user_slot, slots) && slot_fits(site->auth_secret_slot, slots) &&
           slot_fits(site->timeout_slot, slots) && slot_fits(site->redirects_slot, slots);
}

/* A method is sent unchanged. It must be a token (RFC 9110 section 9.1), so that it can't end the request
 * line. */
static bool method_is_token(const char *method)
{
    static const char token[] =
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    return method && *method && method[strspn(method, token)] == '\0';
}

static bool row_fits(const struct program *program, uint32_t row, uint16_t name_slot, uint16_t slots)
{
    return row == ROW_DYNAMIC ? name_slot < slots : row < program->rows_count;
}

static bool auth_is_whole(const struct request_site *site)
{
    switch (site->auth) {
    case HTTP_AUTH_NONE:
    case HTTP_AUTH_NEGOTIATE: return true;
    case HTTP_AUTH_BEARER: return site->auth_secret_slot != SLOT_NONE;
    case HTTP_AUTH_BASIC:
    case HTTP_AUTH_DIGEST:
    case HTTP_AUTH_NTLM: return site->auth_user_slot != SLOT_NONE && site->auth_secret_slot != SLOT_NONE;
    }
    return false;
}

static bool verify_request(struct verifier *verifier, size_t index)
{
    const struct request_site *site = &verifier->program->requests[index];

    if (!method_is_token(site->method))
        return verify_refuse(verifier, "request %zu: the method is not a token", index);
    if (!row_fits(verifier->program, site->row, site->name_slot, site->slots))
        return verify_refuse(verifier, "request %zu: there is no row %" PRIu32, index, site->row);
    if (!site_slots_fit(site))
        return verify_refuse(verifier, "request %zu: a slot is not below %u", index, site->slots);
    if ((unsigned)site->body > BODY_MULTIPART)
        return verify_refuse(verifier, "request %zu: the kind of body is unknown", index);
    if (!auth_is_whole(site))
        return verify_refuse(verifier, "request %zu: the authentication lacks a slot", index);
    return verify_place(verifier, "request", index, site->file) &&
           verify_counted(verifier, "request", index, site->counted_as);
}

/* ---- TCP and UDP ---- */

/* Checks the slots that the action requires. */
static bool tcp_is_whole(const struct program *program, const struct tcp_site *site)
{
    bool has_operand = site->operand_slot != SLOT_NONE;

    switch (site->action) {
    case TCP_CONNECT:
    case TCP_SEND: return has_operand;
    case TCP_RECEIVE: break;
    case TCP_DISCONNECT: return false;
    default: return false;
    }
    switch (site->goal) {
    case TCP_UNTIL:
    case TCP_BYTES: return has_operand;
    case TCP_MATCHING: return site->regex == REGEX_NONE ? has_operand : site->regex < program->regexes_count;
    case TCP_ALL: return true;
    }
    return false;
}

static bool verify_tcp(struct verifier *verifier, size_t index)
{
    const struct tcp_site *site = &verifier->program->tcp[index];
    uint16_t slots = site->slots;

    if (!row_fits(verifier->program, site->tcp_row, site->name_slot, slots) ||
        !row_fits(verifier->program, site->udp_row, site->name_slot, slots))
        return verify_refuse(verifier, "TCP site %zu: there is no row", index);
    if (!slot_fits(site->operand_slot, slots) || !slot_fits(site->port_slot, slots) ||
        !slot_fits(site->timeout_slot, slots) || !slot_fits(site->max_slot, slots))
        return verify_refuse(verifier, "TCP site %zu: a slot is not below %u", index, slots);
    if (!tcp_is_whole(verifier->program, site))
        return verify_refuse(verifier, "TCP site %zu: the action is unknown or lacks a slot", index);
    return verify_place(verifier, "TCP site", index, site->file) &&
           verify_counted(verifier, "TCP site", index, site->counted_as);
}

static bool verify_sites(struct verifier *verifier)
{
    const struct program *program = verifier->program;

    for (size_t i = 0; i < program->requests_count; i++)
        if (!verify_request(verifier, i))
            return false;
    for (size_t i = 0; i < program->tcp_count; i++)
        if (!verify_tcp(verifier, i))
            return false;
    for (size_t i = 0; i < program->transactions_count; i++) {
        const struct transaction_site *site = &program->transactions[i];

        if (!row_fits(program, site->row, 0, site->slots) || site->slots != (site->row == ROW_DYNAMIC))
            return verify_refuse(verifier, "transaction %zu has no name", i);
        if (!verify_counted(verifier, "transaction", i, site->counted_as))
            return false;
    }
    for (size_t i = 0; i < program->expectations_count; i++) {
        const struct expectation *expectation = &program->expectations[i];

        if ((unsigned)expectation->kind > EXPECTATION_FAIL || !expectation->text)
            return verify_refuse(verifier, "expectation %zu has no kind or no text", i);
        if (!verify_place(verifier, "expectation", i, expectation->file) ||
            !verify_counted(verifier, "expectation", i, expectation->counted_as))
            return false;
    }
    return true;
}

/* ---- users ---- */

static bool verify_member(struct verifier *verifier, size_t set, const struct member *member)
{
    const struct program *program = verifier->program;
    size_t most = member->kind == MEMBER_TASK ? program->tasks_count : program->sets_count;

    if ((member->kind != MEMBER_TASK && member->kind != MEMBER_SET) || member->index >= most)
        return verify_refuse(verifier, "set %zu: there is no member %" PRIu32, set, member->index);
    if (!(member->weight >= 0))
        return verify_refuse(verifier, "set %zu: a weight is below 0", set);
    return verify_counted(verifier, "a member of set", set, member->counted_as);
}

static bool verify_set(struct verifier *verifier, size_t index)
{
    const struct set *set = &verifier->program->sets[index];

    if (!set->name || (unsigned)set->kind > SET_SEQUENCE || (unsigned)set->wait > WAIT_PACING)
        return verify_refuse(verifier, "set %zu has no name, or its kind or wait is unknown", index);
    if (set->variables < set->parameters)
        return verify_refuse(verifier, "set %zu has more parameters than variables", index);
    for (size_t i = 0; i < set->member_count; i++)
        if (!verify_member(verifier, index, &set->members[i]))
            return false;
    return verify_counted(verifier, "set", index, set->counted_as);
}

static bool verify_users(struct verifier *verifier)
{
    const struct program *program = verifier->program;

    for (size_t i = 0; i < program->tasks_count; i++)
        if (!program->tasks[i].name || program->tasks[i].function >= program->functions_count)
            return verify_refuse(verifier, "task %zu has no name or no function", i);
    for (size_t i = 0; i < program->sets_count; i++)
        if (!verify_set(verifier, i))
            return false;
    for (size_t i = 0; i < program->kinds_count; i++) {
        if (!program->kinds[i].name || program->kinds[i].set >= program->sets_count)
            return verify_refuse(verifier, "user %zu has no name or no body", i);
        if (program->sets[program->kinds[i].set].variables > program->user_variables)
            return verify_refuse(verifier, "user %zu has more variables than a user may have", i);
        if (!verify_counted(verifier, "user", i, program->kinds[i].counted_as))
            return false;
    }
    return true;
}

bool verify_tables(struct verifier *verifier)
{
    return verify_function_table(verifier) && verify_pattern_tables(verifier) && verify_lines(verifier) &&
           verify_sites(verifier) && verify_users(verifier);
}
