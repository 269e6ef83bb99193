/* What counts as failed, and what is reported, when and how often. */
#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "tests/support/test.h"
#include "tests/support/vm_fake.h"

static struct vm_fake fake;
static char told[8192];

static const struct answer ok = {.status = 200, .body = "{\"id\":5}"};
static const struct answer missing = {.status = 404, .body = "nothing here"};
static const struct answer refused = {.error = NET_ERROR_REFUSED};

/* What the host was told from the first report or failure on, then how the task ended. */
static const char *judged(struct program *program, const struct answer *answers, size_t count, uint32_t task)
{
    struct buffer why = {0};
    const char *outcome;

    if (!program_verify(program, &why)) {
        snprintf(told, sizeof told, "refused: %s", buffer_text(&why));
        buffer_free(&why);
        return told;
    }
    fake_open(&fake, program);
    fake.answers = answers;
    fake.answers_count = count;
    outcome = fake_run(&fake, task, NULL, 20);
    snprintf(told, sizeof told, "%s%s", buffer_text(&fake.told), outcome);
    fake_close(&fake);
    return told;
}

static const char *block_judged(struct program *program, const struct answer *answer, bool needs_response,
                                const struct instruction *block, size_t count)
{
    struct request_site site = builder_site(program, "GET", "/", 0);

    site.needs_response = needs_response;
    return judged(program, answer, 1, builder_request_task(program, site, NO_SLOTS, block, count));
}

#define SENT "GET http://h/\n"

TEST(a_status_of_400_fails)
{
    struct program *program = builder_new();
    struct answer odd = {.status = 499};

    CHECK_TEXT(block_judged(program, &ok, false, NO_BLOCK), SENT "passed GET / 5ms\nlog on\nfinished");
    CHECK_TEXT(block_judged(program, &missing, false, NO_BLOCK),
               SENT "failure GET /: status 404 Not Found ()\nfailed GET / 5ms\nlog on\nfinished");
    CHECK_TEXT(block_judged(program, &odd, false, NO_BLOCK),
               SENT "failure GET /: status 499 ()\nfailed GET / 5ms\nlog on\nfinished");
    program_free(program);
}

TEST(the_first_status_that_fails_is_400)
{
    static const struct {
        int status;
        const char *told;
    } cases[] = {
        {399, SENT "passed GET / 5ms\nlog on\nfinished"},
        {400, SENT "failure GET /: status 400 Bad Request ()\nfailed GET / 5ms\nlog on\nfinished"},
        {401, SENT "failure GET /: status 401 Unauthorized ()\nfailed GET / 5ms\nlog on\nfinished"},
    };
    struct program *program = builder_new();

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct answer answer = {.status = cases[i].status};

        CHECK_TEXT(block_judged(program, &answer, false, NO_BLOCK), cases[i].told);
    }
    program_free(program);
}

TEST(an_expectation_of_the_status_replaces_that_rule)
{
    struct program *program = builder_new();
    uint32_t wanted = builder_int(program, 404), none = builder_none(program),
             no = builder_constant(program, value_bool(false));
    uint32_t expectation = builder_expectation(program, EXPECTATION_EXPECT, "expect status == 404");

    CHECK_TEXT(block_judged(program, &missing, false,
                            BLOCK(I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_STATUS), I(NOTE), I(CONST, wanted),
                                  I(EQUAL), I(EXPECT, 8, 1), I(CONST, none), I(EXPECT_FAILED, expectation))),
               SENT "passed GET / 5ms\nlog on\nfinished");
    CHECK_TEXT(block_judged(program, &ok, false,
                            BLOCK(I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_STATUS), I(NOTE), I(CONST, wanted),
                                  I(EQUAL), I(EXPECT, 8, 1), I(CONST, none), I(EXPECT_FAILED, expectation))),
               SENT "failure GET /: expect status == 404 (200)\nfailed GET / 5ms\nlog on\nfinished");
    /* only where it was evaluated */
    CHECK_TEXT(block_judged(program, &missing, false,
                            BLOCK(I(CONST, no), I(JUMP_IF_FALSE, 9), I(RESPONSE),
                                  I(RESPONSE_FIELD, RESPONSE_STATUS), I(CONST, wanted), I(EQUAL),
                                  I(EXPECT, 9, 1), I(CONST, none), I(EXPECT_FAILED, expectation))),
               SENT "failure GET /: status 404 Not Found ()\nfailed GET / 5ms\nlog on\nfinished");
    program_free(program);
}

