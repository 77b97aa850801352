#include "platform/mattermost/version.h"

bool version_read(struct str version, int64_t *major, int64_t *minor)
{
    struct str first = str_cut(&version, '.'), second = str_cut(&version, '.');
    return str_to_int(first, major) && str_to_int(second, minor);
}

static bool is_since(struct str version, int64_t major, int64_t minor)
{
    int64_t a = 0, b = 0;
    return version_read(version, &a, &b) && (a > major || (a == major && b >= minor));
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
