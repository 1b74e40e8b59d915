/* A request on its way: checked, given to a worker or queued, answered, and never forgotten. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "broker/broker_impl.h"
#include "shared/log.h"

enum {
    SERVICE_FRAME = 3,
    BODY_FRAME = 4,
    TICKET_FRAME = 3,
    ANSWER_FRAME = 5,
    REFSYS_FRAMES = 6,  /* address, MDPC02, REQUEST, service, envelope, argument */
    FOREIGN_MS = 60000, /* how long a request without an envelope may take */
    DEADLINE_MAX_MS = 3600000,
    SLOTS_MIN = 256,
};

/* ------------------------------------------------------------------------------------ slots */

static request *request_open(broker *self)
{
    request *fresh = self->spare;
    if (fresh) {
        self->spare = fresh->next;
    } else {
        if (self->slots_count == self->slots_room) {
            self->slots_room = self->slots_room ? 2 * self->slots_room : SLOTS_MIN;
            self->slots = realloc(self->slots, self->slots_room * sizeof(request *));
            RS_ASSERT(self->slots);
        }
        fresh = calloc(1, sizeof *fresh);
        RS_ASSERT(fresh);
        fresh->slot = (uint32_t)self->slots_count;
        self->slots[self->slots_count++] = fresh;
    }
    *fresh = (request){.slot = fresh->slot, .serial = fresh->serial + 1};
    return fresh;
}

/* A ticket is good for one use of its slot, and only from the worker that it was given to. */
static request *request_of(broker *self, const peer *worker, rs_bytes ticket)
{
    if (ticket.size != TICKET_SIZE)
        return NULL;
    uint64_t number = get_be64(ticket.data);
    uint32_t slot = (uint32_t)(number >> 32);
    if (slot >= self->slots_count || self->slots[slot]->serial != (uint32_t)number)
        return NULL;
    return self->slots[slot]->worker == worker ? self->slots[slot] : NULL;
}

static void list_add(request_list *list, request *item)
{
    item->next = NULL;
    item->prev = list->tail;
    if (list->tail)
        list->tail->next = item;
    else
        list->head = item;
    list->tail = item;
    list->count++;
}

static void list_remove(request_list *list, request *item)
{
    if (item->prev)
        item->prev->next = item->next;
    else
        list->head = item->next;
    if (item->next)
        item->next->prev = item->prev;
    else
        list->tail = item->prev;
    item->next = item->prev = NULL;
    list->count--;
}

static void client_waits(peer *client, request *item)
{
    item->client = client;
    item->of_client_next = client->requests;
    if (client->requests)
        client->requests->of_client_prev = item;
    client->requests = item;
    client->requests_count++;
}

/* The client has its answer, or is gone. */
static void client_waits_no_more(broker *self, request *item)
{
    peer *client = item->client;
    if (!client)
        return;
    if (item->of_client_prev)
        item->of_client_prev->of_client_next = item->of_client_next;
    else
        client->requests = item->of_client_next;
    if (item->of_client_next)
        item->of_client_next->of_client_prev = item->of_client_prev;
    item->of_client_next = item->of_client_prev = NULL;
    item->client = NULL;
    client->requests_count--;
    heap_remove(&self->deadlines, &item->deadline);
}

static void drop_body(request *item)
{
    for (size_t n = 0; n < item->body_count; n++)
        zmq_msg_close(&item->body[n]);
    free(item->body);
    item->body = NULL;
    item->body_count = 0;
}

static void request_close(broker *self, request *item)
{
    client_waits_no_more(self, item);
    if (item->worker) {
        list_remove(&item->worker->given, item);
    } else {
        list_remove(&item->service->queue, item);
        self->queued--;
    }
    drop_body(item);
    item->worker = NULL; /* so that its ticket is dead at once */
    item->next = self->spare;
    self->spare = item;
}

void requests_close(broker *self)
{
    for (size_t n = 0; n < self->slots_count; n++) {
        drop_body(self->slots[n]);
        free(self->slots[n]);
    }
    free(self->slots);
    heap_free(&self->deadlines);
}

/* ------------------------------------------------------------------------------ own answers */

