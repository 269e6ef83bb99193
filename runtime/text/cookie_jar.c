#include "runtime/text/cookie_jar.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/text/set_cookie.h"
#include "runtime/text/url.h"

#include <arpa/inet.h>
#include <libpsl.h>
#include <string.h>
#include <strings.h>

struct cookie {
    struct cookie *next;
    int64_t expires; /* see set_cookie.h */
    uint64_t stored; /* number of the cookie; a smaller one is older */
    struct cookie_text name, value, domain, path;
    bool is_host_only, is_secure;
    char texts[]; /* holds the four texts above */
};

/* The origin of a request, which sets cookies and receives them. */
struct origin {
    struct cookie_text host, path;
    bool is_address;     /* the host is an IP address */
    bool is_trustworthy; /* Secure cookies may be set and sent */
};

/* ---- origins ---- */

static bool is_address(const struct url_server *server)
{
    char text[INET_ADDRSTRLEN];
    struct in_addr address;

    if (server->numeric)
        return true;
    if (server->host_length >= sizeof text)
        return false;
    memcpy(text, server->host, server->host_length);
    text[server->host_length] = '\0';
    return inet_pton(AF_INET, text, &address) == 1;
}

static bool ends_with(struct cookie_text text, const char *end)
{
    size_t length = strlen(end);

    return text.length >= length && strncasecmp(text.text + text.length - length, end, length) == 0;
}

static bool text_is(struct cookie_text text, const char *wanted)
{
    return text.length == strlen(wanted) && strncasecmp(text.text, wanted, text.length) == 0;
}

/* https://www.w3.org/TR/secure-contexts/#is-origin-trustworthy */
static bool is_this_machine(const struct origin *origin)
{
    struct cookie_text host = origin->host;

    if (origin->is_address)
        return text_is(host, "::1") || (host.length > 4 && memcmp(host.text, "127.", 4) == 0);
    return text_is(host, "localhost") || ends_with(host, ".localhost");
}

static bool origin_of(const char *url, struct origin *origin)
{
    struct url_server server;

    if (!url_server(url, &server))
        return false;
    origin->host = (struct cookie_text){server.host, server.host_length};
    origin->path = (struct cookie_text){server.target, strcspn(server.target, "?#")};
    if (!origin->path.length)
        origin->path = (struct cookie_text){"/", 1};
    origin->is_address = is_address(&server);
    origin->is_trustworthy = server.secure || is_this_machine(origin);
    return true;
}

/* ---- what matches ---- */

static bool same_text(struct cookie_text a, struct cookie_text b)
{
    return a.length == b.length && memcmp(a.text, b.text, a.length) == 0;
}

static bool same_host(struct cookie_text a, struct cookie_text b)
{
    return a.length == b.length && strncasecmp(a.text, b.text, a.length) == 0;
}

/* RFC 6265 section 5.1.3. An IP address only matches itself. */
static bool domain_matches(struct cookie_text host, struct cookie_text domain, bool is_address)
{
    size_t rest = host.length - domain.length;

    if (same_host(host, domain))
        return true;
    return !is_address && domain.length && host.length > domain.length && host.text[rest - 1] == '.' &&
           strncasecmp(host.text + rest, domain.text, domain.length) == 0;
}

/* RFC 6265 section 5.1.4. */
static bool path_matches(struct cookie_text request, struct cookie_text path)
{
    if (path.length > request.length || memcmp(request.text, path.text, path.length) != 0)
        return false;
    return path.length == request.length || path.text[path.length - 1] == '/' ||
           request.text[path.length] == '/';
}

/* RFC 6265 section 5.4. */
static bool is_sent(const struct cookie *cookie, const struct origin *origin, int64_t now)
{
    if (cookie->expires <= now || (cookie->is_secure && !origin->is_trustworthy))
        return false;
    if (cookie->is_host_only ? !same_host(cookie->domain, origin->host)
                             : !domain_matches(origin->host, cookie->domain, origin->is_address))
        return false;
    return path_matches(origin->path, cookie->path);
}

/* ---- what may be set ---- */

static bool is_public_suffix(struct cookie_text domain)
{
    char *name = mem_strndup(domain.text, domain.length);
    bool is_public;

    for (char *c = name; *c; c++)
        *c = *c >= 'A' && *c <= 'Z' ? (char)(*c | 0x20) : *c;
    is_public = psl_is_public_suffix(psl_builtin(), name);
    mem_free(name);
    return is_public;
}

