/* Erasing a person: what is refused, what is gone, what stays, and who they are if they come back.
 */
#include "actors/ledger/journal/seal.h"
#include "actors/ledger/views/lists/query.h"
#include "tests/unit/actors/ledger/world.h"

static const char why[] = "просьба самого участника";
static const char FIRST[] = "Аполлинария";
static const char LAST[] = "Неповторимая";
static const char NICK[] = "apollinaria_n";
static const char NOTE[] = "перезвонить на работу";
static const char SAID[] = "мой адрес: улица Незабудок";

static rs_err erase(world *self, int64_t participant, bool forfeit)
{
    rs_erase_args args = {
        .participant = participant,
        .rev = world_row(self, participant).rev,
        .forfeit = forfeit,
        .reason = why,
    };
    return world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_ERASE, &args);
}

/* 99.99 on hold for E, D, C and B each. */
static void buy(world *self, int order)
{
    assert_true(SEE(self, .ozon = OZON(E), .order = order, .status = RS_POSTING_DELIVERED,
                    .goods = {{1, 1, RUB(1999, 99)}}));
}

static bool opens(world *self, int64_t person, rs_bytes sealed)
{
    const char *text = NULL;
    return seal_unlock(self->stores.seal, person, sealed, self->memory, &text, NULL) == RS_OK;
}

/* Erased, and the key deleted. */
static void erased(world *self, int64_t participant, bool forfeit)
{
    if (erase(self, participant, forfeit) != RS_OK)
        fail_msg("%s", self->detail);
    assert_true(((const rs_participant_edit *)self->result)->erasing);
    world_pass(self, 1);
    rs_participant_edit now;
    view look = world_view(self);
    assert_true(show_edit(&look, participant, &now));
    assert_false(now.erasing);
}

/* ------------------------------------------------------------------------------- refusals */

static void test_points_are_paid_out_first_or_forfeited_in_so_many_words(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, 11);
    erase(self, D, false);
    world_refused(self, RS_REFUSED, "points:");
    EXPECT_BALANCE(self, D, PTS(99, 99), 0, 0);
    erased(self, D, true);
    EXPECT_BALANCE(self, D, 0, 0, 0);
    EXPECT_BALANCE(self, C, PTS(99, 99), 0, 0);
}

static void test_an_open_request_is_rejected_and_its_points_forfeited_with_the_rest(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, 11);
    world_pass(self, 30 * DAY);
    int64_t payout = world_payout(self, D, PTS(99, 99));
    EXPECT_BALANCE(self, D, 0, 0, PTS(99, 99));
    erase(self, D, false);
    world_refused(self, RS_REFUSED, "points:");
    assert_int_equal(world_payout_row(self, payout).state, RS_PAYOUT_NEW);
    erased(self, D, true);
    EXPECT_BALANCE(self, D, 0, 0, 0);
    assert_int_equal(world_payout_row(self, payout).state, RS_PAYOUT_REJECTED);
    assert_int_equal(world_account(self, D).open_payouts, 0);
}

static void test_a_debt_ends_with_the_person(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    rs_correct_args args = {.participant = D, .available_by = -PTS(7, 0), .reason = why};
    assert_int_equal(world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_CORRECT, &args), RS_OK);
    erase(self, D, false);
    world_refused(self, RS_REFUSED, "points:");
    erased(self, D, true);
    EXPECT_BALANCE(self, D, 0, 0, 0);
}

static void test_what_makes_no_sense_is_refused_and_changes_nothing(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    assert_int_equal(erase(self, D, true), RS_OK);
    erase(self, D, true); /* a second time: nothing left to do */
    world_refused(self, RS_REFUSED, "erased:");
    rs_erase_args args = {.participant = 99, .reason = why};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_ERASE, &args);
    world_refused(self, RS_NOT_FOUND, "participant:");
    args = (rs_erase_args){.participant = C, .rev = world_row(self, C).rev, .reason = "ну"};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_ERASE, &args);
    world_refused(self, RS_BAD_REQUEST, "reason:");
    args = (rs_erase_args){.participant = C, .rev = world_row(self, C).rev + 1, .reason = why};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_ERASE, &args);
    world_refused(self, RS_CONFLICT, "rev:");
    assert_int_equal(world_facts_of(self, FACT_erased), 1);
    assert_int_equal(world_row(self, C).status, RS_PARTICIPANT_ACTIVE);
}

