#include "runtime/cluster/worker/master_contact.h"

#include "runtime/base/log.h"
#include "runtime/base/rng.h"

#include <ctype.h>
#include <inttypes.h>
#include <unistd.h>

enum { HOST_MOST = 255 };

char *worker_id_new(void)
{
    char host[HOST_MOST + 1] = "";
    struct buffer id = {0};

    gethostname(host, HOST_MOST);
    for (char *at = host; *at; at++)
        *at = isalnum((unsigned char)*at) || *at == '.' ? *at : '-'; /* a master may stop at invalid UTF-8 */
    buffer_printf(&id, "%s_%016" PRIx64 "%016" PRIx64, host, rng_system(), rng_system());
    return buffer_steal(&id);
}

void master_contact_log(const struct node_address *master, enum node_link link)
{
    switch (link) {
    case NODE_LINK_REFUSED: log_info("Waiting for a master at %s port %u", master->host, master->port); break;
    case NODE_LINK_FOREIGN:
        log_error("what listens at %s port %u isn't a master, or it demands a --cluster-key; check "
                  "--master-host and --master-port",
                  master->host, master->port);
        break;
    case NODE_LINK_REJECTED:
        log_error("the master at %s port %u and this worker don't have the same --cluster-key", master->host,
                  master->port);
        break;
    case NODE_LINK_UP:
    case NODE_LINK_DOWN: break;
    }
}

void master_contact_silent(const struct node_address *master)
{
    log_warning(
        "%s port %u accepts connections, but doesn't answer as a master does; check --master-host and "
        "--master-port",
        master->host, master->port);
}

void master_contact_give_up(const struct node_address *master, double waited)
{
    log_error("no master has answered at %s port %u for %g s; start it, or check --master-host, "
              "--master-port and firewalls between",
              master->host, master->port, waited);
}
