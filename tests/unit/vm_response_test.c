/* What a scenario reads of a response. */
#include "tests/support/test.h"
#include "tests/support/vm_fake.h"

static struct vm_fake fake;
static char told[8192];

static const struct answer page = {
    .status = 200,
    .headers = "Content-Type: text/html\r\nX-A:  1 \r\nX-a: 2\r\nX-A: 3\r\n",
    .body = "id=12 id=345 <b>",
};
static const struct answer document = {
    .status = 200,
    .body = "{\"a\":{\"b\":[1,2]},\"n\":null,\"big\":12345678901234567890}",
};
static const struct answer refused = {.error = NET_ERROR_REFUSED};

/* What a block that logs these values logs, or how the task went wrong. */
static const char *read_of(struct program *program, const struct answer *answer,
                           const struct instruction *block, size_t count)
{
    struct instruction code[32];
    uint32_t task;
    const char *outcome, *line;
    struct buffer why = {0};

    memcpy(code, block, count * sizeof *block);
    code[count] = I(LOG);
    task = builder_request_task(program, builder_site(program, "GET", "/", 0), NO_SLOTS, code, count + 1);
    if (!program_verify(program, &why))
        printf("# refused: %s\n", buffer_text(&why));
    buffer_free(&why);
    fake_open(&fake, program);
    fake.answers = answer;
    fake.answers_count = 1;
    outcome = fake_run(&fake, task, NULL, 10);
    line = strstr(buffer_text(&fake.told), "log ");
    snprintf(told, sizeof told, "%s", strcmp(outcome, "finished") == 0 && line ? line + 4 : outcome);
    told[strcspn(told, "\n")] = '\0';
    fake_close(&fake);
    return told;
}

TEST(fields_are_read)
{
    struct program *program = builder_new();
    uint32_t status = builder_text(program, "status"), nothing = builder_text(program, "nothing");

    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_STATUS))), "200");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_ELAPSED))), "5ms");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_BODY))), page.body);
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_SIZE))), "16");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_URL))), "http://h/");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_HEADERS))),
               "{\"Content-Type\":\"text/html\",\"X-A\":\"1, 3\",\"X-a\":\"2\"}");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(MEMBER, status))), "200");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(MEMBER, nothing))),
               "a response has no member nothing");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(CONST, status), I(RESPONSE_FIELD, RESPONSE_STATUS))),
               "status needs a response, not string");
    program_free(program);
}

TEST(headers_and_cookies_are_found)
{
    struct program *program = builder_new();
    uint32_t name = builder_text(program, "x-a"), missing = builder_text(program, "X-B");
    uint32_t session = builder_text(program, "session"), one = builder_int(program, 1);

    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(CONST, name), I(RESPONSE_HEADER))), "1");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(CONST, missing), I(RESPONSE_HEADER))), "none");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(CONST, one), I(RESPONSE_HEADER))),
               "header() takes a string, not int");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(CONST, session), I(RESPONSE_COOKIE))),
               "s3cr3t-session");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(CONST, missing), I(RESPONSE_COOKIE))), "none");
    program_free(program);
}

TEST(json_is_looked_up)
{
    struct program *program = builder_new();
    uint32_t deep = builder_jsonpath(program, "$.a.b[1]"), all = builder_jsonpath(program, "$.a.b[*]");
    uint32_t null = builder_jsonpath(program, "$.n"), missing = builder_jsonpath(program, "$.x.y");
    uint32_t big = builder_jsonpath(program, "$.big");
    uint32_t text = builder_text(program, "$.a.b[0]"), bad = builder_text(program, "$.[");

    CHECK_TEXT(read_of(program, &document, BLOCK(I(RESPONSE), I(RESPONSE_JSON, deep))), "2");
    CHECK_TEXT(read_of(program, &document, BLOCK(I(RESPONSE), I(RESPONSE_JSON, all))), "[1,2]");
    CHECK_TEXT(read_of(program, &document, BLOCK(I(RESPONSE), I(RESPONSE_JSON, null))), "none");
    CHECK_TEXT(read_of(program, &document, BLOCK(I(RESPONSE), I(RESPONSE_JSON, missing))), "none");
    CHECK_TEXT(read_of(program, &document, BLOCK(I(RESPONSE), I(RESPONSE_JSON, big))),
               "12345678901234567890");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_JSON, deep))), "none");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_JSON, all))), "none");
    CHECK_TEXT(read_of(program, &document, BLOCK(I(RESPONSE), I(CONST, text), I(RESPONSE_JSON_TEXT))), "1");
    read_of(program, &document, BLOCK(I(RESPONSE), I(CONST, bad), I(RESPONSE_JSON_TEXT)));
    CHECK(strncmp(told, "bad JSONPath $.[: ", 18) == 0);
    program_free(program);
}

