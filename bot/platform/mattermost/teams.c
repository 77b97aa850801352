#include "platform/mattermost/teams.h"

#include "platform/mattermost/ids.h"

#include <stdlib.h>
#include <string.h>

static bool is_there(const struct json *team)
{
    return json_int(team, "delete_at", 0) == 0;
}

bool teams_is_named(struct str name, const struct str *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eq(names[i], STR("*")) || str_eq_nocase(names[i], name))
            return true;
    }
    return false;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct team *)a)->id, ((const struct team *)b)->id);
}

static const struct team *find(const struct team *teams, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(teams[i].id, id) == 0)
            return &teams[i];
    }
    return NULL;
}

void teams_take(struct directory *d, const struct json *list, const struct str *names,
                size_t n_names)
{
    struct team old[directory_teams_max];
    size_t n_old = d->n_teams;
    memcpy(old, d->teams, sizeof(old));
    d->n_teams = 0;
    for (const struct json *j = json_first(list); j; j = json_next(j)) {
        struct team t = { .wants_members = true, .wants_channels = true };
        struct str name = json_str(j, "name");
        if (d->n_teams == directory_teams_max || !is_there(j) ||
            !teams_is_named(name, names, n_names) ||
            !text_keep(t.name, sizeof(t.name), name) || !id_keep(t.id, json_str(j, "id")))
            continue;
        const struct team *known = find(old, n_old, t.id);
        d->teams[d->n_teams++] = known ? *known : t;
    }
    qsort(d->teams, d->n_teams, sizeof(d->teams[0]), by_id);
}

static bool has_team(const struct json *list, struct str name)
{
    for (const struct json *j = json_first(list); j; j = json_next(j)) {
        if (is_there(j) && str_eq_nocase(json_str(j, "name"), name))
            return true;
    }
    return false;
}

const struct str *teams_missing(const struct json *list, const struct str *names,
                                size_t n_names, struct buf *there)
{
    for (const struct json *j = json_first(list); j; j = json_next(j)) {
        if (is_there(j))
            buf_addf(there, "%s" STR_FMT, there->n > 0 ? ", " : "",
                     STR_ARG(json_str(j, "name")));
    }
    for (size_t i = 0; i < n_names; i++) {
        if (!str_eq(names[i], STR("*")) && !has_team(list, names[i]))
            return &names[i];
    }
    return NULL;
}

void teams_begin_at(struct directory *d, struct str cursor)
{
    struct str team = str_cut(&cursor, '/');
    int64_t page = 0;
    if (!str_to_int(cursor, &page) || page < 0 || page > 1000 * 1000)
        return;
    for (size_t i = 0; i < d->n_teams; i++) {
        int order = str_cmp(str_from_c(d->teams[i].id), team);
        if (order < 0)
            d->teams[i].wants_members = false;
        if (order == 0)
            d->teams[i].members_page = (unsigned)page;
    }
}

void teams_cursor(const struct directory *d, struct buf *out)
{
    size_t i = teams_wanting_members(d);
    if (i < d->n_teams)
        buf_addf(out, "%s/%u", d->teams[i].id, d->teams[i].members_page);
}

size_t teams_wanting_members(const struct directory *d)
{
    size_t i = 0;
    while (i < d->n_teams && !d->teams[i].wants_members)
        i++;
    return i;
}

size_t teams_wanting_channels(const struct directory *d)
{
    size_t i = 0;
    while (i < d->n_teams && !d->teams[i].wants_channels)
        i++;
    return i;
}
