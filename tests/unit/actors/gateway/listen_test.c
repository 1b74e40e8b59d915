#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <arpa/inet.h>
#include <cmocka.h>
#include <sys/socket.h>
#include <unistd.h>

#include "actors/gateway/topic.h"
#include "shared/listen.h"

static void test_loopback_needs_no_proxy(void **state)
{
    rs_error error;
    (void)state;
    assert_int_equal(listen_allowed("127.0.0.1", false, &error), RS_OK);
    assert_int_equal(listen_allowed("127.8.8.8", false, &error), RS_OK);
    assert_int_equal(listen_allowed("::1", false, &error), RS_OK);
}

static void test_beyond_loopback_takes_tls_in_front(void **state)
{
    static const char *const open[] = {"0.0.0.0", "192.168.1.5", "::", "2001:db8::1"};
    rs_error error;
    (void)state;
    for (size_t n = 0; n < sizeof open / sizeof *open; n++) {
        assert_int_equal(listen_allowed(open[n], false, &error), RS_CONFIG);
        assert_non_null(strstr(error.text, "tls_in_front"));
        assert_int_equal(listen_allowed(open[n], true, &error), RS_OK);
    }
}

static void test_names_are_no_addresses(void **state)
{
    rs_error error;
    (void)state;
    assert_int_equal(listen_allowed("localhost", true, &error), RS_CONFIG);
    assert_int_equal(listen_allowed("", true, &error), RS_CONFIG);
    assert_int_equal(listen_allowed("127.0.0.1:80", true, &error), RS_CONFIG);
}

static void test_each_instance_has_a_port_of_its_own(void **state)
{
    (void)state;
    assert_int_equal(listen_port("gateway", 8080), 8080);
    assert_int_equal(listen_port("gateway@1", 8080), 8080);
    assert_int_equal(listen_port("gateway@3", 8080), 8082);
    assert_int_equal(listen_port("gateway@blue", 8080), 8080);
    assert_int_equal(listen_port("gateway@3", 0), 0);
    assert_int_equal(listen_port("gateway@3", 65535), 65535);
}

static void test_a_port_in_use_is_said_in_words(void **state)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    rs_error error;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    (void)state;
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    int port = ntohs(address.sin_port);
    assert_int_equal(listen_free("127.0.0.1", port, &error), RS_NETWORK);
    assert_non_null(strstr(error.text, "another process"));
    close(fd);
    assert_int_equal(listen_free("127.0.0.1", port, &error), RS_OK);
}

static void test_topics_are_written_as_they_are_read(void **state)
{
    static const char *const names[] = {
        "payouts",  "payouts.presence",       "session", "chat:1", "chat:9007199254740991",
        "export:1", "export:9007199254740991"};
    char text[TOPIC_TEXT_MAX];
    topic out;
    (void)state;
    for (size_t n = 0; n < sizeof names / sizeof *names; n++) {
        assert_true(topic_parse(names[n], &out));
        topic_print(out, text);
        assert_string_equal(text, names[n]);
    }
}

static void test_other_topics_are_none(void **state)
{
    static const char *const bad[] = {"",
                                      "payout",
                                      "payouts.",
                                      "chat",
                                      "chat:",
                                      "chat:0",
                                      "chat:01",
                                      "export",
                                      "export:",
                                      "export:0x1",
                                      "exports:1",
                                      "chat:-1",
                                      "chat:1x",
                                      "chat:9007199254740992",
                                      "chat:99999999999999999999"};
    topic out;
    (void)state;
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++)
        assert_false(topic_parse(bad[n], &out));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loopback_needs_no_proxy),
        cmocka_unit_test(test_beyond_loopback_takes_tls_in_front),
        cmocka_unit_test(test_names_are_no_addresses),
        cmocka_unit_test(test_each_instance_has_a_port_of_its_own),
        cmocka_unit_test(test_a_port_in_use_is_said_in_words),
        cmocka_unit_test(test_topics_are_written_as_they_are_read),
        cmocka_unit_test(test_other_topics_are_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
