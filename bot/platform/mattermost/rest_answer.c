#include "platform/mattermost/rest_answer.h"

#include "platform/mattermost/wire.h"

enum {
    second_ms = 1000,
    most_retry_ms = 3600 * second_ms,
    most_pause_ms = 60 * second_ms,
    default_retry_ms = 30 * second_ms,
    limited_retry_ms = 1 * second_ms,
};

/* Seconds; a date or nonsense counts as not given. */
static int64_t seconds_ms(struct str s, int64_t fallback_ms, int64_t most_ms)
{
    int64_t n = 0;
    if (!str_to_int(str_trim(s), &n) || n < 0)
        return fallback_ms;
    return n > most_ms / second_ms ? most_ms : n * second_ms;
}

static struct rest_answer later(const struct rest_came *c, struct str error,
                                int64_t fallback_ms)
{
    return (struct rest_answer){ .kind = REST_LATER,
                                 .status = c->status,
                                 .body = c->body,
                                 .error = error,
                                 .retry_ms = seconds_ms(c->retry_after, fallback_ms,
                                                        most_retry_ms) };
}

/* Whether it was done cannot be told; what only reads can be asked again. */
static struct rest_answer lost(const struct rest_came *c, struct str error)
{
    if (c->is_read)
        return later(c, error, limited_retry_ms);
    return (struct rest_answer){
        .kind = REST_UNKNOWN, .status = c->status, .body = c->body, .error = error
    };
}

static struct rest_answer done(const struct rest_came *c)
{
    if (!c->is_hook && !c->body && !c->is_empty)
        return lost(c, STR("not JSON: is something between us and Mattermost?"));
    return (struct rest_answer){ .kind = REST_OK, .status = c->status, .body = c->body };
}

/* 4xx. What is no error of Mattermost's own came from something before it. */
static struct rest_answer refused(const struct rest_came *c)
{
    struct rest_answer a = { .kind = REST_NO,
                             .status = c->status,
                             .body = c->body,
                             .error = json_str(c->body, "id") };
    bool is_its_own = a.error.n > 0 || c->is_hook;
    if (a.error.n == 0)
        a.error = STR("refused");
    if (c->status == 401 && c->has_token)
        a.kind = REST_AUTH;
    else if (c->status == 408 || c->status == 425)
        return later(c, STR("too slow"), limited_retry_ms);
    else if (c->status == 429)
        return later(c, STR("rate limit"), limited_retry_ms);
    else if (c->status == 413)
        a.error = STR("too large");
    else if (!is_its_own)
        return later(c, STR("refused by something before Mattermost"), default_retry_ms);
    else if (c->status == 404)
        a.kind = REST_GONE;
    return a;
}

static struct rest_answer answered(const struct rest_came *c)
{
    if (c->status >= 200 && c->status < 300)
        return done(c);
    if (c->status >= 300 && c->status < 400)
        return later(c, STR("redirected: url is not the address of the site"),
                     default_retry_ms);
    if (c->status >= 400 && c->status < 500)
        return refused(c);
    struct str id = json_str(c->body, "id");
    if (c->status == 501 && id.n > 0) /* switched off, or not in this licence */
        return (struct rest_answer){
            .kind = REST_NO, .status = c->status, .body = c->body, .error = id
        };
    return lost(c, id.n > 0 ? id : STR("server error"));
}

struct rest_answer rest_read(const struct rest_came *c)
{
    switch (c->outcome) {
    case HTTP_ANSWERED:
        return answered(c);
    case HTTP_NOT_SENT:
        return (struct rest_answer){ .kind = REST_LATER, .error = STR("unreachable") };
    case HTTP_TOO_LARGE:
        if (c->is_read)
            return (struct rest_answer){ .kind = REST_NO,
                                         .status = c->status,
                                         .error = STR("the answer is too large") };
        break;
    case HTTP_UNKNOWN:
        break;
    }
    return lost(c, STR("answer lost"));
}

int64_t rest_pause_ms(struct str remaining, struct str reset)
{
    int64_t left = 0;
    if (!str_to_int(str_trim(remaining), &left) || left > 0)
        return 0;
    return seconds_ms(reset, limited_retry_ms, most_pause_ms);
}

void rest_say(struct buf *out, const char *method, struct str path,
              const struct rest_answer *a)
{
    struct str rest = str_cut(&path, '?');
    buf_addf(out, "%s ", method);
    str_cut(&rest, '/');
    while (rest.n > 0) {
        struct str part = str_cut(&rest, '/');
        buf_addf(out, "/" STR_FMT, STR_ARG(wire_is_id(part) ? STR("ID") : part));
    }
    buf_addf(out, ": ");
    if (a->status > 0)
        buf_addf(out, "%d ", a->status);
    buf_add(out, a->error);
}
