/* Facts about incidents, the chain's head, and how a writer ended. */
#include "actors/ledger/state/apply_fold.h"

void fold_incident_opened(fold *self, const rs_incident_opened *fact)
{
    const rs_incident_view *incident = fact->incident;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    meta.incident = incident->id;
    row_put_meta(self->state, &meta);
    row_put(self->state, TABLE_INCIDENT, KEY_1(incident->id),
            &(rs_incident_row){.incident = incident});
    row_put_ref(self->state, TABLE_INCIDENT_OPEN, KEY_2(incident->kind, incident->subject),
                incident->id);
}

void fold_incident_closed(fold *self, const rs_incident_closed *fact)
{
    rs_incident_row row;
    bool there = row_get(self->state, self->memory, TABLE_INCIDENT, KEY_1(fact->id), &row);
    RS_ASSERT(there);
    rs_incident_view incident = *row.incident;
    incident.closed = self->at;
    row_put(self->state, TABLE_INCIDENT, KEY_1(fact->id),
            &(rs_incident_row){.incident = &incident});
    row_del(self->state, TABLE_INCIDENT_OPEN, KEY_2(incident.kind, incident.subject));
}

/* Nothing but the news. */
void fold_owner_told(fold *self, const rs_owner_told *fact)
{
    (void)self;
    (void)fact;
}

void fold_head_noted(fold *self, const rs_head_noted *fact)
{
    rs_meta_row meta;
    if (!fact->day)
        return;
    row_meta(self->state, self->memory, &meta);
    meta.head_day = fact->day;
    row_put_meta(self->state, &meta);
}

static void set_working(fold *self, bool working)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    meta.working = working;
    row_put_meta(self->state, &meta);
}

void fold_writer_began(fold *self, const rs_writer_began *fact)
{
    (void)fact;
    set_working(self, true);
}

void fold_writer_stopped(fold *self, const rs_writer_stopped *fact)
{
    (void)fact;
    set_working(self, false);
}
