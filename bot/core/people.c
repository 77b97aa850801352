#include "core/people.h"

#include "base/arena.h"
#include "base/crypt.h"
#include "base/zone.h"
#include "core/engine_internal.h"
#include "core/people_internal.h"
#include "store/db.h"

/* log_id is the only form in which logs know a person. Destroying the person's row
 * destroys the only link between the two. by_email is 0 for an account that its person
 * disconnected: an address alone does not bring it back. Codes and wrong tries belong to
 * an account, so they are nobody's when it is gone. */
const struct migration people_migrations[] = {
    { 1, "CREATE TABLE person ("
         " id INTEGER NOT NULL PRIMARY KEY,"
         " log_id TEXT NOT NULL UNIQUE,"
         " lang TEXT CHECK (lang IN ('en', 'de'))) STRICT;"
         "CREATE TABLE account ("
         " workspace TEXT NOT NULL,"
         " user_id TEXT NOT NULL,"
         " person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,"
         " PRIMARY KEY (workspace, user_id)) STRICT, WITHOUT ROWID;"
         "CREATE INDEX account_person ON account (person);" },
    { 2, "ALTER TABLE account ADD COLUMN by_email INTEGER NOT NULL DEFAULT 1"
         " CHECK (by_email IN (0, 1));"
         "CREATE TABLE connect_code ("
         " hash TEXT NOT NULL PRIMARY KEY,"
         " workspace TEXT NOT NULL,"
         " user_id TEXT NOT NULL,"
         " until_ms INTEGER NOT NULL,"
         " used INTEGER NOT NULL DEFAULT 0 CHECK (used IN (0, 1)),"
         " UNIQUE (workspace, user_id),"
         " FOREIGN KEY (workspace, user_id) REFERENCES account (workspace, user_id)"
         "  ON DELETE CASCADE) STRICT, WITHOUT ROWID;"
         "CREATE INDEX connect_code_until ON connect_code (until_ms);"
         "CREATE TABLE connect_try ("
         " workspace TEXT NOT NULL,"
         " user_id TEXT NOT NULL,"
         " since_ms INTEGER NOT NULL,"
         " n INTEGER NOT NULL CHECK (n > 0),"
         " PRIMARY KEY (workspace, user_id),"
         " FOREIGN KEY (workspace, user_id) REFERENCES account (workspace, user_id)"
         "  ON DELETE CASCADE) STRICT, WITHOUT ROWID;"
         "CREATE INDEX connect_try_since ON connect_try (since_ms);" },
    { 0, NULL },
};

static const struct sql meet = {
    "people.meet",
    "SELECT p.id, p.log_id, p.lang, m.name, m.zone, m.locale"
    " FROM account a JOIN person p ON p.id = a.person"
    " LEFT JOIN member m ON m.workspace = a.workspace AND m.user_id = a.user_id"
    " WHERE a.workspace = $1 AND a.user_id = $2"
};
static const struct sql account_of = { "people.account_of",
                                       "SELECT workspace, user_id FROM account"
                                       " WHERE person = $1"
                                       " ORDER BY workspace <> $2, workspace LIMIT 1" };
static const struct sql add_person = {
    "people.add_person", "INSERT INTO person (id, log_id, lang) VALUES ($1, $2, NULL)"
};
static const struct sql add_account = {
    "people.add_account",
    "INSERT INTO account (workspace, user_id, person) VALUES ($1, $2, $3)"
};
static const struct sql set_lang = { "people.set_lang",
                                     "UPDATE person SET lang = $1 WHERE id = $2" };
/* Somebody else's account whose member has the same verified address; not of one who has
 * an account here already. */
