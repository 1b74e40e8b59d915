/* Payout requests: reserved when opened, moved on by operators, settled once. What operators do
 * with a request that keeps its state is in payouts_care.c. */
#include "actors/ledger/rules/payouts.h"
#include "actors/ledger/rules/conversations.h"
#include "actors/ledger/rules/office.h"
#include "actors/ledger/rules/points.h"
#include "actors/ledger/rules/rules.h"

/* Moves the table allows: from, to, who. Final states stay final. */
typedef struct {
    rs_payout_state from;
    rs_payout_state to;
    bool by_operator;
} step;

static const step steps[] = {
    {RS_PAYOUT_NEW, RS_PAYOUT_NEGOTIATION, true},
    {RS_PAYOUT_NEW, RS_PAYOUT_REJECTED, true},
    {RS_PAYOUT_NEGOTIATION, RS_PAYOUT_PAID, true},
    {RS_PAYOUT_NEGOTIATION, RS_PAYOUT_REJECTED, true},
    {RS_PAYOUT_NEW, RS_PAYOUT_CANCELLED, false},
};

static const int64_t MONEY_MAX = PAYOUT_MONEY_MAX;

static bool may_go(rs_payout_state from, rs_payout_state to, bool by_operator)
{
    for (size_t n = 0; n < sizeof steps / sizeof *steps; n++)
        if (steps[n].from == from && steps[n].to == to && steps[n].by_operator == by_operator)
            return true;
    return false;
}

size_t payout_next_states(rs_payout_state from, int64_t out[PAYOUT_NEXT_MAX])
{
    size_t count = 0;
    for (size_t n = 0; n < sizeof steps / sizeof *steps; n++)
        if (steps[n].from == from && steps[n].by_operator)
            out[count++] = steps[n].to;
    return count;
}

__extension__ typedef __int128 wide;

int64_t payout_money(int64_t points, int64_t rate)
{
    wide money = (wide)points * rate / 100;
    return money < MONEY_MAX ? (int64_t)money : MONEY_MAX;
}

/* The detail begins with a code word that the bot has a sentence for. */
static rs_err check_open(decision *self, const rs_participant_row *row, const rs_settings *settings,
                         int64_t points)
{
    rs_account_row account;
    find_account(self, row->id, &account);
    if (!row->registered)
        return REFUSE(self, RS_REFUSED, "unregistered: no Ozon ID is bound yet");
    if (row->status != RS_PARTICIPANT_ACTIVE)
        return REFUSE(self, RS_REFUSED, "blocked: the participant is blocked");
    if (account.open_payouts >= settings->payout_open_max)
        return REFUSE(self, RS_REFUSED, "open: a request is open already");
    if (account.available < 0)
        return REFUSE(self, RS_REFUSED, "debt: more was taken back than there was");
    if (account.available <= settings->payout_min)
        return REFUSE(self, RS_REFUSED, "min: available must be more than %lld centipoints",
                      (long long)settings->payout_min);
    if (points <= 0 || payout_money(points, settings->point_rate) == 0)
        return REFUSE(self, RS_BAD_REQUEST, "points: a kopeck at least is wanted");
    if (settings->payout_max && points > settings->payout_max)
        return REFUSE(self, RS_REFUSED, "max: at most %lld centipoints at once",
                      (long long)settings->payout_max);
    if (payout_money(points, settings->point_rate) == MONEY_MAX)
        return REFUSE(self, RS_REFUSED, "max: no payment can be that large");
    if (points > account.available)
        return REFUSE(self, RS_INSUFFICIENT, "available: %lld centipoints are available",
                      (long long)account.available);
    return RS_OK;
}

static void move_points(decision *self, const rs_request_row *row, rs_transfer_kind kind,
                        rs_account from, rs_account to)
{
    payout_transfer(self, row, kind, from, to, row->points);
}

void payout_transfer(decision *self, const rs_request_row *row, rs_transfer_kind kind,
                     rs_account from, rs_account to, int64_t points)
{
    points_transfer(self, (rs_transferred){
                              .kind = kind,
                              .participant = row->participant,
                              .debit = from,
                              .credit = to,
                              .points = points,
                              .payout = row->id,
                          });
}

