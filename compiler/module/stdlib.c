#include "compiler/module/stdlib.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* Whether a declaration starts at the text: `word name`, and no further byte of a name. */
static bool declares(const char *text, const char *word, const char *name)
{
    size_t length = strlen(word), name_length = strlen(name);

    return strncmp(text, word, length) == 0 && text[length] == ' ' &&
           strncmp(text + length + 1, name, name_length) == 0 &&
           !isalnum((unsigned char)text[length + 1 + name_length]) && text[length + 1 + name_length] != '_';
}

/* Names that begin with `std_` are internal. */
const char *stdlib_declares(const char *word, const char *name)
{
    if (strncmp(name, "std_", 4) == 0)
        return NULL;
    for (const struct stdlib_file *file = stdlib_files; file->name; file++)
        for (const char *line = file->text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
            if (declares(line, word, name))
                return file->name;
    return NULL;
}
