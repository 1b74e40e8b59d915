/* The client against a server in the same thread: both hang on the small loop below, which stands
 * for the actor's. */
#include "shared/http.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

/* -------------------------------------------------------------------------------- the loop */

enum { WATCHES_MAX = 32, TIMERS_MAX = 32, PATIENCE_MS = 10000 };

struct actor {
    struct {
        int fd;
        short events;
        actor_fd_fn *fn;
        void *arg;
    } watches[WATCHES_MAX];
    struct {
        int64_t id, due;
        actor_fn *fn;
        void *arg;
    } timers[TIMERS_MAX];
    int64_t ids;
};

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void actor_watch(actor *self, int fd, short events, actor_fd_fn *fn, void *arg)
{
    int at = -1;
    for (int i = 0; i < WATCHES_MAX; i++)
        if (self->watches[i].events && self->watches[i].fd == fd)
            at = i;
    for (int i = 0; i < WATCHES_MAX && at < 0; i++)
        if (!self->watches[i].events)
            at = i;
    assert_true(at >= 0);
    self->watches[at].fd = fd;
    self->watches[at].events = events;
    self->watches[at].fn = fn;
    self->watches[at].arg = arg;
}

int64_t actor_timer(actor *self, int64_t delay_ms, int64_t period_ms, actor_fn *fn, void *arg)
{
    assert_int_equal(period_ms, 0);
    for (int i = 0; i < TIMERS_MAX; i++)
        if (!self->timers[i].id) {
            self->timers[i].id = ++self->ids;
            self->timers[i].due = now_ms() + delay_ms;
            self->timers[i].fn = fn;
            self->timers[i].arg = arg;
            return self->ids;
        }
    fail_msg("too many timers");
    return 0;
}

void actor_timer_end(actor *self, int64_t id)
{
    for (int i = 0; i < TIMERS_MAX; i++)
        if (id && self->timers[i].id == id)
            self->timers[i].id = 0;
}

static void turn(actor *self)
{
    struct pollfd fds[WATCHES_MAX];
    int64_t wait = 100;
    for (int i = 0; i < WATCHES_MAX; i++)
        fds[i] = (struct pollfd){.fd = self->watches[i].events ? self->watches[i].fd : -1,
                                 .events = self->watches[i].events};
    for (int i = 0; i < TIMERS_MAX; i++)
        if (self->timers[i].id && self->timers[i].due - now_ms() < wait)
            wait = self->timers[i].due > now_ms() ? self->timers[i].due - now_ms() : 0;
    poll(fds, WATCHES_MAX, (int)wait);
    for (int i = 0; i < WATCHES_MAX; i++)
        if (fds[i].revents && self->watches[i].events && self->watches[i].fd == fds[i].fd)
            self->watches[i].fn(self->watches[i].arg, fds[i].fd, fds[i].revents);
    for (int i = 0; i < TIMERS_MAX; i++)
        if (self->timers[i].id && self->timers[i].due <= now_ms()) {
            self->timers[i].id = 0;
            self->timers[i].fn(self->timers[i].arg);
        }
}

/* ------------------------------------------------------------------------------ the server */

/* Reads whole requests of a connection and sends `reply` for each; empty: closes instead; NULL:
 * says nothing. */
typedef struct {
    actor loop;
    http *client;
    int listener;
    int port;
    int connections, requests;
    const char *reply;
    char last[8192]; /* the newest request */
    /* what the callback saw */
    int calls;
    http_outcome outcome;
    int status;
    int64_t retry_after_ms;
    char content_type[100];
    char body[64];
    size_t body_size;
    int64_t total;
} world;

static void on_request(void *arg, int fd, short revents)
{
    world *self = arg;
    (void)revents;
    ssize_t size = recv(fd, self->last, sizeof self->last - 1, 0);
    if (size <= 0) {
        actor_watch(&self->loop, fd, 0, NULL, NULL);
        close(fd);
        return;
    }
    self->last[size] = 0;
    self->requests++;
    if (self->reply && *self->reply) {
        assert_int_equal(send(fd, self->reply, strlen(self->reply), MSG_NOSIGNAL),
                         strlen(self->reply));
    } else if (self->reply) {
        actor_watch(&self->loop, fd, 0, NULL, NULL);
        close(fd);
    }
}

