/* The forms of the card: own words, a reminder, one's server. */
#include "advocacy/compose.h"
#include "advocacy/counting.h"
#include "advocacy/gate.h"
#include "advocacy/library.h"
#include "advocacy/moment.h"
#include "advocacy/words.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/zone.h"
#include "codec/markup.h"
#include "core/action.h"
#include "core/due.h"
#include "share.h"
#include "share_texts.h"

enum {
    own_max_chars = 3000,
    own_max_bytes = 4 * own_max_chars,
    later_hours = 3,
    morning_hour = 8,
    evening_hour = 21
};

static const struct network *network_of(struct turn *t, const struct shown *s)
{
    return network_find(t->cfg->networks, s->deal.network);
}

static void open_form(struct turn *t, const struct shown *s, const char *action,
                      struct str title, struct str submit, const struct field *fields,
                      size_t n)
{
    struct form *f = ARENA_NEW(t->mem, struct form);
    *f = (struct form){ .lang = t->say.lang,
                        .title = title,
                        .submit = submit,
                        .ref = ref_sign(t, "share", action, shown_encode(t, s)),
                        .fields = fields,
                        .n_fields = n };
    fx_form(t, f);
}

void share_form_own(struct turn *t, const struct shown *s, struct str text)
{
    const struct speech *say = &t->say;
    const struct network *net = network_of(t, s);
    struct str name = net ? share_network_name(t, net) : s->deal.network;
    struct field *f = ARENA_NEW(t->mem, struct field);
    *f = (struct field){ .kind = FIELD_LINES,
                         .name = STR("text"),
                         .label = share_own_label(say, name),
                         .hint = net && net->limit > 0
                                     ? share_own_hint(say, net->limit, name)
                                     : share_own_hint_free(say),
                         .value = text,
                         .max_chars = own_max_chars };
    open_form(t, s, "own-form", share_own_title(say), share_own_submit(say), f, 1);
}

/* Refuses what must not or cannot be posted; true when the text may be used. */
static bool check_own(struct turn *t, const struct network *net, struct str text,
                      bool *fine, struct err *err)
{
    const struct speech *say = &t->say;
    struct counted c;
    *fine = false;
    if (text.n > own_max_bytes) { /* not every platform holds to max_chars */
        fx_form_error(t, STR("text"),
                      share_own_too_long(say, (int64_t)text.n, share_network_name(t, net),
                                         own_max_bytes));
        return true;
    }
    if (str_trim(text).n == 0) {
        fx_form_error(t, STR("text"), share_own_empty(say));
        return true;
    }
    struct str secret = words_confidential(t->cfg->words, text);
    if (secret.n > 0) {
        fx_form_error(t, STR("text"), share_own_confidential(say, secret));
        return true;
    }
    if (!count_text(&c, net, text, t->mem, err))
        return false;
    if (!c.fits) {
        fx_form_error(
            t, STR("text"),
            share_own_too_long(say, c.length, share_network_name(t, net), c.limit));
        return true;
    }
    *fine = true;
    return true;
}

bool share_own_sent(struct turn *t, const struct shown *s, struct err *err)
{
    const struct network *net = network_of(t, s);
    struct str text = form_value(t, "text");
    bool fine = false;
    if (!net)
        return err_set(err, ERR_NOTFOUND, "no network " STR_FMT,
                       STR_ARG(s->deal.network));
    if (!check_own(t, net, text, &fine, err))
        return false;
    if (!fine)
        return true;
    if (!own_words_put(t, s->deal.post, s->deal.network, text, err))
        return false;
    struct shown mine = *s;
    mine.is_mine = true;
    struct card_extra extra = { .note = STR("") };
    if (!words_discloses(t->cfg->words, s->deal.lang, text))
        extra.note = share_own_disclosure(
            &t->say, markup_escape(t->mem, t->cfg->words->disclosure[s->deal.lang]));
    const struct card *card = NULL;
    if (!share_card(t, &mine, &extra, &card, err))
        return false;
    fx_replace(t, card ? card : share_say(t, share_gone(&t->say)));
    return true;
}

/* Later today: in three hours, on the quarter; 0 when it is night by then. */
static int64_t later_today(struct turn *t)
{
    static const int64_t quarter_ms = 15LL * 60 * 1000;
    int64_t at = t->now_ms + later_hours * 60LL * 60 * 1000;
    at -= at % quarter_ms;
    struct civil now, then;
    if (!zone_local(t->person.zone, t->now_ms, &now) ||
        !zone_local(t->person.zone, at, &then))
        return 0;
    bool today = civil_days(now) == civil_days(then) && then.hour >= morning_hour &&
                 then.hour < evening_hour;
    return today ? at : 0;
}

static struct civil tomorrow(struct turn *t)
{
    struct civil c = { 0 };
    (void)zone_local(t->person.zone, t->now_ms, &c);
    c = civil_from_days(civil_days(c) + 1);
    c.hour = 8;
    c.minute = 30;
    return c;
}

