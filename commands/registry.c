#include "registry.h"

#include "advocacy/dealing.h"
#include "advocacy/gate.h"
#include "advocacy/library.h"
#include "advocacy/preferences.h"
#include "advocacy/shares.h"
#include "feature_list.h" /* made by commands/meson.build */

#define X(name) extern const struct feature feature_##name;
FEATURE_LIST(X)
#undef X

#define X(name) &feature_##name,
const struct feature *const features[] = { FEATURE_LIST(X) NULL };
#undef X

const struct module feature_modules[] = {
    { "library", library_migrations, NULL },
    { "dealing", dealing_migrations, dealing_merge },
    { "gate", gate_migrations, gate_merge },
    { "preferences", preferences_migrations, preferences_merge },
    { "shares", shares_migrations, shares_merge },
    { NULL, NULL, NULL },
};

bool features_tidy(struct turn *t, int64_t *position, struct err *err)
{
    enum { rows = 500 };
    int64_t reached = 0;
    if (!dealing_tidy(t, *position, &reached, err) || !gate_tidy(t, rows, err) ||
        !shares_tidy(t, err))
        return false;
    *position = reached;
    return true;
}
