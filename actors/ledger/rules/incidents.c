#include "actors/ledger/rules/incidents.h"

#include "actors/ledger/rules/absences.h"
#include "actors/ledger/rules/rules.h"
#include "actors/ledger/state/calendar.h"

enum { OWNERS_MAX = 500 };
static const int64_t HOUR_MS = INT64_C(60) * 60 * 1000;

/* Cursors end where something is decided: first all numbers, then the facts. */
static void tell_owners(decision *self, rs_owner_told fact)
{
    int64_t *owners = arena_give(self->memory, OWNERS_MAX * sizeof *owners);
    size_t count = 0;
    state_cursor at;
    for (bool more =
             state_first(self->state, TABLE_ADMIN, (rs_bytes){0}, (rs_bytes){0}, false, &at);
         more && count < OWNERS_MAX; more = state_next(&at)) {
        rs_officer_row row;
        row_read(&at, self->memory, &row);
        if ((row.rights & RS_RIGHT_OWNER) && !row.blocked && row.tg)
            owners[count++] = row.id;
    }
    for (size_t n = 0; n < count; n++) {
        fact.admin = owners[n];
        decide(self, FACT_owner_told, &fact);
    }
}

static int64_t find_open(decision *self, rs_incident kind, int64_t subject)
{
    return row_ref(self->state, self->memory, TABLE_INCIDENT_OPEN, KEY_2(kind, subject));
}

static void open_incident(decision *self, const rs_incident_args *args, bool absent)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    rs_incident_view incident = {
        .id = meta.incident + 1,
        .kind = args->kind,
        .subject = args->subject,
        .since = args->since && args->since < self->now ? args->since : self->now,
        .opened = self->now,
        .value = args->value,
        .detail = args->detail,
        .absent = absent,
    };
    decide(self, FACT_incident_opened, &(rs_incident_opened){.incident = &incident});
    tell_owners(self, (rs_owner_told){.incident = incident.id});
}

static void close_incident(decision *self, int64_t id)
{
    decide(self, FACT_incident_closed, &(rs_incident_closed){.id = id});
    tell_owners(self, (rs_owner_told){.incident = id, .over = true});
}

void incidents_report(decision *self, const rs_incident_args *args)
{
    int64_t open = find_open(self, args->kind, args->subject);
    if (open && args->over)
        close_incident(self, open);
    else if (!open && !args->over)
        open_incident(self, args, false);
}

static bool is_absent(decision *self, int64_t id)
{
    rs_incident_row row;
    return row_get(self->state, self->memory, TABLE_INCIDENT, KEY_1(id), &row) &&
           row.incident->absent;
}

void incidents_miss(decision *self, const rs_incident_args *args)
{
    int64_t open = find_open(self, args->kind, args->subject);
    if (!open && !args->over)
        open_incident(self, args, true);
    else if (open && args->over && is_absent(self, open))
        close_incident(self, open);
}

/* ------------------------------------------------------------------------- by whom, of what */

static rs_role reporter_of(const rs_incident_args *args)
{
    switch (args->kind) {
    case RS_INCIDENT_POLLER:
    case RS_INCIDENT_KEY: return RS_ROLE_OZON;
    case RS_INCIDENT_TELEGRAM:
        return args->subject == RS_BOT_SUPPORT ? RS_ROLE_SUPPORT : RS_ROLE_TELEGRAM;
    case RS_INCIDENT_VERIFY: return RS_ROLE_CTL;
    case RS_INCIDENT_DISK:
    case RS_INCIDENT_RESTART: break;
    }
    return RS_ROLE_LEDGER;
}

/* Each kind has one who looks after it. The console may end any: what was of a cabinet that is not
 * read any more, nobody else would. */
rs_err rule_incident_report(decision *self, const void *argument)
{
    const rs_incident_args *args = argument;
    bool ends = self->role == RS_ROLE_CTL && args->over;
    if (self->role != reporter_of(args) && !ends)
        return REFUSE(self, RS_FORBIDDEN, "kind: not for this process to report");
    int64_t open = find_open(self, args->kind, args->subject);
    if (open && args->over && is_absent(self, open)) {
        if (!ends)
            return RS_OK; /* over when it is seen at work */
        absences_expect_nobody(self, args);
    }
    incidents_report(self, args);
    return RS_OK;
}

/* ---------------------------------------------------------------------------------- restarts */

void incidents_began(decision *self)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    decide(self, FACT_writer_began, &(rs_writer_began){.epoch = (int64_t)self->head->epoch});
    if (meta.working)
        incidents_report(self, &(rs_incident_args){.kind = RS_INCIDENT_RESTART});
}

void incidents_calm(decision *self, int64_t began)
{
    if (self->now - began >= INCIDENTS_CALM_MS)
        incidents_report(self, &(rs_incident_args){.kind = RS_INCIDENT_RESTART, .over = true});
}

/* -------------------------------------------------------------------------- the chain's head */

static void tell_head(decision *self, const rs_chain_head *head, int64_t day)
{
    decide(self, FACT_head_noted, &(rs_head_noted){.head = head, .day = day});
    tell_owners(self, (rs_owner_told){.head = head});
}

static rs_chain_head *head_of(decision *self)
{
    rs_chain_head *head = arena_give(self->memory, sizeof *head);
    *head = (rs_chain_head){
        .seq = (int64_t)self->head->seq,
        .hash = {(const uint8_t *)arena_copy(self->memory, self->head->hash, JOURNAL_HASH_SIZE),
                 JOURNAL_HASH_SIZE},
    };
    return head;
}

rs_err rule_head_tell(decision *self, const void *argument)
{
    (void)argument;
    if (!self->head->seq)
        return REFUSE(self, RS_NOT_FOUND, "head: the journal is empty");
    rs_chain_head *head = head_of(self);
    tell_head(self, head, 0);
    self->result = head;
    return RS_OK;
}

void incidents_tell_head(decision *self, int64_t hour)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    int64_t day = calendar_day(self->now - hour * HOUR_MS);
    if (hour && meta.owners && day > meta.head_day && self->head->seq)
        tell_head(self, head_of(self), day);
}
