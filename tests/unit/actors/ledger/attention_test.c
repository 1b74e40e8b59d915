/* What a person decides of returns that Ozon leaves open, and the list of what waits for one. */
#include "tests/unit/actors/ledger/couple.h"

static const char why[] = "покупатель прислал фото";

static const rs_attention_page *list(world *self, rs_attention kind, int64_t until)
{
    rs_attention_page *out = arena_give(self->memory, sizeof *out);
    rs_attention_args args = {.kind = kind, .until = until, .limit = 50};
    view look = world_view(self);
    assert_int_equal(view_attention(&look, &args, out), RS_OK);
    return out;
}

static const rs_attention_row *only(world *self, rs_attention kind)
{
    const rs_attention_page *page = list(self, kind, 0);
    assert_int_equal(page->rows.count, 1);
    return &page->rows.items[0];
}

static void nothing_waits(world *self)
{
    for (size_t n = 0; n < rs_attention_enum.count; n++)
        assert_int_equal(list(self, (rs_attention)rs_attention_enum.values[n].value, 0)->rows.count,
                         0);
}

/* Return `ret` of the order, as the ledger has it now. */
static rs_decide_args args_for(world *self, int64_t ret, rs_return_state to, int64_t qty)
{
    view look = world_view(self);
    rs_decide_args out = {.ret = ret, .state = to, .qty = qty, .reason = why};
    out.posting = row_ref(self->stores.state, self->memory, TABLE_RETURN, KEY_2(STORE, ret));
    rs_attention_row row;
    assert_true(show_attention(&look, out.posting, &row));
    for (size_t n = 0; n < row.returns.count; n++)
        if (row.returns.items[n].ret == ret) {
            out.asked = row.returns.items[n].asked;
            return out;
        }
    fail_msg("there is no return %lld", (long long)ret);
    return out;
}

static rs_err decide_as(world *self, int64_t ret, rs_return_state to, int64_t qty)
{
    rs_decide_args args = args_for(self, ret, to, qty);
    return world_ask(self, RS_ROLE_CTL, RS_RETURN_DECIDE, &args);
}

static void open_return(world *self, int64_t qty)
{
    delivered(self, RS_SCHEME_FBO);
    world_pass(self, DAY);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = qty,
               .state = RS_RETURN_OPEN);
}

static void test_an_open_return_waits_and_is_old_when_the_moment_asked_for_is_later(void **state_p)
{
    world *self = couple(state_p);
    open_return(self, 1);
    int64_t seen = world_now(self);
    const rs_attention_row *row = only(self, RS_ATTENTION_OPEN);
    assert_int_equal(row->participant, BUYER);
    assert_int_equal(row->held, PTS(145, 0));
    assert_int_equal(row->returns.items[0].kind, RS_ATTENTION_OPEN);
    assert_int_equal(row->returns.items[0].units, 3);
    assert_int_equal(list(self, RS_ATTENTION_OPEN, seen)->rows.count, 0);
    assert_int_equal(list(self, RS_ATTENTION_OPEN, seen + 1)->rows.count, 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 1, .asked = seen + 1,
               .state = RS_RETURN_VOID);
    nothing_waits(self);
}

static void test_counted_by_a_person_takes_back_so_many_units(void **state_p)
{
    world *self = couple(state_p);
    open_return(self, 2);
    EXPECT_BALANCE(self, INVITER, PTS(145, 0), 0, 0);
    assert_int_equal(decide_as(self, 1, RS_RETURN_COUNTED, 1), RS_OK);
    const rs_attention_row *row = self->result;
    assert_int_equal(row->returns.items[0].ruled, RS_RETURN_COUNTED);
    assert_int_equal(row->returns.items[0].ruled_qty, 1);
    EXPECT_BALANCE(self, INVITER, PTS(95, 0), 0, 0);
    nothing_waits(self);
    world_pass(self, 30 * DAY);
    EXPECT_BALANCE(self, INVITER, 0, PTS(95, 0), 0); /* no return holds it any more */
}

static void test_void_by_a_person_takes_nothing_and_holds_nothing(void **state_p)
{
    world *self = couple(state_p);
    open_return(self, 2);
    world_pass(self, 40 * DAY);
    EXPECT_BALANCE(self, INVITER, PTS(145, 0), 0, 0); /* held by the return */
    assert_int_equal(decide_as(self, 1, RS_RETURN_VOID, 0), RS_OK);
    world_pass(self, 1);
    EXPECT_BALANCE(self, INVITER, 0, PTS(145, 0), 0);
    nothing_waits(self);
}

