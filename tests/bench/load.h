/* One round of commands: what is sent, what came back, how long it took. */
#ifndef BENCH_LOAD_H
#define BENCH_LOAD_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

enum { load_max_count = 10 * 1000 * 1000 };

/* What a round is to be. */
struct load_plan {
    uint32_t count;
    uint32_t window; /* closed loop: so many are outstanding; 0 for an open loop */
    double rate;     /* open loop: commands a second */
    uint32_t users;  /* the commands come from so many people */
    unsigned port;   /* for the response_url */
};

/* What the acks were. Only `cards` are what a person wants to see. */
struct load_tally {
    uint32_t cards;   /* blocks, with buttons */
    uint32_t plain;   /* only text, or blocks without buttons */
    uint32_t empty;   /* nothing to show */
    uint32_t unknown; /* not an envelope of this round, or not JSON */
    uint32_t doubled; /* acked before */
    uint64_t bytes;
};

/* A round that is on. */
struct load {
    struct load_plan plan;
    struct load_tally tally;
    uint32_t nonce; /* in the envelope ids, so that no two rounds share one */
    uint32_t sent, answered;
    uint64_t *due_ns;  /* of each command: when it was, or should have been, sent */
    uint32_t *took_us; /* UINT32_MAX until it is answered */
    uint64_t start_ns, last_ns;
    uint64_t state; /* of the generator that draws the people */
};

/* The caller clears it. */
void load_init(struct load *load, const struct load_plan *plan, uint32_t nonce,
               uint64_t now_ns);
void load_clear(struct load *load);

/* The id of the n-th command's envelope; spread evenly, as those of Slack are: to a
 * database that makes a difference. */
void load_envelope_id(const struct load *load, uint32_t n, char out[40]);

/* Appends the frames of all commands that are due by now. */
void load_fill(struct load *load, struct buf *out, uint64_t now_ns);

/* When the next command is due in an open loop; 0 when none is awaited. */
uint64_t load_next_ns(const struct load *load);

/* Takes a text message of the bot's. */
void load_take(struct load *load, struct str message, uint64_t now_ns);

/* All answered, or the bot has been silent for ten seconds. */
bool load_over(const struct load *load, uint64_t now_ns);

/* Prints the round as one line of JSON on stdout. */
void load_report(const struct load *load, double own_cpu_s);

#endif