void answer_code(broker *self, peer *client, const char *from, int64_t id, rs_err code,
                 const char *detail)
{
    frames message = {0};
    rs_buf bytes = {0};
    rs_answer answer = {.id = id, .code = code, .detail = detail};
    codec_encode(&rs_answer_type, &answer, &bytes);
    frames_add_copy(&message, &client->address);
    frames_add_text(&message, MDP_CLIENT);
    frames_add_byte(&message, MDP_CLIENT_FINAL);
    frames_add_text(&message, from);
    frames_add_buf(&message, &bytes);
    frames_add(&message, NULL, 0);
    self->counters.busy += code == RS_BUSY;
    self->counters.unavailable += code == RS_UNAVAILABLE;
    self->counters.timeouts += code == RS_TIMEOUT;
    self->counters.forbidden += code == RS_FORBIDDEN;
    self->counters.malformed += code == RS_BAD_REQUEST;
    peer_send(self, client, &message);
}

static void answer_request(broker *self, request *item, rs_err code, const char *detail)
{
    peer *client = item->client;
    if (!client)
        return;
    client_waits_no_more(self, item);
    answer_code(self, client, item->service->name, item->id, code, detail);
}

/* Service discovery (ZeroMQ RFC 8): is there a worker for the service that the body names? */
static void answer_mmi(broker *self, peer *client, frames *message)
{
    frames answer = {0};
    const service *asked = service_find(self, frames_at(message, BODY_FRAME));
    const char *code = asked && asked->workers_count ? "200" : "404";
    if (!frames_is(message, SERVICE_FRAME, "mmi.service"))
        code = "501";
    frames_add_copy(&answer, &client->address);
    frames_add_text(&answer, MDP_CLIENT);
    frames_add_byte(&answer, MDP_CLIENT_FINAL);
    frames_move(&answer, &message->part[SERVICE_FRAME]);
    frames_add_text(&answer, code);
    peer_send(self, client, &answer);
}

/* --------------------------------------------------------------------------------- to workers */

/* The body leaves for the worker; false: it did not go. */
static bool give(broker *self, request *item, peer *worker, zmq_msg_t *body, size_t count)
{
    frames message = {0};
    uint8_t ticket[TICKET_SIZE];
    put_be64(ticket, (uint64_t)item->slot << 32 | item->serial);
    frames_add_copy(&message, &worker->address);
    frames_add_text(&message, MDP_WORKER);
    frames_add_byte(&message, MDP_WORKER_REQUEST);
    frames_add(&message, ticket, sizeof ticket);
    frames_add(&message, NULL, 0);
    for (size_t n = 0; n < count; n++)
        frames_move(&message, &body[n]);
    if (item->service->role)
        frames_add_copy(&message, &item->client->caller);
    return peer_send(self, worker, &message);
}

/* Who has least to do; among those, who was not asked longest. */
static peer *choose(const service *from)
{
    peer *best = NULL;
    for (peer *each = from->workers; each; each = each->next_worker) {
        bool free = !each->doomed && each->given.count < (size_t)each->credit;
        if (free && (!best || each->given.count <= best->given.count))
            best = each;
    }
    return best;
}

/* To the front of the list: choose() takes the last among equals. */
static void asked_last(service *from, peer *worker)
{
    if (from->workers == worker)
        return;
    worker->prev_worker->next_worker = worker->next_worker;
    if (worker->next_worker)
        worker->next_worker->prev_worker = worker->prev_worker;
    worker->prev_worker = NULL;
    worker->next_worker = from->workers;
    from->workers->prev_worker = worker;
    from->workers = worker;
}

static void hand_over(broker *self, request *item, peer *worker, zmq_msg_t *body, size_t count)
{
    item->worker = worker;
    list_add(&worker->given, item);
    asked_last(item->service, worker);
    if (!give(self, item, worker, body, count)) {
        answer_request(self, item, RS_UNAVAILABLE, "the worker cannot be reached");
        request_close(self, item);
    }
}

