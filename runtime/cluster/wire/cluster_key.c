#include "runtime/cluster/wire/cluster_key.h"

#include "runtime/base/file.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <string.h>
#include <zmq.h>

enum { KEY_LEAST = 16, KEY_MOST = 65536, SECRET_SIZE = 32 };

/* Texts of keys differ in their last newline when they were copied. */
static size_t length_without_space(const struct buffer *text)
{
    size_t length = text->length;

    while (length > 0 && isspace((unsigned char)text->data[length - 1]))
        length--;
    return length;
}

static bool key_derive(const struct buffer *text, size_t length, struct cluster_key *key)
{
    unsigned char secret[SECRET_SIZE];
    bool is_fine = EVP_Digest(text->data, length, secret, NULL, EVP_sha256(), NULL) == 1 &&
                   zmq_z85_encode(key->secret, secret, sizeof secret) &&
                   zmq_curve_public(key->public_key, key->secret) == 0;

    OPENSSL_cleanse(secret, sizeof secret);
    return is_fine;
}

bool cluster_key_read(const char *path, struct cluster_key *key, struct buffer *why)
{
    struct buffer text = {0};
    const char *wrong = file_read(path, KEY_MOST, &text);
    size_t length = wrong ? 0 : length_without_space(&text);

    if (wrong)
        buffer_printf(why, "can't read %s: %s", path, wrong);
    else if (length < KEY_LEAST)
        buffer_printf(why, "%s is too short for a key; make one with: openssl rand -hex 32 >%s", path, path);
    else if (!key_derive(&text, length, key))
        buffer_append_text(why, "this build of libzmq has no CURVE");
    if (text.data)
        OPENSSL_cleanse(text.data, text.length);
    buffer_free(&text);
    return why->length == 0;
}
