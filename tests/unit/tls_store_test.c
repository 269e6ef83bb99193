#include "runtime/net/connection/tls_store.h"

#include "tests/support/certificate.h"
#include "tests/support/test.h"

#include <pthread.h>

static char ca[] = "/tmp/swarm_tls_store_test_XXXXXX";
static char other[] = "/tmp/swarm_tls_store_test_XXXXXX";

static int certificates_of(const char *path)
{
    X509_STORE *store = tls_store_find(path);

    return store ? sk_X509_OBJECT_num(X509_STORE_get0_objects(store)) : -1;
}

TEST(a_file_is_one_store)
{
    tls_store_retain();
    CHECK(tls_store_find(ca) != NULL);
    CHECK(tls_store_find(ca) == tls_store_find(ca));
    CHECK(tls_store_find(ca) != tls_store_find(other));
    CHECK(tls_store_find(ca) != tls_store_find(NULL));
    CHECK(tls_store_find(NULL) == tls_store_find(NULL));
    CHECK_INT(certificates_of(ca), 1);
    tls_store_release();
}

TEST(a_file_without_certificates_is_none)
{
    FILE *file = fopen("/tmp/swarm_tls_store_test_empty", "w");

    fputs("no certificate\n", file);
    fclose(file);
    tls_store_retain();
    CHECK(!tls_store_find("/tmp/swarm_tls_store_test_empty"));
    CHECK(!tls_store_find("/tmp"));
    CHECK(!tls_store_find("/nonexistent.pem"));
    tls_store_release();
    remove("/tmp/swarm_tls_store_test_empty");
}

static void copy(const char *from, const char *to, const char *mode)
{
    FILE *in = fopen(from, "r"), *out = fopen(to, mode);
    char text[4096];
    size_t length = fread(text, 1, sizeof text, in);

    fwrite(text, 1, length, out);
    fclose(in);
    fclose(out);
}

TEST(a_file_is_read_again_after_the_last_release)
{
    tls_store_retain();
    tls_store_retain();
    CHECK_INT(certificates_of(ca), 1);
    copy(other, ca, "a");
    tls_store_release();
    CHECK_INT(certificates_of(ca), 1);
    tls_store_release();
    tls_store_retain();
    CHECK_INT(certificates_of(ca), 2);
    tls_store_release();
}

static void *find_both(void *unused)
{
    (void)unused;
    tls_store_retain();
    for (int i = 0; i < 1000; i++)
        if (!tls_store_find(i % 2 ? ca : other))
            return "none";
    tls_store_release();
    return NULL;
}

TEST(threads_share_them)
{
    pthread_t threads[4];
    void *wrong;

    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, find_both, NULL);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], &wrong);
        CHECK(!wrong);
    }
}

/* Writes a certificate, whose key is in the same file if `with_key`. */
static void identity_write(const char *path, bool with_key)
{
    char trusted[] = "/tmp/swarm_tls_store_test_XXXXXX";
    SSL_CTX *tls = tls_new(trusted);
    FILE *file = fopen(path, "w");

    PEM_write_X509(file, SSL_CTX_get0_certificate(tls));
    if (with_key)
        PEM_write_PrivateKey(file, SSL_CTX_get0_privatekey(tls), NULL, NULL, 0, NULL, NULL);
    fclose(file);
    remove(trusted);
    SSL_CTX_free(tls);
}

TEST(a_client_is_parsed_once)
{
    static const char path[] = "/tmp/swarm_tls_store_test_client",
                      alone[] = "/tmp/swarm_tls_store_test_alone";
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());

    identity_write(path, true);
    identity_write(alone, false);
    tls_store_retain();
    CHECK(tls_store_identify(context, path, NULL));
    CHECK(tls_store_identify(context, path, path));
    CHECK(SSL_CTX_check_private_key(context) == 1);
    CHECK(!tls_store_identify(context, alone, NULL)); /* without a key */
    CHECK(!tls_store_identify(context, alone, path)); /* the key of another one */
    CHECK(!tls_store_identify(context, "/nonexistent.pem", NULL));
    remove(path);
    CHECK(tls_store_identify(context, path, NULL));
    tls_store_release();
    tls_store_retain();
    CHECK(!tls_store_identify(context, path, NULL));
    tls_store_release();
    SSL_CTX_free(context);
    remove(alone);
}

TEST_MAIN(SSL_CTX_free(tls_new(ca)); SSL_CTX_free(tls_new(other)); RUN(a_file_is_one_store);
          RUN(a_file_without_certificates_is_none); RUN(a_file_is_read_again_after_the_last_release);
          RUN(a_client_is_parsed_once); RUN(threads_share_them); remove(ca); remove(other))
