#include "compiler/module/foreign_file.h"

#include "runtime/base/count_of.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Whether a line of the text begins with one of the words, behind blanks. */
static bool has_line(const char *text, const char *const *words, size_t count)
{
    for (const char *line = text; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        line += strspn(line, " \t\r");
        for (size_t i = 0; i < count; i++)
            if (strncmp(line, words[i], strlen(words[i])) == 0)
                return true;
    }
    return false;
}

static const char *foreign_text(const char *text)
{
    static const char *const locust[] = {"from locust", "import locust"};
    static const char *const k6[] = {"export default function", "export const options", "export let options"};
    static const char *const gatling[] = {"import io.gatling"};

    if (has_line(text, locust, COUNT_OF(locust)))
        return "a locustfile in Python";
    if (has_line(text, k6, COUNT_OF(k6)))
        return "a script of k6 in JavaScript";
    if (has_line(text, gatling, COUNT_OF(gatling)))
        return "a simulation of Gatling";
    return strncmp(text, "<?xml", 5) == 0 ? "an XML file" : NULL;
}

static const char *foreign_name(const char *path)
{
    static const struct {
        const char *ending, *what;
    } endings[] = {
        {".py", "a locustfile in Python"},
        {".js", "a script in JavaScript"},
        {".mjs", "a script in JavaScript"},
        {".ts", "a script in TypeScript"},
        {".hurl", "a file of Hurl"},
        {".jmx", "a test plan of JMeter"},
        {".scala", "a simulation of Gatling"},
        {".lua", "a script in Lua"},
        {".yml", "a YAML file"},
        {".yaml", "a YAML file"},
        {".json", "a JSON file"},
        {".har", "a HAR file"},
        {".conf", "a configuration file, for `--config`"},
        {".csv", "a CSV file"},
    };
    const char *dot = strrchr(path, '.');

    for (size_t i = 0; dot && i < COUNT_OF(endings); i++)
        if (strcasecmp(dot, endings[i].ending) == 0)
            return endings[i].what;
    return NULL;
}

const char *foreign_file(const char *path, const char *text)
{
    static const char *const swarm[] = {"user ", "taskset ", "sequence ", "fn ", "task "};
    const char *what = foreign_text(text);

    if (has_line(text, swarm, COUNT_OF(swarm)))
        return NULL;
    return what ? what : foreign_name(path);
}
