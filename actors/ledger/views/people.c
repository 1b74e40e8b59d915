/* Participants, administrators and settings as people see them. */
#include "actors/ledger/views/view.h"

enum { RELEASES_LOOKED_AT_MAX = 2000 };

const char *show_text(view *self, int64_t person, rs_bytes sealed)
{
    const char *text = NULL;
    if (sealed.size && seal_unlock(self->seal, person, sealed, self->memory, &text, NULL) != RS_OK)
        return NULL;
    return text;
}

const char *show_name(view *self, const rs_participant_row *row)
{
    const char *called = show_text(self, row->id, row->called);
    if (called)
        return called;
    const char *one = show_text(self, row->id, row->first);
    const char *two = show_text(self, row->id, row->last);
    if (!one || !two)
        return one ? one : two;
    return arena_print(self->memory, "%s %s", one, two);
}

static rs_level_points_list show_levels(view *self, rs_ints by_level, int64_t levels)
{
    size_t count = by_level.count > (size_t)levels ? by_level.count : (size_t)levels;
    rs_level_points *items = arena_give(self->memory, (count + 1) * sizeof *items);
    for (size_t n = 0; n < count; n++)
        items[n] = (rs_level_points){
            .level = (int64_t)n + 1,
            .points = n < by_level.count ? by_level.items[n] : 0,
        };
    return (rs_level_points_list){items, count};
}

int64_t show_held(view *self, int64_t piece, int64_t participant)
{
    rs_lot_row lot;
    rs_shares_row shares;
    if (piece < 0)
        return row_get(self->state, self->memory, TABLE_LOT, KEY_1(-piece), &lot) ? lot.points : 0;
    int64_t points = 0;
    row_get(self->state, self->memory, TABLE_SHARES, KEY_1(piece), &shares);
    for (size_t n = 0; n < shares.beneficiaries.count; n++)
        if (shares.beneficiaries.items[n].participant == participant)
            points += shares.beneficiaries.items[n].held;
    return points;
}

/* What is released together, boundedly: of more than that the sum is said to be less. */
static void show_next_release(view *self, rs_participant_view *out)
{
    rs_key prefix = *KEY_1(out->id);
    rs_key from = *KEY_2(out->id, self->now + 1);
    state_cursor cursor;
    bool more = out->held > 0 && state_first(self->state, TABLE_HELD_OF, key_bytes(&prefix),
                                             key_bytes(&from), false, &cursor);
    for (int n = 0; more && n < RELEASES_LOOKED_AT_MAX; n++, more = state_next(&cursor)) {
        int64_t when = key_number_at(cursor.key, 1);
        if (out->next_release && when != out->next_release)
            return;
        out->next_release = when;
        out->next_points += show_held(self, key_number_at(cursor.key, 2), out->id);
    }
}

bool show_participant(view *self, int64_t id, rs_participant_view *out)
{
    rs_participant_row row;
    rs_account_row account;
    rs_settings_row settings;
    if (!id || !row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(id), &row))
        return false;
    row_get(self->state, self->memory, TABLE_ACCOUNT, KEY_1(id), &account);
    row_settings(self->state, self->memory, &settings);
    *out = (rs_participant_view){
        .id = row.id,
        .tg = row.tg,
        .first = show_text(self, row.id, row.first),
        .last = show_text(self, row.id, row.last),
        .nick = show_text(self, row.id, row.nick),
        .lang = row.lang,
        .status = row.status,
        .joined = row.joined,
        .registered = row.registered,
        .consent = row.consent,
        .inviter = row.inviter,
        .ozon = row.ozon_text,
        .proven = row.proven,
        .unreachable = row.unreachable,
        .code = row.code,
        .total = account.available + account.held + account.reserved,
        .available = account.available,
        .held = account.held,
        .reserved = account.reserved,
        .own = account.own,
        .levels = show_levels(self, account.levels, settings.settings->levels),
        .corrected = account.corrected,
        .paid = account.paid,
        .paid_money = account.paid_money,
        .expected = account.expected,
        .referrals = row.referrals,
        .orders = account.orders,
        .sum = account.sum,
        .last_order = account.last_order,
        .open_payout = account.open_payout,
        .payout_min = settings.settings->payout_min,
        .payout_max = settings.settings->payout_max,
        .point_rate = settings.settings->point_rate,
        .terms = settings.settings->terms_version,
        .called = show_text(self, row.id, row.called),
    };
    show_next_release(self, out);
    return true;
}

