/* The certificate and the private key of the web server: --tls-cert and --tls-key. */
#ifndef SWARM_WEB_TLS_FILES_H
#define SWARM_WEB_TLS_FILES_H

#include "runtime/base/buffer.h"

#include <stdbool.h>

/* Appends the contents of both files, in PEM. False if the server can't use them, with the reason appended to
 * `why` ("key.pem has no private key in PEM"); *is_key is whether it is about the key. */
bool tls_files_read(const char *certificate_path, const char *key_path, struct buffer *certificate,
                    struct buffer *key, bool *is_key, struct buffer *why);

#endif
