/* The certificate and the private key of the web server: --tls-cert and --tls-key. */
#ifndef SWARM_WEB_TLS_FILES_H
#define SWARM_WEB_TLS_FILES_H

#include "runtime/base/buffer.h"

#include <stdbool.h>

/* Appends the contents of both files, in PEM. False with the reason appended to `why` ("--tls-key: key.pem:
 * the key doesn't belong to the certificate"), if the server can't use them. */
bool tls_files_read(const char *certificate_path, const char *key_path, struct buffer *certificate,
                    struct buffer *key, struct buffer *why);

#endif
