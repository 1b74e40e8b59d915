/* Serving: requests as the broker passes them on, until they are answered.
 *
 * Every request that was taken is answered, if only with a refusal: an answer is also what gives
 * the broker its credit back. When the connection has changed in between, nobody waits for the
 * answer any more (the broker has told the asker `unavailable`), and it is dropped. */
#include "shared/actor_impl.h"

enum {
    CLIENT_FRAME = 2,
    ENVELOPE_FRAME = 4,
    ARGUMENT_FRAME,
    CALLER_FRAME,
    SPARE_MAX = 1024,
    /* Longer answers would be cut off by the broker together with the connection. */
    RESULT_SIZE_MAX = FRAME_SIZE_MAX,
};

struct served {
    actor_request request; /* what the handler sees */
    actor *loop;
    uplink *over;
    uint64_t generation; /* of the connection it came over */
    int64_t came_ms;     /* monotonic */
    zmq_msg_t client;
    zmq_msg_t argument;
    served *next; /* of the spare ones */
};

static served *served_open(actor *loop)
{
    served *self = loop->spare;
    if (self) {
        loop->spare = self->next;
        loop->spare_count--;
        self->next = NULL;
    } else {
        self = calloc(1, sizeof *self);
        RS_ASSERT(self);
        self->request.memory = arena_open();
        self->loop = loop;
    }
    zmq_msg_init(&self->client);
    zmq_msg_init(&self->argument);
    return self;
}

static void served_free(served *self)
{
    arena_close(&self->request.memory);
    free(self);
}

static void served_close(served *self)
{
    actor *loop = self->loop;
    zmq_msg_close(&self->client);
    zmq_msg_close(&self->argument);
    if (loop->spare_count >= SPARE_MAX) {
        served_free(self);
        return;
    }
    arena *memory = self->request.memory;
    arena_reset(memory);
    *self = (served){.loop = loop, .next = loop->spare, .request.memory = memory};
    loop->spare = self;
    loop->spare_count++;
}

void serve_close(actor *self)
{
    for (served *each; (each = self->spare);) {
        self->spare = each->next;
        served_free(each);
    }
}

void actor_serve(actor *self, rs_service_id service, const actor_handler *handlers, size_t count,
                 int credit, void *handler_self)
{
    RS_ASSERT(!self->credit && credit > 0 && credit <= MDP_CREDIT_MAX);
    RS_ASSERT(rs_services[service].role == self->role);
    self->service = service;
    self->handlers = handlers;
    self->handlers_count = count;
    self->handler_self = handler_self;
    self->credit = credit;
    for (size_t n = 0; n < self->links_count; n++)
        if (self->links[n].up)
            uplink_serve(&self->links[n]);
}

/* --------------------------------------------------------------------------------- answering */

/* What somebody wanted to have done, and what became of it. */
static void tell(const served *self, const rs_answer *head)
{
    const rs_method *method = self->request.method;
    long long took_ms = clock_monotonic_ms() - self->came_ms;
    char before[LOG_TRACE_SIZE];
    if (!method || method->kind != RS_WRITE)
        return;
    snprintf(before, sizeof before, "%s", log_followed());
    log_follow(self->request.envelope.trace);
    if (head->code == RS_OK)
        log_info("%s of %s: done in %lld ms", method->name, self->request.caller.name, took_ms);
    else
        log_info("%s of %s: %s, %s; %lld ms", method->name, self->request.caller.name,
                 rs_err_name((rs_err)head->code), head->detail ? head->detail : "", took_ms);
    log_follow(before);
}

/* `result` is taken; of a refusal it is empty. */
static void answer(served *self, const rs_answer *head, rs_buf *result)
{
    frames message = {0};
    rs_buf first = {0};
    tell(self, head);
    if (self->over->generation == self->generation) {
        codec_encode(&rs_answer_type, head, &first);
        frames_add_text(&message, MDP_WORKER);
        frames_add_byte(&message, MDP_WORKER_FINAL);
        frames_move(&message, &self->client);
        frames_add(&message, NULL, 0);
        frames_add_buf(&message, &first);
        frames_add_buf(&message, result);
        uplink_send(self->over, &message);
    }
    buf_free(result);
    served_close(self);
}

/* The request is the first member of what the runtime keeps about it. */
static served *take(actor_request **request_p)
{
    served *self = (served *)(void *)*request_p;
    *request_p = NULL;
    return self;
}

void actor_answer_raw(actor *self, actor_request **request_p, rs_err code, const char *detail,
                      rs_bytes result, int64_t seq)
{
    served *taken = take(request_p);
    rs_buf copy = {0};
    rs_answer head = {.id = taken->request.envelope.id, .code = code, .detail = detail, .seq = seq};
    RS_ASSERT(taken->loop == self);
    if (code == RS_OK && result.size > RESULT_SIZE_MAX) {
        log_error("an answer to %s has %zu bytes", taken->request.method->name, result.size);
        head.code = RS_INTERNAL;
        head.detail = "the answer is too long";
    } else if (code == RS_OK) {
        buf_append(&copy, result.data, result.size);
    }
    answer(taken, &head, &copy);
}

