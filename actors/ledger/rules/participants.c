/* Who takes part, who invited whom, and whose Ozon ID is whose. */
#include "actors/ledger/rules/participants.h"
#include "actors/ledger/rules/notices.h"
#include "actors/ledger/rules/points.h"
#include "actors/ledger/rules/rules.h"
#include "shared/clock.h"
#include "shared/ozon_id.h"

enum {
    TREE_DEPTH_MAX = 100000, /* a chain longer than this is a loop */
    ATTEMPTS_A_DAY = 5,
    POSTINGS_AT_ONCE = 100,
};
static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;

static rs_lang lang_of(const rs_tg_user *who)
{
    return who->lang ? who->lang : RS_LANG_RU;
}

static rs_err join(decision *self, const rs_tg_user *who, rs_participant_row *out)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    rs_joined fact = {.id = meta.participant + 1, .tg = who->tg, .lang = lang_of(who)};
    fact.code = new_link_code(self);
    rs_err rc = lock_text(self, fact.id, who->first, &fact.first);
    if (rc == RS_OK)
        rc = lock_text(self, fact.id, who->last, &fact.last);
    if (rc == RS_OK)
        rc = lock_text(self, fact.id, who->nick, &fact.nick);
    if (rc != RS_OK)
        return rc;
    decide(self, FACT_joined, &fact);
    find_participant(self, fact.id, out);
    return RS_OK;
}

static bool same_text(decision *self, int64_t person, rs_bytes sealed, const char *now)
{
    const char *before = NULL;
    if (seal_unlock(self->seal, person, sealed, self->memory, &before, NULL) != RS_OK)
        return true; /* erased: what is gone is not written again */
    return !strcmp(before ? before : "", now ? now : "");
}

/* Names and language as Telegram shows them now. */
static rs_err rename_if_changed(decision *self, const rs_tg_user *who,
                                const rs_participant_row *row)
{
    if (row->lang == lang_of(who) && same_text(self, row->id, row->first, who->first) &&
        same_text(self, row->id, row->last, who->last) &&
        same_text(self, row->id, row->nick, who->nick))
        return RS_OK;
    rs_renamed fact = {.id = row->id, .lang = lang_of(who)};
    rs_err rc = lock_text(self, row->id, who->first, &fact.first);
    if (rc == RS_OK)
        rc = lock_text(self, row->id, who->last, &fact.last);
    if (rc == RS_OK)
        rc = lock_text(self, row->id, who->nick, &fact.nick);
    if (rc == RS_OK)
        decide(self, FACT_renamed, &fact);
    return rc;
}

bool participant_is_below(decision *self, int64_t id, int64_t inviter)
{
    rs_participant_row row;
    for (int depth = 0; inviter && depth < TREE_DEPTH_MAX; depth++) {
        if (inviter == id)
            return true;
        if (!find_participant(self, inviter, &row))
            return false;
        inviter = row.inviter;
    }
    return inviter != 0;
}

/* First touch wins: the inviter is set once, by the first live link before registration. */
static rs_tie_result tie(decision *self, const rs_participant_row *row, const char *code)
{
    rs_link_row link;
    rs_participant_row owner;
    if (!code)
        return RS_TIE_NONE;
    if (strlen(code) > 16 || !row_get(self->state, self->memory, TABLE_LINK, KEY_TEXT(code), &link))
        return row->bound || row->inviter ? RS_TIE_KNOWN : RS_TIE_DEAD;
    if (!row_has(self->state, TABLE_LINK_OPENED, KEY_TEXT_1(code, row->id)) &&
        link.owner != row->id)
        decide(self, FACT_link_opened, &(rs_link_opened){.code = code, .participant = row->id});
    if (link.owner == row->id)
        return RS_TIE_SELF;
    if (row->bound || row->inviter)
        return RS_TIE_KNOWN;
    bool live = !link.off && find_participant(self, link.owner, &owner) &&
                owner.status == RS_PARTICIPANT_ACTIVE;
    if (!live)
        return RS_TIE_DEAD;
    if (participant_is_below(self, row->id, link.owner))
        return RS_TIE_SELF;
    decide(self, FACT_tied, &(rs_tied){.id = row->id, .inviter = link.owner, .via = code});
    return RS_TIE_ATTACHED;
}

