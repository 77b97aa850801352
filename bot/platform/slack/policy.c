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
    return (int64_t)random_below(&p->backoff.rnd, (uint64_t)below_ms);
}

static unsigned capped(unsigned n)
{
    return n < most_doublings ? n : most_doublings;
}

static void plan(struct policy *p, int64_t at_ms)
{
    p->next_ms = latest(at_ms, p->not_before_ms);
}

static void trust(struct policy *p, int64_t now_ms)
{
    if (backoff_settle(&p->backoff, now_ms))
        p->crowded = 0;
}

static int64_t back_off(struct policy *p, int64_t now_ms)
{
    trust(p, now_ms);
    return backoff_failed(&p->backoff, now_ms);
}

void policy_start(struct policy *p, struct random rnd, int64_t now_ms)
{
    *p = (struct policy){ .backoff = { .rnd = rnd,
                                       .first_ms = first_delay_ms,
                                       .most_ms = most_delay_ms,
                                       .stable_ms = policy_stable_ms } };
    plan(p, now_ms);
}

void policy_trying(struct policy *p)
{
    p->next_ms = POLICY_NEVER;
}

void policy_failed(struct policy *p, int64_t now_ms, int64_t retry_ms)
{
    plan(p, now_ms + latest(back_off(p, now_ms),
                            retry_ms > 0 ? retry_ms + jitter(p, 1000) : 0));
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
    backoff_works(&p->backoff, now_ms);
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
    plan(p, now_ms + back_off(p, now_ms));
}

void policy_refused(struct policy *p, int64_t now_ms)
{
    p->not_before_ms = now_ms + 5 * minute_ms + jitter(p, 5 * minute_ms);
    plan(p, now_ms);
}
