/* What administrators change of a participant by hand: points, inviter, Ozon ID, status, name,
 * notices, note.
 *
 * Every edit names what it was made from - the revision of the participant, or the balances - and
 * is a conflict if that is not so any more. Where money, ties or blocking are concerned a reason is
 * needed. The facts are entries of the journal of actions (state/apply_edits.c). */
#include "actors/ledger/rules/lots.h"
#include "actors/ledger/rules/notices.h"
#include "actors/ledger/rules/office.h"
#include "actors/ledger/rules/participants.h"
#include "actors/ledger/rules/points.h"
#include "actors/ledger/rules/rules.h"
#include "actors/ledger/state/defaults.h"
#include "shared/ozon_id.h"

static const int64_t DAY_MS = INT64_C(24) * 60 * 60 * 1000;
static const int64_t POINTS_MAX = 1000000000000000; /* of one balance, either way */
static const int64_t ANY_REV = -1;
enum { RELEASE_DAYS_MAX = 3650, NOTE_CHARACTERS_MAX = 1000, NAME_CHARACTERS_MAX = 64 };

static rs_err check_reason(decision *self, const char *reason)
{
    if (!office_is_reason(reason))
        return REFUSE(self, RS_BAD_REQUEST, "reason: why? A few words are needed");
    return RS_OK;
}

/* The participant as the edit was made from. */
static rs_err find_edited(decision *self, int64_t id, int64_t rev, rs_participant_row *out)
{
    if (!find_participant(self, id, out))
        return REFUSE(self, RS_NOT_FOUND, "participant: no such participant");
    if (out->status == RS_PARTICIPANT_ERASED)
        return REFUSE(self, RS_REFUSED, "erased: this person's data is gone for good");
    if (rev != ANY_REV && out->rev != rev)
        return REFUSE(self, RS_CONFLICT, "rev: somebody changed this participant meanwhile");
    self->first = id;
    return RS_OK;
}

/* ------------------------------------------------------------------------------- points */

static int64_t release_of(decision *self, const rs_correct_args *args)
{
    rs_settings_row settings;
    find_settings(self, &settings);
    return args->release ? args->release : self->now + settings.settings->hold_days * DAY_MS;
}

static rs_err check_correction(decision *self, const rs_correct_args *args,
                               const rs_account_row *row)
{
    if (!args->held_by && !args->available_by)
        return REFUSE(self, RS_BAD_REQUEST, "held_by, available_by: nothing to change");
    if (row->held != args->held || row->available != args->available)
        return REFUSE(self, RS_CONFLICT,
                      "balance: by now %lld centipoints are on hold and %lld available",
                      (long long)row->held, (long long)row->available);
    if (args->held_by > POINTS_MAX || args->held_by < -POINTS_MAX ||
        args->available_by > POINTS_MAX || args->available_by < -POINTS_MAX)
        return REFUSE(self, RS_BAD_REQUEST, "held_by, available_by: out of range");
    if (row->held + args->held_by < 0)
        return REFUSE(self, RS_REFUSED, "held_by: only %lld centipoints are on hold",
                      (long long)row->held);
    if (row->held + args->held_by > POINTS_MAX ||
        row->available + args->available_by > POINTS_MAX ||
        row->available + args->available_by < -POINTS_MAX)
        return REFUSE(self, RS_REFUSED, "balance: no balance can be that large");
    int64_t release = release_of(self, args);
    if (args->release && args->held_by > 0 &&
        (release <= self->now || release > self->now + RELEASE_DAYS_MAX * DAY_MS))
        return REFUSE(self, RS_BAD_REQUEST, "release: within the next %d days", RELEASE_DAYS_MAX);
    return check_reason(self, args->reason);
}

/* A debt may come of it: AVAILABLE may go below zero, HELD may not. */
rs_err rule_participant_correct(decision *self, const void *argument)
{
    const rs_correct_args *args = argument;
    rs_participant_row who;
    rs_account_row row;
    lot_cut *cuts = NULL;
    size_t count = 0;
    if (!find_participant(self, args->participant, &who))
        return REFUSE(self, RS_NOT_FOUND, "participant: no such participant");
    find_account(self, args->participant, &row);
    rs_err rc = check_correction(self, args, &row);
    if (rc != RS_OK)
        return rc;
    if (args->held_by < 0 && !lots_choose(self, who.id, -args->held_by, &cuts, &count))
        return REFUSE(self, RS_LIMIT,
                      "held_by: these points are of more than %d purchases; go in smaller steps",
                      LOTS_AT_ONCE);
    rs_corrected fact = {
        .participant = who.id,
        .admin = self->admin,
        .held_before = row.held,
        .held = row.held + args->held_by,
        .available_before = row.available,
        .available = row.available + args->available_by,
    };
    rc = lock_text(self, who.id, args->reason, &fact.reason);
    if (rc != RS_OK)
        return rc;
    int64_t edit = (int64_t)decide(self, FACT_corrected, &fact);
    if (args->held_by > 0)
        lots_add(self, who.id, args->held_by, release_of(self, args), edit);
    lots_take(self, who.id, cuts, count, edit);
    points_correct_available(self, who.id, args->available_by, edit);
    self->first = who.id;
    return RS_OK;
}

