#include "platform/mattermost/handle.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "codec/shape.h"

static const char *const asked_words[] = {
    [ASKED_COMMAND] = "command", [ASKED_ACTION] = "action", [ASKED_DIALOG] = "dialog",
    [ASKED_MESSAGE] = "message", [ASKED_TYPED] = "typed",   [ASKED_PAGE] = "page",
};

static const struct member handle_members[] = {
    WORD_MEMBER(struct handle, asked, asked_words),
    INT_MEMBER(struct handle, exchange),
    STR_MEMBER(struct handle, user),
    STR_MEMBER(struct handle, channel),
    BOOL_MEMBER(struct handle, is_direct),
    STR_MEMBER(struct handle, team),
    STR_MEMBER(struct handle, thread),
    STR_MEMBER(struct handle, message),
    STR_MEMBER(struct handle, trigger),
    SHAPED_MEMBER(struct handle, origin, MEMBER_INSIDE, origin_shape),
    STR_MEMBER(struct handle, talk),
};
static const struct shape handle_shape = SHAPE(struct handle, handle_members);

struct str handle_write(struct arena *mem, const struct handle *h)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    shape_encode(&w, &handle_shape, h);
    return arena_buf(mem, &out);
}

bool handle_read(struct arena *mem, struct str text, struct handle *out)
{
    AUTO(json_freep) struct json *j = NULL;
    struct handle h = { 0 };
    if (!json_parse(&j, text, NULL) || !shape_decode(mem, &handle_shape, j, &h, NULL) ||
        h.user.n == 0)
        return false;
    *out = h;
    return true;
}
