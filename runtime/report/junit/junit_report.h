/* The results as JUnit XML, which every CI reads: thresholds, rows and errors of the scenario as test cases.
 *
 * The form is that of the JUnit plugin of Jenkins (junit-10.xsd), which GitLab, Azure and GitHub's actions
 * read too. A threshold that is missed, a row with failures that no threshold on `failed` covers, and an
 * error of the scenario are failures. A search for the capacity is a case of its own, and fails where it has
 * none; then neither rows nor errors do. A file without failures and an exit status of 0 go together. */
#ifndef SWARM_REPORT_JUNIT_JUNIT_REPORT_H
#define SWARM_REPORT_JUNIT_JUNIT_REPORT_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

/* Appends the whole document. The time of a row's case is the sum of its response times. */
void junit_write(const struct snapshot *snapshot, struct buffer *out);

#endif
