#include "runtime/base/buffer.h"
#include "runtime/target/exchange.h"
#include "runtime/target/handlers.h"
#include "runtime/target/tokens.h"

/* clang-format off */
static const char home[] =
    "<!doctype html>\n"
    "<html lang=\"en\">\n"
    "<head><meta charset=\"utf-8\"><title>swarm target</title></head>\n"
    "<body>\n"
    "<h1>swarm target</h1>\n"
    "<p>A target server for load testing. It stores its data in memory until it stops.</p>\n"
    "<ul>\n"
    "<li><a href=\"/html\">a page with a form</a></li>\n"
    "<li><a href=\"/json\">a document</a></li>\n"
    "<li><a href=\"/items\">a shop's items</a></li>\n"
    "<li><a href=\"/notice/list\">notices</a></li>\n"
    "</ul>\n"
    "</body>\n"
    "</html>\n";

static const char document[] =
    "{\n"
    "  \"library\": {\n"
    "    \"name\": \"Harbor Library\",\n"
    "    \"open\": true,\n"
    "    \"shelves\": [\n"
    "      {\"id\": 1, \"topic\": \"sea\", \"books\": [\n"
    "        {\"title\": \"Tides\", \"author\": \"M. Holm\", \"price\": 8.95, \"tags\": [\"science\", \"short\"]},\n"
    "        {\"title\": \"The Long Swell\", \"author\": \"A. Varga\", \"price\": 12.5, \"tags\": [\"novel\"]}\n"
    "      ]},\n"
    "      {\"id\": 2, \"topic\": \"bees\", \"books\": [\n"
    "        {\"title\": \"Swarm\", \"author\": \"L. Okafor\", \"price\": 22.99, \"isbn\": \"0-395-19395-8\", \"tags\": []}\n"
    "      ]},\n"
    "      {\"id\": 3, \"topic\": \"empty\", \"books\": []}\n"
    "    ],\n"
    "    \"hours\": {\"monday\": \"9-17\", \"saturday\": null},\n"
    "    \"key with spaces\": \"reached by $['library']['key with spaces']\",\n"
    "    \"visitors\": 9007199254740993\n"
    "  }\n"
    "}\n";

static const char form_start[] =
    "<!doctype html>\n"
    "<html lang=\"en\">\n"
    "<head><meta charset=\"utf-8\"><title>Log in</title></head>\n"
    "<body>\n"
    "<h1 class=\"title\">Log in</h1>\n"
    "<form method=\"post\" action=\"/login\">\n"
    "<input type=\"hidden\" name=\"csrf\" value=\"";

static const char form_end[] =
    "\">\n"
    "<input name=\"user\"> <input name=\"password\" type=\"password\"> <button>Log in</button>\n"
    "</form>\n"
    "<nav>\n"
    "<a href=\"/\">Home</a>\n"
    "<a href=\"/items?page=1\">Items</a>\n"
    "<a href=\"/account\">Account</a>\n"
    "</nav>\n"
    "</body>\n"
    "</html>\n";
/* clang-format on */

void page_home(struct exchange *exchange)
{
    exchange_answer_static(exchange, MHD_HTTP_OK, "text/html; charset=utf-8", home);
}

/* Every form has a token of its own, which POST /login checks. */
void page_html(struct exchange *exchange)
{
    struct buffer page = {0};
    buffer_append_text(&page, form_start);
    token_write(exchange->target, "form", &page);
    buffer_append_text(&page, form_end);
    exchange_answer_buffer(exchange, MHD_HTTP_OK, "text/html; charset=utf-8", &page);
}

void page_json(struct exchange *exchange)
{
    exchange_answer_static(exchange, MHD_HTTP_OK, "application/json", document);
}
