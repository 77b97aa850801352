/* The demo library is one that the program takes, without a hint. */
#include "check.h"

#include "advocacy/post_file.h"
#include "base/arena.h"
#include "platform/playground/demo.h"

static const int64_t now_ms = INT64_C(1795521600000); /* 2026-11-24T12:00Z */

static struct post_file read_post(const struct embedded *file, struct arena *mem)
{
    struct networks all = networks_builtin();
    struct post_rules rules = { .networks = &all, .zone = STR("Europe/Berlin") };
    struct post_file post;
    struct err err = { 0 };
    struct str bytes = demo_fresh(mem, file->bytes, now_ms);
    if (!post_file_read(&post, &rules, str_from_c(file->name), bytes, mem, &err))
        print_error("%s\n", err.msg);
    CHECK(file->name, err.code == ERR_NONE);
    for (size_t i = 0; i < post.hints.n; i++)
        print_error(STR_FMT "\n", STR_ARG(post.hints.v[i]));
    CHECK(file->name, post.hints.n == 0);
    return post;
}

TEST(each_post_is_approved_and_fresh)
{
    size_t n;
    const struct embedded *files = demo_files(&n);
    bool kinds[POST_KINDS] = { false };
    for (size_t i = 0; i < n; i++) {
        if (!str_ends(str_from_c(files[i].name), STR(".toml")))
            continue;
        AUTO(arena_freep) struct arena *mem = arena_new();
        struct post_file post = read_post(&files[i], mem);
        CHECK(files[i].name, post.approved);
        CHECK(files[i].name, post.from_ms > 0 && post.from_ms < now_ms);
        CHECK(files[i].name, post.until_ms > now_ms);
        CHECK(files[i].name, post.in[LANG_EN].given || post.in[LANG_DE].given);
        kinds[post.kind] = true;
    }
    for (size_t i = 0; i < POST_KINDS; i++)
        assert_true(kinds[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_post_is_approved_and_fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