/* Opening starts the dialogue with the operators, if there was none before. */
static rs_err start_dialogue(decision *self, const rs_participant_row *row)
{
    int64_t id;
    rs_tg_user who = {.tg = row->tg, .lang = row->lang};
    const rs_key *key = KEY_2(RS_CONVERSATION_PAYOUT, row->tg);
    if (row_has(self->state, TABLE_CONVERSATION_OF, key))
        return RS_OK;
    rs_err rc = unlock_text(self, row->id, row->first, &who.first);
    if (rc == RS_OK)
        rc = unlock_text(self, row->id, row->last, &who.last);
    if (rc == RS_OK)
        rc = unlock_text(self, row->id, row->nick, &who.nick);
    return rc == RS_OK ? conversation_open(self, RS_CONVERSATION_PAYOUT, &who, &id) : rc;
}

rs_err rule_payout_open(decision *self, const void *argument)
{
    const rs_payout_open_args *args = argument;
    rs_participant_row who;
    rs_settings_row settings;
    rs_meta_row meta;
    if (!find_person(self, args->tg, &who))
        return REFUSE(self, RS_NOT_FOUND, "nobody with this Telegram id has pressed /start");
    find_settings(self, &settings);
    rs_err rc = check_open(self, &who, settings.settings, args->points);
    if (rc != RS_OK)
        return rc;
    rc = start_dialogue(self, &who);
    if (rc != RS_OK)
        return rc;
    row_meta(self->state, self->memory, &meta);
    rs_request_row row = {.id = meta.payout + 1, .participant = who.id, .points = args->points};
    rs_form_row form;
    row_get(self->state, self->memory, TABLE_REQUISITES, KEY_1(who.id), &form);
    decide(self, FACT_payout_opened,
           &(rs_payout_opened){
               .id = row.id,
               .participant = who.id,
               .points = args->points,
               .money = payout_money(args->points, settings.settings->point_rate),
               .rate = settings.settings->point_rate,
               .requisites = form.saved,
           });
    move_points(self, &row, RS_TRANSFER_RESERVE, RS_ACCOUNT_AVAILABLE, RS_ACCOUNT_RESERVED);
    self->first = row.id;
    return RS_OK;
}

/* The change itself, after every check: points first, so that the figures told are those after. */
static rs_err move(decision *self, const rs_request_row *row, const rs_payout_move_args *args)
{
    rs_bytes comment;
    rs_bytes note;
    rs_err rc = lock_text(self, row->participant, args->comment, &comment);
    if (rc == RS_OK)
        rc = lock_text(self, row->participant, args->note, &note);
    if (rc != RS_OK)
        return rc;
    if (args->to == RS_PAYOUT_PAID)
        move_points(self, row, RS_TRANSFER_PAID, RS_ACCOUNT_RESERVED, RS_ACCOUNT_PAID);
    else if (args->to != RS_PAYOUT_NEGOTIATION)
        move_points(self, row, RS_TRANSFER_RELEASE, RS_ACCOUNT_RESERVED, RS_ACCOUNT_AVAILABLE);
    rs_account_row who;
    find_account(self, row->participant, &who);
    decide(self, FACT_payout_moved,
           &(rs_payout_moved){
               .id = row->id,
               .participant = row->participant,
               .to = args->to,
               .admin = self->admin,
               .reason = args->reason,
               .points = row->points,
               .money = row->money,
               .available = who.available,
               .held = who.held,
               .reserved = who.reserved,
               .comment = comment,
               .note = note,
               .until = self->admin ? self->now + PAYOUT_CLAIM_MS : 0,
           });
    self->first = row->id;
    return RS_OK;
}

