/* What a person decides where Ozon leaves it open: whether something came back, and how much. It
 * holds until Ozon itself says (state/returns.h). */
#include "actors/ledger/rules/office.h"
#include "actors/ledger/rules/points.h"
#include "actors/ledger/rules/rules.h"
#include "actors/ledger/state/returns.h"

static const rs_return_row *find_return(const rs_posting_row *row, int64_t ret)
{
    for (size_t n = 0; n < row->returns.count; n++)
        if (row->returns.items[n].ret == ret)
            return &row->returns.items[n];
    return NULL;
}

static int64_t units_bought(const rs_posting_row *row, int64_t sku)
{
    int64_t units = 0;
    for (size_t n = 0; n < row->items.count; n++)
        units += row->items.items[n].sku == sku ? row->items.items[n].qty : 0;
    return units;
}

static rs_err check_decision(decision *self, const rs_decide_args *args, const rs_posting_row *row,
                             const rs_return_row *one)
{
    bool counted = args->state == RS_RETURN_COUNTED;
    if (one->asked != args->asked)
        return REFUSE(self, RS_CONFLICT, "asked: Ozon shows something new about this return");
    if (return_says_ozon(row, one).state != RS_RETURN_OPEN)
        return REFUSE(self, RS_REFUSED, "state: Ozon has decided this return");
    if (args->state == RS_RETURN_OPEN ? !one->ruled
                                      : one->ruled == args->state && one->ruled_qty == args->qty)
        return REFUSE(self, RS_BAD_REQUEST, "state: nothing to change");
    if (!counted && args->qty)
        return REFUSE(self, RS_BAD_REQUEST, "qty: only of what is counted");
    if (counted && (!args->qty || args->qty > units_bought(row, one->sku)))
        return REFUSE(self, RS_BAD_REQUEST, "qty: 1 to %lld units of this SKU were bought",
                      (long long)units_bought(row, one->sku));
    if (!office_is_reason(args->reason))
        return REFUSE(self, RS_BAD_REQUEST, "reason: why? A few words are needed");
    return RS_OK;
}

rs_err rule_return_decide(decision *self, const void *argument)
{
    const rs_decide_args *args = argument;
    rs_posting_row row;
    rs_shares_row shares;
    const rs_return_row *one = NULL;
    if (row_get(self->state, self->memory, TABLE_POSTING, KEY_1(args->posting), &row) &&
        row_get(self->state, self->memory, TABLE_SHARES, KEY_1(args->posting), &shares))
        one = find_return(&row, args->ret);
    if (!one)
        return REFUSE(self, RS_NOT_FOUND, "ret: no such return of a participant");
    rs_err rc = check_decision(self, args, &row, one);
    if (rc != RS_OK)
        return rc;
    rs_return_decided fact = {
        .posting = row.id,
        .ret = one->ret,
        .participant = shares.participant,
        .state = args->state,
        .qty = args->qty,
        .before = one->ruled ? one->ruled : one->state,
        .before_qty = one->ruled ? one->ruled_qty : one->qty,
        .admin = self->admin,
    };
    rs_participant_row buyer;
    find_participant(self, shares.participant, &buyer);
    if (buyer.status != RS_PARTICIPANT_ERASED) /* whose key is gone: the inviters' points remain */
        rc = lock_text(self, buyer.id, args->reason, &fact.reason);
    if (rc != RS_OK)
        return rc;
    decide(self, FACT_return_decided, &fact);
    points_settle(self, row.id);
    self->first = row.id;
    return RS_OK;
}
