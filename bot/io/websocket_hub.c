/*
 * The library's context, nested into our loop: it polls, and our whole epoll set is
 * one descriptor of its poll (Debian's build has no other way).
 */
#include "base/log.h"
#include "base/mem.h"
#include "io/websocket_link.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char system_cas[] = "/etc/ssl/certs/ca-certificates.crt";

/* One read and one write may take this much: many small messages in one turn, and no
 * message that is cut into pieces needlessly. */
enum { CHUNK = 64 * 1024, LINKS_MAX = 64 };

static int on_loop_ready(struct lws *wsi, enum lws_callback_reasons reason, void *user,
                         void *in, size_t len)
{
    (void)user;
    (void)in;
    (void)len;
    if (reason == LWS_CALLBACK_RAW_RX_FILE) {
        struct websocket_hub *hub = lws_context_user(lws_get_context(wsi));
        loop_dispatch(hub->loop);
    }
    return 0;
}

static const struct lws_protocols protocols[] = {
    { .name = "botschafter",
      .callback = websocket_on_lws,
      .rx_buffer_size = CHUNK,
      .tx_packet_size = CHUNK },
    { .name = "loop", .callback = on_loop_ready },
    { .name = NULL },
};

static void on_log(int level, const char *line)
{
    struct str text = str_trim(str_from_c(line));
    LOG(level == LLL_ERR ? LOG_WARN : LOG_DEBUG, "websocket", "library",
        KS("text", text));
}

static void wait_in_lws(void *ctx)
{
    struct websocket_hub *hub = ctx;
    lws_service(hub->context, 0);
}

static bool take_proxy(struct websocket_hub *hub, const char *proxy, struct err *err)
{
    struct str rest = str_from_c(proxy), host = str_cut(&rest, ':');
    int64_t port;
    if (host.n == 0 || host.n > HOST_MAX || !str_to_int(rest, &port) || port < 1 ||
        port > 65535)
        return err_set(err, ERR_INVALID, "the proxy is not host:port");
    memcpy(hub->proxy_host, host.p, host.n);
    hub->proxy_port = (int)port;
    return true;
}

static bool make_context(struct websocket_hub *hub, const char *ca_file, struct err *err)
{
    const char *cas = ca_file ? ca_file : system_cas;
    if (access(cas, R_OK) != 0)
        return err_set(err, ERR_NOTFOUND, "%s: %s", cas, strerror(errno));
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .protocols = protocols,
        .gid = -1,
        .uid = -1,
        .user = hub,
        .options = LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT,
        .client_ssl_ca_filepath = cas, /* unset, it would trust a file in ../share */
        .pt_serv_buf_size = CHUNK,
        .fd_limit_per_thread = LINKS_MAX,
        .http_proxy_address = "", /* unset, it would read the environment */
        .timeout_secs = 60,       /* ours are shorter */
        .ka_time = 30,
        .ka_probes = 3,
        .ka_interval = 10,
    };
    if (ca_file)
        info.options |= LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS;
    hub->context = lws_create_context(&info);
    if (!hub->context)
        return err_set(err, ERR_IO, "cannot start the websocket library");
    hub->vhost = lws_get_vhost_by_name(hub->context, "default");
    return true;
}

/* lws closes what it was given, so it gets a copy of the descriptor. */
static bool nest_loop(struct websocket_hub *hub, struct err *err)
{
    lws_sock_file_fd_type fd = { .filefd = dup(loop_fd(hub->loop)) };
    if (fd.filefd < 0)
        return err_set(err, ERR_IO, "cannot copy the loop's descriptor: %s",
                       strerror(errno));
    if (!lws_adopt_descriptor_vhost(hub->vhost, LWS_ADOPT_RAW_FILE_DESC, fd, "loop",
                                    NULL))
        return err_set(err, ERR_IO, "cannot nest the loop");
    loop_drive(hub->loop, wait_in_lws, hub);
    return true;
}

bool websocket_hub_open(struct websocket_hub **out, const struct websocket_hub_options *o,
                        struct err *err)
{
    AUTO(websocket_hub_closep) struct websocket_hub *hub = mem_new(1, sizeof(*hub));
    hub->loop = o->loop;
    hub->resolver = o->resolver;
    if (o->proxy && !take_proxy(hub, o->proxy, err))
        return false;
    lws_set_log_level(0, on_log); /* it would complain about the empty proxy */
    if (!make_context(hub, o->ca_file, err))
        return false;
    lws_set_log_level(LLL_ERR | LLL_WARN, on_log);
    if (!nest_loop(hub, err))
        return false;
    *out = TAKE(hub);
    return true;
}

void websocket_hub_close(struct websocket_hub *hub)
{
    if (!hub)
        return;
    loop_drive(hub->loop, NULL, NULL);
    if (hub->context)
        lws_context_destroy(hub->context);
    free(hub);
}
