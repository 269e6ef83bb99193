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

TEST_MAIN(SSL_CTX_free(tls_new(ca)); SSL_CTX_free(tls_new(other)); RUN(a_file_is_one_store);
          RUN(a_file_without_certificates_is_none); RUN(a_file_is_read_again_after_the_last_release);
          RUN(threads_share_them); remove(ca); remove(other))
