#include "check.h"

#include "advocacy/networks.h"
#include "advocacy/words.h"
#include "config/config.h"
#include "config/keys.h"
#include "io/disposal.h"
#include "io/files.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MATTERMOST                                                                       \
    "[[workspace]]\nname = \"mm\"\nplatform = \"mattermost\"\n"                          \
    "url = \"https://chat.example.com/mm/\"\ntoken = \"env:TEST_BOT\"\n"
#define WORKSPACE                                                                        \
    "[[workspace]]\nname = \"acme\"\nplatform = \"slack\"\n"                             \
    "app_token = \"env:TEST_APP\"\nbot_token = \"env:TEST_BOT\"\n"

static struct loaded_config *parsed(const char *text)
{
    AUTO(buf_clear) struct buf problems = BUF_INIT(64 * 1024);
    struct loaded_config *c = NULL;
    setenv("TEST_APP", "xapp-1", 1);
    setenv("TEST_BOT", "xoxb-1", 1);
    if (!config_parse(&c, "t.toml", str_from_c(text), &problems))
        print_message("%s", buf_c(&problems));
    return c;
}

TEST(the_shortest_file_works)
{
    AUTO(config_freep) struct loaded_config *c = parsed(WORKSPACE);
    assert_true(c != NULL);
    const struct config *cfg = config_slices(c);
    assert_true(cfg->n_workspaces == 1);
    CHECK_STR("name", cfg->workspaces[0].name, STR("acme"));
    CHECK_STR("zone", cfg->workspaces[0].zone, STR("Europe/Berlin"));
    assert_true(cfg->workspaces[0].lang == LANG_EN && !cfg->workspaces[0].formal);
    CHECK_STR("network", cfg->default_network, STR("linkedin"));
    assert_true(cfg->networks->n == networks_builtin().n);
    CHECK_STR("token", secret_reveal(config_places(c)[0].bot_token), STR("xoxb-1"));
    const struct process_config *p = config_process(c);
    assert_true(strcmp(p->data, "/var/lib/botschafter") == 0 && !p->library_folder);
    assert_true(p->log_level == LOG_INFO && p->log_format == LOG_LOGFMT &&
                !p->resend_unknown);
}

TEST(every_key_arrives)
{
    AUTO(config_freep)
    struct loaded_config *c =
        parsed("[bot]\ndata = \"/d\"\ncompany = \"Acme\"\ndefault_network = \"x\"\n"
               "unknown_sends = \"resend\"\nlog_level = \"warn\"\nlog_format = \"json\"\n"
               "listen = \"127.0.0.1:1\"\n[library]\nfolder = \"posts\"\n" WORKSPACE
               "api_url = \"http://127.0.0.1:2/\"\nzone = \"Asia/Tokyo\"\nlang = \"de\"\n"
               "formal = true\n[channels]\nsuggest = \"#ideas\"\n[words]\n"
               "confidential = [\"A\", \"B\"]\ndisclosure.de = \"(Acme)\"\n"
               "[[network]]\nid = \"x\"\nlimit = 99\n");
    assert_true(c != NULL);
    const struct config *cfg = config_slices(c);
    const struct process_config *p = config_process(c);
    CHECK_STR("company", cfg->company, STR("Acme"));
    CHECK_STR("network", cfg->default_network, STR("x"));
    CHECK_STR("suggest", cfg->suggest_channel, STR("#ideas"));
    assert_true(cfg->words->n_confidential == 2);
    CHECK_STR("disclosure", cfg->words->disclosure[LANG_DE], STR("(Acme)"));
    assert_true(network_find(cfg->networks, STR("x"))->limit == 99);
    assert_true(cfg->workspaces[0].lang == LANG_DE && cfg->workspaces[0].formal);
    CHECK_STR("api", config_places(c)[0].api_url, STR("http://127.0.0.1:2/"));
    assert_true(strcmp(p->data, "/d") == 0 && strcmp(p->library_folder, "posts") == 0);
    assert_true(p->log_level == LOG_WARN && p->log_format == LOG_JSON &&
                p->resend_unknown);
    CHECK_STR("listen", p->listen, STR("127.0.0.1:1"));
}