TEST(every_failed_expectation_has_its_line)
{
    struct program *program = builder_new();
    uint32_t no = builder_constant(program, value_bool(false)), none = builder_none(program);
    uint32_t filled = builder_text(program, "no 5");
    uint32_t first = builder_expectation(program, EXPECTATION_EXPECT, "expect one");
    uint32_t second = builder_expectation(program, EXPECTATION_EXPECT, "no ${x}");

    CHECK_TEXT(
        block_judged(program, &ok, false,
                     BLOCK(I(CONST, no), I(EXPECT, 4), I(CONST, none), I(EXPECT_FAILED, first), I(CONST, no),
                           I(EXPECT, 8), I(CONST, filled), I(EXPECT_FAILED, second))),
        SENT
        "failure GET /: expect one ()\nfailure GET /: no ${x} (no 5)\nfailed GET / 5ms\nlog on\nfinished");
    program_free(program);
}

TEST(require_skips_the_rest_of_the_task)
{
    struct program *program = builder_new();
    uint32_t no = builder_constant(program, value_bool(false)), none = builder_none(program);
    uint32_t require = builder_expectation(program, EXPECTATION_REQUIRE, "require ok");

    CHECK_TEXT(block_judged(program, &ok, true,
                            BLOCK(I(CONST, no), I(EXPECT, 4), I(CONST, none), I(EXPECT_FAILED, require))),
               SENT "failure GET /: require ok ()\nfailed GET / 5ms\nskipped");
    program_free(program);
}

TEST(capture_takes_no_none)
{
    struct program *program = builder_new();
    uint32_t path = builder_jsonpath(program, "$.id");
    uint32_t capture = builder_expectation(program, EXPECTATION_CAPTURE, "capture id = json(\"$.id\")");

    CHECK_TEXT(block_judged(program, &ok, true,
                            BLOCK(I(RESPONSE), I(RESPONSE_JSON, path), I(CAPTURE, capture), I(LOG))),
               SENT "log 5\npassed GET / 5ms\nlog on\nfinished");
    CHECK_TEXT(block_judged(program, &missing, true,
                            BLOCK(I(RESPONSE), I(RESPONSE_JSON, path), I(CAPTURE, capture), I(LOG))),
               SENT "failure GET /: capture id = json(\"$.id\") (none)\nfailed GET / 5ms\nskipped");
    program_free(program);
}

TEST(without_a_response_the_block_is_skipped)
{
    struct program *program = builder_new();
    uint32_t text = builder_text(program, "in the block");

    CHECK_TEXT(block_judged(program, &refused, false, BLOCK(I(CONST, text), I(LOG))),
               SENT "failure GET /: connection refused ()\nfailed GET / 5ms\nlog on\nfinished");
    CHECK_TEXT(block_judged(program, &refused, true, BLOCK(I(CONST, text), I(LOG))),
               SENT "failure GET /: connection refused ()\nfailed GET / 5ms\nskipped");
    program_free(program);
}

static void count_warning(enum log_level level, const char *line, void *context)
{
    *(int *)context +=
        level == LOG_WARNING && strstr(line, "no local ports left on this machine: each") != NULL;
}

