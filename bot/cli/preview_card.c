/* botschafter preview card: a post file as a platform gets it. The very engine deals it,
 * from a library in memory that holds nothing else. */
#include "advocacy/library_import.h"
#include "advocacy/networks.h"
#include "advocacy/words.h"
#include "app/picture.h"
#include "base/arena.h"
#include "base/json.h"
#include "cli/preview_mattermost.h"
#include "cli/verbs.h"
#include "commands/registry.h"
#include "core/engine.h"
#include "core/pictures.h"
#include "io/clock.h"
#include "io/entropy.h"
#include "io/files.h"
#include "platform/playground/render.h"
#include "platform/playground/words.h"
#include "platform/slack/render.h"
#include "store/db.h"

#include <string.h>

enum { post_max = 256 * 1024, out_max = 1024 * 1024 };

struct previewing {
    const struct args *a;
    const char *file, *platform, *network, *lang;
    struct networks networks;
    struct house_words words;
    struct workspace_config workspace;
    struct config cfg;
    struct arena *mem;
    struct texts *texts;
    struct str hash; /* of the picture; empty: none */
};

static bool is_platform(const struct previewing *p, const char *name)
{
    return p->platform && strcmp(p->platform, name) == 0;
}

static bool read_words(const struct args *a, struct previewing *p)
{
    const struct arg_option options[] = {
        { "--platform", &p->platform, NULL },
        { "--network", &p->network, NULL },
        { "--lang", &p->lang, NULL },
    };
    if (!args_read(a, options, COUNT(options), &p->file))
        return false;
    if (!p->file)
        args_complain(a, "FILE is missing: which post?");
    else if (!is_platform(p, "slack") && !is_platform(p, "mattermost") &&
             !is_platform(p, "playground"))
        args_complain(a, "--platform is slack, mattermost or playground");
    else if (p->lang && strcmp(p->lang, "en") != 0 && strcmp(p->lang, "de") != 0)
        args_complain(a, "--lang is en or de");
    else
        return true;
    return false;
}

static enum lang lang_of(const struct previewing *p)
{
    return p->lang && strcmp(p->lang, "de") == 0 ? LANG_DE : LANG_EN;
}

/* ---- what is asked for ---- */

static bool has_words(const struct post_file *post, struct str network, enum lang lang)
{
    for (size_t i = 0; i < post->n_wordings; i++) {
        if (post->wordings[i].lang == lang && str_eq(post->wordings[i].network, network))
            return true;
    }
    return false;
}

/* The first network in a language, LinkedIn before all. */
static struct str first_network(const struct post_file *post, enum lang lang)
{
    if (has_words(post, STR("linkedin"), lang))
        return STR("linkedin");
    for (size_t i = 0; i < post->n_wordings; i++) {
        if (post->wordings[i].lang == lang)
            return post->wordings[i].network;
    }
    return STR("");
}

static bool choose(struct previewing *p, const struct post_file *post, struct err *err)
{
    if (!p->lang && first_network(post, LANG_EN).n == 0)
        p->lang = "de";
    struct str network = first_network(post, lang_of(p));
    if (network.n == 0)
        return err_set(err, ERR_NOTFOUND, "%s has no text in this language", p->file);
    if (p->network) {
        const struct network *n = network_find(&p->networks, str_from_c(p->network));
        if (!n)
            return err_set(
                err, ERR_NOTFOUND, "no network is called \"%s\": is it " STR_FMT "?",
                p->network,
                STR_ARG(network_nearest(&p->networks, str_from_c(p->network))));
        if (!has_words(post, n->id, lang_of(p)))
            return err_set(err, ERR_NOTFOUND, "%s has no text for %s in this language",
                           p->file, p->network);
        network = n->id;
    }
    p->network = arena_str(p->mem, network).p;
    return true;
}

/* ---- the library of one post ---- */

/* Drafts, and what begins later or is over, can be looked at too: the lines that say so
 * are left out, and the post is approved. */
static bool is_left_out(struct str line)
{
    static const struct str keys[] = { STR_INIT("approved"), STR_INIT("from"),
                                       STR_INIT("until") };
    struct str key = str_trim(str_cut(&line, '='));
    for (size_t i = 0; line.p && i < COUNT(keys); i++) {
        if (str_eq(key, keys[i]))
            return true;
    }
    return false;
}

static struct str as_approved(struct arena *mem, struct str text)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(post_max + 64);
    buf_addf(&out, "approved = true\n");
    while (text.n > 0) {
        struct str line = str_cut(&text, '\n');
        if (!is_left_out(line))
            buf_add(&out, line);
        buf_add_char(&out, '\n');
    }
    return arena_buf(mem, &out);
}

static bool find_picture(void *ctx, struct str name, struct str *hash)
{
    struct previewing *p = ctx;
    const char *slash = strrchr(p->file, '/');
    size_t folder = slash ? (size_t)(slash - p->file) + 1 : 0;
    struct str path =
        arena_fmt(p->mem, "%.*s" STR_FMT, (int)folder, p->file, STR_ARG(name));
    AUTO(buf_clear) struct buf bytes = BUF_INIT(picture_max_bytes);
    if (!file_read(path.p, &bytes, NULL) || picture_kind(buf_str(&bytes)).n == 0)
        return false;
    p->hash = *hash = picture_hash(p->mem, buf_str(&bytes));
    return true;
}