/* RFC 6265 section 5.3, steps 5 and 6. A host that is a public suffix only gets cookies for itself. */
static bool domain_settle(const struct origin *origin, struct set_cookie *cookie, bool *is_host_only)
{
    bool is_own = same_host(origin->host, cookie->domain);

    if (cookie->domain.length && !origin->is_address && is_public_suffix(cookie->domain)) {
        if (!is_own)
            return false;
        cookie->domain.length = 0;
    }
    *is_host_only = cookie->domain.length == 0;
    if (*is_host_only) {
        cookie->domain = origin->host;
        return true;
    }
    return domain_matches(origin->host, cookie->domain, origin->is_address);
}

/* RFC 6265 section 5.1.4: the directory of the requested path. */
static struct cookie_text default_path(struct cookie_text path)
{
    const char *slash = memrchr(path.text, '/', path.length);

    if (*path.text != '/' || slash == path.text)
        return (struct cookie_text){"/", 1};
    return (struct cookie_text){path.text, (size_t)(slash - path.text)};
}

static bool begins_with(struct cookie_text text, const char *start)
{
    size_t length = strlen(start);

    return text.length >= length && strncasecmp(text.text, start, length) == 0;
}

/* rfc6265bis section 4.1.3: checks the rules for names that start with __Secure- or __Host-. */
static bool prefix_holds(const struct set_cookie *cookie, bool is_host_only)
{
    if (begins_with(cookie->name, "__Secure-"))
        return cookie->secure;
    if (begins_with(cookie->name, "__Host-"))
        return cookie->secure && is_host_only && cookie->path.length == 1;
    return true;
}

/* rfc6265bis section 5.7, step 16: an insecure origin can't replace a Secure cookie. */
static bool hides_secure(const struct cookie_jar *jar, const struct set_cookie *cookie)
{
    for (const struct cookie *known = jar->first; known; known = known->next)
        if (known->is_secure && same_text(known->name, cookie->name) &&
            (domain_matches(known->domain, cookie->domain, false) ||
             domain_matches(cookie->domain, known->domain, false)) &&
            path_matches(cookie->path, known->path))
            return true;
    return false;
}

static bool is_allowed(const struct cookie_jar *jar, const struct origin *origin,
                       const struct set_cookie *cookie, bool is_host_only)
{
    if (!prefix_holds(cookie, is_host_only))
        return false;
    return origin->is_trustworthy || (!cookie->secure && !hides_secure(jar, cookie));
}

/* ---- storing ---- */

static size_t size_of(const struct cookie *cookie)
{
    return sizeof *cookie + cookie->name.length + cookie->value.length + cookie->domain.length +
           cookie->path.length;
}

/* Removes the cookie at *place. */
static void cookie_drop(struct cookie_jar *jar, struct cookie **place)
{
    struct cookie *cookie = *place;

    *place = cookie->next;
    jar->size -= size_of(cookie);
    mem_free(cookie);
}

static struct cookie_text text_copy(char **place, struct cookie_text text)
{
    struct cookie_text copy = {*place, text.length};

    if (text.length)
        memcpy(*place, text.text, text.length);
    *place += text.length;
    return copy;
}

static struct cookie *cookie_new(const struct set_cookie *from, bool is_host_only)
{
    size_t texts = from->name.length + from->value.length + from->domain.length + from->path.length;
    struct cookie *cookie = mem_alloc(sizeof *cookie + texts);
    char *place = cookie->texts;

    cookie->expires = from->expires;
    cookie->name = text_copy(&place, from->name);
    cookie->value = text_copy(&place, from->value);
    cookie->domain = text_copy(&place, from->domain);
    cookie->path = text_copy(&place, from->path);
    cookie->is_host_only = is_host_only;
    cookie->is_secure = from->secure;
    return cookie;
}

static bool takes_place_of(const struct set_cookie *cookie, bool is_host_only, const struct cookie *known)
{
    return known->is_host_only == is_host_only && same_text(known->name, cookie->name) &&
           same_host(known->domain, cookie->domain) && same_text(known->path, cookie->path);
}

/* Where the cookie goes in the list. A cookie that it replaces is freed, and the new one keeps its
 * position. Otherwise the new one goes after those whose paths are at least as long. */
static struct cookie **place_of(struct cookie_jar *jar, const struct set_cookie *cookie, bool is_host_only)
{
    struct cookie **place = &jar->first;

    for (; *place && (*place)->path.length >= cookie->path.length; place = &(*place)->next) {
        if (takes_place_of(cookie, is_host_only, *place)) {
            cookie_drop(jar, place);
            break;
        }
    }
    return place;
}

