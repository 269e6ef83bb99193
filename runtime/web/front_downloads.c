/* The files of a run. Those of Locust's paths have Locust's names. */
#include "runtime/report/csv/csv_report.h"
#include "runtime/report/html/html_report.h"
#include "runtime/report/json/json_report.h"
#include "runtime/report/junit/junit_report.h"
#include "runtime/web/front_handlers.h"

static const char csv_type[] = "text/csv; charset=utf-8";

/* A file to save: "requests_1796053064.csv", with the time of the snapshot. */
static void attachment_write(const struct web_front *front,
                             void (*write)(const struct snapshot *snapshot, struct buffer *out),
                             const char *name, const char *ending, struct web_answer *answer)
{
    struct snapshot *snapshot = control_snapshot(front->control);

    write(snapshot, &answer->body);
    web_answer_headerf(answer, "Content-Disposition", "attachment; filename=\"%s_%lld.%s\"", name,
                       clock_wall() / NANOS_PER_S, ending);
    snapshot_free(snapshot);
}

void download_requests(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    answer->type = csv_type;
    attachment_write(front, csv_stats_write, "requests", "csv", answer);
}

void download_failures(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    answer->type = csv_type;
    attachment_write(front, csv_failures_write, "failures", "csv", answer);
}

void download_exceptions(struct web_front *front, const struct web_request *request,
                         struct web_answer *answer)
{
    (void)request;
    answer->type = csv_type;
    attachment_write(front, csv_exceptions_write, "exceptions", "csv", answer);
}

void download_history(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    answer->type = csv_type;
    web_answer_headerf(answer, "Content-Disposition",
                       "attachment; filename=\"requests_full_history_%lld.csv\"", clock_wall() / NANOS_PER_S);
    history_csv_write(&front->history, &answer->body);
}

void download_results(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    answer->type = "application/json";
    attachment_write(front, json_write, "results", "json", answer);
}

void download_junit(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    answer->type = "application/xml";
    attachment_write(front, junit_write, "junit", "xml", answer);
}

void download_report(struct web_front *front, const struct web_request *request, struct web_answer *answer)
{
    (void)request;
    answer->type = "text/html; charset=utf-8";
    answer->is_document = true;
    attachment_write(front, html_write, "report", "html", answer);
}
