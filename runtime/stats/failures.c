#include "runtime/stats/failures.h"

#include <string.h>

enum { SAMPLE_BYTES = 256 };

static struct tally_text text_of(const char *text)
{
    return (struct tally_text){text, strlen(text)};
}

void failures_record(struct failures *failures, const struct failure_event *event)
{
    tally_add(
        &failures->tally,
        &(struct tally_event){
            .texts = {text_of(event->method), text_of(event->name), {event->error, event->error_length}},
            .detail = {event->actual, event->actual_length},
            .detail_limit = SAMPLE_BYTES,
            .line = event->line,
            .occurrences = 1,
            .first_seen = event->when,
            .last_seen = event->when,
        });
}

void errors_record(struct errors *errors, const char *place, const char *message, const char *stack,
                   int64_t when)
{
    tally_add(&errors->tally, &(struct tally_event){
                                  .texts = {{0}, text_of(place), text_of(message)},
                                  .detail = text_of(stack),
                                  .occurrences = 1,
                                  .first_seen = when,
                                  .last_seen = when,
                              });
}

void failures_merge(struct failures *into, const struct failures *from)
{
    tally_merge(&into->tally, &from->tally);
}

void errors_merge(struct errors *into, const struct errors *from)
{
    tally_merge(&into->tally, &from->tally);
}

void failures_clear(struct failures *failures)
{
    tally_clear(&failures->tally);
}

void errors_clear(struct errors *errors)
{
    tally_clear(&errors->tally);
}
