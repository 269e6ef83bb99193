#include "runtime/web/tls_files.h"

#include "runtime/base/file.h"

#include <microhttpd.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

enum { FILE_MOST = 1 << 20 }; /* bytes */

/* An encrypted key is refused: OpenSSL would ask the terminal for a passphrase. */
static int no_passphrase(char *passphrase, int size, int for_writing, void *context)
{
    (void)passphrase, (void)size, (void)for_writing, (void)context;
    return -1;
}

static bool part_read(const char *path, struct buffer *text, struct buffer *why)
{
    const char *wrong = file_read(path, FILE_MOST, text);

    if (wrong)
        buffer_printf(why, "can't read %s: %s", path, wrong);
    return !wrong;
}

static X509 *certificate_parse(const struct buffer *text)
{
    BIO *memory = BIO_new_mem_buf(buffer_text(text), (int)text->length);
    X509 *certificate = PEM_read_bio_X509(memory, NULL, no_passphrase, NULL);

    BIO_free(memory);
    return certificate;
}

static EVP_PKEY *key_parse(const struct buffer *text)
{
    BIO *memory = BIO_new_mem_buf(buffer_text(text), (int)text->length);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(memory, NULL, no_passphrase, NULL);

    BIO_free(memory);
    return key;
}

static bool parts_fit(const char *certificate_path, const struct buffer *certificate_text,
                      const char *key_path, const struct buffer *key_text, bool *is_key, struct buffer *why)
{
    X509 *certificate = certificate_parse(certificate_text);
    EVP_PKEY *key = key_parse(key_text);
    bool fit = certificate && key && X509_check_private_key(certificate, key) == 1;

    *is_key = certificate;
    if (!certificate)
        buffer_printf(why, "%s has no certificate in PEM", certificate_path);
    else if (!key)
        buffer_printf(why, "%s has no private key in PEM, or needs a passphrase", key_path);
    else if (!fit)
        buffer_printf(why, "the key in %s doesn't belong to the certificate in %s", key_path,
                      certificate_path);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return fit;
}

bool tls_files_read(const char *certificate_path, const char *key_path, struct buffer *certificate,
                    struct buffer *key, bool *is_key, struct buffer *why)
{
    *is_key = false;
    if (MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES) {
        buffer_append_text(why, "this build of libmicrohttpd has no TLS");
        return false;
    }
    if (!part_read(certificate_path, certificate, why))
        return false;
    *is_key = true;
    return part_read(key_path, key, why) &&
           parts_fit(certificate_path, certificate, key_path, key, is_key, why);
}
