/* Facts about participants and what bots were asking. */
#include "actors/ledger/state/apply_fold.h"

static void load(fold *self, int64_t id, rs_participant_row *out)
{
    bool there = row_get(self->state, self->memory, TABLE_PARTICIPANT, KEY_1(id), out);
    RS_ASSERT(there);
}

static void keep(fold *self, const rs_participant_row *row)
{
    row_put(self->state, TABLE_PARTICIPANT, KEY_1(row->id), row);
}

void fold_joined(fold *self, const rs_joined *fact)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    meta.participant = fact->id;
    row_put_meta(self->state, &meta);

    keep(self, &(rs_participant_row){
                   .id = fact->id,
                   .tg = fact->tg,
                   .joined = fact->joined ? fact->joined : self->at,
                   .status = RS_PARTICIPANT_ACTIVE,
                   .lang = fact->lang,
                   .code = fact->code,
                   .links = 1,
                   .first = fact->first,
                   .last = fact->last,
                   .nick = fact->nick,
               });
    row_put_ref(self->state, TABLE_BY_TG, KEY_1(fact->tg), fact->id);
    fold_count_at(self, fact->joined ? fact->joined : self->at, &(rs_rollup_row){.joined = 1});
    fold_count(self, &(rs_rollup_row){.links = 1});
    row_put(self->state, TABLE_LINK, KEY_TEXT(fact->code),
            &(rs_link_row){.owner = fact->id, .created = self->at, .n = 1});
    row_put(self->state, TABLE_LINK_OF, KEY_2(fact->id, 1), &(rs_text_row){.text = fact->code});
}

void fold_renamed(fold *self, const rs_renamed *fact)
{
    rs_participant_row row;
    load(self, fact->id, &row);
    row.lang = fact->lang;
    row.first = fact->first;
    row.last = fact->last;
    row.nick = fact->nick;
    keep(self, &row);
}

/* The inviter's count and index of referrals. */
static void count_referral(fold *self, const rs_participant_row *referral, int change)
{
    rs_participant_row row;
    if (!referral->inviter)
        return;
    load(self, referral->inviter, &row);
    row.referrals += change;
    keep(self, &row);
    const rs_key *key = KEY_3(referral->inviter, referral->tied, referral->id);
    if (change > 0)
        row_put_nothing(self->state, TABLE_REFERRAL_OF, key);
    else
        row_del(self->state, TABLE_REFERRAL_OF, key);
}

void fold_tied(fold *self, const rs_tied *fact)
{
    rs_participant_row row;
    load(self, fact->id, &row);
    fold_standing(self, fact->id, -1);
    count_referral(self, &row, -1);
    row.inviter = fact->inviter;
    row.tied = fact->since ? fact->since : self->at;
    if (!fact->office) /* the link they came by stays the link they came by */
        row.via = fact->via;
    row.tie_lost = fact->lost;
    keep(self, &row);
    count_referral(self, &row, 1);
    fold_standing(self, fact->id, 1);
    if (fact->office)
        fold_edited(self, fact->id, RS_ACTION_CHANGE, fact->admin);
}

void fold_consented(fold *self, const rs_consented *fact)
{
    rs_participant_row row;
    load(self, fact->id, &row);
    row.consent = fact->terms;
    row.consented = self->at;
    keep(self, &row);
}

static void count_registered(fold *self, int change)
{
    rs_meta_row meta;
    row_meta(self->state, self->memory, &meta);
    meta.registered += change;
    row_put_meta(self->state, &meta);
}

static void count_link_registered(fold *self, const char *code)
{
    rs_link_row link;
    if (!code || !row_get(self->state, self->memory, TABLE_LINK, KEY_TEXT(code), &link))
        return;
    link.registered++;
    row_put(self->state, TABLE_LINK, KEY_TEXT(code), &link);
}

/* Whoever gets another Ozon ID stays registered since they first had one. */
void fold_registered(fold *self, const rs_registered *fact)
{
    rs_participant_row row;
    load(self, fact->id, &row);
    bool first = !row.bound;
    fold_standing(self, fact->id, -1);
    if (first)
        row.first_registered = self->at;
    row.registered = row.first_registered;
    row.bound = self->at;
    row.ozon = fact->ozon;
    row.ozon_text = fact->text;
    row.proven = fact->proven;
    keep(self, &row);
    fold_standing(self, fact->id, 1);
    row_put_ref(self->state, TABLE_BY_OZON, KEY_1(fact->ozon), fact->id);
    if (fact->proven)
        row_put_nothing(self->state, TABLE_PROVEN, KEY_2(fact->ozon, fact->id));
    count_registered(self, 1);
    if (first)
        count_link_registered(self, row.via);
    if (fact->office)
        fold_edited(self, fact->id, RS_ACTION_CHANGE, fact->admin);
    else if (!fact->imported)
        fold_acted(self, fact->id);
}

void fold_unbound(fold *self, const rs_unbound *fact)
{
    rs_participant_row row;
    load(self, fact->id, &row);
    fold_standing(self, fact->id, -1);
    row_del(self->state, TABLE_BY_OZON, KEY_1(row.ozon));
    row.registered = 0;
    row.ozon = 0;
    row.ozon_text = NULL;
    row.proven = false;
    keep(self, &row);
    fold_standing(self, fact->id, 1);
    count_registered(self, -1);
    if (fact->office)
        fold_edited(self, fact->id, RS_ACTION_CHANGE, fact->admin);
}

void fold_proven(fold *self, const rs_proven *fact)
{
    rs_participant_row row;
    load(self, fact->id, &row);
    row.proven = true;
    keep(self, &row);
    row_put_nothing(self->state, TABLE_PROVEN, KEY_2(row.ozon, row.id));
    if (fact->office)
        fold_edited(self, fact->id, RS_ACTION_CHANGE, fact->admin);
}

void fold_attempted(fold *self, const rs_attempted *fact)
{
    rs_participant_row row;
    load(self, fact->id, &row);
    row.attempt_day = fact->day;
    row.attempts = fact->attempts;
    keep(self, &row);
}

void fold_reached(fold *self, const rs_reached *fact)
{
    rs_participant_row row;
    load(self, fact->id, &row);
    row.unreachable = fact->unreachable;
    keep(self, &row);
}

void fold_dialogue_moved(fold *self, const rs_dialogue_moved *fact)
{
    const rs_key *key = KEY_2(fact->bot, fact->chat);
    if (fact->step && *fact->step)
        row_put(self->state, TABLE_DIALOGUE, key,
                &(rs_dialogue_row){.step = fact->step, .data = fact->data});
    else
        row_del(self->state, TABLE_DIALOGUE, key);
    fold_acted_by_tg(self, fact->chat);
}

void fold_outbox_put(fold *self, const rs_outbox_put *fact)
{
    row_put(self->state, TABLE_OUTBOX, KEY_3(fact->bot, fact->chat, fact->update),
            &(rs_outbox_row){.person = fact->person, .calls = fact->calls});
}

void fold_outbox_taken(fold *self, const rs_outbox_taken *fact)
{
    row_del(self->state, TABLE_OUTBOX, KEY_3(fact->bot, fact->chat, fact->update));
}
