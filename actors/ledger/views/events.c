/* Events: what the journal's facts mean to those who tell people about them. Published bare, as
 * hints; read here in full, from the journal, behind a cursor. */
#include "actors/ledger/views/view.h"

enum { FACTS_LOOKED_AT_MAX = 2000 }; /* of one read, however few of them are events */

/* Not of one message, but of the whole conversation. */
static bool of_room(rs_event *out, int64_t conversation)
{
    out->topic = RS_TOPIC_CONVERSATIONS;
    out->conversation = conversation;
    return true;
}

static bool of_payout(rs_event *out, int64_t payout, int64_t participant)
{
    out->topic = RS_TOPIC_PAYOUTS;
    out->payout = payout;
    out->participant = participant;
    return true;
}

bool event_of_fact(uint64_t seq, const rs_fact_head *head, const void *body, rs_event *out)
{
    *out = (rs_event){.seq = (int64_t)seq, .at = head->at};
    switch ((rs_fact_kind)head->kind) {
    case FACT_payout_opened: {
        const rs_payout_opened *fact = body;
        return of_payout(out, fact->id, fact->participant);
    }
    case FACT_payout_moved: {
        const rs_payout_moved *fact = body;
        return of_payout(out, fact->id, fact->participant);
    }
    case FACT_payout_claimed: {
        const rs_payout_claimed *fact = body;
        return of_payout(out, fact->id, fact->participant);
    }
    case FACT_payout_corrected: {
        const rs_payout_corrected *fact = body;
        return of_payout(out, fact->id, fact->participant);
    }
    case FACT_payout_approved: {
        const rs_payout_approved *fact = body;
        return of_payout(out, fact->id, fact->participant);
    }
    case FACT_payout_noted: {
        const rs_payout_noted *fact = body;
        return of_payout(out, fact->id, fact->participant);
    }
    case FACT_said: {
        const rs_said *fact = body;
        out->topic = RS_TOPIC_CONVERSATIONS;
        out->conversation = fact->conversation;
        out->n = fact->n;
        return true;
    }
    case FACT_copied: {
        const rs_copied *fact = body;
        out->topic = RS_TOPIC_CONVERSATIONS;
        out->conversation = fact->conversation;
        out->n = fact->n;
        return true;
    }
    case FACT_reworded: {
        const rs_reworded *fact = body;
        out->topic = RS_TOPIC_CONVERSATIONS;
        out->conversation = fact->conversation;
        out->n = fact->n;
        out->edit = true;
        return true;
    }
    case FACT_conversation_moved:
        return of_room(out, ((const rs_conversation_moved *)body)->conversation);
    case FACT_conversation_assigned:
        return of_room(out, ((const rs_conversation_assigned *)body)->conversation);
    case FACT_writer_banned: return of_room(out, ((const rs_writer_banned *)body)->conversation);
    case FACT_settings_made: out->topic = RS_TOPIC_SETTINGS; return true;
    case FACT_session_ended: {
        const rs_session_ended *fact = body;
        out->topic = RS_TOPIC_SESSIONS;
        out->admin = fact->admin;
        out->session = fact->session;
        return true;
    }
    case FACT_admin_made: {
        const rs_admin_made *fact = body;
        out->topic = RS_TOPIC_SESSIONS;
        out->admin = fact->id;
        return true;
    }
    case FACT_digests_made: {
        const rs_digests_made *fact = body;
        out->topic = RS_TOPIC_DIGESTS;
        out->participant = fact->participant;
        return !fact->silent;
    }
    case FACT_incident_opened:
    case FACT_incident_closed:
    case FACT_owner_told: out->topic = RS_TOPIC_INCIDENTS; return true;
    default: return false;
    }
}

static void tell_whom(view *self, rs_event *out, int64_t participant)
{
    rs_participant_row row;
    if (!participant ||
        !row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(participant), &row) ||
        row.status == RS_PARTICIPANT_ERASED)
        return;
    rs_tg_user *who = arena_give(self->memory, sizeof *who);
    *who = (rs_tg_user){
        .tg = row.tg,
        .first = show_text(self, row.id, row.first),
        .last = show_text(self, row.id, row.last),
        .nick = show_text(self, row.id, row.nick),
        .lang = row.lang,
    };
    out->who = who;
}