TEST(what_is_wrong_with_this_machine_is_said_once)
{
    struct program *program = builder_new();
    const struct answer no_ports = {.error = NET_ERROR_PORTS};
    int warnings = 0;

    log_sink_set(count_warning, &warnings);
    block_judged(program, &no_ports, false, NO_BLOCK);
    block_judged(program, &no_ports, false, NO_BLOCK);
    log_sink_set(NULL, NULL);
    CHECK_INT(warnings, 1);
    program_free(program);
}

TEST(fail_goes_on_after_the_block)
{
    struct program *program = builder_new();
    uint32_t text = builder_text(program, "odd 5"),
             fail = builder_expectation(program, EXPECTATION_FAIL, "odd ${x}");
    uint32_t check =
        BUILD(program, "check odd", 0, 1, 3, I(CONST, text), I(CONST, text), I(FAIL_REQUEST, fail));

    CHECK_TEXT(block_judged(program, &ok, false, BLOCK(I(CONST, text), I(FAIL_REQUEST, fail))),
               SENT "failure GET /: odd ${x} (odd 5)\nfailed GET / 5ms\nlog on\nfinished");
    CHECK_TEXT(block_judged(program, &ok, false, BLOCK(I(CONST, text), I(CALL, check, 0), I(POP), I(LOG))),
               SENT "failure GET /: odd ${x} (odd 5)\nfailed GET / 5ms\nlog on\nfinished");
    program_free(program);
}

TEST(an_error_reports_the_request_as_it_stands)
{
    struct program *program = builder_new();
    uint32_t one = builder_int(program, 1), zero = builder_int(program, 0);

    CHECK_TEXT(block_judged(program, &ok, false, BLOCK(I(CONST, one), I(CONST, zero), I(DIVIDE), I(POP))),
               SENT "passed GET / 5ms\ndivision by 0");
    CHECK_TEXT(block_judged(program, &ok, false, BLOCK(I(INTERRUPT))), SENT "passed GET / 5ms\ninterrupted");
    CHECK_TEXT(block_judged(program, &missing, false, BLOCK(I(CONST, one), I(RETURN))),
               SENT "failure GET /: status 404 Not Found ()\nfailed GET / 5ms\nfinished");
    program_free(program);
}

/* In an expectation, what isn't there fails it; elsewhere it is an error. */
TEST(none_fails_an_expectation)
{
    struct program *program = builder_new();
    uint32_t path = builder_jsonpath(program, "$.x"), one = builder_int(program, 1),
             none = builder_none(program);
    uint32_t expectation = builder_expectation(program, EXPECTATION_EXPECT, "expect x > 1");

    CHECK_TEXT(block_judged(program, &ok, false,
                            BLOCK(I(RESPONSE), I(RESPONSE_JSON, path), I(NOTE), I(CONST, one), I(GREATER),
                                  I(EXPECT, 8), I(CONST, none), I(EXPECT_FAILED, expectation))),
               SENT "failure GET /: expect x > 1 (none)\nfailed GET / 5ms\nlog on\nfinished");
    block_judged(program, &ok, false,
                 BLOCK(I(RESPONSE), I(RESPONSE_JSON, path), I(CONST, one), I(GREATER), I(POP)));
    CHECK(strstr(told, "finished") == NULL);
    program_free(program);
}

TEST(samples_are_short_lines)
{
    struct program *program = builder_new();
    uint32_t no = builder_constant(program, value_bool(false)), none = builder_none(program);
    uint32_t expectation = builder_expectation(program, EXPECTATION_EXPECT, "e");
    char text[301], wanted[400];
    struct answer answer = {.status = 200, .body = text};

    memset(text, 'x', 300);
    text[300] = '\0';
    text[1] = '\n';
    memcpy(text + 199, "\xc3\xa9", 2); /* a character that the cut goes through */
    block_judged(program, &answer, false,
                 BLOCK(I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_BODY), I(NOTE), I(POP), I(CONST, no),
                       I(EXPECT, 8), I(CONST, none), I(EXPECT_FAILED, expectation)));
    text[1] = ' ';
    snprintf(wanted, sizeof wanted, "failure GET /: e (%.199s)\n", text);
    CHECK(strstr(told, wanted) != NULL);
    program_free(program);
}

