/* Tables that are taken away: what the journal of actions keeps of it, and pages by number. */
#include "actors/ledger/views/lists/projection.h"
#include "tests/unit/actors/ledger/world.h"

enum { OWNER = 1, ANALYST = 2, PEOPLE = 40 };

static rs_export_participants_args people_args = {
    .text = "Иванов", .under = 7, .after_text = "иванов"};

static const rs_audit_card *newest(world *self)
{
    rs_audit_page page = {0};
    rs_audit_card *out = arena_give(self->memory, sizeof *out);
    view look = world_view(self);
    assert_int_equal(view_audit(&look, &(rs_audit_args){.limit = 1}, &page), RS_OK);
    assert_int_equal(page.rows.count, 1);
    rs_audit_key key = {.seq = page.rows.items[0].seq};
    assert_int_equal(view_audit_card(&look, &key, out), RS_OK);
    return out;
}

static const char *after(const rs_audit_card *of, const char *name)
{
    for (size_t n = 0; n < of->changes.count; n++)
        if (!strcmp(of->changes.items[n].name, name))
            return of->changes.items[n].after;
    return NULL;
}

static void test_the_journal_says_who_took_what_by_which_filters_without_names(void **state_p)
{
    world *self = *state_p;
    const int64_t blocked[] = {RS_PARTICIPANT_BLOCKED};
    rs_filter filters[] = {
        {.column = RS_COLUMN_STATUS, .how = RS_FILTER_ONE_OF, .values = {blocked, 1}},
        {.column = RS_COLUMN_TOTAL, .how = RS_FILTER_FROM, .from = PTS(10, 0)},
    };
    rs_export_participants_args args = people_args;
    args.filters = (rs_filter_list){filters, 2};
    args.limit = 500;
    rs_export_what what = {.format = RS_EXPORT_XLSX, .participants = &args};
    world_family(self);
    assert_int_equal(world_admin(self, 91, RS_RIGHT_ANALYST), ANALYST);
    assert_int_equal(world_ask_admin(self, ANALYST, RS_EXPORT_RECORD, &what), RS_OK);
    const rs_audit_card *card = newest(self);
    assert_int_equal(card->row->admin, ANALYST);
    assert_int_equal(card->row->action, RS_ACTION_EXPORT);
    assert_int_equal(card->row->object, RS_OBJECT_TABLE);
    assert_int_equal(card->row->id, RS_EXPORT_OF_PARTICIPANTS);
    assert_string_equal(card->row->name, "participants");
    assert_string_equal(after(card, "format"), "xlsx");
    assert_string_equal(after(card, "under"), "7");
    assert_string_equal(after(card, "text"), "…");
    assert_string_equal(after(card, "status"), "one_of blocked");
    assert_string_equal(after(card, "total"), "from 1000");
    assert_null(after(card, "limit"));
    assert_null(after(card, "after_text"));
}

static void test_who_may_not_read_a_table_may_not_take_it(void **state_p)
{
    world *self = *state_p;
    const rs_audit_args audit = {.limit = 1};
    rs_export_what what = {.format = RS_EXPORT_CSV, .actions = &audit};
    world_family(self);
    assert_int_equal(world_admin(self, 91, RS_RIGHT_ANALYST), ANALYST);
    world_ask_admin(self, ANALYST, RS_EXPORT_RECORD, &what);
    world_refused(self, RS_FORBIDDEN, "rights");
    assert_int_equal(world_ask_admin(self, OWNER, RS_EXPORT_RECORD, &what), RS_OK);
    assert_int_equal(world_facts_of(self, FACT_exported), 1);
}

static void test_one_table_at_a_time(void **state_p)
{
    world *self = *state_p;
    const rs_export_tree_args tree = {.limit = 1};
    world_family(self);
    rs_export_what none = {.format = RS_EXPORT_CSV};
    world_ask_admin(self, OWNER, RS_EXPORT_RECORD, &none);
    world_refused(self, RS_BAD_REQUEST, "table");
    rs_export_what two = {.format = RS_EXPORT_CSV, .participants = &people_args, .tree = &tree};
    world_ask_admin(self, OWNER, RS_EXPORT_RECORD, &two);
    world_refused(self, RS_BAD_REQUEST, "table");
    assert_int_equal(world_facts_of(self, FACT_exported), 0);
}

