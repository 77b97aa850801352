#include "platform/mattermost/multipart.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/crypt.h"

enum { boundary_bytes = 16 }; /* random: it cannot stand in the picture */

/* Of the file's name nothing may end the quotes or the line. */
static void add_name(struct buf *out, struct str name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        bool is_plain = (unsigned char)c >= ' ' && c != '"' && c != '\\' && c != 127;
        buf_add_char(out, is_plain ? c : '_');
    }
}

struct str multipart_write(struct buf *out, struct arena *mem, struct random *rnd,
                           const struct multipart *m)
{
    uint8_t noise[boundary_bytes];
    rnd->fill(rnd->self, noise, sizeof(noise));
    struct str boundary = hex_encode(mem, noise, sizeof(noise));
    buf_addf(out,
             "--" STR_FMT
             "\r\nContent-Disposition: form-data; name=\"channel_id\"\r\n\r\n" STR_FMT
             "\r\n--" STR_FMT
             "\r\nContent-Disposition: form-data; name=\"files\"; filename=\"",
             STR_ARG(boundary), STR_ARG(m->channel), STR_ARG(boundary));
    add_name(out, m->file_name);
    buf_addf(out, "\"\r\nContent-Type: application/octet-stream\r\n\r\n");
    buf_add(out, m->bytes);
    buf_addf(out, "\r\n--" STR_FMT "--\r\n", STR_ARG(boundary));
    return arena_fmt(mem, "multipart/form-data; boundary=" STR_FMT, STR_ARG(boundary));
}
