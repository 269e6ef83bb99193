/* The table of requests at 80 and 200 columns and in a pipe, with short, long and East Asian names, and with
 * what a hostile server may have put in. */
#include "tests/support/console_run.h"

TEST(requests_at_80_columns)
{
    print_check(console_requests, run_of("/abcd"), &narrow,
                "Type Name        # reqs   # fails |   Avg   Min  Max   Med |    req/s failures/s\n"
                "----|----------|-------|----------|------|-----|----|------|---------|----------\n"
                "GET  /               32  0(0.00%) | 0.090 0.022 1.80 0.045 |     0.53       0.00\n"
                "POST /abcd      1234567 45(0.00%) |  6.00  1.50  120  3.00 | 20576.12       0.75\n"
                "----|----------|-------|----------|------|-----|----|------|---------|----------\n"
                "     Aggregated 1234599 45(0.00%) |  6.00  1.50  120  3.00 | 20576.65       0.75\n");
}

TEST(requests_at_200_columns)
{
    print_check(
        console_requests, run_of("/abcd"), &wide,
        "Type     Name        # reqs      # fails |     Avg     Min     Max     Med |    req/s  failures/s\n"
        "--------|----------|-------|-------------|--------|-------|-------|--------|---------|-----------\n"
        "GET      /               32     0(0.00%) |   0.090   0.022    1.80   0.045 |     0.53        0.00\n"
        "POST     /abcd      1234567    45(0.00%) |    6.00    1.50     120    3.00 | 20576.12        0.75\n"
        "--------|----------|-------|-------------|--------|-------|-------|--------|---------|-----------\n"
        "         Aggregated 1234599    45(0.00%) |    6.00    1.50     120    3.00 | 20576.65        "
        "0.75\n");
}

TEST(requests_in_a_pipe)
{
    print_check(
        console_requests, run_of("/abcd"), &pipe_plain,
        "Type     Name        # reqs      # fails |     Avg     Min     Max     Med |    req/s  failures/s\n"
        "--------|----------|-------|-------------|--------|-------|-------|--------|---------|-----------\n"
        "GET      /               32     0(0.00%) |   0.090   0.022    1.80   0.045 |     0.53        0.00\n"
        "POST     /abcd      1234567    45(0.00%) |    6.00    1.50     120    3.00 | 20576.12        0.75\n"
        "--------|----------|-------|-------------|--------|-------|-------|--------|---------|-----------\n"
        "         Aggregated 1234599    45(0.00%) |    6.00    1.50     120    3.00 | 20576.65        "
        "0.75\n");
}

TEST(a_long_name_at_80_columns)
{
    print_check(console_requests, run_of(long_name()), &narrow,
                "Type Name                   # reqs   # fails |   Avg   Min  Max   Med |    req/s\n"
                "----|---------------------|-------|----------|------|-----|----|------|---------\n"
                "GET  /                          32  0(0.00%) | 0.090 0.022 1.80 0.045 |     0.53\n"
                "POST /items/000…/items/019 1234567 45(0.00%) |  6.00  1.50  120  3.00 | 20576.12\n"
                "----|---------------------|-------|----------|------|-----|----|------|---------\n"
                "     Aggregated            1234599 45(0.00%) |  6.00  1.50  120  3.00 | 20576.65\n");
}

TEST(a_long_name_at_200_columns)
{
    print_check(
        console_requests, run_of(long_name()), &wide,
        "Type Name                                                                                           "
        "                                     # reqs   # fails |   Avg   Min  Max   Med |    req/s "
        "failures/s\n"
        "----|-----------------------------------------------------------------------------------------------"
        "-----------------------------------|-------|----------|------|-----|----|------|---------|----------"
        "\n"
        "GET  /                                                                                              "
        "                                         32  0(0.00%) | 0.090 0.022 1.80 0.045 |     0.53       "
        "0.00\n"
        "POST "
        "/items/000/items/001/items/002/items/003/items/004/items/005/item…/013/items/014/items/015/items/"
        "016/items/017/items/018/items/019 1234567 45(0.00%) |  6.00  1.50  120  3.00 | 20576.12       0.75\n"
        "----|-----------------------------------------------------------------------------------------------"
        "-----------------------------------|-------|----------|------|-----|----|------|---------|----------"
        "\n"
        "     Aggregated                                                                                     "
        "                                    1234599 45(0.00%) |  6.00  1.50  120  3.00 | 20576.65       "
        "0.75\n");
}

