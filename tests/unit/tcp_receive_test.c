/* When a receive has what it waits for. */
#include "runtime/base/alloc.h"
#include "runtime/text/regex.h"
#include "tests/support/tcp_peer.h"

#include <fcntl.h>

TEST(early_bytes_are_kept_in_order)
{
    open_all();
    connect_peer();
    peer_say("one\ntwo\nthr");
    linger(0.05);
    CHECK_RECEIVED(until("\n"), "one");
    CHECK_RECEIVED(until("\n"), "two");
    peer_say("ee\r\n--four");
    CHECK_RECEIVED(until("\r\n--"), "three");
    CHECK_RECEIVED(((struct tcp_request){.action = TCP_RECEIVE, .goal = TCP_BYTES, .count = 2}), "fo");
    CHECK_RECEIVED(((struct tcp_request){.action = TCP_RECEIVE, .goal = TCP_BYTES}), "");
    peer_close();
    CHECK_RECEIVED(all(), "ur");
    CHECK_FAILS(all(), NET_ERROR_ENDED);
    CHECK_TEXT(net_error_text(send_text("anybody?")), "connection closed by peer");
    close_all();
}

/* All connections of a reactor are read into the same memory. */
TEST(what_is_not_asked_for_yet_is_each_ones_own)
{
    struct tcp_request line = until("\n");
    struct session *first, *second;
    int first_peer;

    open_all();
    connect_peer();
    first = session, first_peer = peer;
    CHECK(!begin(&line));
    peer_say("one\ntw");
    await(2);
    CHECK_TEXT(answer->body, "one");
    session = second = session_new(transport, &settings, &answer);
    connect_peer();
    peer_say("other bytes");
    linger(0.02);
    session = first;
    CHECK_INT(write(first_peer, "o\n", 2), 2);
    CHECK_RECEIVED(until("\n"), "two");
    session = second;
    CHECK_RECEIVED(until(" "), "other");
    session_free(second);
    session = first;
    close(first_peer);
    close_all();
}

TEST(a_delimiter_may_come_in_pieces)
{
    struct tcp_request request = until("END");

    open_all();
    connect_peer();
    CHECK(!begin(&request));
    for (const char *at = "EENEND"; *at; at++) {
        CHECK_INT(answers, 1);
        CHECK_INT(write(peer, at, 1), 1);
        linger(0.01);
    }
    await(2);
    CHECK_TEXT(answer->body, "EEN");
    close_all();
}

TEST(matching_ends_with_the_match)
{
    struct regex_error error;
    struct regex *regex = regex_compile("id=(\\d+);", 9, &error);
    struct tcp_request request = {.action = TCP_RECEIVE, .goal = TCP_MATCHING, .regex = regex};

    open_all();
    connect_peer();
    CHECK(!begin(&request));
    peer_say("x id=4");
    linger(0.02);
    CHECK_INT(answers, 1);
    peer_say("2; rest\n");
    await(2);
    CHECK_TEXT(answer->body, "x id=42;");
    CHECK_RECEIVED(until("\n"), " rest");
    close_all();
    regex_free(regex);
}

/* As much as is read at once: nothing says that it is all. */
TEST(matching_looks_at_a_piece_of_any_size)
{
    enum { PIECE = 64 << 10 };
    struct regex_error error;
    struct regex *regex = regex_compile("id=\\d+;", 7, &error);
    struct tcp_request request = {.action = TCP_RECEIVE, .goal = TCP_MATCHING, .regex = regex};
    char *piece = mem_zalloc(1, PIECE + 1);

    memset(piece, 'x', PIECE);
    memcpy(piece + PIECE - 6, "id=42;", 6);
    open_all();
    connect_peer();
    request.timeout = 2 * NANOS_PER_S;
    CHECK(!begin(&request));
    peer_say(piece);
    await(2);
    CHECK_TEXT(net_error_text(answer->error), "");
    CHECK_INT(answer->body_length, PIECE);
    close_all();
    mem_free(piece);
    regex_free(regex);
}

TEST(matching_waits_until_something_has_come)
{
    struct regex_error error;
    struct regex *regex = regex_compile("\\d*", 3, &error);
    struct tcp_request request = {.action = TCP_RECEIVE, .goal = TCP_MATCHING, .regex = regex};

    open_all();
    connect_peer();
    CHECK(!begin(&request));
    peer_say("12\n");
    await(2);
    CHECK_TEXT(answer->body, "12");
    CHECK_RECEIVED(until("\n"), "");
    close_all();
    regex_free(regex);
}

