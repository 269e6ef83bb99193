/* Dates in cookies. */
#ifndef SWARM_TEXT_COOKIE_DATE_H
#define SWARM_TEXT_COOKIE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Parses a date with the algorithm of RFC 6265 section 5.1.1, which accepts all formats that servers send.
 * Sets *seconds to the time since 1970-01-01 UTC. Returns false if the text isn't a date. */
bool cookie_date_parse(const char *text, size_t length, int64_t *seconds);

#endif
