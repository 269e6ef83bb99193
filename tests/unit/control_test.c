/* Control: runs one after another in one process, stopped in every phase, and what observers hear of it. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/net/transport.h"
#include "tests/support/program_text.h"
#include "tests/support/run_once.h"

#include <dirent.h>
#include <ev.h>
#include <sys/wait.h>
#include <unistd.h>

#define LONG_RUN "user U { wait 20ms task t { wait 1ms } }\n"

/* ---- what happened, as text ---- */

struct diary {
    struct control *control;
    struct buffer text;         /* a word per event */
    enum control_state stop_at; /* stop the run when it is in this state; READY: never */
    bool at_once;               /* by control_stop_now */
    unsigned ticks;
};

static void diary_note(struct diary *diary, const char *what)
{
    buffer_printf(&diary->text, "%s%s", diary->text.length > 0 ? " " : "", what);
    if (diary->stop_at == CONTROL_READY || control_state(diary->control) != diary->stop_at)
        return;
    diary->stop_at = CONTROL_READY;
    if (diary->at_once)
        control_stop_now(diary->control, "enough at once");
    else
        control_stop(diary->control, "enough");
}

static void diary_starting(void *context, const struct run_settings *settings)
{
    (void)settings;
    diary_note(context, "starting");
}

static void diary_began(void *context, const struct run_settings *settings)
{
    (void)settings;
    diary_note(context, "began");
}

/* Ticks come as often as the machine has time for, so the diary doesn't count them. */
static void diary_tick(void *context, const struct snapshot *snapshot)
{
    struct diary *diary = context;

    (void)snapshot;
    diary->ticks++;
}

static void diary_reached(void *context, const struct run_settings *settings, uint64_t users)
{
    char text[32];

    (void)settings;
    snprintf(text, sizeof text, "reached:%" PRIu64, users);
    diary_note(context, text);
}

static void diary_stopping(void *context, const char *why)
{
    diary_note(context, why);
}

static void diary_reset(void *context)
{
    diary_note(context, "reset");
}

static void diary_ended(void *context, const struct snapshot *snapshot)
{
    (void)snapshot;
    diary_note(context, "ended");
}

static struct control_observer diary_observer(struct diary *diary)
{
    return (struct control_observer){
        .context = diary,
        .starting = diary_starting,
        .began = diary_began,
        .tick = diary_tick,
        .users_reached = diary_reached,
        .stopping = diary_stopping,
        .was_reset = diary_reset,
        .ended = diary_ended,
    };
}

static struct control *control_of(const struct program *program)
{
    const struct run_backend backend = engine_backend(program);

    return control_new(&backend);
}

/* A run with that diary; checks how it ended and what the diary says. */
static void check_run(const char *text, const struct run_settings *settings, struct diary *diary,
                      enum run_end how, const char *wanted)
{
    struct program *program = program_of(text);
    struct control_observer observer = diary_observer(diary);
    struct snapshot *snapshot = run_once(program, settings, &observer, &diary->control);

    CHECK_INT(snapshot->how, how);
    CHECK_TEXT(buffer_text(&diary->text), wanted);
    snapshot_free(snapshot);
    buffer_free(&diary->text);
    program_free(program);
}

/* ---- each run starts from scratch ---- */

/* All that a run can leave behind: shared values, counters, cursors of data, choices, names of rows, errors,
 * and what is logged once a run. Nobody listens on port 1. */
static const char choosy[] = "counter number\n"
                             "shared stamp = 0\n"
                             "data colors = lines(\"scenarios/data/colors.txt\")\n"
                             "data lottery = lines(\"scenarios/data/colors.txt\") random\n"
                             "data deck = lines(\"scenarios/data/colors.txt\") shuffle\n"
                             "setup { stamp = stamp + 1 }\n"
                             "user U {\n"
                             "    wait 0.01ms\n"
                             "    task draw weight 3 {\n"
                             "        get \"/\" as \"draw ${random_int(1, 900)} ${take lottery}\"\n"
                             "    }\n"
                             "    task count weight 1 {\n"
                             "        get \"/\" as \"count ${next(number)} ${take deck} ${stamp}\"\n"
                             "        if take colors == \"red\" { fail \"red\" }\n"
                             "    }\n"
                             "}\n";

static struct buffer warnings;

