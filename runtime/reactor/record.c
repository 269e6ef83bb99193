#include "runtime/reactor/record.h"

#include <string.h>

static uint32_t row_of(struct stats *stats, uint32_t row, const char *type, const char *name, size_t length)
{
    return row == ROW_DYNAMIC ? stats_row_dynamic(stats, type, name, length) : row;
}

/* The phases of a reused connection belong to an earlier request, so they are left out. */
static void connection_fill(struct sample *sample, const struct response *response)
{
    if (response->connect <= 0)
        return;
    sample->connections_opened = 1;
    sample->connect = response->connect;
    if (response->tls > response->connect)
        sample->tls = response->tls - response->connect;
}

/* If a receive fails, its bytes are still available for the next receive. */
static void tcp_fill(struct sample *sample, const struct response *response)
{
    sample->bytes_received = response->error ? 0 : response->body_length;
    connection_fill(sample, response);
}

static void http_fill(struct sample *sample, const struct http_response *response)
{
    sample->status = response->status;
    sample->first_byte = response->first_byte;
    sample->bytes_received = response->base.error && !response->status ? 0 : response->base.body_length;
    if (response->reused)
        sample->connections_reused = 1;
    else
        connection_fill(sample, &response->base);
}

static void response_fill(struct sample *sample, const struct response *response)
{
    const struct http_response *http = http_response_of(response);

    sample->bytes_sent = response->bytes_sent;
    if (http)
        http_fill(sample, http);
    else
        tcp_fill(sample, response);
}

static void shortage_count(struct stats *stats, enum net_error error)
{
    if (error == NET_ERROR_DESCRIPTORS)
        stats_shortage(stats, STATS_NO_DESCRIPTOR);
    else if (error == NET_ERROR_PORTS)
        stats_shortage(stats, STATS_NO_PORT);
}

void record_report(struct stats *stats, const struct vm_report *report, nanos lateness)
{
    struct sample sample = {.failed = report->failed, .start = report->start, .end = report->end};

    sample.row = row_of(stats, report->row, report->type, report->name, report->name_length);
    if (lateness >= 0) {
        sample.is_intended = true;
        sample.intended = instant_add(report->start, -lateness);
    }
    if (report->response) {
        response_fill(&sample, report->response);
        shortage_count(stats, report->response->error);
    }
    stats_record(stats, &sample);
}

struct waiting record_waiting(struct stats *stats, const struct vm_report *pending)
{
    uint32_t row = row_of(stats, pending->row, pending->type, pending->name, pending->name_length);

    return (struct waiting){
        .row = row, .name = stats_row_name(stats, row), .age = instant_since(pending->end, pending->start)};
}

void record_failure(struct stats *stats, const struct vm_failure *failure)
{
    uint32_t row = row_of(stats, failure->row, failure->type, failure->name, failure->name_length);

    stats_failure(stats, row,
                  (struct failure_event){.error = failure->error,
                                         .error_length = strlen(failure->error),
                                         .actual = failure->actual,
                                         .actual_length = strlen(failure->actual),
                                         .line = failure->counted_as,
                                         .when = clock_wall()});
}

void record_error(struct stats *stats, const struct vm_error *error)
{
    stats_error(stats, error->location, error->message, error->trace, clock_wall());
}
