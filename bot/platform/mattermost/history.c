#include "platform/mattermost/history.h"

#include "base/arena.h"
#include "platform/mattermost/ids.h"

#include <string.h>

void history_begin(struct history *h, int64_t since_ms)
{
    *h = (struct history){ .since_ms = since_ms };
}

void history_query(const struct history *h, struct buf *out)
{
    if (h->pages == 0)
        buf_addf(out, "?page=0&per_page=%d", history_first_page);
    else
        buf_addf(out, "?%s=%s&per_page=%d", h->is_forward ? "after" : "before", h->anchor,
                 history_page);
}

bool history_is_over(const struct history *h)
{
    return h->pages > 0 && h->anchor[0] == '\0';
}

static const struct json *post_at(const struct json *page, struct str id)
{
    char path[7 + mattermost_id_bytes] = "posts.";
    if (id.n != mattermost_id_bytes)
        return NULL;
    memcpy(path + 6, id.p, id.n);
    path[6 + id.n] = '\0';
    return json_at(page, path);
}

/* A page's order is from the newest to the oldest. */
static size_t sorted(struct arena *mem, const struct json *page, const struct json ***out)
{
    const struct json *order = json_at(page, "order");
    size_t count = json_count(order), n = 0;
    const struct json **posts = ARENA_ARRAY(mem, count + 1, const struct json *);
    for (const struct json *id = json_first(order); id; id = json_next(id)) {
        const struct json *post = post_at(page, json_str(id, ""));
        if (post)
            posts[count - ++n] = post;
    }
    *out = posts + count - n;
    return n;
}

static bool is_wanted(const struct history *h, const struct json *post)
{
    return json_int(post, "create_at", 0) > h->since_ms;
}

/* Pages overlap by a post on the way back, so that the way forward begins at one that
 * was read: what comes after it is all that is left. */
const struct json *const *history_take(struct history *h, struct arena *mem,
                                       const struct json *page, size_t *n)
{
    const struct json **posts;
    size_t all = sorted(mem, page, &posts);
    bool is_first = h->pages == 0, was_forward = h->is_forward;
    bool is_full = all >= (size_t)(is_first ? history_first_page : history_page);
    *n = 0;
    h->pages++;
    if (!was_forward && is_full && h->pages < history_pages_max &&
        is_wanted(h, posts[0])) {
        id_keep(h->anchor, json_str(posts[1], "id"));
        return posts;
    }
    h->is_forward = true;
    bool has_newer =
        was_forward ? is_full && h->pages < 2 * history_pages_max : !is_first;
    if (!has_newer)
        h->anchor[0] = '\0';
    else if (all > 0)
        id_keep(h->anchor, json_str(posts[all - 1], "id"));
    for (size_t i = 0; i < all; i++) {
        if (is_wanted(h, posts[i]))
            posts[(*n)++] = posts[i];
    }
    return posts;
}
