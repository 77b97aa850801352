#include "core/connect.h"

#include "base/arena.h"
#include "base/crypt.h"
#include "core/engine_internal.h"
#include "core/people.h"
#include "core/people_internal.h"
#include "store/db.h"

/* Nothing that looks like another, and no vowels, so that no word comes out: 22 to the
 * power of 8 codes, five tries an hour. */
static const struct str letters = STR_INIT("34679CDFGHJKMNPQRTVWXY");
enum { code_chars = 8, tries_max = 5 };
static const int64_t good_ms = 10LL * 60 * 1000;
static const int64_t hour_ms = 60LL * 60 * 1000;

static const struct sql places = { "connect.places",
                                   "SELECT workspace FROM account WHERE person = $1"
                                   " AND workspace <> $2 ORDER BY workspace LIMIT $3" };
static const struct sql put_code = {
    "connect.put_code",
    "INSERT INTO connect_code (hash, workspace, user_id, until_ms)"
    " VALUES ($1, $2, $3, $4) ON CONFLICT (workspace, user_id) DO UPDATE SET"
    " hash = excluded.hash, until_ms = excluded.until_ms, used = 0"
};
static const struct sql find_code = {
    "connect.find_code",
    "SELECT c.used, c.until_ms, c.workspace, c.user_id, a.person FROM connect_code c"
    " JOIN account a ON a.workspace = c.workspace AND a.user_id = c.user_id"
    " WHERE c.hash = $1"
};
static const struct sql use_code = { "connect.use_code",
                                     "UPDATE connect_code SET used = 1 WHERE hash = $1" };
static const struct sql drop_code = {
    "connect.drop_code", "DELETE FROM connect_code WHERE workspace = $1 AND user_id = $2"
};
/* Over all accounts of the person: another account is no second chance. */
static const struct sql count_tries = { "connect.count_tries",
                                        "SELECT sum(c.n), min(c.since_ms) FROM account a"
                                        " JOIN connect_try c ON c.workspace = a.workspace"
                                        " AND c.user_id = a.user_id AND c.since_ms > $1"
                                        " WHERE a.person = $2" };
static const struct sql note_try = {
    "connect.note_try",
    "INSERT INTO connect_try (workspace, user_id, since_ms, n) VALUES ($1, $2, $3, 1)"
    " ON CONFLICT (workspace, user_id) DO UPDATE SET"
    " n = CASE WHEN connect_try.since_ms > $4 THEN connect_try.n + 1 ELSE 1 END,"
    " since_ms = CASE WHEN connect_try.since_ms > $4 THEN connect_try.since_ms"
    " ELSE excluded.since_ms END"
};
static const struct sql welcome_email = {
    "connect.welcome_email", "UPDATE account SET by_email = 1 WHERE person = $1"
};
static const struct sql part = { "connect.part",
                                 "UPDATE account SET person = $1, by_email = 0"
                                 " WHERE workspace = $2 AND user_id = $3" };
static const struct sql tidy_codes = { "connect.tidy_codes",
                                       "DELETE FROM connect_code WHERE until_ms < $1" };
static const struct sql tidy_tries = { "connect.tidy_tries",
                                       "DELETE FROM connect_try WHERE since_ms < $1" };

bool connect_places(struct turn *t, struct str *out, size_t max, size_t *n,
                    struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    *n = 0;
    if (!db_query(
            t->db, &r, &places,
            DB_ARGS(INT(t->person.id), TEXT(t->person.workspace), INT((int64_t)max)),
            err))
        return false;
    int got;
    while ((got = rows_next(&r, err)) > 0)
        out[(*n)++] = arena_str(t->mem, rows_text(&r, 0));
    return got == 0;
}

/* Under the key that signs buttons, in words that no reference begins with. */
static struct str hash_of(struct turn *t, const char code[static code_chars])
{
    uint8_t sum[sha256_bytes];
    struct str what = arena_fmt(t->mem, "connect\n%.*s", code_chars, code);
    mac_key_sign(t->engine->signer, what, sum);
    return hex_encode(t->mem, sum, 16);
}

bool connect_make(struct turn *t, struct str *code, struct err *err)
{
    char c[code_chars];
    for (size_t i = 0; i < code_chars; i++)
        c[i] = letters.p[random_below(t->rnd, letters.n)];
    *code = arena_fmt(t->mem, "%.4s-%.4s", c, c + 4);
    return db_exec(t->db, &put_code,
                   DB_ARGS(TEXT(hash_of(t, c)), TEXT(t->person.workspace),
                           TEXT(t->person.user), INT(t->now_ms + good_ms)),
                   err);
}

