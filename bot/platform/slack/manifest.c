#include "platform/slack/manifest.h"

#include "base/json.h"
#include "base/utf8.h"

#include <string.h>

enum {
    name_chars = 35,
    description_chars = 140,
    summary_chars = 2000,
    usage_chars = 1000,
    name_of_bot_chars = 80,
};

static const char *const scopes[] = {
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "reactions:read",
    "users:read",
    "users:read.email",
    NULL,
};

/* In the same order; docs of the operator say the same. */
static const char *const purposes[] = {
    "needed to be addressed by name in a channel",
    "needed to find out whether a message of ours arrived",
    "needed for the names of channels",
    "needed to post",
    "needed to post in public channels that it was not invited to",
    "needed for slash commands",
    "needed to show pictures of posts",
    "needed to upload pictures of posts",
    "needed to find out whether a message of ours arrived in a private channel",
    "needed for the names of private channels it was invited to",
    "needed to be spoken to in direct messages",
    "needed to be spoken to in direct messages",
    "needed to remind by direct message",
    "needed for answers by emoji",
    "needed for names, time zones and languages of members",
    "needed to know a person again in another workspace; you may do without",
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

const char *manifest_purpose(const char *scope)
{
    for (size_t i = 0; scopes[i]; i++) {
        if (strcmp(scopes[i], scope) == 0)
            return purposes[i];
    }
    return "unknown to us";
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
                         const struct published_command *commands, size_t n)
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
                         const struct published_command *commands, size_t n)
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
                    const struct published_command *commands, size_t n)
{
    AUTO(buf_clear) struct buf flat = BUF_INIT(256 * 1024);
    struct json_w w = JSON_W(&flat);
    put_manifest(&w, name, description, commands, n);
    indent(out, buf_str(&flat));
}
