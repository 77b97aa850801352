/* Frames of the websocket. */
#include "platform/mattermost/wire.h"

#include "base/auto.h"
#include "platform/mattermost/names.h"

bool wire_is_id(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        bool is_letter = s.p[i] >= 'a' && s.p[i] <= 'z';
        if (!is_letter && (s.p[i] < '0' || s.p[i] > '9'))
            return false;
    }
    return s.n == mattermost_id_bytes;
}

struct str wire_id(const struct json *j, const char *path)
{
    struct str s = json_str(j, path);
    return wire_is_id(s) ? s : STR("");
}

static enum frame_kind kind_of(struct str event)
{
    static const struct {
        struct str event;
        enum frame_kind kind;
    } kinds[] = {
        { STR_INIT("hello"), FRAME_HELLO },
        { STR_INIT("posted"), FRAME_POSTED },
        { STR_INIT("post_edited"), FRAME_EDITED },
        { STR_INIT("post_deleted"), FRAME_DELETED },
        { STR_INIT("new_user"), FRAME_NEW_USER },
        { STR_INIT("user_updated"), FRAME_USER },
        { STR_INIT("user_added"), FRAME_JOINED },
        { STR_INIT("user_removed"), FRAME_LEFT },
        { STR_INIT("channel_created"), FRAME_CHANNEL },
        { STR_INIT("channel_updated"), FRAME_CHANNEL },
        { STR_INIT("channel_converted"), FRAME_CHANNEL },
        { STR_INIT("channel_deleted"), FRAME_CHANNEL },
        { STR_INIT("channel_restored"), FRAME_CHANNEL },
        { STR_INIT("added_to_team"), FRAME_TEAM },
        { STR_INIT("leave_team"), FRAME_TEAM },
        { STR_INIT("update_team"), FRAME_TEAM },
        { STR_INIT("delete_team"), FRAME_TEAM },
        { STR_INIT("restore_team"), FRAME_TEAM },
    };
    for (size_t i = 0; i < COUNT(kinds); i++) {
        if (str_eq(kinds[i].event, event))
            return kinds[i].kind;
    }
    return FRAME_OTHER;
}

static struct str first_id(const struct json *j, const char *path, const char *other)
{
    struct str id = wire_id(j, path);
    return id.n > 0 ? id : wire_id(j, other);
}

/* Of whom it speaks. Whom it is sent to is another matter, except for those who hear
 * that they themselves were removed. */
static struct str user_of(const struct json *j, enum frame_kind kind)
{
    if (kind == FRAME_USER)
        return wire_id(j, "data.user.id");
    if (kind == FRAME_LEFT || kind == FRAME_HELLO)
        return first_id(j, "data.user_id", "broadcast.user_id");
    return wire_id(j, "data.user_id");
}

static bool read_reply(const struct json *j, struct frame *out)
{
    struct str status = json_str(j, "status");
    if (status.n == 0)
        return false;
    *out = (struct frame){ .kind = FRAME_REPLY,
                           .seq = -1,
                           .is_ok = str_eq(status, STR("OK")) };
    return true;
}

bool wire_frame(const struct json *j, struct frame *out)
{
    if (!json_is_object(j))
        return false;
    struct str event = json_str(j, "event");
    if (event.n == 0)
        return read_reply(j, out);
    enum frame_kind kind = kind_of(event);
    int64_t seq = json_int(j, "seq", -1);
    if (seq < 0)
        return false;
    *out = (struct frame){
        .kind = kind,
        .seq = seq,
        .connection = wire_id(j, "data.connection_id"),
        .server_version = json_str(j, "data.server_version"),
        .user = user_of(j, kind),
        .channel = first_id(j, "data.channel_id", "broadcast.channel_id"),
        .team = first_id(j, "data.team_id", "broadcast.team_id"),
        .channel_type = json_str(j, "data.channel_type"),
        .post = json_str(j, "data.post"),
    };
    return true;
}
