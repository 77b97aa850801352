/* The part of Slack's Web API that a bot calls when it starts. */
#ifndef BENCH_API_H
#define BENCH_API_H

#include "base/buf.h"

#include <stdint.h>

struct api {
    unsigned port;   /* of this server */
    uint32_t people; /* members of the workspace, as users.list pages them */
    uint64_t calls;  /* answered so far */
    uint32_t listed; /* members that users.list has given, up to the last */
};

/* Appends the body that answers a call of `method` ("auth.test"). `params` is
 * the query and the form of the request, joined by '&'. */
void api_answer(struct api *api, struct str method, struct str params, struct buf *out);

/* Writes the id of the n-th member, NUL-terminated. */
void api_user_id(uint32_t n, char out[16]);

#endif