static void test_only_an_owner_erases(void **state_p)
{
    world *self = *state_p;
    world_family(self); /* and their owner, administrator 1 */
    int64_t editor = world_admin(self, 91, RS_RIGHT_ADMIN);
    rs_erase_args args = {.participant = A, .rev = world_row(self, A).rev, .reason = why};
    world_ask_admin(self, editor, RS_PARTICIPANT_ERASE, &args);
    world_refused(self, RS_FORBIDDEN, "");
    assert_int_equal(world_ask_admin(self, 1, RS_PARTICIPANT_ERASE, &args), RS_OK);
}

static void test_nothing_of_an_erased_person_is_edited_any_more(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    erased(self, D, true);
    int64_t rev = world_row(self, D).rev;
    rs_note_args note = {.participant = D, .rev = rev, .note = NOTE};
    world_ask_admin(self, 1, RS_PARTICIPANT_NOTE, &note);
    world_refused(self, RS_REFUSED, "erased:");
    rs_block_args block = {.participant = D, .rev = rev, .reason = why};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_BLOCK, &block);
    world_refused(self, RS_REFUSED, "erased:");
    rs_ozon_args ozon = {.participant = D, .rev = rev, .ozon = "30000001", .reason = why};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_OZON, &ozon);
    world_refused(self, RS_REFUSED, "erased:");
    rs_correct_args points = {.participant = D, .available_by = 1, .reason = why};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_CORRECT, &points);
    world_refused(self, RS_REFUSED, "erased:");
    rs_tie_args tie = {
        .participant = A, .rev = world_row(self, A).rev, .inviter = D, .reason = why};
    world_ask(self, RS_ROLE_CTL, RS_PARTICIPANT_TIE, &tie);
    world_refused(self, RS_REFUSED, "inviter:");
}

/* ------------------------------------------------------------------------------- what is gone */

static bool holds(const rs_buf *bytes, const char *text)
{
    return memmem(bytes->data, bytes->size, text, strlen(text)) != NULL;
}

/* How many of the person's words one answer has. */
static int words_in(const rs_type *type, const void *message)
{
    const char *words[] = {FIRST, LAST, NICK, NOTE, SAID};
    rs_buf bytes = {0};
    int found = 0;
    codec_encode(type, message, &bytes);
    for (size_t n = 0; n < sizeof words / sizeof *words; n++)
        found += holds(&bytes, words[n]);
    buf_free(&bytes);
    return found;
}

static int words_of(world *self, rs_method_id method, view_fn *fn, const void *argument)
{
    const rs_type *type = protocol_method(method)->result;
    void *out = arena_give(self->memory, type->size);
    memset(out, 0, type->size);
    view look = world_view(self);
    if (fn(&look, argument, out) != RS_OK)
        fail_msg("%s: %s", protocol_method(method)->name, look.error.text);
    return words_in(type, out);
}
#define WORDS(self, method, view, kind, ...) words_of(self, method, view, &(kind){__VA_ARGS__})

static int words_in_cards(world *self)
{
    rs_audit_page page;
    view look = world_view(self);
    int found = 0;
    assert_int_equal(view_audit(&look, &(rs_audit_args){.limit = 100}, &page), RS_OK);
    for (size_t n = 0; n < page.rows.count; n++)
        found += WORDS(self, RS_AUDIT_CARD, view_audit_card, rs_audit_key,
                       .seq = page.rows.items[n].seq);
    return found;
}

