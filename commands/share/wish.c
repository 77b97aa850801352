/* What /share is asked for: words typed, settings, the company's defaults. */
#include "base/arena.h"
#include "share.h"
#include "share_texts.h"

struct str share_network_name(const struct turn *t, const struct network *n)
{
    return str_eq(n->name, STR("E-mail")) ? share_mail(&t->say) : n->name;
}

bool share_offers(const struct network *n, const struct preferences *p)
{
    return !n->off && (p->networks.n == 0 || list_has(p->networks, n->id));
}

/* The network they used last, if it is still offered; else the company's; else the
 * first that is offered. */
static struct str usual_network(struct turn *t, const struct preferences *p)
{
    const struct network *last = network_find(t->cfg->networks, p->network);
    if (p->network.n > 0 && last && share_offers(last, p))
        return last->id;
    const struct network *usual = network_find(t->cfg->networks, t->cfg->default_network);
    if (usual && share_offers(usual, p))
        return usual->id;
    for (size_t i = 0; i < t->cfg->networks->n; i++) {
        if (share_offers(&t->cfg->networks->v[i], p))
            return t->cfg->networks->v[i].id;
    }
    return t->cfg->default_network;
}

bool share_wish(struct turn *t, struct str network, struct str topics, struct wish *out,
                struct err *err)
{
    struct preferences p;
    if (!preferences_get(t, &p, err))
        return false;
    struct str own = lang_name(t->person.lang);
    *out = (struct wish){ .network = network.n > 0 ? network : usual_network(t, &p),
                          .langs = p.langs.n > 0 ? p.langs : own,
                          .topics = topics.n > 0 ? topics : p.topics };
    return true;
}
