#include "shared/botapi_outbox.h"

#include <stdlib.h>

#include "shared/err.h"
#include "shared/heap.h"
#include "shared/table.h"

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

typedef struct {
    int64_t id;
    heap_item in; /* of one of the outbox's heaps, or of none: the head is under way */
    heap *of;
    bucket tokens;
    int64_t sent[OUTBOX_GROUP_MAX]; /* of a group: when, a ring, always full */
    size_t sent_count;              /* the oldest is at sent_count % OUTBOX_GROUP_MAX */
    int64_t frozen_until;
    size_t count;
    entry *head, *tail;
} chat;

struct outbox {
    table chats;
    heap later; /* with something to send that may not go yet: by when it may */
    heap ready; /* ... that may: by whose turn it is */
    heap idle;  /* with nothing: by when nothing of what was sent counts any more */
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

/* From when on so much may go. What weighs more than the burst goes when that is full, and the rest
 * of its price is owed. */
static int64_t bucket_due(const bucket *self, pace at, size_t weight)
{
    int64_t price = ((int64_t)weight > at.burst ? at.burst : (int64_t)weight) * MESSAGE;
    int64_t missing = price - self->credit;

    return missing > 0 ? self->at + (missing + at.rate - 1) / at.rate : self->at;
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

static int64_t later_of(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* When so many of those sent last have been within the window that the head fits in as well. */
static int64_t window_due(const chat *one)
{
    size_t weight = one->head->weight;

    return one->sent[(one->sent_count + weight - 1) % OUTBOX_GROUP_MAX] + OUTBOX_GROUP_WINDOW_MS;
}

/* When the head of a chat may go, from the chat's own view. */
static int64_t head_due(const chat *one)
{
    int64_t due = bucket_due(&one->tokens, pace_of(one), one->head->weight);

    if (one->id < 0)
        due = later_of(due, window_due(one));
    return later_of(due, one->frozen_until);
}

static int64_t rested_at(const chat *one)
{
    int64_t at = one->id < 0 ? one->tokens.at + OUTBOX_GROUP_WINDOW_MS
                             : bucket_due(&one->tokens, pace_of(one), OUTBOX_PRIVATE_BURST);

    return later_of(at, one->frozen_until);
}

/* In the order they came; what people wait for goes before bulk. */
static int64_t turn_of(const chat *one)
{
    return one->head->bulk ? INT64_MAX / 2 + one->head->order : one->head->order;
}

static void leave(chat *one)
{
    if (one->of)
        heap_remove(one->of, &one->in);
    one->of = NULL;
}

static void enter(chat *one, heap *of, int64_t at)
{
    leave(one);
    one->of = of;
    heap_put(of, &one->in, at);
}

/* Where a chat of which nothing is under way belongs. */
static void settle(outbox *self, chat *one)
{
    if (one->head)
        enter(one, &self->later, head_due(one));
    else
        enter(one, &self->idle, rested_at(one));
}

void outbox_follows(outbox *self, int64_t now)
{
    size_t at = 0;

    self->followed_at = now;
    self->tokens = (bucket){.at = now};
    for (chat *one; (one = table_next(&self->chats, &at));) {
        assume(self, one);
        if (one->of)
            settle(self, one);
    }
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

    size_t at = 0;

    if (!self)
        return;
    for (chat *one; (one = table_next(&self->chats, &at));)
        chat_close(one, drop);
    table_free(&self->chats);
    heap_free(&self->later);
    heap_free(&self->ready);
    heap_free(&self->idle);
    free(self);
    *self_p = NULL;
}

static chat *find(const outbox *self, int64_t id)
{
    return table_get(&self->chats, (uint64_t)id);
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
        table_set(&self->chats, (uint64_t)chat_id, one);
        settle(self, one);
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
    if (one->of == &self->idle)
        settle(self, one);
    return true;
}

static chat *first(const heap *of)
{
    heap_item *item = heap_first(of);

    return item ? HEAP_OWNER(item, chat, in) : NULL;
}

/* A chat that has had nothing to say for a while needs no memory; whose moment has come is ready.
 */
static void pass_time(outbox *self, int64_t now)
{
    for (chat *one; (one = first(&self->idle)) && one->in.at <= now;) {
        leave(one);
        table_remove(&self->chats, (uint64_t)one->id);
        free(one);
    }
    for (chat *one; (one = first(&self->later)) && one->in.at <= now;)
        enter(one, &self->ready, turn_of(one));
}

static void chat_pay(chat *one, int64_t now)
{
    bucket_pay(&one->tokens, pace_of(one), one->head->weight, now);
    for (size_t n = 0; one->id < 0 && n < one->head->weight; n++)
        one->sent[one->sent_count++ % OUTBOX_GROUP_MAX] = now;
}

/* When anything may go at all. */
static int64_t all_due(const outbox *self, const chat *next)
{
    return later_of(bucket_due(&self->tokens, self->all, next->head->weight), self->frozen_until);
}

void *outbox_take(outbox *self, int64_t now, int64_t *wait_ms)
{
    pass_time(self, now);
    *wait_ms = NEVER;
    if (self->flying >= OUTBOX_FLYING_MAX)
        return NULL;
    chat *next = first(&self->ready);
    const chat *later = first(&self->later);
    if (!next) {
        *wait_ms = later ? later->in.at - now : NEVER;
        return NULL;
    }
    if (all_due(self, next) > now) {
        *wait_ms = all_due(self, next) - now;
        return NULL;
    }
    bucket_pay(&self->tokens, self->all, next->head->weight, now);
    chat_pay(next, now);
    leave(next);
    self->flying++;
    return next->head->item;
}

static chat *land(outbox *self, int64_t chat_id)
{
    chat *one = find(self, chat_id);

    RS_ASSERT(one && !one->of);
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
    settle(self, one);
}

void outbox_again(outbox *self, int64_t chat_id, int64_t at)
{
    chat *one = land(self, chat_id);

    one->frozen_until = later_of(one->frozen_until, at);
    settle(self, one);
}

void outbox_refused(outbox *self, int64_t chat_id, int64_t now, int64_t at)
{
    outbox_again(self, chat_id, at);
    if (self->refused_chat != chat_id && now - self->refused_at < OUTBOX_SHARED_FREEZE_MS)
        self->frozen_until = later_of(self->frozen_until, at);
    self->refused_at = now;
    self->refused_chat = chat_id;
}

size_t outbox_waiting(const outbox *self)
{
    return self->waiting;
}
