#include "advocacy/gate.h"

#include "advocacy/preferences.h"
#include "base/arena.h"
#include "base/id.h"
#include "base/log.h"
#include "base/zone.h"
#include "core/people.h"
#include "model/contact_make.h"
#include "store/db.h"

/* The company's hours, for people who chose none of their own. */
enum { day_from_min = 8 * 60, day_until_min = 18 * 60, day_min = 24 * 60 };
static const int64_t minute_ms = 60 * 1000;
static const int64_t kept_ms = 180LL * 24 * 60 * 60 * 1000;

const struct migration gate_migrations[] = {
    { 1, "CREATE TABLE consent ("
         " person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,"
         " topic TEXT NOT NULL,"
         " since_ms INTEGER NOT NULL,"
         " PRIMARY KEY (person, topic)) STRICT, WITHOUT ROWID;"
         "CREATE TABLE contact_log ("
         " id INTEGER NOT NULL PRIMARY KEY,"
         " log_id TEXT NOT NULL,"
         " kind INTEGER NOT NULL,"
         " topic TEXT NOT NULL,"
         " verdict INTEGER NOT NULL,"
         " why TEXT NOT NULL) STRICT;"
         "CREATE INDEX contact_log_person ON contact_log (log_id, id);" },
    { 0, NULL },
};

static const struct sql has_consent = {
    "gate.has_consent", "SELECT 1 FROM consent WHERE person = $1 AND topic = $2"
};
static const struct sql consent_on = {
    "gate.consent_on", "INSERT INTO consent (person, topic, since_ms)"
                       " VALUES ($1, $2, $3) ON CONFLICT (person, topic) DO NOTHING"
};
static const struct sql consent_off = {
    "gate.consent_off", "DELETE FROM consent WHERE person = $1 AND topic = $2"
};
static const struct sql note = {
    "gate.note", "INSERT INTO contact_log (id, log_id, kind, topic, verdict, why)"
                 " VALUES ($1, $2, $3, $4, $5, $6)"
};
static const struct sql take_consents = {
    "gate.take_consents", "INSERT INTO consent (person, topic, since_ms)"
                          " SELECT $1, topic, since_ms FROM consent WHERE person = $2"
                          " ON CONFLICT (person, topic) DO NOTHING"
};
static const struct sql take_log = {
    "gate.take_log",
    "UPDATE contact_log SET log_id = (SELECT log_id FROM person WHERE id = $1)"
    " WHERE log_id = (SELECT log_id FROM person WHERE id = $2)"
};
static const struct sql tidy = {
    "gate.tidy", "DELETE FROM contact_log WHERE id IN (SELECT id FROM contact_log"
                 " WHERE id < $1 ORDER BY id LIMIT $2)"
};

/* A verdict with the reason that goes to the log. */
struct decision {
    struct gate_answer answer;
    const char *why;
};

static struct decision now(const char *why)
{
    return (struct decision){ { .verdict = GATE_NOW }, why };
}

static struct decision never(const char *why)
{
    return (struct decision){ { .verdict = GATE_NEVER }, why };
}

/* The next instant at which the person's day has begun. */
static struct decision in_hours(struct turn *t, struct hours h)
{
    if (h.from_min == 0 && h.until_min == 0)
        h = (struct hours){ day_from_min, day_until_min };
    struct civil c;
    if (!zone_local(t->person.zone, t->now_ms, &c))
        return never("unknown zone");
    int at = c.hour * 60 + c.minute;
    bool is_day = h.from_min < h.until_min ? at >= h.from_min && at < h.until_min
                                           : at >= h.from_min || at < h.until_min;
    if (is_day)
        return now("in their hours");
    int64_t wait_min = (h.from_min - at + day_min) % day_min;
    int64_t begin = t->now_ms - t->now_ms % minute_ms + wait_min * minute_ms;
    return (struct decision){ { GATE_LATER, begin }, "outside their hours" };
}

