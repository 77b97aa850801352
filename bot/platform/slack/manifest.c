#include "platform/slack/manifest.h"

#include "base/json.h"
#include "base/utf8.h"

enum {
    name_chars = 35,
    description_chars = 140,
    summary_chars = 2000,
    usage_chars = 1000,
    name_of_bot_chars = 80,
};

/* What each is for: docs of the operator say the same. */
static const char *const scopes[] = {
    "app_mentions:read", /* to be addressed by name in a channel */
    "channels:history",  /* to find out whether a message of ours arrived */
    "channels:read",     /* names of channels */
    "chat:write",        /* to post */
    "chat:write.public", /* in public channels that it was not invited to, too */
    "commands",          /* slash commands */
    "files:read",        /* to show pictures of posts */
    "files:write",       /* to upload them */
    "groups:history",    /* as channels:history, in private channels it was invited to */
    "groups:read",
    "im:history", /* to be spoken to in direct messages */
    "im:read",
    "im:write",         /* to remind by direct message */
    "reactions:read",   /* answers by emoji */
    "users:read",       /* names, zones and languages of members */
    "users:read.email", /* to know a person again in another workspace */
    NULL,
};

static const char *const events[] = {
    "app_home_opened",  "app_mention",    "app_uninstalled", "member_joined_channel",
    "message.channels", "message.groups", "message.im",      "reaction_added",
    "team_join",        "tokens_revoked", "user_change",     NULL,
};

const char *const *manifest_scopes(void)
{
    return scopes;
}

static void put_list(struct json_w *w, const char *key, const char *const *list)
{
    jw_key(w, key);
    jw_array(w);
    for (; *list; list++)
        jw_c(w, *list);
    jw_end_array(w);
}

static void put_features(struct json_w *w, struct str name,
                         const struct manifest_command *commands, size_t n)
{
    jw_key(w, "features");
    jw_object(w);
    jw_key(w, "app_home");
    jw_object(w);
    jw_kb(w, "home_tab_enabled", true);
    jw_kb(w, "messages_tab_enabled", true);
    jw_kb(w, "messages_tab_read_only_enabled", false);
    jw_end_object(w);
    jw_key(w, "bot_user");
    jw_object(w);
    jw_kv(w, "display_name", utf8_take(name, name_of_bot_chars));
    jw_kb(w, "always_online", true);
    jw_end_object(w);
    jw_key(w, "slash_commands");
    jw_array(w);
    for (size_t i = 0; i < n; i++) {
        AUTO(buf_clear) struct buf command = BUF_INIT(64);
        buf_addf(&command, "/" STR_FMT, STR_ARG(commands[i].name));
        jw_object(w);
        jw_kv(w, "command", buf_str(&command));
        jw_kv(w, "description", utf8_take(commands[i].summary, summary_chars));
        jw_kv_given(w, "usage_hint", utf8_take(commands[i].usage, usage_chars));
        jw_kb(w, "should_escape", true);
        jw_end_object(w);
    }
    jw_end_array(w);
    jw_end_object(w);
}

static void put_settings(struct json_w *w)
{
    jw_key(w, "settings");
    jw_object(w);
    jw_key(w, "event_subscriptions");
    jw_object(w);
    put_list(w, "bot_events", events);
    jw_end_object(w);
    jw_key(w, "interactivity");
    jw_object(w);
    jw_kb(w, "is_enabled", true);
    jw_end_object(w);
    jw_kb(w, "org_deploy_enabled", false);
    jw_kb(w, "socket_mode_enabled", true);
    jw_kb(w, "token_rotation_enabled", false);
    jw_end_object(w);
}

static void put_manifest(struct json_w *w, struct str name, struct str description,
                         const struct manifest_command *commands, size_t n)
{
    jw_object(w);
    jw_key(w, "_metadata");
    jw_object(w);
    jw_ki(w, "major_version", 1);
    jw_ki(w, "minor_version", 1);
    jw_end_object(w);
    jw_key(w, "display_information");
    jw_object(w);
    jw_kv(w, "name", utf8_take(name, name_chars));
    jw_kv_given(w, "description", utf8_take(description, description_chars));
    jw_end_object(w);
    put_features(w, name, commands, n);
    jw_key(w, "oauth_config");
    jw_object(w);
    jw_key(w, "scopes");
    jw_object(w);
    put_list(w, "bot", scopes);
    jw_end_object(w);
    jw_end_object(w);
    put_settings(w);
    jw_end_object(w);
}

static void new_line(struct buf *out, int depth)
{
    buf_add_char(out, '\n');
    for (int i = 0; i < depth; i++)
        buf_add(out, STR("  "));
}

/* People read it before they paste it. */
static void indent(struct buf *out, struct str json)
{
    bool in_string = false;
    int depth = 0;
    for (size_t i = 0; i < json.n; i++) {
        char c = json.p[i];
        if (in_string && c == '\\') {
            buf_add(out, str_take(str_skip(json, i++), 2));
            continue;
        }
        if (c == '"')
            in_string = !in_string;
        if (!in_string && (c == '}' || c == ']'))
            new_line(out, --depth);
        buf_add_char(out, c);
        if (in_string)
            continue;
        if (c == '{' || c == '[')
            new_line(out, ++depth);
        if (c == ',')
            new_line(out, depth);
        if (c == ':')
            buf_add_char(out, ' ');
    }
    buf_add_char(out, '\n');
}

void manifest_write(struct buf *out, struct str name, struct str description,
                    const struct manifest_command *commands, size_t n)
{
    AUTO(buf_clear) struct buf flat = BUF_INIT(256 * 1024);
    struct json_w w = JSON_W(&flat);
    put_manifest(&w, name, description, commands, n);
    indent(out, buf_str(&flat));
}
