#include "compiler/diag/foreign_words.h"

#include "runtime/base/count_of.h"

#include <stdbool.h>
#include <stddef.h>

#define DECLARATION FOREIGN_DECLARATION
#define MEMBER FOREIGN_MEMBER
#define STATEMENT FOREIGN_STATEMENT
#define SETTING FOREIGN_SETTING
#define CLIENT FOREIGN_CLIENT
#define METRIC FOREIGN_METRIC
#define STAGE FOREIGN_STAGE
#define ATTRIBUTE FOREIGN_ATTRIBUTE
#define ORDER FOREIGN_ORDER
#define TYPE FOREIGN_TYPE
#define CALL FOREIGN_CALL
#define VALUE FOREIGN_VALUE
#define PART FOREIGN_PART
#define METHOD FOREIGN_METHOD

static const struct {
    unsigned places;
    const char *words; /* lower case, without `_`, separated by `|` */
    const char *advice;
} foreign_words[] = {
#define FOREIGN(places, words, advice) {places, words, advice},
#include "compiler/diag/foreign_words.def"
#undef FOREIGN
};

static char folded(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

/* Whether the first of the words is this one. Moves *words behind it. */
static bool first_is(const char **words, const char *word)
{
    bool same = true;

    for (; **words && **words != '|'; ++*words) {
        while (*word == '_')
            word++;
        same = same && folded(*word) == **words;
        word += *word != '\0';
    }
    while (*word == '_')
        word++;
    *words += **words == '|';
    return same && *word == '\0';
}

const char *foreign_advice(enum foreign_place place, const char *word)
{
    for (size_t i = 0; i < COUNT_OF(foreign_words); i++) {
        const char *words = foreign_words[i].words;

        while ((foreign_words[i].places & place) && *words)
            if (first_is(&words, word))
                return foreign_words[i].advice;
    }
    return NULL;
}
