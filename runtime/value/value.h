/* Values of the language: what variables, stacks, rows of data and JSON documents hold.
 *
 * A value is sixteen bytes: a type and either the thing itself or a pointer to something counted. Strings,
 * lists and maps are shared by reference count and copied on write, so that assignment "copies" (LANGUAGE.md
 * section 6) and costs nothing. Counts aren't atomic: a value belongs to one thread. What the program holds
 * is immortal (value_make_immortal): its counts are never written, so all threads may read it.
 *
 * Ownership: a function that returns a value gives the caller one reference. Arguments are borrowed, unless
 * the function's comment says that it takes them. */
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
    VALUE_INT,      /* 64 bit, overflow is an error */
    VALUE_BIG,      /* an integer beyond 64 bit as read from JSON: its digits; reckoned with as a float, shown
                       and encoded digit by digit; its type name is "int" */
    VALUE_FLOAT,    /* IEEE double */
    VALUE_DURATION, /* nanoseconds */
    VALUE_STRING,   /* bytes; UTF-8 by habit, invalid accepted */
    VALUE_LIST,
    VALUE_MAP,      /* string keys, in order of insertion */
    VALUE_RESPONSE, /* a request as a value; see struct object */
};

struct string {
    uint32_t references; /* from VALUE_IMMORTAL on: shared by all threads, not counted */
    uint32_t length;     /* bytes */
    char bytes[];        /* and a NUL after them */
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
    uint32_t *index;           /* hash places to entry + 1; NULL while the map is small */
};

/* A counted thing that another module defines. It is the first member of that module's struct. */
struct object {
    uint32_t references;
    void (*destroy)(struct object *object);                        /* called with the last reference gone */
    bool (*show)(const struct object *object, struct buffer *out); /* for value_show; NULL: its type's name */
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

/* A bit of `references`. Below it stands the count that a thing had when it became immortal, which
 * value_free_immortal takes down again; 0 there means static memory that is never freed. */
#define VALUE_IMMORTAL 0x80000000u

/* Lists and maps in one another deeper than this are read from no document and written to none, so that a
 * hostile body can't run the stack out. */
#define VALUE_NESTING_MAX 512

/* ---- making ---- */

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
value value_string_reserve(size_t length); /* uninitialised bytes the caller fills before sharing it */
value value_list(size_t capacity);         /* empty */
value value_map(size_t capacity);          /* empty */

/* ---- counting ---- */

/* One more reference; returns the same value. */
value value_copy(value v);

/* One reference less; frees at the last. */
void value_release(value v);

/* Marks the value and everything in it as shared by all threads for ever: no count is touched any more, and
 * value_release does nothing. For constants and rows of data. Whoever else holds a part of it must have let
 * go before: a reference given back later isn't counted, and value_free_immortal then leaves that part. */
void value_make_immortal(value v);

/* Frees an immortal value and everything in it. Only for the owner of the program, when no thread runs it. */
void value_free_immortal(value v);

/* A copy that shares nothing with `v`, to hand to another thread. A response can't be handed over, nor what
 * is nested deeper than VALUE_NESTING_MAX: none stands in its place. */
value value_clone(value v);

/* ---- lists and maps ---- */

/* Appends, taking `item`. Copies the list first if it is shared: *list is replaced. `*list` must be a list.
 */
void value_list_append(value *list, value item);

/* Borrowed; index counts from the end when negative; false when there is no such place. */
bool value_list_get(value list, int64_t index, value *item);

/* Sets, taking `item`; copies the map first if it is shared. */
void value_map_set(value *map, const char *key, size_t length, value item);

/* The same with a string value as the key (borrowed), which the map then shares: for keys that many maps
 * have. */
void value_map_put(value *map, value key, value item);

/* Borrowed; false when the key is missing. */
bool value_map_get(value map, const char *key, size_t length, value *item);

/* Walks to the place at root[keys[0]][keys[1]]… and puts `item` there (taken), copying what is shared on
 * the way: `m.key = x`, `l[0] = x`. A missing last map key is added; a missing list index or a missing step
 * is an error. Returns NULL, or the static or per-thread text of what is wrong and leaves *root as it was. */
const char *value_set_path(value *root, const value *keys, size_t count, value item);

/* ---- reading ---- */

/* "none" "bool" "int" "float" "duration" "string" "list" "map" "response". */
const char *value_type_name(enum value_type type);

/* `==` of the language: by content, 1 == 1.0, different types are unequal, maps whatever their order. Deeper
 * than VALUE_NESTING_MAX nothing is equal. */
bool value_equal(value a, value b);

/* Appends the value as `${}` shows it: strings as they are, durations as the shortest literal (12.3ms,
 * 1m30s), floats shortest that reads back the same (1.0 as "1.0"), lists and maps as JSON, none as "none", a
 * response as its status. False past the buffer's bound, and for lists and maps as value_json does. */
bool value_show(value v, struct buffer *out);

/* Appends the value as JSON (RFC 8259) without blanks: none, NaN and infinities as null, durations as a
 * number of ms, invalid UTF-8 as U+FFFD (a lone surrogate as its escape), a response as null. False past the
 * buffer's bound, and without `overflowed` where the nesting is deeper than VALUE_NESTING_MAX.
 * runtime/text/json.h reads it back. */
bool value_json(value v, struct buffer *out);

/* Appends a duration as its shortest literal: "0s" "250ms" "1.5s" "12.3ms" "2m" "1h30m" "40us";
 * sub-microsecond parts are rounded away. */
bool duration_show(nanos duration, struct buffer *out);

/* Reads a literal "250ms" "1.5s" "1h30m" "40us" that spans all of the text: units h m s ms us from large to
 * small, each once, a fraction only in the last; false otherwise and past 292 years. A bare number is not
 * one, nor is a signed one. */
bool duration_parse(const char *text, size_t length, nanos *duration);

/* ---- operators (value_ops.c, equal.c, members.c): every one returns NULL or the static or per-thread text
 * of what is wrong ---- */

const char *value_add(value a, value b, value *result);
const char *value_subtract(value a, value b, value *result);
const char *value_multiply(value a, value b, value *result);
const char *value_divide(value a, value b, value *result);
const char *value_modulo(value a, value b, value *result); /* sign of the divisor, as in Python */
const char *value_negate(value a, value *result);

/* Order of numbers (int against float exactly, not by way of a float), durations, strings (by bytes): *order
 * is <0, 0, >0; anything else is an error. NaN is unordered: *order is 2. */
const char *value_compare(value a, value b, int *order);

/* `a in b`: an item of a list, a key of a map, a part of a string. */
const char *value_in(value a, value b, bool *result);

/* A condition: bools, and none as false; anything else is an error. */
const char *value_truth(value v, bool *result);

/* `a[i]` and `a.b` of lists, maps and strings (a character): owned result, none where the key or index is
 * missing; an error for a member of none and of what has no members. */
const char *value_index(value container, value key, value *result);

/* The ints from first to last, both ends, empty where first > last; too long a range (over 10 million) is an
 * error. */
const char *value_range(value first, value last, value *result);

#endif
