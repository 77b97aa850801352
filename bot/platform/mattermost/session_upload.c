/*
 * A picture: once for each team into a public channel of ours, so that everybody there
 * may see it wherever a card shows it. Repeating does no harm but for a second file.
 *
 *   for each team:  find or make the channel -> file -> post with it -> the next team
 */
#include "answers_texts.h"
#include "base/arena.h"
#include "base/log.h"
#include "base/mem.h"
#include "platform/mattermost/multipart.h"
#include "platform/mattermost/session.h"

#include <stdlib.h>
#include <string.h>

enum {
    file_max_bytes = 64 * 1024 * 1024,
    alt_max_bytes = 4000,
    names_max = 9, /* "botschafter-pictures-9": the names before it are not for us */
    again_ms = 5000,
    attempts_for_all = 5,
    upload_ms = 60 * 1000,
};

/* A picture on its way to all teams. */
struct uploading {
    struct session *s;
    struct arena *mem;
    int64_t id;
    int attempt;
    struct str bytes, file_name, alt;
    enum lang lang;

    char teams[directory_teams_max][mattermost_id_bytes + 1]; /* as they were */
    size_t n_teams, at;
    unsigned name;      /* of the channel, from 1 */
    bool is_second_try; /* the channel that we knew was no good */
    struct str channel, file;

    struct buf handle; /* "TEAM:FILE:POST,TEAM:FILE:POST" */
    bool has_failed;   /* one of them did; the first reason: */
    bool is_final;
    struct str why;
    int64_t retry_ms;
};

static void drop(void *ctx)
{
    struct uploading *u = ctx;
    buf_clear(&u->handle);
    arena_free(u->mem);
    free(u);
}

static struct str team_of(const struct uploading *u)
{
    return str_from_c(u->teams[u->at]);
}

/* ---- the end ---- */

/* A team that failed for a while only gets its picture by another attempt, at which the
 * others get theirs once more; in the end they are content without it. */
static bool is_worth_another(const struct uploading *u)
{
    return u->has_failed && !u->is_final && u->attempt < attempts_for_all;
}

static void conclude(struct uploading *u)
{
    struct outcome_event o = { .id = u->id,
                               .outcome = OUTCOME_APPLIED,
                               .result = buf_str(&u->handle) };
    if (u->handle.n == 0 || is_worth_another(u)) {
        o.result = STR("");
        o.outcome = u->has_failed && u->is_final ? OUTCOME_NEVER : OUTCOME_NOT;
        o.why = u->has_failed ? u->why : STR("no team is known yet");
        o.retry_ms = u->retry_ms > 0 ? u->retry_ms : again_ms;
    }
    session_outcome(u->s, &o);
    drop(u);
}

static void begin_team(struct uploading *u);

static void next_team(struct uploading *u)
{
    u->at++;
    u->is_second_try = false;
    begin_team(u);
}

/* The other teams get theirs all the same. */
static void fail_team(struct uploading *u, struct str why, bool is_final,
                      int64_t retry_ms)
{
    LOG(LOG_WARN, "mattermost", "picture_not_taken",
        KS("workspace", u->s->base.workspace), KS("team", team_of(u)), KS("why", why));
    if (!u->has_failed) {
        u->has_failed = true;
        u->is_final = is_final;
        u->why = arena_str(u->mem, why);
        u->retry_ms = retry_ms;
    }
    u->is_final = u->is_final && is_final;
    next_team(u);
}

static void fail_answer(struct uploading *u, const struct rest_answer *a)
{
    fail_team(u, a->why, a->kind == REST_NO || a->kind == REST_GONE, a->retry_ms);
}

static void call(struct uploading *u, struct rest_request *q,
                 void (*done)(void *ctx, const struct rest_answer *a))
{
    q->done = done;
    q->drop = drop;
    q->ctx = u;
    rest_call(u->s, q);
}

