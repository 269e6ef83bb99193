#include "runtime/web/web_login.h"

#include "runtime/base/alloc.h"

#include <netinet/in.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SESSIONS_MOST = 32,
    ADDRESSES_KEPT = 64,
    FAILURES_MOST = 3,        /* of an address; then it has to wait */
    WAIT_MOST = 60,           /* seconds */
    FAILURES_PER_SECOND = 20, /* of all addresses */
    ADDRESS_BYTES = 8,        /* an IPv4 address, or the network of an IPv6 one */
};

/* Who gave wrong passwords. */
struct guesser {
    unsigned char address[ADDRESS_BYTES];
    unsigned failures; /* 0: the place is free */
    instant until;     /* attempts are refused */
    instant last;
};

struct web_login {
    unsigned char expected[SHA256_DIGEST_LENGTH];   /* of "name:password" */
    char sessions[SESSIONS_MOST][WEB_SESSION_SIZE]; /* "": free */
    size_t next_session;
    struct guesser guessers[ADDRESSES_KEPT];
    instant second; /* in which failures are counted */
    unsigned failures;
};

/* Texts of any length become equally long. */
static void digest(const char *text, unsigned char *out)
{
    SHA256((const unsigned char *)text, strlen(text), out);
}

struct web_login *web_login_new(const char *name_and_password)
{
    struct web_login *login = mem_zalloc(1, sizeof *login);

    digest(name_and_password, login->expected);
    return login;
}

void web_login_free(struct web_login *login)
{
    mem_free(login);
}

/* ---- who guesses ---- */

static void address_key(const struct sockaddr *address, unsigned char *key)
{
    memset(key, 0, ADDRESS_BYTES);
    if (address && address->sa_family == AF_INET)
        memcpy(key, &((const struct sockaddr_in *)address)->sin_addr, sizeof(struct in_addr));
    else if (address && address->sa_family == AF_INET6)
        memcpy(key, &((const struct sockaddr_in6 *)address)->sin6_addr, ADDRESS_BYTES);
}

/* The entry of the address. A new one takes the place of the one that has been quiet for the longest time. */
static struct guesser *guesser_of(struct web_login *login, const struct sockaddr *address)
{
    unsigned char key[ADDRESS_BYTES];
    struct guesser *oldest = &login->guessers[0];

    address_key(address, key);
    for (size_t i = 0; i < ADDRESSES_KEPT; i++) {
        struct guesser *guesser = &login->guessers[i];

        if (guesser->failures > 0 && memcmp(guesser->address, key, ADDRESS_BYTES) == 0)
            return guesser;
        if (oldest->failures > 0 && (guesser->failures == 0 || instant_before(guesser->last, oldest->last)))
            oldest = guesser;
    }
    *oldest = (struct guesser){.failures = 0};
    memcpy(oldest->address, key, ADDRESS_BYTES);
    return oldest;
}

static void failure_count(struct web_login *login, struct guesser *guesser, instant now)
{
    unsigned doublings;

    guesser->failures++;
    guesser->last = now;
    login->failures++;
    if (guesser->failures < FAILURES_MOST)
        return;
    doublings = guesser->failures - FAILURES_MOST;
    guesser->until = instant_add(now, (doublings < 6 ? 1u << doublings : WAIT_MOST) * NANOS_PER_S);
}

static bool is_refused(struct web_login *login, const struct guesser *guesser, instant now, unsigned *seconds)
{
    if (instant_since(now, login->second) >= NANOS_PER_S) {
        login->second = now;
        login->failures = 0;
    }
    *seconds = 1;
    if (guesser->failures >= FAILURES_MOST && instant_before(now, guesser->until))
        *seconds = (unsigned)((instant_since(guesser->until, now) + NANOS_PER_S - 1) / NANOS_PER_S);
    else if (login->failures < FAILURES_PER_SECOND)
        return false;
    return true;
}

enum web_login_result web_login_try(struct web_login *login, const char *name_and_password,
                                    const struct sockaddr *address, instant now, unsigned *seconds)
{
    unsigned char given[SHA256_DIGEST_LENGTH];
    struct guesser *guesser = guesser_of(login, address);

    if (is_refused(login, guesser, now, seconds))
        return WEB_LOGIN_REFUSED;
    digest(name_and_password, given);
    if (CRYPTO_memcmp(given, login->expected, sizeof given) == 0) {
        guesser->failures = 0;
        return WEB_LOGIN_RIGHT;
    }
    failure_count(login, guesser, now);
    return WEB_LOGIN_WRONG;
}

/* ---- sessions ---- */

void web_session_open(struct web_login *login, char token[WEB_SESSION_SIZE])
{
    unsigned char bytes[(WEB_SESSION_SIZE - 1) / 2];

    if (RAND_bytes(bytes, sizeof bytes) != 1)
        abort(); /* without random numbers there are no secrets */
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(token + 2 * i, 3, "%02x", bytes[i]);
    memcpy(login->sessions[login->next_session], token, WEB_SESSION_SIZE);
    login->next_session = (login->next_session + 1) % SESSIONS_MOST;
}

/* The index of the session; SESSIONS_MOST: there is none. Looks at all of them. */
static size_t session_find(const struct web_login *login, const char *token)
{
    size_t found = SESSIONS_MOST;

    if (strlen(token) != WEB_SESSION_SIZE - 1)
        return found;
    for (size_t i = 0; i < SESSIONS_MOST; i++)
        if (CRYPTO_memcmp(login->sessions[i], token, WEB_SESSION_SIZE) == 0)
            found = i;
    return found;
}

bool web_session_is_open(const struct web_login *login, const char *token)
{
    return session_find(login, token) < SESSIONS_MOST;
}

void web_session_end(struct web_login *login, const char *token)
{
    size_t i = session_find(login, token);

    if (i < SESSIONS_MOST)
        memset(login->sessions[i], 0, WEB_SESSION_SIZE);
}
