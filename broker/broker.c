#include "broker/broker_impl.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/endpoint.h"
#include "shared/log.h"

enum { HEADER_FRAME = 1, COMMAND_FRAME, SERVICE_FRAME, CREDIT_FRAME, STATUS_FRAME = 3 };

/* ------------------------------------------------------------------------------------ peers */

static uint64_t hash_address(const broker *self, rs_bytes address)
{
    uint64_t hash;
    crypto_shorthash((uint8_t *)&hash, address.data, address.size, self->hash_key);
    return hash;
}

static peer *peer_open(broker *self, uint64_t key, frames *message)
{
    peer *fresh = calloc(1, sizeof *fresh);
    RS_ASSERT(fresh);
    fresh->key = key;
    zmq_msg_init(&fresh->address);
    zmq_msg_copy(&fresh->address, &message->part[0]);
    zmq_msg_init(&fresh->caller);
    table_set(&self->peers, key, fresh);
    return fresh;
}

static void peer_free(peer *self)
{
    zmq_msg_close(&self->address);
    zmq_msg_close(&self->caller);
    buf_free(&self->status);
    free(self);
}

/* Whoever has the same address with another role is somebody else: the one before is gone, and its
 * address is not an inheritance. NULL: two addresses with one hash; the newer one has bad luck. */
static peer *peer_of(broker *self, frames *message, broker_origin origin)
{
    rs_bytes address = frames_at(message, 0);
    uint64_t key = hash_address(self, address);
    peer *known = table_get(&self->peers, key);
    if (known) {
        rs_bytes its = frames_bytes(&known->address);
        if (its.size != address.size || memcmp(its.data, address.data, its.size) != 0)
            return NULL;
        if (!known->doomed && (!self->options.curve || known->role == origin.proven))
            return known;
        peer_doom(self, known);
        table_remove(&self->peers, key);
    }
    peer *fresh = peer_open(self, key, message);
    fresh->connection = origin.connection;
    if (self->options.curve)
        peer_name(fresh, origin.proven, codec_enum_name(&rs_role_enum, (int)origin.proven));
    return fresh;
}

void peer_doom(broker *self, peer *gone)
{
    if (gone->doomed)
        return;
    gone->doomed = true;
    gone->next_doomed = self->doomed;
    self->doomed = gone;
}

static void worker_leaves(broker *self, peer *worker)
{
    service *offers = worker->offers;
    if (!offers)
        return;
    if (worker->prev_worker)
        worker->prev_worker->next_worker = worker->next_worker;
    else
        offers->workers = worker->next_worker;
    if (worker->next_worker)
        worker->next_worker->prev_worker = worker->prev_worker;
    worker->next_worker = worker->prev_worker = NULL;
    offers->workers_count--;
    worker->offers = NULL;
    worker->credit = 0;
    self->counters.workers_lost++;
    log_info("%s offers \"%s\" no more; %zu left", *worker->name ? worker->name : "a worker",
             offers->name, offers->workers_count);
    requests_worker_gone(self, worker);
    requests_dispatch(self, offers);
}

/* Removing one may find others gone: their turn comes in the same loop. */
static void bury_doomed(broker *self)
{
    for (peer *gone; (gone = self->doomed);) {
        self->doomed = gone->next_doomed;
        worker_leaves(self, gone);
        requests_client_gone(self, gone);
        if (table_get(&self->peers, gone->key) == gone)
            table_remove(&self->peers, gone->key);
        peer_free(gone);
    }
}

bool peer_send(broker *self, peer *to, frames *message)
{
    if (to->packs)
        frames_pack(message, HEADER_FRAME);
    int why = to->doomed ? EHOSTUNREACH : self->send(self->send_arg, message);
    frames_clear(message);
    if (why == EHOSTUNREACH)
        peer_doom(self, to);
    if (why)
        self->counters.unsent++;
    return !why;
}

static void say(broker *self, peer *to, const char *header, int command)
{
    frames message = {0};
    frames_add_copy(&message, &to->address);
    frames_add_text(&message, header);
    frames_add_byte(&message, command);
    peer_send(self, to, &message);
}

/* A worker that is told to disconnect comes back on a new connection: this one is over. */
static void dismiss(broker *self, peer *worker)
{
    say(self, worker, MDP_WORKER, MDP_WORKER_DISCONNECT);
    peer_doom(self, worker);
}

