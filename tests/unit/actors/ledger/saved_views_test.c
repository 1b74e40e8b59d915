/* Views of tables under names: whose they are, who may change them, how many there may be. */
#include <stdio.h>

#include "actors/ledger/rules/saved_views.h"
#include "tests/unit/actors/ledger/world.h"

enum { OWNER = 1, ADMIN, PAYER, ANALYST, SUPPORT };

static const int64_t blocked[] = {RS_PARTICIPANT_BLOCKED};
static rs_saved_filter filters[] = {
    {.field = "status", .how = RS_FILTER_ONE_OF, .values = {blocked, 1}},
    {.field = "total", .how = RS_FILTER_BETWEEN, .from = -100, .to = 0},
};

static rs_saved_view made_up(const char *name)
{
    return (rs_saved_view){
        .table = RS_EXPORT_OF_PARTICIPANTS,
        .name = name,
        .filters = {filters, 2},
        .sort = "-sum",
        .columns = "name,sum,last_order",
    };
}

static void staff(world *self)
{
    static const int64_t rights[] = {RS_RIGHT_OWNER, RS_RIGHT_ADMIN, RS_RIGHT_PAYOUT,
                                     RS_RIGHT_ANALYST, RS_RIGHT_SUPPORT};
    for (int64_t n = 0; n < 5; n++)
        assert_int_equal(world_admin(self, 90 + n, rights[n]), OWNER + n);
}

static rs_err save(world *self, int64_t admin, rs_saved_view one)
{
    return world_ask_admin(self, admin, RS_SAVED_VIEW_SAVE, &one);
}

/* Gives its number. */
static int64_t saved(world *self, int64_t admin, rs_saved_view one)
{
    if (save(self, admin, one) != RS_OK)
        fail_msg("%s", self->detail);
    return ((const rs_saved_view *)self->result)->id;
}

static rs_err take_away(world *self, int64_t admin, int64_t id)
{
    return world_ask_admin(self, admin, RS_SAVED_VIEW_REMOVE, &(rs_saved_view_key){.id = id});
}

static rs_saved_view_list seen(world *self, int64_t admin, uint32_t rights)
{
    rs_saved_views out = {0};
    view look = world_view(self);
    look.admin = admin;
    look.rights = rights;
    assert_int_equal(view_saved_views(&look, &(rs_nothing){0}, &out), RS_OK);
    return out.views;
}

static void test_a_view_is_found_again_as_it_was_saved_and_by_nobody_else(void **state_p)
{
    world *self = *state_p;
    staff(self);
    assert_int_equal(saved(self, PAYER, made_up("Должники")), 1);
    rs_saved_view_list views = seen(self, PAYER, RS_RIGHT_PAYOUT);
    assert_int_equal(views.count, 1);
    const rs_saved_view *one = &views.items[0];
    assert_string_equal(one->name, "Должники");
    assert_string_equal(one->sort, "-sum");
    assert_string_equal(one->columns, "name,sum,last_order");
    assert_int_equal(one->filters.count, 2);
    assert_string_equal(one->filters.items[0].field, "status");
    assert_int_equal(one->filters.items[0].values.items[0], RS_PARTICIPANT_BLOCKED);
    assert_int_equal(one->filters.items[1].from, -100);
    assert_int_equal(one->by, PAYER);
    assert_false(one->shared);
    assert_int_equal(seen(self, OWNER, RS_RIGHT_OWNER).count, 0);
    take_away(self, OWNER, 1);
    world_refused(self, RS_NOT_FOUND, "id:");
}

