#include "runtime/net/connection/tls_store.h"

#include "runtime/base/alloc.h"
#include "runtime/base/count_of.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

struct tls_store {
    char *ca;          /* path; NULL: the certificates of the system */
    X509_STORE *store; /* NULL: the file can't be used */
    struct tls_store *next;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct tls_store *stores;
static unsigned holders; /* calls of tls_store_retain minus calls of tls_store_release */

/* Certificate bundles of Debian, Alpine; Fedora; SUSE, if OpenSSL's default doesn't exist. */
static const char *const bundles[] = {"/etc/ssl/certs/ca-certificates.crt",
                                      "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"};

static void system_load(X509_STORE *store)
{
    X509_STORE_set_default_paths(store);
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

static bool is_of(const struct tls_store *known, const char *ca)
{
    return known->ca && ca ? strcmp(known->ca, ca) == 0 : known->ca == ca;
}

static struct tls_store *store_of(const char *ca)
{
    struct tls_store *known = stores;

    while (known && !is_of(known, ca))
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
    if (--holders == 0)
        stores_free();
    pthread_mutex_unlock(&lock);
}
