/* Links of a participant, what a code leads to, and whom a participant invited. */
#include <stdlib.h>

#include "actors/ledger/state/defaults.h"
#include "actors/ledger/views/view.h"

enum { SORTED_MAX = 10000 }; /* referrals of one participant that are sorted by their figures */

static int64_t owner_of(view *self, int64_t participant, int64_t tg)
{
    return participant ? participant : row_ref(self->state, self->memory, TABLE_BY_TG, KEY_1(tg));
}

static rs_err find_owner(view *self, int64_t participant, int64_t tg, rs_participant_row *out)
{
    int64_t id = owner_of(self, participant, tg);
    if (!id || !row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(id), out))
        return rs_fail(&self->error, RS_NOT_FOUND, "no such participant");
    return RS_OK;
}

/* ----------------------------------------------------------------------------------- links */

bool show_link(view *self, int64_t owner, int64_t n, rs_link_view *out)
{
    rs_text_row code;
    rs_link_row row;
    if (!row_get(self->state, self->memory, TABLE_LINK_OF, KEY_2(owner, n), &code) ||
        !row_get(self->state, self->memory, TABLE_LINK, KEY_TEXT(code.text), &row))
        return false;
    *out = (rs_link_view){
        .n = n,
        .code = code.text,
        .created = row.created,
        .off = row.off,
        .label = show_text(self, owner, row.label),
        .product = row.product,
        .opened = row.opened,
        .registered = row.registered,
        .bought = row.bought,
    };
    return true;
}

rs_err view_links(view *self, const void *argument, void *result)
{
    const rs_links_args *args = argument;
    rs_links_page *out = result;
    rs_participant_row row = {0};
    rs_err rc = find_owner(self, args->participant, args->tg, &row);
    if (rc != RS_OK)
        return rc;
    int64_t skip = args->skip;
    out->total = args->off ? row.links : row.links - row.links_off;
    out->links.items =
        arena_give(self->memory, (size_t)(args->limit + 1) * sizeof *out->links.items);
    for (int64_t n = row.links; n > 0 && out->links.count < (size_t)args->limit; n--) {
        rs_link_view one;
        if (!show_link(self, row.id, n, &one) || (one.off && !args->off) || skip-- > 0)
            continue;
        out->links.items[out->links.count++] = one;
    }
    return RS_OK;
}

rs_err view_link_card(view *self, const void *argument, void *result)
{
    const rs_link_key *args = argument;
    rs_link_card *out = result;
    rs_link_row row;
    if (strlen(args->code) > 16 ||
        !row_get(self->state, self->memory, TABLE_LINK, KEY_TEXT(args->code), &row))
        return rs_fail(&self->error, RS_NOT_FOUND, "code: no such link");
    out->product = row.product;
    return RS_OK;
}

/* ------------------------------------------------------------------------------- referrals */

typedef struct {
    int64_t participant;
    int64_t invited;
    int64_t weight; /* what they are sorted by */
} referral;

static bool first_referral(view *self, int64_t inviter, state_cursor *cursor)
{
    rs_key prefix = *KEY_1(inviter);
    return state_first(self->state, TABLE_REFERRAL_OF, key_bytes(&prefix), (rs_bytes){0}, true,
                       cursor);
}

static referral referral_at(const state_cursor *cursor)
{
    return (referral){.invited = key_number_at(cursor->key, 1),
                      .participant = key_number_at(cursor->key, 2)};
}

/* The index is in the order of time. */
static size_t latest(view *self, int64_t inviter, const rs_direct_args *args, referral *out)
{
    state_cursor cursor;
    size_t count = 0;
    int64_t skip = args->skip;
    bool more = first_referral(self, inviter, &cursor);
    for (; more && count < (size_t)args->limit; more = state_next(&cursor))
        if (skip-- <= 0)
            out[count++] = referral_at(&cursor);
    return count;
}

static int by_weight(const void *one, const void *other)
{
    const referral *a = one;
    const referral *b = other;
    if (a->weight != b->weight)
        return a->weight < b->weight ? 1 : -1;
    if (a->invited != b->invited)
        return a->invited < b->invited ? 1 : -1;
    return (a->participant < b->participant) - (a->participant > b->participant);
}

static size_t heaviest(view *self, int64_t inviter, size_t total, const rs_direct_args *args,
                       referral *out)
{
    referral *all = arena_give(self->memory, (total + 1) * sizeof *all);
    state_cursor cursor;
    size_t count = 0;
    bool more = first_referral(self, inviter, &cursor);
    for (; more && count < total; more = state_next(&cursor)) {
        rs_account_row account;
        all[count] = referral_at(&cursor);
        row_get(self->state, self->memory, TABLE_ACCOUNT, KEY_1(all[count].participant), &account);
        all[count++].weight = args->sort == RS_DIRECT_BY_ORDERS ? account.orders : account.sum;
    }
    qsort(all, count, sizeof *all, by_weight);
    size_t shown = 0;
    for (size_t n = (size_t)args->skip; n < count && shown < (size_t)args->limit; n++)
        out[shown++] = all[n];
    return shown;
}

static void show_referral(view *self, const referral *one, rs_direct_row *out)
{
    rs_participant_row row;
    rs_account_row account;
    row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(one->participant), &row);
    row_get(self->state, self->memory, TABLE_ACCOUNT, KEY_1(one->participant), &account);
    *out = (rs_direct_row){
        .participant = one->participant,
        .first = show_text(self, row.id, row.first),
        .last = show_text(self, row.id, row.last),
        .nick = show_text(self, row.id, row.nick),
        .invited = one->invited,
        .registered = row.registered,
        .orders = account.orders,
        .sum = account.sum,
        .last_order = account.last_order,
    };
}

rs_err view_network_direct(view *self, const void *argument, void *result)
{
    const rs_direct_args *args = argument;
    rs_direct_page *out = result;
    rs_participant_row row = {0};
    rs_err rc = find_owner(self, args->participant, args->tg, &row);
    if (rc != RS_OK)
        return rc;
    bool sorted = args->sort && args->sort != RS_DIRECT_BY_DATE && row.referrals <= SORTED_MAX;
    referral *found = arena_give(self->memory, (size_t)(args->limit + 1) * sizeof *found);
    size_t count = sorted ? heaviest(self, row.id, (size_t)row.referrals, args, found)
                          : latest(self, row.id, args, found);
    out->rows.items = arena_give(self->memory, (count + 1) * sizeof *out->rows.items);
    for (; out->rows.count < count; out->rows.count++)
        show_referral(self, &found[out->rows.count], &out->rows.items[out->rows.count]);
    out->total = row.referrals;
    out->sort = sorted ? args->sort : RS_DIRECT_BY_DATE;
    return RS_OK;
}

/* ---------------------------------------------------------------------------- subscriptions */

rs_err view_subscriptions(view *self, const void *argument, void *result)
{
    const rs_who *args = argument;
    rs_participant_row row = {0};
    rs_settings_row settings;
    rs_err rc = find_owner(self, args->participant, args->tg, &row);
    if (rc != RS_OK)
        return rc;
    row_settings(self->state, self->memory, &settings);
    settings_subscriptions(settings.settings, row.subscriptions, result);
    return RS_OK;
}
