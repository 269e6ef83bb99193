/* The surroundings of a VM under test: answers its wants from a script on virtual time, and records, a line
 * each, what the VM reported. */
#ifndef SWARM_TESTS_SUPPORT_VM_FAKE_H
#define SWARM_TESTS_SUPPORT_VM_FAKE_H

#include "runtime/base/alloc.h"
#include "runtime/text/cookie_jar.h"
#include "runtime/vm/vm.h"
#include "tests/support/program_builder.h"

#include <inttypes.h>

/* What is answered to a request: 5 ms later. */
struct answer {
    int status;
    const char *body;
    const char *headers;
    enum net_error error;
};

struct vm_fake {
    const struct answer *answers; /* in turn; the last one stays */
    size_t answers_count;
    size_t requests; /* so far */
    int64_t now;     /* virtual time, ns */
    bool suspends;   /* exchange suspends the VM */
    int64_t taken;
    value pooled; /* the value of the pool */
    bool is_dry;  /* `take` and `next` wait for a lease */
    struct buffer told;
    struct rng rng;
    value user_variables[4];
    value shared[2];
    struct line_count counts[8];
    struct vm_common common;
    struct vm_environment environment;
    struct cookie_jar cookies; /* "session" of http://h */
    struct vm *vm;
};

BUILDER instant fake_now(void *context)
{
    return (instant){((struct vm_fake *)context)->now};
}

BUILDER void fake_log(void *context, const char *text, size_t length)
{
    struct vm_fake *fake = context;

    buffer_printf(&fake->told, "log %.*s\n", (int)length, text);
}

BUILDER void fake_row(struct vm_fake *fake, uint32_t row, const char *type, const char *name, size_t length)
{
    if (row == ROW_DYNAMIC)
        buffer_printf(&fake->told, "%s %.*s", type, (int)length, name);
    else
        buffer_printf(&fake->told, "%s %s", type, fake->common.program->rows[row].name);
}

BUILDER void fake_report(void *context, const struct vm_report *report)
{
    struct vm_fake *fake = context;

    buffer_append_text(&fake->told, report->failed ? "failed " : "passed ");
    fake_row(fake, report->row, report->type, report->name, report->name_length);
    buffer_printf(&fake->told, " %lldms\n", instant_since(report->end, report->start) / NANOS_PER_MS);
}

BUILDER void fake_failure(void *context, const struct vm_failure *failure)
{
    struct vm_fake *fake = context;

    buffer_append_text(&fake->told, "failure ");
    fake_row(fake, failure->row, failure->type, failure->name, failure->name_length);
    buffer_printf(&fake->told, ": %s (%s)\n", failure->error, failure->actual);
}

BUILDER void fake_publish(void *context, const char *type, value v)
{
    struct vm_fake *fake = context;

    buffer_printf(&fake->told, "publish %s ", type);
    value_show(v, &fake->told);
    buffer_append_char(&fake->told, '\n');
}

BUILDER const struct cookie_jar *fake_cookies(void *context)
{
    return &((struct vm_fake *)context)->cookies;
}

BUILDER void fake_forget_cookies(void *context, const char *name)
{
    struct vm_fake *fake = context;

    buffer_printf(&fake->told, "forget cookies %s\n", name ? name : "(all)");
    if (name)
        cookie_jar_remove(&fake->cookies, name);
    else
        cookie_jar_clear(&fake->cookies);
}

BUILDER void fake_forget_session(void *context)
{
    buffer_append_text(&((struct vm_fake *)context)->told, "forget session\n");
}

/* False if the fake has run dry; then fake_answer answers. */
BUILDER bool fake_take(void *context, uint32_t data, value *row)
{
    struct vm_fake *fake = context;

    *row = value_int(100 * (int64_t)data + ++fake->taken);
    return !fake->is_dry;
}

BUILDER bool fake_next(void *context, uint32_t counter, value *number)
{
    struct vm_fake *fake = context;

    (void)counter;
    *number = value_int(++fake->taken);
    return !fake->is_dry;
}

/* One pool of one value. */
BUILDER void fake_push(void *context, uint32_t pool, value v)
{
    struct vm_fake *fake = context;

    (void)pool;
    value_release(fake->pooled);
    fake->pooled = value_clone(v);
}

