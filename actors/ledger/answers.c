#include "actors/ledger/answers.h"

#include <sodium.h>

static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;
enum {
    DAYS_OF_UPDATES = 8, /* Telegram repeats an update for a day */
    DAYS_OF_CLIENTS = 30,
    RESULT_MAX = 4096, /* what the fact holds; larger answers are kept by number */
};

rs_err answers_identify(const actor_request *request, answer_id *out, rs_error *error)
{
    const char *key = request->envelope.key;
    if (!key || !*key)
        return rs_fail(error, RS_BAD_REQUEST, "key: %s needs an idempotency key",
                       request->method->name);
    crypto_hash_sha256_state hash;
    uint8_t role = (uint8_t)request->caller.role;
    uint8_t method[8];
    put_be64(method, (uint64_t)request->method->id);
    crypto_hash_sha256_init(&hash);
    crypto_hash_sha256_update(&hash, &role, 1);
    crypto_hash_sha256_update(&hash, (const uint8_t *)key, strlen(key));
    crypto_hash_sha256_final(&hash, out->key);
    crypto_hash_sha256_init(&hash);
    crypto_hash_sha256_update(&hash, method, sizeof method);
    crypto_hash_sha256_update(&hash, request->argument_raw.data, request->argument_raw.size);
    crypto_hash_sha256_final(&hash, out->body);
    return RS_OK;
}

bool answers_find(decision *self, const answer_id *id, rs_answered_row *row)
{
    rs_bytes key = {id->key, sizeof id->key};
    return row_get(self->state, self->memory, TABLE_ANSWER, KEY_RAW(key), row);
}

void answers_keep(decision *self, const answer_id *id, rs_role role, rs_err code, rs_bytes result)
{
    RS_ASSERT(result.size <= RESULT_MAX);
    bool bot = role == RS_ROLE_TELEGRAM || role == RS_ROLE_SUPPORT;
    int64_t days = bot ? DAYS_OF_UPDATES : DAYS_OF_CLIENTS;
    decide(self, FACT_request_answered,
           &(rs_request_answered){
               .key = {id->key, sizeof id->key},
               .expires = self->now + days * DAY_MS,
               .body = {id->body, sizeof id->body},
               .code = code,
               .detail = code == RS_OK ? NULL : self->error.text,
               .result = result,
               .first = self->first,
               .second = self->second,
           });
}
