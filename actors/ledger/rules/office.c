/* Administrators and the settings they make. */
#include "actors/ledger/rules/office.h"

#include "actors/ledger/rules/conversations.h"
#include "actors/ledger/rules/rules.h"
#include "actors/ledger/rules/sessions.h"

enum {
    REASON_MIN = 5,
    TEXT_CHARACTERS_MAX = 4096,
    POINT_RATE_MAX = 10000000, /* kopecks: 100 000 roubles for a point */
};

bool office_is_reason(const char *text)
{
    return count_characters(text) >= REASON_MIN;
}

static bool may(const rs_officer_row *row, uint32_t rights)
{
    return !row->blocked && ((uint32_t)row->rights & rights);
}

rs_err office_identify(decision *self, rs_bytes session, uint32_t rights)
{
    rs_session_row row;
    rs_officer_row admin;
    if (session.size != 32 ||
        !row_get(self->state, self->memory, TABLE_SESSION, KEY_RAW(session), &row) ||
        row.expires <= self->now)
        return REFUSE(self, RS_FORBIDDEN, "session: not known, or over");
    if (!row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(row.admin), &admin))
        return REFUSE(self, RS_FORBIDDEN, "session: not an administrator any more");
    if (admin.blocked)
        return REFUSE(self, RS_FORBIDDEN, "blocked: this administrator is blocked");
    if (!may(&admin, rights))
        return REFUSE(self, RS_FORBIDDEN, "rights: this administrator may not do that");
    self->admin = admin.id;
    self->rights = admin.rights;
    self->session = session;
    return RS_OK;
}

int64_t office_by_tg(decision *self, int64_t tg, uint32_t rights)
{
    rs_officer_row admin;
    int64_t id = row_ref(self->state, self->memory, TABLE_ADMIN_BY_TG, KEY_1(tg));
    bool ok = id && row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(id), &admin) &&
              may(&admin, rights);
    return ok ? id : 0;
}

rs_err office_act(decision *self, const rs_tg_user *operator, uint32_t rights)
{
    if (self->role == RS_ROLE_GATEWAY)
        return operator? REFUSE(self, RS_BAD_REQUEST, "operator: for the bots only") : RS_OK;
    self->admin = operator? office_by_tg(self, operator->tg, rights) : 0;
    return self->admin ? RS_OK
                       : REFUSE(self, RS_FORBIDDEN, "operator: not an administrator who may do it");
}

/* ------------------------------------------------------------------------- administrators */

static rs_err check_admin(decision *self, const rs_admin_args *args, const rs_officer_row *before)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    int64_t other =
        args->tg ? row_ref(self->state, self->memory, TABLE_ADMIN_BY_TG, KEY_1(args->tg)) : 0;
    bool was_owner = (before->rights & RS_RIGHT_OWNER) && !before->blocked;
    bool stays_owner = (args->rights & RS_RIGHT_OWNER) && !args->blocked;
    if (!args->tg)
        return REFUSE(self, RS_BAD_REQUEST, "tg: the Telegram id is needed");
    if (other && other != before->id)
        return REFUSE(self, RS_TAKEN, "tg: administrator %lld has this Telegram id",
                      (long long)other);
    if (was_owner && !stays_owner && meta.owners <= 1)
        return REFUSE(self, RS_REFUSED, "owner: the last owner stays");
    if (before->id && before->id == self->admin && !stays_owner)
        return REFUSE(self, RS_REFUSED, "self: nobody takes their own rights away");
    if (args->blocked && !before->blocked && self->role == RS_ROLE_GATEWAY &&
        !office_is_reason(args->reason))
        return REFUSE(self, RS_BAD_REQUEST, "reason: blocking needs one");
    return RS_OK;
}

/* Whom the request is about: an administrator by number, or one who was removed and comes back;
 * else a new one, `out` is zeroed then. */
static bool find_officer(decision *self, const rs_admin_args *args, rs_officer_row *out)
{
    if (args->id)
        return row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(args->id), out);
    int64_t same = row_ref(self->state, self->memory, TABLE_ADMIN_BY_TG, KEY_1(args->tg));
    if (!same || !row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(same), out) || out->rights)
        *out = (rs_officer_row){0};
    return true;
}

