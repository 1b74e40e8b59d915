// Mistakes that could be made in the rules of the ledger, each as one edit of the sources. What
// stands in `find` is there exactly once.
import type { Mutation } from "./run.ts";

const points = "actors/ledger/rules/points.c";
const purchases = "actors/ledger/rules/purchases.c";
const people = "actors/ledger/rules/participants.c";
const payouts = "actors/ledger/rules/payouts.c";
const edits = "actors/ledger/rules/edits.c";
const lots = "actors/ledger/rules/lots.c";
const care = "actors/ledger/rules/payouts_care.c";
const foldPayouts = "actors/ledger/state/apply_payouts.c";
const foldPurchases = "actors/ledger/state/apply_purchases.c";
const foldPeople = "actors/ledger/state/apply_people.c";
const foldNotices = "actors/ledger/state/apply_notices.c";
const rollups = "actors/ledger/state/apply_rollups.c";
const notices = "actors/ledger/rules/notices.c";
const links = "actors/ledger/rules/links.c";
const erase = "actors/ledger/rules/erase.c";
const returns = "actors/ledger/state/returns.c";
const foldEdits = "actors/ledger/state/apply_edits.c";

export const mutations: Mutation[] = [
  // What a posting is worth
  {
    name: "points are rounded up",
    file: points,
    find: "(wide)money * rate / 10000",
    replace: "((wide)money * rate + 9999) / 10000",
  },
  {
    name: "a return that was issued anew is counted twice",
    file: returns,
    find: "one->state == RS_RETURN_VOID || is_replaced(&posting->returns, one)",
    replace: "(void)is_replaced, one->state == RS_RETURN_VOID",
  },
  {
    name: "the same unit comes back twice",
    file: points,
    find: "units -= seen;",
    replace: "(void)seen;",
  },
  {
    name: "a rejected return is counted",
    file: returns,
    find: "if (one->state == RS_RETURN_VOID || ",
    replace: "if (",
  },
  {
    name: "a return of rFBS without a quantity takes everything at once",
    file: returns,
    find: "(one->qty > 0 || posting->scheme != RS_SCHEME_RFBS)",
    replace: "true",
  },
  {
    name: "a return of an unknown type is counted",
    file: returns,
    find: "one->type != RS_RETURN_UNKNOWN && ",
    replace: "",
  },
  {
    name: "a return without a quantity takes nothing",
    file: points,
    find: "return INT64_MAX; /* not stated: all units of the SKU */",
    replace: "continue;",
  },
  {
    name: "what came back is taken from every line of the SKU",
    file: points,
    find: "units += posting->items.items[n].qty;",
    replace: "units += 0;",
  },
  {
    name: "the price the customer paid is not asked for",
    file: points,
    find: "terms->base == RS_BASE_CUSTOMER && item->paid ? item->paid : item->price",
    replace: "item->price",
  },
  {
    name: "a price that Ozon did not give is nothing",
    file: points,
    find: "terms->base == RS_BASE_CUSTOMER && item->paid ?",
    replace: "terms->base == RS_BASE_CUSTOMER ?",
  },
  {
    name: "tenge are roubles",
    file: returns,
    find: 'return !posting->currency || !strcmp(posting->currency, "RUB");',
    replace: "(void)posting; return true;",
  },
  {
    name: "a currency that is not told is a foreign one",
    file: returns,
    find: "return !posting->currency || ",
    replace: "return posting->currency && ",
  },
  {
    name: "an order from outside Ozon counts",
    file: points,
    find: " && !posting->external",
    replace: "",
  },
  {
    name: "orders of companies never count",
    file: points,
    find: "!(posting->legal && terms->exclude_legal)",
    replace: "!posting->legal",
  },
  {
    name: "orders of companies always count",
    file: points,
    find: "!(posting->legal && terms->exclude_legal)",
    replace: "true",
  },
  {
    name: "points come only with the delivery, whatever is set",
    file: points,
    find: "on_way && terms->accrue_on == RS_ACCRUE_ORDERED",
    replace: "false",
  },
  {
    name: "what is cancelled is still expected",
    file: points,
    find: "else if (on_way)",
    replace: "else",
  },
  {
    name: "an order on its way is a purchase",
    file: points,
    find: ".counted = made->posting->status == RS_POSTING_DELIVERED && made->value.net > 0,",
    replace: ".counted = made->value.net > 0,",
  },

  // Whose points they are
  {
    name: "the rates of the levels are shifted",
    file: points,
    find: "terms->level_rates.items[level - 1]",
    replace: "terms->level_rates.items[level > 1 ? level - 2 : 0]",
  },
  {
    name: "everybody above is the first level",
    file: points,
    find: ".participant = inviter.id, .level = level,",
    replace: ".participant = inviter.id, .level = 1,",
  },
  {
    name: "a level without a rate ends the chain",
    file: points,
    find: "        below = inviter;",
    replace: "        if (!rate)\n            break;\n        below = inviter;",
  },
  {
    name: "one level more than is set",
    file: points,
    find: "level <= terms->levels; level++",
    replace: "level <= terms->levels + 1 && level <= 10; level++",
  },
  {
    name: "a tie younger than the order counts",
    file: points,
    find: "below.tied > ordered",
    replace: "false",
  },
  {
    name: "what was ordered before joining counts",
    file: points,
    find: "    if (posting->created < buyer->joined)\n",
    replace: "    if (false)\n",
  },
  {
    name: "31 days of history",
    file: points,
    find: "HISTORY_MS = INT64_C(30)",
    replace: "HISTORY_MS = INT64_C(31)",
  },
  {
    name: "30 days of history for orders that are seen later, too",
    file: points,
    find: "(posting->recorded <= buyer->bound && ",
    replace: "(posting->recorded && ",
  },
  {
    name: "the rates of today",
    file: points,
    find: "row_terms_at(self->state, self->memory, posting->created, &terms)",
    replace: "row_terms_at(self->state, self->memory, self->now, &terms)",
  },

  // Hold
  {
    name: "each accrual moves the time of release",
    file: points,
    find: "if (accrues && !made->after.release)",
    replace: "if (accrues)",
  },
  {
    name: "a day more on hold",
    file: points,
    find: "terms->hold_days * DAY_MS",
    replace: "(terms->hold_days + 1) * DAY_MS",
  },
  {
    name: "the hold starts with the accrual, though the order is set",
    file: points,
    find: "? posting->created\n",
    replace: "? self->now\n",
  },
  {
    name: "the hold starts with the order, though the delivery is set",
    file: points,
    find: "? posting->delivered",
    replace: "? posting->created",
  },
  {
    name: "an open return holds nothing",
    file: points,
    find: "reasons |= RS_HELD_BY_RETURN;",
    replace: "reasons |= 0;",
  },
  {
    name: "an unproven Ozon ID holds nothing",
    file: points,
    find: "reasons |= RS_HELD_UNPROVEN;",
    replace: "reasons |= 0;",
  },
  {
    name: "unproven points wait though no proof is asked for",
    file: points,
    find: "made->terms->proof == RS_PROOF_ORDER_NUMBER &&",
    replace: "",
  },
  {
    name: "a take-back comes out of what is available",
    file: points,
    find: "move->from_held = -more < one->held ? -more : one->held;",
    replace: "move->from_held = 0;",
  },
  {
    name: "released a moment late",
    file: points,
    find: "key_number_at(cursor.key, 0) <= self->now",
    replace: "key_number_at(cursor.key, 0) <= self->now - 1",
  },

  // What Ozon shows
  {
    name: "an older look at a posting wins",
    file: purchases,
    find: "row.asked >= args->asked || ",
    replace: "",
  },
  {
    name: "an older look at a return wins",
    file: purchases,
    find: "before->asked >= args->asked || ",
    replace: "",
  },
  {
    name: "the time of delivery is that of the last look",
    file: purchases,
    find: "if (!delivered && seen->status",
    replace: "if (seen->status",
  },
  {
    name: "a posting that becomes a company's is the same as before",
    file: purchases,
    find: "row->legal == seen->legal && ",
    replace: "",
  },
  {
    name: "a new quantity of a return is no change",
    file: purchases,
    find: "row->qty == seen->qty && ",
    replace: "",
  },

  // Who takes part
  {
    name: "inviters may make a loop",
    file: people,
    find: "if (participant_is_below(self, row->id, link.owner))",
    replace: "if (false)",
  },
  {
    name: "the last inviter wins",
    file: people,
    find: "if (row->bound || row->inviter)\n",
    replace: "if (row->bound)\n",
  },
  {
    name: "an inviter after the registration",
    file: people,
    find: "if (row->bound || row->inviter)\n",
    replace: "if (row->inviter)\n",
  },
  {
    name: "a cancelled order is a purchase of before",
    file: people,
    find: " && row.status != RS_POSTING_CANCELLED",
    replace: "",
  },
  {
    name: "any order is a purchase of before",
    file: people,
    find: "row.created < when && ",
    replace: "",
  },
  {
    name: "only newcomers, whatever is set",
    file: people,
    find: "now.settings->who != RS_WHO_NEWCOMERS || ",
    replace: "",
  },
  {
    name: "an Ozon ID for two",
    file: people,
    find: "if (row_ref(self->state, self->memory, TABLE_BY_OZON, KEY_1(id->account))) {",
    replace: "if (false) {",
  },
  {
    name: "six attempts a day",
    file: people,
    find: "ATTEMPTS_A_DAY = 5",
    replace: "ATTEMPTS_A_DAY = 6",
  },
  {
    name: "attempts are never forgotten",
    file: people,
    find: "return row->attempt_day == today(self) && ",
    replace: "return ",
  },
  {
    name: "any whole number is a proof",
    file: people,
    find: "(id->kind == OZON_ID_WHOLE && is_known_order(self, id->account, id->number))",
    replace: "id->kind == OZON_ID_WHOLE",
  },
  {
    name: "a proof releases nothing",
    file: people,
    find: "    participant_settle_postings(self, row->ozon);\n    return RS_REGISTER_PROVEN;",
    replace: "    return RS_REGISTER_PROVEN;",
  },
  {
    name: "what is on record is forgotten when an Ozon ID is bound",
    file: people,
    find: "    participant_settle_postings(self, id->account);\n",
    replace: "",
  },
  {
    name: "a referral that was lost is still counted",
    file: foldPeople,
    find: "    count_referral(self, &row, -1);\n",
    replace: "",
  },

  // What administrators change
  {
    name: "who is blocked when an order is first seen gets points of it",
    file: points,
    find: "    return row->status == RS_PARTICIPANT_ACTIVE;\n",
    replace: "    (void)row;\n    return true;\n",
  },
  {
    name: "points of the blocked thaw",
    file: points,
    find: "if (is_withheld(self, made->before.beneficiaries.items[n].participant)) {",
    replace: "if (false) {",
  },
  {
    name: "points of everybody wait for one who is blocked",
    file: points,
    find: "            made->after.hold |= RS_HELD_BLOCKED;\n            continue;",
    replace: "            made->after.hold |= RS_HELD_BLOCKED;\n            break;",
  },
  {
    name: "links of the blocked attribute people",
    file: people,
    find: "owner.status == RS_PARTICIPANT_ACTIVE",
    replace: "true",
  },
  {
    name: "the blocked ask for payouts",
    file: payouts,
    find: "if (row->status != RS_PARTICIPANT_ACTIVE)",
    replace: "if (false)",
  },
  {
    name: "what a block kept stays on hold after it",
    file: foldEdits,
    find: "if (active) /*",
    replace: "if (false) /*",
  },
  {
    name: "points given on hold to the blocked thaw",
    file: lots,
    find: "if (who.status != RS_PARTICIPANT_ACTIVE)",
    replace: "if (false)",
  },
  {
    name: "points given on hold are not taken back first when they thaw last",
    file: lots,
    find: "(rs_bytes){0}, true, &cursor);",
    replace: "(rs_bytes){0}, false, &cursor);",
  },
  {
    name: "points given on hold wait a day more",
    file: edits,
    find: "self->now + settings.settings->hold_days * DAY_MS;",
    replace: "self->now + (settings.settings->hold_days + 1) * DAY_MS;",
  },
  {
    name: "more is taken from hold than there is",
    file: edits,
    find: "if (row->held + args->held_by < 0)",
    replace: "if (row->held + args->held_by < -1)",
  },
  {
    name: "an administrator makes a loop",
    file: edits,
    find: "if (args->inviter && participant_is_below(self, row.id, args->inviter))",
    replace: "if (false)",
  },
  {
    name: "a tie of an administrator is as old as the person",
    file: foldPeople,
    find: "fact->since ? fact->since : self->at;",
    replace: "fact->office ? row.joined : self->at;",
  },
  {
    name: "a tie of an administrator takes a person away from their link",
    file: foldPeople,
    find: "    if (!fact->office) /* the link they came by",
    replace: "    if (true) /* the link they came by",
  },
  {
    name: "the proof of one Ozon ID proves the next",
    file: points,
    find: "!participant_has_proven(self, made->before.participant, made->posting->ozon)",
    replace:
      "!__extension__({ rs_participant_row r; " +
      "find_participant(self, made->before.participant, &r); r.proven; })",
  },
  {
    name: "an Ozon ID that comes back has to be proven once more",
    file: people,
    find: "participant_has_proven(self, row->id, id->account) ||",
    replace: "",
  },
  {
    name: "an Ozon ID bound again by hand has to be proven once more",
    file: edits,
    find: " ||\n                      participant_has_proven(self, row->id, id.account)",
    replace: "",
  },
  {
    name: "a new Ozon ID makes a person registered anew",
    file: foldPeople,
    find: "row.registered = row.first_registered;",
    replace: "row.registered = self->at;",
  },
  {
    name: "what was bought before the second Ozon ID was bound counts from the first",
    file: points,
    find: "(posting->recorded <= buyer->bound && posting->created < buyer->bound - HISTORY_MS)",
    replace:
      "(posting->recorded <= buyer->bound && posting->created < buyer->first_registered - HISTORY_MS)",
  },
  {
    name: "an Ozon ID of another is bound by hand",
    file: edits,
    find: "if (other && other != self->first)",
    replace: "if (false)",
  },

  // Figures
  {
    name: "a link counts a buyer again after a rejected return",
    file: foldPurchases,
    find: "count_link_buyer(self, before->participant, had ? -1 : 1);",
    replace: "count_link_buyer(self, before->participant, had ? 0 : 1);",
  },
  {
    name: "a link counts a visitor each time",
    file: people,
    find: "if (!row_has(self->state, TABLE_LINK_OPENED, KEY_TEXT_1(code, row->id)) &&",
    replace: "if (",
  },
  {
    name: "a correction is nobody's",
    file: foldPurchases,
    find: "row.corrected += fact->debit == RS_ACCOUNT_ADJUSTED ? fact->points : -fact->points;",
    replace: "row.corrected += fact->debit == RS_ACCOUNT_ADJUSTED ? fact->points : 0;",
  },
  {
    name: "an order counts with each of its postings",
    file: foldPurchases,
    find: "int change = (order.postings > 0) - before;",
    replace: "(void)before; int change = counted ? 1 : -1;",
  },
  {
    name: "a return lowers no sum",
    file: foldPurchases,
    find: "buyer.sum += is - was;",
    replace: "buyer.sum += is > was ? is - was : 0;",
  },
  {
    name: "what has come is expected again",
    file: foldPurchases,
    find: "row.expected += now - one->expected;",
    replace: "row.expected += now;",
  },
  {
    name: "what was paid is not counted",
    file: foldPurchases,
    find: "case RS_TRANSFER_PAID: row.paid += fact->points; break;",
    replace: "case RS_TRANSFER_PAID: break;",
  },
  {
    name: "what was taken back stays in the totals",
    file: foldPurchases,
    find: "case RS_TRANSFER_TAKE_BACK: add_by_source(self, &row, fact->level, -fact->points); break;",
    replace: "case RS_TRANSFER_TAKE_BACK: break;",
  },

  // Payouts
  {
    name: "exactly the lower limit is enough",
    file: payouts,
    find: "account.available <= settings->payout_min",
    replace: "account.available < settings->payout_min",
  },
  {
    name: "the upper limit itself is too much",
    file: payouts,
    find: "points > settings->payout_max",
    replace: "points >= settings->payout_max",
  },
  {
    name: "more than is available",
    file: payouts,
    find: "if (points > account.available)",
    replace: "if (points > account.available + 100)",
  },
  {
    name: "a debtor asks for a payout",
    file: payouts,
    find: "if (account.available < 0)\n",
    replace: "if (false)\n",
  },
  {
    name: "money is rounded up",
    file: payouts,
    find: "(wide)points * rate / 100;",
    replace: "((wide)points * rate + 99) / 100;",
  },
  {
    name: "a debt is paid without a reason",
    file: payouts,
    find: "who.available < 0 && !office_is_reason(note)",
    replace: "false",
  },
  {
    name: "paid without having been agreed on",
    file: payouts,
    find: "{RS_PAYOUT_NEW, RS_PAYOUT_NEGOTIATION, true}",
    replace: "{RS_PAYOUT_NEW, RS_PAYOUT_PAID, true}",
  },
  {
    name: "a request under negotiation is cancelled",
    file: payouts,
    find: "{RS_PAYOUT_NEW, RS_PAYOUT_CANCELLED, false}",
    replace: "{RS_PAYOUT_NEGOTIATION, RS_PAYOUT_CANCELLED, false}",
  },
  {
    name: "points of a rejected request go on hold",
    file: payouts,
    find: "RS_TRANSFER_RELEASE, RS_ACCOUNT_RESERVED, RS_ACCOUNT_AVAILABLE",
    replace: "RS_TRANSFER_RELEASE, RS_ACCOUNT_RESERVED, RS_ACCOUNT_HELD",
  },
  {
    name: "who approved pays",
    file: payouts,
    find: "if (row->approver == self->admin)",
    replace: "if (false)",
  },
  {
    name: "one is enough where two have to agree",
    file: payouts,
    find: "if (!row->approver)",
    replace: "if (false)",
  },
  {
    name: "what was approved may be corrected and paid at once",
    file: foldPayouts,
    find: "    row.approver = 0;\n",
    replace: "",
  },
  {
    name: "a correction reserves nothing more",
    file: care,
    find: "    if (points > row->points)\n",
    replace: "    if (false)\n",
  },
  {
    name: "a correction gives nothing back",
    file: care,
    find: "    else if (points < row->points)\n",
    replace: "    else if (false)\n",
  },
  {
    name: "a correction takes more than is available",
    file: care,
    find: "if (out->points - row->points > (who.available > 0 ? who.available : 0))",
    replace: "if (out->points - row->points > (who.available > 0 ? who.available : 0) + 1)",
  },
  {
    name: "a corrected request is paid by the rate of today",
    file: care,
    find: "payout_money(out->points, row->rate)",
    replace: "out->points",
  },
  {
    name: "a colleague's request is moved on",
    file: care,
    find: "if (holder && holder != self->admin)\n",
    replace: "if (false)\n",
  },
  {
    name: "a request is somebody's for ever",
    file: "actors/ledger/rules/payouts.h",
    find: "PAYOUT_CLAIM_MINUTES = 15",
    replace: "PAYOUT_CLAIM_MINUTES = 100000",
  },
  {
    name: "one request more than may be open",
    file: payouts,
    find: "account.open_payouts >= settings->payout_open_max",
    replace: "account.open_payouts > settings->payout_open_max",
  },

  // Links
  {
    name: "a link that is off attracts people",
    file: people,
    find: "!link.off && find_participant",
    replace: "find_participant",
  },
  {
    name: "one link more than there may be",
    file: links,
    find: "row->links - row->links_off >= settings.settings->links_max",
    replace: "row->links - row->links_off > settings.settings->links_max",
  },
  {
    name: "links that are off count against the limit",
    file: links,
    find: "row->links - row->links_off >= settings",
    replace: "row->links >= settings",
  },
  {
    name: "a second link for the same product of another store is the first",
    file: links,
    find: "link.product->store == product->store && ",
    replace: "",
  },
  {
    name: "a link for what is not on sale",
    file: links,
    find: "row.product->archived || ",
    replace: "",
  },
  {
    name: "a person opens a link as often as they like",
    file: people,
    find: "!row_has(self->state, TABLE_LINK_OPENED, KEY_TEXT_1(code, row->id)) &&",
    replace: "",
  },
  {
    name: "the general link is switched off",
    file: links,
    find: "if (args->n == 1)",
    replace: "if (false)",
  },

  // What participants are told by themselves
  {
    name: "whoever registers once more is news",
    file: people,
    find: "if (!row->bound) /* the first time",
    replace: "if (true) /* the first time",
  },
  {
    name: "points given by hand are released without a word",
    file: lots,
    find: "    notices_expect(self, row.participant, RS_NOTICE_RELEASED);\n",
    replace: "",
  },
  {
    name: "weekly is on Tuesdays",
    file: notices,
    find: "(day + 3) % DAYS_A_WEEK",
    replace: "(day + 2) % DAYS_A_WEEK",
  },
  {
    name: "periods end by the clock of London",
    file: notices,
    find: "int64_t shift = CLOCK_MOSCOW_MS - ",
    replace: "int64_t shift = -",
  },
  {
    name: "blocked people are written to",
    file: notices,
    find: "row->status == RS_PARTICIPANT_ACTIVE && !row->unreachable",
    replace: "!row->unreachable",
  },
  {
    name: "those who cannot be reached are written to",
    file: notices,
    find: "row->status == RS_PARTICIPANT_ACTIVE && !row->unreachable",
    replace: "row->status == RS_PARTICIPANT_ACTIVE",
  },
  {
    name: "a change of mind forgets what was gathered",
    file: notices,
    find: "        move_topic(self, from, to, topic);",
    replace: "        move_topic(self, from, NULL, topic);",
  },
  {
    name: "one topic that moves keeps the others of its new frequency out",
    file: notices,
    find: "        list->items[n].topics |=\n            not_gathered(",
    replace: "        (void)\n            not_gathered(",
  },
  {
    name: "what happens after the end is told with what was before",
    file: notices,
    find: "    if (!any_due(self, account))\n        return;\n    make_due",
    replace: "    if (true)\n        return;\n    make_due",
  },
  {
    name: "what was told is told once more",
    file: foldNotices,
    find: "if (!holds(fact->digests, row.digests.items[n].frequency))",
    replace: "if (row.digests.items[n].until > self->at + 1 || true)",
  },
  {
    name: "a purchase is told to its buyer",
    file: foldPurchases,
    find: "        if (!one->level)\n            continue;\n",
    replace: "",
  },
  {
    name: "returns count as purchases",
    file: foldPurchases,
    find: ".sum = change > 0 ? change : 0,",
    replace: ".sum = change > 0 ? change : -change,",
  },
  {
    name: "the network grows by one level only",
    file: foldNotices,
    find: "fold_at_level(self, (int64_t)n + 1, 1)",
    replace: "fold_at_level(self, 1, 1)",
  },

  // What was before
  {
    name: "orders that were there before their buyer was imported bring points",
    file: "actors/ledger/rules/import.c",
    find: "    if (id->account)\n        participant_settle_imported",
    replace: "    if (false)\n        participant_settle_imported",
  },
  {
    name: "imported orders bring points",
    file: points,
    find: "    if (over && !row_has(",
    replace: "    if (false && !row_has(",
  },
  {
    name: "an imported tie is as old as the import",
    file: foldPeople,
    find: "row.tied = fact->since ? fact->since : self->at;",
    replace: "row.tied = self->at;",
  },

  // Days
  {
    name: "days begin at midnight of London",
    file: "actors/ledger/state/calendar.h",
    find: "return (at + CLOCK_MOSCOW_MS) / CALENDAR_DAY_MS;",
    replace: "return at / CALENDAR_DAY_MS;",
  },
  {
    name: "sales stand on the day they are settled",
    file: rollups,
    find: "count_at(self, after->ordered, &more, 1);",
    replace: "count_at(self, self->at, &more, 1);",
  },
  {
    name: "a link is used as often as it is opened",
    file: "actors/ledger/state/apply_links.c",
    find: "if (link.opened == 1)",
    replace: "if (link.opened)",
  },
  {
    name: "take-backs are no take-backs of a day",
    file: rollups,
    find: ".taken = fact->kind == RS_TRANSFER_TAKE_BACK ? fact->points : 0,",
    replace: ".taken = 0,",
  },
  {
    name: "an order is one of a referral by the tie of today",
    file: foldPurchases,
    find: "order.referral = shares->inviter != 0;",
    replace: "order.referral = true;",
  },

  // What people decide, and people who are gone
  {
    name: "what a person decided stands against the word of Ozon",
    file: returns,
    find: "if (ozon.state == RS_RETURN_OPEN && one->ruled)",
    replace: "if (one->ruled)",
  },
  {
    name: "what a person decided is not heard",
    file: returns,
    find: "return (return_verdict){one->ruled, one->ruled_qty};",
    replace: "return ozon;",
  },
  {
    name: "a new look at a return forgets what a person decided",
    file: foldPurchases,
    find: ".ruled = before.ruled,",
    replace: "",
  },
  {
    name: "more came back than was bought",
    file: "actors/ledger/rules/attention.c",
    find: "(!args->qty || args->qty > units_bought(row, one->sku))",
    replace: "!args->qty",
  },
  {
    name: "points go to those who were erased",
    file: points,
    find: "&& is_erased(by, one->participant))",
    replace: "&& is_erased(by, one->participant) && false)",
  },
  {
    name: "what an erased person has proven holds the points of others",
    file: foldEdits,
    find: "row.status = RS_PARTICIPANT_ERASED;",
    replace:
      "row_del(self->state, TABLE_PROVEN, KEY_2(row.ozon, row.id)); " +
      "row.status = RS_PARTICIPANT_ERASED;",
  },
  {
    name: "requests of an erased person stay open",
    file: erase,
    find: "payout_reject_all(self, row.id);",
    replace: "",
  },
  {
    name: "an erased person owes for ever",
    file: erase,
    find: "points_correct_available(self, participant, -row.available, edit);",
    replace: "if (row.available > 0) points_correct_available(self, participant, -row.available, edit);",
  },
  {
    name: "points are forfeit without a word",
    file: erase,
    find: "if (owes && !args->forfeit)",
    replace: "if (owes && false)",
  },
  {
    name: "what a person decided goes on waiting for one",
    file: returns,
    find: "if (return_says(posting, one).state == RS_RETURN_OPEN)",
    replace: "if (return_says_ozon(posting, one).state == RS_RETURN_OPEN)",
  },
  {
    name: "a return without a quantity waits among those Ozon has yet to decide",
    file: returns,
    find: "return RS_ATTENTION_UNSIZED;",
    replace: "return RS_ATTENTION_OPEN;",
  },
  {
    name: "a cancelled purchase in another currency waits for a person",
    file: returns,
    find: " && posting->status != RS_POSTING_CANCELLED)",
    replace: ")",
  },
  {
    name: "a decision that is taken back stands",
    file: foldPurchases,
    find: "one->ruled = fact->state == RS_RETURN_OPEN ? 0 : fact->state;",
    replace: "if (fact->state != RS_RETURN_OPEN) one->ruled = fact->state;",
  },
  {
    name: "a Telegram id leads to who was erased",
    file: foldEdits,
    find: "row_del(self->state, TABLE_BY_TG, KEY_1(row.tg));",
    replace: "",
  },
  {
    name: "the key of who was erased is kept",
    file: "actors/ledger/desk.c",
    find: "if (seal_forget(self->stores->seal, person, &by->error) != RS_OK) {",
    replace: "if (false) {",
  },
];
