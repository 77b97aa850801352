#include "config/keys.h"

#include "base/auto.h"
#include "config/read.h"

#define BOT(f)       offsetof(struct read_bot, f)
#define WORKSPACE(f) offsetof(struct read_workspace, f)

/* In the order of the example file. */
static const struct config_key keys[] = {
    { SECTION_BOT, KEY_PATH, "data", BOT(data), NULL, "/var/lib/botschafter",
      "where the database, keys and pictures are kept" },
    { SECTION_BOT, KEY_TEXT, "company", BOT(company), NULL, "",
      "the company's name, as texts say it" },
    { SECTION_BOT, KEY_NAME, "default_network", BOT(default_network), NULL, "linkedin",
      "what the very first /share deals for" },
    { SECTION_BOT, KEY_CHOICE, "unknown_sends", BOT(unknown_sends), "drop|resend", "drop",
      "a message of which nobody can find out whether it arrived: at most once (drop) or "
      "at least once (resend)" },
    { SECTION_BOT, KEY_CHOICE, "log_level", BOT(log_level), "debug|info|warn|error",
      "info", "how much is said" },
    { SECTION_BOT, KEY_CHOICE, "log_format", BOT(log_format), "logfmt|json", "logfmt",
      "one event a line, in this form" },
    { SECTION_BOT, KEY_LISTEN, "listen", BOT(listen), NULL, "127.0.0.1:8470",
      "where Mattermost's calls come in (callback_url) and the playground's page is shown" },

    { SECTION_LIBRARY, KEY_PATH, "folder", offsetof(struct read_library, folder), NULL,
      "", "posts, one TOML file each, and their pictures; read again when it changes" },

    { SECTION_WORKSPACE, KEY_NAME, "name", WORKSPACE(name), NULL, "!",
      "yours to choose; keep it, what is stored goes by it" },
    { SECTION_WORKSPACE, KEY_CHOICE, "platform", WORKSPACE(platform),
      "slack|mattermost|playground", "!", "where people type" },
    { SECTION_WORKSPACE, KEY_SECRET, "app_token", WORKSPACE(app_token), NULL, NULL,
      "Slack: the app-level token (xapp-), as env:NAME, file:PATH or credential:NAME" },
    { SECTION_WORKSPACE, KEY_SECRET, "bot_token", WORKSPACE(bot_token), NULL, NULL,
      "Slack: the bot user's token (xoxb-), likewise" },
    { SECTION_WORKSPACE, KEY_TEXT, "api_url", WORKSPACE(api_url), NULL, "",
      "Slack's API, if not at the usual address (proxies, tests)" },
    { SECTION_WORKSPACE, KEY_URL, "url", WORKSPACE(url), NULL, NULL,
      "Mattermost: the server's address, as people open it" },
    { SECTION_WORKSPACE, KEY_SECRET, "token", WORKSPACE(token), NULL, NULL,
      "Mattermost: the bot account's token, likewise" },
    { SECTION_WORKSPACE, KEY_TEXTS, "teams", WORKSPACE(teams), NULL, "*",
      "Mattermost: names of the teams to serve; \"*\": all that the bot is in" },
    { SECTION_WORKSPACE, KEY_URL, "callback_url", WORKSPACE(callback_url), NULL, NULL,
      "Mattermost: where the server reaches `listen`; empty: it cannot, and people type "
      "numbers instead of pressing buttons" },
    { SECTION_WORKSPACE, KEY_HASHES, "command_tokens", WORKSPACE(command_tokens), NULL,
      NULL,
      "Mattermost: of the slash commands, as botschafter setup mattermost writes them" },
    { SECTION_WORKSPACE, KEY_ZONE, "zone", WORKSPACE(zone), NULL, "Europe/Berlin",
      "for people of whom the platform says no time zone" },
    { SECTION_WORKSPACE, KEY_CHOICE, "lang", WORKSPACE(lang), "en|de", "en",
      "for people of whom the platform says no language" },
    { SECTION_WORKSPACE, KEY_BOOL, "formal", WORKSPACE(formal), NULL, "false",
      "German with Sie instead of du" },

    { SECTION_CHANNELS, KEY_TEXT, "suggest", offsetof(struct read_channels, suggest),
      NULL, "", "where ideas for posts are welcome" },

    { SECTION_WORDS, KEY_TEXTS, "confidential", offsetof(struct read_words, confidential),
      NULL, NULL, "names that must not get out: own words with them are refused" },
    { SECTION_WORDS, KEY_BY_LANG, "disclosure", offsetof(struct read_words, disclosure),
      NULL, NULL, "how one says where one works; own words without it get a hint" },

    { SECTION_NETWORK, KEY_NETWORK, "id", 0, NULL, "!",
      "a built-in one to change it, another one to add it" },
    { SECTION_NETWORK, KEY_NETWORK, "name", 0, NULL, NULL, "as it writes itself" },
    { SECTION_NETWORK, KEY_NETWORK, "counting", 0, NULL, NULL,
      "characters, weighted, graphemes, bytes or emoji-bytes" },
    { SECTION_NETWORK, KEY_NETWORK, "recognising", 0, NULL, NULL,
      "plain, x, mastodon or bluesky: whose rules find links, tags and names" },
    { SECTION_NETWORK, KEY_NETWORK, "limit", 0, NULL, NULL, "of a text; 0: none" },
    { SECTION_NETWORK, KEY_NETWORK, "limit_bytes", 0, NULL, NULL, "a second limit" },
    { SECTION_NETWORK, KEY_NETWORK, "url_length", 0, NULL, NULL,
      "what each link counts; 0: as it is written" },
    { SECTION_NETWORK, KEY_NETWORK, "fold", 0, NULL, NULL,
      "characters shown before \"see more\"; 0: all" },
    { SECTION_NETWORK, KEY_NETWORK, "max_hashtags", 0, NULL, NULL, "0: any number" },
    { SECTION_NETWORK, KEY_NETWORK, "max_links", 0, NULL, NULL, "0: any number" },
    { SECTION_NETWORK, KEY_NETWORK, "max_name", 0, NULL, NULL,
      "characters of an @mention; 0: there are none" },
    { SECTION_NETWORK, KEY_NETWORK, "compose", 0, NULL, NULL,
      "the documented link into its composer: {text}, {words}, {url}, {title}, "
      "{instance}" },
    { SECTION_NETWORK, KEY_NETWORK, "compose_undocumented", 0, NULL, NULL,
      "one that works, but that nobody promises" },
    { SECTION_NETWORK, KEY_NETWORK, "prefer_undocumented", 0, NULL, NULL, "use that" },
    { SECTION_NETWORK, KEY_NETWORK, "needs_instance", 0, NULL, NULL,
      "people's servers differ: they are asked once" },
    { SECTION_NETWORK, KEY_NETWORK, "off", 0, NULL, NULL, "not offered" },
};

