/* Erasing a person: a participant becomes a number that keeps its place in the tree and its sums.
 *
 * The key that seals their names, words and requisites is deleted once the fact is durable
 * (desk.c), so that what the journal has of these is noise; the ids in facts of before stay, since
 * the chain is over them. Neither their Telegram id nor their Ozon ID leads to the
 * row any more: whoever comes back joins anew, with their purchases from before as history. */
#include "actors/ledger/rules/lots.h"
#include "actors/ledger/rules/office.h"
#include "actors/ledger/rules/payouts.h"
#include "actors/ledger/rules/points.h"
#include "actors/ledger/rules/rules.h"

static rs_err check_erasure(decision *self, const rs_erase_args *args,
                            const rs_participant_row *row, const rs_account_row *account)
{
    bool owes = account->held || account->available || account->reserved || account->open_payouts;
    if (row->status == RS_PARTICIPANT_ERASED)
        return REFUSE(self, RS_REFUSED, "erased: this person's data is gone already");
    if (row->rev != args->rev)
        return REFUSE(self, RS_CONFLICT, "rev: somebody changed this participant meanwhile");
    if (!office_is_reason(args->reason))
        return REFUSE(self, RS_BAD_REQUEST, "reason: why? A few words are needed");
    if (owes && !args->forfeit)
        return REFUSE(self, RS_REFUSED,
                      "points: there are points or an open request; pay them out, or say that they "
                      "are forfeit");
    return RS_OK;
}

/* Nothing is left on hold, available or owed. */
static void forfeit(decision *self, int64_t participant, const lot_cut *cuts, size_t count,
                    rs_bytes reason)
{
    rs_account_row row;
    find_account(self, participant, &row); /* with what the rejected requests gave back */
    if (!row.held && !row.available)
        return;
    int64_t edit = (int64_t)decide(self, FACT_corrected,
                                   &(rs_corrected){
                                       .participant = participant,
                                       .admin = self->admin,
                                       .held_before = row.held,
                                       .available_before = row.available,
                                       .reason = reason,
                                   });
    lots_take(self, participant, cuts, count, edit);
    points_correct_available(self, participant, -row.available, edit);
}

rs_err rule_participant_erase(decision *self, const void *argument)
{
    const rs_erase_args *args = argument;
    rs_participant_row row;
    rs_account_row account;
    rs_bytes reason = {0};
    lot_cut *cuts = NULL;
    size_t count = 0;
    if (!find_participant(self, args->participant, &row))
        return REFUSE(self, RS_NOT_FOUND, "participant: no such participant");
    find_account(self, row.id, &account);
    rs_err rc = check_erasure(self, args, &row, &account);
    if (rc == RS_OK && account.held && !lots_choose(self, row.id, account.held, &cuts, &count))
        rc = REFUSE(self, RS_LIMIT,
                    "points: on hold are points of more than %d purchases; correct them first",
                    LOTS_AT_ONCE);
    if (rc == RS_OK)
        rc = lock_text(self, row.id, args->reason, &reason);
    if (rc != RS_OK)
        return rc;
    payout_reject_all(self, row.id);
    forfeit(self, row.id, cuts, count, reason);
    decide(self, FACT_erased,
           &(rs_erased){.id = row.id, .admin = self->admin, .reason = args->reason});
    self->first = row.id;
    return RS_OK;
}
