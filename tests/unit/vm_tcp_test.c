/* connect, send and receive in the VM: what is asked for, what is reported, what goes on. */
#include "compiler/compile.h"
#include "runtime/base/count_of.h"
#include "tests/support/test.h"
#include "tests/support/vm_fake.h"

/* The task's program, as it stands in a user. */
static struct program *program_of(const char *task)
{
    struct compile_options options = {.for_run = true};
    struct compilation compilation;
    struct program *program = NULL;
    struct buffer text = {0};

    buffer_printf(&text, "user U { task t { %s } }", task);
    if (compile_text(&compilation, "t.swarm", text.data, text.length, &options))
        program = compilation_take(&compilation);
    CHECK(program != NULL);
    compilation_free(&compilation);
    buffer_free(&text);
    return program;
}

/* The answers in turn; the last stays. Whether they come at once or later makes no difference. */
#define CHECK_TASK(task, ended, told_, ...)                                                                  \
    do {                                                                                                     \
        const struct answer answers[] = {__VA_ARGS__};                                                       \
        struct program *program = program_of(task);                                                          \
        for (int later = 0; later < 2; later++) {                                                            \
            struct vm_fake fake;                                                                             \
            fake_open(&fake, program);                                                                       \
            fake.answers = answers;                                                                          \
            fake.answers_count = COUNT_OF(answers);                                                          \
            fake.suspends = later;                                                                           \
            CHECK_TEXT(fake_run(&fake, program->tasks[0].function, NULL, 100), ended);                       \
            CHECK_TEXT(buffer_text(&fake.told), told_);                                                      \
            fake_close(&fake);                                                                               \
        }                                                                                                    \
        program_free(program);                                                                               \
    } while (0)

TEST(each_is_reported_under_its_name)
{
    CHECK_TASK("connect host port 7 tls timeout 2s send \"hi\" as \"say\" receive until \"\\n\" max 9 "
               "{ log body } disconnect",
               "finished",
               "connect tls http://h 7 timeout 2000ms\npassed TCP connect 5ms\nsend hi\npassed TCP say 5ms\n"
               "receive until \n 0 max 9\nlog hey\npassed TCP receive 5ms\ndisconnect\n",
               {.body = "hey"});
}

TEST(where_nothing_is_to_be_reported_nothing_is)
{
    CHECK_TASK("connect \"a:1\" as \"to ${user.id}\" log \"on\"", "finished", "connect a:1 0\nlog on\n",
               {.status = -1});
}

TEST(the_connection_says_which_row_it_is)
{
    CHECK_TASK(
        "connect udp \"a:1\" connect \"a:1\" receive all", "finished",
        "connect udp a:1 0\npassed UDP connect 5ms\nconnect a:1 0\nreceive all \npassed UDP receive 5ms\n",
        {.status = 17}, {.status = -1}, {.status = 17, .body = "x"});
}

TEST(a_failure_skips_the_block_and_goes_on)
{
    CHECK_TASK(
        "receive bytes 3 as \"r\" { log \"not here\" } log \"here\"", "finished",
        "receive bytes  3 max 0\nfailure TCP r: connection closed by peer ()\nfailed TCP r 5ms\nlog here\n",
        {.error = NET_ERROR_ENDED});
}

TEST(a_block_that_needs_bytes_ends_the_task_without)
{
    CHECK_TASK("receive all as \"r\" { capture x = body } log \"not here ${x}\"", "skipped",
               "receive all \nfailure TCP r: timeout ()\nfailed TCP r 5ms\n", {.error = NET_ERROR_TIMEOUT});
    CHECK_TASK("send \"x\" log \"here\"", "finished",
               "send x\nfailure TCP send: not connected ()\nfailed TCP send 5ms\nlog here\n",
               {.error = NET_ERROR_NOT_CONNECTED});
}

TEST(a_failed_send_fails_its_transaction)
{
    CHECK_TASK("transaction \"both\" { send \"x\" }", "finished",
               "send x\nfailure TCP send: not connected ()\nfailed TCP send 5ms\nfailed TXN both 5ms\n",
               {.error = NET_ERROR_NOT_CONNECTED});
}

/* A scenario may send for ever without having to wait. */
TEST(what_is_done_at_once_leaves_others_their_turn)
{
    struct program *program = program_of("while true { send \"x\" }");
    struct vm_fake fake;
    struct vm_want want;

    fake_open(&fake, program);
    vm_start(fake.vm, &fake.environment, program->tasks[0].function, NULL, NULL, 0);
    CHECK_INT(vm_run(fake.vm, &want), VM_YIELD);
    CHECK(fake.requests > 10 && fake.requests < 100);
    CHECK_INT(vm_run(fake.vm, &want), VM_YIELD);
    vm_cancel(fake.vm);
    fake_close(&fake);
    program_free(program);
}

TEST(what_makes_no_sense_is_a_runtime_error)
{
    CHECK_TASK("let p = 0 connect host port p", "a port must be a number from 1 to 65535", "", {0});
    CHECK_TASK("let p = \"12x\" connect host port p", "a port must be a number from 1 to 65535", "", {0});
    CHECK_TASK("let p = \"80\\0\" connect host port p", "a port must be a number from 1 to 65535", "", {0});
    CHECK_TASK("let a = \"a:1\\0b\" connect a", "an address can't contain a NUL byte", "", {0});
    CHECK_TASK("let n = 0 receive all max n", "max takes a number of bytes from 1 to 64 MiB", "", {0});
    CHECK_TASK("let s = \"\" receive until s", "receive until takes a string that isn't empty", "", {0});
    CHECK_TASK("let n = -1 receive bytes n", "receive bytes takes a number of bytes from 0 to 64 MiB", "",
               {0});
    CHECK_TASK("let d = 0s receive all timeout d", "timeout must be a duration greater than 0", "", {0});
    CHECK_TASK("let l = json_decode(\"5\") send l", "send takes a string, not int", "", {0});
}

TEST_MAIN(RUN(each_is_reported_under_its_name); RUN(where_nothing_is_to_be_reported_nothing_is);
          RUN(the_connection_says_which_row_it_is); RUN(a_failure_skips_the_block_and_goes_on);
          RUN(a_block_that_needs_bytes_ends_the_task_without); RUN(a_failed_send_fails_its_transaction);
          RUN(what_is_done_at_once_leaves_others_their_turn); RUN(what_makes_no_sense_is_a_runtime_error);)