static void keep_channel(struct uploading *u, struct str id)
{
    struct team *team = directory_team(u->s, team_of(u));
    if (team && id.n < sizeof(team->pictures)) {
        memcpy(team->pictures, id.n > 0 ? id.p : "", id.n);
        team->pictures[id.n] = '\0';
    }
    u->channel = arena_str(u->mem, id);
}

/* ---- the file, and the post that shows it ---- */

/* The channel that we knew was archived or deleted, or we were put out of it. */
static bool look_again(struct uploading *u, const struct rest_answer *a)
{
    if (u->is_second_try || (a->kind != REST_NO && a->kind != REST_GONE))
        return false;
    keep_channel(u, STR(""));
    u->is_second_try = true;
    begin_team(u);
    return true;
}

static void posted(void *ctx, const struct rest_answer *a)
{
    struct uploading *u = ctx;
    if (a->kind != REST_OK) {
        if (!look_again(u, a))
            fail_answer(u, a);
        return;
    }
    buf_addf(&u->handle, "%s" STR_FMT ":" STR_FMT ":" STR_FMT, u->handle.n > 0 ? "," : "",
             STR_ARG(team_of(u)), STR_ARG(u->file), STR_ARG(json_str(a->body, "id")));
    next_team(u);
}

static void post(struct uploading *u)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(16 * 1024);
    struct json_w w = JSON_W(&body);
    const struct render r = { .mem = u->mem };
    jw_object(&w);
    jw_kv(&w, "channel_id", u->channel);
    jw_kv(&w, "message", render_plain(&r, str_take(u->alt, alt_max_bytes)));
    jw_key(&w, "file_ids");
    jw_array(&w);
    jw_str(&w, u->file);
    jw_end_array(&w);
    jw_key(&w, "props");
    jw_object(&w);
    jw_kc(&w, "from_bot", "true"); /* else 5.37 takes the channel as read by us */
    jw_end_object(&w);
    jw_end_object(&w);
    call(u,
         &(struct rest_request){ .method = "POST",
                                 .path = STR("/posts"),
                                 .body = buf_str(&body),
                                 .channel = u->channel },
         posted);
}

static void uploaded(void *ctx, const struct rest_answer *a)
{
    struct uploading *u = ctx;
    struct str file = json_str(a->body, "file_infos.0.id");
    if (a->kind == REST_OK && file.n > 0) {
        u->file = arena_str(u->mem, file);
        post(u);
    } else if (!look_again(u, a)) {
        fail_answer(u, a);
    }
}

static void upload(struct uploading *u)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(file_max_bytes);
    const struct multipart m = { u->channel, u->file_name, u->bytes };
    struct str type = multipart_write(&body, u->mem, &u->s->o.rnd, &m);
    call(u,
         &(struct rest_request){ .method = "POST",
                                 .path = STR("/files"),
                                 .body = buf_str(&body),
                                 .content_type = type,
                                 .channel = u->channel,
                                 .deadline_ms = upload_ms },
         uploaded);
}

/* ---- the channel ---- */

static void find_channel(struct uploading *u);

/* That name is not for us: another one. */
static void next_name(struct uploading *u, const struct rest_answer *a)
{
    if (++u->name <= names_max)
        find_channel(u);
    else
        fail_answer(u, a);
}

static struct str name_of(const struct uploading *u)
{
    if (u->name == 1)
        return STR(MATTERMOST_PICTURES);
    return arena_fmt(u->mem, MATTERMOST_PICTURES "-%u", u->name);
}

static void made(void *ctx, const struct rest_answer *a)
{
    struct uploading *u = ctx;
    if (a->kind == REST_OK) {
        keep_channel(u, json_str(a->body, "id"));
        upload(u);
    } else if (a->kind == REST_NO && str_find(a->error, STR("exists")) >= 0) {
        next_name(u, a); /* somebody's private channel, or one that was archived */
    } else {
        fail_answer(u, a);
    }
}

