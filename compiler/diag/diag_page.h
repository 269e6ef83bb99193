/* The text of docs/diagnostics.md, embedded in both programs; made by docs/embed.sh. */
#ifndef SWARM_COMPILER_DIAG_DIAG_PAGE_H
#define SWARM_COMPILER_DIAG_DIAG_PAGE_H

extern const char diag_pages_text[]; /* NUL-terminated */

#endif
