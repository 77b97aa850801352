#include "base/mem.h"
#include "io/http_exchange.h"

#include <string.h>

static bool is_below(const char *route, struct str path)
{
    struct str r = str_from_c(route);
    return str_eq(r, path) || (str_ends(r, STR("/")) && str_starts(path, r));
}

static bool takes_method(const char *route, struct str method)
{
    struct str r = str_from_c(route);
    return str_eq(r, method) || (str_eq(r, STR("GET")) && str_eq(method, STR("HEAD")));
}

const struct http_route *http_route_find(const struct http_server *s, struct str method,
                                         struct str path, unsigned *status)
{
    const struct http_route *best = NULL;
    size_t longest = 0; /* of all that match the path, whatever the method */
    for (size_t i = 0; i < s->nroutes; i++) {
        const struct http_route *r = &s->routes[i];
        size_t n = strlen(r->path);
        if (!is_below(r->path, path) || n < longest)
            continue;
        if (n > longest)
            best = NULL;
        longest = n;
        if (takes_method(r->method, method))
            best = r;
    }
    if (!best)
        *status = longest > 0 ? MHD_HTTP_METHOD_NOT_ALLOWED : MHD_HTTP_NOT_FOUND;
    return best;
}

bool http_server_route(struct http_server *s, const struct http_route *route,
                       struct err *err)
{
    if (s->nroutes == ROUTES_MAX)
        return err_set(err, ERR_LIMIT, "too many routes");
    if (route->path[0] != '/')
        return err_set(err, ERR_INVALID, "a route begins with a slash: %s", route->path);
    for (size_t i = 0; i < s->nroutes; i++) {
        if (strcmp(s->routes[i].path, route->path) == 0 &&
            strcmp(s->routes[i].method, route->method) == 0)
            return err_set(err, ERR_CONFLICT, "%s %s is taken", route->method,
                           route->path);
    }
    s->routes[s->nroutes++] = *route;
    return true;
}
