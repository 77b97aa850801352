#include "advocacy/warnings.h"

#include "base/buf.h"

#include <inttypes.h>

/* {n} and {what} stand for the members. */
static const struct {
    struct str name, text;
} warnings[WARN_COUNT] = {
    [WARN_EMPTY] = { STR_INIT("empty"), STR_INIT("There is nothing to post.") },
    [WARN_TOO_LONG] = { STR_INIT("too-long"), STR_INIT("Too long by {n}.") },
    [WARN_TOO_LONG_BYTES] = { STR_INIT("too-long-bytes"),
                              STR_INIT("Too long by {n} bytes of UTF-8.") },
    [WARN_INVALID] = { STR_INIT("invalid-characters"),
                       STR_INIT("Contains characters that the network refuses.") },
    [WARN_CONTROL] = { STR_INIT("control-characters"),
                       STR_INIT("Contains invisible control characters.") },
    [WARN_BIDI] = { STR_INIT("bidi-characters"),
                    STR_INIT("Contains invisible marks that turn the direction of the "
                             "text.") },
    [WARN_MANY_HASHTAGS] = { STR_INIT("too-many-hashtags"),
                             STR_INIT("Only {n} hashtags count here.") },
    [WARN_MANY_LINKS] = { STR_INIT("too-many-links"),
                          STR_INIT("More than {n} links are refused here.") },
    [WARN_NUMERIC_HASHTAG] = { STR_INIT("numeric-hashtag"),
                               STR_INIT("{what} is no hashtag: it needs a letter.") },
    [WARN_LOWER_HASHTAG] = { STR_INIT("lower-case-hashtag"),
                             STR_INIT("{what}: screen readers tell words apart only by "
                                      "capitals, #LikeThis.") },
    [WARN_EMOJI_HASHTAG] = { STR_INIT("emoji-in-hashtag"),
                             STR_INIT("{what}: an emoji ends or spoils a hashtag.") },
    [WARN_PLAIN_LINK] = { STR_INIT("link-not-recognised"),
                          STR_INIT("{what} does not become a link here; write it with "
                                   "https://.") },
    [WARN_PLAIN_MENTION] = { STR_INIT("mention-not-recognised"),
                             STR_INIT(
                                 "{what} stays plain text here; mention people in the "
                                 "network's own composer.") },
    [WARN_FOLD] = { STR_INIT("fold"),
                    STR_INIT("Readers see the first {n} characters or so before \"see "
                             "more\".") },
};

struct str warning_name(enum warning_code code)
{
    return warnings[code].name;
}

void warning_text(struct buf *out, const struct warning *w)
{
    struct str rest = warnings[w->code].text;
    while (rest.n > 0) {
        if (str_starts(rest, STR("{n}"))) {
            buf_addf(out, "%" PRId64, w->n);
            rest = str_skip(rest, 3);
        } else if (str_starts(rest, STR("{what}"))) {
            buf_add(out, w->what);
            rest = str_skip(rest, 6);
        } else {
            buf_add_char(out, rest.p[0]);
            rest = str_skip(rest, 1);
        }
    }
}
