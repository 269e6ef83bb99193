#include "runtime/program/disasm.h"

#include <inttypes.h>
#include <string.h>

/* Prints a heading before the first entry of a table, with a blank line before all headings but the first. */
static void append_heading(const char *heading, struct buffer *out)
{
    buffer_printf(out, "%s%s\n", out->length ? "\n" : "", heading);
}

static void append_template(const struct template *template, struct buffer *out)
{
    struct buffer text = {0};

    for (size_t i = 0; i < template->count; i++) {
        const struct template_part *part = &template->parts[i];

        if (part->slot == SLOT_NONE)
            buffer_append(&text, part->text, part->length);
        else
            buffer_printf(&text, "${%u}", part->slot);
    }
    disassemble_quoted(buffer_text(&text), text.length, out);
    buffer_free(&text);
}

static void append_fields(const char *what, const struct field_list *list, struct buffer *out)
{
    for (size_t i = 0; i < list->count; i++) {
        buffer_printf(out, "        %s ", what);
        append_template(&list->fields[i].name, out);
        buffer_append_text(out, ": ");
        append_template(&list->fields[i].value, out);
        buffer_append_char(out, '\n');
    }
}

static void append_body(const struct request_site *site, struct buffer *out)
{
    if (site->body == BODY_FORM || site->body == BODY_MULTIPART)
        append_fields(site->body == BODY_FORM ? "form" : "multipart", &site->form, out);
    if (site->body == BODY_JSON || site->body == BODY_RAW) {
        buffer_append_text(out, site->body == BODY_JSON ? "        json " : "        body ");
        append_template(&site->body_template, out);
        buffer_append_char(out, '\n');
    }
}

static void append_auth(const struct request_site *site, struct buffer *out)
{
    static const char *const names[] = {"none", "basic", "bearer", "digest", "ntlm", "negotiate"};

    if (site->auth == HTTP_AUTH_NONE)
        return;
    buffer_printf(out, "        auth %s", names[site->auth]);
    if (site->auth_user_slot != SLOT_NONE)
        buffer_printf(out, " ${%u}", site->auth_user_slot);
    if (site->auth_secret_slot != SLOT_NONE)
        buffer_printf(out, " ${%u}", site->auth_secret_slot);
    buffer_append_char(out, '\n');
}

static void append_slot(const char *what, uint16_t slot, struct buffer *out)
{
    if (slot != SLOT_NONE)
        buffer_printf(out, "        %s ${%u}\n", what, slot);
}

static void append_request(const struct program *program, const struct request_site *site, struct buffer *out)
{
    disassemble_place(program, site->file, site->line, out);
    buffer_printf(out, "  %s ", site->method);
    append_template(&site->url, out);
    if (site->row == ROW_DYNAMIC)
        buffer_printf(out, ", named ${%u}", site->name_slot);
    else
        buffer_printf(out, ", row %" PRIu32, site->row);
    buffer_printf(out, ", slots %u%s\n", site->slots, site->raw ? ", raw" : "");
    append_fields("header", &site->headers, out);
    append_fields("query", &site->query, out);
    append_fields("cookie", &site->cookies, out);
    append_body(site, out);
    append_auth(site, out);
    append_slot("timeout", site->timeout_slot, out);
    append_slot("redirects", site->redirects_slot, out);
}

static void append_requests(const struct program *program, struct buffer *out)
{
    if (program->requests_count)
        append_heading("requests", out);
    for (size_t i = 0; i < program->requests_count; i++) {
        buffer_printf(out, "  %4zu  ", i);
        append_request(program, &program->requests[i], out);
    }
}

void disassemble_tcp(const struct tcp_site *site, struct buffer *out)
{
    static const char *const goals[] = {"until", "bytes", "matching", "all"};

    switch (site->action) {
    case TCP_CONNECT:
        buffer_printf(out, "connect%s%s", site->is_udp ? " udp" : "", site->is_tls ? " tls" : "");
        break;
    case TCP_SEND: buffer_append_text(out, "send"); break;
    case TCP_RECEIVE: buffer_printf(out, "receive %s", goals[site->goal]); break;
    case TCP_DISCONNECT: buffer_append_text(out, "disconnect"); break;
    }
    if (site->operand_slot != SLOT_NONE)
        buffer_printf(out, " ${%u}", site->operand_slot);
}

