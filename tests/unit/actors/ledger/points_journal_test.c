/* The journal of accruals and debits: of one participant, of everybody, by any filter. */
#include "tests/unit/actors/ledger/world.h"

static rs_journal_page read_page(world *self, const rs_journal_args *args)
{
    rs_journal_page page;
    view look = world_view(self);
    rs_err rc = args->tg || args->participant ? view_journal_of(&look, args, &page)
                                              : view_journal(&look, args, &page);
    assert_int_equal(rc, RS_OK);
    return page;
}

typedef struct {
    size_t rows, pages;
    int64_t accrued, debited;
} sums;

static bool has(rs_ints list, int64_t value)
{
    for (size_t n = 0; n < list.count; n++)
        if (list.items[n] == value)
            return true;
    return !list.count;
}

/* Written down once more from what the protocol promises. */
static bool should_be_shown(const rs_journal_args *args, const rs_fact_head *head,
                            const rs_transferred *fact)
{
    bool bought = fact->kind == RS_TRANSFER_ACCRUAL || fact->kind == RS_TRANSFER_TAKE_BACK;
    if (fact->kind == RS_TRANSFER_THAW || fact->kind == RS_TRANSFER_RESERVE ||
        fact->kind == RS_TRANSFER_RELEASE || !has(args->kinds, fact->kind))
        return false;
    if (args->levels.count && (!bought || !has(args->levels, fact->level)))
        return false;
    if ((args->participant && fact->participant != args->participant) ||
        (args->posting && fact->posting != args->posting) ||
        (args->payout && fact->payout != args->payout))
        return false;
    bool gives = fact->debit == RS_ACCOUNT_ISSUED || fact->debit == RS_ACCOUNT_ADJUSTED;
    if ((args->side == RS_SIDE_ACCRUED && !gives) || (args->side == RS_SIDE_DEBITED && gives))
        return false;
    return head->at >= args->since && (!args->until || head->at < args->until) &&
           (!args->least || fact->points >= args->least) &&
           (!args->most || fact->points <= args->most);
}

/* The whole list, page by page, against all facts read from the newest to the oldest. */
static sums compare(world *self, rs_journal_args args)
{
    sums out = {0};
    rs_journal_page page = {0};
    size_t at = 0;
    args.limit = args.limit ? args.limit : 3;
    page = read_page(self, &args);
    out.pages = 1;
    for (size_t n = world_facts(self); n-- > 0;) {
        rs_fact_head head;
        void *body;
        rs_error error;
        assert_int_equal(
            fact_decode(batch_fact(self->desk.batch, n), self->memory, &head, &body, &error),
            RS_OK);
        if (head.kind != FACT_transferred || !should_be_shown(&args, &head, body))
            continue;
        while (at == page.rows.count) {
            assert_non_null(page.next);
            args.place = page.next;
            page = read_page(self, &args);
            out.pages++;
            at = 0;
        }
        const rs_journal_line *row = &page.rows.items[at++];
        const rs_transferred *fact = body;
        assert_int_equal(row->seq, (int64_t)n + 1);
        assert_int_equal(row->at, head.at);
        assert_int_equal(row->participant, fact->participant);
        assert_int_equal(row->accrued + row->debited, fact->points);
        out.rows++;
        out.accrued += row->accrued;
        out.debited += row->debited;
    }
    assert_int_equal(at, page.rows.count);
    while (page.next) { /* a last page that is full does not know that it is the last */
        args.place = page.next;
        page = read_page(self, &args);
        assert_int_equal(page.rows.count, 0);
    }
    return out;
}
#define COMPARE(self, ...) compare(self, (rs_journal_args){__VA_ARGS__})

static int64_t kinds_of[] = {RS_TRANSFER_PAID, RS_TRANSFER_CORRECTION, RS_TRANSFER_TAKE_BACK};

static void buy_and_pay(world *self)
{
    world_family(self);
    for (int n = 1; n <= 6; n++) {
        SEE(self, .ozon = OZON(E), .order = 100 + n, .status = RS_POSTING_DELIVERED,
            .goods = {{1, 2, RUB(1000 + n, 0), 0}});
        world_pass(self, 10 * DAY);
        if (n % 2)
            SEE_RETURN(self, .ozon = OZON(E), .order = 100 + n, .id = n, .sku = 1, .qty = 1);
    }
    int64_t first = world_payout(self, D, PTS(50, 0));
    world_pass(self, HOUR);
    assert_int_equal(world_move(self, first, RS_PAYOUT_NEGOTIATION), RS_OK);
    assert_int_equal(world_move(self, first, RS_PAYOUT_PAID), RS_OK);
    world_payout(self, C, PTS(5, 0));
}

static void test_each_participants_rows_follow_their_chains(void **unit)
{
    world *self = *unit;
    buy_and_pay(self);
    for (int64_t id = A; id <= E; id++) {
        sums all = COMPARE(self, .participant = id);
        rs_account_row row = world_account(self, id);
        assert_int_equal(all.accrued - all.debited, row.held + row.available + row.reserved);
    }
    assert_true(COMPARE(self, .participant = E).pages > 1);
}