void requests_dispatch(broker *self, service *to)
{
    while (to->queue.head) {
        request *item = to->queue.head;
        if (item->client->doomed) {
            request_close(self, item); /* nobody waits for it */
            continue;
        }
        peer *worker = choose(to);
        if (!worker && to->workers_count)
            return;
        if (!worker) {
            answer_request(self, item, RS_UNAVAILABLE, "nobody offers this service now");
            request_close(self, item);
            continue;
        }
        list_remove(&to->queue, item);
        self->queued--;
        zmq_msg_t *body = item->body;
        size_t count = item->body_count;
        item->body = NULL;
        item->body_count = 0;
        hand_over(self, item, worker, body, count);
        for (size_t n = 0; n < count; n++)
            zmq_msg_close(&body[n]);
        free(body);
    }
}

static void enqueue(broker *self, request *item, zmq_msg_t *body, size_t count)
{
    item->body = calloc(count ? count : 1, sizeof *item->body);
    RS_ASSERT(item->body);
    item->body_count = count;
    for (size_t n = 0; n < count; n++) {
        zmq_msg_init(&item->body[n]);
        zmq_msg_move(&item->body[n], &body[n]);
    }
    list_add(&item->service->queue, item);
    self->queued++;
}

/* ------------------------------------------------------------------------------ from clients */

/* May this peer ask for this, here? The reason why not is in `error`. */
static rs_err check_envelope(const broker *self, const peer *client, const service *to,
                             const rs_envelope *envelope, rs_error *error)
{
    const rs_method *method = protocol_method(envelope->method);
    if (envelope->v != RS_PROTOCOL_VERSION)
        return rs_fail(error, RS_BAD_REQUEST, "protocol %" PRId64 ", %d is spoken here",
                       envelope->v, RS_PROTOCOL_VERSION);
    if (!method)
        return rs_fail(error, RS_BAD_REQUEST, "there is no method %" PRId64, envelope->method);
    const char *served_by = rs_services[method->service].name;
    if (strcmp(served_by, to ? to->name : rs_services[RS_SERVICE_BROKER].name) != 0)
        return rs_fail(error, RS_BAD_REQUEST, "%s belongs to the service %s", method->name,
                       served_by);
    /* Only without keys: the peer's own word about itself was lost with an earlier connection. */
    if (!client->role)
        return rs_fail(error, RS_UNAVAILABLE, "say who you are first (a heartbeat with a status)");
    if (!protocol_may_call(method, client->role))
        return rs_fail(error, RS_FORBIDDEN, "%s is not for %s", method->name,
                       codec_enum_name(&rs_role_enum, (int)client->role));
    if (envelope->deadline <= self->now.system_ms)
        return rs_fail(error, RS_TIMEOUT, "the deadline has passed");
    return RS_OK;
}

/* `to` NULL: the broker itself. Reads and checks the envelope; a refusal has been answered. */
static bool admit(broker *self, peer *client, const service *to, const frames *message,
                  rs_envelope *envelope)
{
    rs_error error = {0};
    const char *name = to ? to->name : rs_services[RS_SERVICE_BROKER].name;
    rs_bytes bytes = frames_at(message, BODY_FRAME);
    rs_err rc = RS_OK;
    *envelope = (rs_envelope){0};
    if (message->count != REFSYS_FRAMES)
        rc = rs_fail(&error, RS_BAD_REQUEST, "an envelope and an argument are wanted");
    if (!rc)
        rc = codec_decode(&rs_envelope_type, bytes.data, bytes.size, CODEC_TOLERANT, self->memory,
                          envelope, &error);
    if (!rc)
        rc = check_envelope(self, client, to, envelope, &error);
    if (rc)
        answer_code(self, client, name, envelope->id, rc, error.text);
    return !rc;
}

static void accept(broker *self, peer *client, service *to, frames *message, int64_t id,
                   int64_t left_ms)
{
    zmq_msg_t *body = &message->part[BODY_FRAME];
    size_t count = message->count - BODY_FRAME;
    peer *worker = to->queue.count ? NULL : choose(to);
    const char *busy = NULL;
    if (client->requests_count >= self->options.client_max)
        busy = "this client has too many requests open";
    else if (!worker && to->queue.count >= self->options.queue_max)
        busy = "too many requests wait for this service";
    if (busy) {
        to->busy++;
        answer_code(self, client, to->name, id, RS_BUSY, busy);
        return;
    }
    if (!to->workers_count) {
        answer_code(self, client, to->name, id, RS_UNAVAILABLE, "nobody offers this service now");
        return;
    }
    request *item = request_open(self);
    item->service = to;
    item->id = id;
    item->since_ms = self->now.mono_ms;
    client_waits(client, item);
    heap_put(&self->deadlines, &item->deadline,
             self->now.mono_ms + (left_ms < DEADLINE_MAX_MS ? left_ms : DEADLINE_MAX_MS));
    if (worker)
        hand_over(self, item, worker, body, count);
    else
        enqueue(self, item, body, count);
}

