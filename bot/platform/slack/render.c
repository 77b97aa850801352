/* Messages, views and pages. */
#include "platform/slack/render.h"

#include "base/arena.h"
#include "codec/markup.h"
#include "platform/slack/blocks.h"
#include "platform_texts.h"

static struct speech speech_of(const struct render *r, enum lang lang)
{
    return (struct speech){ .texts = r->texts, .lang = lang, .mem = r->mem };
}

/* What notifications and screen readers get: never empty, else Slack refuses. */
static struct str top_text(const struct render *r, const struct card *card)
{
    const struct str given[] = {
        card->summary, card->title, markup_plain(r->mem, card->text),
        card->quiet,   card->copy,  markup_plain(r->mem, card->note)
    };
    for (size_t i = 0; i < COUNT(given); i++) {
        struct str s = str_trim(given[i]);
        if (s.n > 0)
            return slack_escape(r->mem, slack_shorten(r->mem, s, section_chars));
    }
    return STR("\xE2\x80\xA6");
}

void render_message(struct json_w *w, const struct render *r, const struct card *card)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w inner = JSON_W(&out);
    struct blocks b = { .w = &inner, .r = r, .lang = card->lang, .max = message_blocks };
    jw_kv(w, "text", top_text(r, card));
    jw_array(&inner);
    blocks_card(&b, card);
    jw_end_array(&inner);
    if (b.n == 0)
        return;
    jw_key(w, "blocks");
    jw_raw(w, buf_str(&out));
}

static void open_modal(struct json_w *w, const struct render *r, struct str title,
                       struct str origin)
{
    jw_object(w);
    jw_kc(w, "type", "modal");
    put_plain(w, r, "title", title, window_chars);
    jw_kv_given(w, "private_metadata", origin);
}

void render_card_view(struct json_w *w, const struct render *r, const struct card *card,
                      struct str origin)
{
    struct speech say = speech_of(r, card->lang);
    struct str title = str_trim(card->title);
    bool fits = title.n > 0 && slack_cut(r->mem, title, window_chars, false) == title.n;
    open_modal(w, r, fits ? title : platform_window_title(&say), origin);
    struct blocks b = {
        .w = w, .r = r, .lang = card->lang, .max = view_blocks, .is_titled = fits
    };
    jw_key(w, "blocks");
    jw_array(w);
    blocks_card(&b, card);
    if (b.n == 0)
        blocks_text(&b, top_text(r, card));
    jw_end_array(w);
    jw_end_object(w);
}

void render_done_view(struct json_w *w, const struct render *r, enum lang lang,
                      struct str origin)
{
    struct speech say = speech_of(r, lang);
    const struct card card = { .lang = lang, .text = platform_done(&say) };
    render_card_view(w, r, &card, origin);
}

static bool put_divider(struct blocks *b)
{
    if (!block_open(b, "divider"))
        return false;
    block_close(b);
    return true;
}

void render_home(struct json_w *w, const struct render *r, const struct page *page)
{
    struct blocks b = { .w = w, .r = r, .max = view_blocks - 1 };
    jw_object(w);
    jw_kc(w, "type", "home");
    jw_key(w, "blocks");
    jw_array(w);
    for (size_t i = 0; i < page->n_cards && !b.is_full; i++) {
        b.lang = page->cards[i].lang;
        if (i == 0 || put_divider(&b)) {
            blocks_card(&b, &page->cards[i]);
        } else {
            b.max = view_blocks;
            blocks_full(&b);
        }
    }
    jw_end_array(w);
    jw_end_object(w);
}