/* Off a terminal nothing is cut, and one long name doesn't widen the rows of the others, as in Locust. */
TEST(a_long_name_in_a_pipe)
{
    print_check(
        console_requests, run_of(long_name()), &pipe_plain,
        "Type     Name                                                                              # reqs"
        "      # fails |     Avg     Min     Max     Med |    req/s  failures/s\n"
        "--------|--------------------------------------------------------------------------------|-------"
        "|-------------|--------|-------|-------|--------|---------|-----------\n"
        "GET      /                                                                                     32"
        "     0(0.00%) |   0.090   0.022    1.80   0.045 |     0.53        0.00\n"
        "POST     /items/000/items/001/items/002/items/003/items/004/items/005/items/006/items/007"
        "/items/008/items/009/items/010/items/011/items/012/items/013/items/014/items/015/items/016"
        "/items/017/items/018/items/019 1234567    45(0.00%) |    6.00    1.50     120    3.00 | 20576.12"
        "        0.75\n"
        "--------|--------------------------------------------------------------------------------|-------"
        "|-------------|--------|-------|-------|--------|---------|-----------\n"
        "         Aggregated                                                                       1234599"
        "    45(0.00%) |    6.00    1.50     120    3.00 | 20576.65        0.75\n");
}

TEST(requests_at_40_columns)
{
    static const struct console_options forty = {.width = 40};
    print_check(console_requests, run_of(long_name()), &forty,
                "Type Name       # reqs   # fails |   Avg\n"
                "----|---------|-------|----------|------\n"
                "GET  /              32  0(0.00%) | 0.090\n"
                "POST /ite…/019 1234567 45(0.00%) |  6.00\n"
                "----|---------|-------|----------|------\n"
                "     Aggr…ated 1234599 45(0.00%) |  6.00\n");
}

TEST(requests_at_20_columns)
{
    static const struct console_options twenty = {.width = 20};
    print_check(console_requests, run_of(long_name()), &twenty,
                "Name         # fails\n"
                "----------|---------\n"
                "/           0(0.00%)\n"
                "/item…/019 45(0.00%)\n"
                "----------|---------\n"
                "Aggregated 45(0.00%)\n");
}

/* Billions of requests, an hour at most: four columns have to go. */
TEST(large_numbers)
{
    struct run run = run_of("/abcd");
    run.rows[0] = row("GET", "/", 123456789012, 123456789011, 90 * NANOS_PER_S);
    print_check(console_requests, run, &narrow,
                "Type Name             # reqs               # fails |    Avg |         req/s\n"
                "----|----------|------------|----------------------|--------|--------------\n"
                "GET  /          123456789012 123456789011(100.00%) | 180000 | 2057613150.20\n"
                "POST /abcd           1234567             45(0.00%) |   6.00 |      20576.12\n"
                "----|----------|------------|----------------------|--------|--------------\n"
                "     Aggregated      1234599             45(0.00%) |   6.00 |      20576.65\n");
}

/* Its characters take two columns each. */
TEST(an_east_asian_name)
{
    print_check(console_requests, run_of("/商品/アイスクリーム/詳細"), &narrow,
                "Type Name                   # reqs   # fails |   Avg   Min  Max   Med |    req/s\n"
                "----|---------------------|-------|----------|------|-----|----|------|---------\n"
                "GET  /                          32  0(0.00%) | 0.090 0.022 1.80 0.045 |     0.53\n"
                "POST /商品/アイ…ーム/詳細  1234567 45(0.00%) |  6.00  1.50  120  3.00 | 20576.12\n"
                "----|---------------------|-------|----------|------|-----|----|------|---------\n"
                "     Aggregated            1234599 45(0.00%) |  6.00  1.50  120  3.00 | 20576.65\n");
}

