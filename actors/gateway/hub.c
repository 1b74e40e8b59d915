#include "actors/gateway/hub.h"

#include <stdlib.h>
#include <string.h>

#include "actors/gateway/crowd.h"
#include "actors/gateway/ops.h"
#include "actors/gateway/presence.h"
#include "actors/gateway/requests.h"
#include "actors/gateway/tail.h"
#include "shared/clock.h"
#include "shared/log.h"

enum {
    FETCHES_MAX = 256, /* rows under way; more changes than that at once are a gap */
    FETCH_MS = 10000,
    LAG_FIRST_MS = 4,   /* the reader has not seen the change yet: ask again, each time later ... */
    LAG_LAST_MS = 2048, /* ... and then give up, which is a gap */
    TOPICS = RS_TOPIC_PAYOUTS | RS_TOPIC_CONVERSATIONS | RS_TOPIC_SESSIONS | RS_TOPIC_INCIDENTS
};

/* A payout whose row is on its way. */
typedef struct fetch fetch;
struct fetch {
    hub *hub;
    fetch *next;
    int64_t payout;
    int64_t first; /* oldest event that is not pushed yet */
    int64_t last;  /* newest: the row must show it */
    int64_t ticket;
    int64_t timer;
    int64_t lag_ms;
};

struct hub {
    gateway *gateway;
    tail *tail;
    presence *presence;
    crowd *crowd;
    fetch *fetches;
    size_t fetches_count;
    size_t crowd_size; /* subscriptions to changes of participants */
    int64_t changed_admin;
    int64_t changed_seq; /* where, and how far the ends of sessions behind it have come */
};

/* ------------------------------------------------------------------------------- pushing */

static topic *find_topic(session *page, topic wanted)
{
    for (size_t n = 0; n < page->topics_count; n++)
        if (topic_is(page->topics[n], wanted))
            return &page->topics[n];
    return NULL;
}

/* Who is to hear it: those that have joined the topic and have one of the rights. */
typedef struct {
    topic topic;
    uint32_t rights;
    session *only; /* this page; NULL: all of them */
} audience;

static bool hears(session *page, const audience *who)
{
    return (!who->only || page == who->only) && find_topic(page, who->topic) &&
           (uint32_t)page->me.rights & who->rights;
}

/* Payload empty: a gap. What the page reads from now on must show what it was told. */
static void push(hub *self, audience to, int64_t seq, rs_bytes payload)
{
    char name[TOPIC_TEXT_MAX];
    topic_print(to.topic, name);
    blob *made = frame_push(name, seq, payload);
    for (session *each = self->gateway->sessions; each; each = each->next)
        if (hears(each, &to)) {
            self->gateway->counts.pushes++;
            each->shown = seq > each->shown ? seq : each->shown;
            session_push(each, made);
        }
    blob_drop(&made);
}

static void push_message(hub *self, audience to, int64_t seq, const rs_type *type,
                         const void *message)
{
    rs_buf payload = {0};
    codec_encode(type, message, &payload);
    push(self, to, seq, (rs_bytes){payload.data, payload.size});
    buf_free(&payload);
}

static bool anyone(const hub *self, topic wanted)
{
    for (session *each = self->gateway->sessions; each; each = each->next)
        if (find_topic(each, wanted))
            return true;
    return false;
}

/* ------------------------------------------------------------------------------- payouts */

static const audience payouts = {.topic = {.kind = TOPIC_PAYOUTS}, .rights = RS_VIEWERS};

/* Rows arrive in another order than the changes. A page that comes back names the newest seq it
 * saw: so none is told that is not pushed with all before it. */
static int64_t pushed_up_to(const hub *self, int64_t seq)
{
    for (const fetch *each = self->fetches; each; each = each->next)
        if (each->first <= seq)
            seq = each->first - 1;
    return seq;
}

static void fetch_end(fetch *self)
{
    hub *owner = self->hub;
    fetch **link = &owner->fetches;
    while (*link != self)
        link = &(*link)->next;
    *link = self->next;
    owner->fetches_count--;
    if (self->ticket)
        actor_forget(owner->gateway->loop, self->ticket);
    actor_timer_end(owner->gateway->loop, self->timer);
    free(self);
}

static void fetch_ask(void *arg);

static void fetch_later(fetch *self)
{
    self->timer = actor_timer(self->hub->gateway->loop, self->lag_ms, 0, fetch_ask, self);
    self->lag_ms *= 2;
}

static void on_row(void *arg, const actor_reply *reply)
{
    fetch *self = arg;
    hub *owner = self->hub;
    self->ticket = 0;
    bool known = reply->code == RS_OK || reply->code == RS_NOT_FOUND;
    if (known && reply->seq && reply->seq < self->last && self->lag_ms <= LAG_LAST_MS) {
        fetch_later(self);
        return;
    }
    int64_t seq = self->last;
    fetch_end(self);
    seq = pushed_up_to(owner, seq);
    if (reply->code == RS_OK) {
        push(owner, payouts, seq, reply->raw);
    } else if (reply->code != RS_NOT_FOUND) {
        log_warning("a payout row cannot be pushed: %s: %s", rs_err_name(reply->code),
                    reply->detail);
        push(owner, payouts, seq, (rs_bytes){0});
    }
}

