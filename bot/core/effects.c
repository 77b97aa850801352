#include "core/effects.h"

#include "base/arena.h"
#include "core/engine_internal.h"
#include "core/outbox.h"

static void set(struct turn *t, struct answer a)
{
    t->out->answer = a;
}

void fx_answer(struct turn *t, const struct card *card)
{
    set(t, (struct answer){ .kind = ANSWER_CARD, .card = card });
}

void fx_replace(struct turn *t, const struct card *card)
{
    set(t, (struct answer){ .kind = ANSWER_REPLACE, .card = card });
}

void fx_remove(struct turn *t)
{
    set(t, (struct answer){ .kind = ANSWER_REMOVE });
}

void fx_form(struct turn *t, const struct form *form)
{
    set(t, (struct answer){ .kind = ANSWER_FORM, .form = form });
}

void fx_form_error(struct turn *t, struct str field, struct str text)
{
    struct effects *fx = t->out;
    size_t n = fx->answer.kind == ANSWER_FORM_ERRORS ? fx->answer.n_errors : 0;
    if (n == COUNT(fx->errors))
        return;
    fx->errors[n] = (struct form_error){ field, text };
    set(t, (struct answer){
               .kind = ANSWER_FORM_ERRORS, .errors = fx->errors, .n_errors = n + 1 });
}

void fx_page(struct turn *t, const struct page *page)
{
    set(t, (struct answer){ .kind = ANSWER_PAGE, .page = page });
}

bool fx_post(struct turn *t, struct place where, const struct card *card, struct str key,
             enum lane lane, struct err *err)
{
    return outbox_add(t,
                      &(struct outbox_row){ .key = key,
                                            .kind = OUTGOING_POST,
                                            .lane = lane,
                                            .workspace = where.workspace,
                                            .channel = where.channel,
                                            .card = card },
                      err);
}

bool fx_direct(struct turn *t, const struct contact *to, const struct card *card,
               struct str key, enum lane lane, struct err *err)
{
    return fx_direct_until(t, to, card, key, lane, 0, err);
}

bool fx_direct_until(struct turn *t, const struct contact *to, const struct card *card,
                     struct str key, enum lane lane, int64_t until_ms, struct err *err)
{
    return outbox_add(t,
                      &(struct outbox_row){ .key = key,
                                            .kind = OUTGOING_DIRECT,
                                            .lane = lane,
                                            .workspace = contact_workspace(to),
                                            .user = contact_user(to),
                                            .contact = to,
                                            .card = card,
                                            .not_before_ms = contact_not_before_ms(to),
                                            .until_ms = until_ms },
                      err);
}

bool fx_edit(struct turn *t, struct place where, struct str message,
             const struct card *card, struct str key, struct err *err)
{
    return outbox_add(t,
                      &(struct outbox_row){ .key = key,
                                            .kind = OUTGOING_EDIT,
                                            .lane = LANE_ANSWER,
                                            .workspace = where.workspace,
                                            .channel = where.channel,
                                            .message = message,
                                            .card = card },
                      err);
}

bool fx_delete(struct turn *t, struct place where, struct str message, struct str key,
               struct err *err)
{
    return outbox_add(t,
                      &(struct outbox_row){ .key = key,
                                            .kind = OUTGOING_DELETE,
                                            .lane = LANE_ANSWER,
                                            .workspace = where.workspace,
                                            .channel = where.channel,
                                            .message = message },
                      err);
}

bool fx_upload(struct turn *t, struct str workspace, struct str hash, struct str alt,
               struct err *err)
{
    struct card *card = ARENA_NEW(t->mem, struct card);
    card->picture = (struct picture){ .hash = hash, .alt = alt };
    struct str key = arena_fmt(t->mem, "upload:" STR_FMT ":" STR_FMT, STR_ARG(workspace),
                               STR_ARG(hash));
    return outbox_forget_dead(t, key, err) &&
           outbox_add(t,
                      &(struct outbox_row){ .key = key,
                                            .kind = OUTGOING_UPLOAD,
                                            .lane = LANE_BULK,
                                            .workspace = workspace,
                                            .card = card },
                      err);
}