static bool import(struct previewing *p, struct db *db, struct str bytes, struct err *err)
{
    struct random rnd = entropy_random();
    struct library_source src = { .db = db,
                                  .now_ms = clock_wall_ms(),
                                  .rnd = &rnd,
                                  .rules = { &p->networks, p->workspace.zone },
                                  .picture = find_picture,
                                  .ctx = p };
    AUTO(library_import_freep) struct library_import *im = NULL;
    struct library_counts counts;
    struct str problem = { 0 };
    if (!library_import_begin(&im, &src, err) ||
        !library_import_file(im, str_from_c(p->file), as_approved(p->mem, bytes),
                             &problem, err))
        return false;
    if (problem.n > 0)
        return err_set(err, ERR_INVALID, STR_FMT, STR_ARG(problem));
    return library_import_end(im, &counts, err);
}

/* As if it had been uploaded: cards show it then. */
static bool note_picture(struct turn *t, void *ctx, struct err *err)
{
    const struct previewing *p = ctx;
    struct str handle =
        is_platform(p, "mattermost") ? STR(PREVIEW_MATTERMOST_PICTURE) : STR("F0PREVIEW");
    return p->hash.n == 0 ||
           pictures_uploaded(t, p->workspace.name, p->hash, handle, err);
}

/* ---- the card ---- */

static void write_slack(struct previewing *p, const struct card *card, struct buf *out)
{
    struct json_w w = JSON_W(out);
    struct render r = { .texts = p->texts, .mem = p->mem };
    jw_object(&w);
    render_message(&w, &r, card);
    jw_end_object(&w);
}

static void write_playground(struct previewing *p, const struct card *card,
                             struct buf *out)
{
    AUTO(buf_clear) struct buf html = BUF_INIT(render_max_bytes);
    AUTO(buf_clear) struct buf text = BUF_INIT(render_max_bytes);
    struct render_words words[LANG_COUNT];
    struct choices choices = { 0 };
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct speech say = { .texts = p->texts, .lang = (enum lang)lang, .mem = p->mem };
        words[lang] = words_for_render(&say);
    }
    render_card_html(&html, card, words);
    render_card_text(&text, card, words, false, &choices);
    struct json_w w = JSON_W(out);
    jw_object(&w);
    jw_kv(&w, "html", buf_str(&html));
    jw_kv(&w, "text", buf_str(&text));
    jw_end_object(&w);
}

static int deal(struct previewing *p, struct engine *engine)
{
    struct str lang = lang_name(lang_of(p));
    struct event ev = { .kind = EVENT_COMMAND,
                        .workspace = p->workspace.name,
                        .user = STR("U0PREVIEW"),
                        .channel = STR("D0PREVIEW"),
                        .is_direct = true,
                        .locale = lang,
                        .command = STR("share"),
                        .text = str_from_c(p->network) };
    const struct event *const events[] = { &ev };
    struct engine_answer answer = { 0 };
    struct err err = { 0 };
    if (!engine_run(engine, events, 1, clock_wall_ms(), &answer, &err))
        return args_fail(p->a, "%s", err.msg);
    if (!answer.answer.card)
        return args_fail(p->a, "%s: it has no card", p->file);
    AUTO(buf_clear) struct buf out = BUF_INIT(out_max);
    if (is_platform(p, "slack"))
        write_slack(p, answer.answer.card, &out);
    else if (is_platform(p, "mattermost"))
        preview_mattermost(&out, p->texts, p->mem, answer.answer.card);
    else
        write_playground(p, answer.answer.card, &out);
    buf_add_char(&out, '\n');
    return args_print(p->a, buf_str(&out));
}

static int with_engine(struct previewing *p, struct db *db, struct str bytes)
{
    static const char no_secret[32] = "nothing is pressed in a preview";
    AUTO(engine_freep) struct engine *engine = NULL;
    struct err err = { 0 };
    struct engine_options o = { .db = db,
                                .cfg = &p->cfg,
                                .features = features,
                                .modules = feature_modules,
                                .texts = p->texts,
                                .rnd = entropy_random(),
                                .signing_key = SECRET(((struct str){ no_secret, 32 })) };
    if (!engine_open(&engine, &o, clock_wall_ms(), &err) || !import(p, db, bytes, &err) ||
        !engine_do(engine, clock_wall_ms(), note_picture, p, &err))
        return args_fail(p->a, "%s", err.msg);
    return deal(p, engine);
}

static void configure(struct previewing *p)
{
    p->workspace = (struct workspace_config){ .name = STR("preview"),
                                              .zone = STR("Europe/Berlin"),
                                              .lang = lang_of(p) };
    p->cfg = (struct config){ .workspaces = &p->workspace,
                              .n_workspaces = 1,
                              .default_network = str_from_c(p->network),
                              .networks = &p->networks,
                              .words = &p->words };
}

int verb_preview_card(const struct args *a)
{
    struct previewing p = { .a = a };
    struct err err = { 0 };
    if (!read_words(a, &p))
        return EXIT_USAGE;
    AUTO(buf_clear) struct buf bytes = BUF_INIT(post_max);
    if (!file_read(p.file, &bytes, &err))
        return args_fail(a, "%s", err.msg);
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(texts_freep) struct texts *texts = texts_new();
    AUTO(db_closep) struct db *db = NULL;
    p.mem = mem;
    p.texts = texts;
    p.networks = networks_builtin();
    struct post_rules rules = { &p.networks, STR("Europe/Berlin") };
    struct post_file post;
    if (!post_file_read(&post, &rules, str_from_c(p.file), buf_str(&bytes), mem, &err) ||
        !choose(&p, &post, &err) || !db_open(&db, ":memory:", &err))
        return args_fail(a, "%s", err.msg);
    configure(&p);
    return with_engine(&p, db, buf_str(&bytes));
}