static const struct sql same_email = {
    "people.same_email",
    "SELECT a.person FROM member me"
    " JOIN member other ON other.email = me.email AND other.email <> ''"
    "  AND other.email_verified = 1"
    " JOIN account a ON a.workspace = other.workspace AND a.user_id = other.user_id"
    " WHERE me.workspace = $1 AND me.user_id = $2"
    " AND me.email <> '' AND me.email_verified = 1"
    " AND other.workspace <> me.workspace AND a.by_email = 1"
    " AND NOT EXISTS (SELECT 1 FROM account here WHERE here.person = a.person"
    "  AND here.workspace = me.workspace) LIMIT 1"
};

static enum lang lang_of(struct str name, enum lang fallback)
{
    if (str_starts(name, STR("de")))
        return LANG_DE;
    return name.n > 0 ? LANG_EN : fallback;
}

/* Reads the row of `meet` into t->person; what is not said comes from the workspace. */
static void read_person(struct turn *t, const struct rows *r)
{
    struct person *p = &t->person;
    const struct workspace_config *w = config_workspace(t->cfg, p->workspace);
    p->id = rows_int(r, 0);
    p->log_id = arena_str(t->mem, rows_text(r, 1));
    p->name = arena_str(t->mem, rows_text(r, 3));
    p->zone = arena_str(t->mem, rows_text(r, 4));
    if (!zone_known(p->zone)) /* platforms name zones that the system's data lack */
        p->zone = w && w->zone.n > 0 ? w->zone : STR("UTC");
    p->formal = w && w->formal;
    struct str locale = rows_text(r, 5);
    if (locale.n == 0 && t->event)
        locale = t->event->locale;
    p->lang = lang_of(locale, w ? w->lang : LANG_EN);
    if (!rows_null(r, 2))
        p->lang = lang_of(rows_text(r, 2), LANG_EN);
    t->say.lang = p->lang;
    t->say.formal = p->formal;
}

static bool load(struct turn *t, bool *found, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &meet,
                  DB_ARGS(TEXT(t->person.workspace), TEXT(t->person.user)), err))
        return false;
    int got = rows_next(&r, err);
    if (got > 0)
        read_person(t, &r);
    *found = got > 0;
    return got >= 0;
}

bool people_make(struct turn *t, int64_t *out, struct err *err)
{
    uint8_t noise[8];
    t->rnd->fill(t->rnd->self, noise, sizeof(noise));
    *out = turn_id(t);
    struct str log_id = hex_encode(t->mem, noise, sizeof(noise));
    return db_exec(t->db, &add_person, DB_ARGS(INT(*out), TEXT(log_id)), err);
}

bool people_meet(struct turn *t, struct str workspace, struct str user, struct err *err)
{
    t->person = (struct person){ .workspace = workspace, .user = user };
    bool found = false;
    if (!load(t, &found, err) || found)
        return found;
    int64_t person = 0;
    if (!db_int(t->db, &same_email, DB_ARGS(TEXT(workspace), TEXT(user)), 0, &person,
                err))
        return false;
    if (person == 0 && !people_make(t, &person, err))
        return false;
    return db_exec(t->db, &add_account, DB_ARGS(TEXT(workspace), TEXT(user), INT(person)),
                   err) &&
           load(t, &found, err);
}

bool people_find(struct turn *t, int64_t person, struct str workspace, bool *known,
                 struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &account_of, DB_ARGS(INT(person), TEXT(workspace)), err))
        return false;
    int got = rows_next(&r, err);
    *known = got > 0;
    if (got <= 0)
        return got == 0;
    t->person = (struct person){ .workspace = arena_str(t->mem, rows_text(&r, 0)),
                                 .user = arena_str(t->mem, rows_text(&r, 1)) };
    rows_clear(&r);
    return load(t, known, err);
}

bool people_at(struct turn *t, struct str workspace, struct str user, bool *known,
               struct err *err)
{
    t->person = (struct person){ .workspace = workspace, .user = user };
    return load(t, known, err);
}

bool people_set_lang(struct turn *t, int64_t person, enum lang lang, struct err *err)
{
    return db_exec(t->db, &set_lang, DB_ARGS(TEXT(lang_name(lang)), INT(person)), err);
}
