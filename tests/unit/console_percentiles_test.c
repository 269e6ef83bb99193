/* The tables of percentiles at 80 and 200 columns. */
#include "tests/support/console_run.h"

TEST(percentiles_at_80_columns)
{
    print_check(console_percentiles, run_of("/abcd"), &narrow,
                "Response time percentiles (ms)\n"
                "Type Name       |   50%   75%   80%   90%   95%   98%   99% 99.9% 99.99% 100%\n"
                "----|-----------|------|-----|-----|-----|-----|-----|-----|-----|------|----\n"
                "GET  /          | 0.045 0.135 0.180 0.225 0.270 0.315 0.360 0.405  0.450 1.80\n"
                "POST /abcd      |  3.00  9.00    12    15    18    21    24    27     30  120\n"
                "----|-----------|------|-----|-----|-----|-----|-----|-----|-----|------|----\n"
                "     Aggregated |  3.00  9.00    12    15    18    21    24    27     30  120\n");
}

TEST(percentiles_at_200_columns)
{
    print_check(console_percentiles, run_of("/abcd"), &wide,
                "Response time percentiles (ms)\n"
                "Type     Name       |    50%    66%    75%    80%    90%    95%    98%    99%  99.9% 99.99% "
                "  100% |  # reqs\n"
                "--------|-----------|-------|------|------|------|------|------|------|------|------|------|"
                "-------|--------\n"
                "GET      /          |  0.045  0.090  0.135  0.180  0.225  0.270  0.315  0.360  0.405  0.450 "
                "  1.80 |      32\n"
                "POST     /abcd      |   3.00   6.00   9.00     12     15     18     21     24     27     30 "
                "   120 | 1234567\n"
                "--------|-----------|-------|------|------|------|------|------|------|------|------|------|"
                "-------|--------\n"
                "         Aggregated |   3.00   6.00   9.00     12     15     18     21     24     27     30 "
                "   120 | 1234599\n");
}

TEST(percentiles_of_a_long_name_at_80_columns)
{
    print_check(console_percentiles, run_of(long_name()), &narrow,
                "Response time percentiles (ms)\n"
                "Type Name                |   50%   75%   90%   95%   98%   99% 99.9% 99.99% 100%\n"
                "----|--------------------|------|-----|-----|-----|-----|-----|-----|------|----\n"
                "GET  /                   | 0.045 0.135 0.225 0.270 0.315 0.360 0.405  0.450 1.80\n"
                "POST /items/00…items/019 |  3.00  9.00    15    18    21    24    27     30  120\n"
                "----|--------------------|------|-----|-----|-----|-----|-----|-----|------|----\n"
                "     Aggregated          |  3.00  9.00    15    18    21    24    27     30  120\n");
}

TEST(percentiles_of_a_long_name_at_200_columns)
{
    print_check(
        console_percentiles, run_of(long_name()), &wide,
        "Response time percentiles (ms)\n"
        "Type Name                                                                                           "
        "                       |   50%   66%   75%   80%   90%   95%   98%   99% 99.9% 99.99% 100% |  # "
        "reqs\n"
        "----|-----------------------------------------------------------------------------------------------"
        "-----------------------|------|-----|-----|-----|-----|-----|-----|-----|-----|------|-----|--------"
        "\n"
        "GET  /                                                                                              "
        "                       | 0.045 0.090 0.135 0.180 0.225 0.270 0.315 0.360 0.405  0.450 1.80 |      "
        "32\n"
        "POST "
        "/items/000/items/001/items/002/items/003/items/004/items/0…tems/014/items/015/items/016/items/017/"
        "items/018/items/019 |  3.00  6.00  9.00    12    15    18    21    24    27     30  120 | 1234567\n"
        "----|-----------------------------------------------------------------------------------------------"
        "-----------------------|------|-----|-----|-----|-----|-----|-----|-----|-----|------|-----|--------"
        "\n"
        "     Aggregated                                                                                     "
        "                       |  3.00  6.00  9.00    12    15    18    21    24    27     30  120 | "
        "1234599\n");
}

/* Their milliseconds have up to seven digits. */
TEST(percentiles_beyond_100_seconds)
{
    struct run run = run_of("/abcd");
    run.rows[1].all = times(1234567, 90 * NANOS_PER_S);
    run.snapshot.aggregated.all = run.rows[1].all;
    print_check(console_percentiles, run, &narrow,
                "Response time percentiles (ms)\n"
                "Type Name       |   50%    75%    90%    95%    98%    99%  99.9% 99.99%    100%\n"
                "----|-----------|------|------|------|------|------|------|------|------|-------\n"
                "GET  /          | 0.045  0.135  0.225  0.270  0.315  0.360  0.405  0.450    1.80\n"
                "POST /abcd      | 90000 270000 450000 540000 630000 720000 810000 900000 3600000\n"
                "----|-----------|------|------|------|------|------|------|------|------|-------\n"
                "     Aggregated | 90000 270000 450000 540000 630000 720000 810000 900000 3600000\n");
}

/* In a table of their own, which only has the rows that know when that was. */
TEST(times_since_requests_should_have_started)
{
    struct run run = run_of("/abcd");
    run.snapshot.has_scheduled = true;
    const struct row_details details = {.scheduled = times(1000, 7 * MS)};
    run.rows[1].details = run.snapshot.aggregated.details = &details;
    print_check(console_percentiles, run, &wide,
                "Response time percentiles (ms)\n"
                "Type     Name       |    50%    66%    75%    80%    90%    95%    98%    99%  99.9% 99.99% "
                "  100% |  # reqs\n"
                "--------|-----------|-------|------|------|------|------|------|------|------|------|------|"
                "-------|--------\n"
                "GET      /          |  0.045  0.090  0.135  0.180  0.225  0.270  0.315  0.360  0.405  0.450 "
                "  1.80 |      32\n"
                "POST     /abcd      |   3.00   6.00   9.00     12     15     18     21     24     27     30 "
                "   120 | 1234567\n"
                "--------|-----------|-------|------|------|------|------|------|------|------|------|------|"
                "-------|--------\n"
                "         Aggregated |   3.00   6.00   9.00     12     15     18     21     24     27     30 "
                "   120 | 1234599\n"
                "\n"
                "Time since the scheduled start, percentiles (ms)\n"
                "Type     Name       |    50%    66%    75%    80%    90%    95%    98%    99%  99.9% 99.99% "
                "  100% |  # reqs\n"
                "--------|-----------|-------|------|------|------|------|------|------|------|------|------|"
                "-------|--------\n"
                "POST     /abcd      |   7.00     14     21     28     35     42     49     56     63     70 "
                "   280 |    1000\n"
                "--------|-----------|-------|------|------|------|------|------|------|------|------|------|"
                "-------|--------\n"
                "         Aggregated |   7.00     14     21     28     35     42     49     56     63     70 "
                "   280 |    1000\n");
}

TEST_MAIN(RUN(percentiles_at_80_columns); RUN(percentiles_at_200_columns);
          RUN(percentiles_of_a_long_name_at_80_columns); RUN(percentiles_of_a_long_name_at_200_columns);
          RUN(percentiles_beyond_100_seconds); RUN(times_since_requests_should_have_started))