static void test_a_view_is_renamed_and_taken_away_by_who_has_it(void **state_p)
{
    world *self = *state_p;
    staff(self);
    rs_saved_view one = made_up("Первый");
    one.id = saved(self, ANALYST, one);
    one.name = "Второй";
    one.filters.count = 1;
    assert_int_equal(saved(self, ANALYST, one), one.id);
    assert_string_equal(seen(self, ANALYST, RS_RIGHT_ANALYST).items[0].name, "Второй");
    assert_int_equal(seen(self, ANALYST, RS_RIGHT_ANALYST).items[0].filters.count, 1);
    save(self, PAYER, one);
    world_refused(self, RS_NOT_FOUND, "id:");
    one.table = RS_EXPORT_OF_PAYOUTS;
    save(self, ANALYST, one);
    world_refused(self, RS_BAD_REQUEST, "table:");
    assert_int_equal(take_away(self, ANALYST, one.id), RS_OK);
    assert_int_equal(seen(self, ANALYST, RS_RIGHT_ANALYST).count, 0);
    take_away(self, ANALYST, one.id);
    world_refused(self, RS_NOT_FOUND, "id:");
    assert_int_equal(saved(self, ANALYST, made_up("Второй")), 2); /* numbers are used once */
}

static void test_owners_and_admins_share_views_and_only_they_change_shared_ones(void **state_p)
{
    world *self = *state_p;
    staff(self);
    rs_saved_view one = made_up("Общий");
    one.shared = true;
    save(self, PAYER, one);
    world_refused(self, RS_FORBIDDEN, "shared:");
    one.shared = false;
    one.id = saved(self, ADMIN, one);
    one.shared = true;
    saved(self, ADMIN, one);
    rs_saved_view_list views = seen(self, PAYER, RS_RIGHT_PAYOUT);
    assert_int_equal(views.count, 1);
    assert_true(views.items[0].shared);
    assert_int_equal(views.items[0].by, ADMIN);
    assert_non_null(views.items[0].author);
    assert_int_equal(seen(self, ADMIN, RS_RIGHT_ADMIN).count, 1); /* moved, not copied */
    take_away(self, PAYER, one.id);
    world_refused(self, RS_FORBIDDEN, "shared:");
    one.name = "Общий для всех";
    assert_int_equal(save(self, OWNER, one), RS_OK);
    one.shared = false;
    save(self, OWNER, one); /* it would become the owner's */
    world_refused(self, RS_FORBIDDEN, "shared:");
    assert_int_equal(save(self, ADMIN, one), RS_OK);
    assert_int_equal(seen(self, PAYER, RS_RIGHT_PAYOUT).count, 0);
    assert_int_equal(seen(self, ADMIN, RS_RIGHT_ADMIN).count, 1);
    one.shared = true;
    saved(self, ADMIN, one);
    assert_int_equal(take_away(self, OWNER, one.id), RS_OK);
    assert_int_equal(seen(self, ADMIN, RS_RIGHT_ADMIN).count, 0);
}

static void test_nothing_is_saved_or_shown_of_a_table_that_one_may_not_see(void **state_p)
{
    world *self = *state_p;
    staff(self);
    rs_saved_view one = made_up("Чужое");
    save(self, SUPPORT, one);
    world_refused(self, RS_FORBIDDEN, "rights:");
    one.table = RS_EXPORT_OF_ACTIONS;
    one.shared = true;
    saved(self, OWNER, one);
    for (int64_t rights = RS_RIGHT_OWNER; rights <= RS_RIGHT_ANALYST; rights *= 2) {
        bool may = protocol_method(RS_AUDIT_LIST)->rights & (uint32_t)rights;
        assert_int_equal(seen(self, 7, (uint32_t)rights).count, may);
        assert_int_equal(saved_views_may_see(RS_EXPORT_OF_ACTIONS, (uint32_t)rights), may);
    }
}

