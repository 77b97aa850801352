/* Whatever a card or form holds, what is made of it is JSON within Mattermost's limits:
 * ids that work, nothing empty that must not be. And whatever is typed says just that. */
#include "fuzz.h"

#include "base/text.h"
#include "base/utf8.h"
#include "codec/card_json.h"
#include "go_size.h"
#include "mattermost_reader.h"
#include "platform/mattermost/bricks.h"
#include "platform/mattermost/names.h"

enum { body_max_bytes = 300 * 1000, typed_max_bytes = 300 };

/* What all renderings share. */
struct kit {
    struct arena *mem;
    struct texts *texts;
    struct mac_key *key;
    struct random_seeded seed;
};

static struct render render_of(struct kit *k, bool has_buttons)
{
    return (struct render){ .texts = k->texts,
                            .mem = k->mem,
                            .key = k->key,
                            .rnd = random_from_seeded(&k->seed),
                            .site = STR("https://a.example"),
                            .callback_url =
                                has_buttons ? STR("http://b/mattermost/w") : STR(""),
                            .origin = { .stand = STAND_DIRECT, .user = STR("u") } };
}

static bool is_id(struct str id)
{
    for (size_t i = 0; i < id.n; i++) {
        bool is_digit = id.p[i] >= '0' && id.p[i] <= '9';
        if (!is_digit && (id.p[i] < 'a' || id.p[i] > 'z'))
            return false;
    }
    return id.n > 0;
}

/* Ids are numbered in their order, so none comes twice. */
static void check_action(struct kit *k, const struct json *a, size_t *n)
{
    bool is_select = str_eq(json_str(a, "type"), STR("select"));
    FUZZ_CHECK(is_id(json_str(a, "id")));
    FUZZ_CHECK(str_eq(json_str(a, "id"), arena_fmt(k->mem, "a%zu", *n)) &&
               *n < actions_max);
    FUZZ_CHECK(json_str(a, "name").n > 0);
    FUZZ_CHECK(!reader_wrong_name(k->mem, json_str(a, "name")));
    FUZZ_CHECK(is_select || str_eq(json_str(a, "type"), STR("button")));
    FUZZ_CHECK(is_select == (json_count(json_at(a, "options")) > 0));
    FUZZ_CHECK(json_str(a, "integration.context.ref").n > 0);
    FUZZ_CHECK(json_str(a, "integration.context.seal").n > 0);
    for (const struct json *o = json_first(json_at(a, "options")); o; o = json_next(o))
        FUZZ_CHECK(json_str(o, "text").n > 0 && json_str(o, "value").n > 0);
    ++*n;
}

static void check_attachments(struct kit *k, const struct json *all)
{
    size_t n = 0;
    for (const struct json *a = json_first(all); a; a = json_next(a)) {
        FUZZ_CHECK(!reader_wrong(k->mem, json_str(a, "title")));
        const struct json *action = json_first(json_at(a, "actions"));
        for (; action; action = json_next(action))
            check_action(k, action, &n);
        const struct json *f = json_first(json_at(a, "fields"));
        for (; f; f = json_next(f))
            FUZZ_CHECK(!reader_wrong_name(k->mem, json_str(f, "title")));
    }
}

/* Parses what was written; the caller frees it. */
static struct json *parsed(struct buf *out)
{
    struct json *j = NULL;
    FUZZ_CHECK(buf_ok(out) && out->n <= body_max_bytes);
    FUZZ_CHECK(json_parse(&j, buf_str(out), NULL));
    return j;
}

static void check_post(struct kit *k, const struct json *j, bool has_buttons)
{
    const struct json *choices = json_at(j, "props." MATTERMOST_MARK ".choices");
    FUZZ_CHECK(json_str(j, "message").n <= 16383);
    FUZZ_CHECK(json_str(j, "message").n > 0 || json_at(j, "props.attachments.0"));
    FUZZ_CHECK(json_count(choices) <= choices_max);
    FUZZ_CHECK(!has_buttons || !choices);
    check_attachments(k, json_at(j, "props.attachments"));
}

enum { props_max = 8000 }; /* of a server that stores little */

/* There it is a post that is taken as well. */
static void show_narrow(struct kit *k, const struct page *page, bool has_buttons)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    struct render r = render_of(k, has_buttons);
    r.max_props = props_max;
    jw_object(&w);
    render_page(&w, &r, page);
    jw_end_object(&w);
    AUTO(json_freep) struct json *j = parsed(&out);
    FUZZ_CHECK(go_size_of_message(json_str(j, "message")) <= 16383);
    FUZZ_CHECK(json_str(j, "message").n > 0 || json_at(j, "props.attachments.0"));
    FUZZ_CHECK(go_size_of_props(json_at(j, "props")) <= props_max);
    check_attachments(k, json_at(j, "props.attachments"));
}

