/* The page and its files. */
#include "runtime/web/front_handlers.h"

#include <string.h>

bool page_has(const char *path)
{
    return strcmp(path, "/") == 0;
}

void page_answer(const char *path, const struct web_request *request, struct web_answer *answer)
{
    (void)path, (void)request;
    answer->type = "text/html; charset=utf-8";
    buffer_append_text(&answer->body, "<!doctype html><html lang=\"en\"><title>swarm</title><h1>swarm</h1>"
                                      "<p>The API is at <a href=\"api/snapshot\">api/snapshot</a>.\n");
}
