#include "compiler/parse/auth_scheme.h"

#include <string.h>

/* NEGOTIATE has no arguments: the user comes from the Kerberos ticket that `kinit` got. */
static const struct auth_scheme schemes[] = {
    {"basic", HTTP_AUTH_BASIC, true, true},           {"bearer", HTTP_AUTH_BEARER, false, true},
    {"digest", HTTP_AUTH_DIGEST, true, true},         {"ntlm", HTTP_AUTH_NTLM, true, true},
    {"negotiate", HTTP_AUTH_NEGOTIATE, false, false}, {NULL, HTTP_AUTH_NONE, false, false},
};

const struct auth_scheme *auth_scheme_find(const char *word)
{
    const struct auth_scheme *scheme = schemes;

    while (scheme->word && strcmp(scheme->word, word) != 0)
        scheme++;
    return scheme->word ? scheme : NULL;
}
