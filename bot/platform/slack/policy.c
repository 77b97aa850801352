#include "platform/slack/policy.h"

enum {
    first_delay_ms = 500,
    most_delay_ms = 60 * 1000,
    crowd_delay_ms = 60 * 1000,
    most_doublings = 5,
    minute_ms = 60 * 1000,
};

static int64_t latest(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t jitter(struct policy *p, int64_t below_ms)
{
    return (int64_t)random_below(&p->rnd, (uint64_t)below_ms);
}

static unsigned capped(unsigned n)
{
    return n < most_doublings ? n : most_doublings;
}

/* Anywhere between at once and a ceiling that doubles. */
static int64_t back_off(struct policy *p)
{
    int64_t ceiling = first_delay_ms;
    for (unsigned i = 0; i < p->failures && ceiling < most_delay_ms; i++)
        ceiling *= 2;
    p->failures++;
    return jitter(p, ceiling < most_delay_ms ? ceiling : most_delay_ms) + 1;
}

static void plan(struct policy *p, int64_t at_ms)
{
    p->next_ms = latest(at_ms, p->not_before_ms);
}

/* Once for each connection: later failures count from there. */
static void trust(struct policy *p, int64_t now_ms)
{
    bool lived = p->up_since_ms > 0 && now_ms - p->up_since_ms >= policy_stable_ms;
    if (!lived || p->is_trusted)
        return;
    p->is_trusted = true;
    p->failures = 0;
    p->crowded = 0;
}

void policy_start(struct policy *p, int64_t now_ms)
{
    plan(p, now_ms);
}

void policy_trying(struct policy *p)
{
    p->next_ms = POLICY_NEVER;
}

void policy_failed(struct policy *p, int64_t now_ms, int64_t retry_ms)
{
    plan(p, now_ms + latest(back_off(p), retry_ms > 0 ? retry_ms + jitter(p, 1000) : 0));
}

/* A minute before its time; half of it where it has little. */
static int64_t age_ms(struct policy *p, int64_t lifetime_ms)
{
    if (lifetime_ms <= 0)
        lifetime_ms = INT64_C(4) * 60 * minute_ms;
    if (lifetime_ms < 4 * minute_ms)
        return lifetime_ms / 2 + 1;
    return lifetime_ms - minute_ms - jitter(p, minute_ms / 2);
}

bool policy_up(struct policy *p, int64_t now_ms, const struct envelope *hello,
               int64_t own)
{
    bool has_ghosts = hello->connections > own;
    p->up_since_ms = now_ms;
    p->is_trusted = false;
    if (has_ghosts)
        p->not_before_ms = now_ms + ((int64_t)crowd_delay_ms << capped(p->crowded));
    plan(p, now_ms + age_ms(p, hello->lifetime_ms));
    return has_ghosts;
}

void policy_hangup(struct policy *p, int64_t now_ms, enum hangup why)
{
    trust(p, now_ms);
    switch (why) {
    case HANGUP_TOO_MANY:
        p->not_before_ms = now_ms + ((int64_t)crowd_delay_ms << capped(p->crowded)) +
                           jitter(p, crowd_delay_ms / 2);
        p->crowded++;
        break;
    case HANGUP_DISABLED:
        p->not_before_ms = now_ms + 5 * minute_ms + jitter(p, 5 * minute_ms);
        break;
    case HANGUP_WARNING:
    case HANGUP_REFRESH:
    case HANGUP_OTHER:
        break;
    }
    plan(p, now_ms);
}

void policy_lost(struct policy *p, int64_t now_ms)
{
    trust(p, now_ms);
    p->up_since_ms = 0;
    plan(p, now_ms + back_off(p));
}

void policy_refused(struct policy *p, int64_t now_ms)
{
    p->not_before_ms = now_ms + 5 * minute_ms + jitter(p, 5 * minute_ms);
    plan(p, now_ms);
}