static int words_in_lists(world *self)
{
    projection *people = projection_open(self->stores.state, self->stores.seal);
    while (!projection_fill(people, 1000))
        ;
    view look = world_view(self);
    rs_participants_page page = {0};
    look.people = people;
    assert_int_equal(view_participants(&look, &(rs_participants_args){.limit = 100}, &page), RS_OK);
    int found = words_in(&rs_participants_page_type, &page);
    assert_int_equal(
        world_look(&look, view_participants, &(rs_participants_args){.text = FIRST}, &page), RS_OK);
    found += (int)page.total;
    rs_referrals_args under = {.participant = C, .limit = 100};
    const rs_type *type = protocol_method(RS_TREE_REFERRALS)->result;
    void *out = arena_give(self->memory, type->size);
    assert_int_equal(view_referrals(&look, &under, out), RS_OK);
    found += words_in(type, out);
    projection_close(&people);
    return found;
}

/* What a deleted key cannot make unreadable has no place in the journal. */
static void expect_no_fact_in_plain_words(world *self)
{
    const char *words[] = {FIRST, LAST, NICK, NOTE, SAID};
    for (size_t n = 0; n < batch_count(self->desk.batch); n++) {
        rs_bytes fact = batch_fact(self->desk.batch, n);
        for (size_t w = 0; w < sizeof words / sizeof *words; w++)
            if (memmem(fact.data, fact.size, words[w], strlen(words[w])))
                fail_msg("fact %zu says \"%s\" in plain words", n + 1, words[w]);
    }
}

/* Everything that shows people, wherever it may show this one. */
static void count_words(world *self, int64_t room, int found[13])
{
    found[0] =
        WORDS(self, RS_PARTICIPANT_EDITABLE, view_edit, rs_one_participant, .participant = D);
    found[1] = WORDS(self, RS_AUDIT_LIST, view_audit, rs_audit_args, .limit = 100);
    found[2] = words_in_cards(self);
    found[3] = WORDS(self, RS_JOURNAL_LIST, view_journal, rs_journal_args, .limit = 200);
    found[4] = WORDS(self, RS_EXPORT_TREE, view_export_tree, rs_export_tree_args, .limit = 100);
    found[5] = WORDS(self, RS_PAYOUTS_LIST, view_payouts, rs_payouts_args, .limit = 100);
    found[6] = WORDS(self, RS_CONVERSATION_MESSAGES, view_messages, rs_messages_args, .id = room,
                     .limit = 100);
    found[7] = WORDS(self, RS_CONVERSATION_GET, view_conversation, rs_conversation_key, .id = room);
    found[8] = words_in_lists(self);
    found[9] = WORDS(self, RS_EXPORT_PURCHASES, view_export_purchases, rs_export_purchases_args,
                     .all = true, .limit = 100);
    found[10] = WORDS(self, RS_EVENTS_READ, view_events, rs_events_args, .topics = 0x7fffffff,
                      .limit = 100);
    found[11] = WORDS(self, RS_PARTICIPANT_EDITABLE, view_edit, rs_one_participant,
                      .participant = E); /* whose inviter they are */
    found[12] = WORDS(self, RS_PAYOUT_CARD, view_payout_card, rs_payout_key, .payout = 1);
}

