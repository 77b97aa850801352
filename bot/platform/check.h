/*
 * What a look at things found: a list of findings, each with its remedy. Shared by the
 * doctor (check) and set-up.
 */
#ifndef PLATFORM_CHECK_H
#define PLATFORM_CHECK_H

#include "base/str.h"

struct arena;

/* FAIL: something will not work. WARN: worth a look. */
enum level { LEVEL_OK, LEVEL_WARN, LEVEL_FAIL, LEVEL_COUNT };

/* In plain sentences, without secrets. */
struct finding {
    enum level level;
    struct str area;   /* "acme", "data": what it is about */
    struct str what;   /* "the token is good" */
    struct str remedy; /* what to do; empty: nothing */
};

/* Begin with { .mem = ... }; everything lives there. */
struct findings {
    struct arena *mem;
    struct str area; /* of those that come */
    struct finding *v;
    size_t n, cap;
    size_t changed; /* how many of them say that something was changed */
};

/* One more, as printf does. */
void found(struct findings *f, enum level level, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* What to do about the latest one. */
void found_remedy(struct findings *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* One more that is in order, and that was not so before. */
void found_done(struct findings *f, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* How many there are of a level. */
size_t findings_count(const struct findings *f, enum level level);

/* Compares our clock with the header Date of an answer that came at now_ms; an empty or
 * strange date says nothing. `whose`: "Slack's". */
void found_clock(struct findings *f, struct str date, int64_t now_ms, const char *whose);

#endif
