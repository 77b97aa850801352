#include "codec/card_json.h"

#include "codec/shape.h"

static const char *const lang_words[] = { [LANG_EN] = "en", [LANG_DE] = "de" };
static const char *const style_words[] = {
    [BUTTON_PLAIN] = "plain",
    [BUTTON_PRIMARY] = "primary",
    [BUTTON_DANGER] = "danger",
};
static const char *const field_words[] = {
    [FIELD_LINE] = "line",     [FIELD_LINES] = "lines",   [FIELD_ONE_OF] = "one_of",
    [FIELD_ANY_OF] = "any_of", [FIELD_MOMENT] = "moment", [FIELD_NOTE] = "note",
};
static const char *const answer_words[] = {
    [ANSWER_NOTHING] = "nothing", [ANSWER_CARD] = "card",
    [ANSWER_REPLACE] = "replace", [ANSWER_REMOVE] = "remove",
    [ANSWER_FORM] = "form",       [ANSWER_FORM_ERRORS] = "form_errors",
    [ANSWER_PAGE] = "page",
};

static const struct member button_members[] = {
    STR_MEMBER(struct button, label),
    STR_MEMBER(struct button, ref),
    STR_MEMBER(struct button, url),
    WORD_MEMBER(struct button, style, style_words),
};
static const struct shape button_shape = SHAPE(struct button, button_members);

static const struct member option_members[] = {
    STR_MEMBER(struct option, label),
    STR_MEMBER(struct option, value),
};
/* A card has many: without their names, two answers fit on a page of the store. */
static const struct shape option_shape = TUPLE(struct option, option_members);

static const struct member choice_members[] = {
    STR_MEMBER(struct choice, label),
    STR_MEMBER(struct choice, ref),
    STR_MEMBER(struct choice, selected),
    LIST_MEMBER(struct choice, options, option_shape),
};
static const struct shape choice_shape = SHAPE(struct choice, choice_members);

static const struct member fact_members[] = {
    STR_MEMBER(struct fact, name),
    STR_MEMBER(struct fact, value),
};
static const struct shape fact_shape = SHAPE(struct fact, fact_members);

static const struct member picture_members[] = {
    STR_MEMBER(struct picture, hash),
    STR_MEMBER(struct picture, alt),
    STR_MEMBER(struct picture, handle),
};
static const struct shape picture_shape = SHAPE(struct picture, picture_members);

static const struct member item_members[] = {
    STR_MEMBER(struct item, text),
    SHAPED_MEMBER(struct item, button, MEMBER_INSIDE, button_shape),
    SHAPED_MEMBER(struct item, other, MEMBER_INSIDE, button_shape),
};
static const struct shape item_shape = SHAPE(struct item, item_members);

static const struct member card_members[] = {
    WORD_MEMBER(struct card, lang, lang_words),
    STR_MEMBER(struct card, title),
    STR_MEMBER(struct card, quiet),
    STR_MEMBER(struct card, text),
    STR_MEMBER(struct card, copy),
    STR_MEMBER(struct card, note),
    STR_MEMBER(struct card, summary),
    SHAPED_MEMBER(struct card, picture, MEMBER_INSIDE, picture_shape),
    LIST_MEMBER(struct card, facts, fact_shape),
    LIST_MEMBER(struct card, items, item_shape),
    LIST_MEMBER(struct card, buttons, button_shape),
    SHAPED_MEMBER(struct card, select, MEMBER_INSIDE, choice_shape),
    SHAPED_MEMBER(struct card, menu, MEMBER_INSIDE, choice_shape),
};
static const struct shape card_shape = SHAPE(struct card, card_members);

static const struct member page_members[] = {
    LIST_MEMBER(struct page, cards, card_shape),
};
static const struct shape page_shape = SHAPE(struct page, page_members);

static const struct member field_members[] = {
    WORD_MEMBER(struct field, kind, field_words),
    STR_MEMBER(struct field, name),
    STR_MEMBER(struct field, label),
    STR_MEMBER(struct field, hint),
    STR_MEMBER(struct field, placeholder),
    STR_MEMBER(struct field, value),
    LIST_MEMBER(struct field, options, option_shape),
    U32_MEMBER(struct field, max_chars),
    STR_MEMBER(struct field, only_for),
    BOOL_MEMBER(struct field, optional),
};
static const struct shape field_shape = SHAPE(struct field, field_members);

static const struct member form_members[] = {
    WORD_MEMBER(struct form, lang, lang_words),
    STR_MEMBER(struct form, title),
    STR_MEMBER(struct form, submit),
    STR_MEMBER(struct form, ref),
    LIST_MEMBER(struct form, fields, field_shape),
};
static const struct shape form_shape = SHAPE(struct form, form_members);

static const struct member error_members[] = {
    STR_MEMBER(struct form_error, field),
    STR_MEMBER(struct form_error, text),
};
static const struct shape error_shape = SHAPE(struct form_error, error_members);

static const struct member answer_members[] = {
    WORD_MEMBER(struct answer, kind, answer_words),
    SHAPED_MEMBER(struct answer, card, MEMBER_POINTER, card_shape),
    SHAPED_MEMBER(struct answer, form, MEMBER_POINTER, form_shape),
    SHAPED_MEMBER(struct answer, page, MEMBER_POINTER, page_shape),
    LIST_MEMBER(struct answer, errors, error_shape),
};
static const struct shape answer_shape = SHAPE(struct answer, answer_members);

static void encode(struct buf *out, const struct shape *shape, const void *from)
{
    struct json_w w = JSON_W(out);
    shape_encode(&w, shape, from);
}

void card_encode(struct buf *out, const struct card *card)
{
    encode(out, &card_shape, card);
}

void form_encode(struct buf *out, const struct form *form)
{
    encode(out, &form_shape, form);
}

void answer_encode(struct buf *out, const struct answer *answer)
{
    encode(out, &answer_shape, answer);
}

void form_write(struct json_w *w, const struct form *form)
{
    shape_encode(w, &form_shape, form);
}

static bool decode(struct arena *a, struct str text, const struct shape *shape, void *out,
                   struct err *err)
{
    AUTO(json_freep) struct json *j = NULL;
    return json_parse(&j, text, err) && shape_decode(a, shape, j, out, err);
}

bool card_decode(struct arena *a, struct str text, struct card *out, struct err *err)
{
    struct card made = { 0 };
    if (!decode(a, text, &card_shape, &made, err))
        return false;
    *out = made;
    return true;
}

bool form_decode(struct arena *a, struct str text, struct form *out, struct err *err)
{
    struct form made = { 0 };
    if (!decode(a, text, &form_shape, &made, err))
        return false;
    *out = made;
    return true;
}

bool form_read(struct arena *a, const struct json *j, struct form *out, struct err *err)
{
    struct form made = { 0 };
    if (!shape_decode(a, &form_shape, j, &made, err))
        return false;
    *out = made;
    return true;
}

bool answer_decode(struct arena *a, struct str text, struct answer *out, struct err *err)
{
    struct answer made = { 0 };
    if (!decode(a, text, &answer_shape, &made, err))
        return false;
    *out = made;
    return true;
}
