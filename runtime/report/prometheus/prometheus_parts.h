/* The format of the page for Prometheus, for the files that write it. */
#ifndef SWARM_REPORT_PROMETHEUS_PROMETHEUS_PARTS_H
#define SWARM_REPORT_PROMETHEUS_PROMETHEUS_PARTS_H

#include "runtime/report/prometheus/prometheus.h"

/* Begins a family of metrics: its help and type. */
void prometheus_family(const char *name, const char *type, const char *help, struct buffer *out);

/* Appends name="value", with the value escaped. */
void prometheus_label(const char *name, const char *value, struct buffer *out);

#endif