static void test_no_view_list_journal_or_conversation_has_a_word_of_them(void **state_p)
{
    static const bool must_show[13] = {[0] = true, [1] = true, [2] = true, [4] = true,
                                       [5] = true, [6] = true, [8] = true, [11] = true};
    world *self = *state_p;
    world_family(self);
    rs_tg_user who = {.tg = TG(D), .first = FIRST, .last = LAST, .nick = NICK, .lang = RS_LANG_RU};
    assert_int_equal(
        world_ask(self, RS_ROLE_TELEGRAM, RS_PARTICIPANT_START, &(rs_start_args){.who = &who}),
        RS_OK);
    rs_note_args note = {.participant = D, .rev = world_row(self, D).rev, .note = NOTE};
    assert_int_equal(world_ask_admin(self, 1, RS_PARTICIPANT_NOTE, &note), RS_OK);
    rs_write_args said = {.kind = RS_CONVERSATION_SUPPORT, .who = &who, .text = SAID};
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_WRITE, &said), RS_OK);
    int64_t room = ((const rs_message_row *)self->result)->conversation;
    buy(self, 11);
    world_pass(self, 30 * DAY);
    world_payout(self, D, PTS(99, 99));

    expect_no_fact_in_plain_words(self);
    int found[13];
    count_words(self, room, found);
    for (int n = 0; n < 13; n++)
        if (must_show[n] && !found[n])
            fail_msg("view %d shows nothing of somebody who is there", n);
    erased(self, D, true);
    count_words(self, room, found);
    for (int n = 0; n < 13; n++)
        if (found[n])
            fail_msg("view %d still shows %d of the words of somebody erased", n, found[n]);
    rs_audit_page page;
    view look = world_view(self);
    rs_audit_args of = {.action = RS_ACTION_ERASE, .limit = 10};
    assert_int_equal(view_audit(&look, &of, &page), RS_OK);
    assert_int_equal(page.rows.count, 1);
    assert_string_equal(page.rows.items[0].reason, why);
}

static void test_a_conversation_from_before_they_joined_is_forgotten_too(void **state_p)
{
    world *self = *state_p;
    rs_tg_user who = {.tg = TG(1), .first = FIRST, .lang = RS_LANG_RU};
    rs_write_args said = {.kind = RS_CONVERSATION_SUPPORT, .who = &who, .text = SAID};
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_WRITE, &said), RS_OK);
    int64_t room = ((const rs_message_row *)self->result)->conversation;
    world_member(self, 1, 0);
    rs_messages_args all = {.id = room, .limit = 100};
    assert_true(words_of(self, RS_CONVERSATION_MESSAGES, view_messages, &all));
    erased(self, 1, true);
    assert_false(words_of(self, RS_CONVERSATION_MESSAGES, view_messages, &all));
    /* Nobody writes into it any more, neither they nor an operator. */
    world_admin(self, 90, RS_RIGHT_OWNER);
    rs_write_args answer = {.id = room, .text = "Здравствуйте!"};
    assert_int_not_equal(world_ask_admin(self, 1, RS_CONVERSATION_WRITE, &answer), RS_OK);
    assert_int_equal(world_ask(self, RS_ROLE_SUPPORT, RS_CONVERSATION_WRITE, &said), RS_OK);
    assert_int_not_equal(((const rs_message_row *)self->result)->conversation, room);
}

static void test_the_key_is_deleted_only_once_the_fact_is_durable(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    rs_bytes name = world_row(self, D).first;
    rs_bytes kept = world_row(self, C).first;
    world_pass(self, 1); /* all so far is durable */
    assert_int_equal(erase(self, D, true), RS_OK);
    arena *memory = arena_open();
    desk_do_due(&self->desk, memory);
    assert_true(opens(self, D, name));
    assert_int_equal(world_facts_of(self, FACT_forgotten), 0);
    world_pass(self, 0);
    assert_false(opens(self, D, name));
    assert_true(opens(self, C, kept));
    assert_int_equal(world_facts_of(self, FACT_forgotten), 1);
    arena_close(&memory);
}

/* ------------------------------------------------------------------------------- what stays */

static void test_sums_and_places_stay_and_the_shares_move_no_more(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, 11);
    rs_account_row before = world_account(self, D);
    erased(self, D, true);
    rs_account_row after = world_account(self, D);
    assert_int_equal(after.corrected, -PTS(99, 99));
    assert_int_equal(after.orders, before.orders);
    assert_int_equal(after.sum, before.sum);
    assert_int_equal(world_row(self, E).inviter, D);
    assert_int_equal(world_row(self, D).inviter, C);
    /* What comes back now takes from all but them; what is bought anew brings them nothing. */
    SEE_RETURN(self, .ozon = OZON(E), .order = 11, .id = 5, .sku = 1, .qty = 1);
    EXPECT_BALANCE(self, D, 0, 0, 0);
    EXPECT_BALANCE(self, C, 0, 0, 0);
    EXPECT_BALANCE(self, E, 0, 0, 0);
    buy(self, 12);
    EXPECT_BALANCE(self, D, 0, 0, 0);
    EXPECT_BALANCE(self, C, PTS(99, 99), 0, 0);
    EXPECT_BALANCE(self, E, PTS(99, 99), 0, 0);
    world_pass(self, 40 * DAY);
    EXPECT_BALANCE(self, D, 0, 0, 0);
    EXPECT_BALANCE(self, C, 0, PTS(99, 99), 0);
}

