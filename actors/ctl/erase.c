/* refsysctl erase: a participant's names, words and requisites are gone for good (README.md: what
 * stays).
 *
 * Shows who it is and what they have, wants the participant's number typed once more (or --yes),
 * and ends when the ledger has deleted the key: whoever looks at the exit code knows. */
#include <stdio.h>
#include <string.h>

#include "actors/ctl/ctl.h"
#include "shared/format.h"

enum { LOOK_EVERY_MS = 200, LOOKS_MAX = 300 };

static void look(void *arg);

static const char *points(ctl *self, int64_t value)
{
    return format_points(self->memory, RS_LANG_EN, value);
}

/* For the person at the terminal, who may have meant somebody else. */
static void print_person(ctl *self, const rs_participant_view *who)
{
    fprintf(stderr, "participant %lld: %s %s, Telegram id %lld, Ozon ID %s\n", (long long)who->id,
            who->first ? who->first : "", who->last ? who->last : "", (long long)who->tg,
            who->ozon ? who->ozon : "none");
    fprintf(stderr, "  on hold %s, available %s, in a request %s%s\n", points(self, who->held),
            points(self, who->available), points(self, who->reserved),
            self->forfeit ? ": forfeit" : "");
}

/* The loop stands still meanwhile: there is nothing else to do before the answer. */
static bool is_confirmed(const ctl *self)
{
    char line[64];
    if (self->yes)
        return true;
    fprintf(stderr, "There is no way back. Type the participant's number to go on: ");
    if (!fgets(line, sizeof line, stdin))
        return false;
    line[strcspn(line, "\r\n")] = 0;
    return !strcmp(line, self->args[0]);
}

static void on_looked(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    const rs_participant_edit *edit = reply->result;
    if (!edit->erasing) {
        printf("participant %lld is erased: the key is deleted\n", (long long)edit->who->id);
        ctl_done(self);
    } else if (++self->looks == LOOKS_MAX) {
        ctl_fail(self,
                 "participant %lld is erased, but the key is not deleted yet; the ledger goes "
                 "on trying, its log says why it cannot",
                 (long long)edit->who->id);
    } else {
        actor_timer(self->loop, LOOK_EVERY_MS, 0, look, self);
    }
}

static void look(void *arg)
{
    ctl *self = arg;
    actor_ask(self->loop, RS_PARTICIPANT_EDITABLE,
              &(rs_one_participant){.participant = self->participant}, NULL, on_looked, self);
}

static void on_erased(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    fprintf(stderr, "erased; the key is being deleted ...\n");
    look(self);
}

static void on_found(void *arg, const actor_reply *reply)
{
    ctl *self = arg;
    if (ctl_refused(self, reply))
        return;
    const rs_participant_edit *edit = reply->result;
    rs_erase_args args = {
        .participant = self->participant,
        .rev = edit->rev,
        .forfeit = self->forfeit,
        .reason = self->args[1],
    };
    print_person(self, edit->who);
    if (!is_confirmed(self)) {
        ctl_fail(self, "not confirmed: nothing has been changed");
        return;
    }
    actor_ask(self->loop, RS_PARTICIPANT_ERASE, &args, NULL, on_erased, self);
}

void ctl_erase(ctl *self)
{
    if (!ctl_number(self, self->args[0], "ID", &self->participant))
        return;
    if (self->participant < 1) {
        ctl_fail(self, "ID: the number of a participant is wanted");
        return;
    }
    actor_ask(self->loop, RS_PARTICIPANT_EDITABLE,
              &(rs_one_participant){.participant = self->participant}, NULL, on_found, self);
}