TEST(an_interpolated_name_is_reported)
{
    struct program *program = builder_new();
    struct request_site site = builder_site(program, "GET", "/", 1);

    site.row = ROW_DYNAMIC;
    site.name_slot = 0;
    CHECK_TEXT(judged(program, &missing, 1,
                      builder_request_task(program, site, SLOTS(builder_text(program, "page 5")), NO_BLOCK)),
               SENT "failure GET page 5: status 404 Not Found ()\nfailed GET page 5 5ms\nlog on\nfinished");
    program_free(program);
}

/* The outer row is reported at its block's end, with the time of its own response. */
TEST(a_request_in_a_block_comes_first)
{
    struct program *program = builder_new();
    uint32_t inner = ADD(program, requests, builder_site(program, "GET", "/inner", 0));
    const struct answer answers[] = {ok, missing};
    uint32_t task =
        builder_request_task(program, builder_site(program, "GET", "/outer", 0), NO_SLOTS,
                             BLOCK(I(HEADERS_BEGIN), I(HEADERS_NEXT, 2), I(REQUEST, inner), I(BLOCK, 4),
                                   I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_STATUS), I(LOG), I(REQUEST_END),
                                   I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_STATUS), I(LOG)));

    CHECK_TEXT(
        judged(program, answers, 2, task),
        "GET http://h/outer\nGET http://h/inner\nlog 404\nfailure GET /inner: status 404 Not Found ()\n"
        "failed GET /inner 5ms\nlog 200\npassed GET /outer 5ms\nlog on\nfinished");
    program_free(program);
}

/* ---- transactions ---- */

/* transaction "buy" { wait 1s; then `what` } */
static const char *transaction_judged(struct program *program, const struct answer *answer,
                                      const struct instruction *what, size_t count)
{
    struct instruction code[32] = {
        I(TRANSACTION_BEGIN,
          ADD(program, transactions,
              (struct transaction_site){.row = ADD(program, rows, (struct row_name){"TXN", "buy"})})),
        I(CONST, builder_constant(program, value_duration(NANOS_PER_S))),
        I(SLEEP),
    };

    memcpy(code + 3, what, count * sizeof *what);
    code[3 + count] = I(TRANSACTION_END, (uint32_t)program->transactions_count - 1);
    code[4 + count] = I(CONST, builder_none(program));
    code[5 + count] = I(RETURN);
    return judged(program, answer, 1, builder_function(program, "task buy", 0, 0, 4, code, count + 6));
}

static uint32_t sends_request(struct program *program)
{
    return builder_request_task(program, builder_site(program, "GET", "/", 0), NO_SLOTS, NO_BLOCK);
}

TEST(a_transaction_takes_its_time)
{
    struct program *program = builder_new();

    CHECK_TEXT(transaction_judged(program, &ok, BLOCK(I(CALL, sends_request(program), 0), I(POP))),
               "sleep 1000ms\n" SENT "passed GET / 5ms\nlog on\npassed TXN buy 1005ms\nfinished");
    program_free(program);
}

TEST(a_transaction_fails_with_a_request_in_it)
{
    struct program *program = builder_new();

    CHECK_TEXT(transaction_judged(program, &refused, BLOCK(I(CALL, sends_request(program), 0), I(POP))),
               "sleep 1000ms\n" SENT "failure GET /: connection refused ()\nfailed GET / 5ms\nlog on\n"
               "failed TXN buy 1005ms\nfinished");
    program_free(program);
}

