/* Cards and pages for the browser. */
#include "platform/playground/html.h"
#include "platform/playground/render.h"

static const char *style_class(enum button_style style)
{
    static const char *const names[] = {
        [BUTTON_PLAIN] = "button",
        [BUTTON_PRIMARY] = "button primary",
        [BUTTON_DANGER] = "button danger",
    };
    return names[style];
}

static void button(struct buf *out, const struct button *b)
{
    if (b->url.n && !html_link_is_safe(b->url)) {
        html_element(out, "span", "link-text", b->url);
        return;
    }
    const char *tag = b->url.n ? "a" : "button";
    buf_addf(out, "<%s class=\"%s\"", tag, style_class(b->style));
    if (b->url.n) {
        buf_add(out, STR(" target=\"_blank\" rel=\"noopener noreferrer\""));
        html_attr(out, "href", b->url);
    } else {
        buf_add(out, STR(" type=\"button\""));
        html_attr(out, "data-ref", b->ref);
    }
    buf_add_char(out, '>');
    html_text(out, b->label);
    buf_addf(out, "</%s>", tag);
}

static void copy_box(struct buf *out, struct str text, const struct render_words *w)
{
    if (!text.n)
        return;
    buf_add(out, STR("<div class=\"copy\"><pre tabindex=\"0\" role=\"group\""));
    html_attr(out, "aria-label", w->copy_label);
    buf_add_char(out, '>');
    html_text(out, text);
    buf_add(out, STR("</pre><button type=\"button\" class=\"copy-button\""));
    html_attr(out, "data-copied", w->copied);
    buf_add_char(out, '>');
    html_text(out, w->copy);
    buf_add(out, STR("</button></div>"));
}

static void picture(struct buf *out, const struct picture *p)
{
    struct str name = p->handle.n ? p->handle : p->hash;
    if (!name.n)
        return;
    buf_add(out, STR("<img class=\"picture\" src=\"/picture/"));
    html_text(out, name);
    buf_add_char(out, '"');
    html_attr(out, "alt", p->alt);
    buf_add_char(out, '>');
}

static void facts(struct buf *out, const struct card *c)
{
    if (!c->n_facts)
        return;
    buf_add(out, STR("<dl class=\"facts\">"));
    for (size_t i = 0; i < c->n_facts; i++) {
        buf_add(out, STR("<div>"));
        html_element(out, "dt", "fact-name", c->facts[i].name);
        html_element(out, "dd", "fact-value", c->facts[i].value);
        buf_add(out, STR("</div>"));
    }
    buf_add(out, STR("</dl>"));
}

static void items(struct buf *out, const struct card *c)
{
    if (!c->n_items)
        return;
    buf_add(out, STR("<ul class=\"items\">"));
    for (size_t i = 0; i < c->n_items; i++) {
        buf_add(out, STR("<li>"));
        html_markup(out, "div", "item-text", c->items[i].text);
        if (c->items[i].button.label.n)
            button(out, &c->items[i].button);
        if (c->items[i].other.label.n)
            button(out, &c->items[i].other);
        buf_add(out, STR("</li>"));
    }
    buf_add(out, STR("</ul>"));
}

static void options(struct buf *out, const struct choice *c)
{
    for (size_t i = 0; i < c->n_options; i++) {
        const struct option *o = &c->options[i];
        buf_add(out, STR("<option"));
        html_attr(out, "value", o->value);
        if (c->selected.n && str_eq(o->value, c->selected))
            buf_add(out, STR(" selected"));
        buf_add_char(out, '>');
        html_text(out, o->label);
        buf_add(out, STR("</option>"));
    }
}

static void select_row(struct buf *out, const struct choice *c)
{
    if (!c->ref.n || !c->n_options)
        return;
    buf_add(out, STR("<div class=\"row\"><label class=\"select\">"));
    html_element(out, "span", "select-label", c->label);
    buf_add(out, STR("<select"));
    html_attr(out, "data-ref", c->ref);
    buf_add_char(out, '>');
    if (!c->selected.n) {
        buf_add(out, STR("<option value=\"\" selected disabled>"));
        html_text(out, c->label);
        buf_add(out, STR("</option>"));
    }
    options(out, c);
    buf_add(out, STR("</select></label></div>"));
}

static void menu(struct buf *out, const struct choice *c, const struct render_words *w)
{
    if (!c->ref.n || !c->n_options)
        return;
    struct str name = c->label.n ? c->label : w->more;
    buf_add(out, STR("<details class=\"menu\"><summary class=\"button\""));
    html_attr(out, "aria-label", name);
    html_attr(out, "title", name);
    buf_add(
        out,
        STR("><span aria-hidden=\"true\">⋮</span></summary><div class=\"menu-list\">"));
    for (size_t i = 0; i < c->n_options; i++) {
        buf_add(out, STR("<button type=\"button\""));
        html_attr(out, "data-ref", c->ref);
        html_attr(out, "data-choice", c->options[i].value);
        buf_add_char(out, '>');
        html_text(out, c->options[i].label);
        buf_add(out, STR("</button>"));
    }
    buf_add(out, STR("</div></details>"));
}

static void actions(struct buf *out, const struct card *c, const struct render_words *w)
{
    if (!c->n_buttons && !(c->menu.ref.n && c->menu.n_options))
        return;
    buf_add(out, STR("<div class=\"actions\">"));
    for (size_t i = 0; i < c->n_buttons; i++)
        button(out, &c->buttons[i]);
    menu(out, &c->menu, w);
    buf_add(out, STR("</div>"));
}

void render_card_html(struct buf *out, const struct card *card,
                      const struct render_words *words)
{
    const struct render_words *w = &words[card->lang];
    buf_addf(out, "<article class=\"card\" lang=\"%s\"", lang_code(card->lang));
    html_attr(out, "aria-label", card->summary);
    buf_add_char(out, '>');
    html_element(out, "h3", "card-title", card->title);
    html_element(out, "p", "quiet", card->quiet);
    html_markup(out, "div", "text", card->text);
    copy_box(out, card->copy, w);
    picture(out, &card->picture);
    facts(out, card);
    items(out, card);
    select_row(out, &card->select);
    actions(out, card, w);
    html_markup(out, "p", "note", card->note);
    buf_add(out, STR("</article>"));
}

void render_page_html(struct buf *out, const struct page *page, enum lang lang,
                      const struct render_words *words)
{
    for (size_t i = 0; i < page->n_cards; i++)
        render_card_html(out, &page->cards[i], words);
    if (!page->n_cards)
        html_element(out, "p", "empty", words[lang].empty_page);
}

void render_plain_html(struct buf *out, struct str text)
{
    buf_add(out, STR("<div class=\"plain\">"));
    html_text(out, text);
    buf_add(out, STR("</div>"));
}