TEST(nul_bytes_are_bytes)
{
    struct tcp_request request = {.action = TCP_RECEIVE, .goal = TCP_UNTIL, .bytes = "\0b", .length = 2};

    open_all();
    connect_peer();
    CHECK_INT(write(peer, "a\0a\0bc", 6), 6);
    CHECK_INT(perform(&request), NET_OK);
    CHECK_INT(answer->body_length, 3);
    CHECK(memcmp(answer->body, "a\0a", 3) == 0);
    close_all();
}

TEST(a_receive_that_ran_out_of_time_leaves_the_connection_open)
{
    struct tcp_request request = until("\n");

    open_all();
    connect_peer();
    peer_say("la");
    request.timeout = 30 * NANOS_PER_MS;
    CHECK_FAILS(request, NET_ERROR_TIMEOUT);
    CHECK_TEXT(answer->body, "la");
    CHECK(instant_since(answer->end, answer->start) >= 30 * NANOS_PER_MS);
    peer_say("te\n");
    CHECK_RECEIVED(until("\n"), "late");
    close_all();
}

/* ---- peers that behave badly ---- */

TEST(a_close_and_a_reset_are_told_apart)
{
    open_all();
    connect_peer();
    peer_say("half");
    peer_close();
    CHECK_FAILS(until("\n"), NET_ERROR_ENDED);
    CHECK_TEXT(net_error_text(send_text("hi")), "connection closed by peer");
    CHECK_RECEIVED(((struct tcp_request){.action = TCP_RECEIVE, .goal = TCP_BYTES, .count = 4}), "half");
    connect_peer();
    peer_reset();
    CHECK_FAILS(until("\n"), NET_ERROR_RESET);
    connect_peer();
    peer_reset();
    linger(0.05);
    CHECK_TEXT(net_error_text(send_text("hi")), "connection reset by peer");
    close_all();
}

TEST(a_flood_is_a_failure)
{
    struct tcp_request request = until("\n");

    open_all();
    connect_peer();
    request.max = 5;
    peer_say("12345\n123456\n");
    CHECK_RECEIVED(request, "12345");
    CHECK_FAILS(request, NET_ERROR_FLOOD);
    CHECK_TEXT(net_error_text(send_text("hi")), net_error_text(NET_ERROR_FLOOD));
    connect_peer();
    peer_say("123456789");
    CHECK_FAILS(request, NET_ERROR_FLOOD);
    connect_peer();
    request = all();
    request.max = 3;
    peer_say("1234");
    CHECK_FAILS(request, NET_ERROR_FLOOD);
    request.goal = TCP_BYTES;
    request.count = 4;
    connect_peer();
    CHECK_FAILS(request, NET_ERROR_FLOOD);
    close_all();
}

/* Numbered, so that what comes out of order shows. */
static size_t flood(size_t most)
{
    char line[24];
    size_t sent = 0, stuck = 0;

    fcntl(peer, F_SETFL, O_NONBLOCK);
    while (sent < most && stuck < 20) {
        ssize_t written;

        snprintf(line, sizeof line, "%07zu\n", sent / 8);
        written = write(peer, line + sent % 8, 8 - sent % 8);
        if (written > 0) {
            sent += (size_t)written;
            stuck = 0;
        } else {
            stuck++;
            linger(0.002);
        }
    }
    return sent;
}

TEST(a_peer_that_floods_early_has_to_wait_and_nothing_is_lost)
{
    enum { LOT = 64 << 20 };
    size_t sent;
    char want[24];

    open_all();
    connect_peer();
    sent = flood(LOT);
    CHECK(sent > 0 && sent < LOT);
    for (size_t i = 0; i < sent / 8; i++) {
        struct tcp_request request = until("\n");
        int before = test_failures;

        snprintf(want, sizeof want, "%07zu", i);
        CHECK_RECEIVED(request, want);
        if (test_failures > before)
            break;
    }
    close_all();
}

TEST_MAIN(transport_setup(); RUN(early_bytes_are_kept_in_order);
          RUN(what_is_not_asked_for_yet_is_each_ones_own); RUN(a_delimiter_may_come_in_pieces);
          RUN(matching_ends_with_the_match); RUN(matching_looks_at_a_piece_of_any_size);
          RUN(matching_waits_until_something_has_come); RUN(nul_bytes_are_bytes);
          RUN(a_receive_that_ran_out_of_time_leaves_the_connection_open);
          RUN(a_close_and_a_reset_are_told_apart); RUN(a_flood_is_a_failure);
          RUN(a_peer_that_floods_early_has_to_wait_and_nothing_is_lost);)
