#include "core/directory.h"

#include "base/arena.h"
#include "core/people_internal.h"
#include "store/db.h"

static const int64_t fresh_ms = 24LL * 60 * 60 * 1000;

const struct migration directory_migrations[] = {
    { 1, "CREATE TABLE member ("
         " workspace TEXT NOT NULL,"
         " user_id TEXT NOT NULL,"
         " name TEXT NOT NULL,"
         " handle TEXT NOT NULL,"
         " email TEXT NOT NULL,"
         " email_verified INTEGER NOT NULL CHECK (email_verified IN (0, 1)),"
         " zone TEXT NOT NULL,"
         " locale TEXT NOT NULL,"
         " is_guest INTEGER NOT NULL CHECK (is_guest IN (0, 1)),"
         " PRIMARY KEY (workspace, user_id)) STRICT, WITHOUT ROWID;"
         "CREATE INDEX member_email ON member (email) WHERE email <> '';"
         "CREATE TABLE channel ("
         " workspace TEXT NOT NULL,"
         " channel_id TEXT NOT NULL,"
         " name TEXT NOT NULL,"
         " is_private INTEGER NOT NULL CHECK (is_private IN (0, 1)),"
         " has_bot INTEGER NOT NULL CHECK (has_bot IN (0, 1)),"
         " PRIMARY KEY (workspace, channel_id)) STRICT, WITHOUT ROWID;"
         "CREATE INDEX channel_name ON channel (workspace, name);"
         "CREATE TABLE directory_fill ("
         " workspace TEXT NOT NULL PRIMARY KEY,"
         " next_page TEXT NOT NULL,"
         " completed_ms INTEGER NOT NULL) STRICT, WITHOUT ROWID;" },
    { 2, "UPDATE member SET email = lower(email) WHERE email <> lower(email);" },
    { 0, NULL },
};

static const struct sql put_member = {
    "directory.put_member",
    "INSERT INTO member (workspace, user_id, name, handle, email, email_verified, zone,"
    " locale, is_guest) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    " ON CONFLICT (workspace, user_id) DO UPDATE SET name = excluded.name,"
    " handle = excluded.handle, email = excluded.email,"
    " email_verified = excluded.email_verified, zone = excluded.zone,"
    " locale = CASE WHEN excluded.locale = '' THEN member.locale"
    " ELSE excluded.locale END, is_guest = excluded.is_guest"
};
static const struct sql drop_member = {
    "directory.drop_member", "DELETE FROM member WHERE workspace = $1 AND user_id = $2"
};
static const struct sql put_channel = {
    "directory.put_channel",
    "INSERT INTO channel (workspace, channel_id, name, is_private, has_bot)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (workspace, channel_id) DO UPDATE SET"
    " name = excluded.name, is_private = excluded.is_private, has_bot = excluded.has_bot"
};
static const struct sql drop_channel = {
    "directory.drop_channel",
    "DELETE FROM channel WHERE workspace = $1 AND channel_id = $2"
};
static const struct sql put_fill = {
    "directory.put_fill",
    "INSERT INTO directory_fill (workspace, next_page, completed_ms) VALUES ($1, $2, $3)"
    " ON CONFLICT (workspace) DO UPDATE SET next_page = excluded.next_page,"
    " completed_ms = CASE WHEN excluded.completed_ms = 0"
    " THEN directory_fill.completed_ms ELSE excluded.completed_ms END"
};
static const struct sql get_fill = {
    "directory.get_fill",
    "SELECT next_page, completed_ms FROM directory_fill WHERE workspace = $1"
};

/* Addresses are compared as they are stored; platforms spell them as people did. */
static struct str lower(struct turn *t, struct str s)
{
    char *out = ARENA_ARRAY(t->mem, s.n, char);
    for (size_t i = 0; i < s.n; i++) {
        bool is_upper = s.p[i] >= 'A' && s.p[i] <= 'Z';
        out[i] = (char)(is_upper ? s.p[i] - 'A' + 'a' : s.p[i]);
    }
    return (struct str){ out, s.n };
}

static bool note_member(struct turn *t, struct str workspace, const struct member *m,
                        struct err *err)
{
    if (m->is_gone || m->is_bot)
        return db_exec(t->db, &drop_member, DB_ARGS(TEXT(workspace), TEXT(m->user)), err);
    struct member known = *m;
    known.email = lower(t, m->email);
    bool may_join = known.email_verified && known.email.n > 0;
    return db_exec(t->db, &put_member,
                   DB_ARGS(TEXT(workspace), TEXT(m->user), TEXT(m->name), TEXT(m->handle),
                           TEXT(known.email), INT(m->email_verified), TEXT(m->zone),
                           TEXT(m->locale), INT(m->is_guest)),
                   err) &&
           (!may_join || people_same_email(t, workspace, &known, err));
}

static bool note_channel(struct turn *t, struct str workspace, const struct channel *c,
                         struct err *err)
{
    if (c->is_gone)
        return db_exec(t->db, &drop_channel, DB_ARGS(TEXT(workspace), TEXT(c->id)), err);
    return db_exec(t->db, &put_channel,
                   DB_ARGS(TEXT(workspace), TEXT(c->id), TEXT(c->name),
                           INT(c->is_private), INT(c->has_bot)),
                   err);
}

static bool note_progress(struct turn *t, const struct event *ev, struct err *err)
{
    int64_t completed = ev->cursor.n == 0 ? t->now_ms : 0;
    return db_exec(t->db, &put_fill,
                   DB_ARGS(TEXT(ev->workspace), TEXT(ev->cursor), INT(completed)), err);
}

bool directory_note(struct turn *t, const struct event *ev, struct err *err)
{
    for (size_t i = 0; i < ev->n_members; i++) {
        if (!note_member(t, ev->workspace, &ev->members[i], err))
            return false;
    }
    for (size_t i = 0; i < ev->n_channels; i++) {
        if (!note_channel(t, ev->workspace, &ev->channels[i], err))
            return false;
    }
    bool is_page = ev->kind == EVENT_MEMBERS && ev->is_page;
    return !is_page || note_progress(t, ev, err);
}

bool directory_progress(struct turn *t, struct str workspace, struct str *cursor,
                        bool *complete, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &get_fill, DB_ARGS(TEXT(workspace)), err))
        return false;
    int got = rows_next(&r, err);
    if (got < 0)
        return false;
    *cursor = got ? arena_str(t->mem, rows_text(&r, 0)) : STR("");
    *complete = got && cursor->n == 0 && rows_int(&r, 1) > t->now_ms - fresh_ms;
    return true;
}
