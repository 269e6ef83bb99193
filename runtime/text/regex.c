#define PCRE2_CODE_UNIT_WIDTH 8
#include "runtime/text/regex.h"

#include "runtime/base/alloc.h"
#include "runtime/base/utf8.h"

#include <pcre2.h>
#include <pthread.h>
#include <string.h>

/* Enough for matching a page, and limits a match to some hundredths of a second. */
#define STEPS_MOST 1000000
#define DEPTH_MOST 10000
#define HEAP_MOST_KIB 16384
#define JIT_STACK_SMALLEST (32 << 10)
#define JIT_STACK_LARGEST (1 << 20)
#define PLACES_USUAL 16 /* groups for which the match data has room from the start */

struct regex {
    pcre2_code *code;
    pcre2_code *lenient; /* for subjects that aren't UTF-8; NULL: `code` takes them, too */
    uint32_t groups;
};

/* A thread's memory for matching, reused from match to match. */
struct scratch {
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
    pcre2_match_data *data;
    uint32_t places;
};

static pthread_once_t scratch_once = PTHREAD_ONCE_INIT;
static pthread_key_t scratch_key; /* for its destructor */
static _Thread_local struct scratch *scratch_here;

/* ---- compiling ---- */

/* The JIT of PCRE2 up to 10.42 never matches characters beyond ASCII with \S, \D and \W if it has to accept
 * invalid bytes. Such patterns are compiled twice. */
static bool needs_two(const char *pattern, size_t length)
{
    for (size_t at = 0; at + 1 < length; at++)
        if (pattern[at] == '\\' && memchr("SDW", pattern[at + 1], 3))
            return true;
    return false;
}

static pcre2_code *compile(const char *pattern, size_t length, uint32_t options, struct regex_error *error)
{
    PCRE2_SIZE offset;
    int number;
    pcre2_code *code =
        pcre2_compile((PCRE2_SPTR)pattern, length, options | PCRE2_NEVER_BACKSLASH_C, &number, &offset, NULL);

    if (code)
        return code;
    error->offset = offset < length ? offset : length;
    pcre2_get_error_message(number, (PCRE2_UCHAR *)error->text, sizeof error->text);
    return NULL;
}

struct regex *regex_compile(const char *pattern, size_t length, struct regex_error *error)
{
    /* If the pattern isn't UTF-8, it matches bytes. */
    bool is_text = utf8_valid(pattern, length), is_two = is_text && needs_two(pattern, length);
    uint32_t lenient = is_text ? PCRE2_UTF | PCRE2_MATCH_INVALID_UTF : 0;
    pcre2_code *code = compile(pattern, length, is_two ? PCRE2_UTF : lenient, error);
    struct regex *regex;

    if (!code)
        return NULL;
    /* If there is no JIT for this machine, the interpreter gives the same matches. */
    pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
    regex = mem_zalloc(1, sizeof *regex);
    regex->code = code;
    regex->lenient = is_two ? compile(pattern, length, lenient, error) : NULL;
    pcre2_pattern_info(code, PCRE2_INFO_CAPTURECOUNT, &regex->groups);
    return regex;
}

void regex_free(struct regex *regex)
{
    if (!regex)
        return;
    pcre2_code_free(regex->code);
    pcre2_code_free(regex->lenient);
    mem_free(regex);
}

/* ---- a thread's scratch ---- */

static void scratch_free(void *memory)
{
    struct scratch *scratch = memory;

    pcre2_match_data_free(scratch->data);
    pcre2_jit_stack_free(scratch->stack);
    pcre2_match_context_free(scratch->context);
    mem_free(scratch);
}

static void scratch_key_make(void)
{
    pthread_key_create(&scratch_key, scratch_free);
}

static struct scratch *scratch_make(void)
{
    struct scratch *scratch = mem_zalloc(1, sizeof *scratch);

    scratch->context = pcre2_match_context_create(NULL);
    scratch->stack = pcre2_jit_stack_create(JIT_STACK_SMALLEST, JIT_STACK_LARGEST, NULL);
    pcre2_set_match_limit(scratch->context, STEPS_MOST);
    pcre2_set_depth_limit(scratch->context, DEPTH_MOST);
    pcre2_set_heap_limit(scratch->context, HEAP_MOST_KIB);
    pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
    pthread_once(&scratch_once, scratch_key_make);
    pthread_setspecific(scratch_key, scratch);
    return scratch;
}

/* The memory of this thread with room for `places` groups; NULL if out of memory. */
static struct scratch *scratch_get(uint32_t places)
{
    if (!scratch_here)
        scratch_here = scratch_make();
    if (scratch_here->places < places) {
        pcre2_match_data_free(scratch_here->data);
        scratch_here->places = places > PLACES_USUAL ? places : PLACES_USUAL;
        scratch_here->data = pcre2_match_data_create(scratch_here->places, NULL);
    }
    return scratch_here->context && scratch_here->data ? scratch_here : NULL;
}

/* ---- matching ---- */

static const char *match_error(int outcome)
{
    switch (outcome) {
    case PCRE2_ERROR_MATCHLIMIT:
    case PCRE2_ERROR_DEPTHLIMIT:
        return "the regex needs too many steps for this text: it backtracks too much";
    case PCRE2_ERROR_HEAPLIMIT:
    case PCRE2_ERROR_JIT_STACKLIMIT:
    case PCRE2_ERROR_NOMEMORY: return "the regex needs too much memory for this text: it backtracks too much";
    default: return "the regex can't be matched against this text";
    }
}

struct subject {
    const char *text;
    size_t length;
    bool is_valid; /* UTF-8 */
};

