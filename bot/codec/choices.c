#include "codec/choices.h"

size_t choices_add(struct choices *c, struct pick pick)
{
    if (c->n == choices_max || (pick.ref.n == 0 && pick.url.n == 0))
        return 0;
    c->at[c->n++] = pick;
    return c->n;
}

size_t choices_add_option(struct choices *c, const struct choice *of,
                          const struct option *o)
{
    bool is_selected = of->selected.n > 0 && str_eq(of->selected, o->value);
    struct str label = o->label.n > 0 ? o->label : o->value;
    if (is_selected)
        return 0;
    return choices_add(
        c, (struct pick){ .label = label, .ref = of->ref, .value = o->value });
}

bool choices_number(struct str text, size_t *out)
{
    int64_t number = 0;
    struct str s = str_trim(text);
    if (str_starts(s, STR("#")))
        s = str_skip(s, 1);
    if (str_ends(s, STR(".")) || str_ends(s, STR(")")))
        s.n--;
    if (!str_to_int(s, &number) || number < 0 || s.p[0] == '-')
        return false;
    *out = (size_t)number;
    return true;
}

const struct pick *choices_find(const struct choices *c, struct str text)
{
    size_t number = 0;
    if (!choices_number(text, &number) || number < 1 || number > c->n)
        return NULL;
    return &c->at[number - 1];
}
