/* A request's words to curl, and what curl's verdict means. */
#include "io/http_call.h"

#include "base/mem.h"
#include "io/address.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const char system_cas[] = "/etc/ssl/certs/ca-certificates.crt";
enum { HEAD_MAX = 32 * 1024, BODY_MAX = 1024 * 1024, CONNECT_MS = 5000 };

static bool fits_in_header(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] < ' ' && s.p[i] != '\t')
            return false;
    }
    return true;
}

static bool is_method(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < 'A' || s.p[i] > 'Z')
            return false;
    }
    return s.n < 16;
}

/* Appends "name: value"; without a value the header is suppressed. */
static bool add_header(struct http_call *call, struct str name, struct str value,
                       struct err *err)
{
    if (!fits_in_header(name) || !fits_in_header(value) || name.n == 0)
        return err_set(err, ERR_INVALID, "a header with control characters");
    AUTO(buf_clear) struct buf line = BUF_INIT(64 * 1024);
    buf_add(&line, name);
    buf_add(&line, value.n ? STR(": ") : STR(":"));
    buf_add(&line, value);
    if (!buf_ok(&line))
        return err_set(err, ERR_INVALID, "a header is too long");
    struct curl_slist *list = curl_slist_append(call->headers, buf_c(&line));
    explicit_bzero(line.p, line.n);
    if (!list)
        abort();
    call->headers = list;
    return true;
}

static bool add_bearer(struct http_call *call, struct secret bearer, struct err *err)
{
    if (!secret_given(bearer))
        return true;
    AUTO(buf_clear) struct buf value = BUF_INIT(16 * 1024);
    buf_add(&value, STR("Bearer "));
    buf_add(&value, secret_reveal(bearer));
    bool ok = add_header(call, STR("Authorization"), buf_str(&value), err);
    explicit_bzero(value.p, value.n);
    return ok;
}

static bool add_headers(struct http_call *call, const struct http_request *req,
                        struct err *err)
{
    for (size_t i = 0; i < req->nheaders; i++) {
        if (!add_header(call, req->headers[i].name, req->headers[i].value, err))
            return false;
    }
    return add_bearer(call, req->bearer, err) &&
           add_header(call, STR("Content-Type"), req->content_type, err) &&
           add_header(call, STR("Expect"), (struct str){ 0 }, err);
}

static bool url_part(CURLU *url, CURLUPart what, unsigned flags, char **out)
{
    return curl_url_get(url, what, out, flags) == CURLUE_OK;
}

static bool is_allowed_port(const struct http_request *req, long port)
{
    return port > 0 && (!req->public_only || port == 443 || port == 80);
}

/* Splits the URL; fills host and port of the one to connect to. */
static bool take_url(struct http_call *call, CURLU *url, const char *text,
                     const struct http_request *req, struct err *err)
{
    char *scheme = NULL, *user = NULL, *port = NULL;
    if (curl_url_set(url, CURLUPART_URL, text, 0) != CURLUE_OK ||
        !url_part(url, CURLUPART_SCHEME, 0, &scheme))
        return err_set(err, ERR_INVALID, "not a URL that can be asked");
    bool is_https = strcmp(scheme, "https") == 0;
    bool is_http = strcmp(scheme, "http") == 0;
    curl_free(scheme);
    if (!is_https && !(is_http && req->allow_http))
        return err_set(err, ERR_INVALID, "only https URLs are asked");
    if (url_part(url, CURLUPART_USER, 0, &user)) {
        curl_free(user);
        return err_set(err, ERR_INVALID, "a URL with a user name in it");
    }
    if (!url_part(url, CURLUPART_HOST, 0, &call->host) ||
        !url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT, &port))
        return err_set(err, ERR_INVALID, "a URL without a host");
    call->port = strtol(port, NULL, 10);
    curl_free(port);
    if (!is_allowed_port(req, call->port))
        return err_set(err, ERR_INVALID, "a URL with a port that is not asked");
    return true;
}

static bool set_url(struct http_call *call, const struct http_request *req,
                    struct err *err)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(32 * 1024);
    buf_add(&text, req->url);
    if (!buf_ok(&text) || !fits_in_header(req->url))
        return err_set(err, ERR_INVALID, "a URL that is too long or no text");
    CURLU *url = curl_url();
    bool ok = url && take_url(call, url, buf_c(&text), req, err);
    if (ok)
        curl_easy_setopt(call->easy, CURLOPT_URL, buf_c(&text));
    curl_url_cleanup(url);
    return ok;
}