TEST(control_characters_are_shown)
{
    print_check(console_requests, run_of("/a\x1b[2J\n\x7f\xff\xc2\x9b\xe2\x80\xae|"), &narrow,
                "Type Name                   # reqs   # fails |   Avg   Min  Max   Med |    req/s\n"
                "----|---------------------|-------|----------|------|-----|----|------|---------\n"
                "GET  /                          32  0(0.00%) | 0.090 0.022 1.80 0.045 |     0.53\n"
                "POST /a\\x1b[2J\\…b\\u{202e}| 1234567 45(0.00%) |  6.00  1.50  120  3.00 | 20576.12\n"
                "----|---------------------|-------|----------|------|-----|----|------|---------\n"
                "     Aggregated            1234599 45(0.00%) |  6.00  1.50  120  3.00 | 20576.65\n");
}

/* Each mark that turns what follows, and the separators that some terminals break lines at. */
TEST(what_turns_the_direction_is_shown)
{
    struct run run =
        run_of("/\u061c\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069/");
    char *text = printed(console_requests, &run, &pipe_plain);
    CHECK(strstr(text, "/\\u{61c}\\u{200e}\\u{200f}\\u{2028}\\u{2029}\\u{202a}\\u{202b}\\u{202c}\\u{202d}"
                       "\\u{202e}\\u{2066}\\u{2067}\\u{2068}\\u{2069}/ ") != NULL);
    mem_free(text);
}

TEST(rates_of_the_last_seconds_while_running)
{
    struct run run = run_of("/abcd");
    run.snapshot.is_final = false;
    print_check(console_requests, run, &narrow,
                "Type Name        # reqs   # fails |   Avg   Min  Max   Med |    req/s failures/s\n"
                "----|----------|-------|----------|------|-----|----|------|---------|----------\n"
                "GET  /               32  0(0.00%) | 0.090 0.022 1.80 0.045 |     0.64       0.00\n"
                "POST /abcd      1234567 45(0.00%) |  6.00  1.50  120  3.00 | 24691.34       0.90\n"
                "----|----------|-------|----------|------|-----|----|------|---------|----------\n"
                "     Aggregated 1234599 45(0.00%) |  6.00  1.50  120  3.00 | 24691.98       0.90\n");
}

TEST(no_requests_at_all)
{
    struct run run = {.snapshot = {.aggregated = {.type = "", .name = "Aggregated"}}};
    print_check(console_requests, run, &narrow,
                "Type Name       # reqs  # fails | Avg Min Max Med | req/s failures/s\n"
                "----|----------|------|---------|----|---|---|----|------|----------\n"
                "----|----------|------|---------|----|---|---|----|------|----------\n"
                "     Aggregated      0 0(0.00%) |   -   -   -   - |  0.00       0.00\n");
}

TEST(colors)
{
    static const struct console_options colored = {.width = 80, .has_color = true};
    print_check(
        console_requests, run_of("/abcd"), &colored,
        "\033[1mType\033[0m \033[1mName\033[0m        \033[1m# reqs\033[0m   \033[1m# fails\033[0m |   "
        "\033[1mAvg\033[0m   \033[1mMin\033[0m  \033[1mMax\033[0m   \033[1mMed\033[0m |    "
        "\033[1mreq/s\033[0m \033[1mfailures/s\033[0m\n"
        "----|----------|-------|----------|------|-----|----|------|---------|----------\n"
        "GET  /               32  0(0.00%) | 0.090 0.022 1.80 0.045 |     0.53       0.00\n"
        "POST /abcd      1234567 \033[31m45(0.00%)\033[0m |  6.00  1.50  120  3.00 | 20576.12       0.75\n"
        "----|----------|-------|----------|------|-----|----|------|---------|----------\n"
        "     Aggregated 1234599 \033[31m45(0.00%)\033[0m |  6.00  1.50  120  3.00 | 20576.65       0.75\n");
}

TEST_MAIN(RUN(requests_at_80_columns); RUN(requests_at_200_columns); RUN(requests_in_a_pipe);
          RUN(a_long_name_at_80_columns); RUN(a_long_name_at_200_columns); RUN(a_long_name_in_a_pipe);
          RUN(requests_at_40_columns); RUN(requests_at_20_columns); RUN(large_numbers);
          RUN(an_east_asian_name); RUN(control_characters_are_shown); RUN(what_turns_the_direction_is_shown);
          RUN(rates_of_the_last_seconds_while_running); RUN(no_requests_at_all); RUN(colors))
