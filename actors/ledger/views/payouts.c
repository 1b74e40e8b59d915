/* Payout requests as operators see them: rows and cards. Lists are in payout_lists.c. */
#include "actors/ledger/rules/payouts.h"
#include "actors/ledger/requisites.h"

#include "actors/ledger/views/view.h"

/* ------------------------------------------------------------------------------ requisites */

static rs_requisites unseal(view *self, int64_t person, rs_bytes sealed)
{
    return requisites_unpack(show_text(self, person, sealed), self->memory);
}

/* NULL: none were given, or they are an erased person's. */
static rs_requisites_mask *show_mask(view *self, int64_t person, rs_bytes sealed)
{
    rs_requisites form = unseal(self, person, sealed);
    if (!form.method)
        return NULL;
    rs_requisites_mask *out = arena_give(self->memory, sizeof *out);
    *out = requisites_mask(&form, self->memory);
    return out;
}

bool show_requisites(view *self, int64_t participant, rs_requisites_view *out)
{
    rs_form_row row;
    row_get(self->state, self->memory, TABLE_REQUISITES, KEY_1(participant), &row);
    *out = (rs_requisites_view){
        .saved = show_mask(self, participant, row.saved),
        .draft = show_mask(self, participant, row.draft),
        .want = row.want,
    };
    return true;
}

bool show_requisites_in_full(view *self, int64_t payout, rs_requisites *out)
{
    rs_request_row row;
    if (!row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(payout), &row))
        return false;
    *out = unseal(self, row.participant, row.requisites);
    return true;
}

rs_err view_requisites(view *self, const void *argument, void *result)
{
    const rs_requisites_key *args = argument;
    int64_t participant = row_ref(self->state, self->memory, TABLE_BY_TG, KEY_1(args->tg));
    if (!participant)
        return rs_fail(&self->error, RS_NOT_FOUND, "nobody with this Telegram id");
    show_requisites(self, participant, result);
    return RS_OK;
}

/* ----------------------------------------------------------------------------------- rows */

static int64_t debt_of(view *self, const rs_request_row *row)
{
    rs_account_row who;
    row_get(self->state, self->memory, TABLE_ACCOUNT, KEY_1(row->participant), &who);
    return payout_is_open(row->state) && who.available < 0 ? -who.available : 0;
}

/* What is only of interest while it is open: who has it how long, and whether two have to agree. */
static void show_care(view *self, const rs_request_row *row, rs_payout_row *out)
{
    rs_settings_row settings;
    row_settings(self->state, self->memory, &settings);
    bool open = payout_is_open(row->state);
    out->operator= payout_operator(row, self->now);
    out->operator_name = show_admin_name(self, out->operator);
    out->claimed_until = open && out->operator? row->until : 0;
    out->approver = row->approver;
    out->approver_name = show_admin_name(self, row->approver);
    out->approved = row->approved;
    out->two_approvals = open && payout_wants_two(row, settings.settings);
    out->debt = debt_of(self, row);
    out->card = row->card;
}

bool show_payout(view *self, int64_t id, rs_payout_row *out)
{
    rs_request_row row;
    rs_participant_row who;
    if (!id || !row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(id), &row))
        return false;
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(row.participant), &who);
    int64_t *can = arena_give(self->memory, PAYOUT_NEXT_MAX * sizeof *can);
    *out = (rs_payout_row){
        .id = row.id,
        .rev = row.rev,
        .participant = row.participant,
        .name = show_name(self, &who),
        .nick = show_text(self, who.id, who.nick),
        .state = row.state,
        .created = row.created,
        .changed = row.changed,
        .points = row.points,
        .money = row.money,
        .rate = row.rate,
        .reason = row.reason,
        .comment = show_text(self, who.id, row.comment),
        .can = {can, payout_next_states(row.state, can)},
        .requisites = show_mask(self, who.id, row.requisites),
    };
    show_care(self, &row, out);
    return true;
}

rs_err view_payout(view *self, const void *argument, void *result)
{
    const rs_payout_key *args = argument;
    if (!show_payout(self, args->payout, result))
        return rs_fail(&self->error, RS_NOT_FOUND, "no such request");
    return RS_OK;
}

/* The latest of what was done with it, oldest first. */
static rs_payout_step_list show_steps(view *self, int64_t payout, int64_t person)
{
    enum { STEPS_MAX = 50 };
    rs_payout_step *items = arena_give(self->memory, STEPS_MAX * sizeof *items);
    rs_request_row request;
    rs_payout_step_row row;
    size_t count = 0;
    row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(payout), &request);
    int64_t n = request.steps > STEPS_MAX ? request.steps - STEPS_MAX : 0;
    while (count < STEPS_MAX &&
           row_get(self->state, self->memory, TABLE_PAYOUT_STEP, KEY_2(payout, ++n), &row))
        items[count++] = (rs_payout_step){
            .at = row.at,
            .state = row.state,
            .by = show_admin_name(self, row.admin),
            .reason = row.reason,
            .comment = show_text(self, person, row.comment),
            .note = show_text(self, person, row.note),
            .kind = row.kind,
            .points = row.points,
            .money = row.money,
            .points_before = row.points_before,
            .money_before = row.money_before,
        };
    return (rs_payout_step_list){items, count};
}

rs_err view_payout_card(view *self, const void *argument, void *result)
{
    const rs_payout_key *args = argument;
    rs_payout_card *out = result;
    rs_payout_row *row = arena_give(self->memory, sizeof *row);
    rs_participant_view *who = arena_give(self->memory, sizeof *who);
    rs_conversation_view *room = arena_give(self->memory, sizeof *room);
    if (!show_payout(self, args->payout, row) || !show_participant(self, row->participant, who))
        return rs_fail(&self->error, RS_NOT_FOUND, "no such request");
    int64_t conversation = row_ref(self->state, self->memory, TABLE_CONVERSATION_OF,
                                   KEY_2(RS_CONVERSATION_PAYOUT, who->tg));
    *out = (rs_payout_card){
        .row = row, .who = who, .history = show_steps(self, row->id, row->participant)};
    if (show_conversation(self, conversation, room)) {
        out->room = room;
        out->messages = show_messages(self, conversation, 0, 100);
    }
    return RS_OK;
}
