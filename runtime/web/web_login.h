/* --web-login: the name and password, the sessions of those who gave them, and a limit on guessing.
 *
 * After three wrong passwords from an address, its further attempts are refused unseen for 1 s, then 2 s and
 * so on up to 60 s, until one is right. All attempts of all addresses together are limited to 20 wrong ones
 * per second. Sessions aren't affected. */
#ifndef SWARM_WEB_WEB_LOGIN_H
#define SWARM_WEB_WEB_LOGIN_H

#include "runtime/base/clock.h"

#include <stdbool.h>

struct sockaddr;
struct web_login;

enum web_login_result { WEB_LOGIN_RIGHT, WEB_LOGIN_WRONG, WEB_LOGIN_REFUSED };

/* `name_and_password` is "name:password". */
struct web_login *web_login_new(const char *name_and_password);
void web_login_free(struct web_login *login);

/* Compares in constant time. `seconds` is how long the address has to wait, if the attempt was refused. */
enum web_login_result web_login_try(struct web_login *login, const char *name_and_password,
                                    const struct sockaddr *address, instant now, unsigned *seconds);

enum { WEB_SESSION_SIZE = 65 }; /* of its token as text, with the NUL */

/* Opens a session; writes its token to `token`. Of more than 32 sessions, the oldest ends. */
void web_session_open(struct web_login *login, char token[WEB_SESSION_SIZE]);

/* Whether there is a session with this token. */
bool web_session_is_open(const struct web_login *login, const char *token);

/* Ends the session with this token, if there is one. */
void web_session_end(struct web_login *login, const char *token);

#endif
