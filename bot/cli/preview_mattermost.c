#include "cli/preview_mattermost.h"

#include "io/entropy.h"
#include "platform/mattermost/render.h"

void preview_mattermost(struct buf *out, struct texts *texts, struct arena *mem,
                        const struct card *card)
{
    AUTO(mac_key_freep)
    struct mac_key *key = mac_key_new(STR("nothing is pressed in a preview"));
    struct json_w w = JSON_W(out);
    const struct render r = {
        .texts = texts,
        .mem = mem,
        .key = key,
        .rnd = entropy_random(),
        .site = STR("https://mattermost.example.com"),
        .callback_url = STR("http://127.0.0.1:8480/mattermost/preview"),
        .origin = { .stand = STAND_DIRECT, .is_direct = true },
    };
    jw_object(&w);
    render_post(&w, &r, card);
    jw_end_object(&w);
}