static const struct {
    const char *name;
    bool is_list;
} sections[SECTION_COUNT] = {
    [SECTION_BOT] = { "bot", false },
    [SECTION_LIBRARY] = { "library", false },
    [SECTION_WORKSPACE] = { "workspace", true },
    [SECTION_CHANNELS] = { "channels", false },
    [SECTION_WORDS] = { "words", false },
    [SECTION_NETWORK] = { "network", true },
};

const struct config_key *config_keys(size_t *n)
{
    *n = COUNT(keys);
    return keys;
}

const char *section_name(enum key_section s)
{
    return sections[s].name;
}

bool section_is_list(enum key_section s)
{
    return sections[s].is_list;
}

const struct config_key *config_key_find(enum key_section s, struct str name)
{
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (keys[i].section == s && str_eq(str_from_c(keys[i].name), name))
            return &keys[i];
    }
    return NULL;
}

/* The nearest so far: a name that shares no more than its length is none. */
struct nearest {
    struct str wanted;
    const char *name;
    size_t distance;
};

static void consider(struct nearest *n, const char *name)
{
    size_t most = n->wanted.n < 4 ? 1 : 3;
    size_t d = str_distance(str_from_c(name), n->wanted, most);
    if (d <= most && (!n->name || d < n->distance)) {
        n->name = name;
        n->distance = d;
    }
}

const char *config_key_nearest(enum key_section s, struct str name)
{
    struct nearest n = { .wanted = name };
    for (size_t i = 0; i < COUNT(keys); i++) {
        if (keys[i].section == s)
            consider(&n, keys[i].name);
    }
    return n.name;
}

const char *section_nearest(struct str name)
{
    struct nearest n = { .wanted = name };
    for (size_t i = 0; i < COUNT(sections); i++)
        consider(&n, sections[i].name);
    return n.name;
}
