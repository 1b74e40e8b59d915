/* The form for requisites, without ledger, Telegram or clock. */
#include "tests/unit/actors/telegram/stage.h"

static rs_requisites_mask draft_of = {.method = RS_METHOD_CARD};
static rs_requisites_mask saved = {.method = RS_METHOD_SBP, .tail = "6789", .bank = "Банк"};

static const rs_requisite_args *put(void)
{
    return argument(RS_REQUISITE_SET);
}

/* The ledger took the answer and asks on; 0: the form is complete. */
static void goes_on(rs_requisite want)
{
    answer(RS_OK, "",
           &(rs_requisites_view){
               .draft = want ? &draft_of : NULL, .saved = want ? NULL : &saved, .want = want});
    now.place = now.next;
}

static void begin_form(rs_payout_method method)
{
    draft_of.method = method;
    now.place.step = "amount";
    typed("250");
    argument(RS_REQUISITES_GET);
    answer(RS_OK, "", &(rs_requisites_view){0});
    assert_said("Куда перевести деньги?");
    now.place = now.next;
    char data[32];
    snprintf(data, sizeof data, "v1:rm:%d:25000", (int)method);
    pressed(data);
    assert_int_equal(put()->field, RS_REQUISITE_METHOD);
    assert_int_equal(put()->choice, method);
    goes_on(RS_REQUISITE_NUMBER);
}

static void test_every_method_is_a_button(void **state)
{
    (void)state;
    now.place.step = "amount";
    typed("250");
    argument(RS_REQUISITES_GET);
    answer(RS_OK, "", &(rs_requisites_view){0});
    assert_string_equal(button("По номеру телефона (СБП)"), "v1:rm:1:25000");
    assert_string_equal(button("На карту"), "v1:rm:2:25000");
    assert_string_equal(button("На счёт в банке"), "v1:rm:3:25000");
    now.place = now.next;
    typed("на карту");
    assert_int_equal(now.method, 0);
    assert_said("кнопкой");
}

static void test_the_form_goes_from_the_method_to_the_check(void **state)
{
    (void)state;
    begin_form(RS_METHOD_SBP);
    assert_said("номер телефона");
    typed("+7 912 345-67-89");
    assert_int_equal(put()->field, RS_REQUISITE_NUMBER);
    assert_string_equal(put()->text, "+7 912 345-67-89");
    assert_null(strstr(now.next.data, "912")); /* the dialogue is not sealed */
    goes_on(RS_REQUISITE_BANK);
    assert_said("В каком банке?");
    typed("Банк");
    goes_on(RS_REQUISITE_NAME);
    assert_said("Имя и фамилия");
    typed("Вера Иванова");
    goes_on(RS_REQUISITE_PAYEE);
    pressed(button("Самозанятый"));
    assert_int_equal(put()->choice, RS_PAYEE_SELF_EMPLOYED);
    goes_on(RS_REQUISITE_INN);
    assert_said("ИНН");
    pressed(button("Пропустить"));
    assert_int_equal(put()->field, RS_REQUISITE_INN);
    goes_on(0);
    assert_said("Проверьте заявку");
    assert_said("Спишем: 250 баллов");
    assert_said("Куда: СБП, Банк, телефон ··6789");
    assert_string_equal(button("Подтвердить"), "v1:py:25000:100");
}

static void test_a_wrong_answer_is_explained_and_asked_for_again(void **state)
{
    (void)state;
    const struct {
        rs_payout_method method;
        const char *words;
    } cases[] = {
        {RS_METHOD_SBP, "мобильного телефона"},
        {RS_METHOD_CARD, "Карты с таким номером не бывает"},
        {RS_METHOD_ACCOUNT, "ровно 20 цифр"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        begin_form(cases[i].method);
        typed("12");
        answer(RS_BAD_REQUEST, "number: ", NULL);
        argument(RS_REQUISITES_GET);
        answer(RS_OK, "", &(rs_requisites_view){.draft = &draft_of, .want = RS_REQUISITE_NUMBER});
        assert_said(cases[i].words);
        assert_string_equal(now.next.step, "requisites");
        now.place = now.next;
        typed("34");
        assert_int_equal(put()->field, RS_REQUISITE_NUMBER);
    }
}

static void test_other_requisites_begin_the_form_anew(void **state)
{
    (void)state;
    pressed("v1:rn:25000");
    assert_said("Куда перевести деньги?");
    assert_string_equal(button("На карту"), "v1:rm:2:25000");
}

static void test_an_answer_that_was_overtaken_begins_the_form_anew(void **state)
{
    (void)state;
    pressed("v1:rp:1:25000");
    assert_int_equal(put()->field, RS_REQUISITE_PAYEE);
    answer(RS_CONFLICT, "field: that is not what is asked now", NULL);
    assert_said("Куда перевести деньги?");
}

static void test_the_menu_leaves_the_form(void **state)
{
    (void)state;
    begin_form(RS_METHOD_CARD);
    typed("Баланс");
    assert_string_equal(now.next.step, "");
    assert_said("Баланс:");
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, stage_set_up, stage_tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_every_method_is_a_button),
        TEST(test_the_form_goes_from_the_method_to_the_check),
        TEST(test_a_wrong_answer_is_explained_and_asked_for_again),
        TEST(test_other_requisites_begin_the_form_anew),
        TEST(test_an_answer_that_was_overtaken_begins_the_form_anew),
        TEST(test_the_menu_leaves_the_form),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
