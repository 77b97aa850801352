#include "base/log.h"

#include "base/auto.h"
#include "base/buf.h"
#include "base/zone.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { line_max = 8 * 1024, value_max = 1024 };

/* The one setting of the process that is not passed around. */
static struct {
    enum log_level least;
    enum log_format format;
    int64_t (*wall_ms)(void);
} setup = { LOG_INFO, LOG_LOGFMT };

void log_setup(enum log_level least, enum log_format format)
{
    setup.least = least;
    setup.format = format;
}

void log_clock(int64_t (*wall_ms)(void))
{
    setup.wall_ms = wall_ms;
}

static const char *const level_names[] = {
    [LOG_DEBUG] = "debug",
    [LOG_INFO] = "info",
    [LOG_WARN] = "warn",
    [LOG_ERROR] = "error",
};

static bool is_token_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '-' || c == '_' || c == '.' || c == '~' || c == '+' || c == '/';
}

/* Length of the token that starts here, with its prefix; 0 when there is none. */
static size_t token_length(struct str s)
{
    static const struct str prefixes[] = {
        STR_INIT("xoxb-"), STR_INIT("xoxp-"),   STR_INIT("xoxe"),    STR_INIT("xapp-"),
        STR_INIT("xoxa-"), STR_INIT("Bearer "), STR_INIT("Token "),  STR_INIT("xoxs-"),
        STR_INIT("xoxr-"), STR_INIT("ticket="), STR_INIT("/hooks/"),
    };
    for (size_t i = 0; i < COUNT(prefixes); i++) {
        if (!str_starts(s, prefixes[i]))
            continue;
        size_t n = prefixes[i].n;
        while (n < s.n && is_token_byte(s.p[n]))
            n++;
        return n > prefixes[i].n ? n : 0;
    }
    return 0;
}

static void add_byte(struct buf *out, enum log_format format, unsigned char c)
{
    if (c == '"' || c == '\\') {
        buf_add_char(out, '\\');
        buf_add_char(out, (char)c);
    } else if (c < ' ' || c == 0x7f || (c >= 0x80 && format == LOG_LOGFMT)) {
        buf_addf(out, format == LOG_JSON ? "\\u%04x" : "\\x%02x", c);
    } else {
        buf_add_char(out, (char)c);
    }
}

static void add_text(struct buf *out, enum log_format format, struct str s)
{
    buf_add_char(out, '"');
    size_t end = s.n < value_max ? s.n : value_max;
    for (size_t i = 0; i < end;) {
        size_t token = token_length(str_skip(s, i));
        if (token > 0) {
            buf_add(out, STR("[secret]"));
            i += token;
            continue;
        }
        add_byte(out, format, (unsigned char)s.p[i++]);
    }
    buf_add_char(out, '"');
}

static bool is_plain(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (!is_token_byte(s.p[i]) && s.p[i] != ':')
            return false;
    }
    return s.n > 0 && s.n < value_max;
}

static void add_pair(struct buf *out, enum log_format format, const char *key,
                     struct str value)
{
    bool json = format == LOG_JSON;
    buf_addf(out, json ? "%s\"%s\":" : "%s%s=", out->n == 0 ? "" : json ? "," : " ", key);
    if (!json && is_plain(value) && token_length(value) == 0)
        buf_add(out, value);
    else
        add_text(out, format, value);
}

static void add_time(struct buf *out, enum log_format format, int64_t at_ms)
{
    static const int64_t day_ms = 24LL * 60 * 60 * 1000;
    struct civil c = civil_from_days(at_ms / day_ms);
    int ms = (int)(at_ms % day_ms);
    char text[40];
    int n = snprintf(text, sizeof(text), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year,
                     c.month, c.day, ms / 3600000, ms / 60000 % 60, ms / 1000 % 60,
                     ms % 1000);
    add_pair(out, format, "ts", (struct str){ text, (size_t)n });
}

void log_render(struct buf *out, enum log_format format, int64_t at_ms,
                enum log_level level, const char *area, const char *event,
                const struct log_field *fields, size_t n)
{
    AUTO(buf_clear) struct buf line = BUF_INIT(line_max);
    if (at_ms > 0)
        add_time(&line, format, at_ms);
    add_pair(&line, format, "level", str_from_c(level_names[level]));
    add_pair(&line, format, "area", str_from_c(area));
    add_pair(&line, format, "event", str_from_c(event));
    for (size_t i = 0; i < n; i++) {
        if (fields[i].type == LOG_TEXT)
            add_pair(&line, format, fields[i].key, fields[i].s);
        else
            buf_addf(&line, format == LOG_JSON ? ",\"%s\":%lld" : " %s=%lld",
                     fields[i].key, (long long)fields[i].i);
    }
    buf_addf(out, format == LOG_JSON ? "{%s}\n" : "%s\n", buf_c(&line));
}

void log_event(enum log_level level, const char *area, const char *event,
               const struct log_field *fields, size_t n)
{
    if (level < setup.least)
        return;
    AUTO(buf_clear) struct buf line = BUF_INIT(line_max + 8);
    int64_t at_ms = setup.wall_ms ? setup.wall_ms() : 0;
    log_render(&line, setup.format, at_ms, level, area, event, fields, n);
    /* One write, so that lines of several processes do not mix. A log that
     * cannot be written has nobody to be told. */
    ssize_t ignored = write(STDERR_FILENO, buf_c(&line), line.n);
    (void)ignored;
}
