/* The journal of administrators' actions, and the history of the settings. */
#include "tests/unit/actors/ledger/world.h"

static const char why[] = "по обращению участника";
enum { OWNER = 1, EDITOR = 2 };

static void people(world *self)
{
    world_family(self); /* and their owner */
    assert_int_equal(world_admin(self, 91, RS_RIGHT_ADMIN), EDITOR);
}

static const rs_audit_page *list(world *self, rs_audit_args args)
{
    rs_audit_page *out = arena_give(self->memory, sizeof *out);
    view look = world_view(self);
    args.limit = args.limit ? args.limit : 100;
    assert_int_equal(view_audit(&look, &args, out), RS_OK);
    return out;
}
#define LIST(self, ...) list(self, (rs_audit_args){__VA_ARGS__})

static const rs_audit_card *card(world *self, int64_t seq)
{
    rs_audit_card *out = arena_give(self->memory, sizeof *out);
    view look = world_view(self);
    assert_int_equal(view_audit_card(&look, &(rs_audit_key){.seq = seq}, out), RS_OK);
    return out;
}

/* Of the newest entry. */
static const rs_audit_card *newest(world *self)
{
    return card(self, LIST(self, .limit = 1)->rows.items[0].seq);
}

static void expect_change(const rs_audit_card *of, const char *name, rs_value_kind value,
                          const char *before, const char *after)
{
    for (size_t n = 0; n < of->changes.count; n++) {
        const rs_change *one = &of->changes.items[n];
        if (strcmp(one->name, name) != 0)
            continue;
        assert_int_equal(one->value, value);
        assert_string_equal(one->before, before);
        assert_string_equal(one->after, after);
        return;
    }
    fail_msg("%s did not change", name);
}

static rs_err block(world *self, int64_t admin, int64_t participant, bool blocked)
{
    rs_block_args args = {
        .participant = participant,
        .rev = world_row(self, participant).rev,
        .blocked = blocked,
        .reason = why,
    };
    return world_ask_admin(self, admin, RS_PARTICIPANT_BLOCK, &args);
}

static void test_an_entry_says_who_when_what_and_why(void **state_p)
{
    world *self = *state_p;
    people(self);
    world_pass(self, HOUR);
    assert_int_equal(block(self, EDITOR, D, true), RS_OK);
    const rs_audit_page *page = LIST(self, .object = RS_OBJECT_PARTICIPANT, .id = D);
    assert_int_equal(page->rows.count, 1);
    const rs_audit_row *row = &page->rows.items[0];
    assert_int_equal(row->at, world_now(self));
    assert_int_equal(row->admin, EDITOR);
    assert_non_null(row->author);
    assert_int_equal(row->action, RS_ACTION_BLOCK);
    assert_int_equal(row->object, RS_OBJECT_PARTICIPANT);
    assert_int_equal(row->id, D);
    assert_non_null(row->name);
    assert_string_equal(row->reason, why);
    expect_change(card(self, row->seq), "status", RS_VALUE_WORD, "active", "blocked");
}