BUILDER value fake_pick(void *context, uint32_t pool)
{
    (void)pool;
    return value_copy(((struct vm_fake *)context)->pooled);
}

BUILDER value fake_draw(void *context, uint32_t pool)
{
    struct vm_fake *fake = context;
    value drawn = fake_pick(context, pool);

    value_release(fake->pooled);
    fake->pooled = value_none();
    return drawn;
}

BUILDER struct http_response *fake_response(const struct answer *answer, const char *url)
{
    const char *headers = answer->headers ? answer->headers : "";
    instant now = clock_now();
    struct http_response draft = {
        .base = {.error = answer->error, .start = now, .end = instant_add(now, 5 * NANOS_PER_MS)},
        .status = answer->status,
        .url = (char *)url,
        .headers = (char *)headers,
        .headers_length = strlen(headers),
    };
    struct http_response *response;
    struct buffer body = {0};

    buffer_append_text(&body, answer->body ? answer->body : "");
    response = http_response_pack(&draft, &body);
    buffer_free(&body);
    return response;
}

BUILDER void fake_show_request(struct vm_fake *fake, const struct http_request *request)
{
    buffer_printf(&fake->told, "%s %s\n", request->method, request->url);
    for (size_t i = 0; i < request->header_count; i++)
        buffer_printf(&fake->told, "  %s: %s\n", request->headers[i].name, request->headers[i].value);
    if (request->cookies)
        buffer_printf(&fake->told, "  cookies %s\n", request->cookies);
    if (request->auth != HTTP_AUTH_NONE)
        buffer_printf(&fake->told, "  auth %d %s %s\n", request->auth,
                      request->auth_user ? request->auth_user : "-", request->auth_secret);
    if (request->timeout)
        buffer_printf(&fake->told, "  timeout %lldms\n", request->timeout / NANOS_PER_MS);
    if (request->redirects != HTTP_REDIRECTS_DEFAULT)
        buffer_printf(&fake->told, "  redirects %" PRIu32 "\n", request->redirects);
    if (request->body)
        buffer_printf(&fake->told, "  body %s %.*s\n", request->content_type ? request->content_type : "-",
                      (int)request->body_length, request->body);
}

BUILDER void fake_show_tcp(struct vm_fake *fake, const struct tcp_request *tcp)
{
    static const char *const goals[] = {"until", "bytes", "matching", "all"};

    switch (tcp->action) {
    case TCP_CONNECT:
        buffer_printf(&fake->told, "connect%s%s %s %u", tcp->is_udp ? " udp" : "", tcp->is_tls ? " tls" : "",
                      tcp->address, tcp->port);
        break;
    case TCP_SEND: buffer_printf(&fake->told, "send %.*s", (int)tcp->length, tcp->bytes); break;
    case TCP_RECEIVE:
        buffer_printf(&fake->told, "receive %s %.*s", goals[tcp->goal], (int)tcp->length,
                      tcp->bytes ? tcp->bytes : "");
        if (tcp->count || tcp->max)
            buffer_printf(&fake->told, " %zu max %zu", tcp->count, tcp->max);
        break;
    case TCP_DISCONNECT: buffer_append_text(&fake->told, "disconnect"); break;
    }
    if (tcp->timeout)
        buffer_printf(&fake->told, " timeout %lldms", tcp->timeout / NANOS_PER_MS);
    buffer_append_char(&fake->told, '\n');
}

/* The status of an answer is 17 for UDP. With a negative status nothing is reported. */
BUILDER struct response *fake_tcp_response(struct vm_fake *fake, const struct tcp_request *tcp)
{
    static const struct answer ok = {0};
    size_t turn = fake->requests++;
    const struct answer *answer = &ok;
    struct tcp_response *response, *spare = NULL;

    fake_show_tcp(fake, tcp);
    if (fake->answers_count)
        answer = &fake->answers[turn < fake->answers_count ? turn : fake->answers_count - 1];
    if (tcp->action == TCP_DISCONNECT || answer->status < 0)
        return NULL;
    response = tcp_response_new(&spare, answer->body, answer->body ? strlen(answer->body) : 0);
    if (spare)
        response_release(&spare->base);
    response->is_udp = answer->status == 17;
    response->base.error = answer->error;
    response->base.start = clock_now();
    response->base.end = instant_add(response->base.start, 5 * NANOS_PER_MS);
    fake->now += 5 * NANOS_PER_MS;
    return &response->base;
}

