/* Values of the language: in variables, on stacks, in rows of data and JSON documents.
 *
 * A value has 16 bytes: a type, and the value itself or a pointer. Strings, lists and maps are reference
 * counted and copied on write, so an assignment copies (swarm(5), "EXPRESSIONS") but costs nothing. Counts
 * aren't atomic: a value belongs to one thread. The values of a program are immortal (value_make_immortal):
 * their counts are never written, so all threads may read them.
 *
 * Ownership: a returned value is owned by the caller. Arguments are borrowed, unless the function says that
 * it takes them. */
#ifndef SWARM_VALUE_VALUE_H
#define SWARM_VALUE_VALUE_H

#include "runtime/base/buffer.h"
#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum value_type {
    VALUE_NONE,
    VALUE_BOOL,
    VALUE_INT, /* 64 bits; overflow is an error */
    VALUE_BIG, /* an integer beyond 64 bits from JSON, kept as its digits: arithmetic uses a float, output the
                  digits; its type name is "int" */
    VALUE_FLOAT,    /* IEEE 754 double */
    VALUE_DURATION, /* nanoseconds */
    VALUE_STRING,   /* bytes, usually UTF-8; invalid UTF-8 is accepted */
    VALUE_LIST,
    VALUE_MAP,      /* string keys, in order of insertion */
    VALUE_RESPONSE, /* the result of a request as a value; see struct object */
};

struct string {
    uint32_t references; /* VALUE_IMMORTAL and above: immortal, not counted; VALUE_PART: see value_part */
    uint32_t length;     /* bytes */
    char bytes[];        /* followed by a NUL */
};

struct value;

struct list {
    uint32_t references;
    uint32_t count;
    uint32_t capacity;
    struct value *items;
};

struct map_entry;

struct map {
    uint32_t references;
    uint32_t count;
    uint32_t capacity;
    struct map_entry *entries; /* in order of insertion */
    uint32_t *index;           /* hash table: entry + 1, 0 for empty; NULL while the map is small */
};

/* A reference-counted type that another module defines: the first member of its struct. */
struct object {
    uint32_t references;
    void (*destroy)(struct object *object); /* frees it; there is no reference left */
    bool (*show)(const struct object *object,
                 struct buffer *out); /* for value_show; NULL: shows the type's name */
};

typedef struct value {
    enum value_type type;
    union {
        bool boolean;
        int64_t integer;
        double number;
        nanos duration;
        struct string *string; /* STRING and BIG */
        struct list *list;
        struct map *map;
        struct object *object; /* RESPONSE */
    } as;
} value;

struct map_entry {
    struct string *key;
    uint32_t hash;
    value value;
};

/* A bit of `references`. The bits below hold the count at the time the value became immortal, for
 * value_free_immortal; 0: static memory that is never freed. */
#define VALUE_IMMORTAL 0x80000000u

/* A bit of a string's `references`. */
#define VALUE_PART 0x40000000u

/* Lists and maps nested deeper than this are neither parsed nor written, so that a hostile body can't exhaust
 * the stack. */
#define VALUE_NESTING_MAX 512

/* ---- construction ---- */

static inline value value_none(void)
{
    return (value){.type = VALUE_NONE};
}

static inline value value_bool(bool boolean)
{
    return (value){.type = VALUE_BOOL, .as.boolean = boolean};
}

static inline value value_int(int64_t integer)
{
    return (value){.type = VALUE_INT, .as.integer = integer};
}

static inline value value_float(double number)
{
    return (value){.type = VALUE_FLOAT, .as.number = number};
}

static inline value value_duration(nanos duration)
{
    return (value){.type = VALUE_DURATION, .as.duration = duration};
}

value value_string(const char *bytes, size_t length); /* a copy */
value value_text(const char *text);                   /* a copy of a C string */
value value_string_reserve(size_t length); /* uninitialized; the caller fills it before sharing it */
value value_list(size_t capacity);         /* empty */
value value_map(size_t capacity);          /* empty */

/* A string that remembers how it is sent as a part of a multipart body: its media type and its file name,
 * each of which may be NULL. For everything else it is a string like others. Copies by value_copy and
 * value_clone remember it, too; what is computed from it doesn't. */
value value_part(const char *bytes, size_t length, const char *type, const char *file_name);

/* Sets *type and *file_name (borrowed) to those of value_part, or to NULL. */
void value_part_of(value v, const char **type, const char **file_name);

/* ---- references ---- */

/* Adds a reference; returns the same value. */
value value_copy(value v);

/* Drops a reference; the last one frees the value. */
void value_release(value v);

