/* REST calls that are waited for: for the command line alone. */
#ifndef PLATFORM_MATTERMOST_ASKING_H
#define PLATFORM_MATTERMOST_ASKING_H

#include "base/json.h"
#include "base/secret.h"
#include "io/http_client.h"
#include "platform/mattermost/rest_answer.h"

struct arena;
struct http_ask;

/* Whom to ask, and as whom. Everything is borrowed; text of answers lives in mem. */
struct asking {
    struct http_ask *ask;
    struct arena *mem;
    struct str url;      /* of the site; https://, or http:// on this machine */
    struct secret token; /* empty: as nobody */
};

/* An answer. Clear it with inquiry_clear(). */
struct inquiry {
    struct http_response r;
    struct json *body; /* NULL: none, or no JSON */
    struct rest_answer a;
    struct str message; /* for people, in the server's words */
    int64_t took_ms;
};
void inquiry_clear(struct inquiry *q);

/* Asks with that body (JSON; empty: none); the path is below /api/v4, as printf does. */
void asking_call(const struct asking *a, struct inquiry *out, const char *method,
                 struct str body, const char *path, ...)
    __attribute__((format(printf, 5, 6)));
/* GET. */
void asking_get(const struct asking *a, struct inquiry *out, const char *path, ...)
    __attribute__((format(printf, 3, 4)));

/* Why an answer is not what was wanted: "403: You do not have ...", or what went wrong on
 * the way there. Lives in mem. */
struct str inquiry_why(const struct asking *a, const struct inquiry *q);

#endif
