/* What operators do with a payout request besides moving it on: taking it, correcting it, agreeing
 * that it be paid, writing notes. */
#include "actors/ledger/rules/conversations.h"
#include "actors/ledger/rules/office.h"
#include "actors/ledger/rules/payouts.h"
#include "actors/ledger/rules/rules.h"

rs_err payout_find(decision *self, int64_t payout, rs_request_row *out)
{
    if (!row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(payout), out))
        return REFUSE(self, RS_NOT_FOUND, "payout: no such request");
    return RS_OK;
}

rs_err payout_check_claim(decision *self, const rs_request_row *row)
{
    int64_t holder = payout_operator(row, self->now);
    if (holder && holder != self->admin)
        return REFUSE(self, RS_REFUSED,
                      "claimed: a colleague has this request; take it over first");
    return RS_OK;
}

/* The request, open and as it was looked at. */
static rs_err find_open(decision *self, int64_t payout, int64_t rev, rs_request_row *out)
{
    rs_err rc = payout_find(self, payout, out);
    if (rc != RS_OK)
        return rc;
    if (out->rev != rev)
        return REFUSE(self, RS_CONFLICT, "rev: somebody changed the request; it is %s by now",
                      codec_enum_name(&rs_payout_state_enum, (int)out->state));
    if (!payout_is_open(out->state))
        return REFUSE(self, RS_REFUSED, "state: the request is settled");
    return RS_OK;
}

/* --------------------------------------------------------------------------------- claims */

/* Asked for again by who has it, it is renewed; not in the journal each time, though. */
static bool changes_claim(decision *self, const rs_request_row *row, int64_t admin)
{
    bool fresh = row->until - self->now > PAYOUT_CLAIM_MS / 2;
    int64_t holder = payout_operator(row, self->now);
    return holder != admin || (admin && !fresh);
}

rs_err rule_payout_claim(decision *self, const void *argument)
{
    const rs_payout_claim_args *args = argument;
    rs_request_row row;
    rs_err rc = office_act(self, args->operator, RS_PAYERS);
    if (rc == RS_OK)
        rc = find_open(self, args->payout, args->rev, &row);
    if (rc != RS_OK)
        return rc;
    int64_t holder = payout_operator(&row, self->now);
    if (holder && holder != self->admin && !office_is_reason(args->reason))
        return REFUSE(self, RS_REFUSED,
                      "claimed: a colleague has this request; say why you take "
                      "it over");
    rs_payout_claimed fact = {
        .id = row.id,
        .participant = row.participant,
        .by = self->admin,
        .admin = args->take ? self->admin : 0,
        .until = args->take ? self->now + PAYOUT_CLAIM_MS : 0,
    };
    rc = lock_text(self, row.participant, args->reason, &fact.reason);
    if (rc != RS_OK)
        return rc;
    if (changes_claim(self, &row, fact.admin))
        decide(self, FACT_payout_claimed, &fact);
    if (fact.admin)
        conversation_follow_payer(self, row.participant, fact.admin);
    self->first = row.id;
    return RS_OK;
}

/* ------------------------------------------------------------------------------ correcting */

/* The figures that the request is to have. */
static rs_err correct_figures(decision *self, const rs_request_row *row,
                              const rs_payout_correct_args *args, rs_payout_corrected *out)
{
    rs_account_row who;
    find_account(self, row->participant, &who);
    out->points = args->points ? args->points : row->points;
    out->money = args->money    ? args->money
                 : args->points ? payout_money(out->points, row->rate)
                                : row->money;
    if (out->points <= 0 || out->money <= 0)
        return REFUSE(self, RS_BAD_REQUEST, "points: a kopeck at least is paid");
    if (out->money >= PAYOUT_MONEY_MAX)
        return REFUSE(self, RS_REFUSED, "max: no payment can be that large");
    if (out->points == row->points && out->money == row->money)
        return REFUSE(self, RS_BAD_REQUEST, "points: they are that already, and so is the money");
    if (out->points - row->points > (who.available > 0 ? who.available : 0))
        return REFUSE(self, out->points > row->points ? RS_INSUFFICIENT : RS_REFUSED,
                      "available: %lld centipoints are available", (long long)who.available);
    return RS_OK;
}