static void test_a_purchase_on_its_way_brings_them_nothing_when_it_arrives(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    SEE(self, .ozon = OZON(E), .order = 11, .goods = {{1, 1, RUB(1999, 99)}});
    assert_int_equal(world_account(self, D).expected, PTS(99, 99));
    erased(self, D, true);
    world_check(self);
    world_pass(self, 1);
    buy(self, 11);
    EXPECT_BALANCE(self, D, 0, 0, 0);
    assert_int_equal(world_account(self, D).expected, 0);
    EXPECT_BALANCE(self, C, PTS(99, 99), 0, 0);
}

/* ------------------------------------------------------------------------------- coming back */

static void test_what_their_proven_purchases_brought_to_others_is_released_in_time(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, 11);
    erased(self, E, true);
    world_pass(self, 30 * DAY);
    EXPECT_BALANCE(self, D, 0, PTS(99, 99), 0);
}

static void test_who_comes_back_is_somebody_new_with_the_same_ids(void **state_p)
{
    world *self = *state_p;
    world_family(self);
    buy(self, 11);
    erased(self, E, true);
    assert_int_equal(world_row(self, E).tg, 0);
    assert_int_equal(world_row(self, E).ozon, 0);
    int64_t again = world_join(self, E, NULL);
    assert_int_equal(again, E + 1);
    world_consent(self, E);
    const char *ozon = arena_print(self->memory, "%lld", (long long)OZON(E));
    assert_int_equal(world_register(self, E, ozon), RS_REGISTER_UNPROVEN);
    assert_false(world_row(self, again).proven);
    assert_int_equal(world_row(self, again).ozon, OZON(E));
    assert_int_equal(world_row(self, again).inviter, 0);
    EXPECT_BALANCE(self, again, 0, 0, 0); /* what was bought before is history */
    EXPECT_BALANCE(self, D, PTS(99, 99), 0, 0);
    buy(self, 12);
    EXPECT_BALANCE(self, again, PTS(99, 99), 0, 0);
    EXPECT_BALANCE(self, E, 0, 0, 0);
    EXPECT_BALANCE(self, D, PTS(99, 99), 0, 0);
    erased(self, again, true);
    EXPECT_BALANCE(self, again, 0, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(points_are_paid_out_first_or_forfeited_in_so_many_words),
        WORLD_TEST(an_open_request_is_rejected_and_its_points_forfeited_with_the_rest),
        WORLD_TEST(a_debt_ends_with_the_person),
        WORLD_TEST(what_makes_no_sense_is_refused_and_changes_nothing),
        WORLD_TEST(only_an_owner_erases),
        WORLD_TEST(nothing_of_an_erased_person_is_edited_any_more),
        WORLD_TEST(no_view_list_journal_or_conversation_has_a_word_of_them),
        WORLD_TEST(a_conversation_from_before_they_joined_is_forgotten_too),
        WORLD_TEST(the_key_is_deleted_only_once_the_fact_is_durable),
        WORLD_TEST(sums_and_places_stay_and_the_shares_move_no_more),
        WORLD_TEST(a_purchase_on_its_way_brings_them_nothing_when_it_arrives),
        WORLD_TEST(what_their_proven_purchases_brought_to_others_is_released_in_time),
        WORLD_TEST(who_comes_back_is_somebody_new_with_the_same_ids),
    };
    return cmocka_run_group_tests_name("ledger/erase", tests, NULL, NULL);
}