/* --------------------------------------------------------------------------------- services */

static void service_add(broker *self, const char *name, rs_role role)
{
    service *fresh = &self->services[self->services_count++];
    snprintf(fresh->name, sizeof fresh->name, "%s", name);
    fresh->role = role;
}

static void services_open(broker *self)
{
    char name[ENDPOINT_SIZE];
    for (int n = 0; n < RS_SERVICES_COUNT; n++)
        if (n != RS_SERVICE_BROKER)
            service_add(self, rs_services[n].name, rs_services[n].role);
    for (size_t n = 0; n < FOREIGN_MAX && endpoint_at(self->options.services, n, name); n++)
        if (strlen(name) < NAME_SIZE &&
            !service_find(self, (rs_bytes){(const uint8_t *)name, strlen(name)}))
            service_add(self, name, (rs_role)0);
}

service *service_find(broker *self, rs_bytes name)
{
    for (size_t n = 0; n < self->services_count; n++)
        if (strlen(self->services[n].name) == name.size &&
            !memcmp(self->services[n].name, name.data, name.size))
            return &self->services[n];
    return NULL;
}

/* ---------------------------------------------------------------------------------- workers */

/* Decimal digits; 0: not a credit. */
static int parse_credit(rs_bytes text)
{
    int credit = 0;
    for (size_t n = 0; n < text.size; n++) {
        if (text.data[n] < '0' || text.data[n] > '9' || credit > MDP_CREDIT_MAX)
            return 0;
        credit = 10 * credit + (text.data[n] - '0');
    }
    return credit <= MDP_CREDIT_MAX ? credit : 0;
}

static void worker_ready(broker *self, peer *worker, const frames *message)
{
    service *offers = service_find(self, frames_at(message, SERVICE_FRAME));
    int credit = message->count > CREDIT_FRAME ? parse_credit(frames_at(message, CREDIT_FRAME)) : 1;
    const char *wrong = NULL;
    if (!offers)
        wrong = "offers a service that is not listed";
    else if (offers->role && offers->role != worker->role)
        wrong = "offers a service that its role may not";
    else if (worker->offers)
        wrong = "offers a second service";
    else if (credit < 1)
        wrong = "names no sensible credit";
    if (wrong) {
        log_warning("%s %s", *worker->name ? worker->name : "a worker without a name", wrong);
        dismiss(self, worker);
        return;
    }
    worker->offers = offers;
    worker->credit = credit;
    worker->next_worker = offers->workers;
    if (offers->workers)
        offers->workers->prev_worker = worker;
    offers->workers = worker;
    offers->workers_count++;
    log_info("%s offers \"%s\", %d at once", *worker->name ? worker->name : "a worker",
             offers->name, credit);
    requests_dispatch(self, offers);
}

static void worker_says(broker *self, peer *worker, frames *message, int command)
{
    if (command == MDP_WORKER_READY) {
        worker_ready(self, worker, message);
    } else if (command == MDP_WORKER_DISCONNECT) {
        peer_doom(self, worker);
    } else if (!worker->offers) {
        dismiss(self, worker); /* of a time before us: it shall begin anew */
    } else if (command == MDP_WORKER_FINAL || command == MDP_WORKER_PARTIAL) {
        request_answered(self, worker, message, command == MDP_WORKER_FINAL);
    } else if (command != MDP_WORKER_HEARTBEAT) {
        self->counters.malformed++;
        dismiss(self, worker);
    }
}

/* ---------------------------------------------------------------------------------- clients */

static void client_says(broker *self, peer *client, frames *message, int command, rs_role proven)
{
    if (command == MDP_CLIENT_REQUEST) {
        request_take(self, client, message);
    } else if (command == MDP_CLIENT_HEARTBEAT) {
        status_heard(self, client, frames_at(message, STATUS_FRAME), proven);
        say(self, client, MDP_CLIENT, MDP_CLIENT_HEARTBEAT);
    } else {
        self->counters.malformed++;
    }
}