static void test_a_return_of_an_unknown_type_waits_whatever_ozon_says_of_its_state(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_FBO);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 12, .qty = 1,
               .type = RS_RETURN_UNKNOWN);
    assert_int_equal(only(self, RS_ATTENTION_UNKNOWN)->returns.items[0].kind, RS_ATTENTION_UNKNOWN);
    assert_int_equal(list(self, RS_ATTENTION_OPEN, 0)->rows.count, 0);
    assert_int_equal(decide_as(self, 1, RS_RETURN_COUNTED, 1), RS_OK);
    EXPECT_BALANCE(self, INVITER, PTS(140, 0), 0, 0);
    nothing_waits(self);
}

static void test_an_rfbs_return_without_a_quantity_waits_for_one(void **state_p)
{
    world *self = couple(state_p);
    delivered(self, RS_SCHEME_RFBS);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11);
    assert_int_equal(only(self, RS_ATTENTION_UNSIZED)->returns.items[0].qty, 0);
    EXPECT_BALANCE(self, INVITER, PTS(145, 0), 0, 0);
    assert_int_equal(decide_as(self, 1, RS_RETURN_COUNTED, 3), RS_OK);
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    nothing_waits(self);
}

static void test_a_purchase_in_another_currency_waits_until_it_is_cancelled(void **state_p)
{
    world *self = couple(state_p);
    int64_t created = world_now(self);
    SEE(self, .ozon = OZON(E), .order = 3, .status = RS_POSTING_DELIVERED, .currency = "KZT",
        .goods = {{11, 1, RUB(1000, 0)}});
    EXPECT_BALANCE(self, INVITER, 0, 0, 0);
    assert_string_equal(only(self, RS_ATTENTION_CURRENCY)->currency, "KZT");
    assert_int_equal(list(self, RS_ATTENTION_CURRENCY, created)->rows.count, 0);
    assert_int_equal(list(self, RS_ATTENTION_CURRENCY, created + 1)->rows.count, 1);
    world_pass(self, 1);
    SEE(self, .ozon = OZON(E), .order = 3, .status = RS_POSTING_CANCELLED, .currency = "KZT",
        .created = created, .goods = {{11, 1, RUB(1000, 0)}});
    nothing_waits(self);
}

static void test_what_nobody_of_the_programme_bought_waits_for_nobody(void **state_p)
{
    world *self = couple(state_p);
    SEE(self, .ozon = OZON(B), .order = 4, .status = RS_POSTING_ORDERED,
        .goods = {{11, 1, RUB(1000, 0)}});
    SEE_RETURN(self, .ozon = OZON(B), .order = 4, .id = 9, .sku = 11, .qty = 1,
               .state = RS_RETURN_OPEN);
    nothing_waits(self);
}

static void test_ozon_goes_first_whenever_it_decides(void **state_p)
{
    world *self = couple(state_p);
    open_return(self, 2);
    assert_int_equal(decide_as(self, 1, RS_RETURN_VOID, 0), RS_OK);
    EXPECT_BALANCE(self, INVITER, PTS(145, 0), 0, 0);
    world_pass(self, 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 2,
               .state = RS_RETURN_OPEN); /* says nothing new: the decision stands */
    nothing_waits(self);
    world_pass(self, 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 2);
    EXPECT_BALANCE(self, INVITER, PTS(50, 0), 0, 0);
    decide_as(self, 1, RS_RETURN_COUNTED, 1);
    world_refused(self, RS_REFUSED, "state: Ozon has decided");
    world_pass(self, 1);
    SEE_RETURN(self, .ozon = OZON(E), .order = 2, .id = 1, .sku = 11, .qty = 2,
               .state = RS_RETURN_OPEN); /* takes it back: the person's word again */
    EXPECT_BALANCE(self, INVITER, PTS(145, 0), 0, 0);
}

static void test_a_decision_can_be_changed_and_taken_back(void **state_p)
{
    world *self = couple(state_p);
    open_return(self, 2);
    assert_int_equal(decide_as(self, 1, RS_RETURN_COUNTED, 1), RS_OK);
    assert_int_equal(decide_as(self, 1, RS_RETURN_COUNTED, 3), RS_OK);
    EXPECT_BALANCE(self, INVITER, PTS(5, 0), 0, 0);
    assert_int_equal(decide_as(self, 1, RS_RETURN_OPEN, 0), RS_OK);
    EXPECT_BALANCE(self, INVITER, PTS(145, 0), 0, 0);
    only(self, RS_ATTENTION_OPEN);
}

