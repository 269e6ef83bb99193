/* Datagrams. */
#include "runtime/base/alloc.h"
#include "tests/support/tcp_peer.h"

static void open_udp(struct sockaddr_in *from)
{
    socklen_t length = sizeof *from;
    char byte;

    open_with(&settings);
    listener = listen_at(AF_INET, SOCK_DGRAM);
    CHECK_INT(perform(&(struct tcp_request){.action = TCP_CONNECT, .address = address, .is_udp = true}),
              NET_OK);
    CHECK(tcp_response_of(answer)->is_udp);
    CHECK_TEXT(net_error_text(send_text("x")), "");
    CHECK(tcp_response_of(answer)->is_udp);
    CHECK_INT(recvfrom(listener, &byte, 1, 0, (struct sockaddr *)from, &length), 1);
}

TEST(all_of_udp_is_a_datagram)
{
    struct sockaddr_in from;

    open_udp(&from);
    sendto(listener, "one", 3, 0, (struct sockaddr *)&from, sizeof from);
    sendto(listener, "", 0, 0, (struct sockaddr *)&from, sizeof from);
    sendto(listener, "two\nthree", 9, 0, (struct sockaddr *)&from, sizeof from);
    CHECK_RECEIVED(all(), "one");
    CHECK_RECEIVED(all(), "");
    CHECK_RECEIVED(until("\n"), "two");
    CHECK_RECEIVED(all(), "three");
    close_all();
}

TEST(nobody_at_a_port_of_udp_is_told)
{
    struct sockaddr_in from;

    open_udp(&from);
    close(listener);
    CHECK_TEXT(net_error_text(send_text("anybody?")), "");
    CHECK_FAILS(all(), NET_ERROR_REFUSED);
    listener = -1;
    close_all();
}

TEST(a_datagram_has_a_greatest_length)
{
    struct sockaddr_in from;
    char *message = mem_zalloc(1, 70000);

    open_udp(&from);
    CHECK_FAILS(((struct tcp_request){.action = TCP_SEND, .bytes = message, .length = 70000}),
                NET_ERROR_DATAGRAM);
    close_all();
    mem_free(message);
}

/* What nobody asks for any more must not keep the loop busy. */
TEST(after_a_canceled_receive_the_loop_rests)
{
    struct sockaddr_in from;
    struct tcp_request request = all();
    unsigned turns;

    open_udp(&from);
    CHECK(!begin(&request));
    transport_cancel(session);
    sendto(listener, "late", 4, 0, (struct sockaddr *)&from, sizeof from);
    turns = ev_iteration(loop);
    linger(0.05);
    CHECK(ev_iteration(loop) - turns < 10);
    CHECK_RECEIVED(all(), "late");
    close_all();
}

TEST_MAIN(transport_setup(); RUN(all_of_udp_is_a_datagram); RUN(nobody_at_a_port_of_udp_is_told);
          RUN(a_datagram_has_a_greatest_length); RUN(after_a_canceled_receive_the_loop_rests);)
