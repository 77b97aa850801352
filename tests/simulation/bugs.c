/* Planted bugs: what a mistake in the engine would leave in the store. Each must be
 * found, or the promise that it breaks is not watched. */
#include "sim.h"

#include <string.h>

static const struct {
    const char *name;
    struct sql sql;
} bugs[] = {
    { "sent-twice",
      { "bug.sent_twice", "UPDATE outbox SET state = 0, attempt = 0,"
                          " body = '{}' WHERE state = 3" } },
    { "inbox-forgets", { "bug.inbox_forgets", "DELETE FROM inbox" } },
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

void bugs_plant(struct sim *s)
{
    struct err err = { 0 };
    for (size_t i = 0; i < COUNT(bugs); i++) {
        if (strcmp(bugs[i].name, s->bug) == 0 &&
            !db_exec(s->db, &bugs[i].sql, DB_NO_ARGS, &err))
            sim_fail(s, "the bug cannot be planted: %s", err.msg);
    }
}
