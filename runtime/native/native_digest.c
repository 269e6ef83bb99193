#include "runtime/native/native_table.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

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

const char *native_hmac_sha256(struct native_context *context, const value *arguments, size_t count,
                               value *result)
{
    const struct string *key = arguments[0].as.string, *message = arguments[1].as.string;
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned length;

    (void)context, (void)count;
    if (key->length > INT32_MAX ||
        !HMAC(EVP_sha256(), key->bytes, (int)key->length, (const unsigned char *)message->bytes,
              message->length, bytes, &length))
        return "the OpenSSL library of this machine doesn't allow this digest";
    *result = value_string((const char *)bytes, length);
    return NULL;
}