/* address, MDPC02, REQUEST, service, body... */
void request_take(broker *self, peer *client, frames *message)
{
    rs_envelope envelope;
    rs_bytes name = frames_at(message, SERVICE_FRAME);
    service *to = service_find(self, name);
    self->counters.requests++;
    if (message->count < BODY_FRAME + 1 || message->count == FRAMES_MAX) {
        self->counters.malformed++;
    } else if (to && !to->role) {
        accept(self, client, to, message, 0, FOREIGN_MS);
    } else if (to) {
        if (admit(self, client, to, message, &envelope))
            accept(self, client, to, message, envelope.id, envelope.deadline - self->now.system_ms);
    } else if (frames_is(message, SERVICE_FRAME, rs_services[RS_SERVICE_BROKER].name)) {
        if (admit(self, client, NULL, message, &envelope))
            status_answer(self, client, envelope.id);
    } else if (name.size > 4 && !memcmp(name.data, "mmi.", 4)) {
        answer_mmi(self, client, message);
    } else {
        answer_code(self, client, "", 0, RS_NOT_FOUND, "there is no such service");
    }
}

/* ------------------------------------------------------------------------------ from workers */

static void count_served(service *by, int64_t took_ms)
{
    static const int64_t limits_ms[CLASSES_COUNT - 1] = {10, 100, 1000};
    size_t class = 0;
    while (class < CLASSES_COUNT - 1 && took_ms > limits_ms[class])
        class ++;
    by->served[class]++;
}

/* address, MDPW02, FINAL or PARTIAL, ticket, empty, body... */
void request_answered(broker *self, peer *worker, frames *message, bool final)
{
    request *item = request_of(self, worker, frames_at(message, TICKET_FRAME));
    service *offers = worker->offers;
    if (!item || message->count <= ANSWER_FRAME) {
        self->counters.malformed++;
        return;
    }
    peer *client = item->client; /* NULL: told `timeout` already, or gone */
    if (client) {
        frames answer = {0};
        frames_add_copy(&answer, &client->address);
        frames_add_text(&answer, MDP_CLIENT);
        frames_add_byte(&answer, final ? MDP_CLIENT_FINAL : MDP_CLIENT_PARTIAL);
        frames_add_text(&answer, offers->name);
        for (size_t n = ANSWER_FRAME; n < message->count; n++)
            frames_move(&answer, &message->part[n]);
        self->counters.answers++;
        peer_send(self, client, &answer);
    }
    if (final) {
        if (client)
            count_served(offers, self->now.mono_ms - item->since_ms);
        request_close(self, item);
        requests_dispatch(self, offers);
    }
}

/* ------------------------------------------------------------------------------- when it fails */

void requests_expire(broker *self)
{
    for (heap_item *first;
         (first = heap_first(&self->deadlines)) && first->at <= self->now.mono_ms;) {
        request *item = HEAP_OWNER(first, request, deadline);
        answer_request(self, item, RS_TIMEOUT, "no answer before the deadline");
        if (!item->worker)
            request_close(self, item);
        /* Else it stays with the worker, whose credit it holds until it is answered. */
    }
}

void requests_worker_gone(broker *self, peer *worker)
{
    while (worker->given.head) {
        request *item = worker->given.head;
        answer_request(self, item, RS_UNAVAILABLE, "the worker that had it is gone");
        request_close(self, item);
    }
}

/* What is queued for it is not done any more; what a worker has, is done for nobody. */
void requests_client_gone(broker *self, peer *client)
{
    while (client->requests) {
        request *item = client->requests;
        client_waits_no_more(self, item);
        if (!item->worker)
            request_close(self, item);
    }
}
