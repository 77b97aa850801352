#include "platform/mattermost/talk_note.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json.h"
#include "codec/shape.h"

static const struct member note_members[] = {
    STR_MEMBER(struct talk_note, place),
    BOOL_MEMBER(struct talk_note, is_direct),
    STR_MEMBER(struct talk_note, team),
    STR_MEMBER(struct talk_note, heard),
};
static const struct shape note_shape = SHAPE(struct talk_note, note_members);

struct str talk_note_write(struct arena *mem, const struct talk_note *n)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(4096);
    struct json_w w = JSON_W(&out);
    shape_encode(&w, &note_shape, n);
    return arena_buf(mem, &out);
}

bool talk_note_read(struct arena *mem, struct str text, struct talk_note *out)
{
    AUTO(json_freep) struct json *j = NULL;
    struct talk_note n = { 0 };
    if (!json_parse(&j, text, NULL) || !shape_decode(mem, &note_shape, j, &n, NULL))
        return false;
    *out = n;
    return true;
}
