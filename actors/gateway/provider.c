#include "actors/gateway/provider.h"

#include <curl/curl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actors/gateway/token.h"
#include "shared/clock.h"
#include "shared/config.h"
#include "shared/log.h"
#include "shared/ring.h"

enum {
    STEP_MS = 8000,
    KEEP_MS = 60 * 60 * 1000,
    KEYS_AGAIN_MS = 60 * 1000,
    ANSWER_MAX = 64 * 1024,
    SECRET_MAX = 200,
    URL_MAX = 1800,
    FORM_MAX = 4096,
    BASIC_MAX = 1024,
};

struct errand {
    ring in;
    provider *owner;
    int64_t timer;  /* before its first step */
    int64_t ticket; /* of the request under way */
    provider_fn *fn;
    void *arg;
    char state[PROVIDER_LETTERS + 1]; /* of provider_locate */
    char challenge[PROVIDER_LETTERS + 1];
    char code[PROVIDER_CODE_MAX + 1]; /* of provider_trade */
    char verifier[PROVIDER_LETTERS + 1];
    char token[TOKEN_MAX + 1];
};

struct provider {
    actor *loop;
    http *http;
    char issuer[PROVIDER_ADDRESS_MAX];
    char client[24];
    char secret[SECRET_MAX + 1];
    char redirect[PROVIDER_ADDRESS_MAX];
    provider_places places;
    int64_t places_read; /* monotonic; 0: never */
    token_keys *keys;
    int64_t keys_read;
    ring errands;
};

/* ------------------------------------------------------------------------------- addresses */

/* Without TLS only on this machine, for tests. */
bool provider_issuer_fits(const char *issuer)
{
    static const char *const begins[] = {"https://", "http://127.0.0.1:", "http://localhost:"};
    if (strpbrk(issuer, "?# @\\") || strlen(issuer) >= PROVIDER_ADDRESS_MAX - 40)
        return false;
    for (size_t n = 0; n < sizeof begins / sizeof *begins; n++)
        if (!strncmp(issuer, begins[n], strlen(begins[n])) && issuer[strlen(begins[n])] &&
            issuer[strlen(issuer) - 1] != '/')
            return true;
    return false;
}

static bool same_server(const char *address, const char *issuer)
{
    const char *host = strstr(issuer, "://") + 3;
    size_t size = (size_t)(host - issuer) + strcspn(host, "/");
    return !strncmp(address, issuer, size) && address[size] == '/';
}

static bool read_place(const json_t *document, const char *name, const char *issuer,
                       char out[PROVIDER_ADDRESS_MAX])
{
    const char *text = json_string_value(json_object_get(document, name));
    if (!text || strlen(text) >= PROVIDER_ADDRESS_MAX || !same_server(text, issuer))
        return false;
    for (const char *at = text; *at; at++)
        if (*at <= ' ' || *at > '~' || *at == '#')
            return false;
    memcpy(out, text, strlen(text) + 1);
    return true;
}

rs_err provider_read_places(rs_bytes json, const char *issuer, provider_places *out,
                            rs_error *error)
{
    json_t *document = json_loadb((const char *)json.data, json.size, JSON_REJECT_DUPLICATES, NULL);
    const char *named = json_string_value(json_object_get(document, "issuer"));
    rs_err err = RS_OK;
    if (!named || strcmp(named, issuer) != 0)
        err = rs_fail(error, RS_BAD_REQUEST, "discovery: of another issuer, or no such document");
    else if (!read_place(document, "authorization_endpoint", issuer, out->authorize) ||
             !read_place(document, "token_endpoint", issuer, out->token) ||
             !read_place(document, "jwks_uri", issuer, out->keys))
        err = rs_fail(error, RS_BAD_REQUEST,
                      "discovery: an address is missing, or on another server than the issuer's");
    json_decref(document);
    return err;
}

/* Adds `name=value`, the value escaped; false: no room. */
static bool add(char *out, size_t room, const char *name, const char *value)
{
    size_t used = strlen(out);
    char *escaped = curl_easy_escape(NULL, value, 0);
    RS_ASSERT(escaped);
    int size = snprintf(out + used, room - used, "%s%s=%s", used ? "&" : "", name, escaped);
    curl_free(escaped);
    return size > 0 && (size_t)size < room - used;
}

/* ------------------------------------------------------------------------------- errands */

static void step(errand *self);

static void errand_free(errand *self)
{
    ring_leave(&self->in);
    sodium_memzero(self, sizeof *self);
    free(self);
}

static void finish(errand *self, provider_answer answer)
{
    provider_fn *fn = self->fn;
    void *arg = self->arg;
    errand_free(self);
    fn(arg, &answer);
}

static void fail(errand *self, const char *what, const char *why)
{
    log_warning("login by Telegram: %s: %s", what, why);
    finish(self, (provider_answer){.outcome = PROVIDER_FAILED});
}

void provider_forget(errand **self_p)
{
    errand *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    actor_timer_end(self->owner->loop, self->timer);
    http_cancel(self->owner->http, self->ticket);
    errand_free(self);
}

