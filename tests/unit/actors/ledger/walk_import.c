/* Steps of the walk: what was before is imported. */
#include <string.h>

#include "tests/unit/actors/ledger/walk.h"

static void expect_refused(walk *self, const rs_import_outcome *out, const char *word)
{
    if (*word ? out->refused && !strncmp(out->refused, word, strlen(word)) : !out->refused)
        return;
    EXPECT(self, out->refused ? out->refused : word, out->refused != NULL, *word != '\0');
    fail_msg("\"%s\" where the auditor says \"%s\"", out->refused, word);
}

/* Somebody who is there already as likely as not. */
void walk_import_member(walk *self)
{
    int person = (int)walk_below(self, self->people);
    int inviter = walk_chance(self, 60) ? (int)walk_below(self, self->people) : -1;
    int64_t ozon = walk_chance(self, 70) ? OZON(walk_chance(self, 80) ? person : inviter) : 0;
    int64_t joined = world_now(self->world) - walk_below(self, 90 * DAY);
    bool known = false;
    if (inviter == person || (inviter >= 0 && auditor_person(self->auditor, inviter)->erased))
        inviter = -1;
    if (auditor_person(self->auditor, person)->erased)
        return;
    rs_import_member one = {
        .tg = TG(person),
        .joined = joined > WORLD_START - 90 * DAY ? joined : WORLD_START - 90 * DAY,
        .inviter = inviter < 0 ? 0 : TG(inviter),
        .ozon = ozon ? arena_print(self->world->memory, "%lld", (long long)ozon) : NULL,
        .held = walk_chance(self, 50) ? walk_below(self, PTS(100, 0)) : 0,
        .available = walk_chance(self, 50) ? walk_below(self, PTS(100, 0)) : 0,
    };
    rs_import_members_args args = {.members = {&one, 1}};
    DOING(self, "%d, whom %d invited, is imported with %lld", person, inviter, (long long)ozon);
    assert_int_equal(world_ask(self->world, RS_ROLE_CTL, RS_IMPORT_MEMBERS, &args), RS_OK);
    const rs_import_outcome *out = ((const rs_import_result *)self->world->result)->outcomes.items;
    expect_refused(self, out,
                   auditor_import_member(self->auditor, person, one.joined, inviter, ozon, one.held,
                                         one.available, &known));
    EXPECT(self, "known member", out->known, known);
    if (!out->refused && !known) {
        self->participant[person] =
            row_ref(self->world->stores.state, self->world->memory, TABLE_BY_TG, KEY_1(TG(person)));
        world_consent(self->world, person);
    }
    walk_pass(self, 1); /* what is due by now happens */
}

void walk_import_order(walk *self)
{
    audit_look look = *walk_some_posting(self, 30);
    int status = (int)walk_below(self, 10);
    look.status = status < 7 ? 2 : status < 9 ? 3 : 1;
    purchase what = walk_purchase(&look);
    DOING(self, "posting %lld-%d-%d, %d, is imported", (long long)look.number.ozon,
          look.number.order, look.number.part, look.status);
    const rs_import_outcome *out = world_import_order(self->world, &what);
    expect_refused(self, out, "");
    EXPECT(self, "known order", out->known, !auditor_import_order(self->auditor, &look));
}