/* The difference is reserved, or given back. */
static void correct_reserve(decision *self, const rs_request_row *row, int64_t points)
{
    if (points > row->points)
        payout_transfer(self, row, RS_TRANSFER_RESERVE, RS_ACCOUNT_AVAILABLE, RS_ACCOUNT_RESERVED,
                        points - row->points);
    else if (points < row->points)
        payout_transfer(self, row, RS_TRANSFER_RELEASE, RS_ACCOUNT_RESERVED, RS_ACCOUNT_AVAILABLE,
                        row->points - points);
}

rs_err rule_payout_correct(decision *self, const void *argument)
{
    const rs_payout_correct_args *args = argument;
    rs_request_row row;
    rs_account_row who;
    rs_err rc = find_open(self, args->payout, args->rev, &row);
    if (rc == RS_OK)
        rc = payout_check_claim(self, &row);
    if (rc != RS_OK)
        return rc;
    if (!office_is_reason(args->reason))
        return REFUSE(self, RS_BAD_REQUEST, "reason: a correction needs one");
    rs_payout_corrected fact = {
        .id = row.id,
        .participant = row.participant,
        .admin = self->admin,
        .points_before = row.points,
        .money_before = row.money,
    };
    rc = correct_figures(self, &row, args, &fact);
    if (rc == RS_OK)
        rc = lock_text(self, row.participant, args->reason, &fact.reason);
    if (rc != RS_OK)
        return rc;
    correct_reserve(self, &row, fact.points);
    find_account(self, row.participant, &who);
    fact.available = who.available;
    fact.held = who.held;
    fact.reserved = who.reserved;
    decide(self, FACT_payout_corrected, &fact);
    self->first = row.id;
    return RS_OK;
}

/* ------------------------------------------------------------------------------- approving */

/* Whoever approves need not have the request: agreeing is not working on it. */
rs_err rule_payout_approve(decision *self, const void *argument)
{
    const rs_payout_approve_args *args = argument;
    rs_request_row row;
    rs_settings_row settings;
    find_settings(self, &settings);
    rs_err rc = find_open(self, args->payout, args->rev, &row);
    if (rc != RS_OK)
        return rc;
    if (!payout_wants_two(&row, settings.settings))
        return REFUSE(self, RS_REFUSED, "approval: one is enough for this payout");
    if (row.approver)
        return REFUSE(self, RS_REFUSED, "approval: %s",
                      row.approver == self->admin ? "you approved it already"
                                                  : "a colleague approved it already; pay it");
    decide(
        self, FACT_payout_approved,
        &(rs_payout_approved){.id = row.id, .participant = row.participant, .admin = self->admin});
    self->first = row.id;
    return RS_OK;
}

/* ---------------------------------------------------------------------------------- cards */

rs_err rule_payout_carded(decision *self, const void *argument)
{
    const rs_payout_carded_args *args = argument;
    rs_request_row row;
    rs_err rc = payout_find(self, args->payout, &row);
    if (rc == RS_OK && !place_is_same(row.card, args->place))
        decide(self, FACT_payout_carded,
               &(rs_payout_carded){.id = args->payout, .place = args->place});
    return rc;
}

/* ---------------------------------------------------------------------------------- notes */

rs_err rule_payout_note(decision *self, const void *argument)
{
    const rs_payout_note_args *args = argument;
    rs_request_row row;
    rs_payout_noted fact = {.admin = self->admin};
    rs_err rc = payout_find(self, args->payout, &row);
    if (rc != RS_OK)
        return rc;
    if (!args->note[strspn(args->note, " \n\t")])
        return REFUSE(self, RS_BAD_REQUEST, "note: there is nothing in it");
    fact.id = row.id;
    fact.participant = row.participant;
    rc = lock_text(self, row.participant, args->note, &fact.note);
    if (rc != RS_OK)
        return rc;
    decide(self, FACT_payout_noted, &fact);
    self->first = row.id;
    return RS_OK;
}