static void show_card(struct kit *k, const struct card *card, bool has_buttons)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    const struct render r = render_of(k, has_buttons);
    jw_object(&w);
    render_post(&w, &r, card);
    jw_end_object(&w);
    AUTO(json_freep) struct json *j = parsed(&out);
    check_post(k, j, has_buttons);
}

static void show_page(struct kit *k, const struct page *page)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    const struct render r = render_of(k, true);
    jw_object(&w);
    render_page(&w, &r, page);
    jw_end_object(&w);
    AUTO(json_freep) struct json *j = parsed(&out);
    check_post(k, j, true);
}

static void check_element(const struct json *e)
{
    bool is_line = str_eq(json_str(e, "type"), STR("text"));
    size_t label = json_str(e, "display_name").n;
    FUZZ_CHECK(label > 0 && label <= window_max_bytes);
    FUZZ_CHECK(json_str(e, "help_text").n <= help_max_bytes);
    FUZZ_CHECK(json_str(e, "placeholder").n <= line_max_bytes);
    FUZZ_CHECK(json_str(e, "default").n <= (is_line ? line_max_bytes : lines_max_bytes));
}

static void show_form(struct kit *k, const struct form *form)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    const struct render r = render_of(k, true);
    render_dialog(&w, &r, form, STR("t"));
    AUTO(json_freep) struct json *j = parsed(&out);
    size_t title = json_str(j, "dialog.title").n;
    FUZZ_CHECK(title > 0 && title <= window_max_bytes);
    const struct json *e = json_first(json_at(j, "dialog.elements"));
    for (; e; e = json_next(e))
        check_element(e);
}

static void show_narrow_talk(struct kit *k, const struct talk *t)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    struct render r = render_of(k, false);
    r.max_props = props_max;
    jw_object(&w);
    render_talk(&w, &r, t, STR(""));
    jw_end_object(&w);
    AUTO(json_freep) struct json *j = parsed(&out);
    FUZZ_CHECK(go_size_of_message(json_str(j, "message")) <= 16383);
    FUZZ_CHECK(json_str(j, "message").n > 0 || json_at(j, "props.attachments.0"));
    FUZZ_CHECK(go_size_of_props(json_at(j, "props")) <= props_max);
}

static void show_talk(struct kit *k, const struct form *form)
{
    struct talk t;
    talk_begin(&t, k->mem, form, 1);
    for (int i = 0; i < 3; i++) {
        AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
        struct json_w w = JSON_W(&out);
        const struct render r = render_of(k, false);
        jw_object(&w);
        render_talk(&w, &r, &t, i == 2 ? STR("No.") : STR(""));
        jw_end_object(&w);
        AUTO(json_freep) struct json *j = parsed(&out);
        check_post(k, j, true);
        show_narrow_talk(k, &t);
        if (talk_take(&t, k->mem, STR("1")) != TALK_NEXT)
            return;
    }
}

static void show_errors(struct kit *k, const struct answer *a)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(json_max_bytes);
    struct json_w w = JSON_W(&out);
    const struct render r = render_of(k, true);
    render_errors(&w, &r, a);
    AUTO(json_freep) struct json *j = parsed(&out);
    FUZZ_CHECK(json_is_object(json_at(j, "errors")));
}

static void type_it(struct kit *k, struct str typed)
{
    struct str md = text_plain(k->mem, IN_TEXT, typed);
    FUZZ_CHECK(!reader_wrong(k->mem, md));
    FUZZ_CHECK(str_eq(reader_text(k->mem, md), reader_typed(k->mem, typed)));
    FUZZ_CHECK(!reader_wrong(k->mem, text_plain(k->mem, IN_MARKS, typed)));
    FUZZ_CHECK(!reader_wrong_name(k->mem, text_plain(k->mem, IN_NAME, typed)));
    FUZZ_CHECK(reader_code(text_fence(k->mem, typed)).p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    AUTO(texts_freep) struct texts *texts = texts_new();
    AUTO(mac_key_freep) struct mac_key *key = mac_key_new(STR("k"));
    struct kit k = { .mem = mem, .texts = texts, .key = key };
    struct answer a;
    random_seed(&k.seed, 1);
    if (!answer_decode(mem, fuzz_str(data, size), &a, NULL)) {
        type_it(&k, str_take(fuzz_str(data, size), typed_max_bytes));
        return 0;
    }
    if (a.card) {
        show_card(&k, a.card, true);
        show_card(&k, a.card, false);
        show_narrow(&k, &(struct page){ a.card, 1 }, true);
        show_narrow(&k, &(struct page){ a.card, 1 }, false);
    }
    if (a.page) {
        show_page(&k, a.page);
        show_narrow(&k, a.page, true);
    }
    if (a.form) {
        show_form(&k, a.form);
        show_talk(&k, a.form);
    }
    show_errors(&k, &a);
    return 0;
}
