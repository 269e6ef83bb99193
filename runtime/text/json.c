#include "runtime/text/json_scan.h"
#include "runtime/text/number.h"

#include <string.h>

bool json_fail(struct json_scanner *scanner, const char *at, const char *text)
{
    scanner->error = (struct json_error){(size_t)(at - scanner->start), text};
    return false;
}

void json_begin(struct json_scanner *scanner, const char *text, size_t length)
{
    *scanner = (struct json_scanner){.start = text, .at = text, .end = text + length};
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        scanner->at += 3;
}

bool json_finish(struct json_scanner *scanner)
{
    json_skip_blanks(scanner);
    return scanner->at == scanner->end || json_fail(scanner, scanner->at, "there is more after the value");
}

bool json_enter(struct json_scanner *scanner, char close, bool *more)
{
    if (scanner->depth++ == VALUE_NESTING_MAX)
        return json_fail(scanner, scanner->at, "lists and maps are nested too deeply");
    scanner->at++;
    json_skip_blanks(scanner);
    *more = scanner->at == scanner->end || *scanner->at != close;
    if (!*more) {
        scanner->at++;
        scanner->depth--;
    }
    return true;
}

bool json_next(struct json_scanner *scanner, char close, bool *more)
{
    char byte;

    json_skip_blanks(scanner);
    byte = scanner->at < scanner->end ? *scanner->at : '\0';
    if (byte != ',' && byte != close)
        return json_fail(scanner, scanner->at,
                         close == ']' ? "a comma or `]` is missing" : "a comma or `}` is missing");
    scanner->at++;
    *more = byte == ',';
    if (!*more)
        scanner->depth--;
    return true;
}

bool json_read_key(struct json_scanner *scanner, struct json_string *key)
{
    json_skip_blanks(scanner);
    if (scanner->at == scanner->end || *scanner->at != '"')
        return json_fail(scanner, scanner->at, "a key in quotes is missing");
    if (!json_scan_string(scanner, key))
        return false;
    json_skip_blanks(scanner);
    if (scanner->at == scanner->end || *scanner->at != ':')
        return json_fail(scanner, scanner->at, "a colon is missing after the key");
    scanner->at++;
    return true;
}

static value string_value(const struct json_string *string)
{
    value v;

    if (string->decoded == string->length)
        return value_string(string->bytes, string->length);
    v = value_string_reserve(string->decoded);
    json_string_decode(string, v.as.string->bytes);
    return v;
}

static bool string_read(struct json_scanner *scanner, value *result)
{
    struct json_string string;

    if (!json_scan_string(scanner, &string))
        return false;
    if (result)
        *result = string_value(&string);
    return true;
}

static bool list_read(struct json_scanner *scanner, value *result)
{
    value list = value_none(), item;
    bool more, fine = json_enter(scanner, ']', &more);

    if (result)
        list = value_list(0);
    for (; fine && more; fine = fine && json_next(scanner, ']', &more)) {
        fine = json_read(scanner, result ? &item : NULL);
        if (fine && result)
            value_list_append(&list, item);
    }
    if (fine && result)
        *result = list;
    else
        value_release(list);
    return fine;
}

static void member_set(value *map, const struct json_string *key, value item)
{
    value decoded;

    if (key->decoded == key->length) {
        value_map_set(map, key->bytes, key->length, item);
        return;
    }
    decoded = string_value(key);
    value_map_put(map, decoded, item);
    value_release(decoded);
}

static bool map_read(struct json_scanner *scanner, value *result)
{
    value map = value_none(), item;
    bool more, fine = json_enter(scanner, '}', &more);
    struct json_string key;

    if (result)
        map = value_map(0);
    for (; fine && more; fine = fine && json_next(scanner, '}', &more)) {
        fine = json_read_key(scanner, &key) && json_read(scanner, result ? &item : NULL);
        if (fine && result)
            member_set(&map, &key, item);
    }
    if (fine && result)
        *result = map;
    else
        value_release(map);
    return fine;
}

static bool word_read(struct json_scanner *scanner, const char *word, size_t length, value meaning,
                      value *result)
{
    if ((size_t)(scanner->end - scanner->at) < length || memcmp(scanner->at, word, length) != 0)
        return json_fail(scanner, scanner->at,
                         "this isn't a value; the only words are `true`, `false` and `null`");
    scanner->at += length;
    if (result)
        *result = meaning;
    return true;
}

static const char *digits_skip(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* The position after an optional fraction and exponent; NULL if one is incomplete. */
static const char *decimals_skip(const char *at, const char *end)
{
    const char *digits;

    if (at < end && *at == '.') {
        digits = at + 1;
        at = digits_skip(digits, end);
        if (at == digits)
            return NULL;
    }
    if (at < end && (*at | 0x20) == 'e') {
        digits = at + 1;
        if (digits < end && (*digits == '+' || *digits == '-'))
            digits++;
        at = digits_skip(digits, end);
        if (at == digits)
            return NULL;
    }
    return at;
}

static value number_value(const char *text, size_t length, bool whole)
{
    int64_t integer;
    value big;

    if (!whole)
        return value_float(float_read(text, length));
    if (int_parse(text, length, &integer) == NUMBER_OK)
        return value_int(integer);
    big = value_string(text, length);
    big.type = VALUE_BIG;
    return big;
}

static bool number_read(struct json_scanner *scanner, value *result)
{
    const char *start = scanner->at, *digits = start + (*start == '-'), *whole, *after;

    whole = digits_skip(digits, scanner->end);
    if (whole == digits)
        return json_fail(scanner, start,
                         *start == '-' ? "a digit is missing after `-`" : "a value is missing");
    if (*digits == '0' && whole > digits + 1)
        return json_fail(scanner, start, "a number can't have leading zeros");
    after = decimals_skip(whole, scanner->end);
    if (!after)
        return json_fail(scanner, start, "the number is incomplete");
    scanner->at = after;
    if (result)
        *result = number_value(start, (size_t)(after - start), after == whole);
    return true;
}

bool json_read(struct json_scanner *scanner, value *result)
{
    json_skip_blanks(scanner);
    if (scanner->at == scanner->end)
        return json_fail(scanner, scanner->at, "a value is missing");
    switch (*scanner->at) {
    case '{': return map_read(scanner, result);
    case '[': return list_read(scanner, result);
    case '"': return string_read(scanner, result);
    case 't': return word_read(scanner, "true", 4, value_bool(true), result);
    case 'f': return word_read(scanner, "false", 5, value_bool(false), result);
    case 'n': return word_read(scanner, "null", 4, value_none(), result);
    default: return number_read(scanner, result);
    }
}

bool json_decode(const char *text, size_t length, value *result, struct json_error *error)
{
    struct json_scanner scanner;
    value root = value_none();
    bool fine;

    json_begin(&scanner, text, length);
    fine = json_read(&scanner, &root) && json_finish(&scanner);
    if (!fine) {
        value_release(root);
        root = value_none();
        if (error)
            *error = scanner.error;
    }
    *result = root;
    return fine;
}
