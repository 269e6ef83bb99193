#include "runtime/base/clock.h"
#include "runtime/native/native_table.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>

static const char *digest(const EVP_MD *kind, const struct string *string, value *result)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length;

    if (!EVP_Digest(string->bytes, string->length, bytes, &length, kind, NULL))
        return "the OpenSSL library of this machine doesn't allow this digest";
    *result = value_string((const char *)bytes, length);
    return NULL;
}

const char *native_md5(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context, (void)count;
    return digest(EVP_md5(), arguments[0].as.string, result);
}

const char *native_sha1(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context, (void)count;
    return digest(EVP_sha1(), arguments[0].as.string, result);
}

const char *native_sha256(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context, (void)count;
    return digest(EVP_sha256(), arguments[0].as.string, result);
}

static const char *hmac(const EVP_MD *kind, const struct string *key, const struct string *message,
                        unsigned char bytes[EVP_MAX_MD_SIZE], unsigned *length)
{
    if (key->length > INT32_MAX ||
        !HMAC(kind, key->bytes, (int)key->length, (const unsigned char *)message->bytes, message->length,
              bytes, length))
        return "the OpenSSL library of this machine doesn't allow this digest";
    return NULL;
}

static const char *hmac_value(const EVP_MD *kind, const value *arguments, value *result)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length;
    const char *error = hmac(kind, arguments[0].as.string, arguments[1].as.string, bytes, &length);

    if (!error)
        *result = value_string((const char *)bytes, length);
    return error;
}

const char *native_hmac_sha1(struct native_context *context, const value *arguments, size_t count,
                             value *result)
{
    (void)context, (void)count;
    return hmac_value(EVP_sha1(), arguments, result);
}

const char *native_hmac_sha256(struct native_context *context, const value *arguments, size_t count,
                               value *result)
{
    (void)context, (void)count;
    return hmac_value(EVP_sha256(), arguments, result);
}

/* ---- one-time passwords ---- */

#define TOTP_PERIOD 30 /* seconds */

/* RFC 4226 section 5.3: six digits of the digest. */
static uint32_t digits_of(const unsigned char *digest, unsigned length)
{
    const unsigned char *at = digest + (digest[length - 1] & 15);

    return ((uint32_t)(at[0] & 127) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3]) % 1000000;
}

static const char *totp_at(value key, uint64_t period, value *result)
{
    value counter = value_string_reserve(8);
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length;
    const char *error;
    char text[8];

    for (int i = 7; i >= 0; i--, period >>= 8)
        counter.as.string->bytes[i] = (char)(period & 255);
    error = hmac(EVP_sha1(), key.as.string, counter.as.string, bytes, &length);
    value_release(counter);
    if (error)
        return error;
    snprintf(text, sizeof text, "%06u", (unsigned)digits_of(bytes, length));
    *result = value_text(text);
    return NULL;
}

const char *native_totp(struct native_context *context, const value *arguments, size_t count, value *result)
{
    double now = count > 1 ? native_double(arguments[1]) : (double)clock_wall() / NANOS_PER_S;
    const char *error;
    value key;

    if (!(now >= 0 && now < 1e15))
        return "totp() takes a time in seconds since 1970";
    error = native_base32_decode(context, arguments, 1, &key);
    if (error)
        return error;
    error = totp_at(key, (uint64_t)now / TOTP_PERIOD, result);
    value_release(key);
    return error;
}
