/* The words with which declarations, members and statements start: what syntax errors compare with. */
#ifndef SWARM_COMPILER_PARSE_SYNTAX_WORDS_H
#define SWARM_COMPILER_PARSE_SYNTAX_WORDS_H

enum word_kind { WORD_OTHER, WORD_DECLARATION, WORD_MEMBER, WORD_STATEMENT, WORD_REQUEST };

/* What a token of that kind starts. */
enum word_kind word_kind_of(int kind);

/* Where such a thing stands, as a label says it; "" for WORD_OTHER. */
const char *word_place(enum word_kind kind);

/* The words of each kind of list; NULL at the end. */
extern const char *const declaration_words[];
extern const char *const member_words[];
extern const char *const statement_words[];

/* The one of `words` that was probably meant: what another language calls so, or the nearest; NULL for none.
 */
const char *word_meant(const char *written, const char *const *words);

#endif
