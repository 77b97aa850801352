/*
 * One question after the other, each waited for: for verbs of the command line, which
 * have nothing else to do meanwhile. The daemon never does this.
 */
#ifndef IO_HTTP_ASK_H
#define IO_HTTP_ASK_H

#include "io/http_client.h"

#include <stdbool.h>

struct arena;
struct http_ask; /* opaque: a loop, and what asks in it */

/* Names and trust as the daemon has them (SSL_CERT_FILE, BOTSCHAFTER_NAME_SERVERS). */
bool http_ask_open(struct http_ask **out, struct err *err);
void http_ask_close(struct http_ask *a);
AUTO_PTR(struct http_ask, http_ask_close)

/* What else hangs on this loop works while an answer is waited for. */
struct loop *http_ask_loop(struct http_ask *a);

/* Sends, and turns the loop until it is answered; *took_ms (may be NULL) says how long
 * that was. Text of *out lives in the arena; what could not be started was not sent. */
void http_ask(struct http_ask *a, struct arena *mem, const struct http_request *q,
              struct http_response *out, int64_t *took_ms);

/* The host of "https://[::1]:8470/x", without brackets; empty when there is none. */
struct str http_ask_host(struct str url);

/* Is the host (a name or an address) loopback, private or reserved? False when it is
 * public or cannot be found. */
bool http_ask_is_internal(struct http_ask *a, struct str host);

/* Opens a websocket, waits for the first message at most `wait_ms`, and closes it. Text
 * lives in the arena. ERR_TIMEOUT: nothing came. */
bool http_ask_greeting(struct http_ask *a, struct arena *mem, struct str url,
                       struct secret bearer, int64_t wait_ms, struct str *out,
                       struct err *err);

#endif