static void test_every_edit_of_a_participant_is_an_entry_with_old_and_new_values(void **state_p)
{
    world *self = *state_p;
    people(self);
    rs_correct_args correct = {
        .participant = D, .held_by = PTS(2, 0), .available_by = -PTS(1, 0), .reason = why};
    assert_int_equal(world_ask_admin(self, EDITOR, RS_PARTICIPANT_CORRECT, &correct), RS_OK);
    const rs_audit_card *of = newest(self);
    assert_int_equal(of->row->action, RS_ACTION_CORRECT);
    assert_string_equal(of->row->reason, why);
    expect_change(of, "held", RS_VALUE_POINTS, "0", "200");
    expect_change(of, "available", RS_VALUE_POINTS, "0", "-100");

    rs_tie_args tie = {.participant = D, .inviter = A, .reason = why};
    assert_int_equal(world_ask_admin(self, EDITOR, RS_PARTICIPANT_TIE, &tie), RS_OK);
    expect_change(newest(self), "inviter", RS_VALUE_PARTICIPANT, "3", "1");
    assert_string_equal(newest(self)->row->reason, why);

    rs_ozon_args ozon = {
        .participant = D, .rev = world_row(self, D).rev, .ozon = "30000777", .reason = why};
    assert_int_equal(world_ask_admin(self, EDITOR, RS_PARTICIPANT_OZON, &ozon), RS_OK);
    of = newest(self);
    expect_change(of, "ozon", RS_VALUE_TEXT, "20000004", "30000777");
    expect_change(of, "proven", RS_VALUE_FLAG, "true", "");
    ozon.proven = true;
    ozon.rev = world_row(self, D).rev;
    assert_int_equal(world_ask_admin(self, EDITOR, RS_PARTICIPANT_OZON, &ozon), RS_OK);
    expect_change(newest(self), "proven", RS_VALUE_FLAG, "", "true");
    ozon.ozon = NULL;
    ozon.rev = world_row(self, D).rev;
    assert_int_equal(world_ask_admin(self, EDITOR, RS_PARTICIPANT_OZON, &ozon), RS_OK);
    expect_change(newest(self), "ozon", RS_VALUE_TEXT, "30000777", "");

    rs_note_args note = {.participant = D, .rev = world_row(self, D).rev, .note = "раз"};
    assert_int_equal(world_ask_admin(self, EDITOR, RS_PARTICIPANT_NOTE, &note), RS_OK);
    expect_change(newest(self), "note", RS_VALUE_TEXT, "", "раз");
    note.rev = world_row(self, D).rev;
    note.note = "два";
    assert_int_equal(world_ask_admin(self, EDITOR, RS_PARTICIPANT_NOTE, &note), RS_OK);
    expect_change(newest(self), "note", RS_VALUE_TEXT, "раз", "два");
    /* An Ozon ID in the place of another is one entry, not two. */
    assert_int_equal(LIST(self, .object = RS_OBJECT_PARTICIPANT, .id = D)->rows.count, 7);
}

static void test_administrators_and_settings_are_entries_too(void **state_p)
{
    world *self = *state_p;
    people(self);
    rs_admin_args args = {.id = EDITOR,
                          .tg = TG(91),
                          .name = "Борис",
                          .rights = RS_RIGHT_SUPPORT,
                          .reason = "меньше прав"};
    assert_int_equal(world_ask_admin(self, OWNER, RS_ADMIN_SET, &args), RS_OK);
    const rs_audit_card *of = newest(self);
    assert_int_equal(of->row->action, RS_ACTION_CHANGE);
    assert_int_equal(of->row->object, RS_OBJECT_ADMIN);
    assert_string_equal(of->row->name, "Борис");
    assert_string_equal(of->row->reason, "меньше прав");
    expect_change(of, "rights", RS_VALUE_RIGHTS, "2", "8");
    args.blocked = true;
    assert_int_equal(world_ask_admin(self, OWNER, RS_ADMIN_SET, &args), RS_OK);
    assert_int_equal(newest(self)->row->action, RS_ACTION_BLOCK);
    expect_change(newest(self), "blocked", RS_VALUE_FLAG, "", "true");
    args.rights = 0;
    assert_int_equal(world_ask_admin(self, OWNER, RS_ADMIN_SET, &args), RS_OK);
    assert_int_equal(newest(self)->row->action, RS_ACTION_DELETE);

    static const int64_t rates[] = {100, 200};
    rs_settings settings = world_settings(self);
    settings.levels = 2;
    settings.level_rates = (rs_ints){rates, 2};
    settings.text_help = "Пишите";
    world_set(self, &settings);
    of = newest(self);
    assert_int_equal(of->row->object, RS_OBJECT_SETTINGS);
    expect_change(of, "levels", RS_VALUE_NUMBER, "3", "2");
    expect_change(of, "level_rates", RS_VALUE_RATE, "500 500 500", "100 200");
    expect_change(of, "text_help", RS_VALUE_TEXT, "", "Пишите");
    assert_int_equal(of->changes.count, 3);
}

