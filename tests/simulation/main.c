/* simulate [--seed N] [--runs N] [--days N] [--bug NAME]
 *
 * Exit code 0: every promise held; 1: one was broken (the seed is printed). With --bug
 * it is the other way round: a planted bug has to be found. */
#include "sim.h"

#include <stdio.h>

#include "base/log.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool sim_once_in(struct sim *s, uint64_t n)
{
    return random_below(&s->rnd, n) == 0;
}

int64_t sim_between(struct sim *s, int64_t least, int64_t most)
{
    return least + (int64_t)random_below(&s->rnd, (uint64_t)(most - least) + 1);
}

void sim_fail(struct sim *s, const char *fmt, ...)
{
    if (s->failure[0])
        return;
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(s->failure, sizeof(s->failure), fmt, ap);
    va_end(ap);
}

struct options {
    uint64_t seed;
    int runs, days;
    const char *bug;
};

/* 2026-11-02T08:00:00Z, a Monday. */
static const int64_t begin_ms = 1793606400000;

static void set_up(struct sim *s, const struct options *o, uint64_t seed)
{
    *s = (struct sim){ .seed = seed, .now_ms = begin_ms, .start_ms = begin_ms };
    s->bug = o->bug;
    s->end_ms = begin_ms + o->days * day_ms;
    random_seed(&s->gen, seed);
    s->rnd = random_from_seeded(&s->gen);
    s->texts = texts_new();
    for (int i = 0; i < places_n; i++)
        s->workspaces[i] =
            (struct workspace_config){ .name = str_from_c(platform_habits[i].name),
                                       .zone = STR("Europe/Berlin") };
    s->networks = networks_builtin();
    s->cfg = (struct config){ .workspaces = s->workspaces,
                              .n_workspaces = places_n,
                              .default_network = STR("linkedin"),
                              .networks = &s->networks,
                              .words = &s->words };
}

static bool run_one(const struct options *o, uint64_t seed)
{
    struct sim *s = calloc(1, sizeof(*s));
    struct err err = { 0 };
    if (!s)
        return false;
    set_up(s, o, seed);
    bool ok = db_open(&s->db, ":memory:", &err);
    if (!ok)
        sim_fail(s, "%s", err.msg);
    ok = ok && world_run(s);
    printf(
        "seed %llu: %s: %d events, %d twice, %d unstored, %d crashes, %d full, %d deals,"
        " %d sends, %d unknown, %d messages, %d lost, %d joins, %d parts\n",
        (unsigned long long)seed, ok ? "all promises held" : s->failure, s->seen.events,
        s->seen.doubles, s->seen.unstored, s->seen.crashes, s->seen.full, s->seen.deals,
        s->seen.sends, s->seen.unknown, s->seen.messages, s->seen.lost, s->seen.joins,
        s->seen.parts);
    db_close(s->db);
    texts_free(s->texts);
    free(s);
    return ok;
}

static bool read_options(int argc, char **argv, struct options *o)
{
    for (int i = 1; i < argc; i++) {
        int64_t n = 0;
        if (i + 1 == argc)
            return false;
        if (strcmp(argv[i], "--bug") == 0) {
            o->bug = argv[++i];
            if (!bugs_known(o->bug))
                return false;
            continue;
        }
        const char *name = argv[i];
        if (!str_to_int(str_from_c(argv[++i]), &n) || n < 0 || n > 1000000)
            return false;
        if (strcmp(name, "--seed") == 0)
            o->seed = (uint64_t)n;
        else if (strcmp(name, "--runs") == 0)
            o->runs = (int)n;
        else if (strcmp(name, "--days") == 0)
            o->days = (int)n;
        else
            return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    struct options o = { .seed = 1, .runs = 1, .days = 60 };
    if (!read_options(argc, argv, &o)) {
        (void)fputs("usage: simulate [--seed N] [--runs N] [--days N] [--bug NAME]\n",
                    stderr);
        return 2;
    }
    log_setup(LOG_SILENT, LOG_LOGFMT); /* failures are planned here */
    bool held = true;
    for (int i = 0; i < o.runs && held; i++)
        held = run_one(&o, o.seed + (uint64_t)i);
    if (!held && !o.bug)
        printf("replay it: simulate --seed N --days %d\n", o.days);
    return held == (o.bug == NULL) ? 0 : 1;
}