static void append_tcp(const struct program *program, const struct tcp_site *site, struct buffer *out)
{
    disassemble_place(program, site->file, site->line, out);
    buffer_append_text(out, "  ");
    disassemble_tcp(site, out);
    if (site->action == TCP_RECEIVE && site->regex != REGEX_NONE)
        buffer_printf(out, " regex %" PRIu32, site->regex);
    if (site->name_slot != SLOT_NONE)
        buffer_printf(out, ", named ${%u}", site->name_slot);
    else if (site->tcp_row == site->udp_row)
        buffer_printf(out, ", row %" PRIu32, site->tcp_row);
    else
        buffer_printf(out, ", row %" PRIu32 " or %" PRIu32, site->tcp_row, site->udp_row);
    buffer_printf(out, ", slots %u\n", site->slots);
    append_slot("port", site->port_slot, out);
    append_slot("timeout", site->timeout_slot, out);
    append_slot("max", site->max_slot, out);
}

static void append_tcp_sites(const struct program *program, struct buffer *out)
{
    if (program->tcp_count)
        append_heading("TCP and UDP", out);
    for (size_t i = 0; i < program->tcp_count; i++) {
        buffer_printf(out, "  %4zu  ", i);
        append_tcp(program, &program->tcp[i], out);
    }
}

static void append_rows(const struct program *program, struct buffer *out)
{
    if (program->rows_count)
        append_heading("rows", out);
    for (size_t i = 0; i < program->rows_count; i++)
        buffer_printf(out, "  %4zu  %s %s\n", i, program->rows[i].type, program->rows[i].name);
}

static void append_transactions(const struct program *program, struct buffer *out)
{
    if (program->transactions_count)
        append_heading("transactions", out);
    for (size_t i = 0; i < program->transactions_count; i++) {
        const struct transaction_site *site = &program->transactions[i];

        if (site->row == ROW_DYNAMIC)
            buffer_printf(out, "  %4zu  named ${0}\n", i);
        else
            buffer_printf(out, "  %4zu  row %" PRIu32 "\n", i, site->row);
    }
}

static void append_expectations(const struct program *program, struct buffer *out)
{
    static const char *const kinds[] = {"expect", "require", "capture", "fail"};

    if (program->expectations_count)
        append_heading("expectations", out);
    for (size_t i = 0; i < program->expectations_count; i++) {
        const struct expectation *expectation = &program->expectations[i];

        buffer_printf(out, "  %4zu  ", i);
        disassemble_place(program, expectation->file, expectation->line, out);
        buffer_printf(out, "  %s ", kinds[expectation->kind]);
        disassemble_quoted(expectation->text, strlen(expectation->text), out);
        buffer_append_char(out, '\n');
    }
}

static void append_hook(const struct program *program, const char *what, uint32_t function,
                        struct buffer *out)
{
    if (function != FUNCTION_NONE)
        buffer_printf(out, "        %s: function %" PRIu32 " (%s)\n", what, function,
                      disassemble_function_name(program, function));
}

static void append_member(const struct program *program, const struct member *member, struct buffer *out)
{
    bool task = member->kind == MEMBER_TASK;
    const char *name = task ? program->tasks[member->index].name : program->sets[member->index].name;

    buffer_printf(out, "        %s %" PRIu32 " %s, weight %g", task ? "task" : "set", member->index, name,
                  member->weight);
    if (task && member->times != 1)
        buffer_printf(out, ", times %" PRIu32, member->times);
    if (!task && member->set_times)
        buffer_printf(out, ", times %" PRIu32, member->set_times);
    if (member->arguments != FUNCTION_NONE)
        buffer_printf(out, ", arguments: function %" PRIu32, member->arguments);
    for (const char *const *tag = member->tags; tag && *tag; tag++)
        buffer_printf(out, "%s%s", tag == member->tags ? ", tags " : " ", *tag);
    buffer_append_char(out, '\n');
}

