/* Thousands of requests on many connections. */
#include "tests/support/transport_client.h"

#include <dirent.h>

struct swarmer {
    struct session *session;
    struct http_request request;
    int left;
    int failed;
};

static int swarmers_busy;

static void swarmer_answered(void *context, void *owner, uint64_t ticket, struct response *response)
{
    struct swarmer *swarmer = owner;

    (void)context;
    CHECK_INT(ticket, swarmer->left);
    swarmer->failed += http_response_of(response)->status != 200;
    response_release(response);
    if (--swarmer->left)
        transport_submit(swarmer->session, &swarmer->request, (uint64_t)swarmer->left);
    else if (--swarmers_busy == 0)
        ev_break(loop, EVBREAK_ONE);
}

static int descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

TEST(thousands_of_requests_leave_nothing_behind)
{
    static const char *const targets[] = {"/plain",      "/chunked", "/gzip",
                                          "/redirect/1", "/close",   "/then-close"};
    struct swarmer swarmers[50] = {0};
    int before = descriptors();

    up();
    transport_free(transport);
    transport = transport_new(loop, swarmer_answered, &server);
    swarmers_busy = 50;
    for (int i = 0; i < 50; i++) {
        struct swarmer *swarmer = &swarmers[i];

        swarmer->request = get_of("");
        swarmer->request.url = mem_strdup(url(targets[i % 6]));
        swarmer->left = 100;
        swarmer->session = session_new(transport, &defaults, swarmer);
        transport_submit(swarmer->session, &swarmer->request, 100);
    }
    ev_run(loop, 0);
    for (int i = 0; i < 50; i++) {
        /* Closed without a word, a connection may be used once more before that is noticed. */
        CHECK(swarmers[i].failed == 0 || i % 6 == 5);
        session_free(swarmers[i].session);
        mem_free((char *)swarmers[i].request.url);
    }
    down();
    CHECK_INT(descriptors(), before);
}

TEST_MAIN(transport_setup(); RUN(thousands_of_requests_leave_nothing_behind))
