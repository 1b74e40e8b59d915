#include "actors/gateway/door.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "actors/gateway/auth_parts.h"
#include "actors/gateway/provider.h"
#include "actors/gateway/widget.h"
#include "shared/config.h"
#include "shared/log.h"

enum { DOOR_COOKIE_S = 600, REASON_MAX = 64, HEX_MAX = 80 };

static const char state_name[] = "state";
static const char verifier_name[] = "code_verifier";

rs_err door_open(gateway *self, rs_error *error)
{
    const rs_config *config = actor_config(self->loop);
    char redirect[PROVIDER_ADDRESS_MAX];
    char hash[HEX_MAX];
    bool openid = *config->gateway.telegram_secret_file != 0;
    self->has_widget = *config->gateway.telegram_widget_file != 0;
    if (!*config->gateway.telegram_client)
        return openid || self->has_widget
                   ? rs_fail(error, RS_CONFIG, "[gateway] telegram_client: the Client ID is needed")
                   : RS_OK;
    if (!openid && !self->has_widget)
        return rs_fail(error, RS_CONFIG,
                       "[gateway] telegram_client: telegram_secret_file is "
                       "needed with it, or telegram_widget_file");
    if (!provider_issuer_fits(config->gateway.telegram_issuer))
        return rs_fail(error, RS_CONFIG,
                       "[gateway] telegram_issuer: https://HOST without an end is wanted");
    if (self->has_widget) {
        rs_err err = config_secret(config->gateway.telegram_widget_file, hash, sizeof hash, error);
        if (err)
            return err;
        if (!widget_hash_parse(hash, &self->widget))
            return rs_fail(error, RS_CONFIG, "%s: 64 lower-case hexadecimal digits are wanted",
                           config->gateway.telegram_widget_file);
        sodium_memzero(hash, sizeof hash);
    }
    if (!openid)
        return RS_OK;
    snprintf(redirect, sizeof redirect, "%s" DOOR_CALLBACK, gateway_origin(self));
    const provider_options options = {
        .issuer = config->gateway.telegram_issuer,
        .client = config->gateway.telegram_client,
        .secret_file = config->gateway.telegram_secret_file,
        .redirect = redirect,
    };
    rs_err err = http_open(&self->http, self->loop, error);
    return err ? err : provider_open(&self->provider, self->loop, self->http, &options, error);
}

void door_ways(exchange *self)
{
    const gateway *owner = self->gateway;
    json_t *object = json_pack("{s:b, s:b, s:b}", "bot", *actor_config(owner->loop)->gateway.bot,
                               "telegram", owner->provider != NULL, "widget", owner->has_widget);
    RS_ASSERT(object);
    web_answer_json(self, HTTP_STATUS_OK, &object);
}

/* ------------------------------------------------------------------------------- endings */

/* Back to the login page, which says why. */
static void turn_away(exchange *self, const char *why)
{
    char location[REASON_MAX];
    snprintf(location, sizeof location, "/login?why=%s", why);
    cookie_print(COOKIE_DOOR, NULL, 0, self->head.cookies[1]);
    self->gateway->counts.turned_away++;
    web_redirect(self, location);
}

static const char *why_not(rs_login_state state)
{
    switch (state) {
    case RS_LOGIN_STRANGER: return "stranger";
    case RS_LOGIN_BLOCKED: return "blocked";
    case RS_LOGIN_EXPIRED: return "late";
    default: return "failed";
    }
}

/* The ledger's word on whom Telegram has vouched for; NULL: it has none. */
static const rs_login_result *vouched(exchange *self, const actor_reply *reply)
{
    self->ticket = 0;
    if (reply->code) {
        log_warning("login by Telegram: the ledger: %s", rs_err_name(reply->code));
        return NULL;
    }
    const rs_login_result *result = reply->result;
    if (result->state == RS_LOGIN_DONE && result->me)
        auth_let_in(self, result->me);
    else
        log_info("login by Telegram: refused, %s", why_not(result->state));
    return result;
}

static void ask_ledger(exchange *self, int64_t tg, actor_reply_fn *fn)
{
    char agent[WEB_AGENT_MAX + 1];
    char address[WEB_ADDRESS_MAX];
    web_agent(self, agent);
    web_address(self->wsi, address);
    self->session = secret_make();
    secret_hash fresh = secret_sha256(&self->session);
    rs_login_vouched_args args = {
        .tg = tg,
        .proof = secret_hash_bytes(&self->proof),
        .session = secret_hash_bytes(&fresh),
        .agent = agent,
        .address = address,
    };
    actor_call call = {.timeout_ms = AUTH_ASK_MS};
    self->ticket = actor_ask(self->gateway->loop, RS_LOGIN_VOUCHED, &args, &call, fn, self);
}

/* ------------------------------------------------------------------------------- openid */

static void print_derived(const secret *from, const char *name, char out[SECRET_TEXT])
{
    secret derived = secret_derive(from, name);
    secret_print(&derived, out);
    sodium_memzero(&derived, sizeof derived);
}

/* S256: the hash of the verifier as it is written. */
static void print_challenge(const secret *from, char out[SECRET_TEXT])
{
    char verifier[SECRET_TEXT];
    secret challenge;
    print_derived(from, verifier_name, verifier);
    crypto_hash_sha256(challenge.bytes, (const uint8_t *)verifier, strlen(verifier));
    secret_print(&challenge, out);
    sodium_memzero(verifier, sizeof verifier);
}

static void on_located(void *arg, const provider_answer *answer)
{
    exchange *self = arg;
    self->errand = NULL;
    if (answer->outcome != PROVIDER_DONE) {
        turn_away(self, "failed");
        return;
    }
    cookie_print(COOKIE_DOOR, &self->login, DOOR_COOKIE_S, self->head.cookies[1]);
    web_redirect(self, answer->address);
}