/* ------------------------------------------------------------------------- pages by number */

/* A reader's view: everybody in memory, a tree in which each invites three. */
static view reader_view(world *self)
{
    for (int64_t n = 1; n <= PEOPLE; n++)
        world_member(self, n, n == 1 ? 0 : (n + 1) / 3);
    view look = world_view(self);
    look.people = projection_open(self->stores.state, look.seal);
    while (!projection_fill(look.people, 1000))
        ;
    return look;
}

static bool is_below(int64_t id, int64_t root, int levels)
{
    for (int up = 0; id > 1 && up < levels; up++) {
        id = (id + 1) / 3;
        if (id == root)
            return true;
    }
    return false;
}

static void test_a_part_of_the_tree_is_whole_at_any_depth_in_pages_of_any_size(void **state_p)
{
    world *self = *state_p;
    view look = reader_view(self);
    for (int64_t limit = 1; limit <= 7; limit += 3)
        for (int64_t root = 1; root <= 4; root++) {
            rs_export_tree_args args = {.under = root, .limit = limit};
            int64_t expected = root;
            int64_t count = 0;
            int64_t total = 0;
            do {
                rs_export_tree page = {0};
                assert_int_equal(view_export_tree(&look, &args, &page), RS_OK);
                total += page.total;
                for (size_t n = 0; n < page.rows.count; n++, count++) {
                    while (!is_below(++expected, root, PEOPLE))
                        ;
                    assert_int_equal(page.rows.items[n].id, expected);
                }
                args.after = page.next;
            } while (args.after);
            while (++expected <= PEOPLE)
                assert_false(is_below(expected, root, PEOPLE));
            assert_int_equal(total, count);
        }
    rs_export_tree page;
    assert_int_equal(
        view_export_tree(&look, &(rs_export_tree_args){.under = PEOPLE + 1, .limit = 1}, &page),
        RS_NOT_FOUND);
    projection_close(&look.people);
}

/* The same people as the list shows, each once, in its order. */
static void compare_with(view *look, const rs_participants_args *by)
{
    rs_participants_page list = {0};
    rs_export_participants page;
    rs_export_participants_args args = {
        .filters = by->filters,
        .text = by->text,
        .under = by->under,
        .level = by->level,
        .sort = by->sort,
        .down = by->down,
        .limit = 3,
    };
    size_t count = 0;
    assert_int_equal(world_look(look, view_participants, by, &list), RS_OK);
    do {
        assert_int_equal(view_export_participants(look, &args, &page), RS_OK);
        assert_int_equal(page.total, args.after ? 0 : list.total);
        for (size_t n = 0; n < page.rows.count; n++, count++)
            assert_int_equal(page.rows.items[n].id, list.rows.items[count].id);
        args.after = page.next;
        args.after_value = page.next_value;
        args.after_text = page.next_text;
    } while (args.after);
    assert_int_equal(count, list.total);
}

static void compare_with_list(view *look, rs_filter_list filters, const char *text, int64_t under,
                              int64_t level)
{
    compare_with(
        look, &(rs_participants_args){
                  .filters = filters, .text = text, .under = under, .level = level, .limit = 200});
}

static void test_participants_by_number_are_those_of_the_list(void **state_p)
{
    world *self = *state_p;
    view look = reader_view(self);
    const int64_t active[] = {RS_PARTICIPANT_ACTIVE};
    rs_filter filters[] = {
        {.column = RS_COLUMN_STATUS, .how = RS_FILTER_ONE_OF, .values = {active, 1}},
        {.column = RS_COLUMN_REFERRALS, .how = RS_FILTER_FROM, .from = 2},
    };
    static const char *const texts[] = {"", "1", "10", "2000", "1003", "nobody", "a b"};
    for (size_t n = 0; n < sizeof texts / sizeof *texts; n++)
        for (int64_t under = 0; under <= 5; under++)
            for (int64_t level = 0; level <= 2; level++)
                for (size_t some = 0; some <= 2; some++)
                    compare_with_list(&look, (rs_filter_list){filters, some}, texts[n], under,
                                      under ? level : 0);
    projection_close(&look.people);
}

