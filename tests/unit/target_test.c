/* The built-in target, over real connections to a server on a free port of this process. */
#include "runtime/base/alloc.h"
#include "runtime/base/buffer.h"
#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "runtime/target/target.h"
#include "tests/support/test.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static struct target *target;
static CURL *client;

/* The last answer. */
static CURLcode outcome;
static long status;
static struct buffer body, headers;

static size_t take(char *bytes, size_t size, size_t count, void *buffer)
{
    buffer_append(buffer, bytes, size * count);
    return size * count;
}

static void client_open(void)
{
    client = curl_easy_init();
    curl_easy_setopt(client, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(client, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(client, CURLOPT_HEADERFUNCTION, take);
    curl_easy_setopt(client, CURLOPT_HEADERDATA, &headers);
    curl_easy_setopt(client, CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(client, CURLOPT_NOPROXY, "*");
}

/* Sends a request with at most one header line and a body (both may be NULL), over the kept connection. */
static void request(const char *method, const char *path, const char *header, const char *content)
{
    char url[512];
    struct curl_slist *lines = curl_slist_append(NULL, "Expect:");
    snprintf(url, sizeof url, "http://127.0.0.1:%u%s", (unsigned)target_port(target), path);
    if (header)
        lines = curl_slist_append(lines, header);
    buffer_clear(&body);
    buffer_clear(&headers);
    curl_easy_setopt(client, CURLOPT_HTTPGET, 1L);
    curl_easy_setopt(client, CURLOPT_NOBODY, strcmp(method, "HEAD") == 0 ? 1L : 0L);
    if (content)
        curl_easy_setopt(client, CURLOPT_POSTFIELDS, content);
    curl_easy_setopt(client, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(client, CURLOPT_HTTPHEADER, lines);
    curl_easy_setopt(client, CURLOPT_URL, url);
    curl_easy_setopt(client, CURLOPT_PATH_AS_IS, 1L);
    outcome = curl_easy_perform(client);
    status = 0;
    curl_easy_getinfo(client, CURLINFO_RESPONSE_CODE, &status);
    curl_slist_free_all(lines);
}

static void get(const char *path)
{
    request("GET", path, NULL, NULL);
}

static bool body_has(const char *text)
{
    return strstr(buffer_text(&body), text) != NULL;
}

static bool header_has(const char *text)
{
    return strcasestr(buffer_text(&headers), text) != NULL;
}

/* The text between `before` and the next `end` in the last body; "" without. */
static const char *between(const char *before, char end)
{
    static char found[600];
    const char *start = strstr(buffer_text(&body), before);
    found[0] = '\0';
    if (start) {
        start += strlen(before);
        snprintf(found, sizeof found, "%.*s", (int)strcspn(start, (char[]){end, 0}), start);
    }
    return found;
}

/* Starts one with these options in place of the running one. */
static void restart(struct target_options options)
{
    target_stop(target);
    target = target_start(&options);
}

TEST(home_is_html)
{
    get("/");
    CHECK_INT(status, 200);
    CHECK(header_has("Content-Type: text/html"));
    CHECK(body_has("<h1>swarm target</h1>"));
}

TEST(head_has_no_body_and_the_length)
{
    get("/json");
    size_t length = body.length;
    request("HEAD", "/json", NULL, NULL);
    char line[64];
    snprintf(line, sizeof line, "Content-Length: %zu", length);
    CHECK_INT(status, 200);
    CHECK_INT(body.length, 0);
    CHECK(header_has(line));
}

TEST(unknown_paths_and_methods)
{
    get("/no/such/thing");
    CHECK_INT(status, 404);
    CHECK_TEXT(buffer_text(&body), "{\"error\":\"there is nothing at this path\",\"status\":404}");
    get("/items/1/2");
    CHECK_INT(status, 404);
    request("DELETE", "/board", NULL, NULL);
    CHECK_INT(status, 405);
    CHECK(header_has("Allow: GET, HEAD, POST, OPTIONS"));
    request("OPTIONS", "/board", NULL, NULL);
    CHECK_INT(status, 204);
    CHECK(header_has("Allow: GET, HEAD, POST, OPTIONS"));
}

static void login(const char *credentials)
{
    request("POST", "/auth/login", "Content-Type: application/json", credentials);
}

static const char *token_header(void)
{
    static char header[700];
    login("{\"username\":\"admin\",\"password\":\"admin\"}");
    snprintf(header, sizeof header, "x-nd-authorization: Bearer %s", between("\"token\":\"", '"'));
    return header;
}

TEST(login_wants_the_right_password)
{
    login("{\"username\":\"test1\",\"password\":\"test1\"}");
    CHECK_INT(status, 200);
    CHECK(body_has("\"isAdmin\":false"));
    login("{\"username\":\"admin\",\"password\":\"admin\"}");
    CHECK(body_has("\"isAdmin\":true"));
    login("{\"username\":\"alice\",\"password\":\"wonderland\"}");
    CHECK_INT(status, 200);
    login("{\"username\":\"alice\",\"password\":\"alice\"}");
    CHECK_INT(status, 401);
    login("{\"username\":\"test1\"}");
    CHECK_INT(status, 401);
    login("{\"username\":");
    CHECK_INT(status, 400);
    login("[1]");
    CHECK_INT(status, 400);
}

TEST(songs_want_a_token)
{
    get("/api/song");
    CHECK_INT(status, 401);
    CHECK(header_has("WWW-Authenticate: Bearer"));
    request("GET", "/api/song", "Authorization: Bearer 1.61646d696e.0123456789abcdef0123456789abcdef", NULL);
    CHECK_INT(status, 401);
    request("GET", "/api/song?_start=0&_end=2&_order=ASC&_sort=title", token_header(), NULL);
    CHECK_INT(status, 200);
    CHECK(header_has("X-Total-Count: 500"));
    CHECK(body_has("[{\"id\":\"song-0\",") && body_has("\"title\":\"Song 001\"") && !body_has("Song 002"));
    request("GET", "/api/album", token_header(), NULL);
    CHECK(body_has("\"name\":\"Album 000\""));
}

TEST(playlist_lives_once)
{
    char path[600];
    const char *token = token_header();
    request("POST", "/api/playlist", token, "{\"name\":\"mix \\u00e9\",\"public\":true}");
    CHECK_INT(status, 200);
    CHECK(body_has("\"name\":\"mix é\",\"public\":true"));
    snprintf(path, sizeof path, "/api/playlist/%s", between("\"id\":\"", '"'));
    request("GET", path, token, NULL);
    CHECK_INT(status, 200);
    request("GET", "/api/playlist", token, NULL);
    CHECK(body_has("mix é"));
    request("PUT", path, token, "{\"name\":\"changed\"}");
    CHECK_INT(status, 200);
    request("GET", path, token, NULL);
    CHECK(body_has("\"name\":\"changed\",\"public\":false"));
    request("DELETE", path, token, NULL);
    CHECK_INT(status, 200);
    request("DELETE", path, token, NULL);
    CHECK_INT(status, 404);
    request("GET", path, token, NULL);
    CHECK_INT(status, 404);
    request("PUT", path, token, "{}");
    CHECK_INT(status, 404);
}

TEST(jobs_take_their_time)
{
    char path[600];
    request("POST", "/jobs?ms=200", NULL, "");
    CHECK_INT(status, 202);
    CHECK(body_has("\"state\":\"running\""));
    snprintf(path, sizeof path, "/jobs/%s", between("\"id\":", ','));
    CHECK(strstr(buffer_text(&headers), path) != NULL);
    get(path);
    CHECK(body_has("\"state\":\"running\""));
    usleep(300 * 1000);
    get(path);
    CHECK_INT(status, 200);
    CHECK(body_has("\"state\":\"done\""));
    get("/jobs/none");
    CHECK_INT(status, 404);
}

TEST(unsteady_counts_tries)
{
    curl_easy_setopt(client, CURLOPT_COOKIEFILE, "");
    for (int round = 0; round < 2; round++) {
        get("/unsteady/3");
        CHECK_INT(status, 503);
        get("/unsteady/3");
        CHECK_INT(status, 503);
        get("/unsteady/3");
        CHECK_INT(status, 200);
    }
    curl_easy_setopt(client, CURLOPT_COOKIELIST, "ALL");
    get("/unsteady/0");
    CHECK_INT(status, 404);
}

TEST(form_login_opens_a_session)
{
    char form[700];
    curl_easy_setopt(client, CURLOPT_COOKIEFILE, "");
    get("/account");
    CHECK_INT(status, 401);
    get("/html");
    snprintf(form, sizeof form, "user=demo&password=demo&csrf=%s", between("name=\"csrf\" value=\"", '"'));
    request("POST", "/login", NULL, form);
    CHECK_INT(status, 200);
    get("/account");
    CHECK_TEXT(buffer_text(&body), "{\"user\":\"demo\"}");
    request("POST", "/login", NULL, "user=demo&password=demo&csrf=forged");
    CHECK_INT(status, 403);
    request("POST", "/login", NULL, "user=demo&password=wrong");
    CHECK_INT(status, 401);
    curl_easy_setopt(client, CURLOPT_COOKIELIST, "ALL");
}

TEST(oauth_gives_a_token)
{
    request("POST", "/oauth/token", NULL, "grant_type=password&username=x&password=x");
    CHECK_INT(status, 200);
    CHECK(body_has("\"access_token\":\"") && body_has("\"token_type\":\"Bearer\""));
}

TEST(shop_keeps_texts)
{
    get("/items?page=2");
    CHECK(body_has("\"id\":21,") && !body_has("\"id\":41,"));
    get("/items/1000");
    CHECK(body_has("\"id\":1000"));
    get("/items/1001");
    CHECK_INT(status, 404);
    get("/items/12x");
    CHECK_INT(status, 404);
    request("POST", "/comments", NULL, "{\"text\":\"a \\\"quoted\\\" one\"}");
    CHECK_INT(status, 201);
    get("/comments");
    CHECK(body_has("\"text\":\"a \\\"quoted\\\" one\""));
    request("POST", "/comments", NULL, "{}");
    CHECK_INT(status, 400);
    request("POST", "/board", NULL, "{\"text\":\"first\"}");
    request("POST", "/board", NULL, "{\"text\":\"second\"}");
    get("/board");
    CHECK_TEXT(buffer_text(&body), "[{\"id\":2,\"text\":\"second\"},{\"id\":1,\"text\":\"first\"}]");
}

TEST(devices_register_and_change)
{
    request("POST", "/accounts/device", NULL, "{\"id\":\"ABC\"}");
    CHECK_INT(status, 201);
    request("PUT", "/accounts/device", NULL, "{\"id\":\"ABC\",\"keywords\":\"장학+등록\"}");
    CHECK_INT(status, 200);
    get("/accounts/device/ABC");
    CHECK_TEXT(buffer_text(&body), "{\"id\":\"ABC\",\"keywords\":\"장학+등록\"}");
    request("PUT", "/accounts/device", NULL, "{\"keywords\":\"x\"}");
    CHECK_INT(status, 400);
    get("/notice/all?target=cse+main&page=3&q=%EC%9E%A5");
    CHECK(body_has("{\"target\":\"cse main\",\"q\":\"장\",\"page\":3,"));
    get("/notice/all");
    CHECK_INT(status, 400);
    get("/notice/list");
    CHECK(body_has("[{\"id\":1,"));
}

TEST(hostile_paths_are_refused)
{
    static const char *const paths[] = {"/../../etc/passwd",
                                        "/items/%2e%2e/1",
                                        "/items/%252e%252e/1",
                                        "/a%00b",
                                        "/a%0d%0ab",
                                        "/a%5cb",
                                        "/c:%252e%252e%255f%252e%252e%255f%252e%252e%255fboot.ini%23vt/test",
                                        "/c:.....//.....//.....//.....//etc/passwd%23vt/test",
                                        "/etc/passwd"};
    for (size_t i = 0; i < COUNT_OF(paths); i++) {
        curl_easy_setopt(client, CURLOPT_REQUEST_TARGET, paths[i]);
        get("/");
        CHECK_INT(status, 400);
        CHECK(!body_has("root:"));
    }
    curl_easy_setopt(client, CURLOPT_REQUEST_TARGET, NULL);
    get("/items/1?file=../../etc/passwd");
    CHECK_INT(status, 200);
}

TEST(bodies_to_order)
{
    get("/chunked?n=3");
    CHECK(header_has("Transfer-Encoding: chunked"));
    CHECK_TEXT(buffer_text(&body), "piece 1\npiece 2\npiece 3\n");
    get("/bytes/100001");
    CHECK_INT(body.length, 100001);
    get("/status/418");
    CHECK_INT(status, 418);
    get("/status/204");
    CHECK_INT(status, 204);
    get("/status/99");
    CHECK_INT(status, 404);
    get("/json");
    CHECK(body_has("\"visitors\": 9007199254740993"));
}

TEST(compressed_bodies_unpack)
{
    size_t packed;
    get("/gzip");
    packed = body.length;
    CHECK(header_has("Content-Encoding: gzip"));
    curl_easy_setopt(client, CURLOPT_ACCEPT_ENCODING, "");
    get("/gzip");
    CHECK(body_has("{\"encoding\":\"gzip\",\"lines\":[\"the same line again\""));
    CHECK(body.length > packed * 4);
    get("/deflate");
    CHECK(body_has("{\"encoding\":\"deflate\","));
    curl_easy_setopt(client, CURLOPT_ACCEPT_ENCODING, NULL);
}

TEST(slow_and_broken_bodies)
{
    instant start = clock_now();
    get("/slow?n=4&interval=30");
    CHECK_TEXT(buffer_text(&body), "piece 1\npiece 2\npiece 3\npiece 4\n");
    CHECK(instant_since(clock_now(), start) >= 120 * NANOS_PER_MS);
    get("/close");
    CHECK_INT(outcome, CURLE_PARTIAL_FILE);
    CHECK_INT(body.length, 200);
    start = clock_now();
    get("/delay/0.1");
    CHECK_INT(status, 200);
    CHECK(instant_since(clock_now(), start) >= 100 * NANOS_PER_MS);
    get("/delay/forever");
    CHECK_INT(status, 400);
}

TEST(redirects_and_cookies)
{
    long hops = 0;
    get("/redirect/2");
    CHECK_INT(status, 302);
    CHECK(header_has("Location: /redirect/1"));
    curl_easy_setopt(client, CURLOPT_FOLLOWLOCATION, 1L);
    get("/redirect/3");
    curl_easy_getinfo(client, CURLINFO_REDIRECT_COUNT, &hops);
    CHECK_INT(hops, 3);
    CHECK_TEXT(buffer_text(&body), "{\"arrived\":true}");
    get("/cookies/set?a=1&b=two");
    CHECK(body_has("{\"cookies\":{") && body_has("\"a\":\"1\"") && body_has("\"b\":\"two\""));
    curl_easy_setopt(client, CURLOPT_FOLLOWLOCATION, 0L);
    get("/redirect-to?url=%2Fitems%2F1&status=303");
    CHECK_INT(status, 303);
    CHECK(header_has("Location: /items/1"));
    get("/redirect-to?url=a%0d%0aX:1");
    CHECK_INT(status, 400);
}

TEST(echo_mirrors_the_request)
{
    request("PATCH", "/echo?a=b%20c&a=d", "X-Mark: here", "{\"n\":[1,2.5]}");
    CHECK(body_has("{\"method\":\"PATCH\",\"path\":\"/echo\",\"query\":{\"a\":\"b c, d\"}"));
    CHECK(body_has("\"X-Mark\":\"here\"") && body_has("\"json\":{\"n\":[1,2.5]}"));
    CHECK(body_has("\"body\":\"{\\\"n\\\":[1,2.5]}\""));
    request("POST", "/echo", NULL, "name=a+b&sign=%26");
    CHECK(body_has("\"json\":null,\"form\":{\"name\":\"a b\",\"sign\":\"&\"}"));
    request("POST", "/echo", "Content-Type: multipart/form-data; boundary=frontier",
            "--frontier\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\r\n"
            "Content-Type: text/plain\r\n\r\nhello\r\n--frontier--\r\n");
    CHECK(body_has("\"form\":{\"f\":{\"filename\":\"a.txt\",\"content_type\":\"text/plain\",\"size\":5}}"));
    request("GET", "/headers", "X-Mark: here", NULL);
    CHECK(body_has("\"X-Mark\":\"here\""));
}

TEST(credentials_of_the_client)
{
    get("/basic-auth/ann/secret");
    CHECK_INT(status, 401);
    CHECK(header_has("WWW-Authenticate: Basic"));
    request("GET", "/basic-auth/ann/secret", "Authorization: Basic YW5uOnNlY3JldA==", NULL);
    CHECK_TEXT(buffer_text(&body), "{\"authenticated\":true,\"user\":\"ann\"}");
    get("/bearer");
    CHECK_INT(status, 401);
    request("GET", "/bearer", "Authorization: Bearer t0", NULL);
    CHECK_TEXT(buffer_text(&body), "{\"authenticated\":true,\"token\":\"t0\"}");
}

TEST(bodies_have_a_bound)
{
    size_t length = (64 << 20) + 1;
    char *content = mem_alloc(length + 1);
    memset(content, 'x', length);
    content[length] = '\0';
    request("POST", "/comments", NULL, content);
    CHECK_INT(status, 413);
    mem_free(content);
}

/* Sends the same request `count` times and writes a letter per answer: '.' 200, '0' 500, '3' 503. */
static void letters(char *out, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        get("/items/1");
        out[i] = status == 200 ? '.' : status == 500 ? '0' : status == 503 ? '3' : '?';
    }
    out[count] = '\0';
}

TEST(failures_are_asked_for_and_repeat)
{
    char first[201], second[201];
    struct target_options options = {.fail_ratio = 0.25, .seed = 7};
    restart(options);
    letters(first, 200);
    restart(options);
    letters(second, 200);
    CHECK_TEXT(first, second);
    int failed = 0;
    for (size_t i = 0; i < 200; i++)
        failed += first[i] != '.';
    CHECK(failed > 25 && failed < 80);
    CHECK(strchr(first, '0') && strchr(first, '3') && !strchr(first, '?'));
}

static int connect_to_target(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(target_port(target)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int result = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(result, (struct sockaddr *)&address, sizeof address) != 0)
        return -1;
    return result;
}

static bool send_request(int socket)
{
    static const char text[] = "GET /items/1 HTTP/1.1\r\nHost: x\r\n\r\n";
    return send(socket, text, sizeof text - 1, MSG_NOSIGNAL) == sizeof text - 1;
}

enum { CROWD = 300 };

TEST(delays_hold_no_thread)
{
    int sockets[CROWD];
    char answer[32];
    restart((struct target_options){.delay = 200 * NANOS_PER_MS, .threads = 1});
    instant start = clock_now();
    for (int i = 0; i < CROWD; i++) {
        sockets[i] = connect_to_target();
        CHECK(sockets[i] >= 0 && send_request(sockets[i]));
    }
    int answered = 0;
    for (int i = 0; i < CROWD; i++) {
        answered += recv(sockets[i], answer, sizeof answer, 0) == sizeof answer;
        close(sockets[i]);
    }
    nanos elapsed = instant_since(clock_now(), start);
    CHECK_INT(answered, CROWD);
    CHECK(elapsed >= 200 * NANOS_PER_MS);
    CHECK(elapsed < CROWD * 200 * NANOS_PER_MS / 10);
    CHECK_INT(target_answered(target), CROWD);
}

TEST(stop_does_not_wait_for_delays)
{
    restart((struct target_options){.delay = 60 * NANOS_PER_S, .threads = 2});
    int waiting = connect_to_target();
    CHECK(send_request(waiting));
    poll(NULL, 0, 50);
    instant start = clock_now();
    restart((struct target_options){0});
    CHECK(instant_since(clock_now(), start) < 10 * NANOS_PER_S);
    get("/");
    CHECK_INT(status, 200);
    close(waiting);
}

TEST(a_port_in_use_is_an_error)
{
    log_level_set(LOG_CRITICAL);
    CHECK(!target_start(&(struct target_options){.port = target_port(target)}));
    CHECK(!target_start(&(struct target_options){.host = "no such host"}));
    log_level_set(LOG_INFO);
}

static void open_all(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
    client_open();
    target = target_start(&(struct target_options){0});
    if (!target)
        exit(1);
}

static void close_all(void)
{
    target_stop(target);
    curl_easy_cleanup(client);
    curl_global_cleanup();
    buffer_free(&body);
    buffer_free(&headers);
}

TEST_MAIN(open_all(); RUN(home_is_html); RUN(head_has_no_body_and_the_length); RUN(unknown_paths_and_methods);
          RUN(login_wants_the_right_password); RUN(songs_want_a_token); RUN(playlist_lives_once);
          RUN(jobs_take_their_time); RUN(unsteady_counts_tries); RUN(form_login_opens_a_session);
          RUN(oauth_gives_a_token); RUN(shop_keeps_texts); RUN(devices_register_and_change);
          RUN(hostile_paths_are_refused); RUN(bodies_to_order); RUN(compressed_bodies_unpack);
          RUN(slow_and_broken_bodies); RUN(redirects_and_cookies); RUN(echo_mirrors_the_request);
          RUN(credentials_of_the_client); RUN(bodies_have_a_bound); RUN(failures_are_asked_for_and_repeat);
          RUN(delays_hold_no_thread); RUN(stop_does_not_wait_for_delays); RUN(a_port_in_use_is_an_error);
          close_all())
