#include "runtime/model/response.h"

#include "runtime/base/alloc.h"

void response_forget_parsed(struct response *response)
{
    value_release(response->json);
    response->json = value_none();
    response->json_state = RESPONSE_JSON_UNREAD;
    response->json_scans = 0;
    if (response->page)
        response->page_free(response->page);
    response->page = NULL;
    mem_free(response->text_decoded);
    response->text = response->text_decoded = NULL;
}

value response_value(struct response *response)
{
    return (value){.type = VALUE_RESPONSE, .as.object = &response->object};
}