/* ------------------------------------------------------------------------------- inviter */

rs_err rule_participant_tie(decision *self, const void *argument)
{
    const rs_tie_args *args = argument;
    rs_participant_row row;
    rs_participant_row inviter;
    rs_err rc = find_edited(self, args->participant, args->rev, &row);
    if (rc == RS_OK)
        rc = check_reason(self, args->reason);
    if (rc != RS_OK)
        return rc;
    if (args->inviter == row.inviter)
        return REFUSE(self, RS_BAD_REQUEST, "inviter: nothing to change");
    if (args->inviter && !find_participant(self, args->inviter, &inviter))
        return REFUSE(self, RS_NOT_FOUND, "inviter: no such participant");
    if (args->inviter && inviter.status == RS_PARTICIPANT_ERASED)
        return REFUSE(self, RS_REFUSED, "inviter: this person was erased");
    if (args->inviter == row.id)
        return REFUSE(self, RS_REFUSED, "self: nobody is their own inviter");
    if (args->inviter && participant_is_below(self, row.id, args->inviter))
        return REFUSE(self, RS_REFUSED, "loop: participant %lld is in the network of this one",
                      (long long)args->inviter);
    rs_tied fact = {
        .id = row.id,
        .inviter = args->inviter,
        .office = true,
        .admin = self->admin,
        .before = row.inviter,
    };
    rc = lock_text(self, row.id, args->reason, &fact.reason);
    if (rc == RS_OK)
        decide(self, FACT_tied, &fact);
    return rc;
}

/* ------------------------------------------------------------------------------- Ozon ID */

static rs_err read_ozon_id(decision *self, const char *text, ozon_id *out)
{
    *out = ozon_id_parse(text);
    if (!out->account)
        return REFUSE(self, RS_BAD_REQUEST, "ozon: neither an Ozon ID nor the number of an order");
    int64_t other = row_ref(self->state, self->memory, TABLE_BY_OZON, KEY_1(out->account));
    if (other && other != self->first)
        return REFUSE(self, RS_TAKEN, "ozon: participant %lld has this Ozon ID", (long long)other);
    return RS_OK;
}

/* Another Ozon ID instead of the one there is, if any. What the one before has brought stays, and
 * what it still brings goes to those who were fixed; only purchases to come are another's. */
static void bind_by_hand(decision *self, const rs_participant_row *row, const ozon_id *id,
                         bool proven, rs_bytes reason)
{
    if (row->ozon)
        decide(self, FACT_unbound, &(rs_unbound){.id = row->id});
    else if (!row->bound)
        participant_lose_tie(self, row, id->account);
    decide(self, FACT_registered,
           &(rs_registered){
               .id = row->id,
               .ozon = id->account,
               .text = arena_print(self->memory, "%.*s", (int)strcspn(id->number, "-"), id->number),
               .proven = proven,
               .office = true,
               .admin = self->admin,
               .reason = reason,
               .before = row->ozon_text,
               .before_proven = row->proven,
           });
    if (!row->bound)
        notices_registered(self, row->id);
    participant_settle_postings(self, id->account);
}

static rs_err change_ozon_id(decision *self, const rs_participant_row *row,
                             const rs_ozon_args *args, rs_bytes reason)
{
    ozon_id id;
    rs_settings_row settings;
    find_settings(self, &settings);
    rs_err rc = read_ozon_id(self, args->ozon, &id);
    if (rc != RS_OK)
        return rc;
    if (id.account != row->ozon) {
        if (row->consent < settings.settings->terms_version)
            return REFUSE(self, RS_REFUSED, "consent: this person has yet to accept the terms");
        bool proven = args->proven || settings.settings->proof == RS_PROOF_OFF ||
                      participant_has_proven(self, row->id, id.account);
        bind_by_hand(self, row, &id, proven, reason);
        return RS_OK;
    }
    if (row->proven || !args->proven)
        return REFUSE(self, RS_BAD_REQUEST, "ozon: nothing to change");
    decide(self, FACT_proven,
           &(rs_proven){.id = row->id, .office = true, .admin = self->admin, .reason = reason});
    participant_settle_postings(self, row->ozon);
    return RS_OK;
}

rs_err rule_participant_ozon(decision *self, const void *argument)
{
    const rs_ozon_args *args = argument;
    rs_participant_row row;
    rs_bytes reason = {0};
    rs_err rc = find_edited(self, args->participant, args->rev, &row);
    if (rc == RS_OK)
        rc = check_reason(self, args->reason);
    if (rc == RS_OK)
        rc = lock_text(self, row.id, args->reason, &reason);
    if (rc != RS_OK)
        return rc;
    if (args->ozon && *args->ozon)
        return change_ozon_id(self, &row, args, reason);
    if (!row.ozon)
        return REFUSE(self, RS_BAD_REQUEST, "ozon: nothing to change");
    decide(self, FACT_unbound,
           &(rs_unbound){
               .id = row.id,
               .before = row.ozon_text,
               .before_proven = row.proven,
               .office = true,
               .admin = self->admin,
               .reason = reason,
           });
    return RS_OK;
}

