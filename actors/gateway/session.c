#include "actors/gateway/session.h"

#include <stdlib.h>
#include <string.h>

#include "actors/gateway/hub.h"
#include "actors/gateway/requests.h"
#include "actors/gateway/web.h"
#include "shared/clock.h"
#include "shared/log.h"

enum {
    TOUCH_MS = 10000,        /* patience with the ledger */
    WHY_MS = 1000,           /* ... and with its log, when a session is over */
    TOUCH_EVERY_MS = 300000, /* a session in use is prolonged so often */
    PING_MS = 20000,         /* of silence: a page is asked whether it is there ... */
    HANGUP_MS = 45000,       /* ... and is gone */
    CLOSE_S = 5,             /* for a close frame to go out and be answered */
    PIECE_SIZE = 16 * 1024,  /* lws copies what the socket does not take, so pieces are small */
    PIECES_MAX = 32,         /* in one turn, or the queue would fill faster than it empties */
    INPUT_KEPT = 4096,       /* of the memory for a message in parts */
    OUTSTANDING_HARD_MAX = 2 * SESSION_OUTSTANDING_MAX, /* what was read before the pause counts */
};

static const rate session_rate = {.every_ms = SESSION_RATE_MS, .burst = SESSION_BURST};

struct outgoing {
    outgoing *next;
    blob *frame;
};

/* ------------------------------------------------------------------------------- admission */

static bool header_is(struct lws *wsi, enum lws_token_indexes token, const char *value)
{
    char text[256];
    return lws_hdr_copy(wsi, text, sizeof text, token) > 0 && !strcmp(text, value);
}

static unsigned refusal_of(struct lws *wsi)
{
    gateway *self = gateway_of(wsi);
    secret cookie;
    char address[WEB_ADDRESS_MAX];
    if (!header_is(wsi, WSI_TOKEN_GET_URI, "/ws"))
        return HTTP_STATUS_NOT_FOUND;
    /* Asked for by name: lws would let the name of any of its protocols pass. */
    if (!header_is(wsi, WSI_TOKEN_VERSION, "13") ||
        !header_is(wsi, WSI_TOKEN_PROTOCOL, SESSION_SUBPROTOCOL))
        return HTTP_STATUS_BAD_REQUEST;
    if (!web_same_origin(wsi) || !web_cookie(wsi, COOKIE_SESSION, &cookie))
        return HTTP_STATUS_FORBIDDEN;
    web_address(wsi, address);
    if (limits_take(self->limits, LIMIT_PAGE, address, clock_monotonic_ms()))
        return 429;
    if (self->sessions_count >= (size_t)actor_config(self->loop)->gateway.sessions_max)
        return HTTP_STATUS_SERVICE_UNAVAILABLE;
    return 0;
}

int session_admit(struct lws *wsi)
{
    if (!header_is(wsi, WSI_TOKEN_UPGRADE, "websocket"))
        return -1; /* no HTTP/2 either */
    unsigned status = refusal_of(wsi);
    if (!status)
        return 0;
    gateway_of(wsi)->counts.turned_away++;
    return lws_return_http_status(wsi, status, NULL) ? -1 : 1;
}

/* ------------------------------------------------------------------------------- the queue */

static void queue_shift(session *self)
{
    outgoing *item = self->head;
    self->head = item->next;
    if (!self->head)
        self->tail = &self->head;
    self->queued -= item->frame->size;
    self->sent = 0;
    blob_drop(&item->frame);
    free(item);
}

static void queue_clear(session *self)
{
    while (self->head)
        queue_shift(self);
}