/* The session that the browser has ends here: when Telegram sends it back, the browser keeps that
 * cookie to itself. */
void door_begin(exchange *self)
{
    char state[SECRET_TEXT];
    char challenge[SECRET_TEXT];
    if (!self->gateway->provider) {
        turn_away(self, "failed");
        return;
    }
    if (auth_wait_ms(self, LIMIT_BEGIN)) {
        turn_away(self, "tooMany");
        return;
    }
    auth_end_old_session(self);
    self->login = secret_make();
    print_derived(&self->login, state_name, state);
    print_challenge(&self->login, challenge);
    self->errand = provider_locate(self->gateway->provider, state, challenge, on_located, self);
}

static void on_openid_result(void *arg, const actor_reply *reply)
{
    exchange *self = arg;
    const rs_login_result *result = vouched(self, reply);
    if (!result || result->state != RS_LOGIN_DONE) {
        turn_away(self, result ? why_not(result->state) : "failed");
        return;
    }
    cookie_print(COOKIE_DOOR, NULL, 0, self->head.cookies[1]);
    web_redirect(self, "/");
}

static void on_traded(void *arg, const provider_answer *answer)
{
    exchange *self = arg;
    self->errand = NULL;
    if (answer->outcome == PROVIDER_DONE)
        ask_ledger(self, answer->tg, on_openid_result);
    else
        turn_away(self, answer->outcome == PROVIDER_LATE ? "late" : "failed");
}

/* Does the browser come back from where its own cookie was sent to? */
static bool is_ours(exchange *self)
{
    char state[SECRET_TEXT];
    char wanted[SECRET_TEXT];
    if (!web_cookie(self->wsi, COOKIE_DOOR, &self->login) ||
        !web_query(self, state_name, state, sizeof state) || strlen(state) != SECRET_TEXT - 1)
        return false;
    print_derived(&self->login, state_name, wanted);
    return sodium_memcmp(state, wanted, sizeof wanted) == 0;
}

/* The code the browser brings, or why it is not traded. */
static const char *take_code(exchange *self, char *code, size_t room)
{
    char refusal[REASON_MAX];
    if (!self->gateway->provider)
        return "failed";
    if (auth_wait_ms(self, LIMIT_FINISH))
        return "tooMany";
    if (!is_ours(self))
        return "late";
    if (web_query(self, "error", refusal, sizeof refusal))
        return strcmp(refusal, "access_denied") ? "failed" : "declined";
    return web_query(self, "code", code, room) ? NULL : "failed";
}

void door_callback(exchange *self)
{
    char code[PROVIDER_CODE_MAX + 1];
    char verifier[SECRET_TEXT];
    const char *why = take_code(self, code, sizeof code);
    if (why) {
        turn_away(self, why);
        return;
    }
    print_derived(&self->login, verifier_name, verifier);
    crypto_hash_sha256(self->proof.bytes, (const uint8_t *)code, strlen(code));
    self->errand = provider_trade(self->gateway->provider, code, verifier, on_traded, self);
    sodium_memzero(verifier, sizeof verifier);
    sodium_memzero(code, sizeof code);
}

/* ------------------------------------------------------------------------------- the older way */

void door_widget(exchange *self)
{
    const rs_config *config = actor_config(self->gateway->loop);
    char location[WEB_LOCATION_MAX];
    if (!self->gateway->has_widget) {
        turn_away(self, "failed");
        return;
    }
    self->login = secret_make();
    char *origin = curl_easy_escape(NULL, gateway_origin(self->gateway), 0);
    RS_ASSERT(origin);
    snprintf(location, sizeof location,
             "%s/auth?bot_id=%s&origin=%s&return_to=%s%%2Flogin&request_access=write",
             config->gateway.telegram_issuer, config->gateway.telegram_client, origin, origin);
    curl_free(origin);
    cookie_print(COOKIE_DOOR, &self->login, DOOR_COOKIE_S, self->head.cookies[1]);
    web_redirect(self, location);
}

static void on_widget_result(void *arg, const actor_reply *reply)
{
    exchange *self = arg;
    const rs_login_result *result = vouched(self, reply);
    cookie_print(COOKIE_DOOR, NULL, 0, self->head.cookies[1]);
    if (result)
        auth_answer_state(self, result->state, result->me);
    else
        auth_refuse(self, reply);
}

/* Only to a browser that went to Telegram from here. */
void door_widget_finish(exchange *self)
{
    char text[WIDGET_TEXT_MAX + 1];
    widget_person person;
    rs_error error;
    const body_field fields[] = {{"result", text, sizeof text}};
    if (!auth_admit(self, fields, 1) || !auth_within_limit(self, LIMIT_FINISH))
        return;
    if (!self->gateway->has_widget) {
        web_refuse(self, HTTP_STATUS_NOT_FOUND, RS_NOT_FOUND, "this way is not configured");
        return;
    }
    if (!web_cookie(self->wsi, COOKIE_DOOR, &self->login)) {
        web_refuse(self, HTTP_STATUS_FORBIDDEN, RS_FORBIDDEN, "not begun in this browser");
        return;
    }
    rs_err err =
        widget_check(&self->gateway->widget, text, actor_now(self->gateway->loop), &person, &error);
    sodium_memzero(text, sizeof text);
    if (err == RS_EXPIRED) {
        auth_answer_state(self, RS_LOGIN_EXPIRED, NULL);
    } else if (err) {
        log_warning("login by Telegram's widget: %s", error.text);
        web_refuse(self, HTTP_STATUS_FORBIDDEN, RS_FORBIDDEN, error.text);
    } else {
        self->proof = person.proof;
        ask_ledger(self, person.tg, on_widget_result);
    }
}
