/* The words that start declarations, members and statements. Syntax errors use them for suggestions. */
#ifndef SWARM_COMPILER_PARSE_SYNTAX_WORDS_H
#define SWARM_COMPILER_PARSE_SYNTAX_WORDS_H

enum word_kind { WORD_OTHER, WORD_DECLARATION, WORD_MEMBER, WORD_STATEMENT, WORD_REQUEST };

/* What a token of that kind starts. */
enum word_kind word_kind_of(int kind);

/* Where it is allowed, as the text of a label; "" for WORD_OTHER. */
const char *word_place(enum word_kind kind);

/* The words of each kind; NULL at the end. */
extern const char *const declaration_words[];
extern const char *const member_words[];
extern const char *const statement_words[];

#endif
