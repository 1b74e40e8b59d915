#include "shared/botapi_outbox.h"

#include <stdlib.h>

#include "shared/err.h"

enum { NEVER = -1, MESSAGE = 1000 };

/* What a bucket lets through: `burst` messages, and then `rate` a second. */
typedef struct {
    int64_t rate;
    int64_t burst;
} pace;

/* Credit in thousandths of a message: `rate` of them come each ms, and no more than the burst is
 * saved up. */
typedef struct {
    int64_t credit;
    int64_t at;
} bucket;

typedef struct entry entry;
struct entry {
    entry *next;
    void *item;
    bool bulk;
    size_t weight;
    int64_t order; /* over all chats: who came first */
};

typedef struct chat chat;
struct chat {
    chat *next;
    int64_t id;
    bucket tokens;
    int64_t sent[OUTBOX_GROUP_MAX]; /* of a group: when, a ring, always full */
    size_t sent_count;              /* the oldest is at sent_count % OUTBOX_GROUP_MAX */
    int64_t frozen_until;
    bool flying; /* the head is under way */
    size_t count;
    entry *head, *tail;
};

struct outbox {
    chat *chats;
    pace all;
    bucket tokens;
    int64_t frozen_until;
    int64_t refused_at, refused_chat;
    int64_t followed_at; /* see outbox_follows; long ago: nobody was followed */
    int64_t orders;
    int flying;
    size_t waiting;
};

static int64_t credit_of(const bucket *self, pace at, int64_t now)
{
    int64_t credit = self->credit + (now - self->at) * at.rate;
    int64_t full = at.burst * MESSAGE;

    return credit > full ? full : credit;
}

/* In ms. What weighs more than the burst goes when that is full, and the rest of its price is owed.
 */
static int64_t bucket_wait(const bucket *self, pace at, size_t weight, int64_t now)
{
    int64_t price = ((int64_t)weight > at.burst ? at.burst : (int64_t)weight) * MESSAGE;
    int64_t missing = price - credit_of(self, at, now);

    return missing > 0 ? (missing + at.rate - 1) / at.rate : 0;
}

static void bucket_pay(bucket *self, pace at, size_t weight, int64_t now)
{
    self->credit = credit_of(self, at, now) - (int64_t)weight * MESSAGE;
    self->at = now;
}

static pace pace_of(const chat *one)
{
    return (pace){OUTBOX_CHAT_RATE, one->id < 0 ? OUTBOX_GROUP_BURST : OUTBOX_PRIVATE_BURST};
}

outbox *outbox_open(int64_t all)
{
    outbox *self = calloc(1, sizeof *self);

    RS_ASSERT(self && all >= OUTBOX_ALL_SHARE);
    self->all.burst = all / OUTBOX_ALL_SHARE;
    self->all.rate = all - self->all.burst;
    self->tokens.credit = self->all.burst * MESSAGE;
    self->refused_at = INT64_MIN / 2;
    self->followed_at = INT64_MIN / 2;
    return self;
}

/* What a chat of which nothing is known may have had. */
static void assume(const outbox *self, chat *one)
{
    one->tokens = (bucket){.at = self->followed_at};
    for (int64_t n = 0; one->id < 0 && n < OUTBOX_GROUP_MAX; n++)
        one->sent[n] =
            self->followed_at - OUTBOX_GROUP_WINDOW_MS * (OUTBOX_GROUP_MAX - n) / OUTBOX_GROUP_MAX;
    one->sent_count = 0;
}

void outbox_follows(outbox *self, int64_t now)
{
    self->followed_at = now;
    self->tokens = (bucket){.at = now};
    for (chat *one = self->chats; one; one = one->next)
        assume(self, one);
}

static void chat_close(chat *one, void (*drop)(void *item))
{
    while (one->head) {
        entry *head = one->head;
        one->head = head->next;
        if (drop)
            drop(head->item);
        free(head);
    }
    free(one);
}

void outbox_close(outbox **self_p, void (*drop)(void *item))
{
    outbox *self = *self_p;

    if (!self)
        return;
    while (self->chats) {
        chat *one = self->chats;
        self->chats = one->next;
        chat_close(one, drop);
    }
    free(self);
    *self_p = NULL;
}

static chat *find(const outbox *self, int64_t id)
{
    chat *one = self->chats;

    while (one && one->id != id)
        one = one->next;
    return one;
}

size_t outbox_room(const outbox *self, int64_t chat_id)
{
    const chat *one = find(self, chat_id);

    return one ? OUTBOX_CHAT_MAX - one->count : OUTBOX_CHAT_MAX;
}

