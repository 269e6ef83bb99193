#include "compiler/parse/parse.h"

#include "compiler/parse/foreign_error.h"
#include "compiler/parse/parser.h"
#include "runtime/base/count_of.h"
#include "runtime/base/utf8.h"
#include "swarm.tab.h"

#include <ctype.h>
#include <string.h>

struct token parser_next(struct parser *parser)
{
    struct token token = token_stream_next(&parser->stream);

    if (form_of(token.kind))
        parser->head = token;
    return token;
}

void parser_too_deep(struct parser *parser, span place)
{
    diag_report(parser->job->diags, E0110_TOO_DEEP, place);
    parser->is_too_deep = true;
}

/* True after a word that takes a rate. The phase of such a rate was dropped because of another error. */
static bool rate_has_place(const struct parser *parser, span rate)
{
    static const char *const words[] = {"rate", "to", "throughput"};
    const char *text = source_text(parser->job->sources, (span){.file = rate.file, .length = rate.offset});
    size_t end = rate.offset;
    while (end > 0 && isspace((unsigned char)text[end - 1]))
        end--;
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        size_t length = strlen(words[i]);
        if (end >= length && memcmp(text + end - length, words[i], length) == 0)
            return true;
    }
    return false;
}

/* Whether the rate is compared with a metric, as in `rps > 10/s`. */
static bool is_beside_metric(const struct parser *parser, span rate)
{
    const char *text = source_text(parser->job->sources, (span){.file = rate.file, .length = rate.offset});
    size_t end = rate.offset;

    while (end > 0 && strchr(" \t<>=", text[end - 1]))
        end--;
    return end < rate.offset && ((end >= 3 && memcmp(text + end - 3, "rps", 3) == 0) ||
                                 (end >= 8 && memcmp(text + end - 8, "requests", 8) == 0));
}

/* Reports rates in places that take none. */
static void report_rates(struct parser *parser)
{
    for (size_t i = 0; i < parser->rates.count; i++) {
        if (rate_has_place(parser, parser->rates.items[i]->span))
            continue;
        struct diag *diag = diag_report(parser->job->diags, E0133_RATE_PLACE, parser->rates.items[i]->span);
        if (is_beside_metric(parser, parser->rates.items[i]->span))
            diag_label(diag, "write the number alone: `rps` is requests per second");
        else
            diag_label(diag, "for a division write spaces around the `/`");
        diag_hint(diag, "a rate is allowed after `rate`, `to` and `throughput`");
    }
}

/* Reports the first byte that isn't UTF-8. */
static void report_encoding(const struct parse_job *job, uint32_t file)
{
    const struct source_file *source = source_file(job->sources, file);
    uint32_t at = 0;
    struct diag *diag;

    while (at < source->length) {
        size_t size = utf8_sequence(source->text + at, source->length - at);

        if (size == 0)
            break;
        at += (uint32_t)size;
    }
    if (at >= source->length)
        return;
    diag = diag_report(job->diags, E0115_NOT_UTF8, (span){file, at, 1});
    diag_label(diag, "the byte 0x%02X", (unsigned char)source->text[at]);
    diag_hint(diag, "save the file as UTF-8; a byte in a string is written `\\x%02X`",
              (unsigned char)source->text[at]);
}

bool parse_file(const struct parse_job *job, uint32_t file, struct ast *ast)
{
    *ast = (struct ast){.file = file};
    struct parser parser = {.job = job, .ast = ast};
    unsigned errors = job->diags->errors;
    token_stream_open(&parser.stream, job->sources, file, job->names, job->diags);
    report_encoding(job, file);
    grammar_parse(&parser);
    ast->has_gaps = parser.stream.has_gaps || parser.is_too_deep;
    token_stream_close(&parser.stream);
    report_rates(&parser);
    vec_free(&parser.rates);
    return job->diags->errors == errors;
}
