/* What the two halves of the disassembler share: the listing of functions (disasm.c) and that of the tables
 * before them (disasm_tables.c). The text is for people and for golden tests: no addresses, nothing that
 * differs from run to run. */
#ifndef SWARM_PROGRAM_DISASM_H
#define SWARM_PROGRAM_DISASM_H

#include "runtime/program/program.h"

#include <stddef.h>
#include <stdint.h>

/* Appends the text in double quotes, with what can't be seen as an escape. */
void disassemble_quoted(const char *text, size_t length, struct buffer *out);

/* "shop.swarm:12" */
void disassemble_place(const struct program *program, uint32_t file, uint32_t line, struct buffer *out);

/* "fn say", or "?" for an index that no function has. */
const char *disassemble_function_name(const struct program *program, uint32_t function);

/* "receive until ${0}" */
void disassemble_tcp(const struct tcp_site *site, struct buffer *out);

/* All tables but constants, regexes and paths, which the instructions show where they use them. */
void disassemble_tables(const struct program *program, struct buffer *out);

#endif
