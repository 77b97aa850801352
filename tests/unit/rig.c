#include "rig.h"

#include "advocacy/library_import.h"

void rig_engine(struct rig *r, const struct feature *const *features,
                const struct module *modules)
{
    struct err err = { 0 };
    struct engine_options o = {
        .db = r->db,
        .cfg = &r->cfg,
        .features = features,
        .modules = modules,
        .texts = r->texts,
        .rnd = random_from_seeded(&r->seed),
        .signing_key = SECRET(STR("0123456789abcdef0123456789abcdef")),
        .gate = gate_ask_again,
    };
    bool ok = engine_open(&r->engine, &o, r->now_ms, &err);
    if (!ok)
        print_error("engine_open: %s\n", err.msg);
    assert_true(ok);
}

void rig_open(struct rig *r, const struct feature *const *features,
              const struct module *modules)
{
    *r = (struct rig){ .now_ms = rig_start_ms,
                       .texts = texts_new(),
                       .place = STR("acme") };
    r->workspace =
        (struct workspace_config){ .name = STR("acme"), .zone = STR("Europe/Berlin") };
    r->networks = networks_builtin();
    r->cfg = (struct config){ .workspaces = &r->workspace,
                              .n_workspaces = 1,
                              .default_network = STR("linkedin"),
                              .networks = &r->networks,
                              .words = &r->words };
    random_seed(&r->seed, 7);
    assert_true(db_open(&r->db, ":memory:", NULL));
    rig_engine(r, features, modules);
}

void rig_close(struct rig *r)
{
    engine_free(r->engine);
    db_close(r->db);
    texts_free(r->texts);
}

/* Runs one event, a millisecond later. Its answer is r->answer. */
bool rig_run(struct rig *r, struct event ev)
{
    const struct event *one = &ev;
    static char id[24];
    if (ev.id.n == 0 && ev.kind != EVENT_OUTCOME) {
        (void)snprintf(id, sizeof(id), "e%d", ++r->sent);
        ev.id = str_from_c(id);
    }
    ev.workspace = r->place;
    r->now_ms++;
    struct err err = { 0 };
    return engine_run(r->engine, &one, 1, r->now_ms, &r->answer, &err);
}

const struct card *rig_command(struct rig *r, const char *user, const char *text)
{
    struct event ev = { .kind = EVENT_COMMAND,
                        .user = str_from_c(user),
                        .channel = STR("C1"),
                        .command = STR("share"),
                        .text = str_from_c(text) };
    assert_true(rig_run(r, ev));
    return r->answer.answer.card;
}

/* Presses what carries `ref`; `choice` for menus and selects. */
const struct card *rig_press(struct rig *r, const char *user, struct str ref,
                             const char *choice)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct event ev = { .kind = EVENT_ACTION,
                        .user = str_from_c(user),
                        .channel = STR("C1"),
                        .ref = arena_str(mem, ref),
                        .choice = str_from_c(choice) };
    assert_true(rig_run(r, ev));
    return r->answer.answer.card;
}

/* Sends the form that is open. */
const struct card *rig_send(struct rig *r, const char *user, struct str ref,
                            const struct form_value *values, size_t n)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct event ev = { .kind = EVENT_FORM,
                        .user = str_from_c(user),
                        .channel = STR("C1"),
                        .ref = arena_str(mem, ref),
                        .values = values,
                        .n_values = n };
    assert_true(rig_run(r, ev));
    return r->answer.answer.card;
}

/* Claims what may go, as the pump does; returns how many. */
size_t rig_claim(struct rig *r, struct claim *out, size_t max)
{
    size_t n = 0;
    struct err err = { 0 };
    assert_true(engine_claim(r->engine, r->place, r->now_ms, out, max, &n, &err));
    return n;
}

void rig_outcome(struct rig *r, int64_t id, enum outcome outcome, const char *result)
{
    assert_true(rig_run(r, (struct event){ .kind = EVENT_OUTCOME,
                                           .outbox_id = id,
                                           .outcome = outcome,
                                           .result = str_from_c(result) }));
}

static bool a_picture(void *ctx, struct str name, struct str *hash)
{
    (void)ctx;
    *hash = STR("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    return str_ends(name, STR(".png"));
}

void rig_library(struct rig *r, const char *const *files)
{
    AUTO(library_import_freep) struct library_import *im = NULL;
    struct random rnd = random_from_seeded(&r->seed);
    struct library_counts counts;
    struct err err = { 0 };
    struct library_source src = {
        .db = r->db,
        .now_ms = r->now_ms,
        .rnd = &rnd,
        .rules = { .networks = &r->networks, .zone = STR("Europe/Berlin") },
        .picture = a_picture,
    };
    assert_true(library_import_begin(&im, &src, &err));
    for (size_t i = 0; files[i]; i++) {
        char name[24];
        struct str problem = STR("");
        (void)snprintf(name, sizeof(name), "file-%zu.toml", i);
        assert_true(library_import_file(im, str_from_c(name), str_from_c(files[i]),
                                        &problem, &err));
        CHECK_STR("no problem", problem, STR(""));
    }
    assert_true(library_import_end(im, &counts, &err));
}
