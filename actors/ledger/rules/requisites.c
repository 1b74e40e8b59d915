/* Requisites: the form a participant fills in, question by question, and who looked at it. */
#include "actors/ledger/requisites.h"
#include "actors/ledger/rules/payouts.h"
#include "actors/ledger/rules/rules.h"

/* The form as far as it has come; an answer to another question than the one that is asked has been
 * overtaken, a method begins anew at any time. */
static rs_err find_form(decision *self, int64_t participant, const rs_requisite_args *args,
                        rs_requisites *out)
{
    rs_form_row row;
    const char *packed = NULL;
    row_get(self->state, self->memory, TABLE_REQUISITES, KEY_1(participant), &row);
    if (args->field != RS_REQUISITE_METHOD && args->field != row.want)
        return REFUSE(self, RS_CONFLICT, "field: that is not what is asked now");
    rs_err rc = unlock_text(self, participant, row.draft, &packed);
    if (rc == RS_OK)
        *out = requisites_unpack(packed, self->memory);
    return rc;
}

rs_err rule_requisite_set(decision *self, const void *argument)
{
    const rs_requisite_args *args = argument;
    rs_participant_row who;
    rs_requisites form;
    if (!find_person(self, args->tg, &who))
        return REFUSE(self, RS_NOT_FOUND, "nobody with this Telegram id has pressed /start");
    rs_err rc = find_form(self, who.id, args, &form);
    if (rc == RS_OK)
        rc = requisites_answer(&form, args, self->memory, &self->error);
    if (rc != RS_OK)
        return rc;
    rs_requisites_given fact = {.participant = who.id, .want = requisites_want(&form, args->field)};
    rc = lock_text(self, who.id, requisites_pack(&form, self->memory), &fact.sealed);
    if (rc != RS_OK)
        return rc;
    decide(self, FACT_requisites_given, &fact);
    self->first = who.id;
    return RS_OK;
}

rs_err rule_requisites_show(decision *self, const void *argument)
{
    const rs_payout_key *args = argument;
    rs_request_row row;
    rs_err rc = payout_find(self, args->payout, &row);
    if (rc != RS_OK)
        return rc;
    if (!row.requisites.size)
        return REFUSE(self, RS_NOT_FOUND, "requisites: none were given; ask in the dialogue");
    decide(self, FACT_requisites_seen,
           &(rs_requisites_seen){
               .payout = row.id, .participant = row.participant, .admin = self->admin});
    self->first = row.id;
    return RS_OK;
}
