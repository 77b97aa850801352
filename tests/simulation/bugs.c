/* Planted bugs: what a mistake in the engine would leave in the store. Each must be
 * found, or the promise that it breaks is not watched. */
#include "sim.h"

#include "base/log.h"

#include <string.h>

static const struct {
    const char *name;
    struct sql sql;
    bool each_turn;
} bugs[] = {
    { "sent-twice",
      { "bug.sent_twice", "UPDATE outbox SET state = 0, attempt = 0,"
                          " body = '{}' WHERE state = 3" } },
    { "inbox-forgets", { "bug.inbox_forgets", "DELETE FROM inbox" }, true },
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
    { "gate-silent", { "bug.gate_silent", "DELETE FROM contact_log" }, true },
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

void bugs_plant(struct sim *s, bool each_turn)
{
    struct err err = { 0 };
    if (strcmp(s->bug, "log-names") == 0)
        LOG(LOG_INFO, "sim", "bug", KC("person", s->people[0].user));
    for (size_t i = 0; i < COUNT(bugs); i++) {
        if (strcmp(bugs[i].name, s->bug) != 0 || bugs[i].each_turn != each_turn ||
            s->is_full)
            continue;
        if (bugs[i].sql.text && !db_exec(s->db, &bugs[i].sql, DB_NO_ARGS, &err))
            sim_fail(s, "the bug cannot be planted: %s", err.msg);
    }
}
