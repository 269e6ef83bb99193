/* Pages about diagnostics: the sections of docs/diagnostics.md. Each starts with a heading such as `##
 * E0203: …`. */
#include "compiler/diag/diag_page.h"

#include "compiler/diag/diag.h"

#include <string.h>

static const char heading[] = "\n## ";

const char *diag_page(enum diag_code code, size_t *length)
{
    const char *text = diag_code_text(code);
    size_t text_length = strlen(text);
    const char *page = strstr(diag_pages_text, heading);
    for (; page != NULL; page = strstr(page + 1, heading)) {
        const char *title = page + sizeof heading - 1;
        if (strncmp(title, text, text_length) != 0 || title[text_length] != ':')
            continue;
        const char *end = strstr(title, heading);
        *length = end != NULL ? (size_t)(end - title) : strlen(title);
        return title;
    }
    return NULL;
}
