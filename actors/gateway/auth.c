#include "actors/gateway/auth.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "actors/gateway/auth_parts.h"
#include "shared/clock.h"
#include "shared/log.h"

enum {
    LOGIN_COOKIE_S = 300,
    SESSION_COOKIE_S = 7 * 24 * 3600, /* as long as a session can be prolonged */
    ATTEMPT_MAX = 32
};

/* ------------------------------------------------------------------------------- checks */

static bool is_json(exchange *self)
{
    char type[64];
    web_header(self, WSI_TOKEN_HTTP_CONTENT_TYPE, type, sizeof type);
    size_t size = strcspn(type, "; ");
    return size == strlen("application/json") && !strncasecmp(type, "application/json", size);
}

int64_t auth_wait_ms(exchange *self, limit_kind kind)
{
    char address[WEB_ADDRESS_MAX];
    web_address(self->wsi, address);
    int64_t wait = limits_take(self->gateway->limits, kind, address, clock_monotonic_ms());
    if (wait)
        log_warning("refused: too many logins from %s", address);
    return wait;
}

bool auth_within_limit(exchange *self, limit_kind kind)
{
    int64_t wait = auth_wait_ms(self, kind);
    if (!wait)
        return true;
    self->head.retry_after_s = (wait + 999) / 1000;
    web_refuse(self, 429, RS_LIMIT, "too many attempts from this address");
    return false;
}

bool auth_admit(exchange *self, const body_field *fields, size_t count)
{
    rs_error error;
    if (!web_same_origin(self->wsi)) {
        web_refuse(self, HTTP_STATUS_FORBIDDEN, RS_FORBIDDEN, "another origin");
        return false;
    }
    if (!is_json(self)) {
        web_refuse(self, 415, RS_BAD_REQUEST, "JSON is wanted");
        return false;
    }
    if (body_read(self->body.data, self->body.size, fields, count, &error)) {
        web_refuse(self, HTTP_STATUS_BAD_REQUEST, RS_BAD_REQUEST, error.text);
        return false;
    }
    return true;
}

/* ------------------------------------------------------------------------------- answers */

static unsigned status_of(rs_err code)
{
    switch (code) {
    case RS_BAD_REQUEST: return HTTP_STATUS_BAD_REQUEST;
    case RS_FORBIDDEN: return HTTP_STATUS_FORBIDDEN;
    case RS_NOT_FOUND: return HTTP_STATUS_NOT_FOUND;
    case RS_LIMIT: return 429;
    case RS_UNAVAILABLE:
    case RS_BUSY:
    case RS_TIMEOUT: return HTTP_STATUS_SERVICE_UNAVAILABLE;
    default: return HTTP_STATUS_INTERNAL_SERVER_ERROR;
    }
}

void auth_refuse(exchange *self, const actor_reply *reply)
{
    web_refuse(self, status_of(reply->code), reply->code,
               *reply->detail ? reply->detail : rs_err_text(reply->code));
}

void auth_answer_state(exchange *self, rs_login_state state, const rs_me *me)
{
    json_t *object = json_pack("{s:s}", "state", codec_enum_name(&rs_login_state_enum, (int)state));
    if (me)
        json_object_set_new(object, "me",
                            json_pack("{s:I, s:s, s:I, s:I}", "admin", (json_int_t)me->admin,
                                      "name", me->name ? me->name : "", "rights",
                                      (json_int_t)me->rights, "expires", (json_int_t)me->expires));
    RS_ASSERT(object);
    web_answer_json(self, HTTP_STATUS_OK, &object);
}

static void on_old_session_ended(void *arg, const actor_reply *reply)
{
    (void)arg;
    if (reply->code)
        log_info("the session before this login: %s", rs_err_name(reply->code));
}

void auth_end_old_session(exchange *self)
{
    secret old;
    if (!web_cookie(self->wsi, COOKIE_SESSION, &old))
        return;
    secret_hash hash = secret_sha256(&old);
    actor_call call = {.session = secret_hash_bytes(&hash), .timeout_ms = AUTH_ASK_MS};
    rs_nothing nothing = {0};
    actor_ask(self->gateway->loop, RS_SESSION_END, &nothing, &call, on_old_session_ended, NULL);
    sodium_memzero(&old, sizeof old);
}

void auth_let_in(exchange *self, const rs_me *me)
{
    auth_end_old_session(self);
    cookie_print(COOKIE_SESSION, &self->session, SESSION_COOKIE_S, self->head.cookies[0]);
    self->gateway->counts.logins++;
    log_info("administrator %lld is logged in", (long long)me->admin);
}

/* Of login.finish and login.ticket. */
static void on_login_result(void *arg, const actor_reply *reply)
{
    exchange *self = arg;
    self->ticket = 0;
    if (reply->code) {
        auth_refuse(self, reply);
        return;
    }
    const rs_login_result *result = reply->result;
    if (result->state == RS_LOGIN_DONE && result->me) {
        auth_let_in(self, result->me);
        cookie_print(COOKIE_LOGIN, NULL, 0, self->head.cookies[1]);
    }
    auth_answer_state(self, result->state, result->me);
}

/* ------------------------------------------------------------------------------- begin */

