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
};

/* Whether a Host header names this server: an IP address, `localhost`, the name of this machine, or `own`,
 * the host that the server listens on. Any other name may be that of a foreign page, whose owner had it
 * resolved to this server (DNS rebinding). A request without Host doesn't come from a browser. */
bool web_host_is_own(const char *host, const char *own);

/* Whether a request that changes something may come from a page of another site. Requests without any of
 * these headers don't come from a browser. Referer counts only if there is no other mark. */
bool web_is_cross_site(const struct web_origin *origin);

/* Whether a server that listens on this host can only be reached from this machine. */
bool web_host_is_loopback(const char *host);

#endif
