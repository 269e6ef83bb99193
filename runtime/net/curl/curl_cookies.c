#include "runtime/net/curl/curl_handle.h"

#include "runtime/text/url.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* A line of libcurl's list (the Netscape format), which it takes apart in place. */
struct cookie {
    const char *domain; /* without a dot before it */
    bool subdomains;
    const char *path;
    bool secure;
    long long expires; /* seconds since 1970; 0: with the session */
    const char *name;
    const char *text;
};

static const char *field(char **rest)
{
    char *text = *rest ? strsep(rest, "\t") : NULL;

    return text ? text : "";
}

static struct cookie cookie_read(char *line)
{
    static const char http_only[] = "#HttpOnly_";
    struct cookie cookie;

    if (strncmp(line, http_only, sizeof http_only - 1) == 0)
        line += sizeof http_only - 1;
    cookie.domain = field(&line);
    cookie.domain += *cookie.domain == '.';
    cookie.subdomains = strcmp(field(&line), "TRUE") == 0;
    cookie.path = field(&line);
    cookie.secure = strcmp(field(&line), "TRUE") == 0;
    cookie.expires = strtoll(field(&line), NULL, 10);
    cookie.name = field(&line);
    cookie.text = line ? line : "";
    return cookie;
}

/* RFC 6265 section 5.1.3. */
static bool domain_matches(const struct cookie *cookie, const struct url_server *server)
{
    size_t length = strlen(cookie->domain), rest = server->host_length - length;

    if (!length || length > server->host_length)
        return false;
    if (strncasecmp(server->host + rest, cookie->domain, length) != 0)
        return false;
    return rest == 0 || (cookie->subdomains && server->host[rest - 1] == '.');
}

/* RFC 6265 section 5.1.4. */
static bool path_matches(const struct cookie *cookie, const char *target)
{
    size_t length = strlen(cookie->path), target_length = strcspn(target, "?#");

    if (!target_length)
        return strcmp(cookie->path, "/") == 0;
    if (!length || length > target_length || strncmp(target, cookie->path, length) != 0)
        return false;
    return length == target_length || cookie->path[length - 1] == '/' || target[length] == '/';
}

static bool cookie_matches(const struct cookie *cookie, const struct url_server *server)
{
    return domain_matches(cookie, server) && path_matches(cookie, server->target) &&
           (!cookie->secure || server->secure) &&
           (!cookie->expires || cookie->expires > (long long)time(NULL));
}

bool curl_cookie_find(CURL *easy, const char *url, const char *name, struct buffer *out)
{
    struct curl_slist *lines = NULL;
    struct cookie best = {.path = ""};
    struct url_server server;

    if (!url_server(url, &server) || curl_easy_getinfo(easy, CURLINFO_COOKIELIST, &lines) != CURLE_OK)
        return false;
    for (struct curl_slist *line = lines; line; line = line->next) {
        struct cookie cookie = cookie_read(line->data);

        if (strcmp(cookie.name, name) == 0 && cookie_matches(&cookie, &server) &&
            (!best.name || strlen(cookie.path) > strlen(best.path)))
            best = cookie;
    }
    if (best.name)
        buffer_append_text(out, best.text);
    curl_slist_free_all(lines);
    return best.name != NULL;
}