rs_err rule_admin_set(decision *self, const void *argument)
{
    const rs_admin_args *args = argument;
    rs_officer_row before;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    if (!find_officer(self, args, &before))
        return REFUSE(self, RS_NOT_FOUND, "id: no such administrator");
    rs_err rc = check_admin(self, args, &before);
    if (rc != RS_OK)
        return rc;
    int64_t id = before.id ? before.id : meta.admin + 1;
    decide(self, FACT_admin_made,
           &(rs_admin_made){
               .id = id,
               .tg = args->tg,
               .nick = args->nick,
               .name = args->name,
               .rights = args->rights,
               .blocked = args->blocked,
               .by = self->admin,
               .reason = args->reason,
           });
    if (args->blocked || !args->rights)
        sessions_end(self, id, (rs_bytes){0}, self->admin);
    conversations_leave(self, id);
    self->first = id;
    return RS_OK;
}

/* The poller acts for the administrator whose session it is given: who may do what is decided here,
 * as for everything else. */
rs_err rule_cabinet_act(decision *self, const void *argument)
{
    const rs_cabinet_act_args *args = argument;
    bool looks = args->deed == RS_CABINET_DEED_LOOK;
    if (!looks && !((uint32_t)self->rights & RS_RIGHT_OWNER))
        return REFUSE(self, RS_FORBIDDEN, "deed: only an owner puts in another Api-Key");
    if (args->deed != RS_CABINET_DEED_KEY)
        return RS_OK;
    if (!args->client)
        return REFUSE(self, RS_BAD_REQUEST, "client: of one cabinet");
    decide(self, FACT_cabinet_keyed,
           &(rs_cabinet_keyed){.client = args->client, .admin = self->admin});
    return RS_OK;
}

/* ------------------------------------------------------------------------------- settings */

static rs_err check_rates(decision *self, const rs_settings *now)
{
    int64_t sum = 0;
    if (now->level_rates.count < (size_t)now->levels)
        return REFUSE(self, RS_BAD_REQUEST, "level_rates: a rate for each of %lld levels is wanted",
                      (long long)now->levels);
    for (int64_t n = 0; n < now->levels; n++) {
        int64_t rate = now->level_rates.items[n];
        if (rate > 10000)
            return REFUSE(self, RS_BAD_REQUEST, "level_rates: level %lld is over 100 %%",
                          (long long)n + 1);
        sum += rate;
    }
    if (sum > now->max_network_rate)
        return REFUSE(self, RS_REFUSED,
                      "level_rates: the levels together give %lld basis points, the limit is %lld",
                      (long long)sum, (long long)now->max_network_rate);
    if (now->own_rate > 10000)
        return REFUSE(self, RS_BAD_REQUEST, "own_rate: over 100 %%");
    return RS_OK;
}

static rs_err check_payouts(decision *self, const rs_settings *now)
{
    if (now->point_rate <= 0 || now->point_rate > POINT_RATE_MAX)
        return REFUSE(self, RS_BAD_REQUEST, "point_rate: 1 to %d kopecks", POINT_RATE_MAX);
    if (now->payout_min < 0 || now->payout_max < 0 || now->two_approvals_from < 0)
        return REFUSE(self, RS_BAD_REQUEST,
                      "payout_min, payout_max, two_approvals_from: not below zero");
    return RS_OK;
}

static rs_err check_digests(decision *self, const rs_settings *now)
{
    if (now->digest_default == RS_FREQUENCY_AT_ONCE)
        return REFUSE(self, RS_BAD_REQUEST, "digest_default: never, daily or weekly");
    return RS_OK;
}

static rs_err check_texts(decision *self, const rs_settings *now)
{
    const char *const texts[] = {now->text_terms,      now->text_entry,       now->text_ozon_id,
                                 now->text_welcome,    now->text_help,        now->text_payout,
                                 now->text_promo_code, now->text_product_link};
    for (size_t n = 0; n < sizeof texts / sizeof *texts; n++)
        if (count_characters(texts[n]) > TEXT_CHARACTERS_MAX)
            return REFUSE(self, RS_BAD_REQUEST, "a text is longer than %d characters",
                          TEXT_CHARACTERS_MAX);
    return RS_OK;
}

rs_err rule_settings_set(decision *self, const void *argument)
{
    const rs_settings_args *args = argument;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    if (args->version != meta.settings)
        return REFUSE(self, RS_CONFLICT, "version: %lld is in force by now",
                      (long long)meta.settings);
    rs_err rc = check_rates(self, args->settings);
    if (rc == RS_OK)
        rc = check_texts(self, args->settings);
    if (rc == RS_OK)
        rc = check_payouts(self, args->settings);
    if (rc == RS_OK)
        rc = check_digests(self, args->settings);
    if (rc != RS_OK)
        return rc;
    decide(self, FACT_settings_made,
           &(rs_settings_made){
               .version = meta.settings + 1,
               .admin = self->admin,
               .settings = args->settings,
               .reason = args->reason,
           });
    self->first = meta.settings + 1;
    return RS_OK;
}
