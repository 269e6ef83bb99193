/* The results as JUnit XML for CI systems: thresholds, rows and errors of the scenario are test cases.
 *
 * The format is that of the JUnit plugin of Jenkins (junit-10.xsd), which GitLab, Azure and GitHub actions
 * read too. Failures are: a threshold that isn't met, a row with failed requests that no threshold on
 * `failed` covers, an error of the scenario. A capacity search is a test case of its own, and fails if it
 * finds no capacity; then rows and errors don't fail. The file has no failures exactly if the exit status is
 * 0. */
#ifndef SWARM_REPORT_JUNIT_JUNIT_REPORT_H
#define SWARM_REPORT_JUNIT_JUNIT_REPORT_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

/* Appends the document. The time of the test case of a row is the sum of its response times. */
void junit_write(const struct snapshot *snapshot, struct buffer *out);

#endif
