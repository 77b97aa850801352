/* The comms team: posts come, are withdrawn, and end. */
#include "sim.h"

#include "advocacy/library_import.h"
#include "base/buf.h"
#include "base/zone.h"

enum { posts_at_start = 8 };

static void add_texts(struct buf *b, const struct known_post *k, int post, int lang)
{
    buf_addf(b, "[text.%s]\n", lang_names[lang]);
    for (int n = 0; n < networks_n; n++) {
        if (!k->has_network[n])
            continue;
        buf_addf(b, "%s = [", network_names[n]);
        for (int w = 0; w < wordings_n; w++)
            buf_addf(b, "\"p%d %s %s w%d v%d is good news\",", post, lang_names[lang],
                     network_names[n], w, k->version[w]);
        buf_add(b, STR("]\n"));
    }
}

static struct str post_text(struct sim *s, struct arena *mem, int post)
{
    const struct known_post *k = &s->posts[post];
    AUTO(buf_clear) struct buf b = BUF_INIT(8 * 1024);
    buf_addf(&b, "id = \"p%d\"\ntitle = \"p%d\"\ntopics = [\"t%d\"]\n", post, post,
             k->topic);
    buf_addf(&b, "link = \"https://example.com/p%d\"\napproved = true\n", post);
    buf_addf(&b, "from = " STR_FMT "\n", STR_ARG(instant_format(mem, k->from_ms)));
    buf_addf(&b, "until = " STR_FMT "\n", STR_ARG(instant_format(mem, k->until_ms)));
    for (int lang = 0; lang < 2; lang++) {
        if (k->has_lang[lang])
            add_texts(&b, k, post, lang);
    }
    return arena_buf(mem, &b);
}

static bool no_picture(void *ctx, struct str name, struct str *hash)
{
    (void)ctx;
    (void)name;
    (void)hash;
    return false;
}

static bool import_all(struct sim *s, struct library_import *im, struct err *err)
{
    for (int i = 0; i < s->n_posts; i++) {
        AUTO(arena_freep) struct arena *mem = arena_new();
        struct str problem = STR("");
        if (s->posts[i].is_withdrawn)
            continue;
        struct str name = arena_fmt(mem, "p%d.toml", i);
        if (!library_import_file(im, name, post_text(s, mem, i), &problem, err))
            return false;
        if (problem.n > 0)
            sim_fail(s, STR_FMT, STR_ARG(problem));
    }
    return true;
}

static void import(struct sim *s)
{
    AUTO(library_import_freep) struct library_import *im = NULL;
    struct err err = { 0 };
    struct library_counts counts;
    struct library_source src = {
        .db = s->db,
        .now_ms = s->now_ms,
        .rnd = &s->rnd,
        .rules = { .networks = &s->networks, .zone = STR("UTC") },
        .picture = no_picture,
    };
    if (!library_import_begin(&im, &src, &err) || !import_all(s, im, &err) ||
        !library_import_end(im, &counts, &err))
        sim_fail(s, "import: %s", err.msg);
}

/* Most are for today; some come from the past, some are for later. Whole seconds, and
 * no two alike, so that the oracle knows which is fresher. */
static void add_post(struct sim *s)
{
    if (s->n_posts == posts_max)
        return;
    struct known_post *k = &s->posts[s->n_posts];
    int64_t shift = sim_once_in(s, 4) ? sim_between(s, -5 * 24, 3 * 24) * hour_ms : 0;
    int64_t from = (s->now_ms + shift) / minute_ms * minute_ms;
    *k = (struct known_post){ .from_ms = from + (s->n_posts % 60) * second_ms,
                              .topic = (int)sim_between(s, 0, topics_n - 1) };
    k->until_ms = k->from_ms + sim_between(s, 6 * 24, 40 * 24) * hour_ms;
    k->has_network[0] = true;
    k->has_network[1] = !sim_once_in(s, 3);
    k->has_network[2] = sim_once_in(s, 2);
    k->has_lang[sim_between(s, 0, 1)] = true;
    k->has_lang[sim_between(s, 0, 1)] = true;
    s->n_posts++;
}

/* A wording is written anew: nobody was dealt the new one yet. */
static void rewrite(struct sim *s)
{
    struct known_post *k = &s->posts[sim_between(s, 0, s->n_posts - 1)];
    int64_t w = sim_between(s, 0, wordings_n - 1);
    k->version[w]++;
    for (int n = 0; n < networks_n; n++) {
        for (int lang = 0; lang < 2; lang++)
            k->dealt[n][lang][w] = 0;
    }
}

static void come_again(struct sim *s)
{
    queue_add(&s->queue, (struct happening){
                             .kind = ITEM_COMMS,
                             .at_ms = s->now_ms + sim_between(s, hour_ms, 3 * day_ms) });
}

void comms_begin(struct sim *s)
{
    for (int i = 0; i < posts_at_start; i++)
        add_post(s);
    import(s);
    come_again(s);
}

void comms_change(struct sim *s)
{
    if (s->is_calm)
        return;
    add_post(s);
    if (sim_once_in(s, 5))
        s->posts[sim_between(s, 0, s->n_posts - 1)].is_withdrawn = true;
    if (sim_once_in(s, 3))
        rewrite(s);
    import(s);
    come_again(s);
}
