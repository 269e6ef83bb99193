/* Shared by the two files of the disassembler: disasm.c lists functions, disasm_tables.c the tables before
 * them. The listing is for people and for golden tests: it is the same in every run. */
#ifndef SWARM_PROGRAM_DISASM_H
#define SWARM_PROGRAM_DISASM_H

#include "runtime/program/program.h"

#include <stddef.h>
#include <stdint.h>

/* Appends the text in double quotes; unprintable bytes are escaped. */
void disassemble_quoted(const char *text, size_t length, struct buffer *out);

/* "shop.swarm:12" */
void disassemble_place(const struct program *program, uint32_t file, uint32_t line, struct buffer *out);

/* "fn say"; "?" if there is no such function. */
const char *disassemble_function_name(const struct program *program, uint32_t function);

/* "receive until ${0}" */
void disassemble_tcp(const struct tcp_site *site, struct buffer *out);

/* All tables except constants, regexes and paths, which are shown where instructions use them. */
void disassemble_tables(const struct program *program, struct buffer *out);

#endif