/* It does not read, so it cannot be told; it will come back and say what it has seen last. */
static void shed(session *self)
{
    self->state = SESSION_CLOSING;
    self->gateway->counts.shed++;
    log_info("a page of administrator %lld reads too slowly and is cut off",
             (long long)self->me.admin);
    requests_forget(self);
    hub_forget(self->gateway->hub, self);
    queue_clear(self);
    lws_set_timeout(self->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

void session_push(session *self, blob *shared)
{
    size_t limit = (size_t)actor_config(self->gateway->loop)->gateway.session_queue_kib * 1024;
    if (self->state != SESSION_OPEN)
        return;
    if (self->queued > limit) {
        shed(self);
        return;
    }
    outgoing *item = malloc(sizeof *item);
    RS_ASSERT(item);
    *item = (outgoing){.frame = shared};
    shared->refs++;
    *self->tail = item;
    self->tail = &item->next;
    self->queued += shared->size;
    lws_callback_on_writable(self->wsi);
}

/* Small ones that wait go out together: what a frame costs, us and the page, is the system call. */
static bool write_gathered(session *self)
{
    uint8_t room[LWS_PRE + PIECE_SIZE];
    size_t size = 0;
    while (self->head && size + self->head->frame->size <= PIECE_SIZE) {
        const blob *next = self->head->frame;
        memcpy(room + LWS_PRE + size, next->data, next->size);
        size += next->size;
        queue_shift(self);
    }
    return lws_write(self->wsi, room + LWS_PRE, size, LWS_WRITE_BINARY) >= 0;
}

static bool write_part(session *self)
{
    uint8_t room[LWS_PRE + PIECE_SIZE];
    const blob *first = self->head->frame;
    size_t left = first->size - self->sent;
    size_t size = left < PIECE_SIZE ? left : PIECE_SIZE;
    memcpy(room + LWS_PRE, first->data + self->sent, size);
    int flags = lws_write_ws_flags(LWS_WRITE_BINARY, self->sent == 0, size == left);
    if (lws_write(self->wsi, room + LWS_PRE, size, (enum lws_write_protocol)flags) < 0)
        return false;
    self->sent += size;
    if (size == left)
        queue_shift(self);
    return true;
}

/* lws writes the head of its frame before the bytes it is given. Of a whole one it is the same for
 * every page that shares it: nothing is copied. */
static bool write_piece(session *self)
{
    _Static_assert(BLOB_HEAD >= LWS_PRE, "room for what lws writes");
    blob *first = self->head->frame;
    if (first->size > PIECE_SIZE)
        return write_part(self);
    if (self->head->next && self->gathers)
        return write_gathered(self);
    bool written = lws_write(self->wsi, first->data, first->size, LWS_WRITE_BINARY) >= 0;
    queue_shift(self);
    return written;
}

/* With a byte to be sent back: lws passes an empty answer over in silence. */
static bool write_ping(session *self)
{
    uint8_t room[LWS_PRE + 1] = {0};
    self->asked = false;
    return lws_write(self->wsi, room + LWS_PRE, 1, LWS_WRITE_PING) >= 0;
}

static int write_queue(session *self)
{
    if (self->state == SESSION_CLOSING) {
        if (self->close_code)
            lws_close_reason(self->wsi, (enum lws_close_status)self->close_code, NULL, 0);
        return -1;
    }
    if (self->asked && !write_ping(self))
        return -1;
    for (int n = 0; self->head && n < PIECES_MAX && (!n || !lws_send_pipe_choked(self->wsi)); n++)
        if (!write_piece(self))
            return -1;
    if (self->head)
        lws_callback_on_writable(self->wsi);
    return 0;
}

void session_close(session *self, session_close_code code)
{
    if (self->state == SESSION_CLOSING)
        return;
    self->state = SESSION_CLOSING;
    self->close_code = code;
    actor_timer_end(self->gateway->loop, self->why);
    self->why = 0;
    requests_forget(self);
    hub_forget(self->gateway->hub, self);
    queue_clear(self);
    lws_set_timeout(self->wsi, PENDING_TIMEOUT_USER_REASON_BASE, CLOSE_S);
    lws_callback_on_writable(self->wsi);
}

/* ------------------------------------------------------------------------------- whose it is */

static void take_me(session *self, const rs_me *me)
{
    self->me = *me;
    strncpy(self->name, me->name ? me->name : "", sizeof self->name - 1);
    self->me.name = self->name;
}

static size_t pages_of(const gateway *self, int64_t admin)
{
    size_t count = 0;
    for (const session *each = self->sessions; each; each = each->next)
        count += each->state == SESSION_OPEN && each->me.admin == admin;
    return count;
}

static void open_up(session *self, const rs_me *me)
{
    if (pages_of(self->gateway, me->admin) >= SESSION_PAGES_MAX) {
        session_close(self, CLOSE_PAGES);
        return;
    }
    take_me(self, me);
    self->state = SESSION_OPEN;
    session_flow(self);
}

static void renew(session *self, const rs_me *me)
{
    bool news = me->rights != self->me.rights || me->expires != self->me.expires ||
                strcmp(me->name ? me->name : "", self->name) != 0;
    take_me(self, me);
    if (news)
        hub_tell_me(self->gateway->hub, self);
}

static void on_no_reason(void *arg)
{
    session *self = arg;
    self->why = 0;
    session_close(self, CLOSE_ENDED);
}

/* Nothing is read or told any more. Whether it ended or was ended, the log says at `seq` at the
 * latest; which of the two words comes first is chance. */
static void wait_for_reason(session *self, int64_t seq)
{
    self->state = SESSION_OVER;
    requests_forget(self);
    hub_forget(self->gateway->hub, self);
    queue_clear(self);
    session_flow(self);
    self->why = actor_timer(self->gateway->loop, WHY_MS, 0, on_no_reason, self);
    hub_expect(self->gateway->hub, seq);
}

static void on_refused(session *self, const actor_reply *reply)
{
    if (!strncmp(reply->detail, "blocked:", 8))
        session_close(self, CLOSE_BLOCKED);
    else if (self->state == SESSION_OPEN)
        wait_for_reason(self, reply->seq);
    else
        session_close(self, CLOSE_ENDED);
}

void session_saw(session *self, int64_t seq)
{
    self->shown = seq > self->shown ? seq : self->shown;
}

static void on_touched(void *arg, const actor_reply *reply)
{
    session *self = arg;
    self->touch = 0;
    session_saw(self, reply->seq);
    switch (reply->code) {
    case RS_OK:
        if (self->state == SESSION_MUTE)
            open_up(self, reply->result);
        else
            renew(self, reply->result);
        break;
    case RS_FORBIDDEN: /* not known, over, or the administrator is blocked: the detail says */
        on_refused(self, reply);
        return;
    default:
        log_warning("a session cannot be checked: %s: %s", rs_err_name(reply->code), reply->detail);
        if (self->state == SESSION_MUTE)
            session_close(self, CLOSE_LATER);
        self->recheck = true;
        return; /* sessions_keep asks again */
    }
    if (self->recheck)
        session_touch(self);
}

void session_touch(session *self)
{
    if (self->touch || self->state == SESSION_OVER || self->state == SESSION_CLOSING)
        return;
    self->recheck = false;
    actor_call call = {.session = secret_hash_bytes(&self->hash), .timeout_ms = TOUCH_MS};
    rs_nothing nothing = {0};
    self->touched_at = clock_monotonic_ms();
    self->touch =
        actor_ask(self->gateway->loop, RS_SESSION_TOUCH, &nothing, &call, on_touched, self);
}

/* Who is gone says nothing, and TCP may believe for hours that they are there. */
static void listen_for(session *self, int64_t now)
{
    int64_t silent = now - self->heard_at;
    if (silent >= HANGUP_MS) {
        lws_set_timeout(self->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
    } else if (silent >= PING_MS) {
        self->asked = true;
        lws_callback_on_writable(self->wsi);
    }
}

void sessions_keep(gateway *self)
{
    int64_t now = clock_monotonic_ms();
    for (session *each = self->sessions; each; each = each->next) {
        if (each->state != SESSION_CLOSING)
            listen_for(each, now);
        bool used = each->used_at > each->touched_at && now - each->touched_at >= TOUCH_EVERY_MS;
        /* Not used for long: perhaps another page prolonged it, perhaps it is over. */
        bool over = actor_now(self->loop) >= each->me.expires;
        if (each->state == SESSION_OPEN && (used || over || each->recheck))
            session_touch(each);
    }
}

int64_t sessions_shown(const gateway *self, const secret_hash *whose)
{
    int64_t newest = 0;
    for (const session *each = self->sessions; each; each = each->next)
        if (each->shown > newest && !memcmp(&each->hash, whose, sizeof *whose))
            newest = each->shown;
    return newest;
}

void sessions_ended(gateway *self, rs_bytes hash, bool blocked)
{
    for (session *each = self->sessions; each; each = each->next)
        if (hash.size == HASH_SIZE && !memcmp(hash.data, each->hash.bytes, HASH_SIZE))
            session_close(each, blocked ? CLOSE_BLOCKED : CLOSE_ENDED);
}

void sessions_recheck(gateway *self, int64_t admin)
{
    for (session *each = self->sessions; each; each = each->next) {
        if (each->state == SESSION_OPEN && each->me.admin != admin)
            continue;
        each->recheck = true; /* also of a page that is not known yet: it may be theirs */
        session_touch(each);
    }
}

/* ------------------------------------------------------------------------------- reading */

void session_flow(session *self)
{
    int64_t wait = rate_wait(&session_rate, self->balanced_at, clock_monotonic_ms());
    bool pause =
        self->state != SESSION_OPEN || self->outstanding >= SESSION_OUTSTANDING_MAX || wait;
    if (pause && self->state == SESSION_OPEN && wait)
        lws_set_timer_usecs(self->wsi, wait * LWS_US_PER_MS);
    if (pause == self->paused)
        return;
    self->paused = pause;
    lws_rx_flow_control(self->wsi, !pause);
}

static void take_message(session *self, const void *data, size_t size)
{
    frame asked;
    rs_error error;
    int64_t now = clock_monotonic_ms();
    if (frame_read(data, size, &asked, &error)) {
        log_info("administrator %lld: %s", (long long)self->me.admin, error.text);
        session_close(self, CLOSE_PROTOCOL);
        return;
    }
    rate_take(&session_rate, &self->balanced_at, now);
    self->gateway->counts.requests++;
    if (self->outstanding < OUTSTANDING_HARD_MAX) {
        requests_take(self, &asked);
    } else {
        blob *refusal = frame_refusal(asked.id, RS_BUSY, "too many requests are open");
        self->gateway->counts.refusals++;
        session_push(self, refusal);
        blob_drop(&refusal);
    }
    if (self->state == SESSION_OPEN)
        session_flow(self);
}

/* -1 makes lws close with the code that was set. */
static int close_now(session *self, session_close_code code)
{
    lws_close_reason(self->wsi, (enum lws_close_status)code, NULL, 0);
    return -1;
}

static int receive(session *self, const void *data, size_t size)
{
    self->heard_at = clock_monotonic_ms();
    if (self->state == SESSION_OVER || self->state == SESSION_CLOSING)
        return 0;
    if (self->state == SESSION_MUTE)
        return close_now(self, CLOSE_PROTOCOL); /* lws delivers nothing while the flow is off */
    if (!lws_frame_is_binary(self->wsi))
        return close_now(self, CLOSE_TEXT);
    if (self->input.size + size > FRAME_MAX)
        return close_now(self, CLOSE_TOO_LONG);
    bool whole = lws_is_final_fragment(self->wsi) && !lws_remaining_packet_payload(self->wsi);
    if (whole && !self->input.size) {
        take_message(self, data, size);
        return 0;
    }
    buf_append(&self->input, data, size);
    if (!whole)
        return 0;
    rs_buf message = self->input;
    self->input = (rs_buf){0};
    take_message(self, message.data, message.size);
    if (message.room > INPUT_KEPT || self->input.data)
        buf_free(&message);
    else
        self->input = (rs_buf){.data = message.data, .room = message.room};
    return 0;
}

/* ------------------------------------------------------------------------------- callbacks */

static int attach(session *self, struct lws *wsi)
{
    gateway *owner = gateway_of(wsi);
    secret cookie;
    if (!web_cookie(wsi, COOKIE_SESSION, &cookie))
        return -1;
    *self = (session){.gateway = owner,
                      .wsi = wsi,
                      .hash = secret_sha256(&cookie),
                      .heard_at = clock_monotonic_ms()};
    self->tail = &self->head;
    self->next = owner->sessions;
    if (self->next)
        self->next->before = self;
    owner->sessions = self;
    owner->sessions_count++;
    hub_count_pages(owner->hub);
    self->paused = true;
    lws_rx_flow_control(wsi, 0);
    session_touch(self);
    return 0;
}

static void detach(session *self)
{
    gateway *owner = self->gateway;
    if (!self->wsi)
        return;
    if (self->touch)
        actor_forget(owner->loop, self->touch);
    actor_timer_end(owner->loop, self->why);
    requests_forget(self);
    hub_forget(owner->hub, self);
    queue_clear(self);
    buf_free(&self->input);
    if (self->next)
        self->next->before = self->before;
    *(self->before ? &self->before->next : &owner->sessions) = self->next;
    owner->sessions_count--;
    hub_count_pages(owner->hub);
    self->wsi = NULL;
}

int session_on_ws(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                  size_t size)
{
    session *self = user;
    switch (reason) {
    case LWS_CALLBACK_ESTABLISHED: return attach(self, wsi);
    case LWS_CALLBACK_RECEIVE: return receive(self, in, size);
    case LWS_CALLBACK_RECEIVE_PONG: self->heard_at = clock_monotonic_ms(); return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE: return write_queue(self);
    case LWS_CALLBACK_TIMER: session_flow(self); return 0;
    case LWS_CALLBACK_CLOSED: detach(self); return 0;
    default: return 0;
    }
}
