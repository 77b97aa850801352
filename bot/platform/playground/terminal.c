#include "platform/playground/terminal.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "io/lines.h"
#include "platform/playground/inside.h"
#include "platform/playground/terminal_form.h"
#include "platform/playground/world.h"
#include "playground_texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct terminal {
    struct playground *g;
    struct lines *lines;
    const struct world_person *me;
    struct arena *mem; /* what the choices point to */
    struct choices choices;
    char shown_channel[80], shown_message[80]; /* the card that they stand on */
    struct terminal_form *form;                /* being filled in; NULL: none */
    struct buf typed;                          /* lines that wait their turn */
    struct loop_task next;                     /* takes one of them */
    struct loop_timer late; /* an answer is taking long: go on without it */
    bool is_fancy, is_over, awaits_answer;
};

enum { typed_max_bytes = 256 * 1024 };

static const int64_t answer_ms = 3000;

static void take_line(void *self);

static void give_up_waiting(void *self)
{
    struct terminal *t = self;
    t->awaits_answer = false;
    loop_defer(t->g->o.loop, &t->next);
}

struct terminal *terminal_new(struct playground *g)
{
    struct terminal *t = mem_new(1, sizeof *t);
    size_t n;
    t->g = g;
    t->me = world_people(&n);
    t->mem = arena_new();
    t->is_fancy = fd_is_terminal(STDOUT_FILENO);
    t->typed = BUF_INIT(typed_max_bytes);
    t->next = (struct loop_task){ .run = take_line, .ctx = t };
    t->late = (struct loop_timer){ .fire = give_up_waiting, .ctx = t };
    return t;
}

void terminal_free(struct terminal *t)
{
    if (!t)
        return;
    lines_close(t->lines);
    loop_undefer(t->g->o.loop, &t->next);
    loop_timer_cancel(t->g->o.loop, &t->late);
    buf_clear(&t->typed);
    terminal_form_free(t->form);
    arena_free(t->mem);
    free(t);
}

/* Prints what was written, over the prompt that stands there. */
static void print(struct terminal *t, struct buf *out)
{
    if (t->is_fancy)
        fputs("\r\033[K", stdout);
    fwrite(buf_c(out), 1, out->n, stdout);
    if (t->is_fancy && !t->is_over)
        fprintf(stdout, STR_FMT "> ", STR_ARG(t->me->id));
    fflush(stdout);
}

static void print_text(struct terminal *t, struct str text)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    render_wrap(&out, text, terminal_columns, STR("  "));
    print(t, &out);
}

static struct speech speech(struct terminal *t, struct arena *a)
{
    return playground_speech(t->g, t->me->lang, a);
}

/* The choices outlive the card they were made from. */
static void keep_choices(struct terminal *t, struct str channel, struct str message)
{
    arena_reset(t->mem);
    for (size_t i = 0; i < t->choices.n; i++) {
        t->choices.at[i].ref = arena_str(t->mem, t->choices.at[i].ref);
        t->choices.at[i].value = arena_str(t->mem, t->choices.at[i].value);
        t->choices.at[i].url = arena_str(t->mem, t->choices.at[i].url);
    }
    snprintf(t->shown_channel, sizeof t->shown_channel, STR_FMT, STR_ARG(channel));
    snprintf(t->shown_message, sizeof t->shown_message, STR_FMT, STR_ARG(message));
}

static void show_card(struct terminal *t, const struct card *card, struct str channel,
                      struct str message)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    buf_add_char(&out, '\n');
    t->choices.n = 0;
    render_card_text(&out, card, t->g->words, t->is_fancy, &t->choices);
    buf_add_char(&out, '\n');
    keep_choices(t, channel, message);
    print(t, &out);
}

static void event(struct terminal *t, struct event *ev)
{
    ev->user = t->me->id;
    ev->is_direct = true;
    t->awaits_answer = playground_event(t->g, ev, TAB_TERMINAL);
    if (t->awaits_answer)
        loop_timer_set(t->g->o.loop, &t->late, answer_ms);
}

/* Adds the question to what is to be printed. */
static void ask(struct terminal *t, const struct speech *say, struct buf *out)
{
    terminal_form_ask(t->form, say, out);
    print(t, out);
}

static void fill_in(struct terminal *t, struct str line, struct arena *a)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    struct speech say = speech(t, a);
    switch (terminal_form_take(t->form, &say, line, &out)) {
    case FORM_MORE:
        ask(t, &say, &out);
        return;
    case FORM_OVER:
        terminal_form_free(TAKE(t->form));
        print_text(t, playground_tty_form_over(&say));
        return;
    case FORM_DONE:
        break;
    }
    struct event ev = { .kind = EVENT_FORM, .ref = terminal_form_ref(t->form) };
    ev.channel = arena_str(a, str_from_c(t->shown_channel));
    ev.message = arena_str(a, str_from_c(t->shown_message));
    ev.values = terminal_form_values(t->form, &ev.n_values);
    event(t, &ev);
}

static void press(struct terminal *t, struct str number, struct arena *a)
{
    struct speech say = speech(t, a);
    const struct pick *pick = choices_find(&t->choices, number);
    if (!pick) {
        print_text(t, playground_tty_no_choice(&say, number));
        return;
    }
    if (pick->url.n) {
        print_text(t, playground_tty_link(&say, pick->url));
        return;
    }
    struct event ev = { .kind = EVENT_ACTION };
    ev.ref = arena_str(a, pick->ref);
    ev.choice = arena_str(a, pick->value);
    ev.channel = arena_str(a, str_from_c(t->shown_channel));
    ev.message = arena_str(a, str_from_c(t->shown_message));
    event(t, &ev);
}

