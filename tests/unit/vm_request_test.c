/* What a request site and the values of its slots become on their way to a transport. */
#include "runtime/base/mask.h"
#include "tests/support/test.h"
#include "tests/support/vm_fake.h"

static struct vm_fake fake;
static char told[8192];

/* Sends the site's request; gives what was sent, or how it went wrong. */
static const char *sent(struct program *program, struct request_site site, struct vm_scope *scope,
                        const uint32_t *slots, size_t count)
{
    uint32_t task = builder_request_task(program, site, slots, count, NO_BLOCK);
    struct buffer why = {0};
    const char *outcome;
    char *report;

    if (!program_verify(program, &why)) {
        snprintf(told, sizeof told, "refused: %s", buffer_text(&why));
        buffer_free(&why);
        return told;
    }
    fake_open(&fake, program);
    outcome = fake_run(&fake, task, scope, 10);
    snprintf(told, sizeof told, "%s", strcmp(outcome, "finished") == 0 ? buffer_text(&fake.told) : outcome);
    fake_close(&fake);
    report = strstr(told, "passed ");
    if (report)
        *report = '\0';
    return told;
}

TEST(the_url_is_joined_and_encoded)
{
    struct program *program = builder_new();
    uint32_t id = builder_text(program, "a b"), seven = builder_int(program, 7), none = builder_none(program);

    CHECK_TEXT(sent(program, builder_site(program, "GET", "/items", 0), NULL, NO_SLOTS),
               "GET http://h/items\n");
    CHECK_TEXT(sent(program, builder_site(program, "GET", "/items/${0}/${1}", 2), NULL, SLOTS(id, seven)),
               "GET http://h/items/a%20b/7\n");
    CHECK_TEXT(sent(program, builder_site(program, "GET", "https://other/x", 0), NULL, NO_SLOTS),
               "GET https://other/x\n");
    CHECK_TEXT(sent(program, builder_site(program, "GET", "/items/${0}", 1), NULL, SLOTS(none)),
               "the URL contains none");
    CHECK_TEXT(sent(program, builder_site(program, "GET", "/items/${0}", 1), NULL,
                    SLOTS(builder_text(program, "x\r\nHost: y"))),
               "the URL contains a line break");
    program_free(program);
}

TEST(raw_goes_out_as_it_is)
{
    struct program *program = builder_new();
    struct request_site site = builder_site(program, "GET", "/a/../ b", 0);

    site.raw = true;
    CHECK_TEXT(sent(program, site, NULL, NO_SLOTS), "GET http://h/a/../ b\n");
    program_free(program);
}

TEST(the_query_is_appended)
{
    struct program *program = builder_new();
    struct request_site site = builder_site(program, "GET", "/items#part", 3), more;
    value list = value_list(3);
    uint32_t tags;

    value_list_append(&list, value_text("a"));
    value_list_append(&list, value_none());
    value_list_append(&list, value_int(2));
    tags = builder_constant(program, list);
    builder_field(program, &site.query, "q", "x&y z");
    builder_field(program, &site.query, "page", "${0}");
    builder_field(program, &site.query, "out", "${1}");
    builder_field(program, &site.query, "tag", "${2}");
    CHECK_TEXT(sent(program, site, NULL, SLOTS(builder_int(program, 2), builder_none(program), tags)),
               "GET http://h/items?q=x%26y%20z&page=2&tag=a&tag=2\n");
    more = builder_site(program, "GET", "/items?a=1", 0);
    builder_field(program, &more.query, "b", "2");
    CHECK_TEXT(sent(program, more, NULL, NO_SLOTS), "GET http://h/items?a=1&b=2\n");
    program_free(program);
}

TEST(headers_are_the_sites_own)
{
    struct program *program = builder_new();
    struct request_site site = builder_site(program, "GET", "/", 2);

    builder_field(program, &site.headers, "X-Id", "n${0}");
    builder_field(program, &site.headers, "X-Out", "${1}");
    builder_field(program, &site.headers, "x-ID", "again ${0}");
    CHECK_TEXT(sent(program, site, NULL, SLOTS(builder_int(program, 5), builder_none(program))),
               "GET http://h/\n  x-ID: again 5\n");
    program_free(program);
}

