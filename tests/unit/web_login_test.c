#include "runtime/web/web_login.h"

#include "tests/support/test.h"

#include <netinet/in.h>

static struct sockaddr_in address_of(uint32_t number)
{
    return (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(number)};
}

static instant at(double seconds)
{
    return (instant){1000 * NANOS_PER_S + (nanos)(seconds * 1e9)};
}

static enum web_login_result attempt(struct web_login *login, const char *given, uint32_t address,
                                     double when, unsigned *seconds)
{
    struct sockaddr_in from = address_of(address);

    return web_login_try(login, given, (const struct sockaddr *)&from, at(when), seconds);
}

TEST(the_right_name_and_password_are_right)
{
    struct web_login *login = web_login_new("me:secret:x");
    unsigned seconds;

    CHECK_INT(attempt(login, "me:secret:x", 1, 0, &seconds), WEB_LOGIN_RIGHT);
    CHECK_INT(attempt(login, "me:secret", 1, 0, &seconds), WEB_LOGIN_WRONG);
    CHECK_INT(attempt(login, "Me:secret:x", 1, 0, &seconds), WEB_LOGIN_WRONG);
    CHECK_INT(attempt(login, "", 1, 0, &seconds), WEB_LOGIN_WRONG);
    web_login_free(login);
}

TEST(guessing_is_slowed_down)
{
    struct web_login *login = web_login_new("me:secret");
    unsigned seconds;

    for (int i = 0; i < 3; i++)
        CHECK_INT(attempt(login, "me:x", 1, 0, &seconds), WEB_LOGIN_WRONG);
    CHECK_INT(attempt(login, "me:secret", 1, 0.5, &seconds), WEB_LOGIN_REFUSED);
    CHECK_INT(seconds, 1);
    CHECK_INT(attempt(login, "me:x", 1, 1.1, &seconds), WEB_LOGIN_WRONG);
    CHECK_INT(attempt(login, "me:x", 1, 2.2, &seconds), WEB_LOGIN_REFUSED);
    CHECK_INT(seconds, 1); /* of 2: 0.9 are left */
    CHECK_INT(attempt(login, "me:x", 1, 3.2, &seconds), WEB_LOGIN_WRONG);
    CHECK_INT(attempt(login, "me:x", 1, 3.3, &seconds), WEB_LOGIN_REFUSED);
    CHECK_INT(seconds, 4);
    CHECK_INT(attempt(login, "me:secret", 2, 3.3, &seconds), WEB_LOGIN_RIGHT); /* another address */
    CHECK_INT(attempt(login, "me:secret", 1, 7.3, &seconds), WEB_LOGIN_RIGHT);
    CHECK_INT(attempt(login, "me:x", 1, 7.4, &seconds), WEB_LOGIN_WRONG); /* starts anew */
    CHECK_INT(attempt(login, "me:x", 1, 7.4, &seconds), WEB_LOGIN_WRONG);
    web_login_free(login);
}

TEST(the_wait_is_bounded)
{
    struct web_login *login = web_login_new("me:secret");
    unsigned seconds = 0;

    for (int i = 0; i < 100; i++)
        CHECK_INT(attempt(login, "me:x", 1, 100. * i, &seconds), WEB_LOGIN_WRONG);
    CHECK_INT(attempt(login, "me:x", 1, 9900.1, &seconds), WEB_LOGIN_REFUSED);
    CHECK_INT(seconds, 60);
    web_login_free(login);
}

TEST(many_addresses_together_are_slowed_down)
{
    struct web_login *login = web_login_new("me:secret");
    unsigned seconds;

    for (uint32_t i = 0; i < 20; i++)
        CHECK_INT(attempt(login, "me:x", 100 + i, 0, &seconds), WEB_LOGIN_WRONG);
    CHECK_INT(attempt(login, "me:secret", 1, 0.5, &seconds), WEB_LOGIN_REFUSED);
    CHECK_INT(attempt(login, "me:secret", 1, 1, &seconds), WEB_LOGIN_RIGHT);
    web_login_free(login);
}

TEST(sessions_are_opened_and_ended)
{
    struct web_login *login = web_login_new("me:secret");
    char one[WEB_SESSION_SIZE], other[WEB_SESSION_SIZE];

    web_session_open(login, one);
    web_session_open(login, other);
    CHECK(strcmp(one, other) != 0);
    CHECK(web_session_is_open(login, one));
    web_session_end(login, one);
    CHECK(!web_session_is_open(login, one));
    CHECK(web_session_is_open(login, other));
    CHECK(!web_session_is_open(login, ""));
    other[5] ^= 1;
    CHECK(!web_session_is_open(login, other));
    web_login_free(login);
}

TEST(the_oldest_session_ends)
{
    struct web_login *login = web_login_new("me:secret");
    char tokens[33][WEB_SESSION_SIZE];

    for (size_t i = 0; i < 33; i++)
        web_session_open(login, tokens[i]);
    CHECK(!web_session_is_open(login, tokens[0]));
    CHECK(web_session_is_open(login, tokens[1]));
    CHECK(web_session_is_open(login, tokens[32]));
    web_login_free(login);
}

TEST_MAIN(RUN(the_right_name_and_password_are_right); RUN(guessing_is_slowed_down); RUN(the_wait_is_bounded);
          RUN(many_addresses_together_are_slowed_down); RUN(sessions_are_opened_and_ended);
          RUN(the_oldest_session_ends))