static void drop_expired(struct cookie_jar *jar, int64_t now)
{
    for (struct cookie **place = &jar->first; *place;) {
        if ((*place)->expires <= now)
            cookie_drop(jar, place);
        else
            place = &(*place)->next;
    }
}

static void drop_oldest(struct cookie_jar *jar)
{
    struct cookie **oldest = &jar->first;

    log_warning_once("cookie jar", "a user has more than 256 KiB of cookies: the oldest are dropped");
    for (struct cookie **place = &jar->first; *place; place = &(*place)->next)
        if ((*place)->stored < (*oldest)->stored)
            oldest = place;
    cookie_drop(jar, oldest);
}

static void cookie_put(struct cookie_jar *jar, const struct set_cookie *from, bool is_host_only, int64_t now)
{
    struct cookie **place = place_of(jar, from, is_host_only), *cookie;

    if (from->expires <= now)
        return;
    cookie = cookie_new(from, is_host_only);
    cookie->stored = jar->stored++;
    cookie->next = *place;
    *place = cookie;
    jar->size += size_of(cookie);
    if (jar->size > COOKIE_JAR_MOST)
        drop_expired(jar, now);
    while (jar->first && jar->size > COOKIE_JAR_MOST)
        drop_oldest(jar);
}

/* RFC 6265 section 5.3. */
static void cookie_receive(struct cookie_jar *jar, const struct origin *origin, const char *text,
                           size_t length, int64_t now)
{
    struct set_cookie cookie;
    bool is_host_only;

    if (!set_cookie_parse(text, length, now, &cookie) || !domain_settle(origin, &cookie, &is_host_only))
        return;
    if (begins_with(cookie.name, "__Host-") && !cookie.path.length)
        return;
    if (!cookie.path.length)
        cookie.path = default_path(origin->path);
    if (is_allowed(jar, origin, &cookie, is_host_only))
        cookie_put(jar, &cookie, is_host_only, now);
}

/* ---- for sessions ---- */

static const char *line_end(const char *line, const char *end)
{
    const char *newline = memchr(line, '\n', (size_t)(end - line));

    return newline ? newline : end;
}

void cookie_jar_receive(struct cookie_jar *jar, const char *url, const char *headers, size_t length,
                        int64_t now)
{
    static const char name[] = "Set-Cookie:";
    const size_t name_length = sizeof name - 1;
    const char *end = headers + length, *stop;
    struct origin origin;

    for (const char *line = headers; line < end; line = stop + 1) {
        stop = line_end(line, end);
        if ((*line | 0x20) != 's' || (size_t)(stop - line) <= name_length ||
            strncasecmp(line, name, name_length) != 0 || !origin_of(url, &origin))
            continue;
        cookie_receive(jar, &origin, line + name_length,
                       (size_t)(stop - line) - name_length - (stop[-1] == '\r'), now);
    }
}

void cookie_jar_send(const struct cookie_jar *jar, const char *url, int64_t now, struct buffer *out)
{
    const char *between = "";
    struct origin origin;

    if (!jar->first || !origin_of(url, &origin))
        return;
    for (const struct cookie *cookie = jar->first; cookie; cookie = cookie->next) {
        if (!is_sent(cookie, &origin, now))
            continue;
        buffer_append_text(out, between);
        buffer_append(out, cookie->name.text, cookie->name.length);
        buffer_append_char(out, '=');
        buffer_append(out, cookie->value.text, cookie->value.length);
        between = "; ";
    }
}

bool cookie_jar_find(const struct cookie_jar *jar, const char *url, const char *name, int64_t now,
                     struct buffer *out)
{
    struct cookie_text wanted = {name, strlen(name)};
    struct origin origin;

    if (!jar->first || !origin_of(url, &origin))
        return false;
    for (const struct cookie *cookie = jar->first; cookie; cookie = cookie->next) {
        if (!same_text(cookie->name, wanted) || !is_sent(cookie, &origin, now))
            continue;
        buffer_append(out, cookie->value.text, cookie->value.length);
        return true;
    }
    return false;
}

void cookie_jar_remove(struct cookie_jar *jar, const char *name)
{
    struct cookie_text wanted = {name, strlen(name)};

    for (struct cookie **place = &jar->first; *place;) {
        if (same_text((*place)->name, wanted))
            cookie_drop(jar, place);
        else
            place = &(*place)->next;
    }
}

void cookie_jar_clear(struct cookie_jar *jar)
{
    while (jar->first)
        cookie_drop(jar, &jar->first);
}