TEST(a_transaction_left_early_stands_or_fails)
{
    struct program *program = builder_new();
    uint32_t none = builder_none(program), text = builder_text(program, "no");

    CHECK_TEXT(transaction_judged(program, &ok, BLOCK(I(INTERRUPT))),
               "sleep 1000ms\npassed TXN buy 1000ms\ninterrupted");
    CHECK_TEXT(transaction_judged(program, &ok, BLOCK(I(CONST, none), I(RETURN))),
               "sleep 1000ms\npassed TXN buy 1000ms\nfinished");
    CHECK_TEXT(transaction_judged(program, &ok, BLOCK(I(CONST, text), I(FAIL_TASK))),
               "sleep 1000ms\nfailed TXN buy 1000ms\nno");
    program_free(program);
}

TEST(a_transaction_may_have_an_interpolated_name)
{
    struct program *program = builder_new();
    uint32_t site = ADD(program, transactions, (struct transaction_site){.row = ROW_DYNAMIC, .slots = 1});
    uint32_t task =
        BUILD(program, "task", 0, 0, 1, I(CONST, builder_text(program, "buy 3")), I(TRANSACTION_BEGIN, site),
              I(TRANSACTION_END, site), I(CONST, builder_none(program)), I(RETURN));

    CHECK_TEXT(judged(program, &ok, 1, task), "passed TXN buy 3 0ms\nfinished");
    program_free(program);
}

TEST(what_the_end_of_the_run_cuts_is_not_reported)
{
    struct program *program = builder_new();
    uint32_t site =
        ADD(program, transactions,
            (struct transaction_site){.row = ADD(program, rows, (struct row_name){"TXN", "buy"})});
    uint32_t send = sends_request(program);
    uint32_t task = BUILD(program, "task", 0, 0, 1, I(TRANSACTION_BEGIN, site), I(CALL, send, 0), I(POP),
                          I(TRANSACTION_END, site), I(CONST, builder_none(program)), I(RETURN));
    struct vm_want want;

    fake_open(&fake, program);
    vm_start(fake.vm, &fake.environment, task, NULL, NULL, 0);
    CHECK_INT(vm_run(fake.vm, &want), VM_WAIT);
    CHECK_INT(want.kind, VM_WANT_REQUEST);
    vm_cancel(fake.vm);
    vm_start(fake.vm, &fake.environment, task, NULL, NULL, 0);
    CHECK_INT(vm_run(fake.vm, &want), VM_WAIT);
    vm_answer_response(fake.vm, &fake_response(&(struct answer){0}, "")->base);
    vm_cancel(fake.vm);
    CHECK_TEXT(buffer_text(&fake.told), "");
    fake_close(&fake);
    program_free(program);
}

static void hear(void *context, const struct vm_report *open)
{
    struct vm_fake *host = context;

    fake_row(host, open->row, open->type, open->name, open->name_length);
    buffer_printf(&host->told, " %lldms\n", instant_since(open->end, open->start) / NANOS_PER_MS);
}

/* What a user is held up by: the request, and the transactions around it. */
TEST(what_is_open_while_a_request_is_on_its_way)
{
    struct program *program = builder_new();
    uint32_t outer =
        ADD(program, transactions,
            (struct transaction_site){.row = ADD(program, rows, (struct row_name){"TXN", "visit"})});
    uint32_t inner = ADD(program, transactions, (struct transaction_site){.row = ROW_DYNAMIC, .slots = 1});
    uint32_t task = BUILD(program, "task", 0, 0, 1, I(TRANSACTION_BEGIN, outer),
                          I(CONST, builder_text(program, "buy 3")), I(TRANSACTION_BEGIN, inner),
                          I(CALL, sends_request(program), 0), I(POP), I(TRANSACTION_END, inner),
                          I(TRANSACTION_END, outer), I(CONST, builder_none(program)), I(RETURN));
    struct vm_want want;

    fake_open(&fake, program);
    vm_start(fake.vm, &fake.environment, task, NULL, NULL, 0);
    CHECK_INT(vm_run(fake.vm, &want), VM_WAIT);
    fake.now += 3 * NANOS_PER_S;
    vm_report_pending(fake.vm, (instant){2 * NANOS_PER_S}, hear, &fake);
    CHECK_TEXT(buffer_text(&fake.told), "GET / 2000ms\nTXN visit 3000ms\nTXN buy 3 3000ms\n");
    vm_cancel(fake.vm);
    fake_close(&fake);
    program_free(program);
}