TEST(a_mattermost_server_needs_little)
{
    setenv("TEST_BOT", "xoxb-1", 1);
    AUTO(config_freep) struct loaded_config *c = parsed(MATTERMOST);
    const struct place_config *p = config_places(c);
    CHECK_STR("url", p->url, STR("https://chat.example.com/mm"));
    CHECK_STR("token", secret_reveal(p->token), STR("xoxb-1"));
    assert_true(p->n_teams == 1 && p->callback_url.n == 0 && p->n_command_hashes == 0);
    CHECK_STR("teams", p->teams[0], STR("*"));
}

#define HASH "e9f5b4d31e2dbe86b6a1bed8bd6d0d8d3c67bbd2d44bcd11a4f27db3a2f8e2ab"

TEST(command_tokens_are_kept_as_hashes)
{
    setenv("TEST_BOT", "xoxb-1", 1);
    setenv("TEST_COMMAND", "abc", 1);
    AUTO(config_freep)
    struct loaded_config *c = parsed(
        MATTERMOST "teams = [\"a\", \"b\"]\ncallback_url = \"http://10.0.0.5:8470/\"\n"
                   "command_tokens = [\"sha256:" HASH "\", \"env:TEST_COMMAND\"]\n"
                   "[bot]\nlisten = \"0.0.0.0:8470\"\n");
    const struct place_config *p = config_places(c);
    assert_true(p->n_teams == 2 && p->n_command_hashes == 2);
    CHECK_STR("callback", p->callback_url, STR("http://10.0.0.5:8470"));
    CHECK_STR("as given", p->command_hashes[0], STR(HASH));
    CHECK_STR("hashed", p->command_hashes[1],
              STR("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
}

static const struct {
    const char *label, *text, *want; /* want: in the problems */
} mistakes[] = {
    { "no workspace", "[bot]\n", "t.toml:1: there is no [[workspace]]" },
    { "a list of none", "workspace = []\n", "t.toml:1: there is no [[workspace]]" },
    { "syntax", "[bot\n", "t.toml:1: " },
    { "a section misspelt", WORKSPACE "[libary]\n",
      "t.toml:6: unknown key \"libary\": did you mean library?" },
    { "a key misspelt", WORKSPACE "[bot]\ncompny = \"x\"\n",
      "t.toml:7: unknown key \"compny\": did you mean company?" },
    { "a key of a network misspelt", WORKSPACE "[[network]]\nid = \"x\"\nlimits = 3\n",
      "t.toml:8: unknown key \"limits\": did you mean limit?" },
    { "a key like no other", WORKSPACE "[bot]\nxylophone = 1\n",
      "t.toml:7: unknown key \"xylophone\" in [bot]: remove it" },
    { "a number for a text", WORKSPACE "[bot]\ncompany = 3\n",
      "t.toml:7: company: a text is wanted here, not " },
    { "a list for one", "workspace = 3\n",
      "t.toml:1: workspace: write it as [[workspace]]" },
    { "one for a list", WORKSPACE "[[bot]]\n", "t.toml:6: bot: write it as [bot]" },
    { "a word that is none of them", WORKSPACE "[bot]\nlog_level = \"loud\"\n",
      "t.toml:7: log_level: \"loud\" is none of debug|info|warn|error" },
    { "an unknown zone", WORKSPACE "zone = \"Mars/Olympus\"\n",
      "t.toml:6: zone: no such time zone" },
    { "no listener", WORKSPACE "[bot]\nlisten = \"0.0.0:80\"\n",
      "t.toml:7: listen: write it as" },
    { "a listener without a port", WORKSPACE "[bot]\nlisten = \"10.0.0.5\"\n",
      "t.toml:7: listen: write it as" },
    { "an open listener with a playground",
      "[[workspace]]\nname = \"a\"\nplatform = \"playground\"\n"
      "[bot]\nlisten = \"0.0.0.0:80\"\n",
      "t.toml:5: listen: with a playground only 127.0.0.1" },
    { "a key of Slack's on Mattermost", MATTERMOST "app_token = \"env:TEST_APP\"\n",
      "t.toml:6: app_token belongs to workspaces of slack: remove it" },
    { "a key of Mattermost's on Slack", WORKSPACE "teams = [\"a\"]\n",
      "t.toml:6: teams belongs to workspaces of mattermost: remove it" },
    { "no server", "[[workspace]]\nname = \"m\"\nplatform = \"mattermost\"\n",
      "t.toml:1: url is missing" },
    { "a server without a token",
      "[[workspace]]\nname = \"m\"\nplatform = \"mattermost\"\nurl = \"https://m.test\"\n",
      "t.toml:1: token is missing" },
    { "no address", MATTERMOST "callback_url = \"10.0.0.5:8470\"\n",
      "t.toml:6: callback_url: write it as" },
    { "an address with a question", MATTERMOST "callback_url = \"http://a/?b\"\n",
      "t.toml:6: callback_url: write it as" },
    { "commands that nobody can bring",
      MATTERMOST "command_tokens = [\"env:TEST_APP\"]\n",
      "t.toml:6: command_tokens: slash commands come in by callback_url" },
    { "a hash cut short",
      MATTERMOST "callback_url = \"http://a\"\ncommand_tokens = [\"sha256:ab\"]\n",
      "t.toml:7: command_tokens: sha256: is followed by 64 digits" },
    { "a literal command token",
      MATTERMOST "callback_url = \"http://a\"\ncommand_tokens = [\"abc\"]\n",
      "t.toml:7: command_tokens: a secret is not written out here" },
    { "an unknown network", WORKSPACE "[bot]\ndefault_network = \"linkdin\"\n",
      "t.toml:7: default_network: no network is called \"linkdin\": did you mean linkedin?" },
    { "a network without an id", WORKSPACE "[[network]]\nlimit = 3\n",
      "t.toml:6: id is missing" },
    { "a network that cannot be", WORKSPACE "[[network]]\nid = \"y\"\nlimit = -1\n",
      "t.toml:8: limit: from 0" },
    { "a name that is none",
      "[[workspace]]\nname = \"Acme Inc\"\nplatform = \"playground\"\n",
      "t.toml:2: name: only a-z" },
    { "two of one name", WORKSPACE WORKSPACE,
      "t.toml:6: two workspaces are called acme" },
    { "no platform", "[[workspace]]\nname = \"a\"\n", "t.toml:1: platform is missing" },
    { "no token", "[[workspace]]\nname = \"a\"\nplatform = \"slack\"\n",
      "t.toml:1: app_token is missing" },
    { "a table whose keys stand above", "bot.data = \"d\"\n" WORKSPACE "[bot]\n",
      "t.toml:7: this stands above already; bot.data = ... is a key of the table [bot]" },
    { "a literal token",
      "[[workspace]]\nname = \"a\"\nplatform = \"slack\"\napp_token = \"xapp-1-A\"\n",
      "t.toml:4: app_token: a secret is not written out here" },
    { "exchanged tokens",
      "[[workspace]]\nname = \"a\"\nplatform = \"slack\"\napp_token = \"env:TEST_BOT\"\n"
      "bot_token = \"env:TEST_APP\"\n",
      "t.toml:4: app_token: that is another kind of token: the one that begins with xapp-" },
    { "an unset variable",
      "[[workspace]]\nname = \"a\"\nplatform = \"slack\"\napp_token = \"env:NOT_SET_1\"\n",
      "t.toml:4: app_token: the environment variable NOT_SET_1 is not set" },
    { "no such file",
      "[[workspace]]\nname = \"a\"\nplatform = \"slack\"\napp_token = \"file:/no/such\"\n",
      "t.toml:4: app_token: " },
    { "an empty name", WORKSPACE "[words]\nconfidential = [\"\"]\n",
      "t.toml:7: confidential: every entry" },
    { "a language we do not speak", WORKSPACE "[words]\ndisclosure.fr = \"x\"\n",
      "t.toml:7: disclosure.fr: the languages are en and de" },
    { "half a truth", WORKSPACE "formal = \"yes\"\n",
      "t.toml:6: formal: true or false is wanted here" },
};

TEST(each_mistake_is_named_with_its_line)
{
    setenv("TEST_APP", "xapp-1", 1);
    setenv("TEST_BOT", "xoxb-1", 1);
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        AUTO(buf_clear) struct buf problems = BUF_INIT(64 * 1024);
        struct loaded_config *c = NULL;
        assert_true(!config_parse(&c, "t.toml", str_from_c(mistakes[i].text), &problems));
        assert_true(c == NULL);
        if (str_find(buf_str(&problems), str_from_c(mistakes[i].want)) < 0)
            fail_msg("%s: %s", mistakes[i].label, buf_c(&problems));
        assert_true(str_find(buf_str(&problems), STR("xapp-1-A")) < 0);
    }
}

TEST(all_mistakes_are_listed_not_only_the_first)
{
    AUTO(buf_clear) struct buf problems = BUF_INIT(64 * 1024);
    struct loaded_config *c = NULL;
    assert_true(!config_parse(
        &c, "t.toml", STR("[bot]\na = 1\nb = 2\nlog_level = 3\n[c]\n[words]\nd = 1\n"),
        &problems));
    size_t lines = 0;
    for (size_t i = 0; i < problems.n; i++)
        lines += problems.p[i] == '\n';
    assert_true(lines == 6); /* with the missing workspace */
}

/* ---- secrets ---- */

static void write_secret(const char *folder, const char *text, unsigned mode, char *path)
{
    snprintf(path, 600, "%s/token", folder);
    assert_true(file_write(path, str_from_c(text), 0600, NULL));
    assert_true(chmod(path, mode) == 0);
}

static bool secret_works(const char *reference, struct buf *problems)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(4096);
    AUTO(config_freep) struct loaded_config *c = NULL;
    setenv("TEST_BOT", "xoxb-1", 1);
    buf_addf(&text,
             "[[workspace]]\nname = \"a\"\nplatform = \"slack\"\napp_token = \"%s\"\n"
             "bot_token = \"env:TEST_BOT\"\n",
             reference);
    if (!config_parse(&c, "t.toml", buf_str(&text), problems))
        return false;
    CHECK_STR("token", secret_reveal(config_places(c)[0].app_token), STR("xapp-file"));
    return true;
}