/* With a proxy it is the proxy that we connect to. */
static bool set_proxy(struct http_call *call, const char *proxy, bool public_only,
                      struct err *err)
{
    curl_easy_setopt(call->easy, CURLOPT_PROXY, proxy ? proxy : "");
    if (!proxy)
        return true;
    if (public_only)
        return err_set(err, ERR_DENIED, "addresses cannot be checked behind a proxy");
    CURLU *url = curl_url();
    char *port = NULL;
    curl_free(call->host);
    call->host = NULL;
    bool ok = url && curl_url_set(url, CURLUPART_URL, proxy, 0) == CURLUE_OK &&
              url_part(url, CURLUPART_HOST, 0, &call->host) &&
              url_part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT, &port);
    call->port = port ? strtol(port, NULL, 10) : 0;
    curl_free(port);
    curl_url_cleanup(url);
    return ok || err_set(err, ERR_INVALID, "the proxy is not a URL");
}

/* --- callbacks of curl --- */

static size_t on_head(char *p, size_t size, size_t n, void *ctx)
{
    struct http_call *call = ctx;
    struct str line = { p, size * n };
    if (str_starts(line, STR("HTTP/")))
        buf_cut(&call->head, 0); /* the one before was provisional */
    buf_add(&call->head, line);
    return buf_ok(&call->head) ? line.n : 0;
}

static size_t on_body(char *p, size_t size, size_t n, void *ctx)
{
    struct http_call *call = ctx;
    buf_add(&call->body, (struct str){ p, size * n });
    return buf_ok(&call->body) ? size * n : 0;
}

/* No seek function goes with it: curl cannot rewind, so it cannot repeat in silence
 * a body that went into a connection which then broke. */
static size_t on_send(char *p, size_t size, size_t n, void *ctx)
{
    struct http_call *call = ctx;
    size_t room = size * n, left = call->sent_n - call->sent_at;
    size_t take = left < room ? left : room;
    if (take > 0)
        memcpy(p, call->sent + call->sent_at, take);
    call->sent_at += take;
    return take;
}

static curl_socket_t on_open_socket(void *ctx, curlsocktype purpose,
                                    struct curl_sockaddr *a)
{
    struct http_call *call = ctx;
    (void)purpose;
    if (call->public_only && !address_is_public(&a->addr)) {
        call->is_refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* --- the options --- */

static void set_body(struct http_call *call, const struct http_request *req)
{
    bool posts = req->body.n > 0 || str_eq(req->method, STR("POST")) ||
                 str_eq(req->method, STR("PUT")) || str_eq(req->method, STR("PATCH"));
    char method[17] = { 0 };
    if (str_eq(req->method, STR("HEAD")))
        curl_easy_setopt(call->easy, CURLOPT_NOBODY, 1L);
    if (posts) {
        call->sent_n = req->body.n;
        call->sent = mem_new(req->body.n + 1, 1);
        if (req->body.n > 0)
            memcpy(call->sent, req->body.p, req->body.n);
        curl_easy_setopt(call->easy, CURLOPT_POST, 1L);
        curl_easy_setopt(call->easy, CURLOPT_POSTFIELDSIZE_LARGE,
                         (curl_off_t)req->body.n);
        curl_easy_setopt(call->easy, CURLOPT_READFUNCTION, on_send);
        curl_easy_setopt(call->easy, CURLOPT_READDATA, call);
    }
    /* Without a body there is nothing that curl could fail to rewind. */
    if ((posts || req->method.n > 0) && req->body.n == 0 &&
        !str_eq(req->method, STR("GET")) && !str_eq(req->method, STR("HEAD")))
        curl_easy_setopt(call->easy, CURLOPT_FRESH_CONNECT, 1L);
    if (req->method.n > 0 && !str_eq(req->method, STR("HEAD"))) {
        memcpy(method, req->method.p, req->method.n);
        curl_easy_setopt(call->easy, CURLOPT_CUSTOMREQUEST, method);
    }
}

static void set_answer(struct http_call *call, const struct http_request *req)
{
    CURL *e = call->easy;
    call->head = BUF_INIT(HEAD_MAX);
    call->body = BUF_INIT(req->max_body_bytes ? req->max_body_bytes : BODY_MAX);
    curl_easy_setopt(e, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_head);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, call);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, call);
}

