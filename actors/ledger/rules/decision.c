#include "actors/ledger/rules/decision.h"

#include <sodium.h>

bool find_participant(decision *self, int64_t id, rs_participant_row *out)
{
    return row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(id), out);
}

bool find_person(decision *self, int64_t tg, rs_participant_row *out)
{
    int64_t id = row_ref(self->state, self->memory, TABLE_BY_TG, KEY_1(tg));
    return id && find_participant(self, id, out);
}

void find_account(decision *self, int64_t participant, rs_account_row *out)
{
    row_get(self->state, self->memory, TABLE_ACCOUNT, KEY_1(participant), out);
}

int64_t find_settings(decision *self, rs_settings_row *out)
{
    return row_settings(self->state, self->memory, out);
}

rs_err check_asked(decision *self, int64_t asked)
{
    static const int64_t SKEW_MS = INT64_C(24) * 60 * 60 * 1000; /* of two machines' clocks */
    if (asked > self->now + SKEW_MS)
        return REFUSE(self, RS_BAD_REQUEST, "asked: in the future; compare the machines' clocks");
    return RS_OK;
}

/* Sealing would make a new key for somebody who is to be nobody. */
static bool is_erased(decision *self, int64_t person)
{
    rs_participant_row who;
    rs_conversation_row room;
    if (person > 0)
        return find_participant(self, person, &who) && who.status == RS_PARTICIPANT_ERASED;
    return row_get(self->state, self->memory, TABLE_CONVERSATION, KEY_1(-person), &room) &&
           room.erased;
}

rs_err lock_text(decision *self, int64_t person, const char *text, rs_bytes *out)
{
    *out = (rs_bytes){0};
    if (!text || !*text)
        return RS_OK;
    if (is_erased(self, person))
        return REFUSE(self, RS_REFUSED, "erased: this person's data is gone for good");
    return seal_lock(self->seal, person, text, self->memory, out, &self->error);
}

rs_err unlock_text(decision *self, int64_t person, rs_bytes sealed, const char **out)
{
    *out = NULL;
    if (!sealed.size)
        return RS_OK;
    rs_err rc = seal_unlock(self->seal, person, sealed, self->memory, out, &self->error);
    return rc == RS_NOT_FOUND ? RS_OK : rc;
}

int64_t person_of_stranger(int64_t conversation)
{
    return -conversation;
}

const char *new_link_code(decision *self)
{
    enum { CODE_SIZE = 9 };
    const char *code;
    do
        code = random_code(self, CODE_SIZE);
    while (row_has(self->state, TABLE_LINK, KEY_TEXT(code)));
    return code;
}

size_t count_characters(const char *text)
{
    size_t count = 0;
    for (; text && *text; text++)
        count += ((uint8_t)*text & 0xc0) != 0x80;
    return count;
}

char *random_code(decision *self, size_t size)
{
    static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz";
    char *code = arena_give(self->memory, size + 1);
    for (size_t n = 0; n < size; n++)
        code[n] = alphabet[randombytes_uniform(sizeof alphabet - 1)];
    return code;
}

bool place_is_same(const rs_place *a, const rs_place *b)
{
    return a && b && a->bot == b->bot && a->chat == b->chat && a->message == b->message;
}