BUILDER bool fake_act(void *context, const struct tcp_request *request, struct response **response)
{
    struct vm_fake *fake = context;

    if (!fake->suspends)
        *response = fake_tcp_response(fake, request);
    return !fake->suspends;
}

static const struct vm_services fake_services = {
    .log = fake_log,
    .publish = fake_publish,
    .cookies = fake_cookies,
    .forget_cookies = fake_forget_cookies,
    .forget_session = fake_forget_session,
    .take = fake_take,
    .next = fake_next,
    .push = fake_push,
    .pick = fake_pick,
    .draw = fake_draw,
    .act = fake_act,
};

static const struct vm_observer fake_observer = {.report = fake_report, .failure = fake_failure};

BUILDER void fake_open(struct vm_fake *fake, const struct program *program)
{
    static const char cookie[] = "Set-Cookie: session=s3cr3t-session; Path=/";

    *fake = (struct vm_fake){.now = NANOS_PER_S};
    cookie_jar_receive(&fake->cookies, "http://h/", cookie, sizeof cookie - 1, 0);
    rng_seed(&fake->rng, 1, 1, RNG_CODE);
    fake->common = (struct vm_common){.program = program,
                                      .services = &fake_services,
                                      .shared = fake->shared,
                                      .counts = fake->counts,
                                      .worker_count = 1};
    fake->environment = (struct vm_environment){
        .common = &fake->common,
        .observer = &fake_observer,
        .context = fake,
        .rng = &fake->rng,
        .wait_rng = &fake->rng,
        .user_variables = fake->user_variables,
        .user_id = 7,
        .kind = "Visitor",
        .base_url = "http://h",
        .iteration = 3,
    };
    clock_source_set(fake_now, fake);
    fake->vm = vm_new(0);
}

BUILDER void fake_close(struct vm_fake *fake)
{
    vm_free(fake->vm);
    for (size_t i = 0; i < 4; i++)
        value_release(fake->user_variables[i]);
    for (size_t i = 0; i < 2; i++)
        value_release(fake->shared[i]);
    value_release(fake->pooled);
    cookie_jar_clear(&fake->cookies);
    buffer_free(&fake->told);
    clock_source_set(NULL, NULL);
}

BUILDER void fake_answer(struct vm_fake *fake, const struct vm_want *want)
{
    static const struct answer ok = {.status = 200};
    size_t turn = fake->requests;

    switch (want->kind) {
    case VM_WANT_REQUEST:
        fake_show_request(fake, want->request);
        if (turn >= fake->answers_count)
            turn = fake->answers_count - 1;
        vm_answer_response(
            fake->vm,
            &fake_response(fake->answers_count ? &fake->answers[turn] : &ok, want->request->url)->base);
        fake->requests++;
        fake->now += 5 * NANOS_PER_MS;
        break;
    case VM_WANT_TCP: vm_answer_response(fake->vm, fake_tcp_response(fake, want->tcp)); break;
    case VM_WANT_SLEEP:
        buffer_printf(&fake->told, "sleep %lldms\n", want->sleep / NANOS_PER_MS);
        fake->now += want->sleep;
        vm_answer_none(fake->vm);
        break;
    case VM_WANT_LEASE:
        buffer_printf(&fake->told, "lease %u\n", want->lease);
        vm_answer_value(fake->vm, value_int(fake->taken));
        break;
    }
}

/* Runs the function until it ends, or until vm_run has returned `rounds` times. Returns how it ended. */
BUILDER const char *fake_run(struct vm_fake *fake, uint32_t function, struct vm_scope *scope, int rounds)
{
    static const char *const outcomes[] = {"finished",          "skipped",   "interrupted",
                                           "interrupted later", "stop user", "stop run"};
    enum vm_status status;
    struct vm_want want;

    vm_start(fake->vm, &fake->environment, function, scope, NULL, 0);
    while (rounds-- > 0) {
        status = vm_run(fake->vm, &want);
        if (status == VM_DONE)
            return outcomes[vm_outcome(fake->vm)];
        if (status == VM_ERROR)
            return vm_error(fake->vm)->message;
        if (status == VM_WAIT)
            fake_answer(fake, &want);
    }
    vm_cancel(fake->vm);
    return "cut";
}

#endif