static bool subscription(struct turn *t, struct str topic, struct decision *out,
                         struct err *err)
{
    int64_t on = 0;
    struct preferences p;
    if (!db_int(t->db, &has_consent, DB_ARGS(INT(t->person.id), TEXT(topic)), 0, &on,
                err) ||
        !preferences_get(t, &p, err))
        return false;
    *out = on ? in_hours(t, p.hours) : never("not subscribed");
    return true;
}

static bool decide(struct turn *t, enum contact_kind kind, struct str topic,
                   struct decision *out, struct err *err)
{
    switch (kind) {
    case CONTACT_ANSWER:
        *out = now("asked for");
        return true;
    case CONTACT_SUBSCRIPTION:
        return subscription(t, topic, out, err);
    case CONTACT_UNASKED:
        *out = never("nobody agreed to unasked messages");
        return true;
    }
    return err_set(err, ERR_INVALID, "no such kind of contact: %d", (int)kind);
}

static bool keep(struct turn *t, enum contact_kind kind, struct str topic,
                 const struct decision *d, struct err *err)
{
    static const char *const verdicts[] = {
        [GATE_NOW] = "now", [GATE_LATER] = "later", [GATE_NEVER] = "never"
    };
    LOG(LOG_INFO, "gate", "decision", KS("person", t->person.log_id), KS("topic", topic),
        KC("verdict", verdicts[d->answer.verdict]), KC("why", d->why));
    return db_exec(t->db, &note,
                   DB_ARGS(INT(turn_id(t)), TEXT(t->person.log_id), INT(kind),
                           TEXT(topic), INT(d->answer.verdict), TEXT(str_from_c(d->why))),
                   err);
}

bool gate_ask(struct turn *t, enum contact_kind kind, struct str topic,
              const struct contact **out, struct err *err)
{
    struct decision d;
    if (!decide(t, kind, topic, &d, err) || !keep(t, kind, topic, &d, err))
        return false;
    *out = NULL;
    if (d.answer.verdict == GATE_NEVER)
        return true;
    *out = contact_make(
        t->mem, &(struct contact_parts){ .person = t->person.id,
                                         .kind = kind,
                                         .topic = topic,
                                         .workspace = t->person.workspace,
                                         .user = t->person.user,
                                         .not_before_ms = d.answer.not_before_ms });
    return true;
}

bool gate_ask_again(struct turn *t, const struct gate_question *q,
                    struct gate_answer *out, struct err *err)
{
    bool known = false;
    if (!people_at(t, q->workspace, q->user, &known, err))
        return false;
    known = known && t->person.id == q->person;
    struct decision d = never("not theirs");
    if (known && !decide(t, q->kind, q->topic, &d, err))
        return false;
    *out = d.answer;
    /* An answer was noted when it was asked for; it is never put off. And there is nobody
     * any more under whose id a "not theirs" could stand. */
    bool is_noted = !known || q->kind == CONTACT_ANSWER;
    return is_noted || keep(t, q->kind, q->topic, &d, err);
}

bool gate_consent(struct turn *t, struct str topic, bool on, struct err *err)
{
    if (!on)
        return db_exec(t->db, &consent_off, DB_ARGS(INT(t->person.id), TEXT(topic)), err);
    return db_exec(t->db, &consent_on,
                   DB_ARGS(INT(t->person.id), TEXT(topic), INT(t->now_ms)), err);
}

bool gate_merge(struct turn *t, int64_t from, int64_t into, struct err *err)
{
    return db_exec(t->db, &take_consents, DB_ARGS(INT(into), INT(from)), err) &&
           db_exec(t->db, &take_log, DB_ARGS(INT(into), INT(from)), err);
}

bool gate_tidy(struct turn *t, int64_t most, struct err *err)
{
    return db_exec(t->db, &tidy, DB_ARGS(INT(id_at_ms(t->now_ms - kept_ms)), INT(most)),
                   err);
}