static void warning_keep(enum log_level level, const char *line, void *context)
{
    const char *message = strstr(line, "more than");

    (void)context;
    if (level == LOG_WARNING && message)
        buffer_printf(&warnings, "%s\n", message);
}

static void digest_add(const struct snapshot *snapshot, struct buffer *out)
{
    buffer_printf(out, "%d %" PRIu64 " %" PRIu64 "\n", (int)snapshot->how, snapshot->error_occurrences,
                  snapshot->verdict.failed_requests);
    for (size_t i = 0; i < snapshot->row_count; i++)
        buffer_printf(out, "%s %s %" PRIu64 " %" PRIu64 "\n", snapshot->rows[i].type, snapshot->rows[i].name,
                      snapshot->rows[i].requests, snapshot->rows[i].failures);
    for (size_t i = 0; i < snapshot->error_count; i++)
        buffer_printf(out, "%s %s %" PRIu64 "\n", snapshot->errors[i].place, snapshot->errors[i].message,
                      snapshot->errors[i].occurrences);
    for (size_t i = 0; i < snapshot->threshold_count; i++)
        buffer_printf(out, "%s %d %.10g\n", snapshot->thresholds[i].threshold.text,
                      snapshot->thresholds[i].is_met, snapshot->thresholds[i].got);
}

static void choosy_digest(struct control *control, uint64_t seed, struct buffer *out)
{
    const struct threshold threshold = {
        .metric = THRESHOLD_REQUESTS, .op = THRESHOLD_EQUAL, .wanted = 1600, .text = "requests == 1600"};
    const struct run_settings settings = {.users = 1,
                                          .iterations = 1600,
                                          .reactors = 1,
                                          .client.host = "http://127.0.0.1:1",
                                          .seed = seed,
                                          .thresholds = &threshold,
                                          .threshold_count = 1};
    struct snapshot *snapshot;

    buffer_clear(&warnings);
    log_sink_set(warning_keep, NULL);
    snapshot = run_again(control, &settings);
    log_sink_set(NULL, NULL);
    buffer_clear(out);
    digest_add(snapshot, out);
    buffer_append(out, buffer_text(&warnings), warnings.length);
    snapshot_free(snapshot);
}

/* The digest of such a run in a process of its own. */
static void fresh_digest(const struct program *program, uint64_t seed, struct buffer *out)
{
    int ends[2];
    char piece[4096];
    ssize_t length;
    pid_t child;

    CHECK(pipe(ends) == 0);
    fflush(stdout);
    child = fork();
    if (child == 0) {
        struct control *control = control_of(program);

        choosy_digest(control, seed, out);
        control_free(control);
        for (size_t at = 0; at < out->length; at += (size_t)length)
            length = write(ends[1], out->data + at, out->length - at);
        _exit(0);
    }
    close(ends[1]);
    buffer_clear(out);
    while ((length = read(ends[0], piece, sizeof piece)) > 0)
        buffer_append(out, piece, (size_t)length);
    close(ends[0]);
    waitpid(child, NULL, 0);
}

TEST(three_runs_in_a_row_are_like_runs_of_fresh_processes)
{
    struct program *program = program_of(choosy);
    struct buffer fresh = {0}, other = {0}, got = {0};
    struct control *control;

    fresh_digest(program, 7, &fresh);
    fresh_digest(program, 8, &other);
    CHECK(fresh.length > 1000 && strstr(buffer_text(&fresh), "more than"));
    CHECK(strcmp(buffer_text(&fresh), buffer_text(&other)) != 0);
    control = control_of(program);
    choosy_digest(control, 7, &got);
    CHECK_TEXT(buffer_text(&got), buffer_text(&fresh));
    choosy_digest(control, 8, &got);
    CHECK_TEXT(buffer_text(&got), buffer_text(&other));
    choosy_digest(control, 7, &got);
    CHECK_TEXT(buffer_text(&got), buffer_text(&fresh));
    control_free(control);
    program_free(program);
    buffer_free(&fresh);
    buffer_free(&other);
    buffer_free(&got);
    buffer_free(&warnings);
}

