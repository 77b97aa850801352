#include "platform/mattermost/ids.h"

#include "platform/mattermost/wire.h"

#include <string.h>

bool text_keep(char *out, size_t size, struct str text)
{
    bool fits = text.n > 0 && text.n < size;
    if (fits)
        memcpy(out, text.p, text.n);
    out[fits ? text.n : 0] = '\0';
    return fits;
}

bool id_keep(char out[static mattermost_id_bytes + 1], struct str id)
{
    return text_keep(out, mattermost_id_bytes + 1, wire_is_id(id) ? id : STR(""));
}
