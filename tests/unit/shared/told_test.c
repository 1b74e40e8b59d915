/* What was said to whom lately. */
#include "shared/told.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { VERA = 601, OLEG = 602, WHILE_MS = 1000 };

static void test_a_line_is_news_again_after_a_while_or_when_its_cause_is_over(void **state)
{
    (void)state;
    told self = {0};
    assert_false(told_lately(&self, VERA, TEXT_FLOOD, 50, WHILE_MS));
    told_note(&self, VERA, TEXT_FLOOD, 50);
    assert_true(told_lately(&self, VERA, TEXT_FLOOD, 1049, WHILE_MS));
    assert_false(told_lately(&self, VERA, TEXT_FLOOD, 1050, WHILE_MS));
    told_note(&self, VERA, TEXT_FLOOD, 1050);
    told_over(&self, VERA, TEXT_FLOOD);
    assert_false(told_lately(&self, VERA, TEXT_FLOOD, 1051, WHILE_MS));
}

static void test_one_line_says_nothing_of_another_and_one_person_nothing_of_another(void **state)
{
    (void)state;
    told self = {0};
    told_note(&self, VERA, TEXT_FLOOD, 50);
    assert_false(told_lately(&self, VERA, TEXT_UNKNOWN, 50, WHILE_MS));
    assert_false(told_lately(&self, OLEG, TEXT_FLOOD, 50, WHILE_MS));
    told_over(&self, OLEG, TEXT_FLOOD);
    told_over(&self, VERA, TEXT_UNKNOWN);
    assert_true(told_lately(&self, VERA, TEXT_FLOOD, 50, WHILE_MS));
}

static void test_the_oldest_falls_out(void **state)
{
    (void)state;
    told self = {0};
    for (int64_t chat = 1; chat <= TOLD_MAX + 1; chat++)
        told_note(&self, chat, TEXT_FLOOD, 50);
    assert_false(told_lately(&self, 1, TEXT_FLOOD, 50, WHILE_MS));
    assert_true(told_lately(&self, 2, TEXT_FLOOD, 50, WHILE_MS));
    assert_true(told_lately(&self, TOLD_MAX + 1, TEXT_FLOOD, 50, WHILE_MS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_line_is_news_again_after_a_while_or_when_its_cause_is_over),
        cmocka_unit_test(test_one_line_says_nothing_of_another_and_one_person_nothing_of_another),
        cmocka_unit_test(test_the_oldest_falls_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
