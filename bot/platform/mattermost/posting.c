#include "platform/mattermost/posting.h"

#include "base/arena.h"

/* The server takes 300,000 bytes. */
enum { body_max_bytes = 300 * 1000 };

static void begin(struct json_w *w, const struct posting *to)
{
    jw_object(w);
    if (!to)
        return;
    jw_kv(w, "channel_id", to->channel);
    jw_kv_given(w, "root_id", to->root);
    jw_kv_given(w, "pending_post_id", to->pending);
}

static struct str finish(struct json_w *w, const struct render *r)
{
    jw_end_object(w);
    return buf_ok(w->out) ? arena_buf(r->mem, w->out) : STR("");
}

struct str posting_card(const struct render *r, const struct posting *to,
                        const struct card *card)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(body_max_bytes);
    struct json_w w = JSON_W(&out);
    begin(&w, to);
    render_post(&w, r, card);
    return finish(&w, r);
}

struct str posting_page(const struct render *r, const struct posting *to,
                        const struct page *page)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(body_max_bytes);
    struct json_w w = JSON_W(&out);
    begin(&w, to);
    render_page(&w, r, page);
    return finish(&w, r);
}

struct str posting_link(const struct render *r, struct str id)
{
    return arena_fmt(r->mem, STR_FMT "/_redirect/pl/" STR_FMT, STR_ARG(r->site),
                     STR_ARG(id));
}
