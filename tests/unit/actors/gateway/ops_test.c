/* The gateway's own ops beside the methods of the protocol. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "actors/gateway/ops.h"

static void test_no_op_has_the_number_of_a_method_that_browsers_may_ask_for(void **state_p)
{
#define OP_NUMBER(c_name, number, ...) number,
    static const int64_t numbers[] = {RS_OPS(OP_NUMBER)};
    (void)state_p;
    for (size_t n = 0; n < sizeof numbers / sizeof *numbers; n++) {
        const rs_method *method = protocol_method(numbers[n]);
        assert_false(method && protocol_is_for_browsers(method));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_op_has_the_number_of_a_method_that_browsers_may_ask_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
