#include "runtime/target/tokens.h"

#include "runtime/target/target_state.h"

#include <inttypes.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

enum { MAC_BYTES = 16, NAME_MAX_BYTES = 256 };

static void write_hex(const unsigned char *bytes, size_t length, struct buffer *out)
{
    for (size_t i = 0; i < length; i++)
        buffer_printf(out, "%02x", bytes[i]);
}

/* Appends the hexadecimal digits of the MAC of text[0…length). */
static void write_mac(struct target *target, const char *text, size_t length, struct buffer *out)
{
    unsigned char mac[EVP_MAX_MD_SIZE];
    unsigned mac_length = 0;
    HMAC(EVP_sha256(), target->key, sizeof target->key, (const unsigned char *)text, length, mac,
         &mac_length);
    write_hex(mac, MAC_BYTES, out);
}

void token_write(struct target *target, const char *name, struct buffer *out)
{
    size_t start = out->length;
    buffer_printf(out, "%" PRIu64 ".", atomic_fetch_add(&target->tokens_given, 1) + 1);
    write_hex((const unsigned char *)name, strnlen(name, NAME_MAX_BYTES), out);
    size_t signed_length = out->length - start;
    buffer_append_char(out, '.');
    write_mac(target, out->data + start, signed_length, out);
}

bool token_is_ours(struct target *target, const char *token)
{
    const char *dot = strrchr(token, '.');
    if (!dot)
        return false;
    struct buffer mac = {0};
    write_mac(target, token, (size_t)(dot - token), &mac);
    bool ours = strlen(dot + 1) == mac.length && CRYPTO_memcmp(dot + 1, mac.data, mac.length) == 0;
    buffer_free(&mac);
    return ours;
}

bool token_name(struct target *target, const char *token, struct buffer *name)
{
    if (!token_is_ours(target, token))
        return false;
    unsigned byte;
    for (const char *hex = strchr(token, '.') + 1; *hex != '.' && sscanf(hex, "%2x", &byte) == 1; hex += 2)
        buffer_append_char(name, (char)byte);
    return true;
}
