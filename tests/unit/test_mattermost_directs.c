/* Where a person's direct messages are: what is known, and when it is told. */
#include "check.h"
#include "platform/mattermost/session.h"

#include <stdlib.h>

#define BOT  "bbbbbbbbbbbbbbbbbbbbbbbbbb"
#define ANN  "aaaaaaaaaaaaaaaaaaaaaaaaaa"
#define DM   "dddddddddddddddddddddddddd"
#define TEAM "tttttttttttttttttttttttttt"

static size_t n_asked;

void rest_call(struct session *s, const struct rest_request *q)
{
    (void)s;
    (void)q;
    n_asked++;
}

void session_check_drained(struct session *s)
{
    (void)s;
}

/* What was told. */
struct told {
    size_t n;
    char channel[27], team[27];
};

static void tell(void *ctx, const struct direct *d)
{
    struct told *t = ctx;
    t->n++;
    text_keep(t->channel, sizeof(t->channel), d->channel);
    text_keep(t->team, sizeof(t->team), d->team);
}

static struct session *open_session(void)
{
    struct session *s = calloc(1, sizeof(*s));
    assert_non_null(s);
    assert_true(loop_open(&s->o.loop, NULL));
    id_keep(s->bot_user, STR(BOT));
    directs_init(s);
    n_asked = 0;
    return s;
}

static void close_session(struct session *s)
{
    directs_clear(s);
    loop_close(s->o.loop);
    free(s);
}

static void check_told(struct session *s, struct str user, struct str channel,
                       struct str team)
{
    struct told t = { 0 };
    directs_find(s, user, tell, NULL, &t);
    assert_int_equal(t.n, 0); /* never from inside */
    assert_true(loop_turn(s->o.loop, 1000, NULL));
    assert_int_equal(t.n, 1);
    CHECK_STR("channel", str_from_c(t.channel), channel);
    CHECK_STR("team", str_from_c(t.team), team);
    assert_int_equal(n_asked, 0);
    assert_true(directs_are_idle(&s->directs));
}

TEST(what_is_known_already_comes_a_little_later_too)
{
    struct session *s = open_session();
    directs_note(s, STR(ANN), STR(DM));
    check_told(s, STR(ANN), STR(DM), STR(""));
    check_told(s, STR(ANN), STR(DM), STR(""));
    check_told(s, STR("ann"), STR(""), STR(""));
    close_session(s);
}

TEST(a_channel_that_was_only_heard_of_has_the_only_team)
{
    struct session *s = open_session();
    s->directory.n_teams = 1;
    id_keep(s->directory.teams[0].id, STR(TEAM));
    directs_note(s, STR(ANN), STR(DM));
    check_told(s, STR(ANN), STR(DM), STR(TEAM));
    directs_forget_team(s, STR(ANN));
    check_told(s, STR(ANN), STR(DM), STR(TEAM));
    close_session(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_known_already_comes_a_little_later_too),
        cmocka_unit_test(a_channel_that_was_only_heard_of_has_the_only_team),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
