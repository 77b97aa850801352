/* What may stand in the store, whatever happens: asked of it each day after tidying. */
#include "sim.h"

#include "base/id.h"

int64_t books_ask(struct sim *s, const struct sql *sql, int64_t arg)
{
    int64_t n = -1;
    struct err err = { 0 };
    if (!db_int(s->db, sql, DB_ARGS(INT(arg)), 0, &n, &err))
        sim_fail(s, "%s: %s", sql->name, err.msg);
    return n;
}

/* How the argument of a rule is made of the present instant. */
enum of_now {
    AGO,    /* the instant that long ago */
    ID_AGO, /* the least id of that instant */
    WEEK,   /* the week, by number */
    PLAIN,  /* the number as it is */
};

/* A count that has to be zero. */
static const struct {
    struct sql sql;
    enum of_now of;
    int64_t ms;
    const char *broken;
} rules[] = {
    { { "books.own", "SELECT count(*) FROM own_words WHERE until_ms < $1" },
      AGO,
      60LL * 60 * 1000,
      "own words were kept longer than 24 hours" },
    { { "books.own_far", "SELECT count(*) FROM own_words WHERE until_ms > $1" },
      AGO,
      -24LL * 60 * 60 * 1000,
      "own words are to be kept longer than 24 hours" },
    { { "books.said", "SELECT count(*) + $1 FROM outbox WHERE state IN (3, 4)"
                      " AND body <> ''" },
      PLAIN,
      0,
      "what was sent was kept" },
    { { "books.waiting", "SELECT count(*) FROM outbox WHERE until_ms > 0"
                         " AND until_ms < $1 AND state IN (0, 2)" },
      AGO,
      60LL * 60 * 1000,
      "own words wait in the outbox for too long" },
    { { "books.answers", "SELECT count(*) FROM inbox_answer WHERE seq < $1" },
      ID_AGO,
      10LL * 60 * 1000 + 1000,
      "answers were kept longer than ten minutes" },
    { { "books.ids", "SELECT count(*) FROM inbox WHERE seq < $1" },
      ID_AGO,
      24LL * 60 * 60 * 1000 + 1000,
      "ids of events were kept longer than 24 hours" },
    { { "books.rows", "SELECT count(*) FROM outbox WHERE id < $1 AND state IN (3, 4)" },
      ID_AGO,
      31LL * 24 * 60 * 60 * 1000,
      "sent rows were kept longer than 30 days" },
    { { "books.dealt", "SELECT count(*) FROM dealt WHERE at_ms < $1" },
      AGO,
      181LL * 24 * 60 * 60 * 1000,
      "what was dealt was kept longer than 180 days" },
    { { "books.used", "SELECT count(*) FROM used_up WHERE at_ms < $1" },
      AGO,
      181LL * 24 * 60 * 60 * 1000,
      "what was used up was kept longer than 180 days" },
    { { "books.contacts", "SELECT count(*) FROM contact_log WHERE id < $1" },
      ID_AGO,
      181LL * 24 * 60 * 60 * 1000,
      "the contact log was kept longer than 180 days" },
    { { "books.hashes", "SELECT count(*) FROM share_seen WHERE week < $1" },
      WEEK,
      0,
      "hashes of shares outlived their week" },
    { { "books.marks", "SELECT count(*) FROM used_up WHERE at_ms % $1 <> 0" },
      PLAIN,
      7LL * 24 * 60 * 60 * 1000,
      "shared and not for me can be told apart by their instant" },
    { { "books.codes", "SELECT count(*) FROM connect_code WHERE until_ms < $1" },
      AGO,
      61LL * 60 * 1000,
      "codes were kept longer than 70 minutes" },
    { { "books.tries", "SELECT count(*) FROM connect_try WHERE since_ms < $1" },
      AGO,
      61LL * 60 * 1000,
      "wrong codes were counted for longer than an hour" },
    { { "books.timers", "SELECT count(*) + $1 FROM due WHERE person <> 0"
                        " AND person NOT IN (SELECT id FROM person)" },
      PLAIN,
      0,
      "a timer is of somebody who is gone" },
    { { "books.outgoing", "SELECT count(*) + $1 FROM outbox WHERE person <> 0"
                          " AND person NOT IN (SELECT id FROM person)" },
      PLAIN,
      0,
      "a message is for somebody who is gone" },
    { { "books.left", "SELECT count(*) + $1 FROM person WHERE id NOT IN"
                      " (SELECT person FROM account)" },
      PLAIN,
      0,
      "somebody without an account was left behind" },
    { { "books.names", "SELECT count(*) + $1 FROM contact_log WHERE log_id NOT IN"
                       " (SELECT log_id FROM person)" },
      PLAIN,
      0,
      "the contact log names people" },
};

static int64_t argument(const struct sim *s, enum of_now of, int64_t ms)
{
    switch (of) {
    case AGO:
        return s->now_ms - ms;
    case ID_AGO:
        return id_at_ms(s->now_ms - ms);
    case WEEK:
        return engine_week(s->now_ms);
    case PLAIN:
        break;
    }
    return ms;
}

void books_daily(struct sim *s)
{
    for (size_t i = 0; i < COUNT(rules); i++) {
        int64_t arg = argument(s, rules[i].of, rules[i].ms);
        if (books_ask(s, &rules[i].sql, arg) != 0)
            sim_fail(s, "%s", rules[i].broken);
    }
}

/* The gate said now to this person about this when the row was made, or later. */
void books_message(struct sim *s, const struct sent *sent)
{
    static const struct sql justified = {
        "books.justified",
        "SELECT count(*) FROM outbox o JOIN person p ON p.id = o.person"
        " JOIN contact_log c ON c.log_id = p.log_id AND c.topic = o.topic"
        " WHERE o.id = $1 AND c.verdict = 0 AND c.id > o.id - (60000 << 20)"
    };
    if (books_ask(s, &justified, sent->row) == 0)
        sim_fail(s, "the contact log does not justify a message to account %d",
                 sent->who);
}

/* A message is for the person whose account it goes to. */
void books_claim(struct sim *s, const struct sent *sent)
{
    static const struct sql theirs = {
        "books.theirs", "SELECT count(*) FROM outbox o JOIN account a"
                        " ON a.workspace = o.workspace AND a.user_id = o.user_id"
                        " AND a.person = o.person WHERE o.id = $1"
    };
    if (books_ask(s, &theirs, sent->row) == 0)
        sim_fail(s, "account %d is sent what is somebody else's", sent->who);
}