static void append_set(const struct program *program, const struct set *set, struct buffer *out)
{
    static const char *const waits[] = {"wait", "wait", "pacing"};

    buffer_printf(out, "%s %s, parameters %u, variables %u\n", set->kind == SET_TASKS ? "tasks" : "sequence",
                  set->name, set->parameters, set->variables);
    append_hook(program, "initialize", set->initialize, out);
    append_hook(program, waits[set->wait], set->wait_function, out);
    append_hook(program, "headers", set->headers, out);
    append_hook(program, "setup", set->setup, out);
    append_hook(program, "on start", set->on_start, out);
    append_hook(program, "on stop", set->on_stop, out);
    append_hook(program, "teardown", set->teardown, out);
    for (size_t i = 0; i < set->member_count; i++)
        append_member(program, &set->members[i], out);
}

static void append_sets(const struct program *program, struct buffer *out)
{
    if (program->tasks_count)
        append_heading("tasks", out);
    for (size_t i = 0; i < program->tasks_count; i++)
        buffer_printf(out, "  %4zu  %s: function %" PRIu32 "\n", i, program->tasks[i].name,
                      program->tasks[i].function);
    if (program->sets_count)
        append_heading("sets", out);
    for (size_t i = 0; i < program->sets_count; i++) {
        buffer_printf(out, "  %4zu  ", i);
        append_set(program, &program->sets[i], out);
    }
}

static void append_kinds(const struct program *program, struct buffer *out)
{
    if (program->kinds_count)
        append_heading("users", out);
    for (size_t i = 0; i < program->kinds_count; i++) {
        const struct kind *kind = &program->kinds[i];

        buffer_printf(out, "  %4zu  %s, weight %g, set %" PRIu32, i, kind->name, kind->weight, kind->set);
        if (kind->fixed)
            buffer_printf(out, ", fixed %" PRIu32, kind->fixed);
        if (kind->host)
            buffer_printf(out, ", host %s", kind->host);
        buffer_append_char(out, '\n');
    }
}

static void append_data(const struct program *program, struct buffer *out)
{
    static const char *const sources[] = {"csv", "json", "lines"};
    static const char *const orders[] = {"circular", "sequential", "random", "shuffle", "unique"};

    if (program->data_count)
        append_heading("data", out);
    for (size_t i = 0; i < program->data_count; i++) {
        const struct data_declaration *data = &program->data[i];

        buffer_printf(out, "  %4zu  %s, %s %s", i, data->name, sources[data->format.source],
                      orders[data->order]);
        if (data->format.encoding)
            buffer_printf(out, ", encoding %s", data->format.encoding);
        buffer_append_char(out, '\n');
    }
}

static void append_run(const struct program *program, struct buffer *out)
{
    bool any = program->shared_count || program->counters_count || program->pools_count ||
               program->messages_count || program->setups_count || program->teardowns_count;

    if (any)
        append_heading("run", out);
    for (size_t i = 0; i < program->shared_count; i++)
        append_hook(program, program->shared[i].name, program->shared[i].initialize, out);
    for (size_t i = 0; i < program->counters_count; i++)
        buffer_printf(out, "        counter %s\n", program->counters[i]);
    for (size_t i = 0; i < program->pools_count; i++)
        buffer_printf(out, "        pool %s, max %zu\n", program->pools[i].name, program->pools[i].most);
    for (size_t i = 0; i < program->messages_count; i++)
        append_hook(program, program->messages[i].type, program->messages[i].function, out);
    for (size_t i = 0; i < program->setups_count; i++)
        append_hook(program, "setup", program->setups[i], out);
    for (size_t i = 0; i < program->teardowns_count; i++)
        append_hook(program, "teardown", program->teardowns[i], out);
}

void disassemble_tables(const struct program *program, struct buffer *out)
{
    append_rows(program, out);
    append_requests(program, out);
    append_tcp_sites(program, out);
    append_transactions(program, out);
    append_expectations(program, out);
    append_sets(program, out);
    append_kinds(program, out);
    append_data(program, out);
    append_run(program, out);
}