TEST(a_secret_comes_from_a_file_that_others_cannot_read)
{
    AUTO(buf_clear) struct buf problems = BUF_INIT(4096);
    AUTO(buf_clear) struct buf reference = BUF_INIT(1024);
    char folder[512], path[600];
    assert_true(folder_temporary("config-test", folder, sizeof(folder), NULL));
    write_secret(folder, "xapp-file\n", 0600, path);
    buf_addf(&reference, "file:%s", path);
    assert_true(secret_works(buf_c(&reference), &problems));

    setenv("CREDENTIALS_DIRECTORY", folder, 1);
    assert_true(secret_works("credential:token", &problems));
    unsetenv("CREDENTIALS_DIRECTORY");
    assert_true(!secret_works("credential:token", &problems));
    assert_true(str_find(buf_str(&problems), STR("LoadCredential")) >= 0);

    write_secret(folder, "xapp-file\n", 0644, path);
    assert_true(!secret_works(buf_c(&reference), &problems));
    write_secret(folder, "two words", 0600, path);
    assert_true(!secret_works(buf_c(&reference), &problems));
    write_secret(folder, "\n", 0600, path);
    assert_true(!secret_works(buf_c(&reference), &problems));
    assert_true(folder_remove(folder, NULL));
}

/* ---- reloading ---- */

