/*
 * Our small markup, in which cards are written and which every platform renders in
 * its own way:
 *
 *     *bold*  _italic_  `code`  [words](https://example.com)  <@user>  and line breaks
 *
 * Nothing nests. A mark counts only where words begin and end, and when its partner
 * stands in the same line; else it is text, as is any mark after a backslash.
 */
#ifndef CODEC_MARKUP_H
#define CODEC_MARKUP_H

#include "base/str.h"

struct arena;

enum { markup_max_span = 4096 }; /* bytes between two marks */

/* What a piece is. */
enum span_kind {
    SPAN_TEXT,
    SPAN_BOLD,
    SPAN_ITALIC,
    SPAN_CODE,
    SPAN_LINK,    /* url: http, https or mailto */
    SPAN_MENTION, /* text: the platform's id of a member */
    SPAN_BREAK,   /* a line ends; no text */
};

/* A piece of one kind. Text is plain, without escapes. */
struct span {
    enum span_kind kind;
    struct str text;
    struct str url;
};

/* A reader over markup that is borrowed; what needs unescaping goes to the arena. */
struct markup {
    struct str all;
    size_t at;
    struct arena *mem;
};

#define MARKUP(text, arena) ((struct markup){ .all = (text), .mem = (arena) })

/* The next piece; false at the end. Text between two marks is one piece. */
bool markup_next(struct markup *m, struct span *out);

/* Text as markup that says just that, whatever a person typed. */
struct str markup_escape(struct arena *a, struct str text);

/* "[text](url)" for plain text, and "<@user>". A url that is none gives the text. */
struct str markup_link(struct arena *a, struct str text, struct str url);
struct str markup_mention(struct arena *a, struct str user);

/* What it says without any marks; a link is "text (url)". */
struct str markup_plain(struct arena *a, struct str markup);

#endif
