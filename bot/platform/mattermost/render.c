/* Posts, answers and pages. */
#include "platform/mattermost/render.h"

#include "base/arena.h"
#include "codec/markup.h"
#include "platform/mattermost/bricks.h"
#include "platform/mattermost/names.h"
#include "platform_texts.h"

/* What a post consists of. */
struct rendered {
    struct str message;     /* empty, but for a sentence */
    struct str attachments; /* JSON; empty: none */
    size_t n;               /* attachments */
    struct choices choices;
};

static const struct str nothing = STR_INIT("\xE2\x80\xA6");

static void say_more(struct sheet *s)
{
    struct speech say = sheet_speech(s);
    sheet_open(s, STR(""));
    jw_kv(s->w, "text", platform_more_than_fits(&say));
    sheet_close(s);
}

static struct str attachments_of(struct sheet *s, const struct card *cards, size_t n)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(2 * json_max_bytes);
    struct json_w w = JSON_W(&out);
    s->w = &w;
    jw_array(&w);
    for (size_t i = 0; i < n; i++)
        sheet_card(s, &cards[i]);
    if (s->is_full)
        say_more(s);
    jw_end_array(&w);
    return arena_buf(s->r->mem, &out);
}

/* The ways to show a card, from the best to the one that takes the least room in the
 * props of a post. */
enum way_to_show {
    AS_IT_IS,
    COPY_ABOVE, /* the text to copy is the message: that counts by itself */
    NUMBERED,   /* the same, and numbers instead of buttons */
};

/* The texts to copy, for the message. */
static struct str copies(const struct render *r, const struct card *cards, size_t n)
{
    struct str all = { 0 };
    for (size_t i = 0; i < n; i++) {
        if (str_trim(cards[i].copy).n == 0)
            continue;
        struct str cut = text_shorten(r->mem, cards[i].copy, message_max_bytes / 2);
        all = text_joined(r->mem, all, "\n\n", text_fence(r->mem, cut));
    }
    return all.n <= message_max_bytes ? all : STR("");
}

static void render(struct rendered *out, const struct render *r, const struct card *cards,
                   size_t n, enum way_to_show way)
{
    bool has_buttons = r->callback_url.n > 0 && way != NUMBERED;
    *out = (struct rendered){ 0 };
    if (n == 0 || (n == 1 && card_is_sentence(&cards[0]))) {
        struct str text = n > 0 ? cards[0].text : STR("");
        text = text_markup(r, str_trim(text), message_max_bytes);
        out->message = text.n > 0 ? text : nothing;
        return;
    }
    if (way != AS_IT_IS)
        out->message = copies(r, cards, n);
    struct sheet s = { .r = r,
                       .choices = has_buttons ? NULL : &out->choices,
                       .is_mute = !has_buttons && r->origin.stand == STAND_CHANNEL,
                       .is_copy_elsewhere = out->message.n > 0 };
    if (has_buttons)
        s.seal = origin_seal(r->mem, r->key, &r->origin);
    out->attachments = attachments_of(&s, cards, n);
    out->n = s.n;
}

/* [ref, value, place], those at the end left out where they are empty. */
static void put_choices(struct json_w *w, const struct render *r, const struct choices *c)
{
    jw_key(w, "choices");
    jw_array(w);
    for (size_t i = 0; i < c->n; i++) {
        jw_array(w);
        jw_str(w, c->at[i].ref);
        if (c->at[i].value.n > 0 || r->origin.place.n > 0)
            jw_str(w, c->at[i].value);
        if (r->origin.place.n > 0)
            jw_str(w, r->origin.place);
        jw_end_array(w);
    }
    jw_end_array(w);
}

void put_props(struct json_w *w, const struct render *r, struct str attachments,
               const struct choices *choices, struct str talk)
{
    jw_key(w, "props");
    jw_object(w);
    jw_kc(w, "from_bot", "true");
    if (attachments.n > 0) {
        jw_key(w, "attachments");
        jw_raw(w, attachments);
    }
    jw_key(w, MATTERMOST_MARK);
    jw_object(w);
    jw_kv_given(w, "id", r->origin.uid);
    jw_kv_given(w, "answers", r->origin.answers);
    if (r->origin.stand == STAND_PAGE)
        jw_kb(w, "page", true);
    if (choices && choices->n > 0)
        put_choices(w, r, choices);
    if (talk.n > 0) {
        jw_key(w, "talk");
        jw_raw(w, talk);
    }
    jw_end_object(w);
    jw_end_object(w);
}

/* What the server stores: Go writes six signs for these, and each attachment with all
 * its members. */
static size_t counted(struct str props, size_t n_attachments)
{
    enum { escaped_chars = 6, empty_members = 200 };
    size_t n = n_attachments * empty_members;
    for (size_t i = 0; i < props.n; i++) {
        char c = props.p[i];
        bool is_escaped = c == '<' || c == '>' || c == '&';
        n += is_escaped ? escaped_chars : ((unsigned char)c & 0xC0) != 0x80;
    }
    return n;
}

static struct str props_of(const struct render *r, const struct rendered *p)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(2 * json_max_bytes);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    put_props(&w, r, p->attachments, &p->choices, STR(""));
    jw_end_object(&w);
    return arena_buf(r->mem, &out);
}

static bool is_stored(const struct render *r, const struct rendered *p)
{
    return r->max_props == 0 || counted(props_of(r, p), p->n) <= r->max_props;
}

static void put_post(struct json_w *w, const struct render *r, const struct card *cards,
                     size_t n)
{
    struct rendered p;
    enum way_to_show last = r->origin.stand == STAND_CHANNEL ? COPY_ABOVE : NUMBERED;
    render(&p, r, cards, n, AS_IT_IS);
    for (int way = COPY_ABOVE; way <= (int)last && !is_stored(r, &p); way++)
        render(&p, r, cards, n, (enum way_to_show)way);
    jw_kv(w, "message", p.message);
    put_props(w, r, p.attachments, &p.choices, STR(""));
}

void render_post(struct json_w *w, const struct render *r, const struct card *card)
{
    put_post(w, r, card, 1);
}

void render_page(struct json_w *w, const struct render *r, const struct page *page)
{
    put_post(w, r, page->cards, page->n_cards);
}

void render_update(struct json_w *w, const struct render *r, const struct card *card)
{
    jw_key(w, "update");
    jw_object(w);
    put_post(w, r, card, 1);
    jw_end_object(w);
    jw_kb(w, "skip_slack_parsing", true);
}

void render_ephemeral(struct json_w *w, const struct render *r, const struct card *card)
{
    struct rendered p;
    render(&p, r, card, 1, AS_IT_IS);
    jw_kc(w, "response_type", "ephemeral");
    jw_kv(w, "text", p.message);
    if (p.attachments.n > 0) {
        jw_key(w, "attachments");
        jw_raw(w, p.attachments);
    }
    jw_kb(w, "skip_slack_parsing", true);
}

struct str render_markdown(const struct render *r, struct str markup)
{
    return text_markup(r, markup, message_max_bytes);
}

struct str render_plain(const struct render *r, struct str text)
{
    return text_plain(r->mem, IN_TEXT, text);
}
