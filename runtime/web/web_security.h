/* Which requests of browsers are allowed: protection against DNS rebinding and cross-site request forgery. */
#ifndef SWARM_WEB_WEB_SECURITY_H
#define SWARM_WEB_WEB_SECURITY_H

#include <stdbool.h>

/* What a request says about where it comes from. Values of headers; NULL: not sent. */
struct web_origin {
    const char *host;           /* Host */
    const char *forwarded_host; /* X-Forwarded-Host, of a proxy */
    const char *origin;         /* Origin */
    const char *referer;        /* Referer */
    const char *fetch_site;     /* Sec-Fetch-Site */
    const char *language;       /* Accept-Language */
    const char *agent;          /* User-Agent */
};

/* Whether a Host header names this server: an IP address, `localhost`, the name of this machine, or `own`,
 * the host that the server listens on. Any other name may be that of a foreign page, whose owner had it
 * resolved to this server (DNS rebinding). A request without Host doesn't come from a browser. */
bool web_host_is_own(const char *host, const char *own);

/* Whether a request says that it comes from a page of another site. Referer counts only if there is no other
 * mark. This is enough for POST: a browser sends Origin with each POST to another site. */
bool web_is_cross_site(const struct web_origin *origin);

/* Whether a browser sent the request, without any of the marks above. A GET request of another site may have
 * none: it has no Origin, its page can suppress Referer, and over plain http browsers send Sec-Fetch-Site
 * only to this machine. A browser is known by an Accept-Language and a User-Agent that begins with
 * "Mozilla/": all browsers send both, and no page can remove the one or change the other. Other clients
 * rarely send the one, and name themselves in the other. */
bool web_is_unmarked_browser(const struct web_origin *origin);

/* Whether a server that listens on this host can only be reached from this machine. */
bool web_host_is_loopback(const char *host);

#endif
