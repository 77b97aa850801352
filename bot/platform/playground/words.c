#include "platform/playground/words.h"

#include "playground_texts.h"

struct render_words words_for_render(const struct speech *say)
{
    return (struct render_words){
        .copy = playground_copy(say),
        .copied = playground_copied(say),
        .copy_label = playground_copy_label(say),
        .more = playground_more(say),
        .cancel = playground_cancel(say),
        .optional = playground_optional(say),
        .picture = playground_picture(say),
        .text_to_copy = playground_copy_label(say),
        .empty_page = playground_empty_page(say),
    };
}

/* The page fills in {} by itself. */
static struct str message_to(const struct speech *say)
{
    return playground_message_to(say, STR("{}"));
}

static struct str failed(const struct speech *say)
{
    return playground_failed(say, STR("{}"));
}

static const struct {
    const char *key;
    struct str (*text)(const struct speech *say);
} page_words[] = {
    { "company", playground_company },
    { "pretend", playground_pretend },
    { "you_are", playground_you_are },
    { "channels", playground_channels },
    { "direct", playground_direct },
    { "app", playground_app },
    { "bot_role", playground_bot_role },
    { "home", playground_home },
    { "messages", playground_messages },
    { "only_you", playground_only_you },
    { "edited", playground_edited },
    { "message_to", message_to },
    { "send", playground_send_it },
    { "open_list", playground_open_list },
    { "close", playground_close },
    { "suggestions", playground_suggestions },
    { "offline", playground_offline },
    { "online", playground_online },
    { "failed", failed },
    { "copied", playground_copied_all },
    { "start_title", playground_start_title },
    { "start_quiet", playground_start_quiet },
    { "start_share", playground_start_share },
    { "start_share_text", playground_start_share_text },
    { "start_new", playground_start_new },
    { "start_new_text", playground_start_new_text },
    { "start_home", playground_start_home },
    { "start_home_text", playground_start_home_text },
    { "no_messages", playground_no_messages },
    { "empty_page", playground_empty_page },
};

void words_write(struct json_w *w, const struct speech *say)
{
    jw_object(w);
    for (size_t i = 0; i < COUNT(page_words); i++)
        jw_kv(w, page_words[i].key, page_words[i].text(say));
    jw_end_object(w);
}
