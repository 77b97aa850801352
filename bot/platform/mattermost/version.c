#include "platform/mattermost/version.h"

static bool is_since(struct str version, int64_t major, int64_t minor)
{
    int64_t a = 0, b = 0;
    struct str first = str_cut(&version, '.'), second = str_cut(&version, '.');
    if (!str_to_int(first, &a) || !str_to_int(second, &b))
        return false;
    return a > major || (a == major && b >= minor);
}

size_t version_max_props(struct str version)
{
    enum { narrow = 8000 };
    return is_since(version, 6, 0) ? 0 : narrow;
}

bool version_shows_files(struct str version)
{
    return is_since(version, 9, 11);
}
