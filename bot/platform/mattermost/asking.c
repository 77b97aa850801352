#include "platform/mattermost/asking.h"

#include "base/arena.h"
#include "io/address.h"
#include "io/http_ask.h"

#include <stdarg.h>
#include <stdio.h>

enum {
    answer_max_bytes = 4 * 1024 * 1024,
    path_max_bytes = 1024,
    deadline_ms = 45 * 1000, /* the server itself waits 30 s for a command */
};

void inquiry_clear(struct inquiry *q)
{
    json_free(q->body);
    q->body = NULL;
}

static void read_answer(struct inquiry *q, const struct asking *a, bool is_read)
{
    if (q->r.outcome == HTTP_ANSWERED)
        json_parse_max(&q->body, q->r.body, answer_max_bytes, NULL);
    q->message = json_str(q->body, "message");
    q->a = rest_read(&(struct rest_came){
        .outcome = q->r.outcome,
        .status = q->r.status,
        .body = q->body,
        .is_empty = q->r.body.n == 0,
        .retry_after = http_response_header(&q->r, STR("Retry-After")),
        .is_read = is_read,
        .has_token = secret_given(a->token) });
}

static void call(const struct asking *a, struct inquiry *out, const char *method,
                 struct str body, const char *path)
{
    *out = (struct inquiry){ .r.outcome = HTTP_NOT_SENT };
    struct http_request q = {
        .method = str_from_c(method),
        .url = arena_fmt(a->mem, STR_FMT "/api/v4%s", STR_ARG(a->url), path),
        .bearer = a->token,
        .body = body,
        .content_type = body.n > 0 ? STR("application/json") : STR(""),
        .deadline_ms = deadline_ms,
        .max_body_bytes = answer_max_bytes,
    };
    if (address_takes_tokens(a->url, &q.allow_http))
        http_ask(a->ask, a->mem, &q, &out->r, &out->took_ms);
    else
        err_set(&out->r.err, ERR_INVALID,
                "the address must begin with https:// (http:// only on this machine)");
    read_answer(out, a, str_eq(q.method, STR("GET")));
}

void asking_call(const struct asking *a, struct inquiry *out, const char *method,
                 struct str body, const char *path, ...)
{
    char full[path_max_bytes];
    va_list args;
    va_start(args, path);
    vsnprintf(full, sizeof(full), path, args);
    va_end(args);
    call(a, out, method, body, full);
}

void asking_get(const struct asking *a, struct inquiry *out, const char *path, ...)
{
    char full[path_max_bytes];
    va_list args;
    va_start(args, path);
    vsnprintf(full, sizeof(full), path, args);
    va_end(args);
    call(a, out, "GET", STR(""), full);
}

struct str inquiry_why(const struct asking *a, const struct inquiry *q)
{
    if (q->r.outcome != HTTP_ANSWERED)
        return arena_str(a->mem, str_from_c(q->r.err.msg));
    if (q->message.n > 0)
        return arena_fmt(a->mem, "%d: " STR_FMT, q->r.status,
                         STR_ARG(str_take(q->message, 200)));
    return arena_fmt(a->mem, "%d: no answer of a Mattermost server", q->r.status);
}
