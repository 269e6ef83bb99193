/* The handlers, by family. Each reads the exchange's request and gives its answer; routes.c says which path
 * leads to which. */
#ifndef SWARM_TARGET_HANDLERS_H
#define SWARM_TARGET_HANDLERS_H

struct exchange;

/* pages.c: pages to look at */
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

/* streams.c: bodies that come in pieces, late, or not wholly */
void stream_chunked(struct exchange *exchange);
void stream_slow(struct exchange *exchange);
void stream_close(struct exchange *exchange);
void stream_bytes(struct exchange *exchange);

/* bodies.c: answers made to order */
void body_gzip(struct exchange *exchange);
void body_deflate(struct exchange *exchange);
void body_delay(struct exchange *exchange);
void body_status(struct exchange *exchange);

/* patience.c: what is worth another try: jobs that take their time, a server that is busy at first */
void patience_job_start(struct exchange *exchange);
void patience_job_show(struct exchange *exchange);
void patience_unsteady(struct exchange *exchange);

/* navigation.c: redirects and cookies */
void navigation_redirect(struct exchange *exchange);
void navigation_redirect_to(struct exchange *exchange);
void navigation_cookies(struct exchange *exchange);
void navigation_cookies_set(struct exchange *exchange);

/* mirror.c: what the request looked like from here */
void mirror_echo(struct exchange *exchange);
void mirror_headers(struct exchange *exchange);
void mirror_basic_auth(struct exchange *exchange);
void mirror_bearer(struct exchange *exchange);

#endif