rs_err view_find(view *self, int64_t tg, int64_t participant, int64_t *out)
{
    *out = participant ? participant : row_ref(self->state, self->memory, TABLE_BY_TG, KEY_1(tg));
    if (*out && row_has(self->state, TABLE_PARTICIPANT, KEY_1(*out)))
        return RS_OK;
    return rs_fail(&self->error, RS_NOT_FOUND, "no such participant");
}

/* People answer to what they were just told, or ask where the money is; a bank takes its days. */
static const int64_t TALK_GOES_ON_MS = INT64_C(3) * 24 * 60 * 60 * 1000;

/* When operators settled the latest request; 0: they have not. */
static int64_t settled_at(view *self, int64_t participant)
{
    rs_key prefix = *KEY_1(participant);
    rs_request_row row;
    state_cursor at;
    if (!state_first(self->state, TABLE_PAYOUT_OF, key_bytes(&prefix), (rs_bytes){0}, true, &at))
        return 0;
    row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(key_number_at(at.key, 1)), &row);
    return row.state == RS_PAYOUT_PAID || row.state == RS_PAYOUT_REJECTED ? row.changed : 0;
}

/* An operator who closes the dialogue ends it, until something else is settled. */
static bool is_talking(view *self, const rs_participant_view *who)
{
    rs_conversation_row room;
    int64_t last = settled_at(self, who->id);
    int64_t id = row_ref(self->state, self->memory, TABLE_CONVERSATION_OF,
                         KEY_2(RS_CONVERSATION_PAYOUT, who->tg));
    row_get(self->state, self->memory, TABLE_CONVERSATION, KEY_1(id), &room);
    if (room.state == RS_CONVERSATION_CLOSED)
        last = last > room.since ? last : 0;
    else if (room.last > last)
        last = room.last;
    return last && self->now - last < TALK_GOES_ON_MS;
}

rs_err view_participant(view *self, const void *argument, void *result)
{
    const rs_who *args = argument;
    int64_t id;
    rs_participant_view *out = result;
    rs_err rc = view_find(self, args->tg, args->participant, &id);
    if (rc == RS_OK && show_participant(self, id, out))
        out->talking = is_talking(self, out);
    return rc;
}

rs_err view_dialogue(view *self, const void *argument, void *result)
{
    const rs_dialogue_key *args = argument;
    rs_dialogue *out = result;
    rs_dialogue_row row;
    row_get(self->state, self->memory, TABLE_DIALOGUE, KEY_2(args->bot, args->chat), &row);
    *out = (rs_dialogue){.step = row.step, .data = row.data};
    return RS_OK;
}

bool show_admin(view *self, int64_t id, rs_admin_row *out)
{
    rs_officer_row row;
    if (!id || !row_get(self->state, self->memory, TABLE_ADMIN, KEY_1(id), &row))
        return false;
    *out = (rs_admin_row){
        .id = row.id,
        .tg = row.tg,
        .nick = row.nick,
        .name = row.name,
        .rights = row.rights,
        .blocked = row.blocked,
        .created = row.created,
        .last_login = row.last_login,
    };
    return true;
}

const char *show_admin_name(view *self, int64_t id)
{
    rs_admin_row row;
    if (!show_admin(self, id, &row))
        return NULL;
    return row.name ? row.name : arena_print(self->memory, "№ %lld", (long long)id);
}

rs_err view_admins(view *self, const void *argument, void *result)
{
    (void)argument;
    rs_admins_page *out = result;
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    rs_admin_row *items = arena_give(self->memory, (size_t)(meta.admin + 1) * sizeof *items);
    size_t count = 0;
    for (int64_t id = 1; id <= meta.admin && count < 500; id++)
        count += show_admin(self, id, &items[count]) && items[count].rights;
    out->admins = (rs_admin_row_list){items, count};
    return RS_OK;
}

rs_err view_settings(view *self, const void *argument, void *result)
{
    (void)argument;
    rs_settings_view *out = result;
    rs_settings_row row;
    out->version = row_settings(self->state, self->memory, &row);
    out->since = row.since;
    out->settings = row.settings;
    return RS_OK;
}