static void test_what_makes_no_view_is_refused_in_words(void **state_p)
{
    world *self = *state_p;
    staff(self);
    saved(self, OWNER, made_up("Занято"));
    char longest[2 * 61 + 1];
    for (size_t n = 0; n < 61; n++)
        memcpy(longest + 2 * n, "ы", 3);
    rs_saved_filter wrong[] = {
        {.field = "total", .how = RS_FILTER_BETWEEN, .from = 2, .to = 1},
        {.field = "status", .how = RS_FILTER_ONE_OF},
        {.field = "total", .how = RS_FILTER_EMPTY},
        {.field = "a b", .how = RS_FILTER_FROM},
        {.field = "a,b", .how = RS_FILTER_FROM},
    };
    struct {
        const char *begins;
        rs_err code;
        rs_saved_view view;
    } all[] = {
        {"name:", RS_TAKEN, made_up("Занято")},     {"name:", RS_BAD_REQUEST, made_up("   ")},
        {"name:", RS_BAD_REQUEST, made_up("a\nb")}, {"name:", RS_BAD_REQUEST, made_up(longest)},
        {"sort:", RS_BAD_REQUEST, made_up("1")},    {"columns:", RS_BAD_REQUEST, made_up("2")},
        {"columns:", RS_BAD_REQUEST, made_up("3")}, {"id:", RS_NOT_FOUND, made_up("4")},
    };
    all[4].view.sort = "--sum";
    all[5].view.columns = "name,,sum";
    all[6].view.columns = "name,SUM";
    all[7].view.id = 77;
    for (size_t n = 0; n < sizeof all / sizeof *all; n++) {
        save(self, OWNER, all[n].view);
        world_refused(self, all[n].code, all[n].begins);
    }
    for (size_t n = 0; n < sizeof wrong / sizeof *wrong; n++) {
        rs_saved_view one = made_up("5");
        one.filters = (rs_saved_filter_list){&wrong[n], 1};
        save(self, OWNER, one);
        world_refused(self, RS_BAD_REQUEST, "filters:");
    }
    longest[sizeof longest - 1 - 2] = '\0';
    saved(self, OWNER, made_up(longest));
    saved(self, ADMIN, made_up("Занято")); /* of somebody else */
}

static void test_there_are_so_many_views_and_no_more(void **state_p)
{
    world *self = *state_p;
    staff(self);
    char name[16];
    for (int n = 0; n < SAVED_VIEWS_OWN_MAX + SAVED_VIEWS_SHARED_MAX; n++) {
        snprintf(name, sizeof name, "n %d", n);
        rs_saved_view one = made_up(name);
        one.shared = n >= SAVED_VIEWS_OWN_MAX;
        saved(self, OWNER, one);
    }
    rs_saved_view more = made_up("ещё");
    save(self, OWNER, more);
    world_refused(self, RS_LIMIT, "views:");
    more.shared = true;
    save(self, OWNER, more);
    world_refused(self, RS_LIMIT, "views:");
    assert_int_equal(seen(self, OWNER, RS_RIGHT_OWNER).count,
                     SAVED_VIEWS_OWN_MAX + SAVED_VIEWS_SHARED_MAX);
    rs_saved_view one = made_up("n 0"); /* to be changed they need no room, but to move they do */
    one.id = 1;
    assert_int_equal(save(self, OWNER, one), RS_OK);
    one.shared = true;
    save(self, OWNER, one);
    world_refused(self, RS_LIMIT, "views:");
}

static void test_who_is_removed_leaves_only_what_was_shared(void **state_p)
{
    world *self = *state_p;
    staff(self);
    rs_saved_view one = made_up("Общий");
    saved(self, ADMIN, made_up("Свой"));
    one.shared = true;
    saved(self, ADMIN, one);
    rs_admin_args gone = {.id = ADMIN, .tg = TG(91), .name = "x", .rights = 0};
    assert_int_equal(world_ask_admin(self, OWNER, RS_ADMIN_SET, &gone), RS_OK);
    rs_saved_view_list left = seen(self, ADMIN, RS_RIGHT_ADMIN);
    assert_int_equal(left.count, 1);
    assert_string_equal(left.items[0].name, "Общий");
    assert_int_equal(take_away(self, OWNER, left.items[0].id), RS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(a_view_is_found_again_as_it_was_saved_and_by_nobody_else),
        WORLD_TEST(a_view_is_renamed_and_taken_away_by_who_has_it),
        WORLD_TEST(owners_and_admins_share_views_and_only_they_change_shared_ones),
        WORLD_TEST(nothing_is_saved_or_shown_of_a_table_that_one_may_not_see),
        WORLD_TEST(what_makes_no_view_is_refused_in_words),
        WORLD_TEST(there_are_so_many_views_and_no_more),
        WORLD_TEST(who_is_removed_leaves_only_what_was_shared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
