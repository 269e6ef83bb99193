#include "runtime/cli/terminal/job_control.h"

#include <signal.h>
#include <unistd.h>

bool job_has_terminal(int descriptor)
{
    pid_t group = tcgetpgrp(descriptor);
    return group < 0 || group == getpgrp();
}

void job_suspend(void)
{
    signal(SIGTSTP, SIG_DFL);
    raise(SIGTSTP);
}
