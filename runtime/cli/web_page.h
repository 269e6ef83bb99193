/* The web page of `swarm run`: its options, what it shows of the scenario, --autostart, --autoquit, --open.
 */
#ifndef SWARM_CLI_WEB_PAGE_H
#define SWARM_CLI_WEB_PAGE_H

#include "runtime/cli/options.h"
#include "runtime/cli/scenario.h"
#include "runtime/control/control.h"

#include <stdbool.h>

struct web_page;

/* Serves the page and logs its URL. All are borrowed until web_page_free. NULL after saying on stderr which
 * option can't be. */
struct web_page *web_page_new(struct control *control, const struct scenario *scenario,
                              const struct options *options);

/* Before control. NULL is fine. */
void web_page_free(struct web_page *page);

#endif
