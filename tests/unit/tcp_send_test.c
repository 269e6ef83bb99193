/* What is sent, at once and piece by piece. */
#include "runtime/base/alloc.h"
#include "tests/support/tcp_peer.h"

#include <fcntl.h>

TEST(what_is_sent_arrives)
{
    char got[16] = "";

    open_all();
    connect_peer();
    CHECK_TEXT(net_error_text(send_text("hello")), "");
    CHECK_INT(answer->bytes_sent, 5);
    CHECK_INT(read(peer, got, sizeof got - 1), 5);
    CHECK_TEXT(got, "hello");
    close_all();
}

TEST(a_long_message_goes_out_piece_by_piece)
{
    enum { LOT = 8 << 20 };
    char *message = mem_alloc(LOT), *got = mem_alloc(LOT);
    struct tcp_request request = {.action = TCP_SEND, .bytes = message, .length = LOT};
    size_t have = 0;

    for (size_t i = 0; i < LOT; i++)
        message[i] = (char)(i * 7 + i / 251);
    open_all();
    connect_peer();
    fcntl(peer, F_SETFL, O_NONBLOCK);
    CHECK(!begin(&request));
    for (int turns = 0; have < LOT && turns < 20000; turns++) {
        ssize_t piece = read(peer, got + have, LOT - have);

        have += piece > 0 ? (size_t)piece : 0;
        ev_run(loop, EVRUN_NOWAIT);
    }
    await(2);
    CHECK_INT(answer->error, NET_OK);
    CHECK_INT(answer->bytes_sent, LOT);
    CHECK_INT(have, LOT);
    CHECK(memcmp(message, got, LOT) == 0);
    close_all();
    mem_free(message);
    mem_free(got);
}

static void buffers_make_small(int descriptor)
{
    int small = 64 << 10;

    setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
}

/* Sends back what it gets, and takes no more before that is gone. */
static void peer_echo(void)
{
    static char piece[64 << 10];
    static ssize_t have, gone;

    if (gone == have) {
        have = read(peer, piece, sizeof piece);
        have = have > 0 ? have : 0;
        gone = 0;
    }
    if (gone < have) {
        ssize_t sent = write(peer, piece + gone, (size_t)(have - gone));

        gone += sent > 0 ? sent : 0;
    }
}

static void echo_until(int wanted)
{
    double until = ev_time() + PATIENCE;

    while (answers < wanted && ev_time() < until) {
        peer_echo();
        ev_run(loop, EVRUN_NOWAIT);
    }
    CHECK_INT(answers, wanted);
}

TEST(a_long_message_comes_back_while_it_goes_out)
{
    enum { LOT = 16 << 20 };
    char *message = mem_zalloc(LOT, 1);
    struct tcp_request request = {.action = TCP_SEND, .bytes = message, .length = LOT},
                       back = {.action = TCP_RECEIVE, .goal = TCP_BYTES, .count = LOT};

    open_all();
    buffers_make_small(listener);
    connect_peer();
    fcntl(peer, F_SETFL, O_NONBLOCK);
    CHECK(!begin(&request));
    echo_until(2);
    CHECK_INT(answer->bytes_sent, LOT);
    CHECK(!begin(&back));
    echo_until(3);
    CHECK_INT(answer->body_length, LOT);
    close_all();
    mem_free(message);
}

TEST(a_peer_that_never_reads_stalls_a_send)
{
    enum { LOT = 32 << 20 };
    char *message = mem_zalloc(LOT, 1);
    struct tcp_request request = {
        .action = TCP_SEND, .bytes = message, .length = LOT, .timeout = 50 * NANOS_PER_MS};

    open_all();
    connect_peer();
    CHECK_FAILS(request, NET_ERROR_TIMEOUT);
    CHECK_FAILS(until("\n"), NET_ERROR_TIMEOUT);
    close_all();
    mem_free(message);
}

/* The loop has no turn in which to notice the close: the send does. */
TEST(a_send_to_who_has_closed_says_so_and_loses_nothing)
{
    double until_then = ev_time() + PATIENCE;

    open_all();
    connect_peer();
    peer_say("bye\n");
    peer_close();
    while (send_text("anybody?") == NET_OK && ev_time() < until_then)
        ;
    CHECK_INT(answers, 1);
    CHECK_TEXT(net_error_text(answer->error), "connection closed by peer");
    CHECK_RECEIVED(until("\n"), "bye");
    CHECK_FAILS(until("\n"), NET_ERROR_ENDED);
    close_all();
}

TEST_MAIN(transport_setup(); RUN(what_is_sent_arrives); RUN(a_long_message_goes_out_piece_by_piece);
          RUN(a_long_message_comes_back_while_it_goes_out); RUN(a_peer_that_never_reads_stalls_a_send);
          RUN(a_send_to_who_has_closed_says_so_and_loses_nothing);)
