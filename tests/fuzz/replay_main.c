/* Links with a fuzz target in place of libFuzzer: gives it each of the files named as arguments, once. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { INPUT_MAX_BYTES = 1 << 24 };

static int replay(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data = malloc(INPUT_MAX_BYTES);
    if (file == NULL || data == NULL) {
        printf("not ok - %s can't be read\n", path);
        free(data);
        return 1;
    }
    size_t size = fread(data, 1, INPUT_MAX_BYTES, file);
    fclose(file);
    uint8_t *exact = malloc(size > 0 ? size : 1); /* so that a sanitizer sees a read past the end */
    if (exact != NULL) {
        memcpy(exact, data, size);
        LLVMFuzzerTestOneInput(exact, size);
    }
    free(exact);
    free(data);
    printf("ok - %s\n", path);
    fflush(stdout);
    return 0;
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= replay(argv[i]);
    printf("1..%d\n", argc - 1);
    return failed;
}