void actor_answer(actor *self, actor_request **request_p, const void *result, int64_t seq)
{
    rs_buf bytes = {0};
    served *taken = (served *)(void *)*request_p;
    codec_encode(taken->request.method->result, result, &bytes);
    if (bytes.size > RESULT_SIZE_MAX) {
        actor_answer_raw(self, request_p, RS_OK, NULL, (rs_bytes){bytes.data, bytes.size}, seq);
        buf_free(&bytes);
        return;
    }
    RS_ASSERT(taken->loop == self);
    rs_answer head = {.id = taken->request.envelope.id, .code = RS_OK, .seq = seq};
    answer(take(request_p), &head, &bytes);
}

void actor_refuse(actor *self, actor_request **request_p, rs_err code, const char *format, ...)
{
    char detail[RS_ERROR_TEXT_MAX];
    va_list args;
    va_start(args, format);
    vsnprintf(detail, sizeof detail, format, args);
    va_end(args);
    RS_ASSERT(code != RS_OK);
    actor_answer_raw(self, request_p, code, detail, (rs_bytes){0}, 0);
}

/* ---------------------------------------------------------------------------------- checking */

static rs_err read_head(served *self, const frames *message, rs_error *error)
{
    actor_request *request = &self->request;
    rs_bytes envelope = frames_at(message, ENVELOPE_FRAME);
    rs_bytes caller = frames_at(message, CALLER_FRAME);
    rs_err rc = codec_decode(&rs_envelope_type, envelope.data, envelope.size, CODEC_TOLERANT,
                             request->memory, &request->envelope, error);
    if (!rc)
        rc = codec_decode(&rs_caller_type, caller.data, caller.size, CODEC_TOLERANT,
                          request->memory, &request->caller, error);
    return rc;
}

/* The broker has checked this too; whoever takes the broker over still gets no further. */
static rs_err check_head(served *self, rs_error *error)
{
    actor_request *request = &self->request;
    const rs_method *method = protocol_method(request->envelope.method);
    request->method = method;
    if (!method || method->service != self->loop->service)
        return rs_fail(error, RS_BAD_REQUEST, "no method %" PRId64 " here",
                       request->envelope.method);
    if (!protocol_may_call(method, request->caller.role))
        return rs_fail(error, RS_FORBIDDEN, "%s is not for %s", method->name,
                       codec_enum_name(&rs_role_enum, (int)request->caller.role));
    if (method->kind == RS_WRITE && !request->envelope.key)
        return rs_fail(error, RS_BAD_REQUEST, "envelope.key: is missing");
    if (request->envelope.deadline <= clock_system_ms())
        return rs_fail(error, RS_TIMEOUT, "the deadline has passed");
    return RS_OK;
}

static rs_err read_argument(served *self, rs_error *error)
{
    actor_request *request = &self->request;
    const rs_type *type = request->method->argument;
    void *argument = arena_give(request->memory, type->size);
    request->argument = argument;
    request->argument_raw =
        (rs_bytes){zmq_msg_data(&self->argument), zmq_msg_size(&self->argument)};
    return codec_decode(type, request->argument_raw.data, request->argument_raw.size,
                        CODEC_TOLERANT, request->memory, argument, error);
}

static actor_handler_fn *find_handler(const actor *self, rs_method_id method)
{
    for (size_t n = 0; n < self->handlers_count; n++)
        if (self->handlers[n].method == method)
            return self->handlers[n].fn;
    return NULL;
}

/* MDPW02, REQUEST, client, empty, envelope, argument, caller */
void serve_request(uplink *from, frames *message)
{
    actor *loop = from->loop;
    if (message->count <= CALLER_FRAME) {
        log_warning("a request of %zu frames from the broker", message->count);
        return;
    }
    served *self = served_open(loop);
    actor_request *request = &self->request;
    self->over = from;
    self->generation = from->generation;
    self->came_ms = clock_monotonic_ms();
    rs_error error = {0};
    rs_err rc = read_head(self, message, &error);
    zmq_msg_move(&self->client, &message->part[CLIENT_FRAME]);
    zmq_msg_move(&self->argument, &message->part[ARGUMENT_FRAME]);
    if (!rc)
        rc = check_head(self, &error);
    if (!rc)
        rc = read_argument(self, &error);
    actor_handler_fn *handler = rc ? NULL : find_handler(loop, request->method->id);
    loop->called = true;
    loop->served++;
    log_follow(request->envelope.trace);
    if (handler)
        handler(loop->handler_self, request);
    else if (rc)
        actor_refuse(loop, &request, rc, "%s", error.text);
    else
        actor_refuse(loop, &request, RS_BAD_REQUEST, "%s is not served here",
                     request->method->name);
    log_follow("");
}