void broker_receive(broker *self, broker_time now, frames *message, broker_origin origin)
{
    self->now = now;
    bool packed = frames_unpack(message, HEADER_FRAME);
    rs_bytes command = frames_at(message, COMMAND_FRAME);
    bool of_client = frames_is(message, HEADER_FRAME, MDP_CLIENT);
    peer *from = NULL;
    if (command.size == 1 && (of_client || frames_is(message, HEADER_FRAME, MDP_WORKER)))
        from = peer_of(self, message, origin);
    if (!from) {
        self->counters.malformed++;
    } else {
        int code = command.data[0];
        from->heard_ms = now.mono_ms;
        from->packs = packed;
        arena_reset(self->memory);
        if (of_client)
            client_says(self, from, message, code, origin.proven);
        else
            worker_says(self, from, message, code);
    }
    frames_clear(message);
    bury_doomed(self);
}

void broker_disconnected(broker *self, broker_time now, int connection)
{
    size_t at = 0;
    self->now = now;
    for (peer *each; (each = table_next(&self->peers, &at));)
        if (each->connection == connection)
            peer_doom(self, each);
    bury_doomed(self);
}

/* ------------------------------------------------------------------------------------- time */

/* Workers that say nothing are lost, whether they are busy or not. Clients that say nothing and
 * wait for nothing are forgotten; they are known again when they speak. */
static void beat(broker *self)
{
    int64_t gap_ms = self->now.mono_ms - self->beat_ms;
    int64_t limit_ms = MDP_LIVENESS * self->options.heartbeat_ms;
    /* We were stopped ourselves: what they said is waiting to be read. */
    int64_t forgiven_ms = gap_ms > 2 * self->options.heartbeat_ms ? gap_ms : 0;
    size_t at = 0;
    self->beat_ms = self->now.mono_ms - self->now.mono_ms % self->options.heartbeat_ms;
    for (peer *each; (each = table_next(&self->peers, &at));) {
        each->heard_ms += forgiven_ms;
        if (each->heard_ms > self->now.mono_ms)
            each->heard_ms = self->now.mono_ms;
        bool silent = self->now.mono_ms - each->heard_ms > limit_ms;
        if (each->offers && silent)
            dismiss(self, each);
        else if (each->offers && !each->status.size)
            say(self, each, MDP_WORKER, MDP_WORKER_HEARTBEAT);
        else if (silent && !each->requests_count)
            peer_doom(self, each);
    }
}

void broker_tick(broker *self, broker_time now)
{
    self->now = now;
    requests_expire(self);
    if (now.mono_ms - self->beat_ms >= self->options.heartbeat_ms)
        beat(self);
    bury_doomed(self);
}

bool broker_is_idle(const broker *self)
{
    return !heap_first(&self->deadlines);
}

int64_t broker_next_ms(const broker *self)
{
    const heap_item *first = heap_first(&self->deadlines);
    int64_t beat_ms = self->beat_ms + self->options.heartbeat_ms;
    return first && first->at < beat_ms ? first->at : beat_ms;
}

/* ------------------------------------------------------------------------------ open, close */

broker *broker_open(const broker_options *options, broker_send_fn *send, void *arg, broker_time now)
{
    broker *self = calloc(1, sizeof *self);
    RS_ASSERT(self && options->heartbeat_ms > 0);
    self->options = *options;
    self->send = send;
    self->send_arg = arg;
    self->now = now;
    self->since_ms = now.system_ms;
    /* On whole multiples of the period, as the beats of the others are. */
    self->beat_ms = now.mono_ms - now.mono_ms % options->heartbeat_ms;
    self->memory = arena_open();
    randombytes_buf(self->hash_key, sizeof self->hash_key);
    services_open(self);
    return self;
}

void broker_goodbye(broker *self)
{
    size_t at = 0;
    for (peer *each; (each = table_next(&self->peers, &at));)
        if (each->offers)
            say(self, each, MDP_WORKER, MDP_WORKER_DISCONNECT);
}

void broker_close(broker **self_p)
{
    broker *self = *self_p;
    if (!self)
        return;
    requests_close(self);
    size_t at = 0;
    for (peer *each; (each = table_next(&self->peers, &at));)
        peer_free(each);
    table_free(&self->peers);
    arena_close(&self->memory);
    free(self);
    *self_p = NULL;
}

void broker_note_event(broker *self, bool passed)
{
    if (passed)
        self->counters.events++;
    else
        self->counters.events_dropped++;
}