static void fetch_ask(void *arg)
{
    fetch *self = arg;
    actor_call call = {.timeout_ms = FETCH_MS};
    rs_payout_key key = {.payout = self->payout};
    self->timer = 0;
    self->ticket = actor_ask(self->hub->gateway->loop, RS_PAYOUT_ROW, &key, &call, on_row, self);
}

static void want_row(hub *self, int64_t payout, int64_t seq)
{
    for (fetch *each = self->fetches; each; each = each->next)
        if (each->payout == payout) {
            each->last = seq > each->last ? seq : each->last;
            each->first = seq < each->first ? seq : each->first;
            return; /* what is on its way is checked against `last` */
        }
    if (self->fetches_count == FETCHES_MAX) {
        push(self, payouts, pushed_up_to(self, seq), (rs_bytes){0});
        return;
    }
    fetch *made = calloc(1, sizeof *made);
    RS_ASSERT(made);
    *made =
        (fetch){.hub = self, .next = self->fetches, .payout = payout, .first = seq, .last = seq};
    made->lag_ms = LAG_FIRST_MS;
    self->fetches = made;
    self->fetches_count++;
    fetch_ask(made);
}

/* ------------------------------------------------------------------------------- events */

/* Those who may read such a conversation: what is written about payouts is not support's. */
static uint32_t readers_of(const rs_event *event)
{
    return event->room && event->room->kind == RS_CONVERSATION_SUPPORT ? RS_READERS : RS_VIEWERS;
}

static void tell_chat(hub *self, session *only, const rs_event *event)
{
    audience to = {{.kind = TOPIC_CHAT, .id = event->conversation}, readers_of(event), only};
    if (event->message)
        push_message(self, to, event->seq, &rs_message_row_type, event->message);
    else
        push(self, to, event->seq, (rs_bytes){0});
}

static void tell_room(hub *self, session *only, const rs_event *event)
{
    audience to = {{.kind = TOPIC_CONVERSATIONS}, readers_of(event), only};
    if (event->room)
        push_message(self, to, event->seq, &rs_conversation_view_type, event->room);
}

/* A change of an administrator, and behind it in the journal the end of each session when the
 * change was to block or remove: what ends without that before it was a logout. */
static void on_session_event(hub *self, const rs_event *event)
{
    if (!event->session.size) {
        sessions_recheck(self->gateway, event->admin);
        self->changed_admin = event->admin;
        self->changed_seq = event->seq;
        return;
    }
    bool blocked = event->admin == self->changed_admin && event->seq == self->changed_seq + 1;
    if (blocked)
        self->changed_seq = event->seq;
    sessions_ended(self->gateway, event->session, blocked);
}

static void on_event(void *arg, const rs_event *event)
{
    hub *self = arg;
    switch (event->topic) {
    case RS_TOPIC_PAYOUTS:
        if (event->payout && anyone(self, payouts.topic))
            want_row(self, event->payout, event->seq);
        break;
    case RS_TOPIC_CONVERSATIONS:
        if (event->conversation) {
            tell_chat(self, NULL, event);
            tell_room(self, NULL, event);
        }
        break;
    case RS_TOPIC_SESSIONS: on_session_event(self, event); break;
    case RS_TOPIC_INCIDENTS:
        push(self, (audience){{.kind = TOPIC_INCIDENTS}, RS_EDITORS, NULL}, event->seq,
             (rs_bytes){0});
        break;
    default: break;
    }
}

/* Published, so perhaps before the readers know of it. The end of a session does not wait. */
static void on_hint(void *arg, const rs_event *event)
{
    hub *self = arg;
    if (event->topic == RS_TOPIC_SESSIONS)
        on_session_event(self, event);
    tail_hint(self->tail, event->seq);
}

static void on_ready(void *arg)
{
    hub *self = arg;
    requests_resume(self->gateway);
}

int64_t hub_seq(const hub *self)
{
    int64_t cursor = tail_cursor(self->tail);
    return cursor < 0 ? cursor : pushed_up_to(self, cursor);
}

void hub_replay(hub *self, session *page, topic wanted, const rs_events_page *missed)
{
    for (size_t n = 0; n < missed->events.count; n++) {
        const rs_event *event = &missed->events.items[n];
        if (wanted.kind == TOPIC_PAYOUTS && event->payout)
            want_row(self, event->payout, event->seq);
        else if (wanted.kind == TOPIC_CHAT && event->conversation == wanted.id)
            tell_chat(self, page, event);
        else if (wanted.kind == TOPIC_CONVERSATIONS && event->conversation)
            tell_room(self, page, event);
    }
}

/* ------------------------------------------------------------------------------- participants */

