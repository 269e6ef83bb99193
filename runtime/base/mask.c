#include "runtime/base/mask.h"

#include "runtime/base/alloc.h"
#include "runtime/base/strmap.h"

#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#define SECRETS_MOST 1024
#define SECRETS_KEPT 256 /* the first secrets are never replaced, see mask.h */
#define SECRET_SHORTEST 4
#define MASKED_MOST ((size_t)64 << 10) /* bytes; the text may be the start of a body of many MiB */
#define SECRET_LONG 8                  /* secrets of this length are also masked inside words */

struct secret {
    char *bytes;
    size_t length;
    uint32_t hash;
};

static pthread_mutex_t secrets_lock = PTHREAD_MUTEX_INITIALIZER;
static struct secret secrets[SECRETS_MOST];
static size_t secrets_count;                 /* used slots */
static size_t secrets_turn = SECRETS_KEPT;   /* slot to replace next if all are used */
static unsigned short secrets_starting[256]; /* number of secrets that start with this byte */

static bool secret_known(const char *bytes, size_t length, uint32_t hash)
{
    for (size_t i = 0; i < secrets_count; i++) {
        const struct secret *secret = &secrets[i];

        if (secret->hash == hash && secret->length == length && memcmp(secret->bytes, bytes, length) == 0)
            return true;
    }
    return false;
}

static struct secret *secret_place(void)
{
    struct secret *place;

    if (secrets_count < SECRETS_MOST)
        return &secrets[secrets_count++];
    place = &secrets[secrets_turn];
    secrets_turn = secrets_turn + 1 < SECRETS_MOST ? secrets_turn + 1 : SECRETS_KEPT;
    secrets_starting[(unsigned char)place->bytes[0]]--;
    mem_free(place->bytes);
    return place;
}

void mask_add(const char *secret, size_t length)
{
    uint32_t hash = bytes_hash(secret, length);

    if (length < SECRET_SHORTEST)
        return;
    pthread_mutex_lock(&secrets_lock);
    if (!secret_known(secret, length, hash)) {
        *secret_place() = (struct secret){mem_strndup(secret, length), length, hash};
        secrets_starting[(unsigned char)secret[0]]++;
    }
    pthread_mutex_unlock(&secrets_lock);
}

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* True if the text at `at` is a separate word. For example the password "admin" isn't masked in
 * `admin_token`. */
static bool stands_alone(const char *text, size_t length, size_t at, size_t count)
{
    return (at == 0 || !is_word_byte(text[at - 1])) &&
           (at + count == length || !is_word_byte(text[at + count]));
}

/* The length of the longest secret at text[at], or 0. */
static size_t secret_at(const char *text, size_t length, size_t at)
{
    size_t longest = 0;

    if (!secrets_starting[(unsigned char)text[at]])
        return 0;
    for (size_t i = 0; i < secrets_count; i++) {
        const struct secret *secret = &secrets[i];

        if (secret->length > longest && secret->length <= length - at &&
            memcmp(secret->bytes, text + at, secret->length) == 0 &&
            (secret->length >= SECRET_LONG || stands_alone(text, length, at, secret->length)))
            longest = secret->length;
    }
    return longest;
}

void mask_apply(const char *text, size_t length, struct buffer *out)
{
    size_t plain = 0, at = 0;

    pthread_mutex_lock(&secrets_lock);
    while (at < length) {
        size_t hidden = secret_at(text, length, at);

        if (!hidden) {
            at++;
            continue;
        }
        buffer_append(out, text + plain, at - plain);
        buffer_append_text(out, "***");
        plain = at += hidden;
    }
    buffer_append(out, text + plain, length - plain);
    pthread_mutex_unlock(&secrets_lock);
}

/* The length of at most `limit` bytes that doesn't split a character. */
static size_t text_cut(const char *text, size_t length, size_t limit)
{
    size_t kept = limit;

    if (length <= limit)
        return length;
    while (kept > 0 && limit - kept < 4 && ((unsigned char)text[kept] & 0xC0) == 0x80)
        kept--;
    return kept;
}

/* Masks first and cuts afterwards. Otherwise the first half of a secret could remain. */
char *mask_keep(const char *text, size_t length, size_t limit)
{
    struct buffer masked = {0};
    char *kept;

    if (length > 0)
        mask_apply(text, text_cut(text, length, MASKED_MOST), &masked);
    kept = mem_strndup(buffer_text(&masked), text_cut(buffer_text(&masked), masked.length, limit));
    buffer_free(&masked);
    return kept;
}

const char *mask_copy(struct arena *arena, const char *text)
{
    struct buffer masked = {0};
    const char *copy;

    mask_apply(text, strlen(text), &masked);
    copy = arena_strndup(arena, buffer_text(&masked), masked.length);
    buffer_free(&masked);
    return copy;
}
