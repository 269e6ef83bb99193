#include "runtime/cluster/message/scenario_hash.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

/* With its NUL, which separates it from the next text. */
static void text_add(EVP_MD_CTX *context, const char *text)
{
    if (text)
        EVP_DigestUpdate(context, text, strlen(text) + 1);
}

void scenario_hash(const struct program *program, char hash[SCENARIO_HASH_LENGTH + 1])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    unsigned char digest[SCENARIO_HASH_LENGTH / 2];

    EVP_DigestInit_ex(context, EVP_sha256(), NULL);
    for (size_t i = 0; i < program->files_count; i++)
        text_add(context, program->files[i].source);
    for (size_t i = 0; i < program->named_constants_count; i++) {
        text_add(context, program->named_constants[i].name);
        text_add(context, program->named_constants[i].text);
    }
    EVP_DigestFinal_ex(context, digest, NULL);
    EVP_MD_CTX_free(context);
    for (size_t i = 0; i < sizeof digest; i++)
        snprintf(hash + 2 * i, 3, "%02x", digest[i]);
}