static int descriptors_open(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

TEST(no_descriptor_stays_open_after_a_run)
{
    struct program *program = program_of(choosy);
    struct control *control = control_of(program);
    struct buffer digest = {0};
    int before;

    choosy_digest(control, 7, &digest);
    before = descriptors_open();
    choosy_digest(control, 7, &digest);
    choosy_digest(control, 7, &digest);
    CHECK_INT(descriptors_open(), before);
    control_free(control);
    program_free(program);
    buffer_free(&digest);
    buffer_free(&warnings);
}

TEST(the_last_snapshot_stays_readable_until_the_next_start)
{
    struct program *program = program_of(LONG_RUN);
    struct control *control = control_of(program);
    const struct run_settings settings = {.users = 1, .iterations = 5}, none = {0};
    struct snapshot *before = control_snapshot(control), *last, *kept;
    struct buffer why = {0};

    CHECK(!before->is_final && before->row_count == 0 && before->users == 0);
    CHECK(!control_settings(control));
    snapshot_free(before);
    last = run_again(control, &settings);
    kept = control_snapshot(control);
    CHECK(kept == last && kept->is_final);
    CHECK(!control_start(control, &none, &why));
    CHECK_INT(control_state(control), CONTROL_STOPPED);
    CHECK_INT(control_settings(control)->iterations, 5);
    snapshot_free(kept);
    snapshot_free(run_again(control, &settings));
    CHECK(last->is_final); /* whoever holds it may still read it */
    snapshot_free(last);
    control_free(control);
    program_free(program);
    buffer_free(&why);
}

TEST(settings_are_copied)
{
    struct program *program = program_of(LONG_RUN);
    struct control *control = control_of(program);
    char host[] = "http://127.0.0.1:1", kind[] = "U";
    const char *kinds[] = {kind};
    struct run_settings settings = {.users = 1,
                                    .iterations = 5,
                                    .client.host = host,
                                    .selection.kinds = kinds,
                                    .selection.kind_count = 1};
    struct run_settings changed;

    snapshot_free(run_again(control, &settings));
    memset(host, 'x', sizeof host - 1);
    kind[0] = 'x';
    CHECK_TEXT(control_settings(control)->client.host, "http://127.0.0.1:1");
    run_settings_copy(&changed, control_settings(control));
    changed.client.host = run_settings_text(&changed, "http://127.0.0.1:2");
    snapshot_free(run_again(control, &changed));
    run_settings_free(&changed);
    CHECK_TEXT(control_settings(control)->client.host, "http://127.0.0.1:2");
    CHECK_TEXT(control_settings(control)->selection.kinds[0], "U");
    control_free(control);
    program_free(program);
}

/* ---- stopping in every phase ---- */

#define SLOW_SETUP "setup { wait 100s } teardown { wait 1ms }\n" LONG_RUN

TEST(stopped_before_it_has_begun)
{
    struct run_settings settings = {.users = 2};
    struct diary diary = {.stop_at = CONTROL_STARTING};

    check_run(SLOW_SETUP, &settings, &diary, RUN_STOPPED, "starting enough ended");
    diary = (struct diary){.stop_at = CONTROL_STARTING, .at_once = true};
    check_run(SLOW_SETUP, &settings, &diary, RUN_STOPPED, "starting enough at once ended");
}

TEST(stopped_while_spawning)
{
    struct run_settings settings = {.users = 5000, .spawn_rate = 1, .reactors = 2};
    struct diary diary = {.stop_at = CONTROL_SPAWNING};

    check_run(LONG_RUN, &settings, &diary, RUN_STOPPED, "starting began enough ended");
    diary = (struct diary){.stop_at = CONTROL_SPAWNING, .at_once = true};
    check_run(LONG_RUN, &settings, &diary, RUN_CUT, "starting began ended");
}

TEST(stopped_while_running)
{
    struct run_settings settings = {.users = 5, .reactors = 2};
    struct diary diary = {.stop_at = CONTROL_RUNNING};

    check_run(LONG_RUN, &settings, &diary, RUN_STOPPED, "starting began reached:5 enough ended");
    diary = (struct diary){.stop_at = CONTROL_RUNNING, .at_once = true};
    check_run(LONG_RUN, &settings, &diary, RUN_CUT, "starting began reached:5 ended");
}

TEST(stopped_while_stopping)
{
    struct run_settings settings = {.users = 5, .iterations = 50};
    struct diary diary = {.stop_at = CONTROL_STOPPING};

    check_run(LONG_RUN, &settings, &diary, RUN_DONE,
              "starting began reached:5 all iterations have finished ended");
    diary = (struct diary){.stop_at = CONTROL_STOPPING, .at_once = true};
    check_run("teardown { wait 100s }\n" LONG_RUN, &settings, &diary, RUN_CUT,
              "starting began reached:5 all iterations have finished ended");
}

TEST(stopped_when_there_is_no_run)
{
    struct program *program = program_of(LONG_RUN);
    struct control *control = control_of(program);

    control_stop(control, "enough");
    control_stop_now(control, "enough");
    CHECK(!control_reset(control));
    CHECK(!control_set_users(control, 3, 1));
    CHECK_INT(control_state(control), CONTROL_READY);
    control_free(control);
    program_free(program);
}

/* While setup hangs, a second request cuts what is left of the run. */
TEST(freed_while_a_run_goes_on)
{
    struct program *program = program_of(SLOW_SETUP);
    struct control *control = control_of(program);
    struct diary diary = {.control = control};
    struct control_observer observer = diary_observer(&diary);
    struct buffer why = {0};

    control_observe(control, &observer);
    CHECK(control_start(control, &(struct run_settings){.users = 1}, &why));
    CHECK(!control_start(control, &(struct run_settings){.users = 1}, &why));
    CHECK_TEXT(buffer_text(&why), "a run is already in progress");
    control_free(control);
    CHECK_TEXT(buffer_text(&diary.text), "starting ended");
    buffer_free(&diary.text);
    buffer_free(&why);
    program_free(program);
}

/* ---- failed setup, then another run ---- */

TEST(starts_again_after_a_failed_setup)
{
    struct program *program = program_of("setup { fail \"no\" }\n" LONG_RUN);
    struct control *control = control_of(program);
    const struct run_settings settings = {.users = 1, .iterations = 3};

    for (int i = 0; i < 3; i++) {
        struct snapshot *snapshot = run_again(control, &settings);

        CHECK_INT(snapshot->how, RUN_SETUP_FAILED);
        CHECK(snapshot->verdict.has_failed && snapshot->verdict.setup_failed);
        snapshot_free(snapshot);
    }
    control_free(control);
    program_free(program);
}

/* ---- while it runs ---- */

/* At its first tick: more users; when they have started, new statistics; when those have begun, the end. */
struct changes {
    struct control *control;
    struct control_observer observer;
    uint64_t reached;
    uint64_t errors_before, errors_after;
    unsigned resets;
    bool has_changed;
};

static void changes_tick(void *context, const struct snapshot *snapshot)
{
    struct changes *changes = context;

    if (!changes->has_changed)
        CHECK(control_set_users(changes->control, 7, 0));
    changes->has_changed = true;
    if (changes->resets == 0)
        changes->errors_before = snapshot->error_occurrences;
    else
        control_stop(changes->control, "enough");
}

static void changes_reached(void *context, const struct run_settings *settings, uint64_t users)
{
    struct changes *changes = context;

    changes->reached = users;
    CHECK_INT(settings->users, users);
    if (users == 7)
        CHECK(control_reset(changes->control));
}

static void changes_reset(void *context)
{
    struct changes *changes = context;
    struct snapshot *snapshot = control_snapshot(changes->control);

    changes->resets++;
    changes->errors_after = snapshot->error_occurrences;
    CHECK_INT(snapshot->users, 7);
    snapshot_free(snapshot);
}

TEST(users_are_set_and_statistics_reset_while_it_runs)
{
    struct program *program = program_of("user U { wait 1ms task t { fail \"no\" } }\n");
    struct run_settings settings = {.users = 2, .reactors = 2};
    struct changes changes = {0};
    struct control_observer observer = {.context = &changes,
                                        .tick = changes_tick,
                                        .users_reached = changes_reached,
                                        .was_reset = changes_reset};
    struct snapshot *snapshot = run_once(program, &settings, &observer, &changes.control);

    CHECK_INT(changes.reached, 7);
    CHECK_INT(changes.resets, 1);
    CHECK(changes.errors_before > 0);
    CHECK_INT(changes.errors_after, 0);
    CHECK_INT(snapshot->users, 7);
    snapshot_free(snapshot);
    program_free(program);
}

TEST(the_same_number_of_users_is_no_change)
{
    struct program *program = program_of(LONG_RUN);
    struct control *control = control_of(program);
    struct buffer why = {0};

    CHECK(control_start(control, &(struct run_settings){.users = 2, .reactors = 1}, &why));
    while (control_state(control) != CONTROL_RUNNING)
        ev_run(control_loop(control), EVRUN_ONCE);
    CHECK(!control_set_users(control, 2, 10));
    CHECK_INT(control_state(control), CONTROL_RUNNING);
    CHECK(control_set_users(control, 3, 10));
    CHECK_INT(control_state(control), CONTROL_SPAWNING);
    control_free(control);
    program_free(program);
}

/* ---- observers ---- */

/* Stops the run and takes itself and the next observer off the list, all in one call. */
struct meddler {
    struct control *control;
    const struct control_observer *itself, *next;
    int calls;
};

static void meddler_reached(void *context, const struct run_settings *settings, uint64_t users)
{
    struct meddler *meddler = context;

    (void)settings;
    (void)users;
    meddler->calls++;
    control_unobserve(meddler->control, meddler->itself);
    control_unobserve(meddler->control, meddler->next);
    control_stop(meddler->control, "enough");
}

static void meddler_ended(void *context, const struct snapshot *snapshot)
{
    (void)snapshot;
    ((struct meddler *)context)->calls++;
}

TEST(all_observers_hear_the_same_in_the_same_order)
{
    struct program *program = program_of(LONG_RUN);
    struct control *control = control_of(program);
    struct diary first = {.control = control}, second = {.control = control}, last = {.control = control};
    struct control_observer observers[] = {
        diary_observer(&first), {0}, diary_observer(&second), diary_observer(&last)};
    struct meddler meddler = {.control = control, .itself = &observers[1], .next = &observers[2]};

    observers[1] = (struct control_observer){
        .context = &meddler, .users_reached = meddler_reached, .ended = meddler_ended};
    for (int i = 0; i < 4; i++)
        control_observe(control, &observers[i]);
    snapshot_free(run_again(control, &(struct run_settings){.users = 3}));
    CHECK_TEXT(buffer_text(&first.text), "starting began reached:3 enough ended");
    CHECK_TEXT(buffer_text(&second.text), "starting began");
    CHECK_TEXT(buffer_text(&last.text), buffer_text(&first.text));
    CHECK_INT(meddler.calls, 1);
    control_free(control);
    program_free(program);
    buffer_free(&first.text);
    buffer_free(&second.text);
    buffer_free(&last.text);
}

/* Three runs, each started from within the call that says that the last one is over. */
struct relay {
    struct control *control;
    struct run_settings settings;
    struct buffer text;
    int runs;
};

static void relay_starting(void *context, const struct run_settings *settings)
{
    (void)settings;
    buffer_append_text(&((struct relay *)context)->text, "starting ");
}

static void relay_ended(void *context, const struct snapshot *snapshot)
{
    struct relay *relay = context;
    struct buffer why = {0};

    CHECK(snapshot->is_final);
    buffer_append_text(&relay->text, "ended ");
    if (++relay->runs < 3)
        CHECK(control_start(relay->control, &relay->settings, &why));
    else
        control_leave(relay->control);
    buffer_free(&why);
}

TEST(a_run_starts_from_within_the_end_of_another)
{
    struct program *program = program_of(LONG_RUN);
    struct relay relay = {.control = control_of(program), .settings = {.users = 1, .iterations = 3}};
    struct control_observer observer = {.context = &relay, .starting = relay_starting, .ended = relay_ended};
    struct buffer why = {0};

    control_observe(relay.control, &observer);
    CHECK(control_start(relay.control, &relay.settings, &why));
    control_run(relay.control);
    CHECK_TEXT(buffer_text(&relay.text), "starting ended starting ended starting ended ");
    control_free(relay.control);
    program_free(program);
    buffer_free(&relay.text);
}

TEST_MAIN(transport_setup(); RUN(three_runs_in_a_row_are_like_runs_of_fresh_processes);
          RUN(no_descriptor_stays_open_after_a_run);
          RUN(the_last_snapshot_stays_readable_until_the_next_start); RUN(settings_are_copied);
          RUN(stopped_before_it_has_begun); RUN(stopped_while_spawning); RUN(stopped_while_running);
          RUN(stopped_while_stopping); RUN(stopped_when_there_is_no_run); RUN(freed_while_a_run_goes_on);
          RUN(starts_again_after_a_failed_setup); RUN(users_are_set_and_statistics_reset_while_it_runs);
          RUN(the_same_number_of_users_is_no_change); RUN(all_observers_hear_the_same_in_the_same_order);
          RUN(a_run_starts_from_within_the_end_of_another))
