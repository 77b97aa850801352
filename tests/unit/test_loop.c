/* The event loop: what is called, in which order, and what no longer is. */

#include "check.h"

#include "io/clock.h"
#include "io/loop.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Notes the names of what was called: "abt." */
struct journal {
    char text[256];
    size_t n;
    struct loop *loop;
};

static void note(struct journal *j, char c)
{
    if (j->n < sizeof(j->text) - 1)
        j->text[j->n++] = c;
}

static struct str journal(const struct journal *j)
{
    return (struct str){ j->text, j->n };
}

/* One thing to be called, and what it does besides noting its name. */
struct thing {
    struct journal *j;
    char name;
    struct loop_timer timer;
    struct loop_task task;
    struct loop_watch watch;
    struct thing *kills;  /* takes that one's timer, task and watch out */
    struct thing *defers; /* defers that one's task */
    int times_again;      /* sets its own timer again */
    int64_t fired_at_ms;
};

static void called(struct thing *t)
{
    struct loop *l = t->j->loop;
    note(t->j, t->name);
    t->fired_at_ms = clock_mono_ms();
    if (t->kills) {
        loop_timer_cancel(l, &t->kills->timer);
        loop_undefer(l, &t->kills->task);
        loop_unwatch(l, &t->kills->watch);
    }
    if (t->defers)
        loop_defer(l, &t->defers->task);
    if (t->times_again-- > 0)
        loop_timer_set(l, &t->timer, 0);
}

static void on_plain(void *ctx)
{
    called(ctx);
}

static void on_ready(void *ctx, uint32_t events)
{
    struct thing *t = ctx;
    char c;
    if ((events & EPOLLIN) && read(t->watch.fd, &c, 1) == 1)
        called(t);
}

static struct thing thing(struct journal *j, char name)
{
    return (struct thing){ .j = j, .name = name };
}

static void hook_up(struct thing *t)
{
    t->timer = (struct loop_timer){ .fire = on_plain, .ctx = t };
    t->task = (struct loop_task){ .run = on_plain, .ctx = t };
    t->watch = (struct loop_watch){ .ready = on_ready, .ctx = t, .fd = -1 };
}

static void turn_ends(void *ctx)
{
    note(ctx, '.');
}

static int setup(void **state)
{
    struct journal *j = calloc(1, sizeof(*j));
    if (!loop_open(&j->loop, NULL))
        return -1;
    loop_on_turn_end(j->loop, turn_ends, j);
    *state = j;
    return 0;
}

static int teardown(void **state)
{
    struct journal *j = *state;
    loop_close(j->loop);
    free(j);
    return 0;
}

#define LTEST(name) static void name(void **state)

/* Turns until n names are noted, at most 2 s. */
static void turn_until(struct journal *j, size_t n)
{
    int64_t deadline = clock_mono_ms() + 2000;
    while (j->n < n && clock_mono_ms() < deadline)
        assert_true(loop_turn(j->loop, 50, NULL));
}

LTEST(timers_fire_in_order_of_time)
{
    struct journal *j = *state;
    struct thing a = thing(j, 'a'), b = thing(j, 'b'), c = thing(j, 'c');
    loop_on_turn_end(j->loop, NULL, NULL);
    hook_up(&a);
    hook_up(&b);
    hook_up(&c);
    int64_t start = clock_mono_ms();
    loop_timer_set(j->loop, &c.timer, 30);
    loop_timer_set(j->loop, &a.timer, 5);
    loop_timer_set(j->loop, &b.timer, 15);
    turn_until(j, 3);
    CHECK_STR("order", journal(j), STR("abc"));
    assert_true(a.fired_at_ms - start >= 5 && c.fired_at_ms - start >= 30);
    assert_false(loop_timer_is_set(&a.timer));
}

