/* Things that several nodes use: never more than there are, and all of them in the end. */
#include "runtime/load/allotment.h"

#include "tests/support/test.h"

static uint64_t held_sum(const struct allotment *list, size_t count)
{
    uint64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += list[i].held;
    return sum;
}

TEST(the_first_deal_is_even)
{
    struct allotment list[3] = {{0}};

    allotments_aim(list, 3, 100, NULL);
    allotments_move(list, 3, 100);
    CHECK_INT(list[0].limit, 34);
    CHECK_INT(list[1].limit, 33);
    CHECK_INT(list[2].limit, 33);
    CHECK_INT(held_sum(list, 3), 100);
}

/* A node that joins gets what others have given back, when they have said so. One had used more than its new
 * target. */
TEST(a_node_that_joins_waits_for_what_others_give_back)
{
    struct allotment list[3] = {{0}};
    const uint64_t used[3] = {10, 30, 0};

    allotments_aim(list, 2, 100, NULL);
    allotments_move(list, 2, 100);
    allotments_aim(list, 3, 100, used);
    allotments_move(list, 3, 100);
    CHECK_INT(list[0].limit, 30);
    CHECK_INT(list[1].limit, 50);
    CHECK_INT(list[2].limit, 0);
    allotment_confirm(&list[0], 33);
    allotments_move(list, 3, 100);
    CHECK_INT(list[2].limit, 17);
    CHECK_INT(held_sum(list, 3), 100);
    allotment_confirm(&list[0], 30);
    allotments_move(list, 3, 100);
    CHECK_INT(list[2].limit, 20);
    CHECK_INT(held_sum(list, 3), 100);
}

/* What a node had when it left goes to the others. */
TEST(a_node_that_leaves_gives_its_part_to_others)
{
    struct allotment list[3] = {{0}};
    const uint64_t used[2] = {5, 5};

    allotments_aim(list, 3, 90, NULL);
    allotments_move(list, 3, 90);
    allotments_aim(list, 2, 80, used); /* ten were used by the third */
    allotments_move(list, 2, 80);
    CHECK_INT(list[0].limit, 40);
    CHECK_INT(list[1].limit, 40);
}

TEST_MAIN(RUN(the_first_deal_is_even); RUN(a_node_that_joins_waits_for_what_others_give_back);
          RUN(a_node_that_leaves_gives_its_part_to_others))
