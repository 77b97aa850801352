#include "base/buf.h"
#include "io/websocket_link.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

static bool is_text(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] <= ' ' || s.p[i] > '~')
            return false;
    }
    return s.n > 0;
}

static bool has_part(CURLU *url, CURLUPart what)
{
    char *text = NULL;
    bool has = curl_url_get(url, what, &text, 0) == CURLUE_OK;
    curl_free(text);
    return has;
}

static bool take_scheme(struct websocket_place *p, CURLU *url, bool allow_plain,
                        struct err *err)
{
    char *scheme = NULL;
    if (curl_url_get(url, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK)
        return err_set(err, ERR_INVALID, "not a websocket URL");
    p->is_tls = strcmp(scheme, "wss") == 0;
    bool is_plain = strcmp(scheme, "ws") == 0;
    curl_free(scheme);
    if (!p->is_tls && !(is_plain && allow_plain))
        return err_set(err, ERR_INVALID, "only wss URLs are opened");
    return true;
}

static bool take_host(struct websocket_place *p, CURLU *url, struct err *err)
{
    char *host = NULL, *port = NULL;
    if (curl_url_get(url, CURLUPART_HOST, &host, 0) != CURLUE_OK)
        return err_set(err, ERR_INVALID, "a websocket URL without a host");
    size_t n = strlen(host);
    bool fits = n < sizeof(p->host) && is_text((struct str){ host, n });
    if (fits)
        memcpy(p->host, host, n + 1);
    curl_free(host);
    p->port = p->is_tls ? 443 : 80;
    if (curl_url_get(url, CURLUPART_PORT, &port, 0) == CURLUE_OK)
        p->port = (int)strtol(port, NULL, 10);
    curl_free(port);
    bool is_usual = p->port == (p->is_tls ? 443 : 80);
    int len = lws_snprintf(p->authority, sizeof(p->authority), is_usual ? "%s" : "%s:%d",
                           p->host, p->port);
    fits = fits && len < (int)sizeof(p->authority) - 1;
    if (!fits || p->port < 1 || p->port > 65535)
        return err_set(err, ERR_INVALID, "a websocket URL with no usable host or port");
    return true;
}

static void take_path(struct websocket_place *p, CURLU *url)
{
    AUTO(buf_clear) struct buf all = BUF_INIT(32 * 1024);
    char *path = NULL, *query = NULL;
    curl_url_get(url, CURLUPART_PATH, &path, 0);
    curl_url_get(url, CURLUPART_QUERY, &query, 0);
    buf_addf(&all, query ? "%s?%s" : "%s", path ? path : "/", query);
    curl_free(path);
    curl_free(query);
    p->path = strdup(buf_c(&all));
}

bool websocket_place_parse(struct websocket_place *out, struct str url, bool allow_plain,
                           struct err *err)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(16 * 1024);
    struct websocket_place p = { 0 };
    buf_add(&text, url);
    if (!is_text(url) || !buf_ok(&text))
        return err_set(err, ERR_INVALID, "a websocket URL that is no text or too long");
    CURLU *u = curl_url();
    bool ok = u && curl_url_set(u, CURLUPART_URL, buf_c(&text),
                                CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
    if (!ok)
        err_set(err, ERR_INVALID, "not a websocket URL");
    else if (has_part(u, CURLUPART_USER))
        ok = err_set(err, ERR_INVALID, "a websocket URL with a user name in it");
    ok = ok && take_scheme(&p, u, allow_plain, err) && take_host(&p, u, err);
    if (ok)
        take_path(&p, u);
    curl_url_cleanup(u);
    if (ok)
        *out = p;
    return ok;
}