static void test_moves_of_payouts_are_entries_and_what_participants_do_is_not(void **state_p)
{
    world *self = *state_p;
    people(self);
    rs_correct_args correct = {.participant = D, .available_by = PTS(500, 0), .reason = why};
    assert_int_equal(world_ask_admin(self, OWNER, RS_PARTICIPANT_CORRECT, &correct), RS_OK);
    int64_t payout = world_payout(self, D, PTS(100, 0));
    size_t before = LIST(self, 0)->rows.count;
    self->as = OWNER;
    rs_payout_claim_args claim = {
        .payout = payout, .rev = world_payout_row(self, payout).rev, .take = true};
    assert_int_equal(world_ask_admin(self, OWNER, RS_PAYOUT_CLAIM, &claim), RS_OK);
    expect_change(newest(self), "operator", RS_VALUE_ADMIN, "", "1");
    assert_int_equal(world_move(self, payout, RS_PAYOUT_NEGOTIATION), RS_OK);
    expect_change(newest(self), "state", RS_VALUE_WORD, "new", "negotiation");
    assert_int_equal(world_move(self, payout, RS_PAYOUT_PAID), RS_OK);
    expect_change(newest(self), "state", RS_VALUE_WORD, "negotiation", "paid");
    assert_int_equal(newest(self)->row->object, RS_OBJECT_PAYOUT);
    payout = world_payout(self, D, PTS(100, 0));
    rs_payout_cancel_args cancel = {.tg = TG(D), .payout = payout};
    assert_int_equal(world_ask(self, RS_ROLE_TELEGRAM, RS_PAYOUT_CANCEL, &cancel), RS_OK);
    assert_int_equal(LIST(self, 0)->rows.count, before + 3);
    assert_int_equal(LIST(self, .participant = D)->rows.count, 4); /* the correction, and those */
    assert_int_equal(LIST(self, .participant = D, .object = RS_OBJECT_PAYOUT)->rows.count, 3);
    assert_int_equal(LIST(self, .participant = C)->rows.count, 0);
}

static void test_entries_are_found_by_author_action_object_and_time(void **state_p)
{
    world *self = *state_p;
    people(self);
    int64_t start = world_now(self);
    world_pass(self, HOUR);
    block(self, EDITOR, D, true);
    world_pass(self, HOUR);
    block(self, OWNER, D, false);
    block(self, OWNER, C, true);
    world_pass(self, HOUR);
    world_set_status(self, B, RS_PARTICIPANT_BLOCKED); /* from the console */
    assert_int_equal(LIST(self, .admin = EDITOR)->rows.count, 1);
    assert_int_equal(LIST(self, .admin = OWNER)->rows.count, 2);
    assert_int_equal(LIST(self, .console = true, .object = RS_OBJECT_PARTICIPANT)->rows.items[0].id,
                     B);
    assert_int_equal(LIST(self, .action = RS_ACTION_BLOCK)->rows.count, 3);
    assert_int_equal(
        LIST(self, .action = RS_ACTION_BLOCK, .object = RS_OBJECT_PARTICIPANT, .id = D)->rows.count,
        1);
    assert_int_equal(LIST(self, .id = D)->rows.count, 2); /* whatever has that number */
    assert_int_equal(LIST(self, .since = start + 2 * HOUR)->rows.count, 3);
    assert_int_equal(LIST(self, .since = start + 1, .until = start + 2 * HOUR)->rows.count, 1);
    const rs_audit_page *old = LIST(self, .until = start + 3 * HOUR, .action = RS_ACTION_BLOCK);
    assert_int_equal(old->rows.count, 2);
    assert_int_equal(old->rows.items[0].id, C);
    rs_audit_page out;
    view look = world_view(self);
    assert_int_equal(view_audit(&look, &(rs_audit_args){.id = D}, &out), RS_BAD_REQUEST);
}

