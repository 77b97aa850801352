#include "platform/slack/handle.h"

#include "base/arena.h"
#include "base/json.h"

enum { handle_max_bytes = 2900 }; /* private_metadata holds 3,000 characters */

struct str slack_handle_write(struct arena *mem, const struct handle *h)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(64 * 1024);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    jw_ki(&w, "a", h->asked);
    jw_ki(&w, "s", h->shown);
    if (h->lang != LANG_EN)
        jw_ki(&w, "l", h->lang);
    if (h->takes_payload)
        jw_kb(&w, "p", true);
    if (h->socket != 0)
        jw_ki(&w, "n", h->socket);
    jw_kv_given(&w, "e", h->envelope);
    jw_kv_given(&w, "r", h->response_url);
    jw_kv_given(&w, "t", h->trigger);
    jw_kv_given(&w, "c", h->channel);
    jw_kv_given(&w, "th", h->thread);
    jw_kv_given(&w, "m", h->message);
    jw_kv_given(&w, "u", h->user);
    jw_kv_given(&w, "v", h->view);
    jw_kv_given(&w, "b", h->block);
    jw_end_object(&w);
    return arena_buf(mem, &out);
}

static struct str text_at(struct arena *mem, const struct json *j, const char *key)
{
    struct str s = json_str(j, key);
    return s.n > 0 ? arena_str(mem, s) : s;
}

static bool is_within(int64_t v, int64_t last)
{
    return v >= 0 && v <= last;
}

bool slack_handle_read(struct arena *mem, struct str text, struct handle *out)
{
    AUTO(json_freep) struct json *j = NULL;
    if (!json_parse(&j, text, NULL) || !json_is_object(j))
        return false;
    int64_t asked = json_int(j, "a", -1), shown = json_int(j, "s", -1);
    int64_t lang = json_int(j, "l", LANG_EN);
    if (!is_within(asked, ASKED_FORM) || !is_within(shown, SHOWN_MODAL) ||
        !is_within(lang, LANG_COUNT - 1))
        return false;
    *out = (struct handle){
        .asked = (enum asked)asked,
        .shown = (enum shown)shown,
        .lang = (enum lang)lang,
        .takes_payload = json_bool(j, "p"),
        .socket = json_int(j, "n", 0),
        .envelope = text_at(mem, j, "e"),
        .response_url = text_at(mem, j, "r"),
        .trigger = text_at(mem, j, "t"),
        .channel = text_at(mem, j, "c"),
        .thread = text_at(mem, j, "th"),
        .message = text_at(mem, j, "m"),
        .user = text_at(mem, j, "u"),
        .view = text_at(mem, j, "v"),
        .block = text_at(mem, j, "b"),
    };
    return true;
}

struct str handle_origin(struct arena *mem, const struct handle *h, enum lang lang)
{
    struct handle o = *h;
    o.lang = lang;
    o.takes_payload = false;
    o.socket = 0;
    o.envelope = o.trigger = o.view = o.block = STR("");
    struct str text = slack_handle_write(mem, &o);
    if (text.n > handle_max_bytes) {
        o.response_url = STR("");
        text = slack_handle_write(mem, &o);
    }
    return text.n > handle_max_bytes ? STR("") : text;
}
