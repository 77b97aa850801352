/*
 * A post as the comms team writes it, one TOML file each:
 *
 *     id = "open-gate"                  # [a-z0-9-], 1 to 64, for good
 *     kind = "post"                     # post, comment, repost, job
 *     title = "Open gate"               # or { de = "...", en = "..." }
 *     topics = ["events"]
 *     link = "https://example.com/gate" # or { de = "...", en = "..." }
 *     hashtags = ["OpenGate"]
 *     picture = "open-gate.png"         # a file beside this one
 *     alt = "..."                       # or { de, en }; must be there with a picture
 *     from = 2026-11-23                 # default: when it is first read
 *     until = 2026-11-30                # the last day, or an exact time
 *     approved = true                   # default: false, a draft is not dealt
 *     place = "Lindental"               # job
 *     deadline = 2026-12-31             # job
 *     thoughts = { de = ["...", "..."] } # comment, repost: two to start from
 *
 *     [text.de]                         # the languages there are
 *     any = ["...", "..."]              # for every network without words of its own
 *     linkedin = ["..."]
 *
 * Link and hashtags are added to a text that does not have them. Reading is pure.
 */
#ifndef ADVOCACY_POST_FILE_H
#define ADVOCACY_POST_FILE_H

#include "advocacy/counting.h"
#include "advocacy/networks.h"
#include "base/lang.h"

/* By number in the database: append only. */
enum post_kind { POST_POST, POST_COMMENT, POST_REPOST, POST_JOB, POST_KINDS };

enum { post_thoughts = 2, post_max_wordings = 20 };

/* What differs by language. */
struct post_words {
    bool given; /* the post exists in this language */
    struct str title, link, alt;
    struct str thoughts[post_thoughts];
};

/* One text for one network: complete, with link and hashtags, within the limit. */
struct wording {
    struct str network; /* id */
    enum lang lang;
    struct str body;
};

/* What the file says; all of it lives in the arena. Times are Unix milliseconds, 0
 * where the file says nothing. */
struct post_file {
    struct str id;
    enum post_kind kind;
    struct strs topics, hashtags;
    struct str picture; /* name of the file */
    int64_t from_ms, until_ms, deadline_ms;
    struct str place;
    bool approved;
    struct post_words in[LANG_COUNT];
    const struct wording *wordings; /* by language, network, and as in the file */
    size_t n_wordings;
    struct strs hints; /* "file:line: ...": works, but should be known */
};

/* What the file is measured by. */
struct post_rules {
    const struct networks *networks;
    struct str zone; /* of its dates */
};

/* Reads a file; `name` stands in errors: "name:line: what: remedy" (ERR_INVALID,
 * ERR_PARSE, ERR_LIMIT). */
bool post_file_read(struct post_file *out, const struct post_rules *rules,
                    struct str name, struct str bytes, struct arena *mem,
                    struct err *err);

#endif
