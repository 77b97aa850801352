/* Runs a fuzz target without a fuzzer, so that its corpus is part of every test run:
 *
 *     replay_NAME corpus/NAME
 *
 * Each file is run whole, cut short at every byte, and with bytes changed by a seeded
 * generator: the same inputs every time. Prints TAP, a case for each file. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    max_file = 1 << 20,
    max_cuts = 4096, /* of longer files only so many beginnings are tried */
    changes = 2000,
};

static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rbe");
    uint8_t *data = malloc(max_file);
    if (!f || !data) {
        perror(path);
        exit(1);
    }
    *size = fread(data, 1, max_file, f);
    (void)fclose(f);
    return data;
}

/* Runs a copy of exactly that size, so that a read past the end is noticed. */
static void run(const uint8_t *data, size_t size)
{
    uint8_t *copy = malloc(size ? size : 1);
    if (!copy)
        abort();
    memcpy(copy, data, size);
    (void)LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static void run_changed(uint8_t *data, size_t size)
{
    uint32_t state = 2463534242u;
    for (int i = 0; i < changes && size > 0; i++) {
        size_t at = next_random(&state) % size;
        uint8_t kept = data[at];
        data[at] = (uint8_t)next_random(&state);
        run(data, size);
        data[at] = kept;
    }
}

static void run_file(const char *path)
{
    size_t size;
    uint8_t *data = read_file(path, &size);
    run(data, size);
    for (size_t n = 0; n < size && n < max_cuts; n++)
        run(data, n);
    run_changed(data, size);
    free(data);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    struct dirent **entries = NULL;
    int n = argc == 2 ? scandir(argv[1], &entries, is_visible, alphasort) : -1;
    if (n <= 0) {
        (void)fprintf(stderr, "usage: %s FOLDER-WITH-FILES\n", argv[0]);
        return 1;
    }
    printf("1..%d\n", n);
    for (int i = 0; i < n; i++) {
        char path[4096];
        (void)snprintf(path, sizeof(path), "%s/%s", argv[1], entries[i]->d_name);
        run_file(path);
        printf("ok %d - %s\n", i + 1, entries[i]->d_name);
        (void)fflush(stdout);
        free(entries[i]);
    }
    free(entries);
    return 0;
}