static struct subject subject_of(const struct regex *regex, const char *text, size_t length)
{
    return (struct subject){text, length, regex->lenient && utf8_valid(text, length)};
}

static bool inside_character(const struct subject *subject, size_t at)
{
    return at < subject->length && ((unsigned char)subject->text[at] & 0xc0) == 0x80;
}

static int match(const struct regex *regex, const struct subject *subject, size_t from,
                 struct scratch *scratch)
{
    bool is_strict = subject->is_valid && !inside_character(subject, from);
    const pcre2_code *code = regex->lenient && !is_strict ? regex->lenient : regex->code;

    return pcre2_match(code, (PCRE2_SPTR)subject->text, subject->length, from,
                       is_strict ? PCRE2_NO_UTF_CHECK : 0, scratch->data, scratch->context);
}

static const char *search(const struct regex *regex, const struct subject *subject, size_t from, bool *found,
                          struct regex_match *matches, size_t count)
{
    struct scratch *scratch = scratch_get(regex->groups + 1);
    const PCRE2_SIZE *places;
    int outcome;

    *found = false;
    if (!scratch)
        return match_error(PCRE2_ERROR_NOMEMORY);
    outcome = match(regex, subject, from, scratch);
    if (outcome == PCRE2_ERROR_NOMATCH)
        return NULL;
    if (outcome < 0)
        return match_error(outcome);
    places = pcre2_get_ovector_pointer(scratch->data);
    for (size_t i = 0; i < count; i++) {
        bool took_part = i < (size_t)outcome && places[2 * i] != PCRE2_UNSET;

        matches[i] = took_part ? (struct regex_match){places[2 * i], places[2 * i + 1]}
                               : (struct regex_match){SIZE_MAX, SIZE_MAX};
    }
    *found = true;
    return NULL;
}

const char *regex_search(const struct regex *regex, const char *subject, size_t length, size_t from,
                         bool *found, struct regex_match *matches, size_t count)
{
    struct subject whole = subject_of(regex, subject, length);

    return search(regex, &whole, from, found, matches, count);
}

/* A match, and its group that the caller wants. */
struct hit {
    struct regex_match whole, group;
};

static const char *group_check(const struct regex *regex, int *group)
{
    if (*group < 0)
        *group = regex->groups > 0;
    return (uint32_t)*group > regex->groups ? "the regex doesn't have that group" : NULL;
}

static const char *hit_find(const struct regex *regex, const struct subject *subject, size_t from, int group,
                            bool *found, struct hit *hit)
{
    const char *error = search(regex, subject, from, found, &hit->whole, 1);
    const PCRE2_SIZE *places;

    if (error || !*found)
        return error;
    /* search() left its result in the thread's match data. */
    places = pcre2_get_ovector_pointer(scratch_here->data);
    hit->group = (struct regex_match){places[2 * group], places[2 * group + 1]};
    return NULL;
}

static bool hit_has_group(const struct hit *hit)
{
    return hit->group.start != PCRE2_UNSET && hit->group.start <= hit->group.end;
}

static value hit_value(const char *subject, const struct hit *hit)
{
    return value_string(subject + hit->group.start, hit->group.end - hit->group.start);
}

const char *regex_value(const struct regex *regex, const char *subject, size_t length, int group,
                        value *result)
{
    struct subject whole = subject_of(regex, subject, length);
    const char *error = group_check(regex, &group);
    struct hit hit;
    bool found;

    if (!error)
        error = hit_find(regex, &whole, 0, group, &found, &hit);
    if (error)
        return error;
    *result = found && hit_has_group(&hit) ? hit_value(subject, &hit) : value_none();
    return NULL;
}

/* Where the next search starts: after the match, or one character later if the match was empty. */
static size_t hit_after(const struct hit *hit, const char *subject, size_t length)
{
    size_t after = hit->whole.end;
    uint32_t code;

    if (hit->whole.start < after)
        return after;
    return after < length ? after + utf8_decode(subject + after, length - after, &code) : length + 1;
}

const char *regex_value_all(const struct regex *regex, const char *subject, size_t length, int group,
                            value *result)
{
    struct subject whole = subject_of(regex, subject, length);
    const char *error = group_check(regex, &group);
    value list = value_list(0);
    size_t from = 0;
    bool found = true;

    while (!error && found && from <= length) {
        struct hit hit;

        error = hit_find(regex, &whole, from, group, &found, &hit);
        if (error || !found)
            break;
        if (hit_has_group(&hit))
            value_list_append(&list, hit_value(subject, &hit));
        from = hit_after(&hit, subject, length);
    }
    if (error)
        value_release(list);
    else
        *result = list;
    return error;
}

/* Reads the thread's match data, in which search() left its result. */
static value groups_value(const struct regex *regex, const char *subject)
{
    const PCRE2_SIZE *places = pcre2_get_ovector_pointer(scratch_here->data);
    value list = value_list(regex->groups);

    for (uint32_t group = regex->groups > 0; group <= regex->groups; group++) {
        struct hit hit = {.group = {places[2 * group], places[2 * group + 1]}};

        value_list_append(&list, hit_has_group(&hit) ? hit_value(subject, &hit) : value_none());
    }
    return list;
}

const char *regex_value_groups(const struct regex *regex, const char *subject, size_t length, value *result)
{
    struct subject whole = subject_of(regex, subject, length);
    struct hit hit;
    bool found;
    const char *error = hit_find(regex, &whole, 0, 0, &found, &hit);

    if (!error)
        *result = found ? groups_value(regex, subject) : value_none();
    return error;
}