TEST(headers_cannot_be_split)
{
    struct program *program = builder_new();
    struct request_site value_site = builder_site(program, "GET", "/", 1), name_site = value_site;

    builder_field(program, &value_site.headers, "X-Id", "${0}");
    builder_field(program, &name_site.headers, "${0}", "x");
    CHECK_TEXT(sent(program, value_site, NULL, SLOTS(builder_text(program, "a\nb"))),
               "the header X-Id contains a line break or NUL byte");
    CHECK_TEXT(sent(program, value_site, NULL, SLOTS(builder_constant(program, value_string("a\0b", 3)))),
               "the header X-Id contains a line break or NUL byte");
    CHECK_TEXT(sent(program, name_site, NULL, SLOTS(builder_text(program, "a\r\nb"))),
               "the name of a header contains a line break, NUL byte or `:`");
    CHECK_TEXT(sent(program, name_site, NULL, SLOTS(builder_text(program, ""))), "a header has no name");
    program_free(program);
}

/* Two scopes: the user's headers are { A: "user", "b": 1 }, its set's { B: "set", A: none, C: user variable
 * }. */
TEST(headers_of_inner_sets_override)
{
    struct program *program = builder_new();
    uint32_t a = builder_text(program, "A"), b = builder_text(program, "b"),
             big_b = builder_text(program, "B");
    uint32_t c = builder_text(program, "C"), user = builder_text(program, "user"),
             set = builder_text(program, "set");
    uint32_t one = builder_int(program, 1), none = builder_none(program);
    struct vm_scope outer = {.set = 0}, inner = {.outer = &outer, .set = 1};
    struct set body = builder_set("Visitor"), board = builder_set("Board");
    struct request_site site = builder_site(program, "GET", "/", 0);

    body.headers = BUILD(program, "headers of Visitor", 0, 0, 4, I(CONST, a), I(CONST, user), I(CONST, b),
                         I(CONST, one), I(MAP, 2), I(RETURN));
    board.headers = BUILD(program, "headers of Board", 0, 0, 6, I(CONST, big_b), I(CONST, set), I(CONST, a),
                          I(CONST, none), I(CONST, c), I(SCOPE_LOAD, 0, 0), I(MAP, 3), I(RETURN));
    program->functions[board.headers].needs_user = true;
    board.variables = 1;
    inner.variables = (value[]){value_int(9)};
    ADD(program, sets, body);
    ADD(program, sets, board);
    ADD(program, kinds, (struct kind){.name = "Visitor"});
    builder_member(program, 0, (struct member){.kind = MEMBER_SET, .index = 1, .arguments = FUNCTION_NONE});
    CHECK_TEXT(sent(program, site, &inner, NO_SLOTS), "GET http://h/\n  A: user\n  b: set\n  C: 9\n");
    builder_field(program, &site.headers, "a", "own");
    CHECK_TEXT(sent(program, site, &inner, NO_SLOTS), "GET http://h/\n  a: own\n  b: set\n  C: 9\n");
    CHECK_TEXT(sent(program, site, &outer, NO_SLOTS), "GET http://h/\n  a: own\n  b: 1\n");
    program_free(program);
}

TEST(headers_must_be_a_map)
{
    struct program *program = builder_new();
    struct set body = builder_set("Visitor");
    struct vm_scope scope = {.set = 0};

    body.headers = BUILD(program, "headers", 0, 0, 1, I(CONST, builder_int(program, 1)), I(RETURN));
    ADD(program, sets, body);
    CHECK_TEXT(sent(program, builder_site(program, "GET", "/", 0), &scope, NO_SLOTS),
               "headers must be a map, not int");
    program_free(program);
}

TEST(bodies_are_encoded)
{
    struct program *program = builder_new();
    struct request_site json = builder_site(program, "POST", "/", 1), raw = json, form = json;
    uint32_t quoted = builder_text(program, "say \"hi\" & go");

    json.body = BODY_JSON;
    json.body_template = builder_template(program, "{\"text\":${0}}");
    CHECK_TEXT(sent(program, json, NULL, SLOTS(quoted)),
               "POST http://h/\n  body application/json {\"text\":\"say \\\"hi\\\" & go\"}\n");
    raw.body = BODY_RAW;
    raw.body_template = builder_template(program, "${0}");
    CHECK_TEXT(sent(program, raw, NULL, SLOTS(quoted)), "POST http://h/\n  body - say \"hi\" & go\n");
    CHECK_TEXT(sent(program, raw, NULL, SLOTS(builder_none(program))), "POST http://h/\n");
    raw.body_template = builder_template(program, "n=${0}");
    CHECK_TEXT(sent(program, raw, NULL, SLOTS(builder_int(program, 4))), "POST http://h/\n  body - n=4\n");
    form.body = BODY_FORM;
    builder_field(program, &form.form, "a b", "${0}");
    builder_field(program, &form.form, "c", "1");
    CHECK_TEXT(sent(program, form, NULL, SLOTS(quoted)),
               "POST http://h/\n  body application/x-www-form-urlencoded a+b=say+%22hi%22+%26+go&c=1\n");
    CHECK_TEXT(sent(program, form, NULL, SLOTS(builder_none(program))),
               "POST http://h/\n  body application/x-www-form-urlencoded c=1\n");
    program_free(program);
}

