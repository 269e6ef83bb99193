/* Expressions as text, in prefix form. */
#include "compiler/tree/ast_print.h"

#include <inttypes.h>

static void print_text(const char *text, size_t length, struct buffer *out)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\n')
            buffer_append_text(out, "\\n");
        else if (c == '"' || c == '\\' || (c == '$' && i + 1 < length && text[i + 1] == '{'))
            buffer_printf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7f)
            buffer_printf(out, "\\x%02X", c);
        else
            buffer_append_char(out, (char)c);
    }
}

static void print_string(const struct expr *expr, struct buffer *out)
{
    buffer_append_char(out, '"');
    for (const struct string_part *part = expr->string.parts.first; part != NULL; part = part->next) {
        if (part->expr == NULL) {
            print_text(part->text, part->length, out);
            continue;
        }
        buffer_append_text(out, "${");
        expr_print(part->expr, out);
        buffer_append_char(out, '}');
    }
    buffer_append_char(out, '"');
}

/* Uses the largest unit that gives a whole number. */
static void print_duration(nanos duration, struct buffer *out)
{
    static const struct {
        nanos scale;
        const char *text;
    } units[] = {{3600 * NANOS_PER_S, "h"}, {60 * NANOS_PER_S, "m"}, {NANOS_PER_S, "s"},
                 {NANOS_PER_MS, "ms"},      {NANOS_PER_US, "us"},    {1, "ns"}};
    size_t i = 0;
    while (duration == 0 ? i < 2 : duration % units[i].scale != 0)
        i++;
    buffer_printf(out, "%" PRId64 "%s", duration / units[i].scale, units[i].text);
}

static void print_rate(const struct expr *expr, struct buffer *out)
{
    expr_print(expr->rate.count, out);
    buffer_append_text(out, expr->rate.per == NANOS_PER_S        ? "/s"
                            : expr->rate.per == 60 * NANOS_PER_S ? "/m"
                                                                 : "/h");
}

static void print_items(const struct expr_list *items, struct buffer *out)
{
    for (const struct expr *item = items->first; item != NULL; item = item->next) {
        buffer_append_char(out, ' ');
        expr_print(item, out);
    }
}

static void print_map(const struct expr *expr, struct buffer *out)
{
    buffer_append_char(out, '{');
    for (const struct map_pair *pair = expr->map.entries.first; pair != NULL; pair = pair->next) {
        expr_print(pair->key, out);
        buffer_append_text(out, ": ");
        expr_print(pair->value, out);
        if (pair->next != NULL)
            buffer_append_text(out, ", ");
    }
    buffer_append_char(out, '}');
}

static void print_pair(const char *word, const struct expr *a, const struct expr *b, struct buffer *out)
{
    buffer_printf(out, "(%s ", word);
    expr_print(a, out);
    if (b != NULL) {
        buffer_append_char(out, ' ');
        expr_print(b, out);
    }
    buffer_append_char(out, ')');
}

static void print_call(const struct expr *expr, struct buffer *out)
{
    buffer_append_text(out, "(call ");
    if (expr->call.object != NULL) {
        expr_print(expr->call.object, out);
        buffer_append_char(out, '.');
    }
    buffer_append_text(out, expr->call.name.text);
    print_items(&expr->call.arguments, out);
    buffer_append_char(out, ')');
}

static void print_conditional(const struct expr *expr, struct buffer *out)
{
    buffer_append_text(out, "(? ");
    expr_print(expr->conditional.condition, out);
    buffer_append_char(out, ' ');
    expr_print(expr->conditional.then, out);
    buffer_append_char(out, ' ');
    expr_print(expr->conditional.otherwise, out);
    buffer_append_char(out, ')');
}

static void print_member(const struct expr *expr, struct buffer *out)
{
    buffer_append_text(out, "(. ");
    expr_print(expr->member.object, out);
    buffer_printf(out, " %s)", expr->member.name.text);
}

static void print_is(const struct expr *expr, struct buffer *out)
{
    buffer_printf(out, "(%s ", expr->is.negated ? "is-not" : "is");
    expr_print(expr->is.value, out);
    buffer_printf(out, " %s)", expr->is.type.text);
}

static void print_unary(const struct expr *expr, struct buffer *out)
{
    static const char *const words[] = {[UNARY_NEGATE] = "-", [UNARY_NOT] = "not", [UNARY_EXISTS] = "exists"};
    print_pair(words[expr->unary.op], expr->unary.operand, NULL, out);
}

void expr_print(const struct expr *expr, struct buffer *out)
{
    switch (expr->kind) {
    case EXPR_ERROR: buffer_append_text(out, "<error>"); break;
    case EXPR_NONE: buffer_append_text(out, "none"); break;
    case EXPR_BOOL: buffer_append_text(out, expr->boolean ? "true" : "false"); break;
    case EXPR_INT: buffer_printf(out, "%" PRId64, expr->integer); break;
    case EXPR_FLOAT: buffer_printf(out, "%#g", expr->floating); break;
    case EXPR_DURATION: print_duration(expr->duration, out); break;
    case EXPR_RATE: print_rate(expr, out); break;
    case EXPR_STRING: print_string(expr, out); break;
    case EXPR_LIST:
        buffer_append_text(out, "[list");
        print_items(&expr->list.items, out);
        buffer_append_char(out, ']');
        break;
    case EXPR_MAP: print_map(expr, out); break;
    case EXPR_NAME: buffer_append_text(out, expr->name.text); break;
    case EXPR_MEMBER: print_member(expr, out); break;
    case EXPR_INDEX: print_pair("at", expr->index.object, expr->index.index, out); break;
    case EXPR_CALL: print_call(expr, out); break;
    case EXPR_UNARY: print_unary(expr, out); break;
    case EXPR_BINARY:
        print_pair(binary_op_text(expr->binary.op), expr->binary.left, expr->binary.right, out);
        break;
    case EXPR_IS: print_is(expr, out); break;
    case EXPR_RANGE: print_pair("..", expr->range.first, expr->range.last, out); break;
    case EXPR_CONDITIONAL: print_conditional(expr, out); break;
    case EXPR_TAKE: buffer_printf(out, "(take %s)", expr->take.text); break;
    case EXPR_REQUEST: print_pair("request", expr->request->method, expr->request->url, out); break;
    }
}