static void set_manners(struct http_call *call, const struct http_client_options *o,
                        const struct http_request *req)
{
    CURL *e = call->easy;
    int64_t connect_ms = req->connect_timeout_ms ? req->connect_timeout_ms : CONNECT_MS;
    curl_easy_setopt(e, CURLOPT_PRIVATE, call);
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, req->allow_http ? "http,https" : "https");
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    curl_easy_setopt(e, CURLOPT_CAINFO, o->ca_file ? o->ca_file : system_cas);
    curl_easy_setopt(e, CURLOPT_CAPATH, NULL);
    curl_easy_setopt(e, CURLOPT_USERAGENT, o->user_agent ? o->user_agent : "botschafter");
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
    curl_easy_setopt(e, CURLOPT_MAXAGE_CONN, 30L);
    curl_easy_setopt(e, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, call->headers);
    call->public_only = req->public_only;
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, on_open_socket);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, call);
    if (req->public_only) /* a kept connection would not be checked */
        curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, 1L);
}

bool http_call_prepare(struct http_call *call, const struct http_client_options *o,
                       const struct http_request *req, struct err *err)
{
    if (!is_method(req->method))
        return err_set(err, ERR_INVALID, "not a method");
    call->easy = curl_easy_init();
    if (!call->easy)
        abort();
    if (!set_url(call, req, err) || !set_proxy(call, o->proxy, req->public_only, err) ||
        !add_headers(call, req, err))
        return false;
    set_manners(call, o, req);
    set_answer(call, req);
    set_body(call, req);
    return true;
}

void http_call_clear(struct http_call *call)
{
    for (struct curl_slist *h = call->headers; h; h = h->next)
        explicit_bzero(h->data, strlen(h->data));
    curl_easy_cleanup(call->easy);
    curl_slist_free_all(call->headers);
    curl_slist_free_all(call->resolve);
    curl_free(call->host);
    free(call->sent);
    buf_clear(&call->head);
    buf_clear(&call->body);
}

/* --- the verdict --- */

static bool was_sent(const struct http_call *call)
{
    long request_bytes = 0;
    curl_off_t pretransfer_us = 0;
    curl_easy_getinfo(call->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    curl_easy_getinfo(call->easy, CURLINFO_PRETRANSFER_TIME_T, &pretransfer_us);
    return call->sent_at > 0 || (request_bytes > 0 && pretransfer_us > 0);
}

/* curl takes the end of the connection within the head for the end of the head. */
static bool is_whole(struct str head)
{
    return str_ends(head, STR("\r\n\r\n")) || str_ends(head, STR("\n\n"));
}

void http_call_judge(const struct http_call *call, CURLcode code, struct http_response *r)
{
    long status = 0;
    if (code == CURLE_OK && !is_whole(buf_str(&call->head)))
        code = CURLE_GOT_NOTHING;
    curl_easy_getinfo(call->easy, CURLINFO_RESPONSE_CODE, &status);
    bool overflow = !buf_ok(&call->head) || !buf_ok(&call->body);
    enum err_code err = code == CURLE_OPERATION_TIMEDOUT ? ERR_TIMEOUT : ERR_IO;
    if (overflow) {
        r->outcome = HTTP_TOO_LARGE;
        err_set(&r->err, ERR_LIMIT, "the answer of %s is too large", call->host);
    } else if (code == CURLE_OK) {
        r->outcome = HTTP_ANSWERED;
    } else {
        r->outcome = was_sent(call) ? HTTP_UNKNOWN : HTTP_NOT_SENT;
        err_set(&r->err, call->is_refused ? ERR_DENIED : err, "%s: %s", call->host,
                call->is_refused ? "its address is not a public one"
                                 : curl_easy_strerror(code));
    }
    r->status = r->outcome == HTTP_NOT_SENT ? 0 : (int)status;
    r->head = buf_str(&call->head);
    r->body = r->outcome == HTTP_ANSWERED ? buf_str(&call->body) : (struct str){ 0 };
}