static void test_pages_go_on_where_the_last_one_ended(void **state_p)
{
    world *self = *state_p;
    people(self);
    for (int n = 0; n < 10; n++)
        assert_int_equal(block(self, OWNER, D, n % 2 == 0), RS_OK);
    int64_t before = 0;
    int64_t last = INT64_MAX;
    size_t count = 0;
    do {
        const rs_audit_page *page = LIST(self, .admin = OWNER, .before = before, .limit = 3);
        for (size_t n = 0; n < page->rows.count; n++) {
            assert_true(page->rows.items[n].seq < last);
            last = page->rows.items[n].seq;
        }
        count += page->rows.count;
        before = page->next;
    } while (before);
    assert_int_equal(count, 10);
}

/* A rare action among very many: a page ends in time, and says where to go on. */
static void test_a_page_looks_at_so_many_entries_only(void **state_p)
{
    world *self = *state_p;
    people(self);
    rs_correct_args args = {.participant = C, .available_by = 1, .reason = why};
    assert_int_equal(world_ask_admin(self, OWNER, RS_PARTICIPANT_CORRECT, &args), RS_OK);
    for (int n = 0; n < 2100; n++)
        block(self, OWNER, D, n % 2 == 0);
    const rs_audit_page *page = LIST(self, .action = RS_ACTION_CORRECT);
    assert_int_equal(page->rows.count, 0);
    assert_true(page->next > 0);
    page = LIST(self, .action = RS_ACTION_CORRECT, .before = page->next);
    assert_int_equal(page->rows.count, 1);
    assert_int_equal(page->next, 0);
}

static void test_the_history_of_the_settings_tells_what_each_version_changed(void **state_p)
{
    world *self = *state_p;
    people(self);
    rs_settings settings = world_settings(self);
    int64_t version = settings.own_rate == 500 ? 1 : 0; /* the family's */
    assert_int_equal(version, 1);
    char *text = arena_give(self->memory, 1001);
    memset(text, 'a', 1000);
    settings.own_rate = 600;
    settings.text_help = text;
    rs_settings_args args = {.version = version, .settings = &settings, .reason = "акция"};
    assert_int_equal(world_ask_admin(self, EDITOR, RS_SETTINGS_SET, &args), RS_OK);
    rs_settings_history out = {0};
    view look = world_view(self);
    rs_settings_history_args ask = {.limit = 1};
    assert_int_equal(view_settings_history(&look, &ask, &out), RS_OK);
    assert_int_equal(out.versions.count, 1);
    const rs_settings_version *newest_one = &out.versions.items[0];
    assert_int_equal(newest_one->version, 2);
    assert_int_equal(newest_one->admin, EDITOR);
    assert_string_equal(newest_one->reason, "акция");
    assert_int_equal(newest_one->changes.count, 2);
    assert_string_equal(newest_one->changes.items[0].name, "own_rate");
    assert_string_equal(newest_one->changes.items[0].before, "500");
    assert_string_equal(newest_one->changes.items[0].after, "600");
    assert_true(strlen(newest_one->changes.items[1].after) <= 300);
    expect_change(card(self, newest_one->seq), "text_help", RS_VALUE_TEXT, "", text);
    ask.before = out.next;
    assert_int_equal(view_settings_history(&look, &ask, &out), RS_OK);
    assert_int_equal(out.versions.items[0].version, 1);
    assert_int_equal(out.next, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(an_entry_says_who_when_what_and_why),
        WORLD_TEST(every_edit_of_a_participant_is_an_entry_with_old_and_new_values),
        WORLD_TEST(administrators_and_settings_are_entries_too),
        WORLD_TEST(moves_of_payouts_are_entries_and_what_participants_do_is_not),
        WORLD_TEST(entries_are_found_by_author_action_object_and_time),
        WORLD_TEST(pages_go_on_where_the_last_one_ended),
        WORLD_TEST(a_page_looks_at_so_many_entries_only),
        WORLD_TEST(the_history_of_the_settings_tells_what_each_version_changed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