TEST(a_reload_says_what_needs_a_restart)
{
    AUTO(config_freep)
    struct loaded_config *a = parsed("[bot]\ncompany = \"A\"\n" WORKSPACE);
    AUTO(config_freep)
    struct loaded_config *b = parsed("[bot]\ncompany = \"B\"\n" WORKSPACE);
    AUTO(config_freep)
    struct loaded_config *c =
        parsed("[bot]\ndata = \"/x\"\nunknown_sends = \"resend\"\n" WORKSPACE
               "[[workspace]]\nname = \"other\"\nplatform = \"playground\"\n");
    AUTO(buf_clear) struct buf same = BUF_INIT(200);
    AUTO(buf_clear) struct buf other = BUF_INIT(200);
    config_needs_restart(a, b, &same);
    assert_true(same.n == 0);
    config_needs_restart(a, c, &other);
    CHECK_STR("all", buf_str(&other), STR("workspace, data, unknown_sends"));
}

TEST(a_reload_keeps_the_workspaces_that_are_open)
{
    AUTO(config_freep)
    struct loaded_config *fresh =
        parsed(WORKSPACE "lang = \"de\"\n[[workspace]]\nname = \"new\"\n"
                         "platform = \"playground\"\n");
    struct loaded_config *old =
        parsed("[[workspace]]\nname = \"gone\"\nplatform = \"playground\"\n" WORKSPACE);
    config_keep_workspaces(fresh, old);
    config_free(old);
    const struct config *cfg = config_slices(fresh);
    assert_true(cfg->n_workspaces == 2);
    CHECK_STR("first", cfg->workspaces[0].name, STR("gone"));
    CHECK_STR("second", cfg->workspaces[1].name, STR("acme"));
    assert_true(cfg->workspaces[1].lang == LANG_DE);
    CHECK_STR("platform", config_places(fresh)[0].platform, STR("playground"));
    CHECK_STR("token", secret_reveal(config_places(fresh)[1].app_token), STR("xapp-1"));
}

