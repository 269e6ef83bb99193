#include "runtime/base/event_loop.h"

#include "runtime/base/log.h"

#include <errno.h>
#include <ev.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

struct ev_loop *event_loop_new(void)
{
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);

    if (loop)
        return loop;
    log_error("can't create an event loop: %s", strerror(errno));
    exit(EX_OSERR);
}
