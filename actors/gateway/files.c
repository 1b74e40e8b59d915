#include "actors/gateway/files.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "actors/gateway/lag.h"
#include "actors/gateway/session.h"
#include "shared/log.h"

enum {
    MESSAGE_MS = 10000, /* patience with the reader */
    FIRST_MS = 10000,   /* ... with the bot: somebody waits for a word */
    PIECE_MS = 15000,   /* ... and later, while it starts anew, perhaps */
    BUSY_S = 2,
    PATH_ROOM = 64,
    FILE_ROOM = 201,
    NAME_ROOM = 521,
};

struct flow {
    ring in;
    gateway *gateway;
    int64_t lag_ms, timer; /* while the readers are behind */
    secret_hash session;
    int64_t conversation, n; /* whose file it is */
    int64_t at;              /* of the wording it was replaced after; 0: what hangs there now */
    rs_method_id method;     /* of the bot that has it */
    char file[FILE_ROOM];
    char name[NAME_ROOM];
};

void flow_close(flow **self_p)
{
    flow *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    ring_leave(&self->in);
    actor_timer_end(self->gateway->loop, self->timer);
    sodium_memzero(self, sizeof *self);
    free(self);
}

/* ------------------------------------------------------------------------------- refusals */

static void refuse(exchange *self, rs_err code, const char *detail)
{
    static const struct {
        rs_err code;
        unsigned status;
    } statuses[] = {
        {RS_FORBIDDEN, HTTP_STATUS_FORBIDDEN},
        {RS_NOT_FOUND, HTTP_STATUS_NOT_FOUND},
        {RS_LIMIT, HTTP_STATUS_REQ_ENTITY_TOO_LARGE},
        {RS_BAD_REQUEST, HTTP_STATUS_NOT_FOUND}, /* an address that nothing has */
    };
    unsigned status = HTTP_STATUS_SERVICE_UNAVAILABLE;
    for (size_t n = 0; n < sizeof statuses / sizeof *statuses; n++)
        if (statuses[n].code == code)
            status = statuses[n].status;
    self->head.retry_after_s = status == HTTP_STATUS_SERVICE_UNAVAILABLE ? BUSY_S : 0;
    flow_close(&self->flow);
    web_refuse(self, status, code, detail);
}

/* ------------------------------------------------------------------------------- pieces */

static void ask_piece(exchange *self, actor_reply_fn *fn)
{
    const flow *from = self->flow;
    const rs_file_piece_args args = {.file = from->file, .offset = (int64_t)self->sent};
    const actor_call call = {.timeout_ms = self->answered ? PIECE_MS : FIRST_MS};
    self->ticket = actor_ask(self->gateway->loop, from->method, &args, &call, fn, self);
}

/* The bot is another process, of another release perhaps. */
static bool is_next(const exchange *self, const actor_reply *reply)
{
    const rs_file_piece *piece = reply->code == RS_OK ? reply->result : NULL;
    return piece && piece->bytes.size && (size_t)piece->total == self->flow_size &&
           piece->bytes.size <= self->flow_size - self->sent;
}

static void on_next(void *arg, const actor_reply *reply)
{
    exchange *self = arg;
    self->ticket = 0;
    if (is_next(self, reply)) {
        const rs_file_piece *piece = reply->result;
        web_flow(self, piece->bytes);
        return;
    }
    log_warning("the file of message %" PRId64 " of conversation %" PRId64
                " breaks off after %zu bytes: %s %s",
                self->flow->n, self->flow->conversation, self->sent, rs_err_name(reply->code),
                reply->detail);
    web_flow_break(self);
}

static void more(exchange *self)
{
    ask_piece(self, on_next);
}

static void on_first(void *arg, const actor_reply *reply)
{
    exchange *self = arg;
    self->ticket = 0;
    if (reply->code != RS_OK) {
        refuse(self, reply->code, reply->detail);
        return;
    }
    const rs_file_piece *piece = reply->result;
    if ((int64_t)piece->bytes.size > piece->total || (!piece->bytes.size && piece->total)) {
        refuse(self, RS_INTERNAL, "a piece that makes no sense");
        return;
    }
    const char *type = file_type(piece->bytes);
    self->gateway->counts.files++;
    self->head.policy = "sandbox; default-src 'none'";
    file_disposition(self->flow->name, type, self->head.disposition);
    web_answer_flow(self, (size_t)piece->total, type, piece->bytes, more);
}

/* ------------------------------------------------------------------------------- the message */

static void copy_text(char *out, size_t room, const char *text)
{
    size_t size = text ? strlen(text) : 0;
    RS_ASSERT(size < room); /* the limits of the message are ours */
    memcpy(out, size ? text : "", size + 1);
}

