/* Words that users of other tools and languages write out of habit, with what to write instead. */
#ifndef SWARM_COMPILER_DIAG_FOREIGN_WORDS_H
#define SWARM_COMPILER_DIAG_FOREIGN_WORDS_H

/* Where a word was written; see foreign_words.def. */
enum foreign_place {
    FOREIGN_DECLARATION = 1 << 0,
    FOREIGN_MEMBER = 1 << 1,
    FOREIGN_STATEMENT = 1 << 2,
    FOREIGN_SETTING = 1 << 3,
    FOREIGN_CLIENT = 1 << 4,
    FOREIGN_METRIC = 1 << 5,
    FOREIGN_STAGE = 1 << 6,
    FOREIGN_ATTRIBUTE = 1 << 7,
    FOREIGN_ORDER = 1 << 8,
    FOREIGN_TYPE = 1 << 9,
    FOREIGN_CALL = 1 << 10,
    FOREIGN_VALUE = 1 << 11,
    FOREIGN_PART = 1 << 12,
    FOREIGN_METHOD = 1 << 13,
};

/* The advice for a word, or for a dotted path such as "random.randint", in one place; NULL: none. Case and
 * `_` are ignored. */
const char *foreign_advice(enum foreign_place place, const char *word);

#endif