static void ask(errand *self, const http_request *request, http_fn *fn)
{
    http_request bounded = *request;
    bounded.timeout_ms = STEP_MS;
    bounded.size_max = ANSWER_MAX;
    if (http_send(self->owner->http, &bounded, fn, self, &self->ticket))
        fail(self, "request", "too many are under way");
}

/* Answered and well? If not, the errand has ended. */
static bool is_good(errand *self, const http_answer *answer, const char *what)
{
    char status[32];
    self->ticket = 0;
    if (answer->outcome == HTTP_ANSWERED && answer->status == 200)
        return true;
    snprintf(status, sizeof status, "status %d", answer->status);
    fail(self, what, answer->outcome == HTTP_ANSWERED ? status : answer->error);
    return false;
}

/* ------------------------------------------------------------------------------- its steps */

static void on_places(void *arg, const http_answer *answer)
{
    errand *self = arg;
    provider *owner = self->owner;
    rs_error error;
    if (!is_good(self, answer, "discovery"))
        return;
    owner->places_read = 0;
    if (provider_read_places(answer->body, owner->issuer, &owner->places, &error)) {
        fail(self, "discovery", error.text);
        return;
    }
    owner->places_read = clock_monotonic_ms();
    step(self);
}

static void on_keys(void *arg, const http_answer *answer)
{
    errand *self = arg;
    provider *owner = self->owner;
    token_keys *fresh;
    rs_error error;
    if (!is_good(self, answer, "keys"))
        return;
    if (token_keys_read(&fresh, answer->body, &error)) {
        fail(self, "keys", error.text);
        return;
    }
    token_keys_close(&owner->keys);
    owner->keys = fresh;
    owner->keys_read = clock_monotonic_ms();
    step(self);
}

/* Telegram refuses the code: it was used, is too old, or not for this verifier. */
static bool is_refused(const http_answer *answer)
{
    json_t *body = answer->outcome == HTTP_ANSWERED && answer->status == 400
                       ? json_loadb((const char *)answer->body.data, answer->body.size, 0, NULL)
                       : NULL;
    const char *error = json_string_value(json_object_get(body, "error"));
    bool refused = error && !strcmp(error, "invalid_grant");
    json_decref(body);
    return refused;
}

static void on_token(void *arg, const http_answer *answer)
{
    errand *self = arg;
    self->ticket = 0;
    if (is_refused(answer)) {
        log_info("login by Telegram: the code is not good, or not any more");
        finish(self, (provider_answer){.outcome = PROVIDER_LATE});
        return;
    }
    if (!is_good(self, answer, "token"))
        return;
    json_t *body = json_loadb((const char *)answer->body.data, answer->body.size,
                              JSON_REJECT_DUPLICATES, NULL);
    const json_t *token = json_object_get(body, "id_token");
    bool fits = json_is_string(token) && json_string_length(token) > 0 &&
                json_string_length(token) <= TOKEN_MAX;
    if (fits)
        memcpy(self->token, json_string_value(token), json_string_length(token) + 1);
    json_decref(body);
    if (fits)
        step(self);
    else
        fail(self, "token", "the answer has no id_token, or one that is too long");
}

static void ask_places(errand *self)
{
    char url[PROVIDER_ADDRESS_MAX + 40];
    snprintf(url, sizeof url, "%s/.well-known/openid-configuration", self->owner->issuer);
    ask(self, &(http_request){.url = url}, on_places);
}

static void ask_keys(errand *self)
{
    ask(self, &(http_request){.url = self->owner->places.keys}, on_keys);
}