/* NULL: there is none, or there is nothing of it but its kind. */
static const rs_attachment *find_file(const rs_message_row *row, int64_t at)
{
    const rs_attachment *found = at ? NULL : row->attachment;
    for (size_t n = 0; at && n < row->wordings.count; n++)
        if (row->wordings.items[n].at == at && row->wordings.items[n].attachment)
            found = row->wordings.items[n].attachment;
    return found && found->file && *found->file ? found : NULL;
}

static void on_message(void *arg, const actor_reply *reply);

static void ask_message(void *arg)
{
    exchange *self = arg;
    flow *of = self->flow;
    const rs_message_key message = {.conversation = of->conversation, .n = of->n};
    const actor_call call = {.session = secret_hash_bytes(&of->session), .timeout_ms = MESSAGE_MS};
    of->timer = 0;
    self->ticket =
        actor_ask(self->gateway->loop, RS_CONVERSATION_MESSAGE, &message, &call, on_message, self);
}

/* A page asks for the file the moment its message appears. */
static bool is_behind(exchange *self, const actor_reply *reply)
{
    flow *of = self->flow;
    int64_t shown = sessions_shown(self->gateway, &of->session);
    switch (lag_judge(shown, reply->seq, reply->code, of->lag_ms)) {
    case LAG_PASS: return false;
    case LAG_UNAVAILABLE: refuse(self, RS_UNAVAILABLE, "the reader is behind; ask again"); break;
    case LAG_AGAIN:
        of->timer = actor_timer(self->gateway->loop, of->lag_ms, 0, ask_message, self);
        of->lag_ms *= 2;
        break;
    }
    return true;
}

static void on_message(void *arg, const actor_reply *reply)
{
    exchange *self = arg;
    self->ticket = 0;
    if (is_behind(self, reply))
        return;
    if (reply->code != RS_OK) {
        refuse(self, reply->code, reply->detail);
        return;
    }
    const rs_message_row *row = reply->result;
    const rs_attachment *what = find_file(row, self->flow->at);
    if (!what || !row->bot) {
        refuse(self, RS_NOT_FOUND, "nothing hangs on this message");
        return;
    }
    self->flow->method = row->bot == RS_BOT_SUPPORT ? RS_SUPPORT_FILE : RS_TELEGRAM_FILE;
    copy_text(self->flow->file, FILE_ROOM, what->file);
    copy_text(self->flow->name, NAME_ROOM, what->name);
    ask_piece(self, on_first);
}

typedef struct {
    rs_message_key message;
    int64_t at;
} address;

/* "/files/12/3", "/files/12/3/1798725600000" */
static bool read_path(exchange *self, address *out)
{
    char path[PATH_ROOM];
    web_path(self, path, sizeof path);
    int64_t *const numbers[] = {&out->message.conversation, &out->message.n, &out->at};
    const char *at = path + sizeof FILES_PATH - 1;
    for (size_t n = 0; n < 3; n++) {
        size_t digits = strspn(at, "0123456789");
        if (!digits || digits > 15 || *at == '0')
            return false;
        *numbers[n] = strtoll(at, NULL, 10);
        at += digits;
        if (!*at)
            return n > 0;
        if (*at++ != '/')
            return false;
    }
    return false;
}

/* One session cannot keep all others from their files. */
static bool may_begin(gateway *self, const secret_hash *whose)
{
    size_t count = 0;
    size_t own = 0;
    for (const ring *at = self->flows.next; at != &self->flows; at = at->next) {
        const flow *each = (const flow *)(const void *)at;
        count++;
        own += !memcmp(&each->session, whose, sizeof *whose);
    }
    return count < FLOWS_MAX && own < FLOWS_OWN_MAX;
}

static void begin(exchange *self, const secret_hash *whose, const address *file)
{
    flow *made = calloc(1, sizeof *made);
    RS_ASSERT(made);
    made->session = *whose;
    made->conversation = file->message.conversation;
    made->n = file->message.n;
    made->at = file->at;
    made->gateway = self->gateway;
    made->lag_ms = LAG_FIRST_MS;
    ring_add(&self->gateway->flows, &made->in);
    self->flow = made;
    ask_message(self);
}

void files_get(exchange *self)
{
    secret cookie;
    address file = {0};
    if (web_from_elsewhere(self->wsi) || !web_cookie(self->wsi, COOKIE_SESSION, &cookie)) {
        refuse(self, RS_FORBIDDEN, "log in first");
        return;
    }
    secret_hash hash = secret_sha256(&cookie);
    sodium_memzero(&cookie, sizeof cookie);
    if (!read_path(self, &file))
        refuse(self, RS_BAD_REQUEST, "no such address");
    else if (!may_begin(self->gateway, &hash))
        refuse(self, RS_BUSY, "too many files at once");
    else
        begin(self, &hash, &file);
}