static void on_connection(void *arg, int fd, short revents)
{
    world *self = arg;
    (void)revents;
    int connection = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
    assert_true(connection >= 0);
    self->connections++;
    actor_watch(&self->loop, connection, POLLIN, on_request, self);
}

static int set_up(void **state)
{
    world *self = calloc(1, sizeof *self);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    self->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(self->listener, (struct sockaddr *)&address, size), 0);
    assert_int_equal(listen(self->listener, 8), 0);
    assert_int_equal(getsockname(self->listener, (struct sockaddr *)&address, &size), 0);
    self->port = ntohs(address.sin_port);
    actor_watch(&self->loop, self->listener, POLLIN, on_connection, self);
    assert_int_equal(http_open(&self->client, &self->loop, NULL), RS_OK);
    *state = self;
    return 0;
}

static int tear_down(void **state)
{
    world *self = *state;
    http_close(&self->client);
    assert_null(self->client);
    for (int i = 0; i < WATCHES_MAX; i++)
        if (self->loop.watches[i].events)
            close(self->loop.watches[i].fd);
    free(self);
    return 0;
}

static void on_answer(void *arg, const http_answer *answer)
{
    world *self = arg;
    self->calls++;
    self->outcome = answer->outcome;
    self->status = answer->status;
    self->retry_after_ms = answer->retry_after_ms;
    snprintf(self->content_type, sizeof self->content_type, "%s", answer->content_type);
    self->body_size = answer->body.size;
    self->total = answer->total;
    snprintf(self->body, sizeof self->body, "%.*s", (int)answer->body.size,
             answer->body.data ? (const char *)answer->body.data : "");
    assert_true((answer->outcome == HTTP_ANSWERED) == !*answer->error);
}

static http_request to(world *self, const char *path)
{
    static char url[100];
    snprintf(url, sizeof url, "http://127.0.0.1:%d%s", self->port, path);
    return (http_request){.url = url};
}

static void ask(world *self, http_request request)
{
    int before = self->calls;
    int64_t end = now_ms() + PATIENCE_MS;
    assert_int_equal(http_send(self->client, &request, on_answer, self, NULL), RS_OK);
    assert_int_equal(self->calls, before); /* never from inside http_send */
    while (self->calls == before && now_ms() < end)
        turn(&self->loop);
    assert_int_equal(self->calls, before + 1);
}

/* -------------------------------------------------------------------------------- the tests */

static void test_a_post_carries_its_headers_and_body_and_brings_the_answer(void **state)
{
    world *self = *state;
    const char *headers[] = {"Client-Id: 42", "Content-Type: application/json", NULL};
    http_request request = to(self, "/v1/thing");
    request.headers = headers;
    request.body = (rs_bytes){.data = (const uint8_t *)"{\"a\":1}", .size = 7};
    self->reply =
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\ntrue";
    ask(self, request);
    assert_int_equal(self->outcome, HTTP_ANSWERED);
    assert_int_equal(self->status, 200);
    assert_string_equal(self->content_type, "application/json");
    assert_string_equal(self->body, "true");
    assert_non_null(strstr(self->last, "POST /v1/thing HTTP/1.1\r\n"));
    assert_non_null(strstr(self->last, "\r\nClient-Id: 42\r\n"));
    assert_non_null(strstr(self->last, "\r\nContent-Type: application/json\r\n"));
    assert_null(strstr(self->last, "Expect"));
    assert_non_null(strstr(self->last, "\r\n\r\n{\"a\":1}"));
}

static void test_a_second_request_uses_the_same_connection(void **state)
{
    world *self = *state;
    self->reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    ask(self, to(self, "/one"));
    ask(self, to(self, "/two"));
    assert_int_equal(self->requests, 2);
    assert_int_equal(self->connections, 1);
    assert_non_null(strstr(self->last, "GET /two"));
}

static void test_the_connections_of_a_burst_are_kept_for_the_next(void **state)
{
    enum { BURST = 12 };
    world *self = *state;
    http_request request = to(self, "/");
    int64_t end = now_ms() + PATIENCE_MS;
    self->reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    for (int burst = 1; burst <= 2; burst++) {
        ask(self, request);
        for (int i = 0; i < BURST; i++)
            assert_int_equal(http_send(self->client, &request, on_answer, self, NULL), RS_OK);
        while (self->calls < burst * (BURST + 1) && now_ms() < end)
            turn(&self->loop);
        assert_int_equal(self->calls, burst * (BURST + 1));
    }
    assert_int_equal(self->connections, BURST);
}

