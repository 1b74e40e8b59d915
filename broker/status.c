/* Who is there: what each process says about itself, and broker.status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "broker/broker_impl.h"
#include "shared/log.h"

#ifndef REFSYS_VERSION
#define REFSYS_VERSION "0"
#endif

enum { ACTORS_MAX = 256, COUNTERS_MAX = 40 };

/* A process that comes back over a new connection before the old one was missed. */
static void replace_older(broker *self, const peer *by)
{
    size_t at = 0;
    for (peer *each; (each = table_next(&self->peers, &at));)
        if (each != by && each->status.size && each->role == by->role &&
            each->status_pid == by->status_pid && !strcmp(each->name, by->name))
            peer_doom(self, each);
}

void peer_name(peer *self, rs_role role, const char *name)
{
    rs_buf bytes = {0};
    snprintf(self->name, sizeof self->name, "%s", name);
    self->role = role;
    rs_caller caller = {.role = self->role, .name = self->name};
    codec_encode(&rs_caller_type, &caller, &bytes);
    zmq_msg_close(&self->caller);
    zmq_msg_init_size(&self->caller, bytes.size);
    memcpy(zmq_msg_data(&self->caller), bytes.data, bytes.size);
    buf_free(&bytes);
}

/* With keys the role is the key's and the name must fit it; without, the name decides. */
void status_heard(broker *self, peer *from, rs_bytes bytes, rs_role proven)
{
    rs_actor_status status;
    rs_error error = {0};
    if (codec_decode(&rs_actor_status_type, bytes.data, bytes.size, CODEC_TOLERANT, self->memory,
                     &status, &error)) {
        log_warning("a heartbeat that makes no sense: %s", error.text);
        self->counters.malformed++;
        return;
    }
    rs_role named = protocol_role(status.name);
    if (named != status.role || (self->options.curve && named != proven)) {
        if (!from->told)
            log_warning("\"%s\" has not the key for that name", status.name);
        from->told = true;
        self->counters.forbidden++;
        return;
    }
    bool first = !from->status.size;
    if (first || strcmp(from->name, status.name) != 0) {
        peer_name(from, named, status.name);
        from->status_pid = status.pid;
        replace_older(self, from);
        if (named != RS_ROLE_CTL) /* comes and goes */
            log_info("%s is connected", from->name);
    }
    buf_clear(&from->status);
    buf_append(&from->status, bytes.data, bytes.size);
}

static size_t collect_actors(broker *self, rs_actor_status *actors)
{
    size_t count = 0;
    size_t at = 0;
    int64_t limit_ms = MDP_LIVENESS * self->options.heartbeat_ms;
    for (peer *each; count < ACTORS_MAX && (each = table_next(&self->peers, &at));) {
        rs_buf *status = &each->status;
        bool silent = self->now.mono_ms - each->heard_ms > limit_ms;
        if (status->size && !silent && !each->doomed &&
            codec_decode(&rs_actor_status_type, status->data, status->size, CODEC_TOLERANT,
                         self->memory, &actors[count], NULL) == RS_OK)
            count++;
    }
    return count;
}

static int by_name(const void *a, const void *b)
{
    const rs_actor_status *one = a;
    const rs_actor_status *two = b;
    int order = strcmp(one->name, two->name);
    return order ? order : (one->pid > two->pid) - (one->pid < two->pid);
}

static size_t collect_counters(const broker *self, rs_counter counters[COUNTERS_MAX])
{
    size_t count = 0;
#define COUNTER_ROW(group, name, doc) counters[count++] = (rs_counter){#name, self->counters.name};
    RS_BROKER_COUNTERS(COUNTER_ROW)
    counters[count++] = (rs_counter){"peers", (int64_t)self->peers.count};
    counters[count++] = (rs_counter){"queued", (int64_t)self->queued};
    counters[count++] = (rs_counter){"open", (int64_t)self->deadlines.count};
    return count;
}

static void collect_services(const broker *self, rs_service_status services[SERVICES_MAX])
{
    for (size_t n = 0; n < self->services_count; n++) {
        const service *each = &self->services[n];
        rs_service_status *out = &services[n];
        *out = (rs_service_status){
            .name = each->name,
            .workers = (int64_t)each->workers_count,
            .queued = (int64_t)each->queue.count,
            .within_10ms = each->served[0],
            .within_100ms = each->served[1],
            .within_1s = each->served[2],
            .slower = each->served[3],
            .busy = each->busy,
        };
        for (size_t class = 0; class < CLASSES_COUNT; class ++)
            out->served += each->served[class];
        for (const peer *worker = each->workers; worker; worker = worker->next_worker)
            out->given += (int64_t)worker->given.count;
    }
}

void status_answer(broker *self, peer *client, int64_t id)
{
    rs_counter counters[COUNTERS_MAX];
    rs_service_status services[SERVICES_MAX];
    rs_actor_status *actors = arena_give(self->memory, ACTORS_MAX * sizeof *actors);
    size_t count = collect_actors(self, actors);
    qsort(actors, count, sizeof *actors, by_name);
    collect_services(self, services);
    rs_broker_status status = {
        .pid = getpid(),
        .version = REFSYS_VERSION,
        .since = self->since_ms,
        .curve = self->options.curve,
        .counters = {counters, collect_counters(self, counters)},
        .actors = {actors, count},
        .services = {services, self->services_count},
    };
    rs_answer answer = {.id = id};
    rs_buf head = {0};
    rs_buf body = {0};
    codec_encode(&rs_answer_type, &answer, &head);
    codec_encode(&rs_broker_status_type, &status, &body);
    frames message = {0};
    frames_add_copy(&message, &client->address);
    frames_add_text(&message, MDP_CLIENT);
    frames_add_byte(&message, MDP_CLIENT_FINAL);
    frames_add_text(&message, rs_services[RS_SERVICE_BROKER].name);
    frames_add_buf(&message, &head);
    frames_add_buf(&message, &body);
    self->counters.answers++;
    peer_send(self, client, &message);
}