/* The same answers whether the text is scanned or the document has been read. */
TEST(json_looked_up_often_stays_the_same)
{
    struct program *program = builder_new();
    uint32_t deep = builder_jsonpath(program, "$.a.b[1]");
    const struct instruction read[] = {I(RESPONSE), I(RESPONSE_JSON, deep)};
    struct instruction block[13];

    for (size_t i = 0; i < 6; i++)
        memcpy(&block[2 * i], read, sizeof read);
    block[12] = I(CONCAT, 6);
    CHECK_TEXT(read_of(program, &document, block, 13), "222222");
    program_free(program);
}

TEST(regexes_find_groups)
{
    struct program *program = builder_new();
    uint32_t grouped = builder_regex(program, "id=(\\d+)"), plain = builder_regex(program, "\\d+");
    uint32_t miss = builder_regex(program, "nothing");
    uint32_t pattern = builder_text(program, "i(d)="), bad = builder_text(program, "[");

    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_REGEX, grouped, GROUP_DEFAULT))), "12");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_REGEX, grouped, 0))), "id=12");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_REGEX, plain, GROUP_DEFAULT))), "12");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_REGEX, miss, GROUP_DEFAULT))), "none");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(RESPONSE_REGEX_ALL, grouped, GROUP_DEFAULT))),
               "[\"12\",\"345\"]");
    CHECK_TEXT(read_of(program, &page, BLOCK(I(RESPONSE), I(CONST, pattern), I(RESPONSE_REGEX_TEXT, 1))),
               "d");
    CHECK_TEXT(read_of(program, &page,
                       BLOCK(I(RESPONSE), I(CONST, pattern), I(RESPONSE_REGEX_ALL_TEXT, GROUP_DEFAULT))),
               "[\"d\",\"d\"]");
    read_of(program, &page, BLOCK(I(RESPONSE), I(CONST, bad), I(RESPONSE_REGEX_TEXT, 0)));
    CHECK(strncmp(told, "invalid regex: ", 11) == 0);
    program_free(program);
}

