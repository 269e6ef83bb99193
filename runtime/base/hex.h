/* Hexadecimal digits. */
#ifndef SWARM_BASE_HEX_H
#define SWARM_BASE_HEX_H

/* The value of a digit, upper or lower case; -1: it is none. */
static inline int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