static void make(struct uploading *u)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(4096);
    struct json_w w = JSON_W(&body);
    struct speech say = { .texts = u->s->o.texts, .lang = u->lang, .mem = u->mem };
    jw_object(&w);
    jw_kv(&w, "team_id", team_of(u));
    jw_kv(&w, "name", name_of(u));
    jw_kv(&w, "display_name", answers_pictures_name(&say));
    jw_kv(&w, "purpose", answers_pictures_purpose(&say));
    jw_kc(&w, "type", "O");
    jw_end_object(&w);
    call(u,
         &(struct rest_request){
             .method = "POST", .path = STR("/channels"), .body = buf_str(&body) },
         made);
}

static void joined(void *ctx, const struct rest_answer *a)
{
    struct uploading *u = ctx;
    if (a->kind == REST_OK) {
        keep_channel(u, u->channel);
        upload(u);
    } else {
        fail_answer(u, a);
    }
}

/* Joining where we are already does no harm. */
static void join(struct uploading *u, struct str channel)
{
    AUTO(buf_clear) struct buf body = BUF_INIT(256);
    struct json_w w = JSON_W(&body);
    u->channel = arena_str(u->mem, channel);
    jw_object(&w);
    jw_kc(&w, "user_id", u->s->bot_user);
    jw_end_object(&w);
    call(u,
         &(struct rest_request){
             .method = "POST",
             .path = arena_fmt(u->mem, "/channels/" STR_FMT "/members", STR_ARG(channel)),
             .body = buf_str(&body),
             .channel = u->channel },
         joined);
}

static void found(void *ctx, const struct rest_answer *a)
{
    struct uploading *u = ctx;
    bool is_public = str_eq(json_str(a->body, "type"), STR("O"));
    if (a->kind == REST_GONE)
        make(u);
    else if (a->kind != REST_OK)
        fail_answer(u, a);
    else if (!is_public || json_int(a->body, "delete_at", 0) != 0)
        next_name(u, a);
    else
        join(u, json_str(a->body, "id"));
}

static void find_channel(struct uploading *u)
{
    call(u,
         &(struct rest_request){
             .method = "GET",
             .path = arena_fmt(u->mem,
                               "/teams/" STR_FMT "/channels/name/" STR_FMT
                               "?include_deleted=true",
                               STR_ARG(team_of(u)), STR_ARG(name_of(u))) },
         found);
}

static void no_team(void *ctx, const struct rest_answer *a)
{
    (void)a;
    conclude(ctx);
}

static void begin_team(struct uploading *u)
{
    if (u->at == u->n_teams) {
        conclude(u);
        return;
    }
    struct team *team = directory_team(u->s, team_of(u));
    u->name = 1;
    if (team && team->pictures[0] != '\0') {
        u->channel = arena_str(u->mem, str_from_c(team->pictures));
        upload(u);
    } else {
        find_channel(u);
    }
}

void session_upload(struct session *s, const struct outgoing *out)
{
    struct uploading *u = mem_new(1, sizeof(*u));
    struct arena *mem = arena_new();
    *u = (struct uploading){ .s = s,
                             .mem = mem,
                             .id = out->id,
                             .attempt = out->attempt,
                             .bytes = arena_str(mem, out->bytes),
                             .file_name = arena_str(mem, out->file_name),
                             .handle = BUF_INIT(16 * 1024) };
    if (out->card) {
        u->alt = arena_str(mem, out->card->picture.alt);
        u->lang = out->card->lang;
    }
    for (size_t i = 0; i < s->directory.n_teams; i++)
        memcpy(u->teams[u->n_teams++], s->directory.teams[i].id, sizeof(u->teams[0]));
    if (u->n_teams > 0)
        begin_team(u);
    else /* the teams are read after the token was seen to be good */
        call(u, &(struct rest_request){ .method = "GET", .path = STR("/users/me") },
             no_team);
}