static void test_participants_in_any_order_are_those_of_the_list(void **state_p)
{
    world *self = *state_p;
    view look = reader_view(self);
    rs_filter filter = {.column = RS_COLUMN_REFERRALS, .how = RS_FILTER_FROM, .from = 1};
    for (int64_t sort = RS_COLUMN_ID; sort <= RS_COLUMN_ERASED; sort++)
        for (size_t n = 0; n < 8; n++)
            compare_with(&look, &(rs_participants_args){
                                    .filters = {&filter, n & 1},
                                    .text = n & 2 ? "1" : NULL,
                                    .sort = (rs_participant_column)sort,
                                    .down = n & 4,
                                    .limit = 200,
                                });
    projection_close(&look.people);
}

/* A page begins behind the place where the last one ended, not behind the row that stood there. */
static void test_a_walk_in_an_order_goes_on_where_it_was_when_the_last_row_moves(void **state_p)
{
    world *self = *state_p;
    view look = reader_view(self);
    rs_export_participants page = {0};
    rs_export_participants_args args = {.sort = RS_COLUMN_SUM, .down = true, .limit = 1};
    for (int n = 1; n <= 3; n++)
        SEE(self, .ozon = OZON(n), .order = n, .status = RS_POSTING_DELIVERED,
            .goods = {{1, 1, RUB(100 * n, 0), RUB(100 * n, 0)}});
    projection_refresh(look.people);
    assert_int_equal(view_export_participants(&look, &args, &page), RS_OK);
    assert_int_equal(page.rows.items[0].id, 3);
    SEE(self, .ozon = OZON(3), .order = 3, .status = RS_POSTING_CANCELLED,
        .goods = {{1, 1, RUB(300, 0), RUB(300, 0)}}); /* to the very end */
    projection_refresh(look.people);
    args.after = page.next;
    args.after_value = page.next_value;
    assert_int_equal(view_export_participants(&look, &args, &page), RS_OK);
    assert_int_equal(page.rows.items[0].id, 2);
    projection_close(&look.people);
}

static void test_what_referrals_did_is_the_same_by_number(void **state_p)
{
    world *self = *state_p;
    view look = reader_view(self);
    rs_brought_page list = {0};
    rs_export_brought page;
    rs_export_brought_args args = {.limit = 4};
    size_t count = 0;
    SEE(self, .ozon = OZON(5), .order = 1, .status = RS_POSTING_DELIVERED,
        .goods = {{1, 2, RUB(100, 0), RUB(100, 0)}});
    projection_refresh(look.people);
    while (!projection_date(look.people, 1000))
        ;
    assert_int_equal(world_look(&look, view_brought, &(rs_brought_args){.limit = 200}, &list),
                     RS_OK);
    assert_true(list.total > 4);
    do {
        assert_int_equal(view_export_brought(&look, &args, &page), RS_OK);
        for (size_t n = 0; n < page.rows.count; n++, count++) {
            const rs_brought_row *one = &page.rows.items[n];
            size_t m = 0;
            while (m < list.rows.count && list.rows.items[m].participant != one->participant)
                m++;
            assert_true(m < list.rows.count);
            assert_int_equal(one->people, list.rows.items[m].people);
            assert_int_equal(one->buyers, list.rows.items[m].buyers);
            assert_int_equal(one->orders, list.rows.items[m].orders);
            assert_int_equal(one->sum, list.rows.items[m].sum);
        }
        args.after = page.next;
    } while (args.after);
    assert_int_equal(count, list.total);
    projection_close(&look.people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(the_journal_says_who_took_what_by_which_filters_without_names),
        WORLD_TEST(who_may_not_read_a_table_may_not_take_it),
        WORLD_TEST(one_table_at_a_time),
        WORLD_TEST(a_part_of_the_tree_is_whole_at_any_depth_in_pages_of_any_size),
        WORLD_TEST(participants_by_number_are_those_of_the_list),
        WORLD_TEST(participants_in_any_order_are_those_of_the_list),
        WORLD_TEST(a_walk_in_an_order_goes_on_where_it_was_when_the_last_row_moves),
        WORLD_TEST(what_referrals_did_is_the_same_by_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
