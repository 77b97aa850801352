/* Whatever comes in: ids are ids or empty, who speaks is known, values are bounded, the
 * same bytes give the same event id, and nothing that we did not seal is opened. */
#include "fuzz.h"

#include "base/arena.h"
#include "platform/mattermost/handle.h"
#include "platform/mattermost/wire.h"

#define BOT "bi183fwa3bnx5yb468jj1j3isa"

static bool is_id_or_empty(struct str s)
{
    return s.n == 0 || wire_is_id(s);
}

static bool is_inside(struct str part, struct str whole)
{
    return part.n == 0 || str_find(whole, part) >= 0;
}

static void hear_post(const struct wire *w, const struct json *j)
{
    struct post_seen p;
    struct event ev;
    if (!wire_post(w, j, &p))
        return;
    FUZZ_CHECK(wire_is_id(p.id) && wire_is_id(p.user) && wire_is_id(p.channel));
    FUZZ_CHECK(is_id_or_empty(p.root) && p.create_ms >= 0 && p.delete_ms >= 0);
    FUZZ_CHECK(p.is_ours || (!p.state && p.mark.n == 0 && !p.is_page));
    for (int is_direct = 0; is_direct < 2; is_direct++) {
        if (!wire_message(w, &p, is_direct, &ev))
            continue;
        FUZZ_CHECK(!p.is_ours && p.delete_ms == 0);
        FUZZ_CHECK(ev.is_direct != ev.is_mention && str_eq(ev.user, p.user));
        FUZZ_CHECK(is_inside(ev.text, p.message));
    }
}

/* As text of a message in a channel: only what holds our name can be for us. */
static void hear_text(const struct wire *w, struct str text)
{
    const struct post_seen p = {
        .id = STR(BOT), .user = STR("u"), .channel = STR(BOT), .message = text
    };
    struct event ev;
    if (!wire_message(w, &p, false, &ev))
        return;
    FUZZ_CHECK(str_find_char(text, '@') >= 0 && is_inside(ev.text, text));
}

static void hear_frame(const struct wire *w, const struct json *j)
{
    AUTO(json_freep) struct json *post = NULL;
    struct frame f;
    if (!wire_frame(j, &f))
        return;
    FUZZ_CHECK((f.kind == FRAME_REPLY) == (f.seq == -1));
    FUZZ_CHECK(is_id_or_empty(f.user) && is_id_or_empty(f.channel));
    FUZZ_CHECK(is_id_or_empty(f.team) && is_id_or_empty(f.connection));
    if (f.post.n > 0 && json_parse(&post, f.post, NULL))
        hear_post(w, post);
}

static void read_calls(const struct wire *w, const struct json *j)
{
    struct action_call a;
    struct dialog_call d, again;
    if (wire_action(w, j, &a)) {
        FUZZ_CHECK(wire_is_id(a.user) && a.ref.n > 0 && a.seal.n > 0);
        FUZZ_CHECK(is_id_or_empty(a.channel) && is_id_or_empty(a.post));
        FUZZ_CHECK((a.event_id.n > 0) == (a.trigger.n > 0));
    }
    if (!wire_dialog(w, j, &d))
        return;
    FUZZ_CHECK(wire_is_id(d.user) && d.state.n > 0 && d.n_values <= wire_values_max);
    for (size_t i = 0; i < d.n_values; i++)
        FUZZ_CHECK(d.values[i].name.n > 0 && d.values[i].name.n <= 64);
    FUZZ_CHECK(wire_dialog(w, j, &again) && str_eq(again.event_id, d.event_id));
}

static void read_command(const struct wire *w, struct str body)
{
    struct command_call c;
    if (!wire_command(w, body, STR("Token t"), &c))
        return;
    FUZZ_CHECK(wire_is_id(c.user) && wire_is_id(c.channel) && c.command.n > 0);
    FUZZ_CHECK(is_id_or_empty(c.team) && is_id_or_empty(c.hook));
    FUZZ_CHECK(is_id_or_empty(c.root) && str_eq(c.token, STR("t")));
}

static void open_seals(struct arena *mem, struct str text)
{
    AUTO(mac_key_freep) struct mac_key *key = mac_key_new(STR("k"));
    struct origin o;
    struct dialog_state s;
    struct handle h, again;
    FUZZ_CHECK(!origin_open(mem, key, text, (struct pressed){ STR("u"), STR("c") }, &o));
    FUZZ_CHECK(!state_open(mem, key, text, STR("u"), 0, &s));
    if (!handle_read(mem, text, &h))
        return;
    struct str written = handle_write(mem, &h);
    FUZZ_CHECK(h.user.n > 0 && handle_read(mem, written, &again));
    FUZZ_CHECK(str_eq(handle_write(mem, &again), written));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(json_freep) struct json *j = NULL;
    struct str text = fuzz_str(data, size);
    const struct wire w = { .mem = mem,
                            .workspace = STR("w"),
                            .bot_user = STR(BOT),
                            .bot_name = STR("sharebot") };
    struct member m;
    struct channel c;
    open_seals(mem, text);
    hear_text(&w, text);
    read_command(&w, text);
    if (!json_parse(&j, text, NULL))
        return 0;
    hear_frame(&w, j);
    hear_post(&w, j);
    read_calls(&w, j);
    FUZZ_CHECK(!wire_member(&w, j, &m) || wire_is_id(m.user));
    FUZZ_CHECK(!wire_channel(j, &c) || wire_is_id(c.id));
    return 0;
}
