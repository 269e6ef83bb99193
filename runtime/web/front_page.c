/* The page and its files, which are embedded in the program, compressed. */
#include "page/page_assets.h"
#include "runtime/web/front_handlers.h"
#include "runtime/web/web_encoding.h"

#include <string.h>

static const struct page_asset *asset_find(const char *path)
{
    for (size_t i = 0; *path == '/' && i < page_asset_count; i++)
        if (strcmp(page_assets[i].path, path + 1) == 0)
            return &page_assets[i];
    return NULL;
}

bool page_has(const char *path)
{
    return asset_find(path);
}

/* The names of all files but the page itself change with their content. */
void page_answer(const char *path, const struct web_request *request, struct web_answer *answer)
{
    const struct page_asset *asset = asset_find(path);

    answer->type = asset->type;
    answer->is_immutable = *asset->path;
    web_answer_header(answer, "Vary", "Accept-Encoding");
    if (!web_accepts_gzip(web_request_header(request, "Accept-Encoding"))) {
        web_gunzip(asset->bytes, asset->length, &answer->body);
        return;
    }
    answer->fixed = asset->bytes;
    answer->fixed_length = asset->length;
    web_answer_header(answer, "Content-Encoding", "gzip");
}
