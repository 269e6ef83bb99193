#include "runtime/text/charset.h"

#include "runtime/base/count_of.h"
#include "runtime/base/utf8.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { PIECE = 16 << 10 /* bytes of output at a time, at least */ };

/* ---- names ---- */

/* Names that browsers take for another charset, and names that iconv doesn't know. */
static const struct {
    const char *label, *name;
} meanings[] = {
    {"utf8", "utf-8"},
    {"unicode-1-1-utf-8", "utf-8"},
    {"x-unicode20utf8", "utf-8"},
    {"iso-8859-1", "windows-1252"},
    {"iso8859-1", "windows-1252"},
    {"iso88591", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"latin-1", "windows-1252"},
    {"l1", "windows-1252"},
    {"us-ascii", "windows-1252"},
    {"ascii", "windows-1252"},
    {"cp1252", "windows-1252"},
    {"x-cp1252", "windows-1252"},
    {"cp819", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"iso8859-9", "windows-1254"},
    {"latin5", "windows-1254"},
    {"iso-8859-11", "cp874"},
    {"tis-620", "cp874"},
    {"windows-874", "cp874"},
    {"iso-8859-8-i", "iso-8859-8"},
    {"latin9", "iso-8859-15"},
    {"latin-9", "iso-8859-15"},
    {"x-mac-roman", "macintosh"},
    {"x-mac-cyrillic", "mac-cyrillic"},
    {"gb2312", "gb18030"},
    {"gb_2312-80", "gb18030"},
    {"gbk", "gb18030"},
    {"x-gbk", "gb18030"},
    {"big5", "big5-hkscs"},
    {"big5-hkscs", "big5-hkscs"},
    {"x-x-big5", "big5-hkscs"},
    {"shift_jis", "cp932"},
    {"shift-jis", "cp932"},
    {"sjis", "cp932"},
    {"x-sjis", "cp932"},
    {"windows-31j", "cp932"},
    {"ms_kanji", "cp932"},
    {"x-euc-jp", "euc-jp"},
    {"euc-kr", "cp949"},
    {"ks_c_5601-1987", "cp949"},
    {"windows-949", "cp949"},
    {"utf-16", "utf-16le"},
    {"utf16", "utf-16le"},
    {"ucs-2", "utf-16le"},
    {"unicode", "utf-16le"},
    {"utf-32", "utf-32le"},
};

static bool is_known_to_iconv(const char *name)
{
    iconv_t converter = iconv_open("UTF-8", name);

    if (converter == (iconv_t)-1)
        return false;
    iconv_close(converter);
    return true;
}

/* A name comes from a server. Other characters could be options of iconv. */
static bool name_is_plain(const char *name)
{
    for (; *name; name++)
        if (!isalnum((unsigned char)*name) && !strchr("-_.:", *name))
            return false;
    return true;
}

static bool is_windows_1252(const char *name)
{
    return strcmp(name, "windows-1252") == 0;
}

bool charset_is_utf8(const char *name)
{
    return strcasecmp(name, "utf-8") == 0;
}

bool charset_find(const char *label, size_t length, char name[CHARSET_NAME_MOST])
{
    if (length == 0 || length >= CHARSET_NAME_MOST)
        return false;
    memcpy(name, label, length);
    name[length] = '\0';
    for (size_t i = 0; i < COUNT_OF(meanings); i++) {
        if (strcasecmp(meanings[i].label, name) == 0) {
            snprintf(name, CHARSET_NAME_MOST, "%s", meanings[i].name);
            return true;
        }
    }
    if (strcasecmp(name, "windows-1252") == 0)
        snprintf(name, CHARSET_NAME_MOST, "windows-1252");
    return charset_is_utf8(name) || (name_is_plain(name) && is_known_to_iconv(name));
}

const char *charset_of_mark(const char *bytes, size_t length, size_t *mark)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *name;
    } marks[] = {{"\xef\xbb\xbf", 3, "utf-8"}, {"\xff\xfe", 2, "utf-16le"}, {"\xfe\xff", 2, "utf-16be"}};

    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (length >= marks[i].length && memcmp(bytes, marks[i].bytes, marks[i].length) == 0) {
            *mark = marks[i].length;
            return marks[i].name;
        }
    }
    *mark = 0;
    return NULL;
}

/* ---- windows-1252, the most frequent one ---- */

/* 0x80 to 0x9f; 0: there is no such character. */
static const uint16_t windows_1252[32] = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178,
};

/* Browsers take a byte without a character for the control character of this number. */
static size_t windows_1252_decode(const char *bytes, size_t length, bool to_the_end, struct buffer *out)
{
    for (size_t at = 0; at < length; at++) {
        unsigned char byte = (unsigned char)bytes[at];
        uint32_t code = byte < 0x80 || byte > 0x9f ? byte : windows_1252[byte - 0x80];
        char text[4];

        if (!code && byte && !to_the_end)
            return at;
        buffer_append(out, text, utf8_encode(code ? code : byte, text));
    }
    return length;
}

/* ---- the others ---- */

/* The width of what is skipped after bytes that aren't text. */
static size_t unit_of(const char *name)
{
    return strncasecmp(name, "utf-16", 6) == 0 ? 2 : strncasecmp(name, "utf-32", 6) == 0 ? 4 : 1;
}

/* Converts up to the end, or to bytes that aren't text. Returns the number of bytes converted. */
static size_t iconv_run(iconv_t converter, const char *bytes, size_t length, struct buffer *out)
{
    char *in = (char *)bytes;
    size_t left = length, result;

    do {
        size_t room = left > PIECE ? left : PIECE, before = room;
        char *place = buffer_reserve(out, room);

        if (!place)
            return length - left;
        result = iconv(converter, &in, &left, &place, &room);
        buffer_commit(out, before - room);
    } while (result == (size_t)-1 && errno == E2BIG);
    return length - left;
}

static size_t iconv_decode(const char *name, const char *bytes, size_t length, bool to_the_end,
                           struct buffer *out)
{
    iconv_t converter = iconv_open("UTF-8", name);
    size_t at;

    if (converter == (iconv_t)-1)
        return 0;
    at = iconv_run(converter, bytes, length, out);
    while (to_the_end && at < length && !out->overflowed) {
        size_t unit = unit_of(name);

        buffer_append_text(out, UTF8_REPLACEMENT);
        at += unit < length - at ? unit : length - at;
        at += iconv_run(converter, bytes + at, length - at, out);
    }
    iconv_close(converter);
    return at;
}

static size_t utf8_decode_bytes(const char *bytes, size_t length, bool to_the_end, struct buffer *out)
{
    size_t at = 0, size = 1;

    if (to_the_end || utf8_valid(bytes, length)) {
        at = length;
    } else {
        for (; at < length && size; at += size)
            size = utf8_sequence(bytes + at, length - at);
    }
    buffer_append(out, bytes, at);
    return at;
}

static size_t decode(const char *name, const char *bytes, size_t length, bool to_the_end, struct buffer *out)
{
    if (charset_is_utf8(name))
        return utf8_decode_bytes(bytes, length, to_the_end, out);
    if (is_windows_1252(name))
        return windows_1252_decode(bytes, length, to_the_end, out);
    return iconv_decode(name, bytes, length, to_the_end, out);
}

size_t charset_decode(const char *name, const char *bytes, size_t length, struct buffer *out)
{
    return decode(name, bytes, length, false, out);
}

void charset_decode_all(const char *name, const char *bytes, size_t length, struct buffer *out)
{
    decode(name, bytes, length, true, out);
}
