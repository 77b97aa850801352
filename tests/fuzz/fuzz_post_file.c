/* Whatever is in a post's file: an error with file and line, or texts that fit. */
#include "fuzz.h"

#include "advocacy/post_file.h"
#include "base/arena.h"

#include <string.h>

static void check_wording(const struct networks *nets, const struct wording *w,
                          struct arena *a)
{
    struct counted c;
    const struct network *net = network_find(nets, w->network);
    FUZZ_CHECK(net && count_text(&c, net, w->body, a, NULL) && c.fits);
    FUZZ_CHECK(w->body.n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_freep) struct arena *a = arena_new();
    struct networks nets = networks_builtin();
    struct post_rules rules = { &nets, STR("Europe/Berlin") };
    struct post_file p;
    struct err err = { 0 };
    if (!post_file_read(&p, &rules, STR("f"), fuzz_str(data, size), a, &err)) {
        FUZZ_CHECK(strncmp(err.msg, "f:", 2) == 0);
        return 0;
    }
    FUZZ_CHECK(p.n_wordings > 0 && p.id.n > 0);
    for (size_t i = 0; i < p.n_wordings; i++)
        check_wording(&nets, &p.wordings[i], a);
    return 0;
}
