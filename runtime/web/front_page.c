/* The page and its files. */
#include "runtime/web/front_handlers.h"

void page_answer(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)front, (void)request;
    answer->type = "text/html; charset=utf-8";
    buffer_append_text(&answer->body, "<!doctype html><html lang=\"en\"><title>swarm</title><h1>swarm</h1>"
                                      "<p>The API is at <a href=\"api/snapshot\">api/snapshot</a>.\n");
}
