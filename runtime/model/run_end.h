/* How a run ended. */
#ifndef SWARM_MODEL_RUN_END_H
#define SWARM_MODEL_RUN_END_H

enum run_end {
    RUN_DONE,         /* run_time has passed, all iterations are done, or no user is left */
    RUN_STOPPED,      /* by a front, SIGINT, SIGTERM or `stop run`; all hooks ran */
    RUN_ABORTED,      /* by a threshold with `abort` */
    RUN_SETUP_FAILED, /* exit status 4; the log says why */
    RUN_CUT,          /* by a second signal or control_stop_now, without waiting; exit status 130 */
};

#endif