static void test_the_running_total_ends_at_nothing(void **unit)
{
    world *self = *unit;
    buy_and_pay(self);
    for (int64_t id = B; id <= E; id++) {
        rs_journal_args args = {.participant = id, .limit = 2};
        rs_account_row account = world_account(self, id);
        int64_t total = account.held + account.available + account.reserved;
        do {
            rs_journal_page page = read_page(self, &args);
            for (size_t n = 0; n < page.rows.count; n++) {
                const rs_journal_line *row = &page.rows.items[n];
                assert_int_equal(row->total, total);
                total -= row->accrued - row->debited;
            }
            args.place = page.next;
        } while (args.place);
        assert_int_equal(total, 0);
    }
}

/* what a card shows adds up, and to the balances. */
static void test_what_was_accrued_corrected_and_paid_is_what_there_is(void **unit)
{
    world *self = *unit;
    buy_and_pay(self);
    for (int64_t id = A; id <= E; id++) {
        rs_account_row row = world_account(self, id);
        int64_t by_level = 0;
        for (int64_t level = 1; level <= 3; level++) {
            int64_t levels[] = {level};
            sums at = COMPARE(self, .participant = id, .levels = {levels, 1});
            int64_t stored = (size_t)level <= row.levels.count ? row.levels.items[level - 1] : 0;
            assert_int_equal(at.accrued - at.debited, stored);
            by_level += stored;
        }
        int64_t own[] = {0};
        sums bought = COMPARE(self, .participant = id, .levels = {own, 1});
        assert_int_equal(bought.accrued - bought.debited, row.own);
        sums paid = COMPARE(self, .participant = id, .kinds = {kinds_of, 1});
        assert_int_equal(paid.debited, row.paid);
        assert_int_equal(row.own + by_level + row.corrected - row.paid,
                         row.held + row.available + row.reserved);
    }
    assert_true(world_account(self, D).paid > 0);
}

static void test_everybodys_rows_by_every_filter(void **unit)
{
    world *self = *unit;
    buy_and_pay(self);
    int64_t start = world_now(self) - 40 * DAY;
    int64_t levels[] = {2, 3};
    int64_t posting = row_ref(self->stores.state, self->memory, TABLE_POSTING_NO,
                              KEY_TEXT(world_number(self, OZON(E), 101, 1)));
    assert_true(COMPARE(self, .limit = 3).pages > 5);
    assert_int_equal(COMPARE(self, .kinds = {kinds_of, 1}).rows, 1);
    assert_true(COMPARE(self, .kinds = {kinds_of, 3}).rows > 1);
    assert_true(COMPARE(self, .levels = {levels, 2}).rows > 1);
    assert_true(COMPARE(self, .since = start).rows > 1);
    assert_true(COMPARE(self, .until = start).rows > 1);
    assert_true(COMPARE(self, .since = start, .until = start + 15 * DAY).rows > 1);
    assert_true(COMPARE(self, .least = PTS(100, 0), .most = PTS(100, 40)).rows > 1);
    sums accrued = COMPARE(self, .side = RS_SIDE_ACCRUED);
    sums debited = COMPARE(self, .side = RS_SIDE_DEBITED);
    assert_true(accrued.rows > 1 && accrued.accrued > 0 && !accrued.debited);
    assert_true(debited.rows > 1 && debited.debited > 0 && !debited.accrued);
    assert_int_equal(COMPARE(self, .side = RS_SIDE_DEBITED, .kinds = {kinds_of, 1}).rows, 1);
    assert_true(COMPARE(self, .posting = posting).rows > 1);
    assert_int_equal(COMPARE(self, .payout = 1).rows, 1);
    assert_int_equal(COMPARE(self, .until = WORLD_START).rows, 0);
}

static void test_sums_of_a_filter_need_no_rows(void **unit)
{
    world *self = *unit;
    buy_and_pay(self);
    sums all = COMPARE(self, .limit = 100);
    rs_journal_page page = read_page(self, &(rs_journal_args){0});
    assert_int_equal(page.rows.count, 0);
    assert_null(page.next);
    assert_int_equal(page.count, (int64_t)all.rows);
    assert_int_equal(page.accrued, all.accrued);
    assert_int_equal(page.debited, all.debited);
}

static void test_a_place_that_no_page_gave_is_refused(void **unit)
{
    world *self = *unit;
    buy_and_pay(self);
    int64_t forged[][3] = {{1, 2, 3}, {INT64_C(9007199254740991), 0, 0}};
    for (size_t n = 0; n < 2; n++) {
        rs_journal_page page;
        view look = world_view(self);
        rs_journal_place place = {.accounts = {forged[n], 3}};
        rs_journal_args args = {.participant = E, .place = &place, .limit = 10};
        assert_int_equal(view_journal_of(&look, &args, &page), RS_BAD_REQUEST);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WORLD_TEST(each_participants_rows_follow_their_chains),
        WORLD_TEST(the_running_total_ends_at_nothing),
        WORLD_TEST(what_was_accrued_corrected_and_paid_is_what_there_is),
        WORLD_TEST(everybodys_rows_by_every_filter),
        WORLD_TEST(sums_of_a_filter_need_no_rows),
        WORLD_TEST(a_place_that_no_page_gave_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
