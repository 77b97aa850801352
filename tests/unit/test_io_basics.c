/* The clocks, random bytes, and words to the service manager. */

#include "check.h"

#include "io/clock.h"
#include "io/entropy.h"
#include "io/notify.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

TEST(the_wall_clock_is_the_systems)
{
    int64_t before = (int64_t)time(NULL) * 1000;
    int64_t now = clock_wall_ms();
    int64_t after = ((int64_t)time(NULL) + 1) * 1000;
    assert_true(now >= before && now <= after);
}

TEST(the_monotonic_clock_does_not_go_back)
{
    int64_t last = clock_mono_ms();
    for (int i = 0; i < 1000; i++) {
        int64_t now = clock_mono_ms();
        assert_true(now >= last);
        last = now;
    }
}

TEST(random_bytes_fill_exactly_the_length)
{
    unsigned char a[64] = { 0 }, b[64] = { 0 };
    entropy_fill(a, 32);
    entropy_fill(b, 32);
    assert_memory_not_equal(a, b, 32);
    for (size_t i = 32; i < sizeof(a); i++)
        assert_int_equal(a[i], 0);
}

TEST(a_pool_never_gives_the_same_twice)
{
    struct entropy_pool pool = { 0 };
    struct random rnd = entropy_pooled(&pool);
    uint64_t seen[200];
    for (size_t i = 0; i < COUNT(seen); i++) {
        seen[i] = random_u64(&rnd);
        for (size_t k = 0; k < i; k++)
            assert_true(seen[k] != seen[i]);
    }
    for (size_t i = pool.left; i < sizeof(pool.bytes); i++)
        assert_int_equal(pool.bytes[i], 0);
    unsigned char large[1000] = { 0 }, none[8] = { 0 };
    rnd.fill(rnd.self, large, sizeof(large));
    assert_memory_not_equal(large + sizeof(large) - sizeof(none), none, sizeof(none));
}

/* A service manager: a datagram socket under an abstract name. */
static int manager_open(void)
{
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    char name[80];
    snprintf(name, sizeof(name), "@botschafter-test-%ld", (long)getpid());
    size_t n = strlen(name);
    memcpy(a.sun_path, name, n);
    a.sun_path[0] = '\0';
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + n);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, len), 0);
    setenv("NOTIFY_SOCKET", name, 1);
    return fd;
}

static struct str manager_hears(int fd, char buf[512])
{
    ssize_t n = recv(fd, buf, 512, MSG_DONTWAIT);
    return (struct str){ buf, n > 0 ? (size_t)n : 0 };
}

TEST(the_service_manager_is_told)
{
    char buf[512];
    int fd = manager_open();
    assert_true(notify_ready());
    CHECK_STR("ready", manager_hears(fd, buf), STR("READY=1"));
    assert_true(notify_watchdog());
    CHECK_STR("watchdog", manager_hears(fd, buf), STR("WATCHDOG=1"));
    assert_true(notify_stopping());
    CHECK_STR("stopping", manager_hears(fd, buf), STR("STOPPING=1"));
    assert_true(notify_status("two lines\nMAINPID=%d", 1));
    CHECK_STR("status", manager_hears(fd, buf), STR("STATUS=two lines MAINPID=1"));
    assert_true(notify_reloading());
    CHECK("reloading",
          str_starts(manager_hears(fd, buf), STR("RELOADING=1\nMONOTONIC_USEC=")));
    close(fd);
    assert_false(notify_ready());
    unsetenv("NOTIFY_SOCKET");
}

TEST(without_a_service_manager_nothing_is_said)
{
    unsetenv("NOTIFY_SOCKET");
    assert_true(notify_ready());
    setenv("NOTIFY_SOCKET", "relative", 1);
    assert_true(notify_ready());
    unsetenv("NOTIFY_SOCKET");
}

TEST(the_watchdog_is_fed_at_half_its_time)
{
    static const struct {
        const char *label, *usec;
        int64_t want;
    } cases[] = {
        { "thirty seconds", "30000000", 15000 },
        { "none", NULL, 0 },
        { "nonsense", "abc", 0 },
        { "trailing", "30000000x", 0 },
        { "negative", "-5", 0 },
        { "too short to obey", "1000", 0 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (cases[i].usec)
            setenv("WATCHDOG_USEC", cases[i].usec, 1);
        else
            unsetenv("WATCHDOG_USEC");
        CHECK(cases[i].label, notify_watchdog_interval_ms() == cases[i].want);
    }
    setenv("WATCHDOG_USEC", "30000000", 1);
    setenv("WATCHDOG_PID", "1", 1);
    CHECK("another process's", notify_watchdog_interval_ms() == 0);
    unsetenv("WATCHDOG_PID");
    unsetenv("WATCHDOG_USEC");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_wall_clock_is_the_systems),
        cmocka_unit_test(the_monotonic_clock_does_not_go_back),
        cmocka_unit_test(random_bytes_fill_exactly_the_length),
        cmocka_unit_test(a_pool_never_gives_the_same_twice),
        cmocka_unit_test(the_service_manager_is_told),
        cmocka_unit_test(without_a_service_manager_nothing_is_said),
        cmocka_unit_test(the_watchdog_is_fed_at_half_its_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
