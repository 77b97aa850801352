#include "api.h"

#include "base/auto.h"

#include <stdio.h>

void api_user_id(uint32_t n, char out[16])
{
    (void)snprintf(out, 16, "U%09u", n);
}

/* The value of a parameter, or the empty view. Only what needs no decoding. */
static struct str param(struct str params, struct str name)
{
    while (params.n > 0) {
        struct str value = str_cut(&params, '&');
        struct str key = str_cut(&value, '=');
        if (str_eq(key, name))
            return value;
    }
    return (struct str){ NULL, 0 };
}

static int64_t param_number(struct str params, struct str name, int64_t otherwise)
{
    int64_t n;
    return str_to_int(param(params, name), &n) ? n : otherwise;
}

static void add_member(uint32_t n, struct buf *out)
{
    char id[16], text[768];
    api_user_id(n, id);
    int size = snprintf(
        text, sizeof(text),
        "{\"id\":\"%s\",\"team_id\":\"T000BENCH\",\"name\":\"person%u\","
        "\"deleted\":false,\"real_name\":\"Person Number %u\",\"locale\":\"en-US\","
        "\"tz\":\"Europe\\/Berlin\",\"tz_label\":\"Central European Time\","
        "\"tz_offset\":3600,\"profile\":{\"real_name\":\"Person Number %u\","
        "\"display_name\":\"person%u\",\"email\":\"person%u@example.com\","
        "\"team\":\"T000BENCH\"},\"is_admin\":false,\"is_owner\":false,"
        "\"is_restricted\":false,\"is_ultra_restricted\":false,\"is_bot\":false,"
        "\"is_app_user\":false,\"updated\":1790000000}",
        id, n, n, n, n, n);
    buf_add(out, (struct str){ text, (size_t)size });
}

static void users_list(struct api *api, struct str params, struct buf *out)
{
    int64_t limit = param_number(params, STR("limit"), 200);
    int64_t from = param_number(params, STR("cursor"), 0);
    if (limit < 1 || limit > 1000)
        limit = 1000;
    if (from < 0 || from > api->people)
        from = api->people;
    int64_t to = from + limit < api->people ? from + limit : api->people;
    buf_add(out, STR("{\"ok\":true,\"members\":["));
    for (int64_t i = from; i < to; i++) {
        if (i > from)
            buf_add_char(out, ',');
        add_member((uint32_t)i, out);
    }
    if (to > api->listed)
        api->listed = (uint32_t)to;
    buf_add(out, STR("],\"response_metadata\":{\"next_cursor\":\""));
    if (to < api->people)
        buf_addf(out, "%lld", (long long)to);
    buf_add(out, STR("\"}}"));
}

static void users_info(struct api *api, struct str params, struct buf *out)
{
    struct str user = param(params, STR("user"));
    int64_t n = 0;
    if (!str_to_int(str_skip(user, 1), &n) || n < 0 || n > UINT32_MAX) {
        buf_add(out, STR("{\"ok\":false,\"error\":\"user_not_found\"}"));
        return;
    }
    (void)api;
    buf_add(out, STR("{\"ok\":true,\"user\":"));
    add_member((uint32_t)n, out);
    buf_add_char(out, '}');
}

static void open_connection(struct api *api, struct str params, struct buf *out)
{
    (void)params;
    buf_addf(out,
             "{\"ok\":true,\"url\":\"ws:\\/\\/127.0.0.1:%u\\/link\\/?ticket=%llu"
             "&app_id=A000BENCH\"}",
             api->port, (unsigned long long)api->calls);
}

static void auth_test(struct api *api, struct str params, struct buf *out)
{
    (void)api;
    (void)params;
    buf_add(out, STR("{\"ok\":true,\"url\":\"https:\\/\\/bench.example.com\\/\","
                     "\"team\":\"Bench\",\"user\":\"botschafter\","
                     "\"team_id\":\"T000BENCH\",\"user_id\":\"U00000BOT\","
                     "\"bot_id\":\"B00000BOT\",\"is_enterprise_install\":false}"));
}

static void team_info(struct api *api, struct str params, struct buf *out)
{
    (void)api;
    (void)params;
    buf_add(out, STR("{\"ok\":true,\"team\":{\"id\":\"T000BENCH\",\"name\":\"Bench\","
                     "\"domain\":\"bench\",\"email_domain\":\"example.com\"}}"));
}

static void conversations_list(struct api *api, struct str params, struct buf *out)
{
    (void)api;
    (void)params;
    buf_add(out, STR("{\"ok\":true,\"channels\":[{\"id\":\"C0GENERAL\","
                     "\"name\":\"general\",\"is_channel\":true,\"is_general\":true,"
                     "\"is_archived\":false,\"is_member\":true,\"is_private\":false}],"
                     "\"response_metadata\":{\"next_cursor\":\"\"}}"));
}

static void conversations_members(struct api *api, struct str params, struct buf *out)
{
    (void)api;
    (void)params;
    buf_add(out, STR("{\"ok\":true,\"members\":[],"
                     "\"response_metadata\":{\"next_cursor\":\"\"}}"));
}

static const struct {
    struct str method;
    void (*answer)(struct api *, struct str params, struct buf *out);
} answers[] = {
    { STR_INIT("apps.connections.open"), open_connection },
    { STR_INIT("auth.test"), auth_test },
    { STR_INIT("conversations.list"), conversations_list },
    { STR_INIT("conversations.members"), conversations_members },
    { STR_INIT("team.info"), team_info },
    { STR_INIT("users.info"), users_info },
    { STR_INIT("users.list"), users_list },
};

void api_answer(struct api *api, struct str method, struct str params, struct buf *out)
{
    api->calls++;
    for (size_t i = 0; i < COUNT(answers); i++) {
        if (str_eq(method, answers[i].method)) {
            answers[i].answer(api, params, out);
            return;
        }
    }
    buf_add(out, STR("{\"ok\":true}"));
}
