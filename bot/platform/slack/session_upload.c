/* A picture: Slack names an address, the bytes go there, then it is told so. Nothing
 * is seen of a file that was begun and not completed, so repeating does no harm. */
#include "base/arena.h"
#include "base/mem.h"
#include "codec/urlencoded.h"
#include "platform/slack/blocks.h"
#include "platform/slack/session.h"

#include <stdlib.h>

enum {
    alt_max_chars = 1000,
    ready_ms = 2000, /* Slack refuses a card with a file that it is still reading */
};

struct uploading {
    struct session *s;
    struct arena *mem;
    int64_t id;
    struct str bytes, file_name, file; /* file: Slack's id */
};

static void drop(void *ctx)
{
    struct uploading *u = ctx;
    arena_free(u->mem);
    free(u);
}

/* A place that Slack knows nothing of any more got no bytes: begin again. */
static void give_up(struct uploading *u, const struct web_answer *a)
{
    struct web_answer why = *a;
    if (a->kind == WEB_NO && str_eq(a->error, STR("file_not_found")))
        why.kind = WEB_UNKNOWN;
    slack_failed(u->s, u->id, &why, true);
    drop(u);
}

static void is_ready(void *ctx, const struct web_answer *a)
{
    struct uploading *u = ctx;
    (void)a;
    slack_outcome(u->s, &(struct outcome_event){
                            .id = u->id, .outcome = OUTCOME_APPLIED, .result = u->file });
    drop(u);
}

static void ended(void *ctx, const struct web_answer *a)
{
    struct uploading *u = ctx;
    if (a->kind != WEB_OK) {
        give_up(u, a);
        return;
    }
    web_wait(u->s, ready_ms,
             &(struct web_request){ .done = is_ready, .drop = drop, .ctx = u });
}

static void bytes_went(void *ctx, const struct web_answer *a)
{
    struct uploading *u = ctx;
    if (a->kind != WEB_OK) {
        give_up(u, a);
        return;
    }
    AUTO(buf_clear) struct buf body = BUF_INIT(4096);
    struct json_w w = JSON_W(&body);
    jw_object(&w);
    jw_key(&w, "files");
    jw_array(&w);
    jw_object(&w);
    jw_kv(&w, "id", u->file);
    jw_kv(&w, "title", u->file_name);
    jw_end_object(&w);
    jw_end_array(&w);
    jw_end_object(&w);
    web_call(u->s, &(struct web_request){ .method = METHOD_UPLOAD_END,
                                          .body = buf_str(&body),
                                          .done = ended,
                                          .drop = drop,
                                          .ctx = u });
}

static void place_came(void *ctx, const struct web_answer *a)
{
    struct uploading *u = ctx;
    struct str url = json_str(a->body, "upload_url");
    if (a->kind != WEB_OK || url.n == 0) {
        give_up(u, a);
        return;
    }
    u->file = arena_str(u->mem, json_str(a->body, "file_id"));
    web_post(u->s, url,
             &(struct web_request){ .method = METHOD_UPLOAD_BEGIN,
                                    .body = u->bytes,
                                    .done = bytes_went,
                                    .drop = drop,
                                    .ctx = u });
}

void slack_upload(struct session *s, const struct outgoing *out)
{
    AUTO(buf_clear) struct buf form = BUF_INIT(16 * 1024);
    struct arena *mem = arena_new();
    struct str length = arena_fmt(mem, "%zu", out->bytes.n);
    urlencoded_add_pair(&form, STR("filename"), out->file_name);
    urlencoded_add_pair(&form, STR("length"), length);
    if (out->card && out->card->picture.alt.n > 0)
        urlencoded_add_pair(&form, STR("alt_txt"),
                            slack_shorten(mem, out->card->picture.alt, alt_max_chars));
    struct uploading *u = mem_new(1, sizeof(*u));
    *u = (struct uploading){ .s = s,
                             .mem = mem,
                             .id = out->id,
                             .bytes = arena_str(mem, out->bytes),
                             .file_name = arena_str(mem, out->file_name) };
    web_call(s, &(struct web_request){ .method = METHOD_UPLOAD_BEGIN,
                                       .body = buf_str(&form),
                                       .done = place_came,
                                       .drop = drop,
                                       .ctx = u });
}
