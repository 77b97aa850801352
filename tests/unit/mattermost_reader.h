/*
 * Markdown as Mattermost's clients and server read it, written after their rules and
 * not after our renderer: what it would ping, link to, or turn into a picture.
 */
#ifndef TESTS_UNIT_MATTERMOST_READER_H
#define TESTS_UNIT_MATTERMOST_READER_H

#include "base/str.h"

struct arena;

/* What a text does that nobody asked for; NULL: nothing. Bold numbers, links and bold
 * links are ours. */
const char *reader_wrong(struct arena *mem, struct str md);
/* The same for the name of a button or field, where no Markdown is read. */
const char *reader_wrong_name(struct arena *mem, struct str name);
/* What people see, without spaces that have no width. */
struct str reader_text(struct arena *mem, struct str md);
/* What is in the only code block that the text is; p NULL: it is something else. */
struct str reader_code(struct str md);
/* What a typed text is to look like: lines without indent, no control characters. */
struct str reader_typed(struct arena *mem, struct str typed);

#endif
