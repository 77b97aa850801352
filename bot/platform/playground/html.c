#include "platform/playground/html.h"

#include "base/arena.h"
#include "codec/markup.h"
#include "platform/playground/world.h"

void html_text(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '&':
            buf_add(out, STR("&amp;"));
            break;
        case '<':
            buf_add(out, STR("&lt;"));
            break;
        case '>':
            buf_add(out, STR("&gt;"));
            break;
        case '"':
            buf_add(out, STR("&quot;"));
            break;
        case '\'':
            buf_add(out, STR("&#39;"));
            break;
        default:
            buf_add_char(out, s.p[i]);
        }
    }
}

void html_attr(struct buf *out, const char *name, struct str value)
{
    if (!value.n)
        return;
    buf_addf(out, " %s=\"", name);
    html_text(out, value);
    buf_add_char(out, '"');
}

void html_element(struct buf *out, const char *tag, const char *class_name,
                  struct str text)
{
    if (!text.n)
        return;
    buf_addf(out, "<%s class=\"%s\">", tag, class_name);
    html_text(out, text);
    buf_addf(out, "</%s>", tag);
}

bool html_link_is_safe(struct str url)
{
    return str_starts(url, STR("https://")) || str_starts(url, STR("http://")) ||
           str_starts(url, STR("mailto:"));
}

static void link_to(struct buf *out, const struct span *s)
{
    if (!html_link_is_safe(s->url)) {
        html_text(out, s->text);
        return;
    }
    buf_add(out, STR("<a target=\"_blank\" rel=\"noopener noreferrer\""));
    html_attr(out, "href", s->url);
    buf_add_char(out, '>');
    html_text(out, s->text);
    buf_add(out, STR("</a>"));
}

static void mention(struct buf *out, struct str user)
{
    const struct world_person *who = world_person(user);
    buf_add(out, STR("<span class=\"mention\">@"));
    html_text(out, who ? who->name : user);
    buf_add(out, STR("</span>"));
}

static void in_tag(struct buf *out, const char *tag, struct str text)
{
    buf_addf(out, "<%s>", tag);
    html_text(out, text);
    buf_addf(out, "</%s>", tag);
}

static void span(struct buf *out, const struct span *s)
{
    switch (s->kind) {
    case SPAN_TEXT:
        html_text(out, s->text);
        break;
    case SPAN_BOLD:
        in_tag(out, "strong", s->text);
        break;
    case SPAN_ITALIC:
        in_tag(out, "em", s->text);
        break;
    case SPAN_CODE:
        in_tag(out, "code", s->text);
        break;
    case SPAN_LINK:
        link_to(out, s);
        break;
    case SPAN_MENTION:
        mention(out, s->text);
        break;
    case SPAN_BREAK:
        buf_add(out, STR("<br>"));
        break;
    }
}

void html_markup(struct buf *out, const char *tag, const char *class_name,
                 struct str markup)
{
    if (!markup.n)
        return;
    AUTO(arena_freep) struct arena *a = arena_new();
    struct markup m = MARKUP(markup, a);
    struct span s;
    buf_addf(out, "<%s class=\"%s\">", tag, class_name);
    while (markup_next(&m, &s))
        span(out, &s);
    buf_addf(out, "</%s>", tag);
}