rs_err rule_start(decision *self, const void *argument)
{
    const rs_start_args *args = argument;
    rs_participant_row row;
    rs_settings_row settings;
    find_settings(self, &settings);
    bool known = find_person(self, args->who->tg, &row);
    rs_err rc = known ? rename_if_changed(self, args->who, &row) : join(self, args->who, &row);
    if (rc != RS_OK)
        return rc;
    if (row.unreachable)
        decide(self, FACT_reached, &(rs_reached){.id = row.id});
    rs_start_result *result = arena_give(self->memory, sizeof *result);
    *result = (rs_start_result){
        .participant = row.id,
        .tie = tie(self, &row, args->code),
        .known = known,
        .registered = row.registered != 0,
        .consented = row.consent >= settings.settings->terms_version && row.consent,
    };
    self->result = result;
    return RS_OK;
}

rs_err rule_consent(decision *self, const void *argument)
{
    const rs_consent_args *args = argument;
    rs_participant_row row;
    rs_settings_row settings;
    if (!find_person(self, args->tg, &row))
        return REFUSE(self, RS_NOT_FOUND, "nobody with this Telegram id has pressed /start");
    find_settings(self, &settings);
    if (args->terms > settings.settings->terms_version && args->terms > 1)
        return REFUSE(self, RS_BAD_REQUEST, "terms: version %lld does not exist yet",
                      (long long)args->terms);
    if (row.consent < args->terms)
        decide(self, FACT_consented, &(rs_consented){.id = row.id, .terms = args->terms});
    return RS_OK;
}

/* Participants are told things by their own bot alone: that somebody stopped the support bot says
 * nothing about it. */
rs_err rule_reach(decision *self, const void *argument)
{
    const rs_reach_args *args = argument;
    rs_participant_row row;
    if (self->role == RS_ROLE_SUPPORT)
        return RS_OK;
    if (find_person(self, args->tg, &row) && row.unreachable != args->unreachable)
        decide(self, FACT_reached, &(rs_reached){.id = row.id, .unreachable = args->unreachable});
    return RS_OK;
}

/* --------------------------------------------------------------------------- registration */

/* Is `named` an order, or a posting, of this Ozon ID that the poller knows? */
static bool is_known_order(decision *self, int64_t ozon, const char *named)
{
    rs_key prefix = *KEY_1(ozon);
    state_cursor cursor;
    bool more = state_first(self->state, TABLE_POSTING_OF, key_bytes(&prefix), (rs_bytes){0}, false,
                            &cursor);
    for (; more; more = state_next(&cursor)) {
        rs_posting_row row;
        int64_t id = key_number_at(cursor.key, 1);
        if (row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &row) &&
            ozon_number_matches(row.number, named))
            return true;
    }
    return false;
}

bool participant_bought_before(decision *self, int64_t ozon, int64_t when)
{
    rs_key prefix = *KEY_1(ozon);
    state_cursor cursor;
    bool more = state_first(self->state, TABLE_POSTING_OF, key_bytes(&prefix), (rs_bytes){0}, false,
                            &cursor);
    for (; more; more = state_next(&cursor)) {
        rs_posting_row row;
        int64_t id = key_number_at(cursor.key, 1);
        if (row_get(self->state, self->memory, TABLE_POSTING, KEY_1(id), &row) && row.created &&
            row.created < when && row.status != RS_POSTING_CANCELLED)
            return true;
    }
    return false;
}

/* Numbers first, some at a time: settling changes the tables under a cursor. */
static size_t postings_after(decision *self, int64_t ozon, int64_t after,
                             int64_t out[POSTINGS_AT_ONCE])
{
    size_t count = 0;
    rs_key prefix = *KEY_1(ozon);
    rs_key from = *KEY_2(ozon, after + 1);
    state_cursor cursor;
    bool more = state_first(self->state, TABLE_POSTING_OF, key_bytes(&prefix), key_bytes(&from),
                            false, &cursor);
    for (; more && count < POSTINGS_AT_ONCE; more = state_next(&cursor))
        out[count++] = key_number_at(cursor.key, 1);
    return count;
}

bool participant_has_proven(decision *self, int64_t id, int64_t ozon)
{
    return row_has(self->state, TABLE_PROVEN, KEY_2(ozon, id));
}

static void each_posting(decision *self, int64_t ozon, void (*act)(decision *self, int64_t id))
{
    int64_t ids[POSTINGS_AT_ONCE];
    int64_t after = 0;
    size_t count;
    do {
        count = postings_after(self, ozon, after, ids);
        for (size_t n = 0; n < count; n++)
            act(self, after = ids[n]);
    } while (count == POSTINGS_AT_ONCE);
}

void participant_settle_postings(decision *self, int64_t ozon)
{
    each_posting(self, ozon, points_settle);
}

void participant_settle_imported(decision *self, int64_t ozon)
{
    each_posting(self, ozon, points_settle_imported);
}

static int64_t today(const decision *self)
{
    return (self->now + CLOCK_MOSCOW_MS) / DAY_MS;
}

