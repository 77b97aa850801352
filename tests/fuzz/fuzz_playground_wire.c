/* Whatever the page sends: what is read is within its limits and in the arena. */
#include "fuzz.h"

#include "base/arena.h"
#include "platform/playground/wire.h"

static void check_event(const struct wire_request *r)
{
    FUZZ_CHECK(wire_is_name(r->event.user));
    FUZZ_CHECK(wire_is_name(r->tab));
    FUZZ_CHECK(!r->event.channel.n || wire_is_name(r->event.channel));
    FUZZ_CHECK(!r->event.message.n || wire_is_name(r->event.message));
    FUZZ_CHECK(r->event.n_values <= wire_max_values);
    for (size_t i = 0; i < r->event.n_values; i++)
        FUZZ_CHECK(wire_is_name(r->event.values[i].name));
    FUZZ_CHECK((r->event.kind == EVENT_COMMAND) == (r->event.command.n > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const enum wire_route routes[] = { WIRE_SAY, WIRE_PRESS, WIRE_FORM,
                                              WIRE_HOME };
    for (size_t i = 0; i < COUNT(routes); i++) {
        AUTO(arena_freep) struct arena *a = arena_new();
        struct wire_request r;
        if (wire_read(a, routes[i], fuzz_str(data, size), &r, NULL))
            check_event(&r);
    }
    return 0;
}
