#include "core/dispatch.h"

#include "base/arena.h"
#include "base/log.h"
#include "codec/markup.h"
#include "core/action.h"
#include "core/directory.h"
#include "core/engine_internal.h"
#include "core/people.h"
#include "core/words.h"
#include "core_texts.h"

enum { page_cards_max = 24 };

/* text: markup */
static void say(struct turn *t, struct str text)
{
    struct card *card = ARENA_NEW(t->mem, struct card);
    *card = (struct card){ .lang = t->say.lang,
                           .text = text,
                           .summary = markup_plain(t->mem, text) };
    fx_answer(t, card);
}

static void say_unknown(struct turn *t, struct str word)
{
    const struct feature *const *features = t->engine->o.features;
    struct str command = *features ? str_from_c((*features)->words->name) : STR("help");
    const struct word *near = word_nearest(features, word);
    struct str shown = markup_escape(t->mem, word);
    say(t, near ? core_word_unknown(&t->say, shown, word_in(near, t->say.lang))
                : core_word_unknown_far(&t->say, shown, command));
}

static bool run(struct turn *t, struct meaning m, struct str args, struct err *err)
{
    struct str rest = args;
    const struct word *within = word_within(m.feature, str_word(&rest));
    struct call call = { .word = within ? within : m.word,
                         .args = within ? rest : str_trim(args) };
    return !m.feature->run || m.feature->run(t, &call, err);
}

static bool on_command(struct turn *t, struct err *err)
{
    struct meaning m = word_command(t->engine->o.features, t->event->command);
    if (m.feature)
        return run(t, m, t->event->text, err);
    say_unknown(t, t->event->command);
    return true;
}

/* The same words work in a direct message and after a mention. */
static bool on_message(struct turn *t, struct err *err)
{
    if (!t->event->is_direct && !t->event->is_mention)
        return true;
    struct str args = t->event->text;
    struct str first = str_word(&args);
    if (str_starts(first, STR("/")))
        first = str_skip(first, 1);
    struct meaning m = word_anywhere(t->engine->o.features, first);
    if (!m.feature) {
        say_unknown(t, first);
        return true;
    }
    if (m.word->is_command)
        return run(t, m, args, err);
    struct call call = { .word = m.word, .args = args };
    return !m.feature->run || m.feature->run(t, &call, err);
}

static struct str refusal(struct turn *t, enum ref_check check)
{
    struct str command = str_from_c(t->engine->o.features[0]->words->name);
    switch (check) {
    case REF_OTHER:
        return core_card_of_another(&t->say, command);
    case REF_EXPIRED:
        return core_card_expired(&t->say, command);
    case REF_OK:
    case REF_OUTDATED:
    case REF_FORGED:
        break;
    }
    return core_card_outdated(&t->say, command);
}

static void refuse(struct turn *t, enum ref_check check)
{
    struct str text = refusal(t, check);
    if (check == REF_FORGED)
        LOG(LOG_WARN, "core", "forged_reference", KS("workspace", t->event->workspace),
            KS("person", t->person.log_id));
    if (t->event->kind == EVENT_FORM)
        fx_form_error(t, STR(""), markup_plain(t->mem, text));
    else
        say(t, text);
}

static bool on_action(struct turn *t, struct err *err)
{
    struct ref ref;
    enum ref_check check = ref_read(t, t->event->ref, &ref);
    const struct feature *f =
        check == REF_OK ? engine_feature(t->engine, ref.feature) : NULL;
    if (!f || !f->act) {
        refuse(t, check == REF_OK ? REF_OUTDATED : check);
        return true;
    }
    struct action a = { .name = ref.action,
                        .object = ref.object,
                        .choice = t->event->choice };
    return f->act(t, &a, err);
}

static bool on_home(struct turn *t, struct err *err)
{
    struct card *cards = ARENA_ARRAY(t->mem, page_cards_max, struct card);
    size_t n = 0;
    for (const struct feature *const *f = t->engine->o.features; *f; f++) {
        struct page part = { 0 };
        if ((*f)->page && !(*f)->page(t, &part, err))
            return false;
        for (size_t i = 0; i < part.n_cards && n < page_cards_max; i++)
            cards[n++] = part.cards[i];
    }
    struct page *page = ARENA_NEW(t->mem, struct page);
    *page = (struct page){ cards, n };
    fx_page(t, page);
    return true;
}

static bool on_join(struct turn *t, struct err *err)
{
    if (!directory_note(t, t->event, err))
        return false;
    for (const struct feature *const *f = t->engine->o.features; *f; f++) {
        if (!(*f)->joined)
            continue;
        if (!people_meet(t, t->event->workspace, t->event->user, err) ||
            !(*f)->joined(t, err))
            return false;
    }
    return true;
}

static void log_line(const struct event *ev)
{
    static const char *const names[] = {
        [LINE_UP] = "up", [LINE_DOWN] = "down", [LINE_REFUSED] = "refused"
    };
    enum log_level level = ev->line == LINE_UP        ? LOG_INFO
                           : ev->line == LINE_REFUSED ? LOG_ERROR
                                                      : LOG_WARN;
    LOG(level, "core", "line", KS("workspace", ev->workspace), KC("is", names[ev->line]),
        KS("why", ev->text));
}

/* Events that a person set off: they are met first. */
static bool by_person(struct turn *t, struct err *err)
{
    const struct event *ev = t->event;
    if (ev->kind == EVENT_MESSAGE && !ev->is_direct && !ev->is_mention)
        return true; /* nobody listens to channels yet: not even a row is made */
    if (!people_meet(t, ev->workspace, ev->user, err))
        return false;
    if (ev->kind == EVENT_COMMAND)
        return on_command(t, err);
    if (ev->kind == EVENT_MESSAGE)
        return on_message(t, err);
    return ev->kind == EVENT_HOME ? on_home(t, err) : on_action(t, err);
}

bool dispatch(struct turn *t, struct err *err)
{
    switch (t->event->kind) {
    case EVENT_COMMAND:
    case EVENT_ACTION:
    case EVENT_FORM:
    case EVENT_MESSAGE:
    case EVENT_HOME:
        return by_person(t, err);
    case EVENT_JOIN:
        return on_join(t, err);
    case EVENT_MEMBERS:
    case EVENT_CHANNELS:
        return directory_note(t, t->event, err);
    case EVENT_OUTCOME:
        return outbox_outcome(t, t->event, err);
    case EVENT_LINE:
        log_line(t->event);
        return true;
    case EVENT_REACTION:
    case EVENT_DUE:
        return true;
    }
    return true;
}