static void test_decisions_that_make_no_sense_are_refused(void **state_p)
{
    world *self = couple(state_p);
    open_return(self, 2);
    decide_as(self, 1, RS_RETURN_COUNTED, 0);
    world_refused(self, RS_BAD_REQUEST, "qty: 1 to 3 units");
    decide_as(self, 1, RS_RETURN_COUNTED, 4);
    world_refused(self, RS_BAD_REQUEST, "qty: 1 to 3 units");
    decide_as(self, 1, RS_RETURN_VOID, 1);
    world_refused(self, RS_BAD_REQUEST, "qty: only");
    decide_as(self, 1, RS_RETURN_OPEN, 0);
    world_refused(self, RS_BAD_REQUEST, "state: nothing to change");
    rs_decide_args args = args_for(self, 1, RS_RETURN_VOID, 0);
    args.reason = "ну";
    world_ask(self, RS_ROLE_CTL, RS_RETURN_DECIDE, &args);
    world_refused(self, RS_BAD_REQUEST, "reason:");
    args = args_for(self, 1, RS_RETURN_VOID, 0);
    args.asked--;
    world_ask(self, RS_ROLE_CTL, RS_RETURN_DECIDE, &args);
    world_refused(self, RS_CONFLICT, "asked:");
    args = args_for(self, 1, RS_RETURN_VOID, 0);
    args.ret = 77;
    world_ask(self, RS_ROLE_CTL, RS_RETURN_DECIDE, &args);
    world_refused(self, RS_NOT_FOUND, "ret:");
    assert_int_equal(world_facts_of(self, FACT_return_decided), 0);
}

static void test_a_decision_stands_in_the_journal_of_actions_with_what_it_was(void **state_p)
{
    world *self = couple(state_p);
    world_admin(self, 90, RS_RIGHT_OWNER);
    int64_t editor = world_admin(self, 91, RS_RIGHT_ADMIN);
    int64_t reader = world_admin(self, 92, RS_RIGHT_ANALYST);
    open_return(self, 2);
    world_login(self, editor);
    world_login(self, reader);
    rs_decide_args args = args_for(self, 1, RS_RETURN_COUNTED, 1);
    world_ask_admin(self, reader, RS_RETURN_DECIDE, &args);
    world_refused(self, RS_FORBIDDEN, "");
    assert_int_equal(world_ask_admin(self, editor, RS_RETURN_DECIDE, &args), RS_OK);
    rs_audit_page page;
    rs_audit_card card;
    view look = world_view(self);
    rs_audit_args of = {.object = RS_OBJECT_POSTING, .id = args.posting, .limit = 10};
    assert_int_equal(view_audit(&look, &of, &page), RS_OK);
    assert_int_equal(page.rows.count, 1);
    assert_int_equal(page.rows.items[0].action, RS_ACTION_DECIDE);
    assert_int_equal(page.rows.items[0].admin, editor);
    assert_string_equal(page.rows.items[0].reason, why);
    rs_audit_key key = {.seq = page.rows.items[0].seq};
    assert_int_equal(view_audit_card(&look, &key, &card), RS_OK);
    assert_int_equal(card.changes.count, 2);
    assert_string_equal(card.changes.items[0].name, "return 1");
    assert_string_equal(card.changes.items[0].before, "open");
    assert_string_equal(card.changes.items[0].after, "counted");
    assert_string_equal(card.changes.items[1].before, "2");
    assert_string_equal(card.changes.items[1].after, "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(an_open_return_waits_and_is_old_when_the_moment_asked_for_is_later),
        WORLD_TEST(counted_by_a_person_takes_back_so_many_units),
        WORLD_TEST(void_by_a_person_takes_nothing_and_holds_nothing),
        WORLD_TEST(a_return_of_an_unknown_type_waits_whatever_ozon_says_of_its_state),
        WORLD_TEST(an_rfbs_return_without_a_quantity_waits_for_one),
        WORLD_TEST(a_purchase_in_another_currency_waits_until_it_is_cancelled),
        WORLD_TEST(what_nobody_of_the_programme_bought_waits_for_nobody),
        WORLD_TEST(ozon_goes_first_whenever_it_decides),
        WORLD_TEST(a_decision_can_be_changed_and_taken_back),
        WORLD_TEST(decisions_that_make_no_sense_are_refused),
        WORLD_TEST(a_decision_stands_in_the_journal_of_actions_with_what_it_was),
    };
    return cmocka_run_group_tests_name("ledger/attention", tests, NULL, NULL);
}
