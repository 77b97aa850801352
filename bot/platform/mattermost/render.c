/* Posts, answers and pages. */
#include "platform/mattermost/render.h"

#include "base/arena.h"
#include "codec/markup.h"
#include "platform/bare.h"
#include "platform/mattermost/above.h"
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
    if (s->is_above) {
        above_add(s, platform_more_than_fits(&say), above_more);
        return;
    }
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
    ALL_ABOVE,  /* all texts are */
    NUMBERED,   /* the same, and numbers instead of buttons */
};

/* How much is shown. */
struct extent {
    enum way_to_show way;
    size_t items, presses; /* at most */
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

static struct str sentence(const struct render *r, const struct card *card)
{
    struct str text =
        text_markup(r, card ? str_trim(card->text) : STR(""), message_max_bytes);
    return text.n > 0 ? text : nothing;
}

/* An empty sheet for a post that shows so much. */
static struct sheet sheet_of(struct rendered *out, const struct render *r,
                             struct extent extent)
{
    bool has_buttons = r->callback_url.n > 0 && extent.way != NUMBERED;
    size_t most = has_buttons ? actions_max : choices_max;
    struct sheet s = {
        .r = r,
        .choices = has_buttons ? NULL : &out->choices,
        .is_mute = !has_buttons && r->origin.stand == STAND_CHANNEL,
        .is_copy_elsewhere = out->message.n > 0,
        .is_above = extent.way >= ALL_ABOVE,
        .items_max = extent.items,
        .presses_max = extent.presses < most ? extent.presses : most,
    };
    if (has_buttons)
        s.seal = origin_seal(r->mem, r->key, &r->origin);
    return s;
}

/* Whoever copies a message gets its source, so that text stands there as it is. It
 * cannot harm the one person who reads it: nobody else is there to be called. */
static bool is_raw(const struct render *r, const struct card *card)
{
    return r->origin.stand == STAND_DIRECT && card_is_copy(card) &&
           card->copy.n <= message_max_bytes;
}

static void render(struct rendered *out, const struct render *r, const struct card *cards,
                   size_t n, struct extent extent)
{
    *out = (struct rendered){ 0 };
    if (n == 1 && is_raw(r, &cards[0])) {
        out->message = str_trim(cards[0].copy);
        return;
    }
    if (n == 0 || (n == 1 && card_is_sentence(&cards[0]))) {
        out->message = sentence(r, n > 0 ? cards : NULL);
        return;
    }
    if (extent.way == COPY_ABOVE)
        out->message = copies(r, cards, n);
    struct sheet s = sheet_of(out, r, extent);
    struct str attachments = attachments_of(&s, cards, n);
    if (s.n > 0)
        out->attachments = attachments;
    if (s.is_above)
        out->message = s.above.n > 0 ? s.above : nothing;
    out->n = s.n;
}

/* [ref, value, value, ...]: those of one select stand together. */
static void put_choices(struct json_w *w, const struct render *r, const struct choices *c)
{
    jw_kv_given(w, "place", r->origin.place);
    jw_key(w, "choices");
    jw_array(w);
    for (size_t i = 0; i < c->n;) {
        struct str ref = c->at[i].ref;
        jw_array(w);
        jw_str(w, ref);
        do {
            if (c->at[i].value.n > 0)
                jw_str(w, c->at[i].value);
        } while (++i < c->n && c->at[i].value.n > 0 && c->at[i - 1].value.n > 0 &&
                 str_eq(c->at[i].ref, ref));
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

/* A character in our JSON, as many as Go writes for it. */
static size_t counted_char(struct str at)
{
    enum { escaped_chars = 6 };
    char c = at.p[0], next = at.n > 1 ? at.p[1] : 0;
    if (c == '<' || c == '>' || c == '&' || str_starts(at, STR("\xE2\x80\xA8")) ||
        str_starts(at, STR("\xE2\x80\xA9")))
        return escaped_chars;
    if (c == '\\' && (next == 'b' || next == 'f'))
        return escaped_chars - 1;
    return ((unsigned char)c & 0xC0) != 0x80;
}

/* What the server stores: some signs escaped, and each attachment with all its members. */
static size_t counted(struct str props, size_t n_attachments)
{
    enum { empty_members = 230 };
    size_t n = n_attachments * empty_members;
    for (size_t i = 0; i < props.n; i++)
        n += counted_char(str_skip(props, i));
    return n;
}

size_t props_counted(const struct render *r, struct str attachments, size_t n,
                     const struct choices *choices, struct str talk)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(2 * json_max_bytes);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    put_props(&w, r, attachments, choices, talk);
    jw_end_object(&w);
    return counted(buf_str(&out), n);
}

static size_t items_of(const struct card *cards, size_t n)
{
    size_t most = 0;
    for (size_t i = 0; i < n; i++)
        most = cards[i].n_items > most ? cards[i].n_items : most;
    return most;
}

/* As many of n as may fit where all together count so much: rather one too many, then it
 * is tried again. */
static size_t fewer(size_t n, size_t count, size_t most)
{
    size_t share = n * most / count;
    return share < n ? share : n - 1;
}

/* The next way where numbers reach us; then fewer items; then fewer buttons. False: it
 * cannot be less. */
static bool make_less(struct extent *e, const struct render *r, size_t count)
{
    enum way_to_show last = r->origin.stand == STAND_DIRECT ? NUMBERED : ALL_ABOVE;
    if (e->way < last)
        e->way++;
    else if (e->items > 0)
        e->items = fewer(e->items, count, r->max_props);
    else if (e->presses > 0)
        e->presses = fewer(e->presses, count, r->max_props);
    else
        return false;
    return true;
}

/* The best way in which the server stores it. */
static void render_stored(struct rendered *out, const struct render *r,
                          const struct card *cards, size_t n)
{
    struct extent e = { AS_IT_IS, items_of(cards, n), choices_max };
    size_t count = 0;
    do {
        render(out, r, cards, n, e);
        if (r->max_props > 0)
            count = props_counted(r, out->attachments, out->n, &out->choices, STR(""));
    } while (count > r->max_props && make_less(&e, r, count));
}

static void put_post(struct json_w *w, const struct render *r, const struct card *cards,
                     size_t n)
{
    struct rendered p;
    render_stored(&p, r, cards, n);
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
    render(&p, r, card, 1, (struct extent){ AS_IT_IS, card->n_items, choices_max });
    jw_kc(w, "response_type", "ephemeral");
    jw_kv(w, "text", p.message);
    if (p.attachments.n > 0) {
        jw_key(w, "attachments");
        jw_raw(w, p.attachments);
    }
    jw_kb(w, "skip_slack_parsing", true);
}

struct str render_plain(const struct render *r, struct str text)
{
    return text_plain(r->mem, IN_TEXT, text);
}
