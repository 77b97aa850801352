/* Files below tests/fixtures, for unit tests. */
#ifndef TESTS_UNIT_FIXTURE_H
#define TESTS_UNIT_FIXTURE_H

#include "check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"

#include <stdio.h>
#include <stdlib.h>

/* The bytes of a file; fails the test when it is not there. */
static inline struct str fixture_bytes(struct arena *mem, const char *path)
{
    const char *root = getenv("FIXTURES");
    AUTO(buf_clear) struct buf all = BUF_INIT(4 * 1024 * 1024);
    char name[512], chunk[4096];
    (void)snprintf(name, sizeof(name), "%s/%s", root ? root : "tests/fixtures", path);
    FILE *f = fopen(name, "rb");
    if (!f)
        fail_msg("no fixture %s", name);
    for (size_t n; (n = fread(chunk, 1, sizeof(chunk), f)) > 0;)
        buf_add(&all, (struct str){ chunk, n });
    (void)fclose(f);
    return arena_buf(mem, &all);
}

/* The same, parsed; freed by the caller. */
static inline struct json *fixture_json(const char *path)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct json *j = NULL;
    struct err err = { 0 };
    if (!json_parse(&j, fixture_bytes(mem, path), &err))
        fail_msg("%s: %s", path, err.msg);
    return j;
}

#endif