static void test_an_error_status_is_an_answer_with_its_retry_after(void **state)
{
    world *self = *state;
    self->reply = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 14\r\nContent-Length: 0\r\n\r\n";
    ask(self, to(self, "/"));
    assert_int_equal(self->outcome, HTTP_ANSWERED);
    assert_int_equal(self->status, 429);
    assert_int_equal(self->retry_after_ms, 14000);
    assert_int_equal(self->body_size, 0);
}

static void test_a_redirect_is_not_followed(void **state)
{
    world *self = *state;
    self->reply = "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n";
    ask(self, to(self, "/"));
    assert_int_equal(self->status, 302);
    assert_int_equal(self->requests, 1);
}

static void test_a_refused_connection_has_sent_nothing(void **state)
{
    world *self = *state;
    actor_watch(&self->loop, self->listener, 0, NULL, NULL);
    close(self->listener);
    ask(self, to(self, "/"));
    assert_int_equal(self->outcome, HTTP_NOT_SENT);
    assert_int_equal(self->status, 0);
}

static void test_a_connection_that_breaks_after_the_request_is_uncertain(void **state)
{
    world *self = *state;
    self->reply = "";
    ask(self, to(self, "/"));
    assert_int_equal(self->outcome, HTTP_UNCERTAIN);
}

/* The server takes the second request on the kept connection and closes. */
static void second_request_breaks(world *self, bool once)
{
    http_request request = to(self, "/");
    request.body = (rs_bytes){.data = (const uint8_t *)"{\"a\":1}", .size = 7};
    request.once = once;
    self->reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    ask(self, request);
    assert_int_equal(self->outcome, HTTP_ANSWERED);
    assert_non_null(strstr(self->last, "\r\n\r\n{\"a\":1}"));
    assert_non_null(strstr(self->last, "\r\nContent-Length: 7\r\n"));
    self->reply = "";
    ask(self, request);
    assert_int_equal(self->outcome, HTTP_UNCERTAIN);
}

static void test_what_must_not_happen_twice_is_not_sent_again_on_a_new_connection(void **state)
{
    world *self = *state;
    second_request_breaks(self, true);
    assert_int_equal(self->requests, 2);
}

static void test_a_question_is_asked_again_when_a_kept_connection_breaks(void **state)
{
    world *self = *state;
    second_request_breaks(self, false);
    assert_int_equal(self->requests, 3);
}

static void test_silence_ends_at_the_time_limit_and_is_uncertain(void **state)
{
    world *self = *state;
    http_request request = to(self, "/");
    request.timeout_ms = 200;
    self->reply = NULL;
    ask(self, request);
    assert_int_equal(self->outcome, HTTP_UNCERTAIN);
}

static void test_a_cut_off_answer_is_uncertain(void **state)
{
    world *self = *state;
    http_request request = to(self, "/");
    request.timeout_ms = 200;
    self->reply = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf of it";
    ask(self, request);
    assert_int_equal(self->outcome, HTTP_UNCERTAIN);
    assert_int_equal(self->body_size, 0);
}

static void test_an_answer_may_be_as_large_as_the_limit_and_not_larger(void **state)
{
    world *self = *state;
    http_request request = to(self, "/");
    self->reply = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
    request.size_max = 10;
    ask(self, request);
    assert_int_equal(self->outcome, HTTP_ANSWERED);
    assert_string_equal(self->body, "0123456789");
    request.size_max = 9;
    ask(self, request);
    assert_int_equal(self->outcome, HTTP_TOO_LARGE);
    assert_int_equal(self->body_size, 0);
}

/* Four bytes from the third on. */
static void ask_part(world *self)
{
    http_request request = to(self, "/");
    request.part = 4;
    request.offset = 2;
    request.timeout_ms = 2000;
    ask(self, request);
}

static void test_a_part_is_asked_for_and_brings_the_size_of_the_whole(void **state)
{
    world *self = *state;
    self->reply = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 2-5/10\r\n"
                  "Content-Length: 4\r\n\r\n2345";
    ask_part(self);
    assert_non_null(strstr(self->last, "\r\nRange: bytes=2-5\r\n"));
    assert_null(strstr(self->last, "Accept-Encoding"));
    assert_int_equal(self->outcome, HTTP_ANSWERED);
    assert_string_equal(self->body, "2345");
    assert_int_equal(self->total, 10);
}