void share_form_remind(struct turn *t, const struct shown *s)
{
    const struct speech *say = &t->say;
    struct option *o = ARENA_ARRAY(t->mem, 3, struct option);
    size_t n = 0;
    int64_t later = later_today(t);
    struct civil c;
    if (later > 0 && zone_local(t->person.zone, later, &c)) {
        struct str time = arena_fmt(t->mem, "%d:%02d", c.hour, c.minute);
        o[n++] = (struct option){ share_remind_later(say, time), STR("later") };
    }
    o[n++] = (struct option){ share_remind_tomorrow(say), STR("tomorrow") };
    o[n++] = (struct option){ share_remind_choose(say), STR("choose") };
    struct field *f = ARENA_ARRAY(t->mem, 2, struct field);
    f[0] = (struct field){ .kind = FIELD_ONE_OF,
                           .name = STR("when"),
                           .label = share_remind_label(say),
                           .value = o[0].value,
                           .options = o,
                           .n_options = n };
    f[1] = (struct field){ .kind = FIELD_MOMENT,
                           .name = STR("moment"),
                           .label = share_remind_moment(say),
                           .value = civil_format(t->mem, tomorrow(t)),
                           .only_for = STR("choose"),
                           .optional = true };
    open_form(t, s, "remind-form", share_remind_title(say), share_remind_submit(say), f,
              2);
}

/* What was chosen, as local time; says in the form what is wrong with it. */
static bool chosen_time(struct turn *t, struct civil *out, int64_t *at_ms)
{
    struct str when = form_value(t, "when");
    if (str_eq(when, STR("later"))) {
        int64_t at = later_today(t);
        if (at == 0 || !zone_local(t->person.zone, at, out)) {
            fx_form_error(t, STR("when"), share_remind_past(&t->say));
            return false;
        }
    } else if (str_eq(when, STR("tomorrow"))) {
        *out = tomorrow(t);
    } else if (!civil_parse(form_value(t, "moment"), out)) {
        fx_form_error(t, STR("moment"), share_remind_missing(&t->say));
        return false;
    }
    if (!zone_instant(t->person.zone, *out, at_ms) || *at_ms <= t->now_ms) {
        fx_form_error(t, STR("moment"), share_remind_past(&t->say));
        return false;
    }
    return true;
}

bool share_remind_sent(struct turn *t, const struct shown *s, struct err *err)
{
    struct civil local;
    int64_t at_ms = 0;
    if (!chosen_time(t, &local, &at_ms))
        return true;
    struct str key = arena_fmt(t->mem, "remind:%lld:%lld", (long long)t->person.id,
                               (long long)s->deal.post);
    struct due_time when = { .local = civil_format(t->mem, local),
                             .zone = t->person.zone };
    if (!due_set(t, "share", "remind", shown_encode(t, s), t->person.id, when, key, err))
        return false;
    struct here here = { t->person.zone, t->now_ms };
    struct card_extra extra = { .note = share_remind_set(
                                    &t->say, moment_when(&t->say, here, at_ms)) };
    const struct card *card = NULL;
    if (!share_card(t, s, &extra, &card, err))
        return false;
    fx_replace(t, card ? card : share_say(t, extra.note));
    return true;
}

bool share_remind_due(struct turn *t, const struct due *d, struct err *err)
{
    struct shown s;
    const struct card *card = NULL;
    const struct contact *to = NULL;
    if (!shown_decode(d->object, &s))
        return err_set(err, ERR_INVALID, "a reminder without a card");
    struct card_extra extra = { .note = share_remind_now(&t->say) };
    if (!share_card(t, &s, &extra, &card, err) ||
        !gate_ask(t, CONTACT_ANSWER, STR("remind"), &to, err))
        return false;
    if (!to)
        return true;
    /* The timer fires once; its number says nothing about anybody. */
    struct str key = arena_fmt(t->mem, "remind:%lld", (long long)t->event->outbox_id);
    return fx_direct(t, to, card ? card : share_say(t, share_gone(&t->say)), key,
                     LANE_ANSWER, err);
}

void share_form_instance(struct turn *t, const struct shown *s)
{
    const struct speech *say = &t->say;
    const struct network *net = network_of(t, s);
    struct field *f = ARENA_NEW(t->mem, struct field);
    *f = (struct field){ .kind = FIELD_LINE,
                         .name = STR("instance"),
                         .label =
                             share_instance_label(say, net ? net->name : STR("Mastodon")),
                         .placeholder = share_instance_placeholder(say),
                         .hint = share_instance_hint(say),
                         .max_chars = 200 };
    open_form(t, s, "instance-form", share_instance_title(say),
              share_instance_submit(say), f, 1);
}

bool share_instance_sent(struct turn *t, const struct shown *s, struct err *err)
{
    AUTO(buf_clear) struct buf host = BUF_INIT(256);
    struct preferences p;
    const struct card *card = NULL;
    if (!compose_instance(&host, form_value(t, "instance"))) {
        fx_form_error(t, STR("instance"), share_instance_bad(&t->say));
        return true;
    }
    if (!preferences_get(t, &p, err))
        return false;
    p.instance = arena_buf(t->mem, &host);
    struct card_extra extra = { .note = share_instance_saved(
                                    &t->say, markup_escape(t->mem, p.instance)) };
    if (!preferences_put(t, &p, err) || !share_card(t, s, &extra, &card, err))
        return false;
    fx_replace(t, card ? card : share_say(t, share_gone(&t->say)));
    return true;
}
