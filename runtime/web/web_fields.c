#include "runtime/web/web_fields.h"

#include "runtime/base/alloc.h"
#include "runtime/base/hex.h"

#include <openssl/evp.h>
#include <string.h>
#include <strings.h>

enum { FIELDS_MOST = 256, BASIC_LONGEST = 1024 };

/* ---- escapes ---- */

/* The byte that the escape at `text` stands for; -1: it is invalid, or it is a NUL. */
static int escape_decode(const char *text, size_t length)
{
    int high = length > 2 ? hex_digit(text[1]) : -1, low = length > 2 ? hex_digit(text[2]) : -1;

    return high >= 0 && low >= 0 && high + low > 0 ? high * 16 + low : -1;
}

static bool text_decode(const char *text, size_t length, bool plus_is_blank, struct buffer *out)
{
    for (size_t i = 0; i < length; i++) {
        int byte = text[i] == '%' ? escape_decode(text + i, length - i) : (unsigned char)text[i];

        if (byte <= 0)
            return false;
        if (text[i] == '%')
            i += 2;
        else if (text[i] == '+' && plus_is_blank)
            byte = ' ';
        buffer_append_char(out, (char)byte);
    }
    return true;
}

bool web_path_decode(const char *path, size_t length, struct buffer *out)
{
    return text_decode(path, length, false, out);
}

/* ---- forms ---- */

static void field_add(struct web_fields *fields, struct buffer *name, struct buffer *value)
{
    struct web_field field = {buffer_steal(name), buffer_steal(value)};

    vec_push(&fields->list, field);
}

static bool pair_add(struct web_fields *fields, const char *text, size_t length)
{
    const char *equals = memchr(text, '=', length);
    size_t name_length = equals ? (size_t)(equals - text) : length;
    size_t value_at = equals ? name_length + 1 : length;
    struct buffer name = {0}, value = {0};
    bool is_fine = fields->list.count < FIELDS_MOST && text_decode(text, name_length, true, &name) &&
                   text_decode(text + value_at, length - value_at, true, &value);

    if (is_fine)
        field_add(fields, &name, &value);
    buffer_free(&name);
    buffer_free(&value);
    return is_fine;
}

bool web_fields_form(struct web_fields *fields, const char *text, size_t length)
{
    for (size_t at = 0; at < length;) {
        const char *end = memchr(text + at, '&', length - at);
        size_t pair = end ? (size_t)(end - text) - at : length - at;

        if (pair > 0 && !pair_add(fields, text + at, pair))
            return false;
        at += pair + 1;
    }
    return true;
}

/* ---- multipart bodies (RFC 7578) ---- */

/* The value of a parameter of a header, `name="value"` or `name=value`, appended. False: there is none. */
static bool parameter_get(const char *header, size_t length, const char *name, struct buffer *value)
{
    size_t name_length = strlen(name);

    for (size_t at = 0; at + name_length < length; at++) {
        bool is_start = at > 0 && strchr("; \t", header[at - 1]);
        const char *text = header + at + name_length + 1;
        size_t left = length - at - name_length - 1;

        if (!is_start || strncasecmp(header + at, name, name_length) != 0 || text[-1] != '=')
            continue;
        if (left > 0 && *text == '"') {
            const char *end = memchr(text + 1, '"', left - 1);

            return end && buffer_append(value, text + 1, (size_t)(end - text) - 1);
        }
        for (size_t i = 0; i < left && !strchr("; \t\r\n", text[i]); i++)
            buffer_append_char(value, text[i]);
        return value->length > 0;
    }
    return false;
}

/* One part, from behind its delimiter to before the next one: headers, an empty line, the value. */
static bool part_add(struct web_fields *fields, const char *part, size_t length)
{
    static const char disposition[] = "\r\nContent-Disposition:";
    const char *blank = memmem(part, length, "\r\n\r\n", 4);
    struct buffer name = {0}, value = {0};
    bool is_fine = false;

    for (const char *line = part; blank && line <= blank; line++) {
        size_t left = (size_t)(blank - line), prefix = sizeof disposition - 1;
        const char *end;

        if (left < prefix || strncasecmp(line, disposition, prefix) != 0)
            continue;
        end = memmem(line + 2, left - 2, "\r\n", 2);
        is_fine = parameter_get(line + prefix, (size_t)((end ? end : blank) - line) - prefix, "name", &name);
        break;
    }
    is_fine = is_fine && fields->list.count < FIELDS_MOST && !memchr(part, '\0', length);
    if (is_fine) {
        buffer_append(&value, blank + 4, length - (size_t)(blank - part) - 4);
        field_add(fields, &name, &value);
    }
    buffer_free(&name);
    buffer_free(&value);
    return is_fine;
}

static bool parts_add(struct web_fields *fields, const struct buffer *delimiter, const char *text,
                      size_t length)
{
    const char *end = text + length;
    const char *at = memmem(text, length, delimiter->data + 2, delimiter->length - 2); /* no CR LF before */

    if (!at)
        return false;
    at += delimiter->length - 2;
    while (end - at < 2 || memcmp(at, "--", 2) != 0) {
        const char *next = memmem(at, (size_t)(end - at), delimiter->data, delimiter->length);

        if (!next || !part_add(fields, at, (size_t)(next - at)))
            return false;
        at = next + delimiter->length;
    }
    return true;
}

bool web_fields_multipart(struct web_fields *fields, const char *type, const char *text, size_t length)
{
    struct buffer delimiter = {0};
    bool is_fine;

    buffer_append_text(&delimiter, "\r\n--");
    is_fine = parameter_get(type, strlen(type), "boundary", &delimiter) && delimiter.length > 4 &&
              delimiter.length <= 4 + 70 && parts_add(fields, &delimiter, text, length);
    buffer_free(&delimiter);
    return is_fine;
}

/* ---- what is in them ---- */

void web_fields_free(struct web_fields *fields)
{
    for (size_t i = 0; i < fields->list.count; i++) {
        mem_free(fields->list.items[i].name);
        mem_free(fields->list.items[i].value);
    }
    vec_free(&fields->list);
}

const char *web_fields_get(const struct web_fields *fields, const char *name)
{
    for (size_t i = 0; i < fields->list.count; i++)
        if (strcmp(fields->list.items[i].name, name) == 0)
            return fields->list.items[i].value;
    return NULL;
}

/* ---- headers ---- */

bool web_cookie_get(const char *header, const char *name, struct buffer *value)
{
    size_t name_length = strlen(name);

    while (*header) {
        size_t length;

        header += strspn(header, " \t;");
        length = strcspn(header, ";");
        if (length > name_length && strncmp(header, name, name_length) == 0 && header[name_length] == '=')
            return buffer_append(value, header + name_length + 1, length - name_length - 1);
        header += length;
    }
    return false;
}

bool web_basic_decode(const char *header, struct buffer *out)
{
    static const char scheme[] = "Basic ";
    unsigned char bytes[BASIC_LONGEST];
    size_t length, padding;
    int decoded;

    if (strncasecmp(header, scheme, sizeof scheme - 1) != 0)
        return false;
    header += sizeof scheme - 1;
    header += strspn(header, " ");
    length = strcspn(header, " \t\r\n");
    if (length == 0 || length > BASIC_LONGEST)
        return false;
    padding = (header[length - 1] == '=') + (length > 1 && header[length - 2] == '=');
    decoded = EVP_DecodeBlock(bytes, (const unsigned char *)header, (int)length);
    if (decoded < (int)padding || memchr(bytes, '\0', (size_t)decoded - padding))
        return false;
    return buffer_append(out, bytes, (size_t)decoded - padding);
}
