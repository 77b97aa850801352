#include "platform/mattermost/commands.h"

#include "base/arena.h"
#include "base/crypt.h"
#include "base/utf8.h"
#include "platform/mattermost/names.h"

/* The server counts bytes. */
enum { description_max = 128, hint_max = 1024 };

static const struct str display_name = STR_INIT("Botschafter");

struct str commands_url(struct arena *mem, struct str callback_url, struct str workspace)
{
    if (callback_url.n == 0)
        return STR("");
    return arena_fmt(mem, STR_FMT MATTERMOST_PATH STR_FMT MATTERMOST_PATH_COMMAND,
                     STR_ARG(callback_url), STR_ARG(workspace));
}

bool commands_is_ours(const struct commands_of *us, const struct json *command)
{
    AUTO(buf_clear) struct buf path = BUF_INIT(256);
    struct str url = json_str(command, "url");
    buf_addf(&path, MATTERMOST_PATH STR_FMT MATTERMOST_PATH_COMMAND,
             STR_ARG(us->workspace));
    bool is_by_us = us->bot.n > 0 && str_eq(json_str(command, "creator_id"), us->bot);
    return str_ends(url, buf_str(&path)) ||
           (is_by_us && str_ends(url, STR(MATTERMOST_PATH_COMMAND)));
}

const struct json *commands_find(const struct json *list, struct str trigger)
{
    const struct json *c = json_is_array(list) ? json_first(list) : NULL;
    while (c && !str_eq(json_str(c, "trigger"), trigger))
        c = json_next(c);
    return c;
}

static struct str summary_of(const struct published_command *want)
{
    return utf8_take(want->summary, description_max);
}

static struct str hint_of(const struct published_command *want)
{
    return utf8_take(want->usage, hint_max);
}

bool commands_is_right(const struct commands_of *us, const struct json *command,
                       const struct published_command *want)
{
    return str_eq(json_str(command, "url"), us->url) &&
           str_eq(json_str(command, "method"), STR("P")) &&
           json_bool(command, "auto_complete") &&
           str_eq(json_str(command, "auto_complete_desc"), summary_of(want)) &&
           str_eq(json_str(command, "auto_complete_hint"), hint_of(want)) &&
           str_eq(json_str(command, "description"), summary_of(want)) &&
           str_eq(json_str(command, "display_name"), display_name);
}

void commands_write(struct buf *out, const struct commands_of *us, struct str team,
                    const struct json *old, const struct published_command *want)
{
    struct json_w w = JSON_W(out);
    jw_object(&w);
    jw_kv_given(&w, "id", json_str(old, "id"));
    jw_kv(&w, "team_id", team);
    jw_kv(&w, "trigger", want->name);
    jw_kc(&w, "method", "P");
    jw_kv(&w, "url", us->url);
    jw_kv(&w, "username", json_str(old, "username"));
    jw_kv(&w, "icon_url", json_str(old, "icon_url"));
    jw_kb(&w, "auto_complete", true);
    jw_kv(&w, "auto_complete_desc", summary_of(want));
    jw_kv(&w, "auto_complete_hint", hint_of(want));
    jw_kv(&w, "description", summary_of(want));
    jw_kv(&w, "display_name", display_name);
    jw_end_object(&w);
}

struct str commands_hash(struct arena *mem, struct str token)
{
    uint8_t sum[sha256_bytes];
    sha256(token, sum);
    return hex_encode(mem, sum, sizeof(sum));
}

bool commands_knows(struct arena *mem, struct str token, const struct str *hashes,
                    size_t n)
{
    struct str hash = commands_hash(mem, token);
    bool found = false;
    for (size_t i = 0; i < n; i++)
        found |= crypt_equal(hash, hashes[i]);
    return found && token.n > 0;
}
