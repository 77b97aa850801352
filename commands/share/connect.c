/* One person in several places: by a code that they carry over themselves. */
#include "core/connect.h"

#include "base/arena.h"
#include "codec/markup.h"
#include "core/action.h"
#include "share.h"
#include "share_texts.h"

/* Names of workspaces. */
struct places {
    struct str v[connect_places_max];
    size_t n;
};

static struct str names_of(struct turn *t, const struct places *p)
{
    struct str out = { 0 };
    for (size_t i = 0; i < p->n; i++)
        out = arena_fmt(t->mem, STR_FMT "%s*" STR_FMT "*", STR_ARG(out), i ? ", " : "",
                        STR_ARG(markup_escape(t->mem, p->v[i])));
    return out;
}

static bool is_among(const struct places *p, struct str name)
{
    for (size_t i = 0; i < p->n; i++) {
        if (str_eq(p->v[i], name))
            return true;
    }
    return false;
}

/* Where a code could be typed: neither here nor where the person is known already. */
static void find_open(struct turn *t, const struct places *known, struct places *open)
{
    open->n = 0;
    for (size_t i = 0; i < t->cfg->n_workspaces && open->n < COUNT(open->v); i++) {
        struct str name = t->cfg->workspaces[i].name;
        if (!str_eq(name, t->person.workspace) && !is_among(known, name))
            open->v[open->n++] = name;
    }
}

static bool add_code(struct turn *t, const struct places *open, struct card *card,
                     struct err *err)
{
    struct str code;
    if (!connect_make(t, &code, err))
        return false;
    struct str parts[] = { card->text, card->text.n > 0 ? STR("\n\n") : STR(""),
                           share_connect_invite(&t->say, names_of(t, open)) };
    card->text = arena_join(t->mem, parts, COUNT(parts));
    card->copy = share_connect_copy(&t->say, code);
    card->note = share_connect_code_note(&t->say);
    return true;
}

static bool show(struct turn *t, struct err *err)
{
    struct places known = { 0 }, open = { 0 };
    if (!connect_places(t, known.v, COUNT(known.v), &known.n, err))
        return false;
    find_open(t, &known, &open);
    struct card *card = ARENA_NEW(t->mem, struct card);
    struct button *button = ARENA_NEW(t->mem, struct button);
    *card = (struct card){ .lang = t->say.lang, .title = share_connect_title(&t->say) };
    card->summary = card->title;
    if (known.n > 0) {
        *button = (struct button){ .label = share_connect_disconnect(&t->say),
                                   .ref = ref_sign(t, "share", "disconnect", STR("-")),
                                   .style = BUTTON_DANGER };
        card->buttons = button;
        card->n_buttons = 1;
        card->text = share_connect_is_one(&t->say, names_of(t, &known));
    }
    if (open.n > 0 && !add_code(t, &open, card, err))
        return false;
    fx_answer(t, card);
    return true;
}

static bool done(struct turn *t, struct err *err)
{
    struct places known = { 0 };
    if (!connect_places(t, known.v, COUNT(known.v), &known.n, err))
        return false;
    fx_answer(t, share_say(t, share_connect_done(&t->say, names_of(t, &known))));
    return true;
}

static struct str refusal(struct turn *t, const struct connected *c)
{
    static const int64_t minute_ms = 60 * 1000;
    const struct speech *say = &t->say;
    switch (c->result) {
    case CONNECT_DONE:
    case CONNECT_UNKNOWN:
        break;
    case CONNECT_EXPIRED:
        return share_connect_expired(say);
    case CONNECT_USED:
        return share_connect_used(say);
    case CONNECT_OWN:
        return share_connect_own(say);
    case CONNECT_ALREADY:
        return share_connect_already(say);
    case CONNECT_OVERLAP:
        return share_connect_overlap(say);
    case CONNECT_WAIT:
        return share_connect_wait(say, (c->wait_ms + minute_ms - 1) / minute_ms);
    }
    return share_connect_unknown(say);
}

bool share_connect(struct turn *t, struct str args, struct err *err)
{
    struct connected c = { 0 };
    if (t->cfg->n_workspaces < 2) {
        fx_answer(t, share_say(t, share_connect_alone(&t->say)));
        return true;
    }
    if (str_trim(args).n == 0)
        return show(t, err);
    if (!connect_use(t, str_trim(args), &c, err))
        return false;
    if (c.result == CONNECT_DONE)
        return done(t, err);
    fx_answer(t, share_say(t, refusal(t, &c)));
    return true;
}

bool share_disconnect(struct turn *t, struct err *err)
{
    struct places known = { 0 };
    bool parted = false;
    if (!connect_places(t, known.v, COUNT(known.v), &known.n, err) ||
        !connect_part(t, &parted, err))
        return false;
    if (!parted) /* the other account left first */
        return show(t, err);
    fx_replace(t, share_say(t, share_connect_parted(&t->say, names_of(t, &known))));
    return true;
}
