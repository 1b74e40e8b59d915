/* Payout requests as operators see them. */
#include "actors/ledger/rules/payouts.h"

#include "actors/ledger/views/view.h"

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
        .name = show_name(self, who.id, who.first, who.last),
        .nick = show_text(self, who.id, who.nick),
        .state = row.state,
        .created = row.created,
        .changed = row.changed,
        .points = row.points,
        .money = row.money,
        .rate = row.rate,
        .operator= row.admin,
        .operator_name = show_admin_name(self, row.admin),
        .reason = row.reason,
        .comment = show_text(self, who.id, row.comment),
        .can = {can, payout_next_states(row.state, can)},
    };
    return true;
}

rs_err view_payout(view *self, const void *argument, void *result)
{
    const rs_payout_key *args = argument;
    if (!show_payout(self, args->payout, result))
        return rs_fail(&self->error, RS_NOT_FOUND, "no such request");
    return RS_OK;
}

static rs_payout_step_list show_steps(view *self, int64_t payout, int64_t person)
{
    enum { STEPS_MAX = 50 };
    rs_payout_step *items = arena_give(self->memory, STEPS_MAX * sizeof *items);
    rs_payout_step_row row;
    size_t count = 0;
    while (count < STEPS_MAX && row_get(self->state, self->memory, TABLE_PAYOUT_STEP,
                                        KEY_2(payout, (int64_t)count + 1), &row))
        items[count++] = (rs_payout_step){
            .at = row.at,
            .state = row.state,
            .by = show_admin_name(self, row.admin),
            .reason = row.reason,
            .comment = show_text(self, person, row.comment),
            .note = show_text(self, person, row.note),
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

static bool wanted(const rs_payouts_args *args, rs_payout_state which)
{
    for (size_t n = 0; n < args->states.count; n++)
        if (args->states.items[n] == (int64_t)which)
            return true;
    return !args->states.count;
}

static rs_state_count_list show_counts(view *self)
{
    rs_state_count *items = arena_give(self->memory, rs_payout_state_enum.count * sizeof *items);
    for (size_t n = 0; n < rs_payout_state_enum.count; n++) {
        rs_count_row row;
        int which = rs_payout_state_enum.values[n].value;
        row_get(self->state, self->memory, TABLE_PAYOUT_COUNT, KEY_1(which), &row);
        items[n] = (rs_state_count){.state = (rs_payout_state)which, .count = row.value};
    }
    return (rs_state_count_list){items, rs_payout_state_enum.count};
}

/* The next request below `before`: of a participant, or of the newest among the states wanted, each
 * of which has an index of its own, so that a page costs as much as it shows. */
static int64_t next_payout(view *self, const rs_payouts_args *args, int64_t before)
{
    int64_t newest = 0;
    state_cursor cursor;
    for (size_t n = 0; n < rs_payout_state_enum.count; n++) {
        rs_payout_state which = (rs_payout_state)rs_payout_state_enum.values[n].value;
        rs_key prefix = args->participant ? *KEY_1(args->participant) : *KEY_1(which);
        rs_key from = prefix;
        key_number(&from, before);
        state_table table = args->participant ? TABLE_PAYOUT_OF : TABLE_PAYOUT_IN;
        if (wanted(args, which) &&
            state_first(self->state, table, key_bytes(&prefix), key_bytes(&from), true, &cursor) &&
            key_number_at(cursor.key, 1) > newest)
            newest = key_number_at(cursor.key, 1);
        if (args->participant)
            break;
    }
    return newest;
}

rs_err view_payouts(view *self, const void *argument, void *result)
{
    const rs_payouts_args *args = argument;
    rs_payouts_page *out = result;
    size_t limit = args->limit ? (size_t)args->limit : 50;
    rs_payout_row *items = arena_give(self->memory, limit * sizeof *items);
    size_t count = 0;
    int64_t at = args->before ? args->before : INT64_MAX;
    while (count < limit && (at = next_payout(self, args, at)))
        if (show_payout(self, at, &items[count]) && wanted(args, items[count].state))
            count++;
    out->rows = (rs_payout_row_list){items, count};
    out->counts = show_counts(self);
    if (count == limit && next_payout(self, args, at))
        out->next = at;
    return RS_OK;
}
