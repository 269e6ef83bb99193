/* The handlers, by family. Each reads the request of the exchange and gives its response. routes.c maps paths
 * to handlers. */
#ifndef SWARM_TARGET_HANDLERS_H
#define SWARM_TARGET_HANDLERS_H

struct exchange;

/* pages.c: HTML pages and a JSON document */
void page_home(struct exchange *exchange);
void page_html(struct exchange *exchange);
void page_json(struct exchange *exchange);

/* accounts.c: logins */
void account_login_json(struct exchange *exchange);
void account_login_form(struct exchange *exchange);
void account_show(struct exchange *exchange);
void account_oauth_token(struct exchange *exchange);

/* music.c: a music library */
void music_songs(struct exchange *exchange);
void music_albums(struct exchange *exchange);
void music_playlist_create(struct exchange *exchange);
void music_playlist_list(struct exchange *exchange);
void music_playlist_show(struct exchange *exchange);
void music_playlist_change(struct exchange *exchange);
void music_playlist_delete(struct exchange *exchange);

/* shop.c: items, comments, a board */
void shop_items(struct exchange *exchange);
void shop_item(struct exchange *exchange);
void shop_comments(struct exchange *exchange);
void shop_comment(struct exchange *exchange);
void shop_board(struct exchange *exchange);
void shop_board_write(struct exchange *exchange);

/* notices.c: a notice board and the devices that follow it */
void notices_all(struct exchange *exchange);
void notices_list(struct exchange *exchange);
void device_register(struct exchange *exchange);
void device_change(struct exchange *exchange);
void device_show(struct exchange *exchange);

/* streams.c: chunked, slow and incomplete bodies */
void stream_chunked(struct exchange *exchange);
void stream_slow(struct exchange *exchange);
void stream_close(struct exchange *exchange);
void stream_bytes(struct exchange *exchange);

/* bodies.c: responses with given properties */
void body_gzip(struct exchange *exchange);
void body_deflate(struct exchange *exchange);
void body_delay(struct exchange *exchange);
void body_status(struct exchange *exchange);

/* patience.c: jobs that take some time, a server that is busy at first */
void patience_job_start(struct exchange *exchange);
void patience_job_show(struct exchange *exchange);
void patience_unsteady(struct exchange *exchange);

/* navigation.c: redirects and cookies */
void navigation_redirect(struct exchange *exchange);
void navigation_redirect_to(struct exchange *exchange);
void navigation_cookies(struct exchange *exchange);
void navigation_cookies_set(struct exchange *exchange);

/* mirror.c: the request as the server received it */
void mirror_echo(struct exchange *exchange);
void mirror_headers(struct exchange *exchange);
void mirror_basic_auth(struct exchange *exchange);
void mirror_bearer(struct exchange *exchange);

#endif