/* Makes the value and everything in it immortal: counts are never written again and value_release does
 * nothing, so all threads may share it. For constants and rows of data. Nobody else may hold a part of it:
 * value_free_immortal would not free that part. */
void value_make_immortal(value v);

/* Frees an immortal value and everything in it. No thread may use it any more. */
void value_free_immortal(value v);

/* A deep copy, for another thread. Responses, and values nested deeper than VALUE_NESTING_MAX, become none.
 */
value value_clone(value v);

/* ---- lists and maps ---- */

/* Appends `item`, which is taken. *list must be a list; it is replaced by a copy if it is shared. */
void value_list_append(value *list, value item);

/* Sets *item (borrowed). A negative index counts from the end. False: out of range. */
bool value_list_get(value list, int64_t index, value *item);

/* Sets an entry; `item` is taken. *map is replaced by a copy if it is shared. */
void value_map_set(value *map, const char *key, size_t length, value item);

/* The same, with a string value as the key (borrowed), which the map shares: for keys that many maps have. */
void value_map_put(value *map, value key, value item);

/* Sets *item (borrowed). False: the key is missing. */
bool value_map_get(value map, const char *key, size_t length, value *item);

/* root[keys[0]][keys[1]]… = item: `m.key = x`, `l[0] = x`. Takes ownership of item. Shared containers on the
 * path are copied. A missing last key of a map is added; any other missing step is an error. Returns NULL, or
 * the text of the error (static or per thread) and leaves *root unchanged. */
const char *value_set_path(value *root, const value *keys, size_t count, value item);

/* ---- reading ---- */

/* "none" "bool" "int" "float" "duration" "string" "list" "map" "response". */
const char *value_type_name(enum value_type type);

/* `==` of the language: by content; 1 == 1.0, otherwise different types are unequal; the order of map entries
 * doesn't matter. Values nested deeper than VALUE_NESTING_MAX are unequal. */
bool value_equal(value a, value b);

/* Appends the value as `${}` shows it: strings as they are, durations as the shortest literal (12.3ms,
 * 1m30s), floats as the shortest text that reads back the same (1.0 as "1.0"), lists and maps as JSON, none
 * as "none", a response as its status. False: the buffer is full, or the value nests too deep (see
 * value_json). */
bool value_show(value v, struct buffer *out);

/* Appends the value as JSON (RFC 8259) without whitespace: none, NaN, infinities and responses as null,
 * durations as a number of ms, invalid UTF-8 as U+FFFD, a lone surrogate as its escape. False: the buffer is
 * full (out->overflowed), or the value nests deeper than VALUE_NESTING_MAX. runtime/text/json.h parses it. */
bool value_json(value v, struct buffer *out);

/* The same for text that leaves swarm: strings that aren't UTF-8 are an error. Returns NULL, or the text of
 * an error (static or per thread). If the buffer is full, there is no error. */
const char *value_json_text(value v, struct buffer *out);

/* Appends a duration as its shortest literal: "0s" "250ms" "1.5s" "12.3ms" "2m" "1h30m" "40us";
 * rounded to whole microseconds. */
bool duration_show(nanos duration, struct buffer *out);

/* Parses a literal that is the whole text: "250ms" "1.5s" "1h30m" "40us". Units h m s ms us from large to
 * small, each at most once, a fraction only in the last one, no sign. False: it isn't one, or it is longer
 * than 292 years. */
bool duration_parse(const char *text, size_t length, nanos *duration);

/* ---- operators (value_ops.c, equal.c, members.c): return NULL, or the text of an error (static or per
 * thread) ----
 */

const char *value_add(value a, value b, value *result);
const char *value_subtract(value a, value b, value *result);
const char *value_multiply(value a, value b, value *result);
const char *value_divide(value a, value b, value *result);
const char *value_modulo(value a, value b, value *result); /* has the sign of the divisor, as in Python */
const char *value_negate(value a, value *result);

/* Compares two numbers (exactly, also an int with a float), durations or strings (by bytes): *order is <0, 0
 * or >0; 2 if one is NaN. Other types are an error. */
const char *value_compare(value a, value b, int *order);

/* `a in b`: b is a list with item a, a map with key a, or a string that contains a. */
const char *value_in(value a, value b, bool *result);

/* The truth of a condition: of a bool, or false for none. Other types are an error. */
const char *value_truth(value v, bool *result);

/* `a[i]` and `a.b` of lists, maps and strings (a character). None if the key or index is missing. An error
 * for none and for types without members. */
const char *value_index(value container, value key, value *result);

/* The list of ints from first to last, both included; empty if first > last. More than 10 million are an
 * error. */
const char *value_range(value first, value last, value *result);

#endif
