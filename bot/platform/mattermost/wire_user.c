/* People and channels. */
#include "base/arena.h"
#include "base/zone.h"
#include "platform/mattermost/wire.h"

/* The setting that counts, else the other one; none where neither is a zone. */
static struct str zone_of(const struct json *user)
{
    struct str automatic = json_str(user, "timezone.automaticTimezone");
    struct str manual = json_str(user, "timezone.manualTimezone");
    bool is_automatic =
        str_eq(json_str(user, "timezone.useAutomaticTimezone"), STR("true")) ||
        json_bool(user, "timezone.useAutomaticTimezone");
    struct str first = is_automatic ? automatic : manual;
    struct str second = is_automatic ? manual : automatic;
    if (first.n > 0 && zone_known(first))
        return first;
    return second.n > 0 && zone_known(second) ? second : STR("");
}

static struct str full_name(const struct wire *w, const struct json *user)
{
    struct str first = str_trim(json_str(user, "first_name"));
    struct str last = str_trim(json_str(user, "last_name"));
    if (first.n == 0 || last.n == 0)
        return first.n > 0 ? first : last;
    return arena_fmt(w->mem, STR_FMT " " STR_FMT, STR_ARG(first), STR_ARG(last));
}

static struct str name_of(const struct wire *w, const struct json *user)
{
    struct str nickname = str_trim(json_str(user, "nickname"));
    if (nickname.n > 0)
        return nickname;
    struct str full = full_name(w, user);
    return full.n > 0 ? full : json_str(user, "username");
}

static bool has_role(struct str roles, struct str role)
{
    for (struct str one = str_word(&roles); one.n > 0; one = str_word(&roles)) {
        if (str_eq(one, role))
            return true;
    }
    return false;
}

bool wire_member(const struct wire *w, const struct json *user, struct member *out)
{
    struct str id = wire_id(user, "id");
    if (id.n == 0)
        return false;
    *out = (struct member){
        .user = id,
        .name = name_of(w, user),
        .handle = json_str(user, "username"),
        .email = json_str(user, "email"),
        .email_verified = json_bool(user, "email_verified"),
        .zone = zone_of(user),
        .locale = json_str(user, "locale"),
        .is_bot = json_bool(user, "is_bot"),
        .is_guest = has_role(json_str(user, "roles"), STR("system_guest")) ||
                    json_str(user, "remote_id").n > 0,
        .is_gone = json_int(user, "delete_at", 0) > 0,
    };
    return true;
}

bool wire_channel(const struct json *channel, struct channel *out)
{
    struct str type = json_str(channel, "type"), id = wire_id(channel, "id");
    bool is_private = str_eq(type, STR("P"));
    if (id.n == 0 || (!is_private && !str_eq(type, STR("O"))))
        return false;
    *out = (struct channel){
        .id = id,
        .name = json_str(channel, "name"),
        .is_private = is_private,
        .is_gone = json_int(channel, "delete_at", 0) > 0,
    };
    return true;
}