LTEST(a_thousand_timers_with_cancellations_fire_sorted)
{
    struct journal *j = *state;
    enum { N = 1000 };
    struct thing *t = calloc(N, sizeof(*t));
    loop_on_turn_end(j->loop, NULL, NULL);
    unsigned seed = 7;
    for (size_t i = 0; i < N; i++) {
        t[i] = thing(j, 'x');
        hook_up(&t[i]);
        seed = seed * 1103515245u + 12345u;
        loop_timer_set(j->loop, &t[i].timer, (int64_t)(seed >> 16) % 40);
    }
    for (size_t i = 0; i < N; i += 3)
        loop_timer_cancel(j->loop, &t[i].timer);
    int64_t deadline = clock_mono_ms() + 2000;
    for (size_t i = 0; i < N && clock_mono_ms() < deadline;) {
        if (loop_timer_is_set(&t[i].timer))
            assert_true(loop_turn(j->loop, 10, NULL));
        else
            i++;
    }
    for (size_t i = 0; i < N; i++) {
        assert_int_equal(t[i].fired_at_ms == 0, i % 3 == 0);
        assert_true(i % 3 == 0 || t[i].fired_at_ms >= t[i].timer.at_ms_);
    }
    free(t);
}

LTEST(a_timer_set_again_in_its_callback_leaves_room_for_the_turn_end)
{
    struct journal *j = *state;
    struct thing a = thing(j, 'a');
    hook_up(&a);
    a.times_again = 2;
    loop_timer_set(j->loop, &a.timer, -100);
    turn_until(j, 6);
    CHECK_STR("turns", journal(j), STR("a.a.a."));
}

LTEST(a_cancelled_timer_of_the_same_instant_does_not_fire)
{
    struct journal *j = *state;
    struct thing a = thing(j, 'a'), b = thing(j, 'b');
    hook_up(&a);
    hook_up(&b);
    a.kills = &b;
    b.kills = &a;
    loop_timer_set(j->loop, &a.timer, 1);
    loop_timer_set(j->loop, &b.timer, 1);
    turn_until(j, 2);
    assert_true(loop_turn(j->loop, 10, NULL));
    assert_int_equal(j->n, 3); /* one name, two ends of turns */
}

LTEST(a_watch_taken_out_within_the_batch_is_not_called)
{
    struct journal *j = *state;
    struct thing a = thing(j, 'a'), b = thing(j, 'b');
    int pa[2], pb[2];
    assert_int_equal(pipe(pa) | pipe(pb), 0);
    hook_up(&a);
    hook_up(&b);
    a.watch.fd = pa[0];
    b.watch.fd = pb[0];
    a.kills = &b;
    b.kills = &a;
    assert_true(loop_watch(j->loop, &a.watch, EPOLLIN, NULL));
    assert_true(loop_watch(j->loop, &b.watch, EPOLLIN, NULL));
    assert_true(write(pa[1], "x", 1) == 1 && write(pb[1], "x", 1) == 1);
    assert_true(loop_turn(j->loop, 100, NULL));
    assert_true(loop_turn(j->loop, 0, NULL));
    assert_int_equal(j->n, 3);
    loop_unwatch(j->loop, &a.watch);
    loop_unwatch(j->loop, &b.watch);
    for (int i = 0; i < 2; i++) {
        close(pa[i]);
        close(pb[i]);
    }
}

LTEST(watching_a_closed_descriptor_is_an_error)
{
    struct journal *j = *state;
    struct err err = { 0 };
    struct loop_watch w = { .ready = on_ready, .fd = 9999 };
    assert_false(loop_watch(j->loop, &w, EPOLLIN, &err));
    assert_int_equal(err.code, ERR_IO);
    assert_false(w.on_);
}

LTEST(tasks_run_in_order_before_the_turn_ends)
{
    struct journal *j = *state;
    struct thing a = thing(j, 'a'), b = thing(j, 'b'), c = thing(j, 'c');
    hook_up(&a);
    hook_up(&b);
    hook_up(&c);
    a.defers = &c;
    loop_defer(j->loop, &a.task);
    loop_defer(j->loop, &b.task);
    loop_defer(j->loop, &a.task);              /* waits already */
    assert_true(loop_turn(j->loop, -1, NULL)); /* does not block: tasks wait */
    CHECK_STR("one turn", journal(j), STR("abc."));
}

