/* Letting administrators in: by the bot, with a number to be matched, or with a ticket from the
 * machine's own console. Without the number this would be open to relaying: an attacker could send
 * an administrator the link of an attempt of their own. */
#include <sodium.h>

#include "actors/ledger/rules/office.h"
#include "actors/ledger/rules/rules.h"

enum { ATTEMPT_SIZE = 20, NUMBERS = 3, NUMBER_LEAST = 10, NUMBER_END = 100 };
static const int64_t ATTEMPT_MS = INT64_C(5) * 60 * 1000;
static const int64_t TICKET_MS = INT64_C(10) * 60 * 1000;
static const int64_t PROOF_MS = INT64_C(24) * 60 * 60 * 1000;
static const int64_t IDLE_MS = INT64_C(12) * 60 * 60 * 1000;
static const int64_t ABSOLUTE_MS = INT64_C(7) * 24 * 60 * 60 * 1000;
static const int64_t RENEW_MS = INT64_C(5) * 60 * 1000; /* not more often than this */

static int64_t random_number(void)
{
    return NUMBER_LEAST + (int64_t)randombytes_uniform(NUMBER_END - NUMBER_LEAST);
}

/* The right number among two others, in random order, all different. */
static rs_ints random_numbers(decision *self, int64_t right)
{
    int64_t *numbers = arena_give(self->memory, NUMBERS * sizeof *numbers);
    for (size_t n = 0; n < NUMBERS; n++) {
        bool repeated;
        do {
            numbers[n] = random_number();
            repeated = numbers[n] == right;
            for (size_t m = 0; m < n; m++)
                repeated |= numbers[m] == numbers[n];
        } while (repeated);
    }
    numbers[randombytes_uniform(NUMBERS)] = right;
    return (rs_ints){numbers, NUMBERS};
}

rs_err rule_login_begin(decision *self, const void *argument)
{
    const rs_login_begin_args *args = argument;
    if (args->secret.size != 32)
        return REFUSE(self, RS_BAD_REQUEST, "secret: 32 bytes are wanted");
    int64_t number = random_number();
    rs_login_begun fact = {
        .attempt = random_code(self, ATTEMPT_SIZE),
        .secret = args->secret,
        .number = number,
        .numbers = random_numbers(self, number),
        .expires = self->now + ATTEMPT_MS,
        .agent = args->agent,
        .address = args->address,
    };
    decide(self, FACT_login_begun, &fact);
    rs_login_attempt *result = arena_give(self->memory, sizeof *result);
    *result =
        (rs_login_attempt){.attempt = fact.attempt, .number = number, .expires = fact.expires};
    self->result = result;
    return RS_OK;
}

static bool find_attempt(decision *self, const char *attempt, rs_login_row *out)
{
    return row_get(self->state, self->memory, TABLE_LOGIN, KEY_TEXT(attempt), out) &&
           out->expires > self->now;
}

static void move(decision *self, const char *attempt, const rs_login_row *row)
{
    decide(self, FACT_login_moved,
           &(rs_login_moved){
               .attempt = attempt,
               .state = row->state,
               .tg = row->tg,
               .admin = row->admin,
               .chosen = row->chosen,
           });
}

/* Only an administrator may open an attempt, and only the first who does. */
rs_err rule_login_open(decision *self, const void *argument)
{
    const rs_login_open_args *args = argument;
    rs_login_row row;
    if (!find_attempt(self, args->attempt, &row))
        return REFUSE(self, RS_EXPIRED, "attempt: not known, or over");
    if (row.state != RS_LOGIN_WAITING || (row.tg && row.tg != args->who->tg))
        return REFUSE(self, RS_EXPIRED, "attempt: used already");
    int64_t admin = office_by_tg(self, args->who->tg, UINT32_MAX);
    if (!admin)
        return REFUSE(self, RS_FORBIDDEN, "who: not an administrator, or blocked");
    row.tg = args->who->tg;
    row.admin = admin;
    move(self, args->attempt, &row);
    rs_login_question *result = arena_give(self->memory, sizeof *result);
    *result =
        (rs_login_question){.agent = row.agent, .address = row.address, .numbers = row.numbers};
    self->result = result;
    return RS_OK;
}

rs_err rule_login_choose(decision *self, const void *argument)
{
    const rs_login_choose_args *args = argument;
    rs_login_row row;
    if (!find_attempt(self, args->attempt, &row) || row.state != RS_LOGIN_WAITING ||
        row.tg != args->tg || row.chosen)
        return REFUSE(self, RS_EXPIRED, "attempt: not known, used or over");
    row.chosen = args->number == row.number;
    if (!row.chosen)
        row.state = RS_LOGIN_REFUSED;
    move(self, args->attempt, &row);
    rs_login_result *result = arena_give(self->memory, sizeof *result);
    result->state = row.chosen ? RS_LOGIN_DONE : RS_LOGIN_REFUSED;
    self->result = result;
    return RS_OK;
}

static rs_me *make_me(decision *self, const rs_officer_row *admin, int64_t expires)
{
    rs_me *me = arena_give(self->memory, sizeof *me);
    *me = (rs_me){
        .admin = admin->id, .name = admin->name, .rights = admin->rights, .expires = expires};
    return me;
}

static rs_me *open_session(decision *self, int64_t id, rs_bytes session, const char *agent,
                           const char *address)
{
    rs_officer_row admin;
    if (!row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(id), &admin) || admin.blocked ||
        !admin.rights)
        return NULL;
    rs_session_opened fact = {
        .session = session,
        .admin = id,
        .expires = self->now + IDLE_MS,
        .agent = agent,
        .address = address,
    };
    decide(self, FACT_session_opened, &fact);
    return make_me(self, &admin, fact.expires);
}