bool outbox_add(outbox *self, int64_t chat_id, bool bulk, size_t weight, void *item)
{
    chat *one = find(self, chat_id);

    RS_ASSERT(weight >= 1 && weight <= OUTBOX_GROUP_MAX);
    if (!one) {
        one = calloc(1, sizeof *one);
        RS_ASSERT(one);
        one->id = chat_id;
        assume(self, one);
        one->next = self->chats;
        self->chats = one;
    }
    if (one->count >= OUTBOX_CHAT_MAX)
        return false;
    entry *last = calloc(1, sizeof *last);
    RS_ASSERT(last);
    *last = (entry){.item = item, .bulk = bulk, .weight = weight, .order = ++self->orders};
    if (one->tail)
        one->tail->next = last;
    else
        one->head = last;
    one->tail = last;
    one->count++;
    self->waiting++;
    return true;
}

/* Nothing of what was sent counts any more. */
static bool is_rested(const chat *one, int64_t now)
{
    if (one->id < 0)
        return now - one->tokens.at >= OUTBOX_GROUP_WINDOW_MS;
    return credit_of(&one->tokens, pace_of(one), now) >= pace_of(one).burst * MESSAGE;
}

/* A chat that has had nothing to say for a while needs no memory. */
static void forget_idle(outbox *self, int64_t now)
{
    for (chat **at = &self->chats; *at;) {
        chat *one = *at;
        if (one->head || one->frozen_until > now || !is_rested(one, now)) {
            at = &one->next;
            continue;
        }
        *at = one->next;
        free(one);
    }
}

static bool before(const entry *a, const entry *b)
{
    return a->bulk == b->bulk ? a->order < b->order : b->bulk;
}

/* Until so many of those sent last have been within the window that the head fits in as well. */
static int64_t window_wait(const chat *one, int64_t now)
{
    size_t weight = one->head->weight;

    if (one->id >= 0)
        return 0;
    int64_t in_the_way = one->sent[(one->sent_count + weight - 1) % OUTBOX_GROUP_MAX];
    int64_t free_at = in_the_way + OUTBOX_GROUP_WINDOW_MS;
    return free_at > now ? free_at - now : 0;
}

/* When the head of a chat may go, from the chat's own view. */
static int64_t chat_wait(const chat *one, int64_t now)
{
    int64_t thaw = one->frozen_until > now ? one->frozen_until - now : 0;
    int64_t tokens = bucket_wait(&one->tokens, pace_of(one), one->head->weight, now);
    int64_t window = window_wait(one, now);
    int64_t wait = thaw > tokens ? thaw : tokens;

    return wait > window ? wait : window;
}

static void chat_pay(chat *one, int64_t now)
{
    bucket_pay(&one->tokens, pace_of(one), one->head->weight, now);
    for (size_t n = 0; one->id < 0 && n < one->head->weight; n++)
        one->sent[one->sent_count++ % OUTBOX_GROUP_MAX] = now;
}

void *outbox_take(outbox *self, int64_t now, int64_t *wait_ms)
{
    chat *best = NULL;
    int64_t wait = NEVER;

    forget_idle(self, now);
    *wait_ms = NEVER;
    if (self->flying >= OUTBOX_FLYING_MAX)
        return NULL;
    for (chat *one = self->chats; one; one = one->next) {
        if (!one->head || one->flying)
            continue;
        int64_t own = chat_wait(one, now);
        if (own > 0)
            wait = wait == NEVER || own < wait ? own : wait;
        else if (!best || before(one->head, best->head))
            best = one;
    }
    if (best) {
        int64_t all = bucket_wait(&self->tokens, self->all, best->head->weight, now);
        int64_t thaw = self->frozen_until > now ? self->frozen_until - now : 0;
        int64_t shared = thaw > all ? thaw : all;
        if (shared > 0) {
            *wait_ms = shared;
            return NULL;
        }
        bucket_pay(&self->tokens, self->all, best->head->weight, now);
        chat_pay(best, now);
        best->flying = true;
        self->flying++;
        return best->head->item;
    }
    *wait_ms = wait;
    return NULL;
}

static chat *land(outbox *self, int64_t chat_id)
{
    chat *one = find(self, chat_id);

    RS_ASSERT(one && one->flying);
    one->flying = false;
    self->flying--;
    return one;
}

void outbox_done(outbox *self, int64_t chat_id)
{
    chat *one = land(self, chat_id);
    entry *head = one->head;

    one->head = head->next;
    if (!one->head)
        one->tail = NULL;
    one->count--;
    self->waiting--;
    free(head);
}

void outbox_again(outbox *self, int64_t chat_id, int64_t at)
{
    chat *one = land(self, chat_id);

    one->frozen_until = at > one->frozen_until ? at : one->frozen_until;
}

void outbox_refused(outbox *self, int64_t chat_id, int64_t now, int64_t at)
{
    outbox_again(self, chat_id, at);
    if (self->refused_chat != chat_id && now - self->refused_at < OUTBOX_SHARED_FREEZE_MS)
        self->frozen_until = at > self->frozen_until ? at : self->frozen_until;
    self->refused_at = now;
    self->refused_chat = chat_id;
}

size_t outbox_waiting(const outbox *self)
{
    return self->waiting;
}
