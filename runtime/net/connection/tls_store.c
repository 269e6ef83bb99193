#include "runtime/net/connection/tls_store.h"

#include "runtime/base/alloc.h"
#include "runtime/base/count_of.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct tls_store {
    char *ca;          /* path; NULL: the certificates of the system */
    X509_STORE *store; /* NULL: the file can't be used */
    struct tls_store *next;
};

/* A client: its certificate and key. */
struct tls_identity {
    char *cert, *key; /* paths; key NULL: in the other file */
    X509 *certificate;
    EVP_PKEY *secret;
    STACK_OF(X509) * chain;
    bool is_usable;
    struct tls_identity *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct tls_store *stores;
static struct tls_identity *identities;
static unsigned holders; /* calls of tls_store_retain minus calls of tls_store_release */

/* Certificate bundles of Debian, Alpine; Fedora; SUSE, if OpenSSL's default doesn't exist. */
static const char *const bundles[] = {"/etc/ssl/certs/ca-certificates.crt",
                                      "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"};

static void system_load(X509_STORE *store)
{
    X509_STORE_set_default_paths(store);
    if (getenv(X509_get_default_cert_file_env()))
        return;
    for (size_t i = 0; i < COUNT_OF(bundles); i++) {
        if (access(bundles[i], R_OK) == 0) {
            X509_STORE_load_file(store, bundles[i]);
            break;
        }
    }
}

/* A certificate in `ca` may be an intermediate one: it is trusted like a root, as in libcurl. */
static X509_STORE *store_load(const char *ca)
{
    X509_STORE *store = X509_STORE_new();

    if (!store)
        return NULL;
    X509_STORE_set_flags(store, X509_V_FLAG_TRUSTED_FIRST | X509_V_FLAG_PARTIAL_CHAIN);
    if (!ca) {
        system_load(store);
    } else if (!X509_STORE_load_file(store, ca)) {
        X509_STORE_free(store);
        store = NULL;
    }
    ERR_clear_error();
    return store;
}

static bool same_path(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static struct tls_store *store_of(const char *ca)
{
    struct tls_store *known = stores;

    while (known && !same_path(known->ca, ca))
        known = known->next;
    if (known)
        return known;
    known = mem_alloc(sizeof *known);
    known->ca = ca ? mem_strdup(ca) : NULL;
    known->store = store_load(ca);
    known->next = stores;
    stores = known;
    return known;
}

struct x509_store_st *tls_store_find(const char *ca)
{
    X509_STORE *store;

    pthread_mutex_lock(&lock);
    store = store_of(ca)->store;
    pthread_mutex_unlock(&lock);
    return store;
}

/* ---- clients ---- */

/* A passphrase can't be asked for during a run: the loop must not block. */
static int passphrase_none(char *text, int size, int is_writing, void *unused)
{
    (void)text, (void)size, (void)is_writing, (void)unused;
    return -1;
}

static void certificates_load(struct tls_identity *identity)
{
    BIO *file = BIO_new_file(identity->cert, "r");
    X509 *next;

    identity->chain = sk_X509_new_null();
    if (file)
        identity->certificate = PEM_read_bio_X509_AUX(file, NULL, passphrase_none, NULL);
    while (identity->certificate && (next = PEM_read_bio_X509(file, NULL, passphrase_none, NULL)))
        sk_X509_push(identity->chain, next);
    BIO_free(file);
}

static void secret_load(struct tls_identity *identity)
{
    BIO *file = BIO_new_file(identity->key ? identity->key : identity->cert, "r");

    if (file)
        identity->secret = PEM_read_bio_PrivateKey(file, NULL, passphrase_none, NULL);
    BIO_free(file);
}

static struct tls_identity *identity_load(const char *cert, const char *key)
{
    struct tls_identity *identity = mem_zalloc(1, sizeof *identity);

    identity->cert = mem_strdup(cert);
    identity->key = key ? mem_strdup(key) : NULL;
    certificates_load(identity);
    secret_load(identity);
    identity->is_usable = identity->certificate && identity->secret &&
                          X509_check_private_key(identity->certificate, identity->secret) == 1;
    ERR_clear_error();
    identity->next = identities;
    identities = identity;
    return identity;
}

static struct tls_identity *identity_of(const char *cert, const char *key)
{
    struct tls_identity *known = identities;

    while (known && (!same_path(known->cert, cert) || !same_path(known->key, key)))
        known = known->next;
    return known ? known : identity_load(cert, key);
}

bool tls_store_identify(struct ssl_ctx_st *context, const char *cert, const char *key)
{
    const struct tls_identity *identity;
    bool is_done;

    pthread_mutex_lock(&lock);
    identity = identity_of(cert, key);
    is_done = identity->is_usable && SSL_CTX_use_cert_and_key(context, identity->certificate,
                                                              identity->secret, identity->chain, 1) == 1;
    pthread_mutex_unlock(&lock);
    return is_done;
}

static void identities_free(void)
{
    while (identities) {
        struct tls_identity *identity = identities;

        identities = identity->next;
        X509_free(identity->certificate);
        EVP_PKEY_free(identity->secret);
        sk_X509_pop_free(identity->chain, X509_free);
        mem_free(identity->cert);
        mem_free(identity->key);
        mem_free(identity);
    }
}

/* ---- their life ---- */

static void stores_free(void)
{
    while (stores) {
        struct tls_store *store = stores;

        stores = store->next;
        X509_STORE_free(store->store);
        mem_free(store->ca);
        mem_free(store);
    }
}

void tls_store_retain(void)
{
    pthread_mutex_lock(&lock);
    holders++;
    pthread_mutex_unlock(&lock);
}

void tls_store_release(void)
{
    pthread_mutex_lock(&lock);
    if (--holders == 0) {
        stores_free();
        identities_free();
    }
    pthread_mutex_unlock(&lock);
}