/* Name and secret are escaped before they are joined (RFC 6749, 2.3.1). */
static void basic(const provider *self, char out[BASIC_MAX])
{
    char *secret = curl_easy_escape(NULL, self->secret, 0);
    char pair[BASIC_MAX / 2 + 256];
    RS_ASSERT(secret);
    int size = snprintf(pair, sizeof pair, "%s:%s", self->client, secret);
    RS_ASSERT(size > 0 && (size_t)size < sizeof pair);
    size_t begin = (size_t)snprintf(out, BASIC_MAX, "Authorization: Basic ");
    sodium_bin2base64(out + begin, BASIC_MAX - begin, (const uint8_t *)pair, (size_t)size,
                      sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(secret, strlen(secret));
    sodium_memzero(pair, sizeof pair);
    curl_free(secret);
}

static void ask_token(errand *self)
{
    char form[FORM_MAX] = "";
    char authorization[BASIC_MAX];
    const provider *owner = self->owner;
    bool fits = add(form, sizeof form, "grant_type", "authorization_code") &&
                add(form, sizeof form, "code", self->code) &&
                add(form, sizeof form, "redirect_uri", owner->redirect) &&
                add(form, sizeof form, "client_id", owner->client) &&
                add(form, sizeof form, "code_verifier", self->verifier);
    if (!fits) {
        fail(self, "token", "the code is too long");
        return;
    }
    basic(owner, authorization);
    const char *const headers[] = {authorization, "Content-Type: application/x-www-form-urlencoded",
                                   NULL};
    http_request request = {
        .url = owner->places.token,
        .headers = headers,
        .body = {.data = (const uint8_t *)form, .size = strlen(form)},
        .once = true, /* a code is good once */
    };
    ask(self, &request, on_token);
    sodium_memzero(authorization, sizeof authorization);
    sodium_memzero(form, sizeof form);
}

static void check(errand *self)
{
    provider *owner = self->owner;
    token_wanted wanted = {
        .issuer = owner->issuer, .audience = owner->client, .now = actor_now(owner->loop)};
    provider_answer answer = {.outcome = PROVIDER_DONE};
    rs_error error;
    rs_err err = token_check(owner->keys, self->token, &wanted, &answer.tg, &error);
    if (!err)
        finish(self, answer);
    else if (err == RS_NOT_FOUND && clock_monotonic_ms() - owner->keys_read >= KEYS_AGAIN_MS)
        ask_keys(self);
    else
        fail(self, "token", error.text);
}

static void locate(errand *self)
{
    const provider *owner = self->owner;
    char query[URL_MAX] = "";
    char address[URL_MAX];
    bool fits = add(query, sizeof query, "client_id", owner->client) &&
                add(query, sizeof query, "redirect_uri", owner->redirect) &&
                add(query, sizeof query, "response_type", "code") &&
                add(query, sizeof query, "scope", "openid profile") &&
                add(query, sizeof query, "state", self->state) &&
                add(query, sizeof query, "code_challenge", self->challenge) &&
                add(query, sizeof query, "code_challenge_method", "S256");
    int size = snprintf(address, sizeof address, "%s%c%s", owner->places.authorize,
                        strchr(owner->places.authorize, '?') ? '&' : '?', query);
    if (fits && size > 0 && (size_t)size < sizeof address)
        finish(self, (provider_answer){.outcome = PROVIDER_DONE, .address = address});
    else
        fail(self, "discovery", "the address for logging in is too long");
}

static bool is_fresh(int64_t read)
{
    return read && clock_monotonic_ms() - read < KEEP_MS;
}

/* What is missing next. Each step brings something or ends the errand. */
static void step(errand *self)
{
    const provider *owner = self->owner;
    if (!is_fresh(owner->places_read))
        ask_places(self);
    else if (!*self->code)
        locate(self);
    else if (!*self->token)
        ask_token(self);
    else if (!is_fresh(owner->keys_read))
        ask_keys(self);
    else
        check(self);
}

/* ------------------------------------------------------------------------------- interface */

static void on_begun(void *arg)
{
    errand *self = arg;
    self->timer = 0;
    step(self);
}

static errand *begin(provider *self, provider_fn *fn, void *arg)
{
    errand *one = calloc(1, sizeof *one);
    RS_ASSERT(one);
    one->owner = self;
    one->fn = fn;
    one->arg = arg;
    ring_open(&one->in);
    ring_add(&self->errands, &one->in);
    one->timer = actor_timer(self->loop, 0, 0, on_begun, one);
    return one;
}

errand *provider_locate(provider *self, const char *state, const char *challenge, provider_fn *fn,
                        void *arg)
{
    errand *one = begin(self, fn, arg);
    RS_ASSERT(strlen(state) == PROVIDER_LETTERS && strlen(challenge) == PROVIDER_LETTERS);
    memcpy(one->state, state, sizeof one->state);
    memcpy(one->challenge, challenge, sizeof one->challenge);
    return one;
}

errand *provider_trade(provider *self, const char *code, const char *verifier, provider_fn *fn,
                       void *arg)
{
    errand *one = begin(self, fn, arg);
    RS_ASSERT(*code && strlen(code) <= PROVIDER_CODE_MAX && strlen(verifier) == PROVIDER_LETTERS);
    memcpy(one->code, code, strlen(code) + 1);
    memcpy(one->verifier, verifier, sizeof one->verifier);
    return one;
}

rs_err provider_open(provider **self_p, actor *loop, http *courier, const provider_options *options,
                     rs_error *error)
{
    provider *self = calloc(1, sizeof *self);
    RS_ASSERT(self);
    *self_p = self;
    ring_open(&self->errands);
    self->loop = loop;
    self->http = courier;
    snprintf(self->issuer, sizeof self->issuer, "%s", options->issuer);
    snprintf(self->client, sizeof self->client, "%s", options->client);
    snprintf(self->redirect, sizeof self->redirect, "%s", options->redirect);
    rs_err err = RS_OK;
    if (!provider_issuer_fits(options->issuer))
        err = rs_fail(error, RS_CONFIG,
                      "[gateway] telegram_issuer: https://HOST without an end is wanted");
    if (!err)
        err = config_secret(options->secret_file, self->secret, sizeof self->secret, error);
    if (err)
        provider_close(self_p);
    return err;
}

void provider_close(provider **self_p)
{
    provider *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    for (errand *one; (one = ring_pop(&self->errands));)
        provider_forget(&one);
    token_keys_close(&self->keys);
    sodium_memzero(self->secret, sizeof self->secret);
    free(self);
}