/* ---- what `swarm try` watches ---- */

static void watch(void *context, const struct vm_event *event)
{
    struct vm_fake *host = context;

    switch (event->kind) {
    case VM_EVENT_REQUEST: buffer_printf(&host->told, "request %s\n", event->request->url); break;
    case VM_EVENT_RESPONSE:
        buffer_printf(&host->told, "response %d\n", http_response_of(event->response)->status);
        break;
    case VM_EVENT_EXPECTATION:
        buffer_printf(&host->told, "%s %s: %s\n", event->holds ? "holds" : "fails",
                      event->expectation->source, event->text);
        break;
    case VM_EVENT_CAPTURE: buffer_printf(&host->told, "captured %s\n", event->text); break;
    case VM_EVENT_REPORT: buffer_printf(&host->told, "reported\n"); break;
    case VM_EVENT_TCP: buffer_printf(&host->told, "begins\n"); break;
    case VM_EVENT_TCP_DONE: buffer_printf(&host->told, "is done\n"); break;
    }
}

TEST(who_watches_hears_of_everything)
{
    struct program *program = builder_new();
    uint32_t wanted = builder_int(program, 200), none = builder_none(program),
             path = builder_jsonpath(program, "$.id");
    uint32_t expectation = builder_expectation(program, EXPECTATION_EXPECT, "expect status == 200");
    uint32_t capture = builder_expectation(program, EXPECTATION_CAPTURE, "capture id");
    uint32_t task =
        builder_request_task(program, builder_site(program, "GET", "/", 0), NO_SLOTS,
                             BLOCK(I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_STATUS), I(NOTE), I(CONST, wanted),
                                   I(EQUAL), I(EXPECT, 8, 1), I(CONST, none), I(EXPECT_FAILED, expectation),
                                   I(RESPONSE), I(RESPONSE_JSON, path), I(CAPTURE, capture), I(POP)));

    fake_open(&fake, program);
    fake.common.tracer = watch;
    fake.answers = &ok;
    fake.answers_count = 1;
    CHECK_TEXT(fake_run(&fake, task, NULL, 10), "finished");
    CHECK_TEXT(buffer_text(&fake.told),
               "request http://h/\n" SENT "response 200\n"
               "holds expect status == 200: 200\ncaptured 5\npassed GET / 5ms\nreported\n"
               "log on\n");
    fake_close(&fake);
    program_free(program);
}

TEST_MAIN(RUN(a_status_of_400_fails); RUN(the_first_status_that_fails_is_400);
          RUN(an_expectation_of_the_status_replaces_that_rule); RUN(every_failed_expectation_has_its_line);
          RUN(require_skips_the_rest_of_the_task); RUN(capture_takes_no_none);
          RUN(without_a_response_the_block_is_skipped); RUN(what_is_wrong_with_this_machine_is_said_once);
          RUN(fail_goes_on_after_the_block); RUN(an_error_reports_the_request_as_it_stands);
          RUN(none_fails_an_expectation); RUN(samples_are_short_lines); RUN(an_interpolated_name_is_reported);
          RUN(a_request_in_a_block_comes_first); RUN(a_transaction_takes_its_time);
          RUN(a_transaction_fails_with_a_request_in_it); RUN(a_transaction_left_early_stands_or_fails);
          RUN(a_transaction_may_have_an_interpolated_name); RUN(what_the_end_of_the_run_cuts_is_not_reported);
          RUN(what_is_open_while_a_request_is_on_its_way); RUN(who_watches_hears_of_everything))