static rs_me *existing_session(decision *self, rs_bytes session)
{
    rs_session_row row;
    rs_officer_row admin;
    bool there = row_get(self->state, self->memory, TABLE_SESSION, KEY_RAW(session), &row) &&
                 row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(row.admin), &admin);
    return there ? make_me(self, &admin, row.expires) : NULL;
}

/* Asked again and again by the page; the session is made once, for the browser that began. */
rs_err rule_login_finish(decision *self, const void *argument)
{
    const rs_login_finish_args *args = argument;
    rs_login_row row;
    rs_login_result *result = arena_give(self->memory, sizeof *result);
    self->result = result;
    result->state = RS_LOGIN_EXPIRED;
    if (args->secret.size != 32 || args->session.size != 32)
        return REFUSE(self, RS_BAD_REQUEST, "secret, session: 32 bytes are wanted");
    if (!find_attempt(self, args->attempt, &row) ||
        sodium_memcmp(row.secret.data, args->secret.data, 32))
        return RS_OK;
    result->state = row.state;
    if (row.state == RS_LOGIN_DONE)
        result->me = existing_session(self, args->session); /* the first answer was lost */
    if (row.state != RS_LOGIN_WAITING || !row.chosen)
        return RS_OK;
    result->me = open_session(self, row.admin, args->session, args->agent, args->address);
    row.state = result->me ? RS_LOGIN_DONE : RS_LOGIN_REFUSED;
    result->state = row.state;
    move(self, args->attempt, &row);
    return RS_OK;
}

rs_err rule_login_grant(decision *self, const void *argument)
{
    const rs_login_grant_args *args = argument;
    if (args->ticket.size != 32)
        return REFUSE(self, RS_BAD_REQUEST, "ticket: 32 bytes are wanted");
    if (!row_has(self->state, TABLE_ADMIN, KEY_1(args->admin)))
        return REFUSE(self, RS_NOT_FOUND, "admin: no such administrator");
    decide(self, FACT_ticket_granted,
           &(rs_ticket_granted){
               .ticket = args->ticket, .admin = args->admin, .expires = self->now + TICKET_MS});
    return RS_OK;
}

rs_err rule_login_ticket(decision *self, const void *argument)
{
    const rs_login_ticket_args *args = argument;
    rs_login_result *result = arena_give(self->memory, sizeof *result);
    if (args->ticket.size != 32 || args->session.size != 32)
        return REFUSE(self, RS_BAD_REQUEST, "ticket, session: 32 bytes are wanted");
    rs_ticket_row row;
    self->result = result;
    result->state = RS_LOGIN_EXPIRED;
    if (!row_get(self->state, self->memory, TABLE_TICKET, KEY_RAW(args->ticket), &row) ||
        row.expires <= self->now)
        return RS_OK;
    decide(self, FACT_ticket_used, &(rs_ticket_used){.ticket = args->ticket});
    result->me = open_session(self, row.admin, args->session, args->agent, args->address);
    result->state = result->me ? RS_LOGIN_DONE : RS_LOGIN_REFUSED;
    return RS_OK;
}

/* Who may not come in is told why, and may come again with the same proof when that has changed. */
static rs_login_state vouched_state(decision *self, const rs_login_vouched_args *args, int64_t *id)
{
    rs_officer_row admin;
    if (row_has(self->state, TABLE_PROOF, KEY_RAW(args->proof)))
        return RS_LOGIN_EXPIRED;
    *id = row_ref(self->state, self->memory, TABLE_ADMIN_BY_TG, KEY_1(args->tg));
    if (!*id || !row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(*id), &admin) ||
        !admin.rights)
        return RS_LOGIN_STRANGER;
    return admin.blocked ? RS_LOGIN_BLOCKED : RS_LOGIN_DONE;
}

/* What Telegram signed is shown once: PROOF_MS is longer than the gateway takes it for fresh. */
rs_err rule_login_vouched(decision *self, const void *argument)
{
    const rs_login_vouched_args *args = argument;
    int64_t id = 0;
    if (args->proof.size != 32 || args->session.size != 32)
        return REFUSE(self, RS_BAD_REQUEST, "proof, session: 32 bytes are wanted");
    rs_login_result *result = arena_give(self->memory, sizeof *result);
    self->result = result;
    result->state = vouched_state(self, args, &id);
    if (result->state != RS_LOGIN_DONE)
        return RS_OK;
    decide(self, FACT_proof_used,
           &(rs_proof_used){.proof = args->proof, .expires = self->now + PROOF_MS});
    result->me = open_session(self, id, args->session, args->agent, args->address);
    RS_ASSERT(result->me); /* who may not come in has been told */
    return RS_OK;
}

rs_err rule_session_touch(decision *self, const void *argument)
{
    (void)argument;
    rs_session_row row;
    rs_officer_row admin;
    row_get(self->state, self->memory, TABLE_SESSION, KEY_RAW(self->session), &row);
    row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(self->admin), &admin);
    int64_t expires = self->now + IDLE_MS;
    if (expires > row.created + ABSOLUTE_MS)
        expires = row.created + ABSOLUTE_MS;
    if (expires - row.expires >= RENEW_MS)
        decide(self, FACT_session_renewed,
               &(rs_session_renewed){.session = self->session, .expires = expires});
    else
        expires = row.expires;
    self->result = make_me(self, &admin, expires);
    return RS_OK;
}

rs_err rule_session_end(decision *self, const void *argument)
{
    (void)argument;
    decide(self, FACT_session_ended,
           &(rs_session_ended){.session = self->session, .admin = self->admin});
    return RS_OK;
}