TEST(multipart_bodies_carry_files)
{
    struct program *program = builder_new();
    struct request_site site = builder_site(program, "POST", "/", 1);
    value part = value_part("content", 7, "image/png", "a\"b.png");
    const char *text, *boundary;
    char delimiter[80];

    site.body = BODY_MULTIPART;
    builder_field(program, &site.form, "na\"me", "x");
    builder_field(program, &site.form, "upload", "${0}");
    text = sent(program, site, NULL, SLOTS(builder_constant(program, part)));
    boundary = strstr(text, "boundary=");
    CHECK(boundary != NULL);
    if (boundary)
        snprintf(delimiter, sizeof delimiter, "\r\n--%.*s--\r\n", (int)strcspn(boundary + 9, " "),
                 boundary + 9);
    CHECK(boundary && strstr(text, delimiter));
    CHECK(strstr(text, "name=\"na%22me\"\r\n\r\nx\r\n--"));
    CHECK(strstr(text,
                 "name=\"upload\"; filename=\"a%22b.png\"\r\nContent-Type: image/png\r\n\r\ncontent\r\n--"));
    program_free(program);
}

TEST(cookies_limits_and_authentication_go_along)
{
    struct program *program = builder_new();
    struct request_site site = builder_site(program, "GET", "/", 4);
    uint32_t user = builder_text(program, "ann"), secret = builder_text(program, "pass-word-1");
    uint32_t timeout = builder_constant(program, value_duration(2 * NANOS_PER_S));
    struct buffer masked = {0};

    builder_field(program, &site.cookies, "theme", "dark");
    builder_field(program, &site.cookies, "id", "${0}");
    site.auth = HTTP_AUTH_DIGEST;
    site.auth_user_slot = 0;
    site.auth_secret_slot = 1;
    site.timeout_slot = 2;
    site.redirects_slot = 3;
    CHECK_TEXT(sent(program, site, NULL, SLOTS(user, secret, timeout, builder_int(program, 0))),
               "GET http://h/\n  cookies theme=dark; id=ann\n  auth 3 ann pass-word-1\n  timeout 2000ms\n"
               "  redirects 0\n");
    mask_apply("pass-word-1", 11, &masked);
    CHECK_TEXT(buffer_text(&masked), "***");
    CHECK_TEXT(sent(program, site, NULL, SLOTS(user, secret, user, user)),
               "timeout must be a duration greater than 0");
    CHECK_TEXT(sent(program, site, NULL, SLOTS(user, secret, timeout, user)),
               "redirects must be an int, 0 or more");
    CHECK_TEXT(sent(program, site, NULL, SLOTS(user, builder_none(program), timeout, user)),
               "auth takes strings, not none");
    buffer_free(&masked);
    program_free(program);
}

TEST(credentials_are_masked)
{
    struct program *program = builder_new();
    struct request_site site = builder_site(program, "GET", "/", 1);
    struct buffer masked = {0};

    builder_field(program, &site.headers, "authorization", "Bearer ${0}");
    CHECK_TEXT(sent(program, site, NULL, SLOTS(builder_text(program, "tok-123456"))),
               "GET http://h/\n  authorization: Bearer tok-123456\n");
    mask_apply("Bearer tok-123456", 17, &masked);
    CHECK_TEXT(buffer_text(&masked), "Bearer ***");
    buffer_free(&masked);
    program_free(program);
}

TEST_MAIN(RUN(the_url_is_joined_and_encoded); RUN(raw_goes_out_as_it_is); RUN(the_query_is_appended);
          RUN(headers_are_the_sites_own); RUN(headers_cannot_be_split); RUN(headers_of_inner_sets_override);
          RUN(headers_must_be_a_map); RUN(bodies_are_encoded); RUN(multipart_bodies_carry_files);
          RUN(cookies_limits_and_authentication_go_along); RUN(credentials_are_masked))
