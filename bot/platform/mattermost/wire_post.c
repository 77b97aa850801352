/* Posts, and whether they speak to us. */
#include "base/auto.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "platform/mattermost/names.h"
#include "platform/mattermost/wire.h"

static int64_t instant(const struct json *post, const char *key)
{
    int64_t ms = json_int(post, key, 0);
    return ms > 0 ? ms : 0;
}

/* The server sets these two; who forges one silences nobody but themselves. */
static bool is_set(const struct json *post, const char *prop)
{
    return json_bool(post, prop) || str_eq(json_str(post, prop), STR("true"));
}

/* Who mentions us gets a reaction when the answer stands in their direct messages. */
static bool has_our_sign(const struct wire *w, const struct json *post)
{
    const struct json *j = json_first(json_at(post, "metadata.reactions"));
    for (; j; j = json_next(j)) {
        if (w->bot_user.n > 0 && str_eq(json_str(j, "user_id"), w->bot_user) &&
            str_eq(json_str(j, "emoji_name"), STR(MATTERMOST_SIGN)))
            return true;
    }
    return false;
}

bool wire_post(const struct wire *w, const struct json *post, struct post_seen *out)
{
    struct post_seen p = {
        .id = wire_id(post, "id"),
        .user = wire_id(post, "user_id"),
        .channel = wire_id(post, "channel_id"),
        .root = wire_id(post, "root_id"),
        .message = json_str(post, "message"),
        .type = json_str(post, "type"),
        .create_ms = instant(post, "create_at"),
        .delete_ms = instant(post, "delete_at"),
        .is_by_hook =
            is_set(post, "props.from_webhook") || is_set(post, "props.from_bot"),
    };
    if (p.id.n == 0 || p.user.n == 0 || p.channel.n == 0)
        return false;
    p.is_ours = str_eq(p.user, w->bot_user);
    const struct json *mark = json_at(post, "props." MATTERMOST_MARK);
    if (p.is_ours && json_is_object(mark)) {
        p.state = mark;
        p.mark = json_str(mark, "id");
        p.is_page = json_bool(mark, "page");
        p.answers = json_str(mark, "answers");
    }
    p.is_answered = !p.is_ours && has_our_sign(w, post);
    *out = p;
    return true;
}

/* ---- mentions ---- */

static size_t run_of(struct str s, char c)
{
    size_t n = 0;
    while (n < s.n && s.p[n] == c)
        n++;
    return n;
}

/* Where the next run of that length ends; `or_longer`: of at least that length. */
static size_t closed_at(struct str s, size_t from, char c, size_t length, bool or_longer)
{
    for (size_t i = from; i < s.n;) {
        size_t n = run_of(str_skip(s, i), c);
        if (n == length || (or_longer && n > length))
            return i + n;
        i += n > 0 ? n : 1;
    }
    return 0;
}

static bool begins_line(struct str text, size_t at)
{
    while (at > 0 && text.p[at - 1] == ' ')
        at--;
    return at == 0 || text.p[at - 1] == '\n';
}

/* Length of the code that begins there: a span, or a block, which need not end. */
static size_t code_at(struct str text, size_t at)
{
    char c = text.p[at];
    struct str rest = str_skip(text, at);
    size_t n = run_of(rest, c);
    bool is_block = n >= 3 && begins_line(text, at);
    if (c != '`' && (c != '~' || !is_block))
        return 0;
    size_t end = closed_at(rest, n, c, n, is_block);
    if (end > 0)
        return end;
    return is_block ? rest.n : n;
}

/* A letter or digit of any script begins there. */
static bool is_word_at(struct str s)
{
    uint32_t c;
    return utf8_decode(s, &c) > 0 && unicode_is_word(c);
}

static bool is_joint(char c)
{
    return c == '.' || c == '-' || c == '_';
}

/* Nothing before it makes it a part of a longer word, such as an address. */
static bool begins_word(struct str text, size_t at)
{
    if (at == 0)
        return true;
    size_t last = at - 1;
    while (last > 0 && ((unsigned char)text.p[last] & 0xC0) == 0x80)
        last--;
    char c = text.p[last];
    return !is_joint(c) && c != '@' && c != '/' && !is_word_at(str_skip(text, last));
}

/* Length of "@NAME" there, or 0. As the server does it: dots and dashes belong to a
 * name, except at its end. */
static size_t mention_at(const struct wire *w, struct str text, size_t at)
{
    struct str rest = str_skip(text, at + 1);
    if (text.p[at] != '@' || w->bot_name.n == 0 || !begins_word(text, at) ||
        !str_eq_nocase(str_take(rest, w->bot_name.n), w->bot_name))
        return 0;
    struct str after = str_skip(rest, w->bot_name.n);
    while (after.n > 0 && is_joint(after.p[0]))
        after = str_skip(after, 1);
    return is_word_at(after) ? 0 : w->bot_name.n + 1;
}

static bool holds_mention(const struct wire *w, struct str text)
{
    for (size_t i = 0; i < text.n;) {
        if (mention_at(w, text, i) > 0)
            return true;
        size_t code = code_at(text, i);
        i += code > 0 ? code : 1;
    }
    return false;
}

/* Without the mention that it begins with, and the punctuation that hangs on that. */
static struct str strip_mention(const struct wire *w, struct str text)
{
    size_t n = text.n > 0 ? mention_at(w, text, 0) : 0;
    if (n == 0)
        return text;
    text = str_skip(text, n);
    while (text.n > 0 &&
           (is_joint(text.p[0]) || str_find_char(STR(":,;!"), text.p[0]) >= 0))
        text = str_skip(text, 1);
    return str_trim(text);
}

bool wire_message(const struct wire *w, const struct post_seen *p, bool is_direct,
                  struct event *out)
{
    struct str text = str_trim(p->message);
    if (p->is_ours || p->is_by_hook || p->delete_ms > 0 || text.n == 0 ||
        str_starts(p->type, STR("system_")))
        return false;
    if (!is_direct && !holds_mention(w, text))
        return false;
    *out = (struct event){
        .kind = EVENT_MESSAGE,
        .id = p->id,
        .workspace = w->workspace,
        .user = p->user,
        .channel = p->channel,
        .thread = p->root,
        .message = p->id,
        .is_direct = is_direct,
        .is_mention = !is_direct,
        .text = strip_mention(w, text),
        .at_ms = p->create_ms,
    };
    return true;
}
