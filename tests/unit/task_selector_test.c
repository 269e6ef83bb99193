#include "runtime/user/task_selector.h"

#include "tests/support/program_builder.h"
#include "tests/support/test.h"

static const char *const read_tags[] = {"read", NULL};
static const char *const write_tags[] = {"write", "slow", NULL};

static void task_add(struct program *program, uint32_t set, const char *name, double weight,
                     const char *const *tags)
{
    uint32_t index = ADD(program, tasks, (struct task){.name = name, .function = FUNCTION_NONE});

    builder_member(program, set,
                   (struct member){.kind = MEMBER_TASK,
                                   .index = index,
                                   .weight = weight,
                                   .times = 1,
                                   .arguments = FUNCTION_NONE,
                                   .tags = tags});
}

static void set_add(struct program *program, uint32_t set, uint32_t inner)
{
    builder_member(
        program, set,
        (struct member){
            .kind = MEMBER_SET, .index = inner, .weight = 1, .times = 1, .arguments = FUNCTION_NONE});
}

/* Pearson's chi-square of counts against weights. */
static double chi_square(const uint64_t *counts, const double *weights, size_t kinds, double total,
                         double picks)
{
    double sum = 0;

    for (size_t i = 0; i < kinds; i++) {
        double wanted = picks * weights[i] / total, off = (double)counts[i] - wanted;

        sum += off * off / wanted;
    }
    return sum;
}

TEST(picks_are_by_weight)
{
    enum { KINDS = 5, PICKS = 1000000 };
    static const double weights[KINDS] = {1, 3, 6, 0.5, 12};
    struct program *program = builder_new();
    uint32_t set = ADD(program, sets, builder_set("Shop"));
    uint64_t counts[KINDS] = {0};
    struct task_selector *selectors;
    struct rng rng;

    for (int i = 0; i < KINDS; i++)
        task_add(program, set, "t", weights[i], NULL);
    selectors = task_selectors_new(program, &(struct task_filter){0});
    rng_seed(&rng, 42, 1, RNG_PICK);
    for (int i = 0; i < PICKS; i++)
        counts[task_selector_pick(&selectors[set], &rng)->index]++;
    /* 4 degrees of freedom: 18.47 is passed by one run in a thousand; the seed is fixed. */
    CHECK(chi_square(counts, weights, KINDS, 22.5, PICKS) < 18.47);
    task_selectors_free(selectors, program);
    program_free(program);
}

/* Pairs of picks that follow each other must be as frequent as their weights multiplied. */
TEST(picks_are_independent)
{
    enum { KINDS = 3, PICKS = 900000 };
    static const double weights[KINDS] = {1, 2, 3};
    struct program *program = builder_new();
    uint32_t set = ADD(program, sets, builder_set("Shop"));
    uint64_t counts[KINDS * KINDS] = {0};
    double pairs[KINDS * KINDS];
    struct task_selector *selectors;
    struct rng rng;

    for (int i = 0; i < KINDS; i++)
        task_add(program, set, "t", weights[i], NULL);
    for (int i = 0; i < KINDS * KINDS; i++)
        pairs[i] = weights[i / KINDS] * weights[i % KINDS];
    selectors = task_selectors_new(program, &(struct task_filter){0});
    rng_seed(&rng, 7, 1, RNG_PICK);
    for (int i = 0; i < PICKS; i++) {
        uint32_t first = task_selector_pick(&selectors[set], &rng)->index;

        counts[first * KINDS + task_selector_pick(&selectors[set], &rng)->index]++;
    }
    /* 8 degrees of freedom. */
    CHECK(chi_square(counts, pairs, KINDS * KINDS, 36, PICKS) < 26.12);
    task_selectors_free(selectors, program);
    program_free(program);
}

TEST(weight_zero_is_never_picked)
{
    struct program *program = builder_new();
    uint32_t set = ADD(program, sets, builder_set("Shop"));
    struct task_selector *selectors;
    struct rng rng;

    task_add(program, set, "never", 0, NULL);
    task_add(program, set, "always", 1, NULL);
    task_add(program, set, "never either", 0, NULL);
    selectors = task_selectors_new(program, &(struct task_filter){0});
    rng_seed(&rng, 1, 1, RNG_PICK);
    for (int i = 0; i < 1000; i++)
        CHECK_INT(task_selector_pick(&selectors[set], &rng)->index, 1);
    task_selectors_free(selectors, program);
    program_free(program);
}

TEST(tags_leave_out_tasks_and_the_sets_that_they_empty)
{
    struct program *program = builder_new();
    uint32_t root = ADD(program, sets, builder_set("User"));
    uint32_t inner = ADD(program, sets, builder_set("Inner"));
    const char *const wanted[] = {"read"}, *const unwanted[] = {"slow"};
    struct task_selector *selectors;

    task_add(program, root, "reads", 1, read_tags);
    task_add(program, root, "plain", 1, NULL);
    task_add(program, inner, "writes", 1, write_tags);
    set_add(program, root, inner);

    selectors = task_selectors_new(program, &(struct task_filter){.tags = wanted, .tag_count = 1});
    CHECK_INT(selectors[root].count, 1);
    CHECK_TEXT(program->tasks[selectors[root].choices[0].member->index].name, "reads");
    CHECK_INT(selectors[inner].count, 0);
    task_selectors_free(selectors, program);

    selectors =
        task_selectors_new(program, &(struct task_filter){.exclude_tags = unwanted, .exclude_tag_count = 1});
    CHECK_INT(selectors[root].count, 2);
    CHECK_INT(selectors[inner].count, 0);
    task_selectors_free(selectors, program);

    selectors = task_selectors_new(program, &(struct task_filter){.task = "writes"});
    CHECK_INT(selectors[root].count, 1);
    CHECK_INT(selectors[root].choices[0].member->kind, MEMBER_SET);
    CHECK_INT(selectors[inner].count, 1);
    task_selectors_free(selectors, program);
    program_free(program);
}

TEST(a_set_without_choices_gives_none)
{
    struct program *program = builder_new();
    uint32_t set = ADD(program, sets, builder_set("Empty"));
    struct task_selector *selectors = task_selectors_new(program, &(struct task_filter){0});
    struct rng rng;

    rng_seed(&rng, 1, 1, RNG_PICK);
    CHECK(task_selector_pick(&selectors[set], &rng) == NULL);
    task_selectors_free(selectors, program);
    program_free(program);
}

TEST(where_there_is_nothing_to_choose_from_nothing_is_drawn)
{
    struct program *program = builder_new();
    uint32_t set = ADD(program, sets, builder_set("Shop"));
    struct task_selector *selectors;
    struct rng drawn, untouched;

    task_add(program, set, "t", 3, NULL);
    selectors = task_selectors_new(program, &(struct task_filter){0});
    rng_seed(&drawn, 42, 1, RNG_PICK);
    rng_seed(&untouched, 42, 1, RNG_PICK);
    CHECK(task_selector_pick(&selectors[set], &drawn) == &program->sets[set].members[0]);
    CHECK_INT(memcmp(&drawn, &untouched, sizeof drawn), 0);
    task_selectors_free(selectors, program);
    program_free(program);
}

TEST_MAIN(RUN(picks_are_by_weight); RUN(picks_are_independent); RUN(weight_zero_is_never_picked);
          RUN(tags_leave_out_tasks_and_the_sets_that_they_empty); RUN(a_set_without_choices_gives_none);
          RUN(where_there_is_nothing_to_choose_from_nothing_is_drawn))