/* What is told about a request when it is opened: the points have just been reserved; the balance
 * is for the operators to look up. */
static rs_notice *opened_notice(view *self, const rs_payout_opened *fact)
{
    rs_notice *notice = arena_give(self->memory, sizeof *notice);
    *notice = (rs_notice){
        .payout = fact->id,
        .state = RS_PAYOUT_NEW,
        .points = fact->points,
        .money = fact->money,
    };
    return notice;
}

/* The owner's own text for a reason of refusals, with what to do next; NULL: none, the bots have
 * one. */
static const char *advice_for(view *self, rs_reject_reason reason)
{
    rs_settings_row row;
    row_settings(self->state, self->memory, &row);
    const rs_settings *settings = row.settings;
    switch (reason) {
    case RS_REJECT_REQUISITES: return settings->text_reject_requisites;
    case RS_REJECT_ABUSE: return settings->text_reject_abuse;
    case RS_REJECT_RETURN_PENDING: return settings->text_reject_return;
    case RS_REJECT_LIMITS: return settings->text_reject_limits;
    case RS_REJECT_TAX_DATA: return settings->text_reject_tax;
    case RS_REJECT_OTHER: return settings->text_reject_other;
    }
    return NULL;
}

static rs_notice *moved_notice(view *self, const rs_payout_moved *fact)
{
    rs_notice *notice = arena_give(self->memory, sizeof *notice);
    *notice = (rs_notice){
        .payout = fact->id,
        .state = fact->to,
        .points = fact->points,
        .money = fact->money,
        .total = fact->available + fact->held + fact->reserved,
        .available = fact->available,
        .held = fact->held,
        .reserved = fact->reserved,
        .reason = fact->reason,
        .comment = show_text(self, fact->participant, fact->comment),
        .advice = advice_for(self, fact->reason),
    };
    return notice;
}

/* The state stays; what it was before shows that it is news of a correction. */
static rs_notice *corrected_notice(view *self, const rs_payout_corrected *fact)
{
    rs_notice *notice = arena_give(self->memory, sizeof *notice);
    rs_request_row row;
    row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(fact->id), &row);
    *notice = (rs_notice){
        .payout = fact->id,
        .state = row.state,
        .points = fact->points,
        .money = fact->money,
        .total = fact->available + fact->held + fact->reserved,
        .available = fact->available,
        .held = fact->held,
        .reserved = fact->reserved,
        .comment = show_text(self, fact->participant, fact->reason),
        .points_before = fact->points_before,
        .money_before = fact->money_before,
    };
    return notice;
}

static void tell_payout(view *self, const rs_fact_head *head, const void *body, rs_event *out)
{
    tell_whom(self, out, out->participant);
    if (head->kind == FACT_payout_opened)
        out->notice = opened_notice(self, body);
    if (head->kind == FACT_payout_moved)
        out->notice = moved_notice(self, body);
    if (head->kind == FACT_payout_corrected)
        out->notice = corrected_notice(self, body);
    int64_t conversation = out->who ? row_ref(self->state, self->memory, TABLE_CONVERSATION_OF,
                                              KEY_2(RS_CONVERSATION_PAYOUT, out->who->tg))
                                    : 0;
    rs_conversation_view *room = arena_give(self->memory, sizeof *room);
    if (show_conversation(self, conversation, room))
        out->room = room;
}

static void tell_message(view *self, rs_event *out)
{
    rs_message_row *message = arena_give(self->memory, sizeof *message);
    rs_conversation_view *room = arena_give(self->memory, sizeof *room);
    if (show_message(self, out->conversation, out->n, message))
        out->message = message;
    if (show_conversation(self, out->conversation, room))
        out->room = room;
}

