/*
 * HTTPS requests without waiting. No redirects, cookies, netrc or environment
 * proxies; names are looked up by io/resolver; connections are kept and reused, but
 * a request whose bytes may have arrived is never sent again behind one's back:
 * that is HTTP_UNKNOWN, and the caller finds out before repeating.
 */
#ifndef IO_HTTP_CLIENT_H
#define IO_HTTP_CLIENT_H

#include "base/auto.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/str.h"

struct loop;
struct resolver;
struct http_client; /* opaque */
struct http_call;   /* one request under way */

/* Where its events and names come from, and whom it trusts. */
struct http_client_options {
    struct loop *loop;
    struct resolver *resolver;
    const char *ca_file;    /* NULL: the system's */
    const char *proxy;      /* "http://host:port"; NULL: none */
    const char *user_agent; /* NULL: botschafter */
};

/* The client owns its connections; options are copied (not loop and resolver). */
bool http_client_open(struct http_client **out, const struct http_client_options *o,
                      struct err *err);
/* Not from a callback of its own. Calls under way end without a callback. */
void http_client_close(struct http_client *c);
AUTO_PTR(struct http_client, http_client_close)

/* Borrowed views. */
struct http_header {
    struct str name, value;
};

/* Everything is copied by http_send(). Times that are 0 take the default. */
struct http_request {
    struct str method; /* empty: GET, or POST when there is a body */
    struct str url;    /* https, unless allow_http; international names in xn-- form */
    const struct http_header *headers;
    size_t nheaders;
    struct secret bearer; /* Authorization: Bearer ...; empty: none sent */
    struct str body;
    struct str content_type;    /* empty: none sent */
    int64_t deadline_ms;        /* for the whole, from now; 15 s */
    int64_t connect_timeout_ms; /* of the deadline, at most; 5 s */
    size_t max_body_bytes;      /* of the answer, decompressed; 1 MiB */
    bool allow_http;            /* only for an api_url that says http */
    bool public_only;           /* refuses private, local and reserved addresses */
};

enum http_outcome {
    HTTP_ANSWERED, /* status, headers and body are whole */
    HTTP_NOT_SENT, /* the server got nothing of it: name, connection or TLS failed */
    HTTP_UNKNOWN, /* bytes went out and no whole answer came back: it may have happened */
    HTTP_TOO_LARGE /* answered, but with more than max_body_bytes; status is set */
};

/* Views die when the callback returns. */
struct http_response {
    enum http_outcome outcome;
    int status;      /* 0 when there was none */
    struct str head; /* header lines as received; use http_response_header() */
    struct str body; /* decompressed */
    struct err err;  /* says why unless HTTP_ANSWERED */
};

/* The value of a header (names fold case), trimmed; p == NULL when it is not there. */
struct str http_response_header(const struct http_response *r, struct str name);

/* Starts a request. `done` comes once, never from inside; then the handle is dead.
 * NULL + *err (ERR_INVALID, ERR_LIMIT) when it cannot be started: not sent. */
struct http_call *http_send(struct http_client *c, const struct http_request *req,
                            void (*done)(void *ctx, const struct http_response *r),
                            void *ctx, struct err *err);
/* Gives it up without a callback; what the server does is unknown. NULL is allowed. */
void http_cancel(struct http_call *call);
/* Calls under way. */
size_t http_client_busy(const struct http_client *c);

#endif
