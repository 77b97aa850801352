#include "platform/mattermost/reach.h"

#include "base/arena.h"
#include "io/http_ask.h"
#include "io/http_server.h"
#include "io/loop.h"
#include "platform/mattermost/commands.h"
#include "platform/mattermost/names.h"
#include "platform/mattermost/wire.h"

#include <string.h>

enum { probe_ms = 5000 };

/* Our own listener, while the command runs. */
struct ear {
    struct http_server *server; /* NULL: somebody else has the port */
    const struct reach *r;
    bool was_called;
};

/* As the daemon answers it. */
static void heard(void *ctx, struct http_exchange *x)
{
    struct ear *e = ctx;
    struct wire w = { .mem = e->r->as->mem, .workspace = e->r->workspace };
    struct command_call c;
    bool is_command =
        wire_command(&w, http_body(x), http_header_of(x, "Authorization"), &c);
    e->was_called = true;
    bool is_known = is_command &&
                    commands_knows(e->r->as->mem, c.token, e->r->hashes, e->r->n_hashes);
    http_answer(x, &(struct http_answer){
                       .status = is_known ? 200 : 401,
                       .content_type = STR("application/json"),
                       .body = is_known ? STR("{\"response_type\":\"ephemeral\",\"text\":"
                                              "\"" MATTERMOST_HERE "\","
                                              "\"skip_slack_parsing\":true}")
                                        : STR("{}") });
}

static void flush(void *ctx)
{
    http_server_flush(ctx);
}

/* Takes the port, if it is free. False: it cannot be had at all. */
static bool ear_open(struct ear *e, struct err *err)
{
    struct str port_text = e->r->listen;
    struct str host = str_cut(&port_text, ':');
    struct loop *loop = http_ask_loop(e->r->as->ask);
    int64_t port = 0;
    str_to_int(port_text, &port);
    struct http_server_options o = { .loop = loop,
                                     .address = arena_str(e->r->as->mem, host).p,
                                     .port = (uint16_t)port };
    if (!http_server_open(&e->server, &o, err))
        return err->code == ERR_CONFLICT;
    struct str path =
        arena_fmt(e->r->as->mem, MATTERMOST_PATH STR_FMT MATTERMOST_PATH_COMMAND,
                  STR_ARG(e->r->workspace));
    loop_on_turn_end(loop, flush, e->server);
    return http_server_route(
        e->server,
        &(struct http_route){
            .method = "POST", .path = path.p, .handle = heard, .ctx = e },
        err);
}

static void ear_close(struct ear *e)
{
    if (e->server)
        loop_on_turn_end(http_ask_loop(e->r->as->ask), NULL, NULL);
    http_server_close(e->server);
    e->server = NULL;
}

static void run_command(const struct reach *r, struct inquiry *out)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(1024);
    struct str command = arena_fmt(r->as->mem, "/" STR_FMT, STR_ARG(r->trigger));
    struct json_w w = JSON_W(&body);
    jw_object(&w);
    jw_kv(&w, "channel_id", r->channel);
    jw_kv(&w, "team_id", r->team);
    jw_kv(&w, "command", command);
    jw_end_object(&w);
    asking_call(r->as, out, "POST", buf_str(&body), "/commands/execute");
}

/* Only where it failed: what is there, seen from here? Any answer will do. */
static void probe(const struct reach *r, struct reach_seen *s)
{
    struct http_response answer;
    struct http_request q = { .url = r->callback_url,
                              .deadline_ms = probe_ms,
                              .allow_http = true };
    http_ask(r->as->ask, r->as->mem, &q, &answer, NULL);
    s->probe = answer.outcome == HTTP_NOT_SENT ? PROBE_FAILED : PROBE_ANSWERED;
    s->probe_why = arena_str(r->as->mem, str_from_c(answer.err.msg));
}

void reach_try(struct findings *f, const struct reach *r)
{
    AUTO(ear_close) struct ear ear = { .r = r };
    AUTO(inquiry_clear) struct inquiry q = { 0 };
    struct err err = { 0 };
    if (!ear_open(&ear, &err)) {
        found(f, LEVEL_FAIL, "[bot] listen: %s", err.msg);
        found_remedy(f, "It must be an address of this machine and a port above 1023: "
                        "0.0.0.0:8470 is any address of it.");
        return;
    }
    run_command(r, &q);
    struct str host = http_ask_host(r->callback_url);
    struct reach_seen s = {
        .trigger = r->trigger,
        .callback_url = r->callback_url,
        .listen = r->listen,
        .host = host,
        .is_listening = ear.server != NULL,
        .was_called = ear.was_called,
        .r = &q.r,
        .error = json_str(q.body, "id"),
        .text = json_str(q.body, "text"),
        .message = q.message,
        .took_ms = q.took_ms,
        .is_internal = http_ask_is_internal(r->as->ask, host) ||
                       str_eq_nocase(host, http_ask_host(r->as->url)),
        .knows_allowed = r->knows_allowed,
        .allowed = r->allowed,
    };
    if (q.r.outcome == HTTP_ANSWERED && q.r.status >= 500 && !ear.was_called)
        probe(r, &s);
    reach_judge(f, &s);
}
