/* Forms for the browser: a <form> that the page puts into its dialog. */
#include "platform/playground/html.h"
#include "platform/playground/render.h"

/* Whether the comma list holds the value. */
static bool list_has(struct str list, struct str value)
{
    while (list.n) {
        if (str_eq(str_cut(&list, ','), value))
            return true;
    }
    return false;
}

/* ` attribute="prefix-name"` */
static void attr_of_field(struct buf *out, const char *attribute, const char *prefix,
                          const struct field *f)
{
    buf_addf(out, " %s=\"%s-", attribute, prefix);
    html_text(out, f->name);
    buf_add_char(out, '"');
}

static void name_and_limits(struct buf *out, const struct field *f)
{
    attr_of_field(out, "id", "field", f);
    html_attr(out, "name", f->name);
    if (!f->optional)
        buf_add(out, STR(" required"));
    if (f->hint.n)
        attr_of_field(out, "aria-describedby", "hint", f);
}

static void text_limits(struct buf *out, const struct field *f)
{
    if (f->max_chars)
        buf_addf(out, " maxlength=\"%u\"", f->max_chars);
    html_attr(out, "placeholder", f->placeholder);
}

static void line(struct buf *out, const struct field *f)
{
    buf_add(out, STR("<input type=\"text\" autocomplete=\"off\""));
    name_and_limits(out, f);
    text_limits(out, f);
    html_attr(out, "value", f->value);
    buf_add_char(out, '>');
}

static void lines(struct buf *out, const struct field *f)
{
    buf_add(out, STR("<textarea rows=\"8\""));
    name_and_limits(out, f);
    text_limits(out, f);
    buf_add(out, STR(">\n")); /* the parser takes the first line break away */
    html_text(out, f->value);
    buf_add(out, STR("</textarea>"));
}

static void moment(struct buf *out, const struct field *f)
{
    buf_add(out, STR("<input type=\"datetime-local\""));
    name_and_limits(out, f);
    html_attr(out, "value", f->value);
    buf_add_char(out, '>');
}

static void one_of(struct buf *out, const struct field *f)
{
    buf_add(out, STR("<select"));
    name_and_limits(out, f);
    buf_add_char(out, '>');
    if (f->optional || !f->value.n) {
        buf_add(out, STR("<option value=\"\">"));
        html_text(out, f->placeholder);
        buf_add(out, STR("</option>"));
    }
    for (size_t i = 0; i < f->n_options; i++) {
        buf_add(out, STR("<option"));
        html_attr(out, "value", f->options[i].value);
        buf_add(out,
                str_eq(f->options[i].value, f->value) ? STR(" selected>") : STR(">"));
        html_text(out, f->options[i].label);
        buf_add(out, STR("</option>"));
    }
    buf_add(out, STR("</select>"));
}

static void any_of(struct buf *out, const struct field *f)
{
    for (size_t i = 0; i < f->n_options; i++) {
        bool on = list_has(f->value, f->options[i].value);
        buf_add(out, STR("<label class=\"check\"><input type=\"checkbox\""));
        html_attr(out, "name", f->name);
        html_attr(out, "value", f->options[i].value);
        buf_add(out, on ? STR(" checked>") : STR(">"));
        html_element(out, "span", "check-label", f->options[i].label);
        buf_add(out, STR("</label>"));
    }
}

static void label(struct buf *out, const struct field *f, const struct render_words *w)
{
    buf_add(out, f->kind == FIELD_ANY_OF ? STR("<legend") : STR("<label"));
    if (f->kind != FIELD_ANY_OF)
        attr_of_field(out, "for", "field", f);
    buf_add_char(out, '>');
    html_text(out, f->label);
    if (f->optional) {
        buf_add_char(out, ' ');
        html_element(out, "span", "optional", w->optional);
    }
    buf_add(out, f->kind == FIELD_ANY_OF ? STR("</legend>") : STR("</label>"));
}

static void input(struct buf *out, const struct field *f)
{
    switch (f->kind) {
    case FIELD_LINE:
        line(out, f);
        break;
    case FIELD_LINES:
        lines(out, f);
        break;
    case FIELD_ONE_OF:
        one_of(out, f);
        break;
    case FIELD_ANY_OF:
        any_of(out, f);
        break;
    case FIELD_MOMENT:
        moment(out, f);
        break;
    case FIELD_NOTE:
        break;
    }
}

static void field(struct buf *out, const struct field *f, const struct render_words *w)
{
    if (f->kind == FIELD_NOTE) {
        html_markup(out, "div", "form-note text", f->label);
        return;
    }
    const char *tag = f->kind == FIELD_ANY_OF ? "fieldset" : "div";
    buf_addf(out, "<%s class=\"field\"", tag);
    html_attr(out, "data-field", f->name);
    buf_add_char(out, '>');
    label(out, f, w);
    input(out, f);
    if (f->hint.n) {
        buf_add(out, STR("<p class=\"hint\""));
        attr_of_field(out, "id", "hint", f);
        buf_add_char(out, '>');
        html_text(out, f->hint);
        buf_add(out, STR("</p>"));
    }
    buf_addf(out, "<p class=\"error\" role=\"alert\" hidden></p></%s>", tag);
}

void render_form_html(struct buf *out, const struct form *form,
                      const struct render_words *words)
{
    const struct render_words *w = &words[form->lang];
    buf_addf(out, "<form class=\"form\" lang=\"%s\"", lang_code(form->lang));
    html_attr(out, "data-ref", form->ref);
    buf_add(out, STR("><h2 class=\"form-title\" id=\"form-title\">"));
    html_text(out, form->title);
    buf_add(out, STR("</h2><div class=\"form-body\">"));
    for (size_t i = 0; i < form->n_fields; i++)
        field(out, &form->fields[i], w);
    buf_add(out, STR("<p class=\"error\" data-whole role=\"alert\" hidden></p></div>"
                     "<div class=\"form-end\"><button type=\"button\" class=\"button\""
                     " data-cancel>"));
    html_text(out, w->cancel);
    buf_add(out, STR("</button><button type=\"submit\" class=\"button primary\">"));
    html_text(out, form->submit);
    buf_add(out, STR("</button></div></form>"));
}
