/* One request under way, shared by the two halves of the HTTP client. */
#ifndef IO_HTTP_CALL_H
#define IO_HTTP_CALL_H

#include "base/buf.h"
#include "io/http_client.h"
#include "io/loop.h"

#include <curl/curl.h>

struct resolving;

/* Owned by the client from http_send() to its end. */
struct http_call {
    struct http_client *client;
    struct http_call *next, **at; /* in the client's list */
    void (*done)(void *ctx, const struct http_response *r);
    void *ctx;

    CURL *easy;
    bool is_added; /* to the multi handle */
    struct curl_slist *headers, *resolve;
    struct resolving *resolving;
    int64_t give_up_at_ms;
    char *host; /* to look up: the URL's, or the proxy's; from curl_url_get() */
    long port;
    bool public_only, is_refused; /* refused: the address is not public */

    char *sent; /* the request's body */
    size_t sent_n, sent_at;
    struct buf head, body; /* of the answer */
};

/* Makes the easy handle from the request, complete but for the address. */
bool http_call_prepare(struct http_call *call, const struct http_client_options *o,
                       const struct http_request *req, struct err *err);
/* Frees what prepare made (not the call); the headers are wiped. */
void http_call_clear(struct http_call *call);
/* What became of it, by curl's verdict and by what had been sent. */
void http_call_judge(const struct http_call *call, CURLcode code,
                     struct http_response *r);

#endif