/* False: no code looks like this. */
static bool read_code(struct str typed, char out[static code_chars])
{
    size_t n = 0;
    for (size_t i = 0; i < typed.n; i++) {
        char c = typed.p[i];
        if (c == '-' || c == ' ' || c == '`')
            continue;
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (n == code_chars || str_find_char(letters, c) < 0)
            return false;
        out[n++] = c;
    }
    return n == code_chars;
}

/* A code that was found. */
struct code {
    bool is_used;
    int64_t until_ms, person;
    struct str workspace, user;
};

static bool find(struct turn *t, struct str hash, struct code *out, bool *found,
                 struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    if (!db_query(t->db, &r, &find_code, DB_ARGS(TEXT(hash)), err))
        return false;
    int got = rows_next(&r, err);
    *found = got > 0;
    if (got > 0)
        *out = (struct code){ .is_used = rows_int(&r, 0) == 1,
                              .until_ms = rows_int(&r, 1),
                              .workspace = arena_str(t->mem, rows_text(&r, 2)),
                              .user = arena_str(t->mem, rows_text(&r, 3)),
                              .person = rows_int(&r, 4) };
    return got >= 0;
}

static bool must_wait(struct turn *t, int64_t *wait_ms, struct err *err)
{
    AUTO(rows_clear) struct rows r = { 0 };
    *wait_ms = 0;
    if (!db_query(t->db, &r, &count_tries,
                  DB_ARGS(INT(t->now_ms - hour_ms), INT(t->person.id)), err))
        return false;
    int got = rows_next(&r, err);
    if (got > 0 && rows_int(&r, 0) >= tries_max)
        *wait_ms = rows_int(&r, 1) + hour_ms - t->now_ms;
    return got >= 0;
}

static bool wrong(struct turn *t, struct err *err)
{
    return db_exec(t->db, &note_try,
                   DB_ARGS(TEXT(t->person.workspace), TEXT(t->person.user),
                           INT(t->now_ms), INT(t->now_ms - hour_ms)),
                   err);
}

static bool judge(struct turn *t, const struct code *c, enum connect_result *out,
                  struct err *err)
{
    bool overlap = false;
    if (!people_overlap(t, t->person.id, c->person, &overlap, err))
        return false;
    if (str_eq(c->workspace, t->person.workspace) && str_eq(c->user, t->person.user))
        *out = CONNECT_OWN;
    else if (c->person == t->person.id)
        *out = CONNECT_ALREADY;
    else if (c->is_used)
        *out = CONNECT_USED;
    else if (c->until_ms <= t->now_ms)
        *out = CONNECT_EXPIRED;
    else
        *out = overlap ? CONNECT_OVERLAP : CONNECT_DONE;
    return true;
}

/* Whoever was disconnected once and comes back may be known by e-mail again. */
static bool join(struct turn *t, int64_t into, struct str hash, struct err *err)
{
    return db_exec(t->db, &use_code, DB_ARGS(TEXT(hash)), err) &&
           people_merge(t, t->person.id, into, err) &&
           db_exec(t->db, &welcome_email, DB_ARGS(INT(into)), err) &&
           people_meet(t, t->event->workspace, t->event->user, err);
}

bool connect_use(struct turn *t, struct str typed, struct connected *out, struct err *err)
{
    char text[code_chars];
    struct code c = { 0 };
    bool found = false;
    *out = (struct connected){ .result = CONNECT_UNKNOWN };
    if (!must_wait(t, &out->wait_ms, err))
        return false;
    if (out->wait_ms > 0) {
        out->result = CONNECT_WAIT;
        return true;
    }
    if (!read_code(typed, text)) /* a slip, and no guess */
        return true;
    struct str hash = hash_of(t, text);
    if (!find(t, hash, &c, &found, err))
        return false;
    if (!found)
        return wrong(t, err);
    return judge(t, &c, &out->result, err) &&
           (out->result != CONNECT_DONE || join(t, c.person, hash, err));
}

bool connect_part(struct turn *t, bool *parted, struct err *err)
{
    struct str other;
    size_t n = 0;
    int64_t person = 0;
    struct str workspace = t->person.workspace, user = t->person.user;
    *parted = false;
    if (!connect_places(t, &other, 1, &n, err))
        return false;
    if (n == 0)
        return true;
    *parted = true;
    return db_exec(t->db, &drop_code, DB_ARGS(TEXT(workspace), TEXT(user)), err) &&
           people_make(t, &person, err) &&
           db_exec(t->db, &part, DB_ARGS(INT(person), TEXT(workspace), TEXT(user)),
                   err) &&
           people_meet(t, workspace, user, err);
}

bool connect_tidy(struct turn *t, struct err *err)
{
    int64_t end_ms = t->now_ms - hour_ms;
    return db_exec(t->db, &tidy_codes, DB_ARGS(INT(end_ms)), err) &&
           db_exec(t->db, &tidy_tries, DB_ARGS(INT(end_ms)), err);
}
