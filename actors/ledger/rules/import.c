/* What was before refsys: members and past orders. Each line stands for itself: a wrong one is
 * refused with a sentence, the others are taken; what is known already is left alone, so that the
 * same lines can come again. */
#include "actors/ledger/rules/lots.h"
#include "actors/ledger/rules/participants.h"
#include "actors/ledger/rules/points.h"
#include "actors/ledger/rules/purchases.h"
#include "actors/ledger/rules/rules.h"
#include "shared/ozon_id.h"

static const int64_t OPENING_MAX = INT64_C(100000000000); /* centipoints: a billion points */
static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;

/* ------------------------------------------------------------------------------- members */

/* Sets the inviter's number; 0: none, or not there yet. */
static rs_err check_inviter(decision *self, const rs_import_member *one, int64_t *inviter)
{
    *inviter =
        one->inviter ? row_ref(self->state, self->memory, TABLE_BY_TG, KEY_1(one->inviter)) : 0;
    if (one->inviter == one->tg)
        return REFUSE(self, RS_BAD_REQUEST, "inviter: nobody invites themselves");
    if (one->inviter && !*inviter && !one->follows)
        return REFUSE(self, RS_BAD_REQUEST, "inviter: nobody has the Telegram id %lld",
                      (long long)one->inviter);
    return RS_OK;
}

static rs_err check_ozon(decision *self, const rs_import_member *one, ozon_id *id)
{
    *id = (ozon_id){0};
    if (!one->ozon || !*one->ozon)
        return RS_OK;
    *id = ozon_id_parse(one->ozon);
    if (!id->account)
        return REFUSE(self, RS_BAD_REQUEST, "ozon_id: that is no Ozon ID");
    int64_t other = row_ref(self->state, self->memory, TABLE_BY_OZON, KEY_1(id->account));
    if (other)
        return REFUSE(self, RS_TAKEN, "ozon_id: participant %lld has it", (long long)other);
    return RS_OK;
}

static rs_err check_member(decision *self, const rs_import_member *one)
{
    if (one->tg <= 0)
        return REFUSE(self, RS_BAD_REQUEST, "telegram_id: not a person's");
    if (one->joined <= 0 || one->joined > self->now)
        return REFUSE(self, RS_BAD_REQUEST, "joined: a moment of the past is wanted");
    if (one->available < 0 || one->available > OPENING_MAX || one->held < 0 ||
        one->held > OPENING_MAX)
        return REFUSE(self, RS_BAD_REQUEST, "available, held: out of range");
    return RS_OK;
}

static rs_err join_member(decision *self, const rs_import_member *one, int64_t *out)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    rs_joined fact = {.id = meta.participant + 1,
                      .tg = one->tg,
                      .lang = RS_LANG_RU,
                      .code = new_link_code(self),
                      .joined = one->joined};
    rs_err rc = lock_text(self, fact.id, one->first, &fact.first);
    if (rc == RS_OK)
        rc = lock_text(self, fact.id, one->nick, &fact.nick);
    if (rc == RS_OK)
        decide(self, FACT_joined, &fact);
    *out = fact.id;
    return rc;
}

/* What they had, as a correction: in the journal of actions, with a reason. */
static rs_err open_balances(decision *self, int64_t who, const rs_import_member *one)
{
    rs_settings_row settings;
    find_settings(self, &settings);
    rs_corrected fact = {.participant = who, .held = one->held, .available = one->available};
    rs_err rc = lock_text(self, who, "import", &fact.reason);
    if (rc != RS_OK || (!one->held && !one->available))
        return rc;
    int64_t edit = (int64_t)decide(self, FACT_corrected, &fact);
    if (one->held)
        lots_add(self, who, one->held, self->now + settings.settings->hold_days * DAY_MS, edit);
    if (one->available)
        points_transfer(self, (rs_transferred){
                                  .kind = RS_TRANSFER_CORRECTION,
                                  .participant = who,
                                  .debit = RS_ACCOUNT_ADJUSTED,
                                  .credit = RS_ACCOUNT_AVAILABLE,
                                  .points = one->available,
                                  .edit = edit,
                              });
    return RS_OK;
}

static rs_err take_member(decision *self, const rs_import_member *one, int64_t inviter,
                          const ozon_id *id)
{
    int64_t who;
    rs_err rc = join_member(self, one, &who);
    if (rc != RS_OK)
        return rc;
    if (inviter)
        decide(self, FACT_tied, &(rs_tied){.id = who, .inviter = inviter, .since = one->joined});
    if (id->account)
        decide(self, FACT_registered,
               &(rs_registered){
                   .id = who,
                   .ozon = id->account,
                   .text =
                       arena_print(self->memory, "%.*s", (int)strcspn(id->number, "-"), id->number),
                   .proven = true,
                   .imported = true,
               });
    if (id->account)
        participant_settle_imported(self, id->account);
    return open_balances(self, who, one);
}

/* Fails only where the disk does; a refusal is an outcome. */
static rs_err import_member(decision *self, const rs_import_member *one, bool dry,
                            rs_import_outcome *out)
{
    int64_t inviter;
    ozon_id id;
    out->known = row_has(self->state, TABLE_BY_TG, KEY_1(one->tg));
    if (out->known)
        return RS_OK;
    rs_err rc = check_member(self, one);
    if (rc == RS_OK)
        rc = check_inviter(self, one, &inviter);
    if (rc == RS_OK)
        rc = check_ozon(self, one, &id);
    if (rc != RS_OK) {
        out->refused = arena_print(self->memory, "%.199s", self->error.text);
        return RS_OK;
    }
    return dry ? RS_OK : take_member(self, one, inviter, &id);
}

static rs_import_outcome *outcomes_of(decision *self, size_t count)
{
    rs_import_result *result = arena_give(self->memory, sizeof *result);
    rs_import_outcome *items = arena_give(self->memory, (count + 1) * sizeof *items);
    result->outcomes = (rs_import_outcome_list){items, count};
    self->result = result;
    return items;
}

rs_err rule_import_members(decision *self, const void *argument)
{
    const rs_import_members_args *args = argument;
    rs_import_outcome *items = outcomes_of(self, args->members.count);
    rs_err rc = RS_OK;
    for (size_t n = 0; rc == RS_OK && n < args->members.count; n++)
        rc = import_member(self, &args->members.items[n], args->dry, &items[n]);
    return rc;
}

/* -------------------------------------------------------------------------------- orders */

static void import_posting(decision *self, const rs_import_orders_args *args,
                           const rs_posting_seen *seen, rs_import_outcome *out)
{
    rs_err rc = purchases_check(self, seen);
    if (rc == RS_OK && seen->created > self->now)
        rc = REFUSE(self, RS_BAD_REQUEST, "created: in the future");
    if (rc == RS_OK && !ozon_number_account(seen->number))
        rc = REFUSE(self, RS_BAD_REQUEST, "posting: not a number like 12345678-0042-1");
    if (rc != RS_OK)
        out->refused = arena_print(self->memory, "%.199s", self->error.text);
    else
        out->known = !purchases_import(self, args->store, seen, args->dry);
}

rs_err rule_import_orders(decision *self, const void *argument)
{
    const rs_import_orders_args *args = argument;
    rs_import_outcome *items = outcomes_of(self, args->postings.count);
    for (size_t n = 0; n < args->postings.count; n++)
        import_posting(self, args, &args->postings.items[n], &items[n]);
    return RS_OK;
}
