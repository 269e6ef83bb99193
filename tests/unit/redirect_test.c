#include "runtime/net/http/redirect.h"

#include "tests/support/test.h"

#include <stdio.h>

/* Where a 302 with that Location leads from a GET of `from`; "" where it isn't followed. */
static const char *followed(const char *from, const char *location)
{
    static char url[256];
    char headers[256];
    struct http_request request = {.method = "GET", .url = from};
    struct http_response response = {.status = 302, .headers = headers};
    struct redirect *redirect;

    response.headers_length = (size_t)snprintf(headers, sizeof headers, "Location: %s", location);
    redirect = redirect_new(&request, &response);
    snprintf(url, sizeof url, "%s", redirect ? redirect->url : "");
    redirect_free(redirect);
    return url;
}

TEST(no_server_leads_to_a_local_socket)
{
    CHECK_TEXT(followed("http://shop.test/", "http+unix://%2Frun%2Fs.sock/secret"), "");
    CHECK_TEXT(followed("http://shop.test/", "HTTP+UNIX://%2Frun%2Fs.sock/secret"), "");
    CHECK_TEXT(followed("http://shop.test/", "http+unix://name@%2Frun%2Fs.sock:80/secret"), "");
    CHECK_TEXT(followed("http://shop.test/", "  http+unix://%2Frun%2Fs.sock"), "");
    CHECK_TEXT(followed("https://shop.test/", "http+unix://%2Frun%2Fs.sock/secret"), "");
    CHECK_TEXT(followed("http://localhost/", "http+unix://%2Frun%2Fs.sock/secret"), "");
}

TEST(a_socket_leads_to_no_other_socket)
{
    CHECK_TEXT(followed("http+unix://%2Frun%2Fa.sock/x", "http+unix://%2Frun%2Fb.sock/y"), "");
    CHECK_TEXT(followed("http+unix://%2Frun%2Fa.sock/x", "//%2Frun%2Fb.sock/y"), "");
    CHECK_TEXT(followed("http+unix://%2Frun%2Fa.sock/x", "//%2Frun%2Fa.sock.other/y"), "");
}

TEST(a_socket_leads_to_itself_and_to_the_network)
{
    CHECK_TEXT(followed("http+unix://%2Frun%2Fa.sock/x", "/y"), "http+unix://%2Frun%2Fa.sock/y");
    CHECK_TEXT(followed("http+unix://%2Frun%2Fa.sock/x", "y"), "http+unix://%2Frun%2Fa.sock/y");
    CHECK_TEXT(followed("http+unix://%2Frun%2Fa.sock/x", "http://localhost/y"),
               "http+unix://%2Frun%2Fa.sock/y");
    CHECK_TEXT(followed("http+unix://%2Frun%2Fa.sock/x", "http+unix://%2Frun%2Fa.sock/y"),
               "http+unix://%2Frun%2Fa.sock/y");
    CHECK_TEXT(followed("http+unix://%2Frun%2Fa.sock/x", "http://shop.test/y"), "http://shop.test/y");
}

TEST_MAIN(RUN(no_server_leads_to_a_local_socket); RUN(a_socket_leads_to_no_other_socket);
          RUN(a_socket_leads_to_itself_and_to_the_network))
