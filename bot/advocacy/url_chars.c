/* Character classes of addresses, as twitter-text defines them. */
#include "advocacy/url_scan.h"

#include "base/auto.h"

#include <string.h>

struct range {
    uint32_t from, to;
};

static bool is_in(uint32_t c, const struct range *ranges, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (c >= ranges[i].from && c <= ranges[i].to)
            return true;
    }
    return false;
}

static bool is_one_of(uint32_t c, const char *ascii)
{
    return c > 0 && c < 0x80 && strchr(ascii, (int)c) != NULL;
}

bool url_is_alnum(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool url_is_latin_accent(uint32_t c)
{
    static const struct range accents[] = {
        { 0xc0, 0xd6 },   { 0xd8, 0xf6 },   { 0xf8, 0x24f },  { 0x253, 0x254 },
        { 0x256, 0x257 }, { 0x259, 0x259 }, { 0x25b, 0x25b }, { 0x263, 0x263 },
        { 0x268, 0x268 }, { 0x26f, 0x26f }, { 0x272, 0x272 }, { 0x289, 0x289 },
        { 0x28b, 0x28b }, { 0x2bb, 0x2bb }, { 0x300, 0x36f }, { 0x1e00, 0x1eff },
    };
    return c >= 0xc0 && is_in(c, accents, COUNT(accents));
}

static bool is_cyrillic(uint32_t c)
{
    return c >= 0x400 && c <= 0x4ff;
}

static bool is_letter(uint32_t c)
{
    return url_is_alnum(c) || is_cyrillic(c) || url_is_latin_accent(c);
}

bool url_x_path(uint32_t c)
{
    return is_letter(c) || c == 0x2013 || is_one_of(c, "!*';:=+,.$/%#[]-_~@|&");
}

bool url_x_path_end(uint32_t c)
{
    return is_letter(c) || is_one_of(c, "+-=_#/");
}

bool url_x_query(uint32_t c)
{
    return url_is_alnum(c) || is_one_of(c, "!?*'@();:&=+$/%#[]-_.,~|");
}

bool url_x_query_end(uint32_t c)
{
    return url_is_alnum(c) || is_one_of(c, "-_&=#/");
}
