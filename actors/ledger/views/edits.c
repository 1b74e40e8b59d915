/* A participant as administrators edit them. */
#include "actors/ledger/state/defaults.h"
#include "actors/ledger/views/view.h"

bool show_edit(view *self, int64_t id, rs_participant_edit *out)
{
    rs_participant_row row;
    rs_participant_row inviter;
    rs_settings_row settings;
    rs_participant_view *who = arena_give(self->memory, sizeof *who);
    rs_subscriptions *subscriptions = arena_give(self->memory, sizeof *subscriptions);
    if (!show_participant(self, id, who))
        return false;
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(id), &row);
    row_settings(self->state, self->memory, &settings);
    settings_subscriptions(settings.settings, row.subscriptions, subscriptions);
    *out = (rs_participant_edit){
        .who = who,
        .rev = row.rev,
        .note = show_text(self, row.id, row.note),
        .subscriptions = subscriptions,
    };
    out->erasing = row_has(self->state, TABLE_FORGET, KEY_1(id));
    if (row.inviter &&
        row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(row.inviter), &inviter))
        out->inviter_name = show_name(self, &inviter);
    return true;
}

rs_err view_edit(view *self, const void *argument, void *result)
{
    const rs_one_participant *args = argument;
    if (!show_edit(self, args->participant, result))
        return rs_fail(&self->error, RS_NOT_FOUND, "participant: no such participant");
    return RS_OK;
}
