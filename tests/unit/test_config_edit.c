#include "check.h"

#include "base/arena.h"
#include "base/buf.h"
#include "config/config.h"
#include "config/edit.h"

#include <stdlib.h>

#define HEAD "[[workspace]]\nname = \"mm\"\n"

static const struct config_change two[] = {
    { "token", { "\"file:t\"", 8 } },
    { "command_tokens", { "[\"a\"]", 5 } },
};

static const struct {
    const char *label, *text, *want;
} edits[] = {
    { "missing keys come behind the last one", HEAD "url = \"u\"\n\n[bot]\n",
      HEAD "url = \"u\"\ntoken = \"file:t\"\ncommand_tokens = [\"a\"]\n\n[bot]\n" },
    { "no newline at the end", HEAD "url = \"u\"",
      HEAD "url = \"u\"\ntoken = \"file:t\"\ncommand_tokens = [\"a\"]\n" },
    { "comments stay", HEAD "  token = \"env:T\"  # mine\n# command_tokens = [\"x\"]\n",
      HEAD "  token = \"file:t\"  # mine\ncommand_tokens = [\"a\"]\n"
           "# command_tokens = [\"x\"]\n" },
    { "a quoted # is no comment", HEAD "token = \"env:#]T\" # [\n",
      HEAD "token = \"file:t\" # [\ncommand_tokens = [\"a\"]\n" },
    { "lists have several lines",
      HEAD "command_tokens = [\n  \"x\", # ]\n  \"y\",\n] # ours\ntoken='env:T'\n",
      HEAD "command_tokens = [\"a\"] # ours\ntoken=\"file:t\"\n" },
    { "long strings, too", HEAD "token = \"\"\"\n[bot]\n\"\"\"\ncommand_tokens = []\n",
      HEAD "token = \"file:t\"\ncommand_tokens = [\"a\"]\n" },
    { "line ends of others",
      "[[workspace]]\r\nname = \"mm\"\r\ntoken = \"env:T\" \r\n\r\n[bot]\r\n",
      "[[workspace]]\r\nname = \"mm\"\r\ntoken = \"file:t\" \r\n"
      "command_tokens = [\"a\"]\r\n\r\n[bot]\r\n" },
    { "only the one of that name",
      "[[workspace]]\nname = \"a\"\ntoken = \"env:A\"\n" HEAD
      "[[workspace]]\ntoken = \"env:C\"\nname = \"c\"\n",
      "[[workspace]]\nname = \"a\"\ntoken = \"env:A\"\n" HEAD
      "token = \"file:t\"\ncommand_tokens = [\"a\"]\n"
      "[[workspace]]\ntoken = \"env:C\"\nname = \"c\"\n" },
    { "keys before the name",
      " [[ workspace ]] # here\n\"token\" = \"env:T\"\nname = 'mm'\n[bot]\n",
      " [[ workspace ]] # here\n\"token\" = \"file:t\"\nname = 'mm'\n"
      "command_tokens = [\"a\"]\n[bot]\n" },
    { "a table that only looks like it",
      "[words]\ndisclosure.en = \"\"\"\n[[workspace]]\nname = \"mm\"\n\"\"\"\n" HEAD,
      "[words]\ndisclosure.en = \"\"\"\n[[workspace]]\nname = \"mm\"\n\"\"\"\n" HEAD
      "token = \"file:t\"\ncommand_tokens = [\"a\"]\n" },
};

TEST(only_the_named_keys_change)
{
    for (size_t i = 0; i < COUNT(edits); i++) {
        AUTO(buf_clear) struct buf out = BUF_INIT(4096);
        struct err err = { 0 };
        CHECK(edits[i].label, config_change_workspace(&out, str_from_c(edits[i].text),
                                                      STR("mm"), two, COUNT(two), &err));
        CHECK_STR(edits[i].label, buf_str(&out), str_from_c(edits[i].want));
    }
}

TEST(what_was_changed_stays_as_it_is)
{
    for (size_t i = 0; i < COUNT(edits); i++) {
        AUTO(buf_clear) struct buf out = BUF_INIT(4096);
        CHECK(edits[i].label, config_change_workspace(&out, str_from_c(edits[i].want),
                                                      STR("mm"), two, COUNT(two), NULL));
        CHECK_STR(edits[i].label, buf_str(&out), str_from_c(edits[i].want));
    }
}

TEST(a_key_can_go)
{
    const struct config_change gone[] = { { "command_tokens", { NULL, 0 } } };
    AUTO(buf_clear) struct buf out = BUF_INIT(4096);
    assert_true(config_change_workspace(
        &out, STR(HEAD "command_tokens = [\n\"x\"] # ours\ntoken = \"env:T\"\n"),
        STR("mm"), gone, 1, NULL));
    CHECK_STR("gone", buf_str(&out), STR(HEAD "token = \"env:T\"\n"));
}

