/* Buttons and selects of an attachment. */
#include "base/arena.h"
#include "mattermost_texts.h"
#include "platform/mattermost/bricks.h"
#include "platform/mattermost/names.h"

enum { question_max_bytes = 300 }; /* where buttons must find room beside it */

static bool is_choice(const struct choice *c)
{
    for (size_t i = 0; i < c->n_options; i++) {
        if (c->ref.n > 0 && c->options[i].value.n > 0)
            return true;
    }
    return false;
}

static const char *style_of(enum button_style style)
{
    switch (style) {
    case BUTTON_PLAIN:
        break;
    case BUTTON_PRIMARY:
        return "primary";
    case BUTTON_DANGER:
        return "danger";
    }
    return "default";
}

/* Opens an action; false when there are too many. */
static bool action_open(struct sheet *s, struct str name, struct str ref,
                        const char *type, bool *is_open)
{
    struct arena *mem = s->r->mem;
    struct str words = text_plain(mem, IN_NAME, text_shorten(mem, name, label_max_bytes));
    if (s->actions >= s->presses_max || !sheet_takes(s, ref)) {
        s->is_full = true;
        return false;
    }
    if (!*is_open) {
        jw_key(s->w, "actions");
        jw_array(s->w);
    }
    *is_open = true;
    s->actions++;
    jw_object(s->w);
    jw_kv(s->w, "id", arena_fmt(mem, "a%u", s->next_id++));
    jw_kc(s->w, "type", type);
    jw_kv(s->w, "name", words);
    return true;
}

static void action_close(struct sheet *s, struct str ref)
{
    jw_key(s->w, "integration");
    jw_object(s->w);
    jw_kv(s->w, "url",
          arena_fmt(s->r->mem, STR_FMT MATTERMOST_PATH_ACTION,
                    STR_ARG(s->r->callback_url)));
    jw_key(s->w, "context");
    jw_object(s->w);
    jw_kv(s->w, "ref", ref);
    jw_kv(s->w, "seal", s->seal);
    jw_end_object(s->w);
    jw_end_object(s->w);
    jw_end_object(s->w);
}

static void put_button(struct sheet *s, const struct button *b, struct str name,
                       bool *is_open)
{
    if (!button_presses(b) || !action_open(s, name, b->ref, "button", is_open))
        return;
    jw_kc(s->w, "style", style_of(b->style));
    action_close(s, b->ref);
}

static void put_select(struct sheet *s, const struct choice *c, bool *is_open)
{
    struct speech say = sheet_speech(s);
    struct str name = str_trim(c->label).n > 0 ? c->label : mattermost_choose(&say);
    bool has_selected = false;
    if (!is_choice(c) || !action_open(s, name, c->ref, "select", is_open))
        return;
    jw_key(s->w, "options");
    jw_array(s->w);
    for (size_t i = 0; i < c->n_options; i++) {
        const struct option *o = &c->options[i];
        struct str label = o->label.n > 0 ? o->label : o->value;
        if (o->value.n == 0 || !sheet_takes(s, label) || !sheet_takes(s, o->value))
            continue;
        has_selected = has_selected || str_eq(c->selected, o->value);
        jw_object(s->w);
        jw_kv(s->w, "text", label);
        jw_kv(s->w, "value", o->value);
        jw_end_object(s->w);
    }
    jw_end_array(s->w);
    if (has_selected)
        jw_kv(s->w, "default_option", c->selected);
    action_close(s, c->ref);
}

void put_actions(struct sheet *s, const struct card *card)
{
    struct rows rows = card_rows(card);
    bool is_open = false;
    size_t n = 0;
    for (size_t i = 0; i < card->n_items && i < s->items_max; i++) {
        const struct button *one = item_single(&card->items[i]);
        if (!one)
            continue;
        struct str name = one->label;
        if (rows.singles > 1)
            name = arena_fmt(s->r->mem, "%zu · " STR_FMT, ++n, STR_ARG(name));
        put_button(s, one, name, &is_open);
    }
    for (size_t i = 0; i < card->n_buttons; i++)
        put_button(s, &card->buttons[i], card->buttons[i].label, &is_open);
    put_select(s, &card->menu, &is_open);
    put_select(s, &card->select, &is_open);
    if (is_open)
        jw_end_array(s->w);
}

void put_questions(struct sheet *s, const struct card *card)
{
    size_t most = s->is_above ? question_max_bytes : item_max_bytes;
    for (size_t i = 0; i < card->n_items && i < s->items_max; i++) {
        const struct item *it = &card->items[i];
        struct str text = text_markup(s->r, it->text, most);
        bool is_open = false;
        if (!item_is_question(it))
            continue;
        sheet_open(s, STR(""));
        if (sheet_takes(s, text))
            jw_kv(s->w, "text", text);
        put_button(s, &it->button, it->button.label, &is_open);
        put_button(s, &it->other, it->other.label, &is_open);
        if (is_open)
            jw_end_array(s->w);
        sheet_close(s);
    }
}
