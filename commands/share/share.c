/* /share: a fresh post at once, ready for one's network. */
#include "share.h"

#include "core/words.h"
#include "share_texts.h"

static const struct migration migrations[] = {
    { 1, "CREATE TABLE own_words ("
         " person INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,"
         " post INTEGER NOT NULL,"
         " network TEXT NOT NULL,"
         " body TEXT NOT NULL,"
         " until_ms INTEGER NOT NULL,"
         " PRIMARY KEY (person, post, network)) STRICT, WITHOUT ROWID;" },
    { 0, NULL },
};

static const char *const list_aliases[] = { "ls", NULL };
static const char *const settings_aliases[] = { "me", "prefs", "preferences", NULL };
static const char *const help_aliases[] = { "?", "hello", "hallo", "hi", NULL };
static const char *const share_aliases[] = { "boost", NULL };

static const struct word words[] = {
    { .name = "share",
      .de = "teilen",
      .aliases = share_aliases,
      .usage = share_usage_share,
      .summary = share_summary_share,
      .is_command = true },
    { .name = "list",
      .de = "liste",
      .aliases = list_aliases,
      .usage = share_usage_list,
      .summary = share_summary_list },
    { .name = "settings",
      .de = "einstellungen",
      .aliases = settings_aliases,
      .summary = share_summary_settings },
    { .name = "connect",
      .de = "verbinden",
      .usage = share_usage_connect,
      .summary = share_summary_connect,
      .for_several = true },
    { .name = "help",
      .de = "hilfe",
      .aliases = help_aliases,
      .summary = share_summary_help },
    { .name = NULL },
};

static bool run(struct turn *t, const struct call *call, struct err *err)
{
    struct str word = str_from_c(call->word->name);
    if (str_eq(word, STR("list")))
        return share_list(t, call->args, err);
    if (str_eq(word, STR("settings")))
        return share_settings(t, err);
    if (str_eq(word, STR("connect")))
        return share_connect(t, call->args, err);
    if (str_eq(word, STR("help"))) {
        fx_answer(t, words_help(t));
        return true;
    }
    return share_run(t, call, err);
}

static bool due(struct turn *t, const struct due *d, struct err *err)
{
    if (str_eq(d->kind, STR("own_words")))
        return own_words_expire(t, d, err);
    return share_remind_due(t, d, err);
}

extern const struct feature feature_share;
const struct feature feature_share = {
    .name = "share",
    .words = words,
    .migrations = migrations,
    .run = run,
    .act = share_act,
    .page = share_page,
    .due = due,
    .merge = own_words_merge,
};
