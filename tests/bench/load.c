#include "load.h"

#include "api.h"
#include "base/mem.h"
#include "frame.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const uint64_t second_ns = 1000000000;

void load_init(struct load *load, const struct load_plan *plan, uint32_t nonce,
               uint64_t now_ns)
{
    *load = (struct load){
        .plan = *plan,
        .nonce = nonce,
        .due_ns = mem_new(plan->count, sizeof(*load->due_ns)),
        .took_us = mem_new(plan->count, sizeof(*load->took_us)),
        .start_ns = now_ns,
        .last_ns = now_ns,
        .state = 0x9e3779b97f4a7c15 ^ nonce,
    };
    for (uint32_t i = 0; i < plan->count; i++)
        load->took_us[i] = UINT32_MAX;
}

void load_clear(struct load *load)
{
    free(load->due_ns);
    free(load->took_us);
    *load = (struct load){ 0 };
}

/* xorshift64*: any even spread will do. */
static uint32_t draw(struct load *load)
{
    load->state ^= load->state >> 12;
    load->state ^= load->state << 25;
    load->state ^= load->state >> 27;
    return (uint32_t)((load->state * 0x2545f4914f6cdd1d) >> 32);
}

void load_envelope_id(const struct load *load, uint32_t n, char out[40])
{
    (void)snprintf(out, 40,
                   "%08" PRIx32 "-%04" PRIx32 "-4000-8000-%04" PRIx32 "%08" PRIx32,
                   n * 0x9e3779b1u, load->nonce >> 16, load->nonce & 0xffff, n);
}

static void send_one(struct load *load, struct buf *out)
{
    char user[16], id[40], text[1024];
    api_user_id(draw(load) % load->plan.users, user);
    uint32_t n = load->sent;
    load_envelope_id(load, n, id);
    int size = snprintf(
        text, sizeof(text),
        "{\"envelope_id\":\"%s\",\"payload\":{"
        "\"token\":\"bench\",\"team_id\":\"T000BENCH\",\"team_domain\":\"bench\","
        "\"channel_id\":\"C0GENERAL\",\"channel_name\":\"general\",\"user_id\":\"%s\","
        "\"user_name\":\"person%s\",\"command\":\"\\/share\",\"text\":\"\","
        "\"api_app_id\":\"A000BENCH\",\"is_enterprise_install\":\"false\","
        "\"response_url\":\"http:\\/\\/127.0.0.1:%u\\/respond\\/%" PRIu32 "\","
        "\"trigger_id\":\"%" PRIu32 ".%" PRIu32 ".0123456789abcdef0123456789abcdef\"},"
        "\"type\":\"slash_commands\",\"accepts_response_payload\":true}",
        id, user, user + 1, load->plan.port, n, load->nonce, n);
    frame_write(out, FRAME_TEXT, (struct str){ text, (size_t)size }, false);
    load->sent++;
}

static uint64_t intended(const struct load *load, uint32_t n)
{
    return load->start_ns + (uint64_t)((double)n * (double)second_ns / load->plan.rate);
}

void load_fill(struct load *load, struct buf *out, uint64_t now_ns)
{
    while (load->sent < load->plan.count) {
        uint64_t due = now_ns;
        if (load->plan.window == 0)
            due = intended(load, load->sent);
        else if (load->sent - load->answered >= load->plan.window)
            return;
        if (due > now_ns)
            return;
        load->due_ns[load->sent] = due;
        send_one(load, out);
    }
}

uint64_t load_next_ns(const struct load *load)
{
    bool more = load->plan.window == 0 && load->sent < load->plan.count;
    return more ? intended(load, load->sent) : 0;
}

/* One JSON object from the first byte to the last, as far as brackets tell. */
static bool is_object(struct str s)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (quoted) {
            i += c == '\\';
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            if (--depth == 0)
                return i + 1 == s.n && s.p[0] == '{';
        }
    }
    return false;
}

/* The number of the command that an ack is for: the end of its envelope's id. */
static bool read_envelope(const struct load *load, struct str message, uint32_t *out)
{
    static const struct str key = STR_INIT("\"envelope_id\":\"");
    ptrdiff_t at = str_find(message, key);
    if (at < 0)
        return false;
    struct str id = str_take(str_skip(message, (size_t)at + key.n), 36);
    char end[9], want[40];
    (void)snprintf(end, sizeof(end), STR_FMT, STR_ARG(str_skip(id, 28)));
    uint32_t n;
    if (sscanf(end, "%8" SCNx32, &n) != 1 || n >= load->sent)
        return false;
    load_envelope_id(load, n, want);
    *out = n;
    return str_eq(id, str_from_c(want));
}

static void judge(struct load_tally *tally, struct str message)
{
    if (str_find(message, STR("\"blocks\":[{")) >= 0) {
        if (str_find(message, STR("\"type\":\"actions\"")) >= 0)
            tally->cards++;
        else
            tally->plain++;
    } else if (str_find(message, STR("\"text\":\"")) >= 0) {
        tally->plain++;
    } else {
        tally->empty++;
    }
}

void load_take(struct load *load, struct str message, uint64_t now_ns)
{
    uint32_t n;
    if (!is_object(message) || !read_envelope(load, message, &n)) {
        load->tally.unknown++;
        return;
    }
    if (load->took_us[n] != UINT32_MAX) {
        load->tally.doubled++;
        return;
    }
    load->took_us[n] = (uint32_t)((now_ns - load->due_ns[n]) / 1000);
    load->answered++;
    load->last_ns = now_ns;
    load->tally.bytes += message.n;
    judge(&load->tally, message);
}

bool load_over(const struct load *load, uint64_t now_ns)
{
    return load->answered == load->plan.count ||
           (load->sent > load->answered && now_ns - load->last_ns > 10 * second_ns);
}

static int by_size(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

void load_report(const struct load *load, double own_cpu_s)
{
    const struct load_tally *t = &load->tally;
    qsort(load->took_us, load->plan.count, sizeof(*load->took_us), by_size);
    uint32_t n = load->answered;
    double seconds = (double)(load->last_ns - load->start_ns) / (double)second_ns;
    printf("{\"sent\":%" PRIu32 ",\"answers\":%" PRIu32 ",\"cards\":%" PRIu32
           ",\"plain\":%" PRIu32 ",\"empty\":%" PRIu32 ",\"unknown\":%" PRIu32
           ",\"doubled\":%" PRIu32 ",\"bytes\":%.0f,\"seconds\":%.3f,\"per_second\":%.0f",
           load->sent, n, t->cards, t->plain, t->empty, t->unknown, t->doubled,
           n ? (double)t->bytes / n : 0.0, seconds, seconds > 0 ? n / seconds : 0.0);
    static const struct {
        const char *name;
        double share;
    } marks[] = {
        { "p50", 0.5 },
        { "p99", 0.99 },
        { "p999", 0.999 },
        { "max", 1 },
    };
    for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
        uint32_t at = n ? (uint32_t)((n - 1) * marks[i].share) : 0;
        printf(",\"%s_ms\":%.3f", marks[i].name, n ? load->took_us[at] / 1000.0 : 0.0);
    }
    printf(",\"own_cpu_s\":%.3f}\n", own_cpu_s);
    (void)fflush(stdout);
}
