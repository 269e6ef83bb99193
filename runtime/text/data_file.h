/* Files of test data, as text in UTF-8. A file can be compressed with gzip, and in another encoding than
 * UTF-8. Nothing is repaired: bytes that aren't text in the encoding are an error with their place. */
#ifndef SWARM_TEXT_DATA_FILE_H
#define SWARM_TEXT_DATA_FILE_H

#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>

/* The most bytes of a file, also after it is decompressed. */
#define DATA_FILE_MAX ((size_t)1 << 30)

/* The encoding of files that are taken as they are, text or not. */
#define DATA_FILE_BYTES "bytes"

enum data_source { DATA_CSV, DATA_JSON, DATA_LINES };

struct data_format {
    enum data_source source;
    char delimiter;       /* of CSV */
    const char *encoding; /* NULL: UTF-8. A byte order mark in the file counts more. */
};

struct data_error {
    size_t line;      /* from 1; 0: the error concerns the whole file */
    bool is_encoding; /* bytes aren't text in the encoding */
    char text[256];
};

/* True for DATA_FILE_BYTES and for names of charsets, in any case. */
bool data_encoding_is_known(const char *encoding);

/* Sets *rows to the list of rows, owned by the caller: of CSV maps from column to string, of JSON the items
 * of the list, of lines strings, without empty lines. On an error it returns false, sets *error, and *rows is
 * none. Errors are those of csv.h and json.h, JSON that isn't a list, a file that can't be read or has no
 * rows, and bytes that aren't text. */
bool data_file_rows(const char *path, const struct data_format *format, value *rows,
                    struct data_error *error);

/* The same for the names of the columns of a CSV file, as a list of strings. */
bool data_file_columns(const char *path, const struct data_format *format, value *columns,
                       struct data_error *error);

#endif
