/* The text of a body: what its bytes mean in the charset of the answer. As in browsers, a byte order mark
 * comes first, then the charset of Content-Type, then the declaration in a page or XML document. Without any
 * of them it is UTF-8, or windows-1252 if a body of type text isn't valid UTF-8. Bodies of other types, like
 * images, aren't decoded. */
#ifndef SWARM_TEXT_BODY_TEXT_H
#define SWARM_TEXT_BODY_TEXT_H

#include "runtime/base/buffer.h"
#include "runtime/base/utf8.h"

#include <stdbool.h>
#include <stddef.h>

/* The text in UTF-8, without a byte order mark. `type` is the value of Content-Type, or NULL. Most bodies are
 * their text: then the result is a part of `body`, and nothing is allocated. Otherwise it is in `decoded`,
 * which is empty before and which the caller frees. Bytes that aren't text in the charset become U+FFFD. In
 * bodies in UTF-8 they stay as they are. */
struct slice body_text(const char *type, size_t type_length, const char *body, size_t length,
                       struct buffer *decoded);

/* Whether the text is XML for a parser, not HTML. XHTML counts as HTML, so that its elements have the same
 * names in both forms. */
bool body_is_xml(const char *type, size_t type_length, const char *text, size_t length);

#endif