static bool attempts_used_up(const decision *self, const rs_participant_row *row)
{
    return row->attempt_day == today(self) && row->attempts >= ATTEMPTS_A_DAY;
}

static void count_attempt(decision *self, const rs_participant_row *row)
{
    int64_t so_far = row->attempt_day == today(self) ? row->attempts : 0;
    decide(self, FACT_attempted,
           &(rs_attempted){.id = row->id, .day = today(self), .attempts = so_far + 1});
}

static rs_register_outcome wrong_kind(ozon_id_kind kind)
{
    switch (kind) {
    case OZON_ID_PHONE: return RS_REGISTER_PHONE;
    case OZON_ID_LINK: return RS_REGISTER_LINK;
    case OZON_ID_AMBIGUOUS: return RS_REGISTER_ASK_WHOLE;
    default: return RS_REGISTER_WORDS;
    }
}

/* Registered already: the number of an order may still prove the Ozon ID. Only the one who holds an
 * Ozon ID can try, so that the attempts of a person are those on their Ozon ID too. */
static rs_register_outcome prove(decision *self, const rs_participant_row *row, const ozon_id *id,
                                 rs_register_result *result)
{
    if (row->proven || id->account != row->ozon)
        return RS_REGISTER_ALREADY;
    if (id->kind != OZON_ID_WHOLE)
        return RS_REGISTER_ASK_WHOLE;
    if (attempts_used_up(self, row))
        return RS_REGISTER_TOO_MANY;
    if (!is_known_order(self, id->account, id->number)) {
        count_attempt(self, row);
        return RS_REGISTER_UNPROVEN;
    }
    result->tie_lost = row->tie_lost;
    decide(self, FACT_proven, &(rs_proven){.id = row->id});
    participant_settle_postings(self, row->ozon);
    return RS_REGISTER_PROVEN;
}

bool participant_lose_tie(decision *self, const rs_participant_row *row, int64_t ozon)
{
    rs_settings_row now;
    find_settings(self, &now);
    if (now.settings->who != RS_WHO_NEWCOMERS || !row->inviter ||
        !participant_bought_before(self, ozon, row->joined))
        return false;
    decide(self, FACT_tied, &(rs_tied){.id = row->id, .lost = true});
    return true;
}

static rs_register_outcome bind(decision *self, const rs_participant_row *row, const ozon_id *id,
                                rs_register_result *result)
{
    rs_settings_row settings;
    find_settings(self, &settings);
    if (row->consent < settings.settings->terms_version)
        return RS_REGISTER_CONSENT;
    if (attempts_used_up(self, row))
        return RS_REGISTER_TOO_MANY;
    if (row_ref(self->state, self->memory, TABLE_BY_OZON, KEY_1(id->account))) {
        count_attempt(self, row);
        return RS_REGISTER_TAKEN;
    }
    bool proven = settings.settings->proof == RS_PROOF_OFF ||
                  participant_has_proven(self, row->id, id->account) ||
                  (id->kind == OZON_ID_WHOLE && is_known_order(self, id->account, id->number));
    if (!proven && id->kind == OZON_ID_WHOLE)
        count_attempt(self, row);
    bool lost = !row->bound && participant_lose_tie(self, row, id->account);
    /* Told only to whom the number is proven to belong: whether a stranger's has bought is secret.
     */
    result->tie_lost = lost && proven;
    decide(self, FACT_registered,
           &(rs_registered){
               .id = row->id,
               .ozon = id->account,
               .text = arena_print(self->memory, "%.*s", (int)strcspn(id->number, "-"), id->number),
               .proven = proven,
           });
    if (!row->bound) /* the first time: whoever comes back is no news */
        notices_registered(self, row->id);
    participant_settle_postings(self, id->account);
    result->fresh = true;
    return proven ? RS_REGISTER_PROVEN : RS_REGISTER_UNPROVEN;
}

rs_err rule_register(decision *self, const void *argument)
{
    const rs_register_args *args = argument;
    rs_participant_row row;
    if (!find_person(self, args->tg, &row))
        return REFUSE(self, RS_NOT_FOUND, "nobody with this Telegram id has pressed /start");
    rs_register_result *result = arena_give(self->memory, sizeof *result);
    ozon_id id = ozon_id_parse(args->text);
    if (!id.account)
        result->outcome = wrong_kind(id.kind);
    else if (row.registered)
        result->outcome = prove(self, &row, &id, result);
    else
        result->outcome = bind(self, &row, &id, result);
    if (result->outcome == RS_REGISTER_PROVEN || result->outcome == RS_REGISTER_UNPROVEN)
        result->ozon = arena_print(self->memory, "%lld", (long long)id.account);
    self->result = result;
    return RS_OK;
}
