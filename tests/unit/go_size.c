#include "go_size.h"

#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static size_t of_char(uint32_t c)
{
    switch (c) {
    case '"':
    case '\\':
    case '\n':
    case '\r':
    case '\t':
        return 2;
    case '<':
    case '>':
    case '&':
    case 0x2028:
    case 0x2029:
        return 6;
    default:
        return c < ' ' ? 6 : 1;
    }
}

static size_t of_string(struct str s)
{
    size_t n = 2;
    for (size_t i = 0; i < s.n;) {
        uint32_t c;
        size_t used = utf8_decode(str_skip(s, i), &c);
        n += used > 0 ? of_char(c) : 6;
        i += used > 0 ? used : 1;
    }
    return n;
}

static size_t of_value(const struct json *j);

/* With brackets and commas; keys where it is an object. */
static size_t of_children(const struct json *j)
{
    size_t n = 2;
    for (const struct json *c = json_first(j); c; c = json_next(c)) {
        n += of_value(c) + (c != json_first(j));
        if (json_is_object(j))
            n += of_string(json_name(c)) + 1;
    }
    return n;
}

static size_t of_value(const struct json *j)
{
    char number[32];
    if (json_is_object(j) || json_is_array(j))
        return of_children(j);
    if (json_is_string(j))
        return of_string(json_str(j, ""));
    if (json_is_bool(j))
        return json_bool(j, "") ? strlen("true") : strlen("false");
    return (size_t)snprintf(number, sizeof(number), "%" PRId64, json_int(j, "", 0));
}

/* An attachment is read into a struct; all but its actions are written, empty or not. */
static size_t of_empty_members(const struct json *attachment)
{
    static const char *const members[] = { "fallback",   "color",       "pretext",
                                           "title",      "author_name", "author_link",
                                           "text",       "author_icon", "title_link",
                                           "image_url",  "thumb_url",   "footer",
                                           "footer_icon" };
    size_t n = strlen("\"id\":0,\"ts\":null,");
    for (size_t i = 0; i < COUNT(members); i++)
        n += json_at(attachment, members[i]) ? 0
                                             : strlen(members[i]) + strlen("\"\":\"\",");
    return n + (json_at(attachment, "fields") ? 0 : strlen("\"fields\":null,"));
}

size_t go_size_of_props(const struct json *props)
{
    size_t n = of_value(props);
    const struct json *a = json_first(json_at(props, "attachments"));
    for (; a; a = json_next(a))
        n += of_empty_members(a);
    return n;
}

size_t go_size_of_message(struct str message)
{
    size_t n = 0;
    for (size_t i = 0; i < message.n; n++) {
        uint32_t c;
        size_t used = utf8_decode(str_skip(message, i), &c);
        i += used > 0 ? used : 1;
    }
    return n;
}
