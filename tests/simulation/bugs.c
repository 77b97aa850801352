/* Planted bugs: what a mistake in the engine would leave in the store. Each must be
 * found, or the promise that it breaks is not watched. */
#include "sim.h"

#include "base/log.h"

#include <string.h>

static const struct {
    const char *name;
    struct sql sql;
    enum bug_when when;
} bugs[] = {
    { "sent-twice",
      { "bug.sent_twice", "UPDATE outbox SET state = 0 WHERE state = 1" },
      BUG_EACH_TURN },
    { "inbox-forgets", { "bug.inbox_forgets", "DELETE FROM inbox" }, BUG_EACH_TURN },
    { "message-lost", { "bug.message_lost", "DELETE FROM due WHERE kind = 'remind'" } },
    { "used-up-forgotten", { "bug.used_up_forgotten", "DELETE FROM used_up" } },
    { "watermark-wrong",
      { "bug.watermark_wrong", "UPDATE watermark SET lo_ms = 0, lo_post = 0" } },
    { "expired-dealt",
      { "bug.expired_dealt", "UPDATE variant SET until_ms = 9000000000000" } },
    { "own-words-kept",
      { "bug.own_words_kept", "DELETE FROM due WHERE kind = 'own_words'" } },
    { "wording-uncounted", { "bug.wording_uncounted", "UPDATE wording SET dealt = 0" } },
    { "asked-again", { "bug.asked_again", "UPDATE dealt SET asked = 0" } },
    { "gate-silent", { "bug.gate_silent", "DELETE FROM contact_log" }, BUG_EACH_TURN },
    { "gate-names", { "bug.gate_names", "UPDATE contact_log SET log_id = 'USR1X'" } },
    { "dealt-kept",
      { "bug.dealt_kept", "UPDATE dealt SET at_ms = at_ms - 181 * 86400000" } },
    { "hashes-kept", { "bug.hashes_kept", "UPDATE share_seen SET week = week - 1" } },
    { "mark-exact", { "bug.mark_exact", "UPDATE used_up SET at_ms = at_ms + 1" } },
    { "sent-kept", { "bug.sent_kept", "UPDATE outbox SET body = '{}' WHERE state = 3" } },
    { "log-names", { NULL, NULL } }, /* is a line, not a statement */
    { "topics-ignored", { "bug.topics_ignored", "UPDATE preference SET topics = ''" } },
    { "languages-ignored",
      { "bug.languages_ignored", "UPDATE preference SET langs = ''" } },
    { "networks-ignored",
      { "bug.networks_ignored", "UPDATE preference SET networks = ''" } },
    { "server-forgotten",
      { "bug.server_forgotten", "UPDATE preference SET instance = ''" } },
    { "wording-stale",
      { "bug.wording_stale", "UPDATE wording SET body = replace(body, ' v1', ' v0')" } },
    { "merge-forgets",
      { "bug.merge_forgets", "DELETE FROM used_up WHERE person IN (SELECT person"
                             " FROM account GROUP BY person HAVING count(*) > 1)" },
      BUG_JOINED },
    { "merge-counts-again",
      { "bug.merge_counts_again", "DELETE FROM share_seen" },
      BUG_JOINED },
    { "merge-leaves-timers",
      { "bug.merge_leaves_timers", "UPDATE due SET person = person + 1" },
      BUG_JOINED },
    { "merge-leaves-person",
      { "bug.merge_leaves_person",
        "INSERT INTO person (id, log_id) SELECT max(id) + 1, 'gone' || max(id) FROM person" },
      BUG_JOINED },
    { "merge-drops-settings",
      { "bug.merge_drops_settings", "DELETE FROM preference" },
      BUG_JOINED },
    { "code-used-twice",
      { "bug.code_used_twice", "UPDATE connect_code SET used = 0" },
      BUG_EACH_TURN },
    { "code-eternal",
      { "bug.code_eternal", "UPDATE connect_code SET until_ms = until_ms + 600000" },
      BUG_EACH_TURN },
    { "tries-uncounted",
      { "bug.tries_uncounted", "DELETE FROM connect_try" },
      BUG_EACH_TURN },
    { "part-stays",
      { "bug.part_stays",
        "UPDATE account SET by_email = 1, person = (SELECT min(b.person) FROM account b"
        " WHERE b.by_email = 1 AND b.workspace <> account.workspace) WHERE by_email = 0" },
      BUG_PARTED },
    { "part-comes-back",
      { "bug.part_comes_back", "UPDATE account SET by_email = 1" },
      BUG_PARTED },
    { "message-astray",
      { "bug.message_astray",
        "UPDATE outbox SET user_id = (SELECT a.user_id FROM account a"
        " WHERE a.workspace = outbox.workspace AND a.user_id <> outbox.user_id),"
        " person = (SELECT a.person FROM account a"
        " WHERE a.workspace = outbox.workspace AND a.user_id <> outbox.user_id)"
        " WHERE state = 0 AND user_id <> ''" },
      BUG_EACH_TURN },
    { "share-uncounted", { "bug.share_uncounted", "DELETE FROM share_count" } },
};

bool bugs_known(const char *name)
{
    for (size_t i = 0; i < COUNT(bugs); i++) {
        if (strcmp(bugs[i].name, name) == 0)
            return true;
    }
    return false;
}

void bugs_plant(struct sim *s, enum bug_when when)
{
    struct err err = { 0 };
    if (!s->bug)
        return;
    if (strcmp(s->bug, "log-names") == 0)
        LOG(LOG_INFO, "sim", "bug", KC("person", s->accounts[0].user));
    for (size_t i = 0; i < COUNT(bugs); i++) {
        if (strcmp(bugs[i].name, s->bug) != 0 || bugs[i].when != when || s->is_full)
            continue;
        if (bugs[i].sql.text && !db_exec(s->db, &bugs[i].sql, DB_NO_ARGS, &err))
            sim_fail(s, "the bug cannot be planted: %s", err.msg);
    }
}
