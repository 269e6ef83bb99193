/* Internationalized host names (IDNA 2008, RFC 5890). */
#ifndef SWARM_TEXT_HOST_ASCII_H
#define SWARM_TEXT_HOST_ASCII_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends the name as it is sent: if it has characters beyond ASCII, in Punycode, mapped as browsers do
 * ("Bücher.example" becomes "xn--bcher-kva.example", UTS #46); otherwise as it is. False: such a name isn't
 * possible; nothing is appended. Any thread. */
bool host_ascii(const char *name, size_t length, struct buffer *out);

#endif