/* ------------------------------------------------------------------------------- status, note */

rs_err rule_participant_block(decision *self, const void *argument)
{
    const rs_block_args *args = argument;
    rs_participant_row row;
    rs_err rc = find_edited(self, args->participant, args->unseen ? ANY_REV : args->rev, &row);
    if (rc == RS_OK)
        rc = check_reason(self, args->reason);
    if (rc != RS_OK)
        return rc;
    rs_status_set fact = {
        .id = row.id,
        .status = args->blocked ? RS_PARTICIPANT_BLOCKED : RS_PARTICIPANT_ACTIVE,
        .before = row.status,
        .office = true,
        .admin = self->admin,
    };
    if (fact.status == row.status)
        return REFUSE(self, args->unseen ? RS_CONFLICT : RS_BAD_REQUEST,
                      "blocked: nothing to change");
    rc = lock_text(self, row.id, args->reason, &fact.reason);
    if (rc == RS_OK)
        decide(self, FACT_status_set, &fact);
    return rc;
}

rs_err rule_participant_note(decision *self, const void *argument)
{
    const rs_note_args *args = argument;
    rs_participant_row row;
    const char *before = NULL;
    rs_err rc = find_edited(self, args->participant, args->rev, &row);
    if (rc == RS_OK && count_characters(args->note) > NOTE_CHARACTERS_MAX)
        rc = REFUSE(self, RS_BAD_REQUEST, "note: %d characters at most", NOTE_CHARACTERS_MAX);
    if (rc == RS_OK)
        rc = unlock_text(self, row.id, row.note, &before);
    if (rc != RS_OK)
        return rc;
    rs_noted fact = {.id = row.id, .admin = self->admin};
    if (!strcmp(before ? before : "", args->note ? args->note : ""))
        return REFUSE(self, RS_BAD_REQUEST, "note: nothing to change");
    rc = lock_text(self, row.id, args->note, &fact.note);
    if (rc == RS_OK)
        decide(self, FACT_noted, &fact);
    return rc;
}

/* ------------------------------------------------------------------------------- name, notices */

static bool is_blank(const char *text)
{
    return text[strspn(text, " ")] == '\0';
}

/* Telegram's own name stays beside it, and follows what Telegram shows. */
rs_err rule_participant_name(decision *self, const void *argument)
{
    const rs_name_args *args = argument;
    const char *name = args->name && !is_blank(args->name) ? args->name : "";
    const char *before = NULL;
    rs_participant_row row;
    rs_err rc = find_edited(self, args->participant, args->rev, &row);
    if (rc == RS_OK && count_characters(name) > NAME_CHARACTERS_MAX)
        rc = REFUSE(self, RS_BAD_REQUEST, "name: %d characters at most", NAME_CHARACTERS_MAX);
    if (rc == RS_OK)
        rc = unlock_text(self, row.id, row.called, &before);
    if (rc != RS_OK)
        return rc;
    if (!strcmp(before ? before : "", name))
        return REFUSE(self, RS_BAD_REQUEST, "name: nothing to change");
    rs_called fact = {.id = row.id, .before = row.called, .office = true, .admin = self->admin};
    rc = lock_text(self, row.id, name, &fact.name);
    if (rc == RS_OK)
        rc = lock_text(self, row.id, args->reason, &fact.reason);
    if (rc == RS_OK)
        decide(self, FACT_called, &fact);
    return rc;
}

static rs_frequency chosen(rs_frequency asked, rs_frequency before)
{
    return asked ? asked : before;
}

rs_err rule_participant_notices(decision *self, const void *argument)
{
    const rs_notices_args *args = argument;
    const rs_subscriptions *asked = args->subscriptions;
    rs_participant_row row;
    rs_settings_row settings;
    rs_err rc = find_edited(self, args->participant, args->rev, &row);
    if (rc != RS_OK)
        return rc;
    if (asked->points == RS_FREQUENCY_AT_ONCE || asked->network == RS_FREQUENCY_AT_ONCE ||
        asked->purchases == RS_FREQUENCY_AT_ONCE)
        return REFUSE(self, RS_BAD_REQUEST, "subscriptions: off, daily or weekly");
    find_settings(self, &settings);
    rs_subscriptions *before = arena_give(self->memory, sizeof *before);
    rs_subscriptions *after = arena_give(self->memory, sizeof *after);
    settings_subscriptions(settings.settings, row.subscriptions, before);
    *after = (rs_subscriptions){
        .points = chosen(asked->points, before->points),
        .network = chosen(asked->network, before->network),
        .purchases = chosen(asked->purchases, before->purchases),
    };
    if (!memcmp(before, after, sizeof *before))
        return REFUSE(self, RS_BAD_REQUEST, "subscriptions: nothing to change");
    rs_subscribed fact = {
        .subscriptions = after, .office = true, .admin = self->admin, .before = before};
    rc = lock_text(self, row.id, args->reason, &fact.reason);
    if (rc == RS_OK)
        notices_subscribe(self, &row, before, &fact);
    return rc;
}