TEST(what_cannot_be_changed_is_said)
{
    AUTO(buf_clear) struct buf out = BUF_INIT(4096);
    struct err err = { 0 };
    assert_false(config_change_workspace(&out, STR("[bot]\n"), STR("mm"), two, 2, &err));
    assert_true(err.code == ERR_NOTFOUND && out.n == 0);
    assert_false(config_change_workspace(&out, STR("workspace = [{ name = \"mm\" }]\n"),
                                         STR("mm"), two, 2, &err));
    assert_true(err.code == ERR_NOTFOUND && out.n == 0);
    assert_false(
        config_change_workspace(&out, STR(HEAD "x = [\n"), STR("mm"), two, 2, &err));
    assert_true(err.code == ERR_INVALID && out.n == 0);
}

TEST(a_workspace_is_added_behind_the_others)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        { "", "[[workspace]]\ntoken = \"file:t\"\ncommand_tokens = [\"a\"]\n" },
        { "[bot]", "[bot]\n\n[[workspace]]\ntoken = \"file:t\"\n"
                   "command_tokens = [\"a\"]\n" },
        { "[bot]\r\n", "[bot]\r\n\r\n[[workspace]]\r\ntoken = \"file:t\"\r\n"
                       "command_tokens = [\"a\"]\r\n" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        AUTO(buf_clear) struct buf out = BUF_INIT(4096);
        config_add_workspace(&out, str_from_c(cases[i].text), two, COUNT(two));
        CHECK_STR(cases[i].text, buf_str(&out), str_from_c(cases[i].want));
    }
}

TEST(a_glance_takes_what_there_is)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct config_glance g;
    struct err err = { 0 };
    struct str text = STR("[bot]\nlisten = \"10.0.0.5:1\"\n[[workspace]]\nname = \"s\"\n"
                          "platform = \"slack\"\n[[workspace]]\nname = \"mm\"\n"
                          "platform = \"mattermost\"\nurl = \"https://c.example.com/\"\n"
                          "teams = [\"a\", 1, \"b\"]\n");
    assert_true(config_glance(&g, mem, "t.toml", text, STR(""), &err));
    CHECK_STR("the only one of Mattermost", g.name, STR("mm"));
    CHECK_STR("url", g.url, STR("https://c.example.com"));
    CHECK_STR("listen", g.listen, STR("10.0.0.5:1"));
    assert_true(g.is_there && g.n_teams == 2 && g.n_command_tokens == 0);
    assert_true(g.n_mattermost == 1 && !g.has_library);
    CHECK_STR("b", g.teams[1], STR("b"));
    assert_true(config_glance(&g, mem, "t.toml", text, STR("s"), &err));
    CHECK_STR("another platform", g.platform, STR("slack"));
    assert_true(config_glance(&g, mem, "t.toml", text, STR("new"), &err));
    assert_true(!g.is_there && g.name.n == 0);
    assert_true(config_glance(&g, mem, "t.toml", STR(""), STR(""), &err));
    CHECK_STR("the usual one", g.listen, STR("127.0.0.1:8470"));
    assert_false(config_glance(&g, mem, "t.toml", STR("x = ["), STR(""), &err));
    assert_true(strncmp(err.msg, "t.toml:1:", 9) == 0);
}

TEST(values_read_back_as_they_were)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    CHECK_STR("quoted", config_quoted(mem, STR("a\"b\\c\n")),
              STR("\"a\\\"b\\\\c\\u000a\""));
    const struct str list[] = { STR("a"), STR("b") };
    CHECK_STR("list", config_list(mem, list, 2), STR("[\"a\", \"b\"]"));
    CHECK_STR("none", config_list(mem, NULL, 0), STR("[]"));
}

TEST(a_reference_leads_to_its_secret)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct secret s;
    struct err err = { 0 };
    setenv("TEST_EDIT", "abc", 1);
    assert_true(config_secret(&s, mem, "x/t.toml", STR("env:TEST_EDIT"), &err));
    CHECK_STR("value", secret_reveal(s), STR("abc"));
    assert_false(config_secret(&s, mem, "no-such/t.toml", STR("file:t"), &err));
    assert_true(strncmp(err.msg, "no-such/t", 9) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_the_named_keys_change),
        cmocka_unit_test(what_was_changed_stays_as_it_is),
        cmocka_unit_test(a_key_can_go),
        cmocka_unit_test(what_cannot_be_changed_is_said),
        cmocka_unit_test(a_workspace_is_added_behind_the_others),
        cmocka_unit_test(a_glance_takes_what_there_is),
        cmocka_unit_test(values_read_back_as_they_were),
        cmocka_unit_test(a_reference_leads_to_its_secret),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