/* The open ones are among the newest, as a rule: there may be many settled ones. */
void payout_reject_all(decision *self, int64_t participant)
{
    enum { OPEN_MAX = 10 }; /* of settings.payout_open_max */
    int64_t open[OPEN_MAX];
    size_t count = 0;
    rs_account_row account;
    rs_request_row row;
    rs_key prefix = *KEY_1(participant);
    state_cursor cursor;
    find_account(self, participant, &account);
    bool more =
        account.open_payouts &&
        state_first(self->state, TABLE_PAYOUT_OF, key_bytes(&prefix), (rs_bytes){0}, true, &cursor);
    for (; more && count < (size_t)account.open_payouts && count < OPEN_MAX;
         more = state_next(&cursor)) {
        row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(key_number_at(cursor.key, 1)), &row);
        if (row.state == RS_PAYOUT_NEW || row.state == RS_PAYOUT_NEGOTIATION)
            open[count++] = row.id;
    }
    for (size_t n = 0; n < count; n++) {
        row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(open[n]), &row);
        rs_err rc =
            move(self, &row,
                 &(rs_payout_move_args){.to = RS_PAYOUT_REJECTED, .reason = RS_REJECT_OTHER});
        RS_ASSERT(rc == RS_OK); /* there is no text to seal */
    }
}

rs_err rule_payout_cancel(decision *self, const void *argument)
{
    const rs_payout_cancel_args *args = argument;
    rs_participant_row who;
    rs_request_row row;
    if (!find_person(self, args->tg, &who) ||
        !row_get(self->state, self->memory, TABLE_PAYOUT, KEY_1(args->payout), &row) ||
        row.participant != who.id)
        return REFUSE(self, RS_NOT_FOUND, "no such request of this participant");
    if (!may_go(row.state, RS_PAYOUT_CANCELLED, false))
        return REFUSE(self, RS_CONFLICT, "state: the request is %s by now",
                      codec_enum_name(&rs_payout_state_enum, (int)row.state));
    return move(self, &row, &(rs_payout_move_args){.to = RS_PAYOUT_CANCELLED});
}

/* Has this person to be told by a colleague that it may be paid? */
static rs_err check_approval(decision *self, const rs_request_row *row)
{
    rs_settings_row settings;
    find_settings(self, &settings);
    if (!payout_wants_two(row, settings.settings))
        return RS_OK;
    if (!row->approver)
        return REFUSE(self, RS_REFUSED,
                      "approval: a payout of this size wants two who agree; "
                      "somebody else has to approve it first");
    if (row->approver == self->admin)
        return REFUSE(self, RS_REFUSED,
                      "approval: you approved it yourself; another person has to pay it");
    return RS_OK;
}

static rs_err check_paying(decision *self, const rs_request_row *row, const char *note)
{
    rs_account_row who;
    find_account(self, row->participant, &who);
    if (who.available < 0 && !office_is_reason(note))
        return REFUSE(self, RS_REFUSED,
                      "debt: AVAILABLE is below zero; say in the note why it is paid "
                      "all the same");
    return check_approval(self, row);
}

static rs_err check_move(decision *self, const rs_request_row *row, const rs_payout_move_args *args)
{
    if (row->rev != args->rev)
        return REFUSE(self, RS_CONFLICT, "rev: somebody changed the request; it is %s by now",
                      codec_enum_name(&rs_payout_state_enum, (int)row->state));
    if (!may_go(row->state, args->to, true))
        return REFUSE(self, RS_REFUSED, "to: a request that is %s cannot become %s",
                      codec_enum_name(&rs_payout_state_enum, (int)row->state),
                      codec_enum_name(&rs_payout_state_enum, (int)args->to));
    rs_err rc = payout_check_claim(self, row);
    if (rc != RS_OK)
        return rc;
    if (args->to == RS_PAYOUT_REJECTED && !args->reason)
        return REFUSE(self, RS_BAD_REQUEST, "reason: a rejection needs one");
    return args->to == RS_PAYOUT_PAID ? check_paying(self, row, args->note) : RS_OK;
}

rs_err rule_payout_move(decision *self, const void *argument)
{
    const rs_payout_move_args *args = argument;
    rs_request_row row = {0};
    rs_err rc = office_act(self, args->operator, RS_PAYERS);
    if (rc == RS_OK)
        rc = payout_find(self, args->payout, &row);
    if (rc == RS_OK)
        rc = check_move(self, &row, args);
    return rc == RS_OK ? move(self, &row, args) : rc;
}
