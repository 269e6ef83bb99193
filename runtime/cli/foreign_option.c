#include "runtime/cli/foreign_option.h"

#include "runtime/base/count_of.h"
#include "runtime/base/log.h"

#include <stdio.h>
#include <string.h>

#define VALUE true
#define NO_VALUE false
#define IGNORED true
#define REFUSED false

static const struct foreign_option foreign_options[] = {
#define FOREIGN_OPTION(word, takes_value, is_ignored, sentence) {word, takes_value, is_ignored, sentence},
#include "runtime/cli/foreign_options.def"
#undef FOREIGN_OPTION
};

static bool name_equal(const char *name, const char *word, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (name[i] != (word[i] == '_' ? '-' : word[i]))
            return false;
    return name[length] == '\0';
}

const struct foreign_option *foreign_option_find(const char *word, size_t length)
{
    for (; length > 0 && *word == '-'; length--)
        word++;
    for (size_t i = 0; i < COUNT_OF(foreign_options); i++)
        if (name_equal(foreign_options[i].word + strlen("--"), word, length))
            return &foreign_options[i];
    return NULL;
}

bool foreign_option_report(const struct foreign_option *option, const char *place)
{
    if (option->is_ignored)
        log_warning("%s isn't an option of swarm, so it is ignored: %s", place, option->sentence);
    else
        fprintf(stderr, "swarm: %s isn't an option of swarm: %s\n", place, option->sentence);
    return option->is_ignored;
}