static void on_attempt(void *arg, const actor_reply *reply)
{
    exchange *self = arg;
    self->ticket = 0;
    if (reply->code) {
        auth_refuse(self, reply);
        return;
    }
    const rs_login_attempt *attempt = reply->result;
    const rs_config *config = actor_config(self->gateway->loop);
    char link[320];
    snprintf(link, sizeof link, "%s/%s?start=l_%s", config->gateway.bot_link, config->gateway.bot,
             attempt->attempt);
    cookie_print(COOKIE_LOGIN, &self->login, LOGIN_COOKIE_S, self->head.cookies[0]);
    json_t *object = json_pack("{s:s, s:I, s:s, s:I}", "attempt", attempt->attempt, "number",
                               (json_int_t)attempt->number, "link", link, "expires",
                               (json_int_t)attempt->expires);
    RS_ASSERT(object);
    web_answer_json(self, HTTP_STATUS_OK, &object);
}

void auth_begin(exchange *self)
{
    char agent[WEB_AGENT_MAX + 1];
    char address[WEB_ADDRESS_MAX];
    if (!auth_admit(self, NULL, 0) || !auth_within_limit(self, LIMIT_BEGIN))
        return;
    if (!*actor_config(self->gateway->loop)->gateway.bot) {
        web_refuse(self, HTTP_STATUS_NOT_FOUND, RS_NOT_FOUND,
                   "no bot is named in [gateway] bot: use the link of refsysctl login");
        return;
    }
    web_agent(self, agent);
    web_address(self->wsi, address);
    self->login = secret_make();
    secret_hash hash = secret_sha256(&self->login);
    rs_login_begin_args args = {
        .secret = secret_hash_bytes(&hash), .agent = agent, .address = address};
    actor_call call = {.timeout_ms = AUTH_ASK_MS};
    self->ticket = actor_ask(self->gateway->loop, RS_LOGIN_BEGIN, &args, &call, on_attempt, self);
}

/* ------------------------------------------------------------------------------- finish */

void auth_finish(exchange *self)
{
    char attempt[ATTEMPT_MAX + 1];
    char agent[WEB_AGENT_MAX + 1];
    char address[WEB_ADDRESS_MAX];
    const body_field fields[] = {{"attempt", attempt, sizeof attempt}};
    if (!auth_admit(self, fields, 1) || !auth_within_limit(self, LIMIT_FINISH))
        return;
    if (!web_cookie(self->wsi, COOKIE_LOGIN, &self->login)) {
        web_refuse(self, HTTP_STATUS_FORBIDDEN, RS_FORBIDDEN, "not begun in this browser");
        return;
    }
    web_agent(self, agent);
    web_address(self->wsi, address);
    /* The same for this browser and this attempt: if the answer that lets it in gets lost on the
     * way, asking once more brings the same session. */
    self->session = secret_derive(&self->login, attempt);
    secret_hash login = secret_sha256(&self->login);
    secret_hash fresh = secret_sha256(&self->session);
    rs_login_finish_args args = {
        .attempt = attempt,
        .secret = secret_hash_bytes(&login),
        .session = secret_hash_bytes(&fresh),
        .agent = agent,
        .address = address,
    };
    actor_call call = {.timeout_ms = AUTH_ASK_MS};
    self->ticket =
        actor_ask(self->gateway->loop, RS_LOGIN_FINISH, &args, &call, on_login_result, self);
}

/* ------------------------------------------------------------------------------- ticket */

void auth_ticket(exchange *self)
{
    char text[SECRET_TEXT];
    char agent[WEB_AGENT_MAX + 1];
    char address[WEB_ADDRESS_MAX];
    secret ticket;
    const body_field fields[] = {{"ticket", text, sizeof text}};
    if (!auth_admit(self, fields, 1) || !auth_within_limit(self, LIMIT_TICKET))
        return;
    if (!secret_parse(text, &ticket)) {
        web_refuse(self, HTTP_STATUS_BAD_REQUEST, RS_BAD_REQUEST, "ticket: not one of ours");
        return;
    }
    web_agent(self, agent);
    web_address(self->wsi, address);
    self->session = secret_make();
    secret_hash hash = secret_sha256(&ticket);
    secret_hash fresh = secret_sha256(&self->session);
    rs_login_ticket_args args = {
        .ticket = secret_hash_bytes(&hash),
        .session = secret_hash_bytes(&fresh),
        .agent = agent,
        .address = address,
    };
    actor_call call = {.timeout_ms = AUTH_ASK_MS};
    self->ticket =
        actor_ask(self->gateway->loop, RS_LOGIN_TICKET, &args, &call, on_login_result, self);
    sodium_memzero(text, sizeof text);
    sodium_memzero(&ticket, sizeof ticket);
}

/* ------------------------------------------------------------------------------- logout */

static void forget_session(exchange *self)
{
    cookie_print(COOKIE_SESSION, NULL, 0, self->head.cookies[0]);
    web_answer_text(self, HTTP_STATUS_NO_CONTENT, "");
}

static void on_logged_out(void *arg, const actor_reply *reply)
{
    exchange *self = arg;
    self->ticket = 0;
    if (!reply->code || reply->code == RS_FORBIDDEN) /* or it was over already */
        forget_session(self);
    else
        auth_refuse(self, reply);
}

void auth_logout(exchange *self)
{
    secret cookie;
    if (!auth_admit(self, NULL, 0))
        return;
    if (!web_cookie(self->wsi, COOKIE_SESSION, &cookie)) {
        forget_session(self);
        return;
    }
    secret_hash hash = secret_sha256(&cookie);
    actor_call call = {.session = secret_hash_bytes(&hash), .timeout_ms = AUTH_ASK_MS};
    rs_nothing nothing = {0};
    self->ticket =
        actor_ask(self->gateway->loop, RS_SESSION_END, &nothing, &call, on_logged_out, self);
    sodium_memzero(&cookie, sizeof cookie);
}
