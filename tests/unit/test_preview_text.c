/* The verb "preview text": its JSON is an interface. */
#include "check.h"

#include "base/arena.h"
#include "cli/preview_text.h"

#include <stdio.h>
#include <unistd.h>

/* What was printed, and the exit code. */
struct ran {
    int code;
    struct str out, err;
};

static int redirect(int to, FILE *file)
{
    int saved = dup(to);
    assert_true(saved >= 0 && dup2(fileno(file), to) >= 0);
    return saved;
}

static void put_back(int to, int saved)
{
    assert_true(dup2(saved, to) >= 0);
    close(saved);
}

static struct str read_all(FILE *f, struct arena *mem)
{
    char *p = arena_alloc(mem, 64 * 1024, 1);
    rewind(f);
    return (struct str){ p, fread(p, 1, 64 * 1024, f) };
}

/* Runs the verb with the text on stdin and options parted by spaces. */
static struct ran run(const char *options, struct str text, struct arena *mem)
{
    char *argv[8] = { (char *)arena_alloc(mem, 8, 1) };
    int argc = 1;
    struct str rest = str_from_c(options);
    for (struct str w = str_word(&rest); w.n > 0; w = str_word(&rest)) {
        argv[argc] = arena_alloc(mem, w.n + 1, 1);
        memcpy(argv[argc++], w.p, w.n);
    }
    FILE *in = tmpfile(), *out = tmpfile(), *err = tmpfile();
    assert_true(in && out && err && fwrite(text.p, 1, text.n, in) == text.n);
    rewind(in);
    (void)fflush(stdout);
    int saved[] = { redirect(0, in), redirect(1, out), redirect(2, err) };
    (void)fseek(stdin, 0, SEEK_SET);
    clearerr(stdin);
    struct ran r = { .code = preview_text(argc, argv) };
    (void)fflush(stdout);
    for (int i = 0; i < 3; i++)
        put_back(i, saved[i]);
    r.out = read_all(out, mem);
    r.err = read_all(err, mem);
    (void)fclose(in);
    (void)fclose(out);
    (void)fclose(err);
    return r;
}

TEST(json_has_all_keys)
{
    static const struct {
        const char *options, *text, *want;
    } cases[] = {
        { "--network x --format json", "Hi https://example.com/a #Tag @name\n",
          "{\"network\":\"x\",\"length\":37,\"limit\":280,\"unit\":\"weighted\",\"fits\":true,"
          "\"links\":[\"https://example.com/a\"],\"hashtags\":[\"#Tag\"],\"mentions\":"
          "[\"@name\"],\"warnings\":[]}\n" },
        { "--network=whatsapp --format=json", "Hi",
          "{\"network\":\"whatsapp\",\"length\":2,\"limit\":null,\"unit\":\"characters\","
          "\"fits\":true,\"links\":[],\"hashtags\":[],\"mentions\":[],\"warnings\":[]}\n" },
        { "--format json --network twitter", "#2026",
          "{\"network\":\"x\",\"length\":5,\"limit\":280,\"unit\":\"weighted\",\"fits\":true,"
          "\"links\":[],\"hashtags\":[],\"mentions\":[],\"warnings\":[{\"code\":"
          "\"numeric-hashtag\",\"text\":\"#2026 is no hashtag: it needs a letter.\"}]}\n" },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ran r = run(cases[i].options, str_from_c(cases[i].text), mem);
        CHECK(cases[i].options, r.code == 0);
        CHECK_STR(cases[i].options, r.out, str_from_c(cases[i].want));
        CHECK_STR("stderr", r.err, STR(""));
    }
}

TEST(only_the_final_newline_is_taken_off)
{
    static const struct {
        const char *text, *length;
    } cases[] = {
        { "a\n", "\"length\":1," },   { "a\r\n", "\"length\":1," },
        { "a\n\n", "\"length\":2," }, { "a", "\"length\":1," },
        { "\n", "\"length\":0," },    { "", "\"length\":0," },
        { " a \n", "\"length\":3," },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ran r =
            run("--network bluesky --format json", str_from_c(cases[i].text), mem);
        CHECK(cases[i].text, r.code == 0);
        CHECK(cases[i].text, str_find(r.out, str_from_c(cases[i].length)) >= 0);
    }
}

TEST(for_people_it_is_plain_text)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    struct ran r = run("--network mastodon", STR("@a@b.example hi"), mem);
    assert_int_equal(r.code, 0);
    CHECK_STR("text", r.out,
              STR("network   Mastodon\nlength    5 of 500 graphemes, fits\n"
                  "mentions  @a@b.example\n"));
}

TEST(what_does_not_fit_is_still_counted)
{
    AUTO(arena_freep) struct arena *mem = arena_new();
    char long_text[281];
    memset(long_text, 'a', sizeof(long_text));
    struct ran r = run("--network x --format json",
                       (struct str){ long_text, sizeof(long_text) }, mem);
    assert_int_equal(r.code, 0);
    assert_true(str_find(r.out, STR("\"fits\":false")) >= 0);
    assert_true(str_find(r.out, STR("\"too-long\"")) >= 0);
}

TEST(wrong_usage_is_two_and_unreadable_text_one)
{
    static const struct {
        const char *options, *text;
        int code;
        const char *says;
    } cases[] = {
        { "--network linkdin", "a", 2, "did you mean linkedin?" },
        { "--network qwertz", "a", 2, "known: linkedin x" },
        { "", "a", 2, "--network is missing" },
        { "--network", "a", 2, "usage:" },
        { "--network x --format xml", "a", 2, "usage:" },
        { "--networks x", "a", 2, "usage:" },
        { "--network x", "a\xff", 1, "not UTF-8" },
    };
    AUTO(arena_freep) struct arena *mem = arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct ran r = run(cases[i].options, str_from_c(cases[i].text), mem);
        CHECK(cases[i].options, r.code == cases[i].code);
        CHECK(cases[i].options, str_find(r.err, str_from_c(cases[i].says)) >= 0);
        CHECK_STR("stdout", r.out, STR(""));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_has_all_keys),
        cmocka_unit_test(only_the_final_newline_is_taken_off),
        cmocka_unit_test(for_people_it_is_plain_text),
        cmocka_unit_test(what_does_not_fit_is_still_counted),
        cmocka_unit_test(wrong_usage_is_two_and_unreadable_text_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
