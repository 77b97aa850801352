/* One event a line, logfmt or JSON. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/str.h"

/* How much is said, and in which form. */
enum log_level {
    LOG_DEBUG,
    LOG_INFO,
    LOG_WARN,
    LOG_ERROR,
    LOG_SILENT /* as a setting */
};
enum log_format { LOG_LOGFMT, LOG_JSON };

/* Made by the macros below; views are borrowed for the length of the call. */
struct log_field {
    const char *key;
    enum { LOG_INT, LOG_TEXT } type;
    int64_t i;
    struct str s;
};

/* Fields by value: a struct secret has no macro here on purpose. People appear
 * as their random id only (person.log_id), never by name. */
#define KI(k, v) ((struct log_field){ .key = (k), .type = LOG_INT, .i = (v) })
#define KS(k, v) ((struct log_field){ .key = (k), .type = LOG_TEXT, .s = (v) })
#define KC(k, v) KS((k), str_from_c(v))

/* Writes one line to stderr:
 *   ts=2026-11-24T08:30:00.250Z level=warn area=slack event=reconnect wait_ms=400
 * Bytes outside printable ASCII are escaped: peers cannot forge lines. What
 * looks like a token of Slack (xoxb-..., xapp-...) or a bearer header is
 * replaced by [secret] as a last line of defence. */
void log_event(enum log_level level, const char *area, const char *event,
               const struct log_field *fields, size_t n);

#define LOG(level, area, event, ...)                                                     \
    log_event((level), (area), (event), (const struct log_field[]){ __VA_ARGS__ },       \
              sizeof((const struct log_field[]){ __VA_ARGS__ }) /                        \
                  sizeof(struct log_field))

/* Process-wide, set once at start: what is written, and from which level on. */
void log_setup(enum log_level least, enum log_format format);
/* The clock for ts (Unix ms); until it is set, lines have none. */
void log_clock(int64_t (*wall_ms)(void));

/* The same line as bytes; at_ms 0: without ts. */
struct buf;
void log_render(struct buf *out, enum log_format format, int64_t at_ms,
                enum log_level level, const char *area, const char *event,
                const struct log_field *fields, size_t n);

#endif
