/* What people get to see: messages, and their changes, in all windows at once. */
#include "base/arena.h"
#include "base/json.h"
#include "io/clock.h"
#include "platform/playground/feed.h"
#include "platform/playground/inside.h"
#include "platform/playground/world.h"

enum { event_max = 1024 * 1024 };

void show_message_json(struct json_w *w, const struct world_message *m)
{
    jw_object(w);
    jw_kc(w, "id", m->id);
    jw_kv(w, "channel", m->channel);
    jw_kv(w, "from", m->from);
    jw_kb(w, "only", m->only.n > 0);
    jw_kb(w, "edited", m->is_edited);
    jw_ki(w, "at", m->at_ms);
    jw_kv(w, "html", m->html);
    jw_kv(w, "plain", m->plain);
    jw_end_object(w);
}

static void tell_message(struct playground *g, const char *type,
                         const struct world_message *m)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(event_max);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    jw_kc(&w, "type", type);
    jw_key(&w, "message");
    show_message_json(&w, m);
    jw_end_object(&w);
    feed_send(g->feed, (struct feed_to){ .person = m->only, .channel = m->channel },
              buf_str(&out));
}

static struct str plain_of(const struct card *c)
{
    return c->summary.n ? c->summary : c->title.n ? c->title : c->text;
}

struct str show_add(struct playground *g, const struct shown *s)
{
    AUTO(buf_clear) struct buf html = BUF_INIT(render_max_bytes);
    if (s->card)
        render_card_html(&html, s->card, g->words);
    else
        render_plain_html(&html, s->typed);
    struct world_message m = { .channel = s->channel,
                               .from = s->from,
                               .only = s->only,
                               .uid = s->uid,
                               .html = buf_str(&html),
                               .plain = s->card ? plain_of(s->card) : s->typed,
                               .at_ms = clock_wall_ms() };
    const struct world_message *made = world_add(g->world, &m);
    if (!made)
        return (struct str){ 0 };
    tell_message(g, "message", made);
    return str_from_c(made->id);
}

bool show_edit(struct playground *g, struct str channel, struct str id,
               const struct card *card)
{
    AUTO(buf_clear) struct buf html = BUF_INIT(render_max_bytes);
    render_card_html(&html, card, g->words);
    const struct world_message *m =
        world_edit(g->world, channel, id, buf_str(&html), plain_of(card));
    if (m)
        tell_message(g, "edit", m);
    return m != NULL;
}

bool show_remove(struct playground *g, struct str channel, struct str id)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct str where = arena_str(a, channel), which = arena_str(a, id);
    if (!world_remove(g->world, where, which))
        return false;
    AUTO(buf_clear) struct buf out = BUF_INIT(4096);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    jw_kc(&w, "type", "remove");
    jw_kv(&w, "channel", where);
    jw_kv(&w, "id", which);
    jw_end_object(&w);
    feed_send(g->feed, (struct feed_to){ .channel = where }, buf_str(&out));
    return true;
}

static void write_form(struct json_w *w, const struct playground *g,
                       const struct form *form)
{
    AUTO(buf_clear) struct buf html = BUF_INIT(render_max_bytes);
    render_form_html(&html, form, g->words);
    jw_kc(w, "type", "form");
    jw_kv(w, "html", buf_str(&html));
}

static void write_errors(struct json_w *w, const struct answer *a)
{
    jw_kc(w, "type", "form-errors");
    jw_key(w, "errors");
    jw_array(w);
    for (size_t i = 0; i < a->n_errors; i++) {
        jw_object(w);
        jw_kv(w, "field", a->errors[i].field);
        jw_kv(w, "text", a->errors[i].text);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void write_page(struct json_w *w, const struct playground *g,
                       const struct page *page, struct str user)
{
    AUTO(buf_clear) struct buf html = BUF_INIT(render_max_bytes);
    const struct world_person *who = world_person(user);
    render_page_html(&html, page, who ? who->lang : LANG_EN, g->words);
    jw_kc(w, "type", "page");
    jw_kv(w, "html", buf_str(&html));
}

void show_answer(struct playground *g, const struct reply_place *to,
                 const struct answer *answer)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(event_max);
    struct json_w w = JSON_W(&out);
    jw_object(&w);
    if (answer->kind == ANSWER_FORM)
        write_form(&w, g, answer->form);
    else if (answer->kind == ANSWER_FORM_ERRORS)
        write_errors(&w, answer);
    else if (answer->kind == ANSWER_PAGE)
        write_page(&w, g, answer->page, to->user);
    else
        jw_kc(&w, "type", "form-done");
    jw_end_object(&w);
    /* A page is the same in each of the person's windows; a form is one window's. */
    struct str tab = answer->kind == ANSWER_PAGE ? (struct str){ 0 } : to->tab;
    feed_send(g->feed, (struct feed_to){ .person = to->user, .tab = tab }, buf_str(&out));
}