/* ---- the example ---- */

static void read_example(struct buf *out)
{
    assert_true(file_read(getenv("CONFIG_EXAMPLE"), out, NULL));
}

TEST(the_example_is_a_working_file)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(64 * 1024);
    setenv("SLACK_APP_TOKEN", "xapp-1", 1);
    setenv("SLACK_BOT_TOKEN", "xoxb-1", 1);
    read_example(&text);
    AUTO(config_freep) struct loaded_config *c = parsed(buf_c(&text));
    assert_true(c != NULL);
    assert_true(network_find(config_slices(c)->networks, STR("intranet")) != NULL);
}

/* The lines of a section: after its head, up to the next one. */
static struct str section_text(struct str all, const struct config_key *key)
{
    char head[64];
    bool is_list = section_is_list(key->section);
    snprintf(head, sizeof(head), "\n%s%s%s\n", is_list ? "[[" : "[",
             section_name(key->section), is_list ? "]]" : "]");
    ptrdiff_t at = str_find(all, str_from_c(head));
    if (at < 0)
        return (struct str){ 0 };
    struct str rest = str_skip(all, (size_t)at + 1);
    ptrdiff_t end = str_find(rest, STR("\n["));
    return end < 0 ? rest : str_take(rest, (size_t)end + 1);
}

TEST(the_example_documents_every_key_and_its_default)
{
    AUTO(buf_clear) struct buf text = BUF_INIT(64 * 1024);
    read_example(&text);
    size_t n;
    const struct config_key *keys = config_keys(&n);
    for (size_t i = 0; i < n; i++) {
        char given[80], shown[160];
        bool is_bare = keys[i].type == KEY_BOOL || !keys[i].fallback;
        struct str section = section_text(buf_str(&text), &keys[i]);
        bool by_lang = keys[i].type == KEY_BY_LANG;
        snprintf(given, sizeof(given), "\n%s%s = ", keys[i].name, by_lang ? ".en" : "");
        bool is_list = keys[i].type == KEY_TEXTS && !is_bare;
        snprintf(shown, sizeof(shown), "\n#%s = %s%s%s", keys[i].name,
                 is_bare   ? ""
                 : is_list ? "[\""
                           : "\"",
                 keys[i].fallback ? keys[i].fallback : "",
                 is_bare   ? ""
                 : is_list ? "\"]\n"
                           : "\"\n");
        if (str_find(section, str_from_c(given)) < 0 &&
            str_find(section, str_from_c(shown)) < 0)
            fail_msg("[%s] %s is not in the example, or its default is another one",
                     section_name(keys[i].section), keys[i].name);
        assert_true(keys[i].help[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_shortest_file_works),
        cmocka_unit_test(every_key_arrives),
        cmocka_unit_test(a_mattermost_server_needs_little),
        cmocka_unit_test(command_tokens_are_kept_as_hashes),
        cmocka_unit_test(each_mistake_is_named_with_its_line),
        cmocka_unit_test(all_mistakes_are_listed_not_only_the_first),
        cmocka_unit_test(a_secret_comes_from_a_file_that_others_cannot_read),
        cmocka_unit_test(a_reload_says_what_needs_a_restart),
        cmocka_unit_test(a_reload_keeps_the_workspaces_that_are_open),
        cmocka_unit_test(the_example_is_a_working_file),
        cmocka_unit_test(the_example_documents_every_key_and_its_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
