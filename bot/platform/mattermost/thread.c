#include "platform/mattermost/thread.h"

#include "platform/mattermost/ids.h"

void thread_address(struct buf *url, struct str site)
{
    struct str rest = site, scheme = str_cut(&rest, ':');
    bool is_plain = str_eq(scheme, STR("http"));
    buf_addf(url, "%s:" STR_FMT "/api/v4/websocket", is_plain ? "ws" : "wss",
             STR_ARG(rest));
}

void thread_open(struct thread *t, struct buf *url)
{
    t->is_resuming = t->connection[0] != '\0';
    t->unread = 0;
    if (t->is_resuming)
        buf_addf(url, "?connection_id=%s&sequence_number=%lld", t->connection,
                 (long long)t->next);
}

static enum follows begin(struct thread *t, const struct frame *f)
{
    thread_forget(t);
    id_keep(t->connection, f->connection);
    t->next = f->seq + 1;
    return THREAD_NEW;
}

/* An answer of the server proves it, too: hello would have come before. But whom it does
 * not know any more it only refuses. */
static enum follows go_on(struct thread *t)
{
    bool was_resuming = t->is_resuming;
    t->is_resuming = false;
    return was_resuming ? THREAD_RESUMED : THREAD_ON;
}

enum follows thread_follow(struct thread *t, const struct frame *f)
{
    if (f->kind == FRAME_HELLO)
        return begin(t, f);
    if (f->kind == FRAME_REPLY)
        return f->is_ok ? go_on(t) : THREAD_ON;
    if (f->seq < t->next || f->seq > t->next + t->unread)
        return THREAD_GAP;
    t->next = f->seq + 1;
    t->unread = 0;
    return go_on(t);
}

void thread_skip(struct thread *t)
{
    t->unread++;
}

void thread_forget(struct thread *t)
{
    *t = (struct thread){ 0 };
}
