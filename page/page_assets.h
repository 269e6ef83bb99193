/* The web page, embedded in the program; page/embed.sh makes it from the files of this folder and its
 * libraries. The server and the HTML report use the same script and style. */
#ifndef SWARM_PAGE_ASSETS_H
#define SWARM_PAGE_ASSETS_H

#include <stddef.h>

/* A file of the page for the server, compressed with gzip. */
struct page_asset {
    const char *path; /* relative to the page; "" is the page itself. Others contain a hash of the file: cache
                         them for good */
    const char *type; /* value of Content-Type */
    const unsigned char *bytes;
    size_t length;
};

extern const struct page_asset page_assets[];
extern const size_t page_asset_count;

/* Style and script for a document that has them inside. All texts end with a NUL. */
extern const char page_style[];
extern const char page_script[];

/* Their SHA-256 in base64, for a Content-Security-Policy. */
extern const char page_style_hash[];
extern const char page_script_hash[];

/* A `data:` URL of the icon. It contains no character that is special in an attribute in double quotes. */
extern const char page_icon[];

#endif
