#include "advocacy/warnings.h"

#include "base/text.h"
#include "warnings_texts.h"

static const struct str names[WARN_COUNT] = {
    [WARN_EMPTY] = STR_INIT("empty"),
    [WARN_TOO_LONG] = STR_INIT("too-long"),
    [WARN_TOO_LONG_BYTES] = STR_INIT("too-long-bytes"),
    [WARN_INVALID] = STR_INIT("invalid-characters"),
    [WARN_CONTROL] = STR_INIT("control-characters"),
    [WARN_BIDI] = STR_INIT("bidi-characters"),
    [WARN_MANY_HASHTAGS] = STR_INIT("too-many-hashtags"),
    [WARN_MANY_LINKS] = STR_INIT("too-many-links"),
    [WARN_NUMERIC_HASHTAG] = STR_INIT("numeric-hashtag"),
    [WARN_LOWER_HASHTAG] = STR_INIT("lower-case-hashtag"),
    [WARN_EMOJI_HASHTAG] = STR_INIT("emoji-in-hashtag"),
    [WARN_PLAIN_LINK] = STR_INIT("link-not-recognised"),
    [WARN_PLAIN_MENTION] = STR_INIT("mention-not-recognised"),
    [WARN_FOLD] = STR_INIT("fold"),
};

struct str warning_name(enum warning_code code)
{
    return names[code];
}

struct str warning_text(const struct speech *say, const struct warning *w)
{
    typedef struct str (*plain)(const struct speech *);
    typedef struct str (*with_n)(const struct speech *, int64_t);
    typedef struct str (*with_what)(const struct speech *, struct str);
    static const plain plains[WARN_COUNT] = {
        [WARN_EMPTY] = warnings_empty,
        [WARN_INVALID] = warnings_invalid,
        [WARN_CONTROL] = warnings_control,
        [WARN_BIDI] = warnings_bidi,
    };
    static const with_n with_ns[WARN_COUNT] = {
        [WARN_TOO_LONG] = warnings_too_long,
        [WARN_TOO_LONG_BYTES] = warnings_too_long_bytes,
        [WARN_MANY_HASHTAGS] = warnings_many_hashtags,
        [WARN_MANY_LINKS] = warnings_many_links,
        [WARN_FOLD] = warnings_fold,
    };
    static const with_what with_whats[WARN_COUNT] = {
        [WARN_NUMERIC_HASHTAG] = warnings_numeric_hashtag,
        [WARN_LOWER_HASHTAG] = warnings_lower_hashtag,
        [WARN_EMOJI_HASHTAG] = warnings_emoji_hashtag,
        [WARN_PLAIN_LINK] = warnings_plain_link,
        [WARN_PLAIN_MENTION] = warnings_plain_mention,
    };
    if (plains[w->code])
        return plains[w->code](say);
    if (with_ns[w->code])
        return with_ns[w->code](say, w->n);
    return with_whats[w->code](say, w->what);
}