TEST(a_regex_that_takes_too_long_is_an_error)
{
    struct program *program = builder_new();
    uint32_t regex = builder_regex(program, "(a+)+$");
    struct answer answer = {.status = 200,
                            .body = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab"};

    read_of(program, &answer, BLOCK(I(RESPONSE), I(RESPONSE_REGEX, regex, 0)));
    CHECK_TEXT(told, "the regex needs too many steps for this text: it backtracks too much");
    program_free(program);
}

/* r = get "/": read after its block, and of a request that got no response. */
TEST(a_response_outlives_its_block)
{
    struct program *program = builder_new();
    uint32_t none = builder_none(program), error = builder_text(program, "error");
    uint32_t site = ADD(program, requests, builder_site(program, "GET", "/", 0));
    uint32_t task = BUILD(program, "task value", 0, 1, 4, I(HEADERS_BEGIN), I(HEADERS_NEXT, 2),
                          I(REQUEST, site), I(BLOCK, 4), I(RESPONSE), I(REQUEST_END), I(STORE, 0), I(LOAD, 0),
                          I(RESPONSE_FIELD, RESPONSE_BODY), I(LOAD, 0), I(RESPONSE_FIELD, RESPONSE_STATUS),
                          I(LOAD, 0), I(MEMBER, error), I(CONCAT, 3), I(LOG), I(CONST, none), I(RETURN));
    struct buffer why = {0};

    CHECK(program_verify(program, &why));
    fake_open(&fake, program);
    fake.answers = &page;
    fake.answers_count = 1;
    CHECK_TEXT(fake_run(&fake, task, NULL, 10), "finished");
    CHECK_TEXT(buffer_text(&fake.told), "GET http://h/\npassed GET / 5ms\nlog id=12 id=345 <b>200\n");
    buffer_clear(&fake.told);
    fake.answers = &refused;
    CHECK_TEXT(fake_run(&fake, task, NULL, 10), "finished");
    CHECK_TEXT(buffer_text(&fake.told),
               "GET http://h/\nfailure GET /: connection refused ()\nfailed GET / 5ms\n"
               "log 0connection refused\n");
    fake_close(&fake);
    buffer_free(&why);
    program_free(program);
}

TEST(pages_are_asked_by_xpath)
{
    struct program *program = builder_new();
    const struct answer html = {.status = 200,
                                .headers = "Content-Type: text/html; charset=iso-8859-1\r\n",
                                .body = "<p>\xe9</p><p>two</p>"};
    uint32_t paragraph = builder_text(program, "//p"), miss = builder_text(program, "//table");
    uint32_t count = builder_text(program, "count(//p)"), bad = builder_text(program, "//p[");
    uint32_t one = builder_int(program, 1);

    CHECK_TEXT(read_of(program, &html, BLOCK(I(RESPONSE), I(CONST, paragraph), I(RESPONSE_XPATH, 0))),
               "\xc3\xa9");
    CHECK_TEXT(read_of(program, &html, BLOCK(I(RESPONSE), I(CONST, paragraph), I(RESPONSE_XPATH, 1))),
               "[\"\xc3\xa9\",\"two\"]");
    CHECK_TEXT(read_of(program, &html, BLOCK(I(RESPONSE), I(CONST, miss), I(RESPONSE_XPATH, 0))), "none");
    CHECK_TEXT(read_of(program, &html, BLOCK(I(RESPONSE), I(CONST, count), I(RESPONSE_XPATH, 0))), "2");
    CHECK_TEXT(read_of(program, &html, BLOCK(I(RESPONSE), I(CONST, bad), I(RESPONSE_XPATH, 0))),
               "bad XPath //p[: an expression is expected here");
    CHECK_TEXT(read_of(program, &html, BLOCK(I(RESPONSE), I(CONST, one), I(RESPONSE_XPATH, 1))),
               "xpath_all() takes a string, not int");
    CHECK_TEXT(read_of(program, &html, BLOCK(I(CONST, one), I(CONST, count), I(RESPONSE_XPATH, 0))),
               "xpath() needs a response, a string, a list or a map, not int");
    program_free(program);
}

/* The page is read once and goes with the response. */
TEST(a_page_asked_often_stays_the_same)
{
    struct program *program = builder_new();
    uint32_t count = builder_text(program, "count(//b)");
    const struct instruction read[] = {I(RESPONSE), I(CONST, count), I(RESPONSE_XPATH, 0)};
    struct instruction block[10];

    for (size_t i = 0; i < 3; i++)
        memcpy(&block[3 * i], read, sizeof read);
    block[9] = I(CONCAT, 3);
    CHECK_TEXT(read_of(program, &page, block, 10), "111");
    program_free(program);
}

TEST_MAIN(RUN(fields_are_read); RUN(headers_and_cookies_are_found); RUN(json_is_looked_up);
          RUN(json_looked_up_often_stays_the_same); RUN(regexes_find_groups);
          RUN(a_regex_that_takes_too_long_is_an_error); RUN(a_response_outlives_its_block);
          RUN(pages_are_asked_by_xpath); RUN(a_page_asked_often_stays_the_same))