static void test_of_a_server_without_ranges_only_the_part_is_taken(void **state)
{
    world *self = *state;
    self->reply = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n0123456789 and so on";
    ask_part(self); /* the rest, which never comes, is not waited for */
    assert_int_equal(self->outcome, HTTP_ANSWERED);
    assert_int_equal(self->status, 200);
    assert_string_equal(self->body, "2345");
    assert_int_equal(self->total, 1000000);
}

static void test_the_last_part_may_be_shorter(void **state)
{
    world *self = *state;
    self->reply = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n01234";
    ask_part(self);
    assert_int_equal(self->outcome, HTTP_ANSWERED);
    assert_string_equal(self->body, "234");
    assert_int_equal(self->total, 5);
}

static void test_another_part_than_was_asked_for_is_no_answer(void **state)
{
    world *self = *state;
    self->reply = "HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 3-6/10\r\n"
                  "Content-Length: 4\r\n\r\n3456";
    ask_part(self);
    assert_int_equal(self->outcome, HTTP_UNCERTAIN);
    self->reply = "HTTP/1.1 206 Partial Content\r\nContent-Length: 4\r\n\r\n2345";
    ask_part(self);
    assert_int_equal(self->outcome, HTTP_UNCERTAIN);
}

static void test_an_error_instead_of_a_part_keeps_its_status(void **state)
{
    world *self = *state;
    self->reply = "HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\n\r\nabsent";
    ask_part(self);
    assert_int_equal(self->outcome, HTTP_ANSWERED);
    assert_int_equal(self->status, 404);
}

static void test_other_schemes_are_refused(void **state)
{
    world *self = *state;
    ask(self, (http_request){.url = "file:///etc/passwd"});
    assert_int_equal(self->outcome, HTTP_NOT_SENT);
}

static void test_too_many_requests_at_once_are_busy(void **state)
{
    world *self = *state;
    http_request request = to(self, "/");
    for (int i = 0; i < HTTP_OPEN_MAX; i++)
        assert_int_equal(http_send(self->client, &request, on_answer, self, NULL), RS_OK);
    assert_int_equal(http_send(self->client, &request, on_answer, self, NULL), RS_BUSY);
    /* and tear_down ends them all without a callback */
}

static void test_a_cancelled_request_has_no_callback(void **state)
{
    world *self = *state;
    http_request request = to(self, "/");
    int64_t ticket;
    self->reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    assert_int_equal(http_send(self->client, &request, on_answer, self, &ticket), RS_OK);
    http_cancel(self->client, ticket);
    http_cancel(self->client, ticket);
    ask(self, request);
    assert_int_equal(self->calls, 1);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_a_post_carries_its_headers_and_body_and_brings_the_answer),
        TEST(test_a_second_request_uses_the_same_connection),
        TEST(test_the_connections_of_a_burst_are_kept_for_the_next),
        TEST(test_an_error_status_is_an_answer_with_its_retry_after),
        TEST(test_a_redirect_is_not_followed),
        TEST(test_a_refused_connection_has_sent_nothing),
        TEST(test_a_connection_that_breaks_after_the_request_is_uncertain),
        TEST(test_what_must_not_happen_twice_is_not_sent_again_on_a_new_connection),
        TEST(test_a_question_is_asked_again_when_a_kept_connection_breaks),
        TEST(test_silence_ends_at_the_time_limit_and_is_uncertain),
        TEST(test_a_cut_off_answer_is_uncertain),
        TEST(test_an_answer_may_be_as_large_as_the_limit_and_not_larger),
        TEST(test_a_part_is_asked_for_and_brings_the_size_of_the_whole),
        TEST(test_of_a_server_without_ranges_only_the_part_is_taken),
        TEST(test_the_last_part_may_be_shorter),
        TEST(test_another_part_than_was_asked_for_is_no_answer),
        TEST(test_an_error_instead_of_a_part_keeps_its_status),
        TEST(test_other_schemes_are_refused),
        TEST(test_too_many_requests_at_once_are_busy),
        TEST(test_a_cancelled_request_has_no_callback),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
