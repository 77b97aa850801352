#include "platform/playground/feed.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/http_server.h"
#include "io/loop.h"
#include "platform/playground/wire.h"
#include "platform/playground/world.h"

#include <stdlib.h>
#include <string.h>

enum {
    windows_max = 64,
    queued_max = 4 * 1024 * 1024,
    event_max = 1024 * 1024,
    name_bytes = 65,
};

static const int64_t sign_of_life_ms = 15000;

struct window {
    struct feed *feed;
    struct http_stream *stream;
    struct window *next;
    char person[name_bytes], tab[name_bytes];
};

struct feed {
    struct loop *loop;
    struct loop_timer timer;
    struct window *windows;
};

static void beat(void *self)
{
    struct feed *f = self;
    for (struct window *w = f->windows; w; w = w->next)
        http_stream_write(w->stream, STR(":\n\n"), NULL);
    loop_timer_set(f->loop, &f->timer, sign_of_life_ms);
}

struct feed *feed_new(struct loop *loop)
{
    struct feed *f = mem_new(1, sizeof *f);
    f->loop = loop;
    f->timer = (struct loop_timer){ .fire = beat, .ctx = f };
    loop_timer_set(loop, &f->timer, sign_of_life_ms);
    return f;
}

static void window_close(struct window *w)
{
    struct window **at = &w->feed->windows;
    while (*at != w)
        at = &(*at)->next;
    *at = w->next;
    http_stream_close(w->stream);
    free(w);
}

void feed_free(struct feed *f)
{
    if (!f)
        return;
    while (f->windows)
        window_close(f->windows);
    loop_timer_cancel(f->loop, &f->timer);
    free(f);
}

static void gone(void *self)
{
    window_close(self);
}

static size_t count(const struct feed *f)
{
    size_t n = 0;
    for (const struct window *w = f->windows; w; w = w->next)
        n++;
    return n;
}

void feed_join(struct feed *f, struct http_exchange *x, struct str person, struct str tab)
{
    if (count(f) >= windows_max || !wire_is_name(person) || !wire_is_name(tab)) {
        http_answer(x, &(struct http_answer){ .status = 503 });
        return;
    }
    struct window *w = mem_new(1, sizeof *w);
    memcpy(w->person, person.p, person.n);
    memcpy(w->tab, tab.p, tab.n);
    w->feed = f;
    w->next = f->windows;
    f->windows = w;
    w->stream = http_stream_open(x, STR("text/event-stream"), queued_max, gone, w);
    http_stream_write(w->stream, STR("retry: 1000\n\n"), NULL);
}

static bool wants(const struct window *w, struct feed_to to)
{
    struct str person = str_from_c(w->person);
    return (!to.person.n || str_eq(to.person, person)) &&
           (!to.tab.n || str_eq(to.tab, str_from_c(w->tab))) &&
           (!to.channel.n || world_may_read(to.channel, person));
}

void feed_send(struct feed *f, struct feed_to to, struct str json)
{
    AUTO(buf_clear) struct buf line = BUF_INIT(event_max);
    buf_add(&line, STR("data: "));
    buf_add(&line, json);
    buf_add(&line, STR("\n\n"));
    for (struct window *w = buf_ok(&line) ? f->windows : NULL, *next; w; w = next) {
        next = w->next;
        /* Who reads too slowly starts anew: the page then asks for everything. */
        if (wants(w, to) && !http_stream_write(w->stream, buf_str(&line), NULL))
            window_close(w);
    }
}
