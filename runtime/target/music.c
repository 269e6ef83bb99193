#include "runtime/target/exchange.h"
#include "runtime/target/handlers.h"
#include "runtime/target/target_state.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { SONGS = 500, ALBUMS = 50, PAGE_DEFAULT = 15, PAGE_MAX = 500, LIST_MAX = 100, NAME_MAX_BYTES = 200 };

static const char *const artists[] = {"The Reactors", "Loop and the Timers", "Percentile", "Slow Start"};
static const char *const genres[] = {"Rock", "Jazz", "Ambient", "Folk", "Electronic"};

/* The name of item n, with leading zeros, so that names sort like numbers. */
static value numbered(const char *what, int64_t n)
{
    char text[40];
    snprintf(text, sizeof text, "%s %03" PRId64, what, n);
    return value_text(text);
}

static value song(int64_t n)
{
    int64_t album = n % ALBUMS;
    char id[24];
    snprintf(id, sizeof id, "song-%" PRId64, n);
    value map = value_map(7);
    member(&map, "id", value_text(id));
    member(&map, "title", numbered("Song", n));
    member(&map, "artist", value_text(artists[album % 4]));
    member(&map, "album", numbered("Album", album));
    member(&map, "genre", value_text(genres[album % 5]));
    member(&map, "year", value_int(1970 + album));
    member(&map, "duration", value_float(120.5 + (double)(n * 37 % 240)));
    return map;
}

static value album(int64_t n)
{
    char id[24];
    snprintf(id, sizeof id, "album-%" PRId64, n);
    value map = value_map(5);
    member(&map, "id", value_text(id));
    member(&map, "name", numbered("Album", n));
    member(&map, "artist", value_text(artists[n % 4]));
    member(&map, "songCount", value_int(SONGS / ALBUMS));
    member(&map, "year", value_int(1970 + n));
    return map;
}

/* Answers a page of a collection: `_start` (from 0), `_end` (exclusive), `_order=DESC`. X-Total-Count has
 * the total number. */
static void answer_page(struct exchange *exchange, int64_t total, value (*item)(int64_t n))
{
    int64_t start = exchange_query_int(exchange, "_start", 0, 0, total);
    int64_t end = exchange_query_int(exchange, "_end", start + PAGE_DEFAULT, start, total);
    const char *order = exchange_query(exchange, "_order");
    bool backwards = order && strcasecmp(order, "DESC") == 0;
    value list = value_list((size_t)(end - start));
    for (int64_t n = start; n < end && n < start + PAGE_MAX; n++)
        value_list_append(&list, item(backwards ? total - 1 - n : n));
    exchange_answer_json(exchange, MHD_HTTP_OK, list);
    char count[24];
    snprintf(count, sizeof count, "%" PRId64, total);
    exchange_answer_header(exchange, "X-Total-Count", count);
}

void music_songs(struct exchange *exchange)
{
    answer_page(exchange, SONGS, song);
}

void music_albums(struct exchange *exchange)
{
    answer_page(exchange, ALBUMS, album);
}

static value playlist(uint64_t number, value wanted)
{
    char id[24];
    const char *name = member_text(wanted, "name");
    value public, map = value_map(4);
    snprintf(id, sizeof id, "%" PRIu64, number);
    member(&map, "id", value_text(id));
    member(&map, "name", name ? value_string(name, strnlen(name, NAME_MAX_BYTES)) : value_text("untitled"));
    member(&map, "public",
           value_bool(value_map_get(wanted, "public", 6, &public) && public.type == VALUE_BOOL &&
                      public.as.boolean));
    member(&map, "songCount", value_int(0));
    return map;
}

void music_playlist_create(struct exchange *exchange)
{
    value wanted;
    struct buffer text = {0};
    struct store *playlists = &exchange->target->playlists;
    if (!exchange_json(exchange, &wanted))
        return;
    uint64_t number = store_reserve(playlists);
    value made = playlist(number, wanted);
    value_json(made, &text);
    store_put(playlists, number, buffer_text(&text));
    exchange_answer_buffer(exchange, MHD_HTTP_OK, "application/json", &text);
    value_release(made);
    value_release(wanted);
}

void music_playlist_list(struct exchange *exchange)
{
    struct buffer text = {0};
    buffer_append_char(&text, '[');
    store_list(&exchange->target->playlists, LIST_MAX, &text);
    buffer_append_char(&text, ']');
    exchange_answer_buffer(exchange, MHD_HTTP_OK, "application/json", &text);
}

void music_playlist_show(struct exchange *exchange)
{
    int64_t number;
    struct buffer text = {0};
    if (!exchange_segment_int(exchange, 2, 1, INT64_MAX, &number))
        return;
    if (store_get(&exchange->target->playlists, (uint64_t)number, &text))
        exchange_answer_buffer(exchange, MHD_HTTP_OK, "application/json", &text);
    else
        exchange_answer_error(exchange, MHD_HTTP_NOT_FOUND, "there is no such playlist");
}

void music_playlist_change(struct exchange *exchange)
{
    int64_t number;
    value wanted;
    struct buffer text = {0};
    struct store *playlists = &exchange->target->playlists;
    if (!exchange_segment_int(exchange, 2, 1, INT64_MAX, &number) || !exchange_json(exchange, &wanted))
        return;
    if (store_get(playlists, (uint64_t)number, &text)) {
        value changed = playlist((uint64_t)number, wanted);
        buffer_clear(&text);
        value_json(changed, &text);
        value_release(changed);
        store_put(playlists, (uint64_t)number, buffer_text(&text));
        exchange_answer_buffer(exchange, MHD_HTTP_OK, "application/json", &text);
    } else {
        exchange_answer_error(exchange, MHD_HTTP_NOT_FOUND, "there is no such playlist");
    }
    value_release(wanted);
}

void music_playlist_delete(struct exchange *exchange)
{
    int64_t number;
    if (!exchange_segment_int(exchange, 2, 1, INT64_MAX, &number))
        return;
    if (store_remove(&exchange->target->playlists, (uint64_t)number))
        exchange_answer_static(exchange, MHD_HTTP_OK, "application/json", "{}");
    else
        exchange_answer_error(exchange, MHD_HTTP_NOT_FOUND, "there is no such playlist");
}
