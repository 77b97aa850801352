/* What the tests of the HTTP listener share: a loop, a server, raw clients. */
#ifndef TESTS_UNIT_SERVER_FIXTURE_H
#define TESTS_UNIT_SERVER_FIXTURE_H

#include "check.h"

#include "io/clock.h"
#include "io/http_server.h"
#include "io/loop.h"

/* The server has the routes of server_fixture.c. */
struct server_fixture {
    struct loop *loop;
    struct http_server *server;
    int handled;
    struct http_exchange *kept; /* the last that "/later" was asked for */
    struct http_stream *stream; /* the last of "/events" */
    int gone;
    bool holds_flush; /* the turn ends without it, as if a commit took long */
};

/* For cmocka: make and free the fixture. */
int server_fixture_setup(void **state);
int server_fixture_teardown(void **state);

/* A server with short times, instead of the fixture's. */
void server_restart(struct server_fixture *f, const struct http_server_options *o);

/* A raw client: a connected socket that does not block. */
int client_open(struct server_fixture *f);
/* Sends all; fails when the server does not take it. */
void client_write(int fd, struct str bytes);
/* Reads until `end` was seen, the connection has ended, or 8 s passed. Returns what
 * came; *closed says whether it has ended. */
struct str client_read(struct server_fixture *f, int fd, char *buf, size_t n,
                       struct str end, bool *closed);
/* One request on a connection of its own; the answer up to the connection's end. */
struct str ask(struct server_fixture *f, struct str request, char *buf, size_t n);

#define STEST(name) static void name(void **state)
#define SERVER_TEST(f)                                                                   \
    cmocka_unit_test_setup_teardown(f, server_fixture_setup, server_fixture_teardown)

#endif
