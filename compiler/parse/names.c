#include "compiler/parse/names.h"

#include "compiler/parse/scanner.h"
#include "compiler/tree/ast.h"
#include "swarm.tab.h"

#include <string.h>

static struct word *names_add(struct names *names, const char *text, size_t length)
{
    struct word *word = arena_zalloc(&names->arena, sizeof *word);
    word->text = arena_strndup(&names->arena, text, length);
    word->length = length;
    strmap_set(&names->words, text, length, word);
    return word;
}

static void names_add_keyword(struct names *names, const char *text, int token, enum keyword_class class,
                              int after)
{
    struct word *word = names_add(names, text, strlen(text));
    word->class = class;
    word->token = token;
    word->after = after;
}

void names_init(struct names *names)
{
    arena_init(&names->arena);
    strmap_init(&names->words);
#define KEYWORD(text, token, class, after)                                                                   \
    names_add_keyword(names, text, TOKEN_##token, KEYWORD_##class, after);
#include "compiler/parse/keywords.def"
#undef KEYWORD
}

void names_free(struct names *names)
{
    strmap_free(&names->words);
    arena_free(&names->arena);
}

const struct word *names_intern(struct names *names, const char *text, size_t length)
{
    const struct word *word = strmap_get(&names->words, text, length);
    return word != NULL ? word : names_add(names, text, length);
}