static struct str everybody(struct arena *a, const struct speech *say)
{
    size_t n;
    const struct world_person *people = world_people(&n);
    struct str names = { 0 };
    for (size_t i = 0; i < n; i++)
        names = arena_fmt(a, STR_FMT "%s" STR_FMT, STR_ARG(names), i ? ", " : "",
                          STR_ARG(people[i].id));
    return playground_tty_people(say, names);
}

static void become(struct terminal *t, struct str name, struct arena *a)
{
    const struct world_person *who = world_person(str_trim(name));
    struct speech say = speech(t, a);
    if (!who) {
        struct str people = everybody(a, &say);
        name = str_trim(name);
        print_text(t, name.n ? playground_tty_nobody(&say, name, people) : people);
        return;
    }
    t->me = who;
    t->choices.n = 0;
    say = speech(t, a);
    print_text(t, playground_tty_you_are(&say, who->name, who->role(&say)));
    playground_look(t->g, who->id);
}

static void say_to_bot(struct terminal *t, struct str text, struct arena *a)
{
    struct event ev = { .is_direct = true };
    ev.channel = arena_fmt(a, "D-" STR_FMT, STR_ARG(t->me->id));
    wire_say(a, text, &ev);
    event(t, &ev);
}

static void obey(struct terminal *t, struct str line, struct arena *a)
{
    size_t number = 0;
    struct str text = str_trim(line), rest = text;
    struct str first = str_word(&rest);
    if (t->form)
        fill_in(t, line, a);
    else if (str_eq(first, STR("as")))
        become(t, rest, a);
    else if (str_eq(text, STR("home")))
        event(t, &(struct event){ .kind = EVENT_HOME });
    else if (t->choices.n && choices_number(text, &number))
        press(t, text, a);
    else if (text.n)
        say_to_bot(t, text, a);
    else
        print(t, &(struct buf){ 0 });
}

/* One line after the other, each when the one before it was answered: so a number
 * means the card that it was typed for, also when all of it was pasted at once. */
static void take_line(void *self)
{
    struct terminal *t = self;
    if (t->awaits_answer || !t->typed.n)
        return;
    AUTO(arena_freep) struct arena *a = arena_new();
    struct str rest = buf_str(&t->typed);
    struct str line = arena_str(a, str_cut(&rest, '\n'));
    buf_consume(&t->typed, line.n + 1);
    obey(t, line, a);
    loop_defer(t->g->o.loop, &t->next);
}

static void heard_line(void *self, struct str line)
{
    struct terminal *t = self;
    if (t->typed.n + line.n + 1 > typed_max_bytes)
        return; /* nobody types that fast */
    buf_add(&t->typed, line);
    buf_add_char(&t->typed, '\n');
    loop_defer(t->g->o.loop, &t->next);
}

static void heard_end(void *self)
{
    struct terminal *t = self;
    t->is_over = true;
    if (!t->is_fancy)
        return;
    AUTO(arena_freep) struct arena *a = arena_new();
    struct speech say = speech(t, a);
    print_text(t, playground_tty_end(&say));
}

void terminal_start(struct terminal *t)
{
    struct lines_events ev = { .line = heard_line, .end = heard_end, .ctx = t };
    if (t->lines)
        return;
    /* Without standard input the page is all there is. */
    if (!lines_open(&t->lines, t->g->o.loop, STDIN_FILENO, ev, NULL))
        t->is_over = true;
    print(t, &(struct buf){ 0 });
}

static void show_page(struct terminal *t, const struct page *page)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    t->choices.n = 0;
    for (size_t i = 0; i < page->n_cards; i++) {
        buf_add_char(&out, '\n');
        render_card_text(&out, &page->cards[i], t->g->words, t->is_fancy, &t->choices);
    }
    buf_add_char(&out, '\n');
    if (!page->n_cards)
        render_wrap(&out, t->g->words[t->me->lang].empty_page, terminal_columns,
                    STR("  "));
    keep_choices(t, (struct str){ 0 }, (struct str){ 0 });
    print(t, &out);
}

static void show_form(struct terminal *t, const struct form *form,
                      const struct speech *say)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    terminal_form_free(t->form);
    t->form = terminal_form_new(form);
    ask(t, say, &out);
}

static void show_mistakes(struct terminal *t, const struct answer *answer,
                          const struct speech *say)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(render_max_bytes);
    for (size_t i = 0; i < answer->n_errors; i++)
        print_text(t, answer->errors[i].text);
    if (!t->form)
        return;
    terminal_form_again(t->form, answer->n_errors ? answer->errors[0].field : STR(""));
    ask(t, say, &out);
}

void terminal_answer(struct terminal *t, const struct reply_place *to,
                     const struct answer *answer)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct speech say = speech(t, a);
    give_up_waiting(t);
    loop_timer_cancel(t->g->o.loop, &t->late);
    if (to->is_form && answer->kind != ANSWER_FORM_ERRORS)
        terminal_form_free(TAKE(t->form));
    switch (answer->kind) {
    case ANSWER_CARD:
    case ANSWER_REPLACE:
        show_card(t, answer->card, to->channel, to->message);
        break;
    case ANSWER_REMOVE:
        t->choices.n = 0;
        print_text(t, playground_tty_removed(&say));
        break;
    case ANSWER_FORM:
        show_form(t, answer->form, &say);
        break;
    case ANSWER_FORM_ERRORS:
        show_mistakes(t, answer, &say);
        break;
    case ANSWER_PAGE:
        show_page(t, answer->page);
        break;
    case ANSWER_NOTHING:
        break;
    }
}

void terminal_heard(struct terminal *t, struct str channel, struct str id,
                    const struct card *card)
{
    if (world_may_read(channel, t->me->id))
        show_card(t, card, channel, id);
}