/* An owner is told in the language they have as a participant, if they are one. */
static void tell_owner(view *self, const rs_owner_told *fact, rs_event *out)
{
    rs_officer_row owner;
    rs_participant_row person;
    row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(fact->admin), &owner);
    if (!owner.tg || !(owner.rights & RS_RIGHT_OWNER) || owner.blocked)
        return; /* not an owner any more */
    int64_t id = row_ref(self->state, self->memory, TABLE_BY_TG, KEY_1(owner.tg));
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(id), &person);
    rs_tg_user *who = arena_give(self->memory, sizeof *who);
    *who = (rs_tg_user){.tg = owner.tg, .lang = person.lang};
    rs_incident_view *incident = arena_give(self->memory, sizeof *incident);
    out->who = who;
    out->head = fact->head;
    if (!show_incident(self, fact->incident, incident))
        return;
    if (!fact->over) /* that it is over by now is told by the news that it is */
        incident->closed = 0;
    out->incident = incident;
}

typedef struct {
    view *self;
    const rs_events_args *args;
    rs_cursor_row cursor; /* of the consumer */
    rs_event *items;
    size_t count;
    size_t limit;
    uint64_t last; /* looked at */
    rs_err rc;
} reading;

/* Everything up to the cursor is, but for its holes. */
static bool is_dealt_with(const rs_cursor_row *cursor, int64_t seq)
{
    if (seq > cursor->value)
        return false;
    for (size_t n = 0; n < cursor->holes.count; n++)
        if (cursor->holes.items[n] == seq)
            return false;
    return true;
}

static bool read_fact(void *arg, uint64_t seq, const journal_record *record)
{
    reading *now = arg;
    view *self = now->self;
    rs_fact_head head;
    void *body;
    rs_event event;
    now->rc = fact_decode(record->fact, self->memory, &head, &body, &self->error);
    if (now->rc != RS_OK)
        return false;
    now->last = seq;
    /* That a message reached somebody is news for live views, not for those who deliver it and keep
     * a cursor. */
    bool delivery = head.kind == FACT_copied;
    if (is_dealt_with(&now->cursor, (int64_t)seq) || (delivery && now->args->consumer) ||
        !event_of_fact(seq, &head, body, &event) || !(now->args->topics & (int64_t)event.topic))
        return true;
    if (event.topic == RS_TOPIC_PAYOUTS)
        tell_payout(self, &head, body, &event);
    if (event.topic == RS_TOPIC_CONVERSATIONS)
        tell_message(self, &event);
    if (event.topic == RS_TOPIC_DIGESTS) {
        tell_whom(self, &event, event.participant);
        event.digests = ((const rs_digests_made *)body)->digests;
    }
    if (head.kind == FACT_owner_told)
        tell_owner(self, body, &event);
    now->items[now->count++] = event;
    return now->count < now->limit;
}

static int64_t start_of(view *self, const rs_events_args *args, rs_cursor_row *cursor)
{
    if (args->consumer)
        row_get(self->state, self->memory, TABLE_CURSOR, KEY_TEXT(args->consumer), cursor);
    int64_t start = cursor->holes.count ? cursor->holes.items[0] - 1 : cursor->value;
    return start > args->after ? start : args->after;
}

rs_err view_events(view *self, const void *argument, void *result)
{
    const rs_events_args *args = argument;
    rs_events_page *out = result;
    reading now = {.self = self, .args = args};
    now.limit = args->limit ? (size_t)args->limit : 100;
    now.items = arena_give(self->memory, now.limit * sizeof *now.items);
    uint64_t start = (uint64_t)start_of(self, args, &now.cursor);
    now.last = start;
    /* Not past what the state has folded in: names and rooms are looked up there. */
    uint64_t known = state_seq(self->state);
    uint64_t facts = known > start ? known - start : 0;
    if (facts > FACTS_LOOKED_AT_MAX)
        facts = FACTS_LOOKED_AT_MAX;
    rs_err rc =
        facts ? journal_read(self->journal, start + 1, (size_t)facts, read_fact, &now, &self->error)
              : RS_OK;
    if (rc == RS_OK)
        rc = now.rc;
    if (rc != RS_OK)
        return rc;
    out->events = (rs_event_list){now.items, now.count};
    out->next = (int64_t)now.last;
    out->more = now.last < known;
    return RS_OK;
}