static void tell_changed(hub *self, session *only, const rs_participants_changed *changed)
{
    audience to = {{.kind = TOPIC_PARTICIPANTS}, RS_VIEWERS, only};
    rs_participants_news news = {.ids = changed->ids, .last = changed->last};
    if (changed->many)
        push(self, to, changed->seq, (rs_bytes){0});
    else
        push_message(self, to, changed->seq, &rs_participants_news_type, &news);
}

static void on_crowd(void *arg, const rs_participants_changed *changed)
{
    tell_changed(arg, NULL, changed);
}

void hub_tell_participants(hub *self, session *page, const rs_participants_changed *changed)
{
    crowd_from(self->crowd, changed->seq);
    if (!changed->many && changed->ids.count)
        tell_changed(self, page, changed);
}

/* ------------------------------------------------------------------------------- joining */

void hub_expect(hub *self, int64_t seq)
{
    tail_hint(self->tail, seq);
}

void hub_count_pages(hub *self)
{
    tail_want(self->tail, self->gateway->sessions_count > 0);
}

static void count_topic(hub *self, topic which, bool more)
{
    if (which.kind == TOPIC_PARTICIPANTS)
        self->crowd_size += more ? 1 : (size_t)-1;
    crowd_want(self->crowd, self->crowd_size > 0);
}

rs_err hub_join(hub *self, session *page, topic wanted)
{
    if (find_topic(page, wanted))
        return RS_OK;
    if (page->topics_count == SESSION_TOPICS_MAX)
        return RS_LIMIT;
    page->topics[page->topics_count++] = wanted;
    count_topic(self, wanted, true);
    return RS_OK;
}

void hub_leave(hub *self, session *page, topic unwanted)
{
    topic *place = find_topic(page, unwanted);
    if (!place)
        return;
    *place = page->topics[--page->topics_count];
    count_topic(self, unwanted, false);
}

void hub_forget(hub *self, session *page)
{
    while (page->topics_count)
        hub_leave(self, page, page->topics[0]);
    presence_set(self->presence, page, NULL, 0, 0);
}

/* ------------------------------------------------------------------------------- presence */

static void tell_looking(hub *self, session *only, int64_t payout)
{
    audience to = {{.kind = TOPIC_PRESENCE}, RS_VIEWERS, only};
    rs_viewer viewers[PRESENCE_SHOWN_MAX];
    rs_looking looking = {.payout = payout, .viewers = {.items = viewers}};
    looking.viewers.count = presence_viewers(self->presence, payout, viewers);
    push_message(self, to, 0, &rs_looking_type, &looking);
}

static void on_looking(void *arg, int64_t payout)
{
    tell_looking(arg, NULL, payout);
}

typedef struct {
    hub *hub;
    session *page;
} showing;

static void show_one(void *arg, int64_t payout)
{
    const showing *to = arg;
    tell_looking(to->hub, to->page, payout);
}

void hub_show_presence(hub *self, session *page)
{
    showing to = {self, page};
    presence_each(self->presence, show_one, &to);
}

void hub_look(hub *self, session *page, int64_t payout)
{
    presence_set(self->presence, page, &page->me, payout, clock_monotonic_ms());
}

void hub_keep(hub *self)
{
    presence_expire(self->presence, clock_monotonic_ms());
}

void hub_tell_me(hub *self, session *page)
{
    audience to = {{.kind = TOPIC_SESSION}, RS_READERS, page};
    push_message(self, to, 0, &rs_me_type, &page->me);
}

/* Nothing: it is not there any more. */
static void tell_job(hub *self, audience owner, int64_t seq, const rs_type *type, const void *shown)
{
    if (shown)
        push_message(self, owner, seq, type, shown);
    else
        push(self, owner, seq, (rs_bytes){0});
}

void hub_tell_export(hub *self, int64_t id, const rs_export_job *job)
{
    audience owner = {.topic = {.kind = TOPIC_EXPORT, .id = id}, .rights = RS_VIEWERS};
    tell_job(self, owner, 0, &rs_export_job_type, job);
}

void hub_tell_deed(hub *self, int64_t id, const rs_deed_job *job, int64_t seq)
{
    audience owner = {.topic = {.kind = TOPIC_DEED, .id = id}, .rights = RS_EDITORS};
    tell_job(self, owner, seq, &rs_deed_job_type, job);
}

/* ------------------------------------------------------------------------------- life */

hub *hub_open(gateway *owner)
{
    hub *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    self->gateway = owner;
    self->presence = presence_open(on_looking, self);
    self->tail = tail_open(owner->loop, TOPICS, on_event, on_ready, self);
    self->crowd = crowd_open(owner->loop, on_crowd, self);
    actor_subscribe(owner->loop, TOPICS, on_hint, self);
    return self;
}

void hub_close(hub **self_p)
{
    hub *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    for (fetch *each = self->fetches, *next; each; each = next) {
        next = each->next;
        fetch_end(each);
    }
    tail_close(&self->tail);
    crowd_close(&self->crowd);
    presence_close(&self->presence);
    free(self);
}