LTEST(a_task_taken_back_does_not_run)
{
    struct journal *j = *state;
    struct thing a = thing(j, 'a'), b = thing(j, 'b'), c = thing(j, 'c');
    hook_up(&a);
    hook_up(&b);
    hook_up(&c);
    loop_defer(j->loop, &a.task);
    loop_defer(j->loop, &b.task);
    loop_undefer(j->loop, &b.task); /* the last in the queue */
    loop_defer(j->loop, &c.task);
    a.kills = &c;
    assert_true(loop_turn(j->loop, 0, NULL));
    CHECK_STR("only a", journal(j), STR("a."));
}

LTEST(a_task_that_defers_itself_does_not_starve_the_turn_end)
{
    struct journal *j = *state;
    struct thing a = thing(j, 'a');
    hook_up(&a);
    a.defers = &a;
    loop_defer(j->loop, &a.task);
    assert_true(loop_turn(j->loop, 0, NULL));
    assert_true(j->n > 0);
    loop_undefer(j->loop, &a.task);
}

LTEST(a_poke_makes_the_next_turn_come_at_once)
{
    struct journal *j = *state;
    loop_poke(j->loop);
    assert_true(loop_turn(j->loop, -1, NULL)); /* would never return */
    CHECK_STR("ended", journal(j), STR("."));
}

static void on_signal(void *ctx, int signal)
{
    struct journal *j = ctx;
    note(j, signal == SIGUSR1 ? '1' : '2');
    loop_stop(j->loop);
}

LTEST(signals_come_as_events_and_stop_the_loop)
{
    struct journal *j = *state;
    const int signals[] = { SIGUSR1, SIGUSR2 };
    assert_true(loop_signals(j->loop, signals, COUNT(signals), on_signal, j, NULL));
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGUSR2);
    assert_true(loop_run(j->loop, NULL));
    CHECK_STR("both in one turn", journal(j), STR("12."));
}

/* A library that does the waiting. */
static void foreign_wait(void *ctx)
{
    struct journal *j = ctx;
    struct epoll_event e;
    int outer = epoll_create1(0);
    struct epoll_event want = { .events = EPOLLIN };
    epoll_ctl(outer, EPOLL_CTL_ADD, loop_fd(j->loop), &want);
    note(j, '<');
    if (epoll_wait(outer, &e, 1, 2000) == 1)
        loop_dispatch(j->loop);
    note(j, '>');
    close(outer);
}

LTEST(a_driver_waits_instead_and_timers_still_wake_it)
{
    struct journal *j = *state;
    struct thing a = thing(j, 'a');
    hook_up(&a);
    loop_drive(j->loop, foreign_wait, j);
    loop_timer_set(j->loop, &a.timer, 10);
    assert_true(loop_turn(j->loop, -1, NULL));
    CHECK_STR("woken", journal(j), STR("<>a."));
    loop_drive(j->loop, NULL, NULL);
    loop_poke(j->loop);
    assert_true(loop_turn(j->loop, -1, NULL));
    CHECK_STR("its own again", journal(j), STR("<>a.."));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(timers_fire_in_order_of_time),
        T(a_thousand_timers_with_cancellations_fire_sorted),
        T(a_timer_set_again_in_its_callback_leaves_room_for_the_turn_end),
        T(a_cancelled_timer_of_the_same_instant_does_not_fire),
        T(a_watch_taken_out_within_the_batch_is_not_called),
        T(watching_a_closed_descriptor_is_an_error),
        T(tasks_run_in_order_before_the_turn_ends),
        T(a_task_taken_back_does_not_run),
        T(a_task_that_defers_itself_does_not_starve_the_turn_end),
        T(a_poke_makes_the_next_turn_come_at_once),
        T(signals_come_as_events_and_stop_the_loop),
        T(a_driver_waits_instead_and_timers_still_wake_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
